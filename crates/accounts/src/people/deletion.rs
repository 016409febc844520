//! Deleting an account: what is personal goes, what others rely on stays.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, Now, Tx};
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set};

use crate::entity::{mobile_code, password_reset, person, role_grant};
use crate::error::Error;
use crate::passwords::{self, Proof};
use crate::people::roles::ensure_another_administrator;
use crate::person::DELETED_NICKNAME;
use crate::{second_factor, sessions};

/// Deletes the account of somebody who proved their password: name, address, number, identity, person keys, password
/// and county are erased, roles and sessions end, the nickname becomes [`DELETED_NICKNAME`]. The row stays, so that what the person
/// wrote keeps an author without a name; the address can register again.
///
/// # Errors
/// [`Error::LastAdministrator`]; [`Error::WrongCredentials`] if the proof does not hold any more.
pub async fn delete(tx: &Tx, proof: &Proof, now: Now) -> Result<(), Error> {
    let person = passwords::still_holds(tx, proof).await?;
    let id = person.id;
    ensure_another_administrator(tx, id).await?;
    let mut row: person::ActiveModel = person.into();
    row.nickname = Set(DELETED_NICKNAME.to_owned());
    row.name_sealed = Set(None);
    row.email_sealed = Set(None);
    row.email_hash = Set(None);
    row.email_confirmed_at = Set(None);
    row.mobile_sealed = Set(None);
    row.person_key = Set(None);
    row.mobile_confirmed_at = Set(None);
    row.national_sealed = Set(None);
    row.national_key = Set(None);
    row.national_confirmed_at = Set(None);
    row.password_hash = Set(None);
    row.county = Set(None);
    row.deleted_at = Set(Some(now));
    row.update(tx).await?;
    role_grant::Entity::delete_many().filter(role_grant::Column::Person.eq(id)).exec(tx).await?;
    mobile_code::Entity::delete_many().filter(mobile_code::Column::Person.eq(id)).exec(tx).await?;
    password_reset::Entity::delete_many().filter(password_reset::Column::Person.eq(id)).exec(tx).await?;
    second_factor::forget(tx, id).await?;
    sessions::end_all(tx, id, None).await?;
    event::append(tx, now, NewEvent::new("person.deleted", id, Actor::citizen(id)).internal()).await?;
    Ok(())
}
