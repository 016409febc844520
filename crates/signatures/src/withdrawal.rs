//! Taking a signature back.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, DbErr, DriveId, Now, PersonId, Tx};
use sea_orm::QuerySelect as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};

use crate::drives::{check_window, hour_of, tallies};
use crate::entity::{drive, history, signature, tally};
use crate::error::SignError;
use crate::receipt::{Receipt, State};
use crate::{PersonKey, signers};

/// A signature that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// The receipt, which now says so.
    pub receipt: Receipt,
    /// The drive's count afterwards.
    pub count: i64,
}

/// Takes back a person's signature, found by their key or by their account, while the window is open. It leaves the hour and the county it was counted in;
/// thresholds that were reached stay reached.
///
/// # Errors
/// [`SignError::NoSuchDrive`], [`SignError::NotYetOpen`], [`SignError::Over`], [`SignError::NotSigned`], or a database error.
pub async fn withdraw(
    tx: &Tx,
    drive: DriveId,
    person_key: &PersonKey,
    person: Option<PersonId>,
    now: Now,
) -> Result<Withdrawn, SignError> {
    let held =
        drive::Entity::find_by_id(drive).lock_exclusive().one(tx).await?.ok_or(SignError::NoSuchDrive)?;
    check_window(held.opens_at, held.closes_at, held.closed_at, now)?;
    let row = signers::find(tx, drive, person_key, person).await?.ok_or(SignError::NotSigned)?;
    let mut receipt = Receipt::from(row);
    if receipt.state != State::Counted {
        return Err(SignError::NotSigned);
    }
    signature::Entity::update_many()
        .col_expr(signature::Column::State, Expr::value(State::Withdrawn.code()))
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.eq(receipt.id))
        .exec(tx)
        .await?;
    receipt.state = State::Withdrawn;
    subtract(tx, &receipt).await?;
    let count = tallies(tx, &[drive]).await?.get(&drive).copied().unwrap_or(0);
    let data = serde_json::json!({ "count": 1, "total": count });
    let told = NewEvent::new("signatures.withdrawn", drive, Actor::System).with(data).internal();
    event::append(tx, now, told).await?;
    Ok(Withdrawn { receipt, count })
}

async fn subtract(tx: &Tx, receipt: &Receipt) -> Result<(), DbErr> {
    tally::Entity::update_many()
        .col_expr(tally::Column::Count, Expr::col(tally::Column::Count).sub(1))
        .filter(tally::Column::Drive.eq(receipt.drive))
        .exec(tx)
        .await?;
    let county = receipt.county.as_ref().map_or("", |code| code.as_str());
    history::Entity::update_many()
        .col_expr(history::Column::Count, Expr::col(history::Column::Count).sub(1))
        .filter(history::Column::Drive.eq(receipt.drive))
        .filter(history::Column::Hour.eq(hour_of(receipt.signed_at)))
        .filter(history::Column::County.eq(county))
        .exec(tx)
        .await?;
    Ok(())
}
