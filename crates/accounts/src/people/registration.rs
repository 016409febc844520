//! Registering: what was typed waits until the address is confirmed, and becomes a person then.

use chrono::TimeDelta;
use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::crypto::{Entropy, Keyring, sha256};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, FieldError, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
    TryInsertResult,
};

use crate::email::Email;
use crate::entity::{person, registration};
use crate::error::Error;
use crate::hasher::PasswordHash;
use crate::limits::{self, Caller, Counted, Limits};
use crate::mobile::Mobile;
use crate::outgoing::{Outgoing, OutgoingKind};
use crate::people::roles;
use crate::person::{DELETED_NICKNAME, LOCALES};
use crate::reserved::{self, Reserved};
use crate::role::Grant;
use crate::{mobile, password_rules};

/// The link that confirms an address is good for so many hours.
pub const CONFIRMATION_HOURS: i64 = 48;

const NAME: Length = Length { min: 1, max: 60 };
pub(super) const NICKNAME: Length = Length { min: 2, max: 20 };

/// What somebody typed to register.
#[derive(Clone, Default, serde::Deserialize)]
pub struct Registration {
    /// Their name, which only the platform's operators can learn.
    pub name: String,
    /// The name others see.
    pub nickname: String,
    /// The e-mail address.
    pub email: String,
    /// The mobile number, as `09xxxxxxxx` or in E.164.
    pub mobile: String,
    /// The password.
    pub password: String,
    /// Code or name of a county or city; empty if they would not say.
    #[serde(default)]
    pub county: String,
    /// One of [`LOCALES`]; anything else becomes the first.
    #[serde(default)]
    pub locale: String,
}

/// What was typed is personal: its debug form shows nothing.
impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Registration(…)")
    }
}

/// A registration that reads well: every field checked.
#[derive(Debug, Clone)]
pub struct NewPerson {
    name: String,
    nickname: String,
    email: Email,
    mobile: Mobile,
    county: Option<CountyCode>,
    locale: String,
}

impl Registration {
    /// Checks every field; the nickname must be none of those that are `reserved`. The password is checked here and
    /// hashed by the caller.
    ///
    /// # Errors
    /// All mistakes at once, under the names `name`, `nickname`, `email`, `mobile`, `password`, `county`.
    pub fn check(&self, reserved: &Reserved) -> Result<NewPerson, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = errors.take(text::line("name", &self.name, NAME));
        let nickname = errors.take(nickname(&self.nickname).and_then(|nickname| {
            reserved.check(&nickname)?;
            Ok(nickname)
        }));
        let email = errors.take(Email::parse("email", &self.email));
        let mobile = errors.take(mobile::Mobile::parse("mobile", &self.mobile));
        let password = password_rules::check("password", &self.password, email.as_ref(), &self.nickname);
        if let Err(FieldErrors(wrong)) = password {
            errors.0.extend(wrong);
        }
        let county = errors.take(county(&self.county));
        let locale = locale(&self.locale).to_owned();
        let person = name.zip(nickname).zip(email).zip(mobile).zip(county);
        let person = person.map(|((((name, nickname), email), mobile), county)| NewPerson {
            name,
            nickname,
            email,
            mobile,
            county,
            locale,
        });
        errors.into_result(person)
    }
}

pub(super) fn nickname(raw: &str) -> Result<String, FieldError> {
    let nickname = text::line("nickname", raw, NICKNAME)?;
    if nickname == DELETED_NICKNAME {
        return Err(reserved::refusal());
    }
    Ok(nickname)
}

pub(super) fn county(raw: &str) -> Result<Option<CountyCode>, FieldError> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    raw.parse().map(Some).map_err(|_| FieldError {
        field: "county".to_owned(),
        code: "county_unknown",
        params: Default::default(),
    })
}

/// The language with this tag, or the first.
pub(super) fn locale(raw: &str) -> &'static str {
    LOCALES.into_iter().find(|locale| *locale == raw).unwrap_or(LOCALES[0])
}

/// Takes a registration and gives the mail to send: a link to confirm the address, or, if the address has an account,
/// the news that somebody tried. The caller's answer must be the same, also when nothing is sent because the address
/// got its share of mails already.
///
/// # Errors
/// [`Error::TooManyTries`] for the caller.
#[expect(clippy::too_many_arguments, reason = "each is a part of its own")]
pub async fn register(
    tx: &Tx,
    keyring: &Keyring,
    entropy: &dyn Entropy,
    limits: &Limits,
    new: &NewPerson,
    password: PasswordHash,
    caller: Option<Caller>,
    now: Now,
) -> Result<Option<Outgoing>, Error> {
    if let Some(caller) = caller {
        let key = limits::caller_key(Counted::CallerRequests, &caller);
        limits::take(tx, key, limits.requests_per_caller, now).await?;
    }
    let email_hash = new.email.look_up_hash(keyring);
    let mails = limits::key(Counted::AddressMails, &email_hash);
    let may_mail = limits::allows(tx, mails, limits.mails_per_address, now).await?;
    let email_sealed = keyring.seal(new.email.as_typed());
    let known =
        person::Entity::find().filter(person::Column::EmailHash.eq(email_hash.clone())).one(tx).await?;
    if let Some(known) = known {
        return Ok(may_mail.then_some(Outgoing {
            person: Some(known.id),
            to_sealed: known.email_sealed.unwrap_or(email_sealed),
            locale: known.locale,
            kind: OutgoingKind::AddressAlreadyRegistered,
        }));
    }
    if !may_mail {
        return Ok(None);
    }
    let token = entropy.token();
    let row = registration::ActiveModel {
        token_hash: Set(sha256(token.as_bytes()).to_vec()),
        email_hash: Set(email_hash),
        nickname: Set(new.nickname.clone()),
        name_sealed: Set(keyring.seal(&new.name)),
        email_sealed: Set(email_sealed.clone()),
        mobile_sealed: Set(keyring.seal(new.mobile.as_str())),
        password_hash: Set(password.0),
        county: Set(new.county.clone().map(String::from)),
        locale: Set(new.locale.clone()),
        expires_at: Set(now + TimeDelta::hours(CONFIRMATION_HOURS)),
    };
    registration::Entity::insert(row).exec_without_returning(tx).await?;
    let kind = OutgoingKind::EmailConfirmation { token };
    Ok(Some(Outgoing { person: None, to_sealed: email_sealed, locale: new.locale.clone(), kind }))
}

/// The nickname that a link would confirm, if the link is still good. Changes nothing: opening a link confirms nothing.
///
/// # Errors
/// A database error.
pub async fn peek_confirmation(conn: &impl Reader, token: &str, now: Now) -> Result<Option<String>, Error> {
    let row = registration::Entity::find_by_id(sha256(token.as_bytes()).to_vec()).one(conn).await?;
    Ok(row.filter(|row| now < row.expires_at).map(|row| row.nickname))
}

/// Confirms an address: the registration becomes a person. Of several registrations with one address the first
/// confirmed one stays.
///
/// # Errors
/// [`Error::LinkNotValid`].
pub async fn confirm_email(tx: &Tx, token: &str, now: Now) -> Result<PersonId, Error> {
    let hash = sha256(token.as_bytes()).to_vec();
    let waiting = registration::Entity::find_by_id(hash.clone()).one(tx).await?.ok_or(Error::LinkNotValid)?;
    // Whoever confirms locks all registrations of the address in one order: two links of one address, opened at the
    // same moment, would otherwise each hold their own row and wait for the other's.
    let row = registration::Entity::find()
        .filter(registration::Column::EmailHash.eq(waiting.email_hash))
        .order_by_asc(registration::Column::TokenHash)
        .lock_exclusive()
        .all(tx)
        .await?
        .into_iter()
        .find(|row| row.token_hash == hash && now < row.expires_at)
        .ok_or(Error::LinkNotValid)?;
    registration::Entity::delete_many()
        .filter(registration::Column::EmailHash.eq(row.email_hash.clone()))
        .exec(tx)
        .await?;
    let id = PersonId::new(now);
    let person = person::ActiveModel {
        id: Set(id),
        nickname: Set(row.nickname),
        name_sealed: Set(Some(row.name_sealed)),
        email_sealed: Set(Some(row.email_sealed)),
        email_hash: Set(Some(row.email_hash)),
        email_confirmed_at: Set(Some(now)),
        mobile_sealed: Set(Some(row.mobile_sealed)),
        password_hash: Set(Some(row.password_hash)),
        county: Set(row.county),
        locale: Set(row.locale),
        created_at: Set(now),
        ..Default::default()
    };
    if !insert(tx, person).await? {
        return Err(Error::LinkNotValid);
    }
    event::append(tx, now, NewEvent::new("person.registered", id, Actor::citizen(id)).internal()).await?;
    Ok(id)
}

/// Inserts a person; false if the address has one already. A conflict must not end the transaction, as an error would.
async fn insert(tx: &Tx, person: person::ActiveModel) -> Result<bool, Error> {
    let inserted = person::Entity::insert(person)
        .on_conflict_do_nothing_on([person::Column::EmailHash])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// What an operator vouches for when creating an account; the address always counts as confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// The address alone.
    Address,
    /// The mobile number too.
    AddressAndMobile,
}

/// Creates a person at once: on the command line and for the demo's samples.
///
/// # Errors
/// [`Error::AddressTaken`].
pub async fn create(
    tx: &Tx,
    keyring: &Keyring,
    new: &NewPerson,
    password: PasswordHash,
    vouched: Vouched,
    now: Now,
) -> Result<PersonId, Error> {
    let id = PersonId::new(now);
    let mobile_confirmed = vouched == Vouched::AddressAndMobile;
    let row = person::ActiveModel {
        id: Set(id),
        nickname: Set(new.nickname.clone()),
        name_sealed: Set(Some(keyring.seal(&new.name))),
        email_sealed: Set(Some(keyring.seal(new.email.as_typed()))),
        email_hash: Set(Some(new.email.look_up_hash(keyring))),
        email_confirmed_at: Set(Some(now)),
        mobile_sealed: Set(Some(keyring.seal(new.mobile.as_str()))),
        person_key: Set(mobile_confirmed.then(|| new.mobile.person_key(keyring).to_vec())),
        mobile_confirmed_at: Set(mobile_confirmed.then_some(now)),
        password_hash: Set(Some(password.0)),
        county: Set(new.county.clone().map(String::from)),
        locale: Set(new.locale.clone()),
        created_at: Set(now),
        ..Default::default()
    };
    if !insert(tx, row).await? {
        return Err(Error::AddressTaken);
    }
    event::append(tx, now, NewEvent::new("person.created", id, Actor::System).internal()).await?;
    Ok(id)
}

/// Creates a person with a role: how an installation gets its first administrator.
///
/// # Errors
/// [`Error::AddressTaken`], [`Error::AgencyMismatch`].
pub async fn create_with_role(
    tx: &Tx,
    keyring: &Keyring,
    new: &NewPerson,
    password: PasswordHash,
    vouched: Vouched,
    grant: Grant,
    now: Now,
) -> Result<PersonId, Error> {
    let id = create(tx, keyring, new, password, vouched, now).await?;
    roles::grant(tx, id, grant, Actor::System, now).await?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Registration {
        Registration {
            name: "王小明".to_owned(),
            nickname: "小明".to_owned(),
            email: "ming@example.org".to_owned(),
            mobile: "0912345678".to_owned(),
            password: "correct horse battery".to_owned(),
            county: "台北市".to_owned(),
            locale: "en".to_owned(),
        }
    }

    #[test]
    fn a_good_registration_passes() {
        let new = typed().check(&Reserved::with_agencies(["內政部"])).unwrap();
        assert_eq!(new.county.unwrap().as_str(), "63000");
        assert_eq!(new.locale, "en");
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let wrong = Registration::default().check(&Reserved::with_agencies(["內政部"])).unwrap_err();
        let fields: Vec<&str> = wrong.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["name", "nickname", "email", "mobile", "password"]);
        assert!(wrong.0.iter().all(|e| e.code == "required"));
    }

    #[rstest::rstest]
    #[case(|r: &mut Registration| r.county = "倫敦".to_owned(), "county", "county_unknown")]
    #[case(|r: &mut Registration| r.nickname = "明".to_owned(), "nickname", "too_short")]
    #[case(|r: &mut Registration| r.nickname = "長".repeat(21), "nickname", "too_long")]
    #[case(|r: &mut Registration| r.nickname = "平台管理員".to_owned(), "nickname", "nickname_reserved")]
    #[case(|r: &mut Registration| r.nickname = "內政部".to_owned(), "nickname", "nickname_reserved")]
    #[case(|r: &mut Registration| r.nickname = DELETED_NICKNAME.to_owned(), "nickname", "nickname_reserved")]
    #[case(|r: &mut Registration| r.name = "a\u{0}b".to_owned(), "name", "control_characters")]
    #[case(|r: &mut Registration| r.password = "ming@example.org".to_owned(), "password", "password_personal")]
    fn single_mistakes(#[case] change: fn(&mut Registration), #[case] field: &str, #[case] code: &str) {
        let mut registration = typed();
        change(&mut registration);
        let wrong = registration.check(&Reserved::with_agencies(["內政部"])).unwrap_err();
        assert_eq!((wrong.0[0].field.as_str(), wrong.0[0].code), (field, code));
        assert_eq!(wrong.0.len(), 1);
    }

    #[test]
    fn names_with_rare_characters_and_markup_are_only_text() {
        let mut registration = typed();
        registration.name = "𠮷田 <script>alert(1)</script>".to_owned();
        registration.nickname = "🍚=cmd()".to_owned();
        assert!(registration.check(&Reserved::with_agencies(["內政部"])).is_ok());
    }
}
