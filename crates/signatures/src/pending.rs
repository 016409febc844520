//! Signatures that wait until their signer has confirmed what identifies them: for those who sign without an account.
//!
//! What waits holds no address, only the person key that follows from it. It runs out by the clock alone; deleting what
//! has run out is housekeeping on which nothing depends.

use chrono::TimeDelta;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DbErr, DriveId, Now, Reader, Tx, typed_id};
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect as _, Set};

use crate::PersonKey;
use crate::checks::Mark;
use crate::drives;
use crate::entity::pending;
use crate::error::SignError;
use crate::signers::key_of;

typed_id!(
    /// A signature that waits for its confirmation.
    PendingId
);

/// How many days one may take to confirm.
pub const PENDING_DAYS: i64 = 7;

/// A signature that waits, or whose confirmation is not long ago.
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its id.
    pub id: PendingId,
    /// What is to be signed.
    pub drive: DriveId,
    /// Who, as far as counting is concerned.
    pub person_key: PersonKey,
    /// Under which region to count it.
    pub region: Option<RegionCode>,
    /// The first instant at which it can't be confirmed any more.
    pub expires_at: Now,
    /// The mark of its address's domain, if that was given.
    pub domain: Option<Mark>,
    /// Whether it was confirmed: then the signature stands on its own.
    pub confirmed: bool,
}

/// The person key stays out of logs.
impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending").field("id", &self.id).field("drive", &self.drive).finish_non_exhaustive()
    }
}

/// Notes that somebody wants to sign. Asked again, the one that waits stays the same and takes the region given last;
/// one that was confirmed or has run out makes place for a new one, so that old links open nothing new. For a person who
/// has `signed` nothing new is needed: what is there stays, and the drive's window is all that is asked.
///
/// # Errors
/// [`SignError::NoSuchDrive`], [`SignError::NotYetOpen`], [`SignError::Paused`], [`SignError::Over`], or a database error.
pub async fn ask(
    tx: &Tx,
    drive: DriveId,
    person_key: &PersonKey,
    region: Option<RegionCode>,
    domain: Option<Mark>,
    signed: bool,
    now: Now,
) -> Result<PendingId, SignError> {
    drives::get(tx, drive).await?.ok_or(SignError::NoSuchDrive)?.check(now)?;
    let fresh = PendingId::new(now);
    let row = pending::ActiveModel {
        id: Set(fresh),
        drive: Set(drive),
        person_key: Set(person_key.to_vec()),
        region: Set(region.map(String::from)),
        expires_at: Set(now + TimeDelta::days(PENDING_DAYS)),
        confirmed_at: Set(None),
        origin: Set(domain.map(|mark| mark.to_vec())),
    };
    pending::Entity::insert(row.clone())
        .on_conflict_do_nothing_on([pending::Column::PersonKey, pending::Column::Drive])
        .exec_without_returning(tx)
        .await?;
    let there = pending::Entity::find()
        .filter(pending::Column::PersonKey.eq(person_key.to_vec()))
        .filter(pending::Column::Drive.eq(drive))
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the waiting signature".to_owned()))?;
    if signed || there.id == fresh {
        return Ok(there.id);
    }
    let waits = there.confirmed_at.is_none() && now < there.expires_at;
    let id = if waits { there.id } else { fresh };
    pending::Entity::update_many()
        .set(pending::ActiveModel { id: Set(id), ..row })
        .filter(pending::Column::Id.eq(there.id))
        .exec(tx)
        .await?;
    Ok(id)
}

/// What waits under this id; nothing once it has run out.
///
/// # Errors
/// A database error.
pub async fn find(conn: &impl Reader, id: PendingId, now: Now) -> Result<Option<Pending>, DbErr> {
    let row = pending::Entity::find_by_id(id).one(conn).await?;
    let Some(row) = row.filter(|row| now < row.expires_at) else { return Ok(None) };
    Ok(Some(Pending {
        id: row.id,
        drive: row.drive,
        person_key: key_of(&row.person_key)?,
        region: row.region.and_then(|code| code.parse().ok()),
        expires_at: row.expires_at,
        domain: row.origin.and_then(|mark| mark.try_into().ok()),
        confirmed: row.confirmed_at.is_some(),
    }))
}

/// Notes that the signature was taken, so that its link signs nothing a second time. Of what waited only the key stays,
/// which the signature holds anyway, and only until the link would have run out.
///
/// # Errors
/// A database error.
pub async fn confirmed(tx: &Tx, id: PendingId, now: Now) -> Result<(), DbErr> {
    pending::Entity::update_many()
        .set(pending::ActiveModel {
            region: Set(None),
            origin: Set(None),
            confirmed_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(pending::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes what has run out; says how many.
///
/// # Errors
/// A database error.
pub async fn purge(tx: &Tx, now: Now) -> Result<u64, DbErr> {
    let over = pending::Column::ExpiresAt.lte(now);
    Ok(pending::Entity::delete_many().filter(over).exec(tx).await?.rows_affected)
}
