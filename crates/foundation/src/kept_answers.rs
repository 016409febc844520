//! Answers that are kept for a day under a key of the sender's choosing: a request that is sent twice is done once, and
//! answered twice alike.

use chrono::TimeDelta;
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::clock::Now;
use crate::db::Tx;

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "kept_answer")]
    pub struct Model {
        /// Hash of who asks and of their key.
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: Vec<u8>,
        /// Hash of the request.
        pub request: Vec<u8>,
        pub began_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        /// Empty while the request is being done.
        pub status: Option<i64>,
        pub answer: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// For how many hours an answer is kept.
pub const KEPT_HOURS: i64 = 24;

/// After so many seconds a request that was never answered is taken to have died with its process.
const LOST_AFTER: i64 = 60;

/// Under which key, and for which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Hash of who asks and of their key.
    pub key: [u8; 32],
    /// Hash of the request.
    pub request: [u8; 32],
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The status.
    pub status: u16,
    /// The rest of it, in the form the caller chose.
    pub answer: String,
}

/// How it stands with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has used it: the request is to be done, and then [`keep`] or [`release`] is due.
    New,
    /// The same request was answered.
    Answered(Kept),
    /// The same request is being done.
    InProgress,
    /// The key belongs to another request.
    Other,
}

/// Takes a key for a request, or says what became of it. Of several who ask at once one gets [`Standing::New`].
///
/// # Errors
/// A database error.
pub async fn take(tx: &Tx, mark: Mark, now: Now) -> Result<Standing, DbErr> {
    let fresh = entity::ActiveModel {
        key: Set(mark.key.to_vec()),
        request: Set(mark.request.to_vec()),
        began_at: Set(now),
        expires_at: Set(now + TimeDelta::hours(KEPT_HOURS)),
        status: Set(None),
        answer: Set(None),
    };
    let inserted = entity::Entity::insert(fresh.clone())
        .on_conflict_do_nothing_on([entity::Column::Key])
        .exec_without_returning(tx)
        .await?;
    if matches!(inserted, sea_orm::TryInsertResult::Inserted(rows) if rows > 0) {
        return Ok(Standing::New);
    }
    let row = locked(tx, mark.key).await?;
    let Some(row) = row else { return Ok(Standing::InProgress) };
    let lost = row.status.is_none() && now >= row.began_at + TimeDelta::seconds(LOST_AFTER);
    if now >= row.expires_at || (lost && row.request == mark.request) {
        entity::Entity::update(fresh).exec(tx).await?;
        return Ok(Standing::New);
    }
    if row.request != mark.request {
        return Ok(Standing::Other);
    }
    let status = row.status.and_then(|status| u16::try_from(status).ok());
    Ok(match status.zip(row.answer) {
        Some((status, answer)) => Standing::Answered(Kept { status, answer }),
        None => Standing::InProgress,
    })
}

async fn locked(tx: &Tx, key: [u8; 32]) -> Result<Option<entity::Model>, DbErr> {
    use sea_orm::QuerySelect as _;
    entity::Entity::find_by_id(key.to_vec()).lock_exclusive().one(tx).await
}

/// Keeps the answer to a request whose key was taken.
///
/// # Errors
/// A database error.
pub async fn keep(tx: &Tx, mark: Mark, kept: Kept) -> Result<(), DbErr> {
    entity::Entity::update_many()
        .col_expr(entity::Column::Status, Expr::value(i64::from(kept.status)))
        .col_expr(entity::Column::Answer, Expr::value(kept.answer))
        .filter(entity::Column::Key.eq(mark.key.to_vec()))
        .filter(entity::Column::Request.eq(mark.request.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives back a key whose request was refused: nothing was done, so it may come again, or another under the same key.
///
/// # Errors
/// A database error.
pub async fn release(tx: &Tx, mark: Mark) -> Result<(), DbErr> {
    entity::Entity::delete_many()
        .filter(entity::Column::Key.eq(mark.key.to_vec()))
        .filter(entity::Column::Request.eq(mark.request.to_vec()))
        .filter(entity::Column::Status.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes answers that were kept long enough; says how many.
///
/// # Errors
/// A database error.
pub async fn purge(tx: &Tx, now: Now) -> Result<u64, DbErr> {
    let over = entity::Column::ExpiresAt.lte(now);
    Ok(entity::Entity::delete_many().filter(over).exec(tx).await?.rows_affected)
}
