//! How much is written from one network: a count for each, by a keyed hash, so that nobody is known by it.

use folkmoot_foundation::{DbErr, Now, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QuerySelect, Set};

use crate::error::DiscussionError as Error;
use crate::voices::Rate;

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comment_origin")]
    pub struct Model {
        /// The keyed hash of the network, in hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub mark: String,
        /// When its time began …
        pub since: DateTimeUtc,
        /// … and how many comments came since.
        pub comments: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Counts a comment that comes from a network, and refuses the one that is too many. In the transaction that adds it.
///
/// # Errors
/// [`Error::TooMany`] with the seconds until the next may come, or a database error.
pub async fn count(tx: &Tx, mark: &str, rate: Rate, now: Now) -> Result<(), Error> {
    let first = entity::ActiveModel { mark: Set(mark.to_owned()), since: Set(now), comments: Set(0) };
    let known = OnConflict::column(entity::Column::Mark).do_nothing().to_owned();
    entity::Entity::insert(first).on_conflict(known).exec_without_returning(tx).await?;
    let row = entity::Entity::find_by_id(mark).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    let ends = row.since + rate.per;
    let (since, comments) = if now >= ends { (now, 0) } else { (row.since, row.comments) };
    if u64::try_from(comments).unwrap_or(0) >= rate.max {
        return Err(Error::TooMany { wait_seconds: Ord::max((ends - now).num_seconds(), 1) });
    }
    entity::Entity::update_many()
        .col_expr(entity::Column::Since, Expr::value(since))
        .col_expr(entity::Column::Comments, Expr::value(comments + 1))
        .filter(entity::Column::Mark.eq(mark))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets what was counted before an instant; says of how many networks.
///
/// # Errors
/// A database error.
pub async fn forget(tx: &Tx, before: Now) -> Result<u64, DbErr> {
    Ok(entity::Entity::delete_many().filter(entity::Column::Since.lt(before)).exec(tx).await?.rows_affected)
}
