//! The second factor 兩步驟驗證: a secret that an app on the person's phone shares and shows as codes of six digits (TOTP, RFC
//! 6238), and ten recovery codes for when the phone is gone.
//!
//! The secret is sealed as personal data is. A code is good once: the step of time it stands for is stored, and no code of
//! that step or of one before it is taken again. Tries are counted before they are checked, so that many at once gain nothing.

use folkmoot_foundation::crypto::{Keyring, Purpose, random_bytes};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text;
use folkmoot_foundation::{Actor, Db, FieldErrors, Now, PersonId, Reader, Tx, db};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QuerySelect as _, Set,
};
use totp_rs::{Builder, Secret, Totp};

use crate::entity::{person, recovery_code, second_factor};
use crate::error::Error;
use crate::limits::{self, Counted, Limits};
use crate::outgoing::{Outgoing, OutgoingKind};
use crate::passwords::{self, Proof};

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

/// The letters and digits of recovery codes, without those that look alike: a power of two, so that each comes as often.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";

/// How many seconds a code stands for.
const STEP: i64 = 30;

/// How long a recovery code is, without its dash.
const LENGTH: usize = 10;

/// The second factor of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondFactor {
    /// Since when.
    pub since: Now,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
}

/// A secret that waits for its first code.
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    /// The secret in base 32, to be typed.
    pub secret: String,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending(…)")
    }
}

impl Pending {
    /// The address that a picture of it holds: apps read secret, platform and account from it.
    pub fn address(&self, platform: &str, account: &str) -> String {
        let (platform, account) = (encoded(platform), encoded(account));
        format!("otpauth://totp/{platform}:{account}?secret={}&issuer={platform}", self.secret)
    }
}

/// A text as a part of an address; apps take a plus sign for what it is.
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

async fn row(conn: &impl Reader, id: PersonId) -> Result<Option<second_factor::Model>, Error> {
    Ok(second_factor::Entity::find_by_id(id).one(conn).await?)
}

/// Somebody's second factor, if they have one.
///
/// # Errors
/// A database error.
pub async fn of(conn: &impl Reader, id: PersonId) -> Result<Option<SecondFactor>, Error> {
    let Some(since) = row(conn, id).await?.and_then(|row| row.confirmed_at) else { return Ok(None) };
    let recovery_codes = recovery_code::Entity::find()
        .filter(recovery_code::Column::Person.eq(id))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(conn)
        .await?;
    Ok(Some(SecondFactor { since, recovery_codes }))
}

/// The secret that waits for its first code, if one does.
///
/// # Errors
/// A database error, or [`Error::Sealed`].
pub async fn pending(conn: &impl Reader, keyring: &Keyring, id: PersonId) -> Result<Option<Pending>, Error> {
    match row(conn, id).await? {
        Some(row) if row.confirmed_at.is_none() => {
            Ok(Some(Pending { secret: keyring.open(&row.secret_sealed)? }))
        }
        _ => Ok(None),
    }
}

/// Makes a secret for somebody who proved their password; it counts for nothing until [`confirm`].
///
/// # Errors
/// [`Error::WrongCredentials`] if the proof does not hold any more; [`Error::SecondFactorThere`].
pub async fn begin(tx: &Tx, keyring: &Keyring, proof: &Proof, now: Now) -> Result<Pending, Error> {
    let id = passwords::still_holds(tx, proof).await?.id;
    if row(tx, id).await?.is_some_and(|row| row.confirmed_at.is_some()) {
        return Err(Error::SecondFactorThere);
    }
    second_factor::Entity::delete_by_id(id).exec(tx).await?;
    let secret = Secret::from(random_bytes::<20>()).to_base32();
    let row = second_factor::ActiveModel {
        person: Set(id),
        secret_sealed: Set(keyring.seal(&secret)),
        made_at: Set(now),
        confirmed_at: Set(None),
        last_step: Set(0),
    };
    second_factor::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(Pending { secret })
}

/// The second factor is there, proven by a first code; gives the recovery codes, which are nowhere stored. Count the try
/// with [`count_try`] before.
///
/// # Errors
/// [`Error::SecondFactorThere`]; [`Error::NotFound`] if nothing was begun; [`Error::WrongCode`].
pub async fn confirm(
    tx: &Tx,
    keyring: &Keyring,
    id: PersonId,
    code: &str,
    now: Now,
) -> Result<Vec<String>, Error> {
    let found =
        second_factor::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if found.confirmed_at.is_some() {
        return Err(Error::SecondFactorThere);
    }
    let step = step_of(keyring, &found, code, now)?.ok_or(Error::WrongCode)?;
    let mut row: second_factor::ActiveModel = found.into();
    row.confirmed_at = Set(Some(now));
    row.last_step = Set(step);
    row.update(tx).await?;
    limits::clear(tx, limits::key(Counted::SecondFactorTries, id.0.as_bytes())).await?;
    recovery_code::Entity::delete_many().filter(recovery_code::Column::Person.eq(id)).exec(tx).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| new_recovery_code()).collect();
    for code in &codes {
        let row = recovery_code::ActiveModel {
            code_hash: Set(hash(keyring, id, &plain(code))),
            person: Set(id),
            used_at: Set(None),
        };
        recovery_code::Entity::insert(row).exec_without_returning(tx).await?;
    }
    let event = NewEvent::new("person.second_factor_added", id, Actor::citizen(id)).internal();
    event::append(tx, now, event).await?;
    Ok(codes)
}

/// Counts a try, before the code is looked at, in a transaction of its own.
///
/// # Errors
/// [`Error::TooManyTries`].
pub async fn count_try(db: &Db, limits: &Limits, id: PersonId, now: Now) -> Result<(), Error> {
    let tx = db.begin().await?;
    let key = limits::key(Counted::SecondFactorTries, id.0.as_bytes());
    limits::take(&tx, key, limits.second_factor_tries, now).await?;
    Ok(db::commit(tx).await?)
}

/// Takes a code of somebody's app, or a recovery code: it is used up if the transaction commits. Count the try with
/// [`count_try`] before.
///
/// # Errors
/// [`Error::WrongCode`] for a wrong code, one that was used before and if there is no second factor.
pub async fn take(tx: &Tx, keyring: &Keyring, id: PersonId, code: &str, now: Now) -> Result<(), Error> {
    let found = second_factor::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let found = found.filter(|row| row.confirmed_at.is_some()).ok_or(Error::WrongCode)?;
    let used = match step_of(keyring, &found, code, now)? {
        Some(step) if step > found.last_step => {
            second_factor::Entity::update_many()
                .col_expr(second_factor::Column::LastStep, Expr::value(step))
                .filter(second_factor::Column::Person.eq(id))
                .filter(second_factor::Column::LastStep.lt(step))
                .exec(tx)
                .await?
        }
        Some(_) => return Err(Error::WrongCode),
        None => {
            recovery_code::Entity::update_many()
                .col_expr(recovery_code::Column::UsedAt, Expr::value(now))
                .filter(recovery_code::Column::CodeHash.eq(hash(keyring, id, &plain(code))))
                .filter(recovery_code::Column::Person.eq(id))
                .filter(recovery_code::Column::UsedAt.is_null())
                .exec(tx)
                .await?
        }
    };
    if used.rows_affected == 0 {
        return Err(Error::WrongCode);
    }
    limits::clear(tx, limits::key(Counted::SecondFactorTries, id.0.as_bytes())).await?;
    Ok(())
}

/// Somebody who proved their password and gave a code removes their second factor.
///
/// # Errors
/// [`Error::WrongCredentials`] if the proof does not hold any more; as [`take`].
pub async fn remove(tx: &Tx, keyring: &Keyring, proof: &Proof, code: &str, now: Now) -> Result<(), Error> {
    let id = passwords::still_holds(tx, proof).await?.id;
    take(tx, keyring, id, code, now).await?;
    forget(tx, id).await?;
    let event = NewEvent::new("person.second_factor_removed", id, Actor::citizen(id)).internal();
    Ok(event::append(tx, now, event).await?)
}

/// An administrator removes the second factor of somebody who lost theirs, with the reason in the log. Their sessions end, and they are to be told.
///
/// # Errors
/// [`Error::NotFound`] if they have none; [`Error::Invalid`] with `reason`.
pub async fn remove_lost(
    tx: &Tx,
    id: PersonId,
    by: Actor,
    reason: &str,
    now: Now,
) -> Result<Option<Outgoing>, Error> {
    let found = second_factor::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    found.filter(|row| row.confirmed_at.is_some()).ok_or(Error::NotFound)?;
    let mut errors = FieldErrors::new();
    let reason = errors.take(text::block("reason", reason, text::Length { min: 1, max: 1000 }));
    let reason = errors.into_result(reason)?;
    forget(tx, id).await?;
    crate::sessions::end_all(tx, id, None).await?;
    let event = NewEvent::new("person.second_factor_removed", id, by).internal();
    event::append(tx, now, event.with(serde_json::json!({ "reason": reason }))).await?;
    let person = person::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let locale = person.locale;
    let outgoing =
        |to_sealed| Outgoing { person: Some(id), to_sealed, locale, kind: OutgoingKind::SecondFactorRemoved };
    Ok(person.email_sealed.map(outgoing))
}

/// Deletes secret and recovery codes.
pub(crate) async fn forget(tx: &Tx, id: PersonId) -> Result<(), Error> {
    second_factor::Entity::delete_by_id(id).exec(tx).await?;
    recovery_code::Entity::delete_many().filter(recovery_code::Column::Person.eq(id)).exec(tx).await?;
    Ok(())
}

/// The step of time that a code stands for, if it is one of the secret's at about this time.
fn step_of(
    keyring: &Keyring,
    row: &second_factor::Model,
    code: &str,
    now: Now,
) -> Result<Option<i64>, Error> {
    let digits: String = text::narrow(code).chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let totp = totp(&keyring.open(&row.secret_sealed)?)?;
    let at = u64::try_from(now.timestamp()).unwrap_or(0);
    Ok(totp.check(&digits, at).and_then(|step| i64::try_from(step).ok()))
}

/// SHA-1, six digits, thirty seconds, one step of tolerance: what every app understands.
fn totp(secret: &str) -> Result<Totp, Error> {
    let secret =
        Secret::try_from_base32(secret).map_err(|_| Error::Sealed(folkmoot_foundation::crypto::Sealed))?;
    Builder::new().with_secret(secret).build().map_err(|_| Error::Sealed(folkmoot_foundation::crypto::Sealed))
}

/// The code that an app shows for a secret at an instant, for tests and the demo.
///
/// # Errors
/// [`Error::Sealed`] for what is no secret.
pub fn code_at(secret: &str, at: Now) -> Result<String, Error> {
    Ok(totp(secret)?.generate(u64::try_from(at.timestamp()).unwrap_or(0)).to_string())
}

/// A code that somebody's app would show and that was not used yet; nothing if they have no second factor. For the demo,
/// whose clock no app knows.
///
/// # Errors
/// A database error, or [`Error::Sealed`].
pub async fn sample(
    conn: &impl Reader,
    keyring: &Keyring,
    id: PersonId,
    now: Now,
) -> Result<Option<String>, Error> {
    let Some(row) = row(conn, id).await? else { return Ok(None) };
    let at =
        if now.timestamp() / STEP > row.last_step { now } else { now + chrono::TimeDelta::seconds(STEP) };
    Ok(Some(code_at(&keyring.open(&row.secret_sealed)?, at)?))
}

fn new_recovery_code() -> String {
    // The dash is no letter of a code: a byte that stands for it is drawn again.
    let mut letters = String::with_capacity(LENGTH + 1);
    while letters.len() < LENGTH {
        let drawn = random_bytes::<16>();
        let drawn = drawn.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
        letters.extend(drawn.filter(|letter| **letter != b'-').map(|letter| char::from(*letter)));
    }
    letters.truncate(LENGTH);
    let (first, second) = letters.split_at(LENGTH / 2);
    format!("{first}-{second}")
}

/// A recovery code as it was meant: without dashes and blanks, in small letters.
fn plain(code: &str) -> String {
    let code = text::narrow(code).to_lowercase();
    code.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn hash(keyring: &Keyring, id: PersonId, plain: &str) -> Vec<u8> {
    keyring.hash(Purpose::LookUp, &format!("recovery/{id}/{plain}")).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, with SHA-1: of its eight digits the last six.
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        let at = |seconds: i64| chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        assert_eq!(code_at(&secret, at(59)).unwrap(), "287082");
        assert_eq!(code_at(&secret, at(1_111_111_109)).unwrap(), "081804");
        assert_eq!(code_at(&secret, at(20_000_000_000)).unwrap(), "353130");
    }

    #[test]
    fn recovery_codes_are_read_as_people_write_them() {
        let code = new_recovery_code();
        assert_eq!((code.len(), code.matches('-').count()), (11, 1), "{code}");
        assert_eq!(plain(&code).len(), LENGTH);
        assert_eq!(plain(" ABCDE fghjk"), "abcdefghjk");
        assert_eq!(plain("ＡＢＣＤＥ－fghjk"), "abcdefghjk");
        assert_ne!(new_recovery_code(), code);
    }

    #[test]
    fn the_address_names_platform_and_account() {
        let pending = Pending { secret: "ABC".to_owned() };
        assert_eq!(
            pending.address("公民 議事", "ann+1@example.org"),
            "otpauth://totp/%E5%85%AC%E6%B0%91%20%E8%AD%B0%E4%BA%8B:ann%2B1%40example.org?secret=ABC&issuer=%E5%85%AC%E6%B0%91%20%E8%AD%B0%E4%BA%8B"
        );
    }
}
