//! Removing what has run out. Nothing depends on it having run: everything that expires is also checked when it is used.

use folkmoot_foundation::{DbErr, Now, Tx};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::entity::{account_limit, mobile_code, password_reset, registration, session};

/// Deletes expired sessions, registrations, codes, links and counts; says how many rows.
///
/// # Errors
/// A database error.
pub async fn purge(tx: &Tx, now: Now) -> Result<u64, DbErr> {
    let mut rows = 0;
    rows += session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lte(now))
        .exec(tx)
        .await?
        .rows_affected;
    rows += registration::Entity::delete_many()
        .filter(registration::Column::ExpiresAt.lte(now))
        .exec(tx)
        .await?
        .rows_affected;
    rows += mobile_code::Entity::delete_many()
        .filter(mobile_code::Column::ExpiresAt.lte(now))
        .exec(tx)
        .await?
        .rows_affected;
    rows += password_reset::Entity::delete_many()
        .filter(password_reset::Column::ExpiresAt.lte(now))
        .exec(tx)
        .await?
        .rows_affected;
    rows += account_limit::Entity::delete_many()
        .filter(account_limit::Column::Until.lte(now))
        .exec(tx)
        .await?
        .rows_affected;
    Ok(rows)
}
