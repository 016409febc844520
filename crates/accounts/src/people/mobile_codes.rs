//! Confirming a mobile number by a code of six digits.

use chrono::TimeDelta;
use folkmoot_foundation::crypto::{Entropy, Keyring, Purpose};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::{Actor, FieldErrors, Now, PersonId, Reader, Tx, text};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use subtle::ConstantTimeEq as _;

use crate::entity::{mobile_code, person};
use crate::error::Error;
use crate::limits::{self, Counted, Limits};
use crate::mobile::Mobile;
use crate::outgoing::{Outgoing, OutgoingKind};

/// A code is good for so many minutes.
pub const CODE_MINUTES: i64 = 10;
/// So many wrong entries void a code.
pub const CODE_TRIES: i64 = 5;

/// What became of a code that was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    /// The number is the person's now.
    Confirmed,
    /// Another code was sent.
    Wrong {
        /// How many entries are left before the code is void.
        tries_left: i64,
    },
    /// There is no code, or it is too old, used, or was entered wrongly too often: a new one is needed.
    NoCode,
}

/// Makes a code for a number: for `new_number` as typed, or else for the one the account has. An earlier code is void.
///
/// # Errors
/// [`Error::Invalid`] with the field `mobile`; [`Error::TooManyTries`] for the person or for the number.
pub async fn request_mobile_code(
    tx: &Tx,
    keyring: &Keyring,
    entropy: &dyn Entropy,
    limits: &Limits,
    id: PersonId,
    new_number: Option<&str>,
    now: Now,
) -> Result<Outgoing, Error> {
    let person = lock(tx, id).await?;
    let mobile = match (new_number, &person.mobile_sealed) {
        (Some(typed), _) => Mobile::parse("mobile", typed),
        (None, Some(sealed)) => Mobile::parse("mobile", &keyring.open(sealed)?),
        (None, None) => Mobile::parse("mobile", ""),
    }
    .map_err(|error| FieldErrors(vec![error]))?;
    let key = limits::key(Counted::PersonCodes, id.0.as_bytes());
    limits::take(tx, key, limits.codes_per_person, now).await?;
    let key = limits::key(Counted::NumberCodes, &mobile.look_up_hash(keyring));
    limits::take(tx, key, limits.codes_per_number, now).await?;

    mobile_code::Entity::delete_many().filter(mobile_code::Column::Person.eq(id)).exec(tx).await?;
    let code = entropy.code();
    let to_sealed = keyring.seal(mobile.as_str());
    let row = mobile_code::ActiveModel {
        id: Set(uuid_at(now)),
        person: Set(id),
        mobile_sealed: Set(to_sealed.clone()),
        code_hash: Set(hash(keyring, id, &code)),
        tries: Set(0),
        made_at: Set(now),
        expires_at: Set(now + TimeDelta::minutes(CODE_MINUTES)),
        used_at: Set(None),
    };
    mobile_code::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(Outgoing {
        person: Some(id),
        to_sealed,
        locale: person.locale,
        kind: OutgoingKind::MobileCode { code },
    })
}

/// Takes a code that was entered. Commit whatever the outcome: a wrong entry counts.
///
/// # Errors
/// [`Error::NotFound`], or a database error.
pub async fn confirm_mobile(
    tx: &Tx,
    keyring: &Keyring,
    id: PersonId,
    entered: &str,
    now: Now,
) -> Result<CodeOutcome, Error> {
    let person = lock(tx, id).await?;
    let Some(code) = latest(tx, id).await?.filter(|code| is_open(code, now)) else {
        return Ok(CodeOutcome::NoCode);
    };
    let digits: String = text::narrow(entered).chars().filter(|c| !c.is_whitespace()).collect();
    let equal: bool = hash(keyring, id, &digits).ct_eq(&code.code_hash).into();
    let tries = code.tries + 1;
    let sealed = code.mobile_sealed.clone();
    let mut row: mobile_code::ActiveModel = code.into();
    if !equal {
        row.tries = Set(tries);
        row.update(tx).await?;
        let tries_left = CODE_TRIES - tries;
        return Ok(if tries_left > 0 { CodeOutcome::Wrong { tries_left } } else { CodeOutcome::NoCode });
    }
    row.used_at = Set(Some(now));
    row.update(tx).await?;
    let mobile =
        Mobile::parse("mobile", &keyring.open(&sealed)?).map_err(|error| FieldErrors(vec![error]))?;
    let mut person: person::ActiveModel = person.into();
    person.mobile_sealed = Set(Some(sealed));
    person.person_key = Set(Some(mobile.person_key(keyring).to_vec()));
    person.mobile_confirmed_at = Set(Some(now));
    person.update(tx).await?;
    event::append(tx, now, NewEvent::new("person.mobile_confirmed", id, Actor::citizen(id)).internal())
        .await?;
    Ok(CodeOutcome::Confirmed)
}

/// The number to which a code was sent that can still be entered, with its middle hidden.
///
/// # Errors
/// A database error, or [`Error::Sealed`].
pub async fn waiting_code(
    conn: &impl Reader,
    keyring: &Keyring,
    id: PersonId,
    now: Now,
) -> Result<Option<String>, Error> {
    let code = latest(conn, id).await?.filter(|code| is_open(code, now));
    let Some(code) = code else { return Ok(None) };
    let mobile = Mobile::parse("mobile", &keyring.open(&code.mobile_sealed)?);
    Ok(mobile.ok().map(|mobile| mobile.masked()))
}

async fn latest(conn: &impl Reader, id: PersonId) -> Result<Option<mobile_code::Model>, Error> {
    let codes = mobile_code::Entity::find().filter(mobile_code::Column::Person.eq(id));
    Ok(codes.order_by_desc(mobile_code::Column::MadeAt).one(conn).await?)
}

/// Whether a code can still be entered.
fn is_open(code: &mobile_code::Model, now: Now) -> bool {
    code.used_at.is_none() && now < code.expires_at && code.tries < CODE_TRIES
}

async fn lock(tx: &Tx, id: PersonId) -> Result<person::Model, Error> {
    person::Entity::find_by_id(id)
        .filter(person::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(Error::NotFound)
}

/// Keyed, since a plain hash of six digits is found by trying them all.
fn hash(keyring: &Keyring, id: PersonId, code: &str) -> Vec<u8> {
    keyring.hash(Purpose::LookUp, &format!("mobile code:{id}:{code}")).to_vec()
}
