//! Identities that an identity provider vouches for: bound to an account, found again, taken off.

use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, Now, PersonId, Reader, Tx};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};

use crate::entity::person;
use crate::error::Error;
use crate::national_id::NationalId;
use crate::passwords::Proof;

/// Binds an identity to an account that has none; says whether it is new there. Another account may hold the same one:
/// whoever holds both is one person to every drive that counts by it.
///
/// # Errors
/// [`Error::OtherIdentity`] if the account holds another; [`Error::NotFound`].
pub async fn bind_identity(
    tx: &Tx,
    keyring: &Keyring,
    id: PersonId,
    identity: &NationalId,
    now: Now,
) -> Result<bool, Error> {
    let row = lock(tx, id).await?;
    let key = identity.person_key(keyring).to_vec();
    match &row.national_key {
        Some(held) if *held == key => return Ok(false),
        Some(_) => return Err(Error::OtherIdentity),
        None => {}
    }
    let mut row: person::ActiveModel = row.into();
    row.national_sealed = Set(Some(keyring.seal(identity.as_str())));
    row.national_key = Set(Some(key));
    row.national_confirmed_at = Set(Some(now));
    row.update(tx).await?;
    let done = NewEvent::new("person.identity_confirmed", id, Actor::citizen(id)).internal();
    event::append(tx, now, done).await?;
    Ok(true)
}

/// Takes the identity off an account; says whether there was one. What was signed under it stays signed, and the account
/// can't sign the same drive again.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove_identity(tx: &Tx, id: PersonId, now: Now) -> Result<bool, Error> {
    let row = lock(tx, id).await?;
    if row.national_key.is_none() {
        return Ok(false);
    }
    let mut row: person::ActiveModel = row.into();
    row.national_sealed = Set(None);
    row.national_key = Set(None);
    row.national_confirmed_at = Set(None);
    row.update(tx).await?;
    let done = NewEvent::new("person.identity_removed", id, Actor::citizen(id)).internal();
    event::append(tx, now, done).await?;
    Ok(true)
}

/// Proof that an identity provider just vouched for somebody with an account: of several accounts on one identity the one
/// that was bound last, so that its holder decides. Nothing if none holds it.
///
/// # Errors
/// A database error.
pub async fn prove_by_identity(
    conn: &impl Reader,
    keyring: &Keyring,
    identity: &NationalId,
) -> Result<Option<Proof>, Error> {
    let row = person::Entity::find()
        .filter(person::Column::NationalKey.eq(identity.person_key(keyring).to_vec()))
        .filter(person::Column::DeletedAt.is_null())
        .order_by_desc(person::Column::NationalConfirmedAt)
        .order_by_desc(person::Column::Id)
        .one(conn)
        .await?;
    Ok(row.and_then(|row| Proof::vouched(&row)))
}

/// The identity of an account with its middle hidden, if one is bound.
///
/// # Errors
/// A database error, or [`Error::Sealed`].
pub async fn masked_identity(
    conn: &impl Reader,
    keyring: &Keyring,
    id: PersonId,
) -> Result<Option<String>, Error> {
    let row = person::Entity::find_by_id(id).one(conn).await?;
    let Some(sealed) = row.and_then(|row| row.national_sealed) else { return Ok(None) };
    Ok(NationalId::parse("identity", &keyring.open(&sealed)?).ok().map(|identity| identity.masked()))
}

async fn lock(tx: &Tx, id: PersonId) -> Result<person::Model, Error> {
    person::Entity::find_by_id(id)
        .filter(person::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(Error::NotFound)
}
