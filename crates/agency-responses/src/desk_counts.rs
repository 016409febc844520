//! How many lines of a desk are alike: sums that are kept, and what has changed since they were last put together.
//!
//! A change of a line is only noted (by triggers of the tables), so that two officers whose cases move to the same state
//! don't wait for each other. A count is the sum of both, and so true in every transaction.

use std::collections::BTreeMap;

use folkmoot_foundation::{AgencyId, Db, Now, Reader, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{
    Alias, CaseStatement, Expr, ExprTrait as _, Func, OnConflict, Query, SelectStatement, UnionType,
};
use sea_orm::{FromQueryResult, QueryOrder as _, QuerySelect as _};

use crate::Result;
use crate::desk::DeskQuery;
use crate::desk_filter::{DeskCounts, DeskFilter, Due};
use crate::entity::{desk_change, desk_count};
use crate::state::CaseState;

/// So many changes are put into the sums together; fewer are left where they are.
const AT_ONCE: u64 = 256;

#[derive(Debug, FromQueryResult)]
struct Alike {
    state: String,
    due: i32,
    waiting: i32,
    count: i64,
}

/// How many cases of these agencies each filter shows. Somebody who acts for several agencies sees a case once, which
/// sums of agencies can't tell: their lines are counted one by one.
pub(crate) async fn counts(conn: &impl Reader, agencies: &[AgencyId], now: Now) -> Result<DeskCounts> {
    let (mut select, count) = match agencies {
        [agency] => (of_agency(*agency), Expr::cust("CAST(SUM(lines) AS bigint)")),
        _ => (DeskQuery::new(agencies, DeskFilter::Open).lines(), Expr::from(Func::count(Expr::cust("*")))),
    };
    let due = |below: i64| Expr::col(Alias::new("due_ms")).lt(below);
    let [passed, soon, never] = Due::bounds(now);
    let dues = CaseStatement::new()
        .case(due(passed), Expr::cust("0"))
        .case(due(soon), Expr::cust("1"))
        .case(due(never), Expr::cust("2"))
        .finally(Expr::cust("3"));
    let waiting = CaseStatement::new()
        .case(Expr::col(Alias::new("waits")).eq(""), Expr::cust("0"))
        .finally(Expr::cust("1"));
    select
        .column(Alias::new("state"))
        .expr_as(dues, Alias::new("due"))
        .expr_as(waiting, Alias::new("waiting"))
        .expr_as(count, Alias::new("count"))
        .group_by_col(Alias::new("state"))
        .group_by_col(Alias::new("due"))
        .group_by_col(Alias::new("waiting"));
    let statement = conn.get_database_backend().build(&select);
    let mut counts = DeskCounts::default();
    for alike in Alike::find_by_statement(statement).all(conn).await? {
        counts.add(CaseState::stored(&alike.state)?, Due::read(alike.due), alike.waiting != 0, alike.count);
    }
    Ok(counts)
}

/// `state`, `waits`, `due_ms`, `lines` of an agency, of which those alike are still to be summed.
fn of_agency(agency: AgencyId) -> SelectStatement {
    let columns = ["state", "waits", "due_ms", "lines"].map(Alias::new);
    let mut both = Query::select();
    both.columns(columns.clone()).from(desk_count::Entity).and_where(desk_count::Column::AgencyId.eq(agency));
    let mut changes = Query::select();
    changes.columns(columns).from(desk_change::Entity).and_where(desk_change::Column::AgencyId.eq(agency));
    both.union(UnionType::All, changes);
    Query::select().from_subquery(both, Alias::new("line")).to_owned()
}

/// Puts changes into the sums, once there are many; says how many. Two processes that do it at once take different ones.
///
/// # Errors
/// A database error; then nothing was moved.
pub async fn fold(db: &Db) -> Result<usize> {
    let oldest = || desk_change::Entity::find().order_by_asc(desk_change::Column::Id);
    let last: Option<i64> = oldest()
        .select_only()
        .column(desk_change::Column::Id)
        .offset(AT_ONCE - 1)
        .limit(1)
        .into_tuple()
        .one(db.read())
        .await?;
    let Some(last) = last else { return Ok(0) };
    let tx = db.begin().await?;
    let taken = desk_change::Entity::delete_many()
        .filter(desk_change::Column::Id.lte(last))
        .exec_with_returning(&tx)
        .await?;
    // In the order of their keys, so that nobody waits in a circle.
    let mut sums: BTreeMap<(AgencyId, String, String, i64), i64> = BTreeMap::new();
    let count = taken.len();
    for change in taken {
        *sums.entry((change.agency_id, change.state, change.waits, change.due_ms)).or_default() +=
            change.lines;
    }
    let rows: Vec<desk_count::ActiveModel> = sums
        .into_iter()
        .filter(|(_, lines)| *lines != 0)
        .map(|((agency_id, state, waits, due_ms), lines)| {
            desk_count::Model { agency_id, state, waits, due_ms, lines }.into()
        })
        .collect();
    if !rows.is_empty() {
        use desk_count::Column as C;
        let sum =
            Expr::col((desk_count::Entity, C::Lines)).add(Expr::col((Alias::new("excluded"), C::Lines)));
        let together =
            OnConflict::columns([C::AgencyId, C::State, C::Waits, C::DueMs]).value(C::Lines, sum).to_owned();
        desk_count::Entity::insert_many(rows).on_conflict(together).exec_without_returning(&tx).await?;
        desk_count::Entity::delete_many().filter(C::Lines.eq(0)).exec(&tx).await?;
    }
    db::commit(tx).await?;
    Ok(count)
}
