//! Which counts have moved lately, for those who watch.

use folkmoot_foundation::{DbErr, DriveId, Reader};
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Order, Query};
use sea_orm::{FromQueryResult, JoinType};
use uuid::Uuid;

use crate::entity::tally;

/// What has moved, as of one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// The number of the newest event that was seen; the given floor if there was none.
    pub newest: i64,
    /// The counts of the drives that events after the floor tell of.
    pub counts: Vec<(DriveId, i64)>,
    /// Everything that events after the floor tell of, drive or not.
    pub subjects: Vec<Uuid>,
}

/// The number of the newest event in the log.
///
/// # Errors
/// A database error.
pub async fn newest_event(conn: &impl Reader) -> Result<i64, DbErr> {
    let select = Query::select()
        .column(Alias::new("seq"))
        .from(Alias::new("event"))
        .order_by(Alias::new("seq"), Order::Desc)
        .limit(1)
        .to_owned();
    conn.query_one(&select).await?.map_or(Ok(0), |row| row.try_get("", "seq"))
}

/// The counts of all drives with events after `floor`, a number of the log.
///
/// Log and counts are read in one statement, hence as of one moment: of two calls that follow each other the later one
/// never gives an older count. Numbers of the log are given out before the commit, so that a lower one may appear after
/// a higher one was seen: whoever follows keeps the floor some seconds behind `newest`, and is told of a drive more than
/// once.
///
/// # Errors
/// A database error.
pub async fn moved_since(conn: &impl Reader, floor: i64) -> Result<Moved, DbErr> {
    let event = |column: &'static str| Expr::col((Alias::new("event"), Alias::new(column)));
    let count = (tally::Entity, tally::Column::Count);
    let select = Query::select()
        .expr_as(event("subject"), Alias::new("subject"))
        .expr_as(event("seq").max(), Alias::new("newest"))
        .expr_as(Expr::col(count), Alias::new("count"))
        .from(Alias::new("event"))
        .join(
            JoinType::LeftJoin,
            tally::Entity,
            Expr::col((tally::Entity, tally::Column::Drive)).eq(event("subject")),
        )
        .and_where(event("seq").gt(floor))
        .group_by_col((Alias::new("event"), Alias::new("subject")))
        .group_by_col(count)
        .to_owned();
    #[derive(FromQueryResult)]
    struct Row {
        subject: Uuid,
        newest: i64,
        /// Nothing for what is no drive.
        count: Option<i64>,
    }
    let mut moved = Moved { newest: floor, counts: Vec::new(), subjects: Vec::new() };
    for row in conn.query_all(&select).await? {
        let row = Row::from_query_result(&row, "")?;
        moved.newest = Ord::max(moved.newest, row.newest);
        moved.counts.extend(row.count.map(|count| (DriveId(row.subject), count)));
        moved.subjects.push(row.subject);
    }
    Ok(moved)
}
