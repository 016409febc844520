//! Signing in by password, changing it, and choosing a new one when it is forgotten.
//!
//! Hashing takes long, so it happens outside of transactions: first something is proven or prepared, then it is done.

use chrono::TimeDelta;
use folkmoot_foundation::crypto::{Entropy, Keyring, sha256};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, Db, Now, PersonId, Reader, Tx, db};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, Set,
};

use crate::email::Email;
use crate::entity::{password_reset, person};
use crate::error::Error;
use crate::hasher::{Hasher, PasswordHash};
use crate::limits::{self, Caller, Counted, Limits};
use crate::outgoing::{Outgoing, OutgoingKind};
use crate::password_rules;
use crate::sessions::{self, SessionId};

/// The link to choose a new password is good for so many minutes.
pub const RESET_MINUTES: i64 = 60;

/// So many minutes after the password the code of the second factor is taken.
pub const CODE_MINUTES: i64 = 10;

/// Proof that a caller knew somebody's password a moment ago, or that an identity provider vouched for them. Only this
/// crate makes one.
#[derive(Clone)]
pub struct Proof {
    person: PersonId,
    /// The hash it was compared with: if it is another now, the proof is void.
    hash: String,
    /// Whether a code of the second factor was taken.
    second: bool,
}

impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Proof").field(&self.person).finish()
    }
}

impl Proof {
    /// For somebody whom an identity provider vouches for, as good as their password; it is void with that.
    pub(crate) fn vouched(person: &person::Model) -> Option<Self> {
        person.password_hash.clone().map(|hash| Self { person: person.id, hash, second: false })
    }

    /// Who it is.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Whether a code of the second factor was taken as well.
    pub(crate) fn has_code(&self) -> bool {
        self.second
    }

    /// The proof, to be kept by a page that asks for a code; good for [`CODE_MINUTES`], and only here.
    pub fn sealed(&self, keyring: &Keyring, now: Now) -> String {
        let mark = hex::encode(sha256(self.hash.as_bytes()));
        keyring.seal(&format!("{} {mark} {}", self.person, now.timestamp()))
    }

    /// The proof out of what [`Proof::sealed`] gave; nothing if it is too old or none, or the password is another now.
    ///
    /// # Errors
    /// A database error.
    pub async fn opened(
        conn: &impl Reader,
        keyring: &Keyring,
        sealed: &str,
        now: Now,
    ) -> Result<Option<Self>, Error> {
        let Ok(text) = keyring.open(sealed) else { return Ok(None) };
        let mut parts = text.split(' ');
        let (Some(person), Some(mark), Some(at)) = (parts.next(), parts.next(), parts.next()) else {
            return Ok(None);
        };
        let (Ok(id), Ok(at)) = (person.parse::<PersonId>(), at.parse::<i64>()) else { return Ok(None) };
        if now.timestamp() - at >= CODE_MINUTES * 60 {
            return Ok(None);
        }
        let person = person::Entity::find_by_id(id).one(conn).await?;
        let proof = person.as_ref().and_then(Self::vouched);
        Ok(proof.filter(|proof| hex::encode(sha256(proof.hash.as_bytes())) == mark))
    }

    /// The proof with a code of the second factor, which is used up if the transaction commits. Count the try before, with
    /// [`crate::second_factor::count_try`].
    ///
    /// # Errors
    /// [`Error::WrongCode`].
    pub async fn with_code(&self, tx: &Tx, keyring: &Keyring, code: &str, now: Now) -> Result<Self, Error> {
        crate::second_factor::take(tx, keyring, self.person, code, now).await?;
        Ok(Self { second: true, ..self.clone() })
    }
}

/// What somebody typed to sign in.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The address, as typed.
    pub email: &'a str,
    /// The password, as typed.
    pub password: &'a str,
    /// Where the request came from; `None` on the command line.
    pub caller: Option<Caller>,
}

impl std::fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempt(…)")
    }
}

/// Checks address and password. An address without account takes as long and gives the same answer; tries are counted
/// before they are checked, so that many at once gain nothing.
///
/// # Errors
/// [`Error::WrongCredentials`], [`Error::TooManyTries`], [`Error::Busy`].
pub async fn sign_in(
    db: &Db,
    hasher: &Hasher,
    keyring: &Keyring,
    limits: &Limits,
    attempt: Attempt<'_>,
    now: Now,
) -> Result<Proof, Error> {
    let email_hash = match Email::parse("email", attempt.email) {
        Ok(email) => email.look_up_hash(keyring),
        // What is no address has no account; it is counted like one.
        Err(_) => sha256(attempt.email.as_bytes()).to_vec(),
    };
    let person = person::Entity::find()
        .filter(person::Column::EmailHash.eq(email_hash.clone()))
        .filter(person::Column::EmailConfirmedAt.is_not_null())
        .one(db.read())
        .await?;
    prove(db, hasher, limits, &email_hash, person, attempt, now).await
}

/// Checks the password of somebody who is signed in, before something that a stolen session must not do.
///
/// # Errors
/// As [`sign_in`]; [`Error::NotFound`].
pub async fn confirm_identity(
    db: &Db,
    hasher: &Hasher,
    limits: &Limits,
    id: PersonId,
    password: &str,
    caller: Option<Caller>,
    now: Now,
) -> Result<Proof, Error> {
    let person = person::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let email_hash = person.email_hash.clone().ok_or(Error::NotFound)?;
    prove(db, hasher, limits, &email_hash, Some(person), Attempt { email: "", password, caller }, now).await
}

async fn prove(
    db: &Db,
    hasher: &Hasher,
    limits: &Limits,
    email_hash: &[u8],
    person: Option<person::Model>,
    attempt: Attempt<'_>,
    now: Now,
) -> Result<Proof, Error> {
    let hash = person.as_ref().and_then(|person| person.password_hash.as_deref());
    let address_key = limits::key(Counted::AddressFailures, email_hash);
    let both_key = limits::address_and_caller_key(
        email_hash,
        attempt.caller.as_ref(),
        hash.unwrap_or_default().as_bytes(),
    );
    let caller_key = attempt.caller.map(|caller| limits::caller_key(Counted::CallerFailures, &caller));

    // Always the address, then both, then the caller: transactions that wait for each other wait in one order. A try
    // that one of them refuses counts for none, so one caller can't use up what all together have.
    let tx = db.begin().await?;
    limits::take(&tx, address_key.clone(), limits.failures_per_address, now).await?;
    limits::take(&tx, both_key.clone(), limits.failures_per_address_and_caller, now).await?;
    if let Some(key) = caller_key.clone() {
        limits::take(&tx, key, limits.failures_per_caller, now).await?;
    }
    db::commit(tx).await?;

    let verified = hasher.verify(attempt.password, hash).await;
    if !matches!(verified, Ok(false)) {
        // No failure of the caller: right, or the process was too busy to look.
        let tx = db.begin().await?;
        limits::give_back(&tx, address_key).await?;
        if matches!(verified, Ok(true)) {
            limits::clear(&tx, both_key).await?;
        } else {
            limits::give_back(&tx, both_key).await?;
        }
        if let Some(key) = caller_key {
            limits::give_back(&tx, key).await?;
        }
        db::commit(tx).await?;
    }
    match (verified?, person) {
        (true, Some(person::Model { id, password_hash: Some(hash), .. })) => {
            Ok(Proof { person: id, hash, second: false })
        }
        _ => Err(Error::WrongCredentials),
    }
}

/// Locks the person's row and checks that the password is still the proven one.
pub(crate) async fn still_holds(tx: &Tx, proof: &Proof) -> Result<person::Model, Error> {
    let person = person::Entity::find_by_id(proof.person).lock_exclusive().one(tx).await?;
    person.filter(|person| person.password_hash.as_ref() == Some(&proof.hash)).ok_or(Error::WrongCredentials)
}

/// A new password that passed the rules and is hashed, for one person.
#[derive(Debug)]
pub struct NewPassword {
    person: PersonId,
    hash: PasswordHash,
}

/// Checks a new password against the rules and hashes it.
///
/// # Errors
/// [`Error::Invalid`] with the field `password`, [`Error::NotFound`], [`Error::Busy`].
pub async fn prepare(
    conn: &impl Reader,
    hasher: &Hasher,
    keyring: &Keyring,
    id: PersonId,
    password: &str,
) -> Result<NewPassword, Error> {
    let person = person::Entity::find_by_id(id)
        .filter(person::Column::DeletedAt.is_null())
        .one(conn)
        .await?
        .ok_or(Error::NotFound)?;
    let email = match &person.email_sealed {
        Some(sealed) => Email::parse("email", &keyring.open(sealed)?).ok(),
        None => None,
    };
    password_rules::check("password", password, email.as_ref(), &person.nickname)?;
    Ok(NewPassword { person: id, hash: hasher.hash(password).await? })
}

/// Changes the password of somebody who proved the old one; all their sessions end but `keep`.
///
/// # Errors
/// [`Error::WrongCredentials`] if the proof does not hold any more.
pub async fn change(
    tx: &Tx,
    proof: &Proof,
    new: NewPassword,
    keep: Option<SessionId>,
    now: Now,
) -> Result<Option<Outgoing>, Error> {
    let person = still_holds(tx, proof).await?;
    if person.id != new.person {
        return Err(Error::WrongCredentials);
    }
    let actor = Actor::citizen(person.id);
    replace(tx, person, new.hash, keep, "person.password_changed", actor, now).await
}

/// Sets the password of a person without the old one: for the operator on the command line. All sessions end.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn set(tx: &Tx, new: NewPassword, now: Now) -> Result<Option<Outgoing>, Error> {
    let person = lock(tx, new.person).await?;
    replace(tx, person, new.hash, None, "person.password_reset", Actor::System, now).await
}

async fn lock(tx: &Tx, id: PersonId) -> Result<person::Model, Error> {
    person::Entity::find_by_id(id)
        .filter(person::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(Error::NotFound)
}

async fn replace(
    tx: &Tx,
    person: person::Model,
    hash: PasswordHash,
    keep: Option<SessionId>,
    event: &'static str,
    actor: Actor,
    now: Now,
) -> Result<Option<Outgoing>, Error> {
    let id = person.id;
    let outgoing = person.email_sealed.clone().map(|to_sealed| Outgoing {
        person: Some(id),
        to_sealed,
        locale: person.locale.clone(),
        kind: OutgoingKind::PasswordChanged,
    });
    let mut row: person::ActiveModel = person.into();
    row.password_hash = Set(Some(hash.0));
    row.update(tx).await?;
    // Links to choose another password lead nowhere after this.
    password_reset::Entity::delete_many().filter(password_reset::Column::Person.eq(id)).exec(tx).await?;
    sessions::end_all(tx, id, keep).await?;
    event::append(tx, now, NewEvent::new(event, id, actor).internal()).await?;
    Ok(outgoing)
}

/// Asks for a link to choose a new password. For an address without account nothing is sent; the answer to the caller
/// is the same.
///
/// # Errors
/// [`Error::Invalid`] with the field `email` for what is no address; [`Error::TooManyTries`] for the caller.
pub async fn request_reset(
    tx: &Tx,
    keyring: &Keyring,
    entropy: &dyn Entropy,
    limits: &Limits,
    email: &str,
    caller: Option<Caller>,
    now: Now,
) -> Result<Option<Outgoing>, Error> {
    let email = Email::parse("email", email).map_err(|e| folkmoot_foundation::FieldErrors(vec![e]))?;
    if let Some(caller) = caller {
        let key = limits::caller_key(Counted::CallerRequests, &caller);
        limits::take(tx, key, limits.requests_per_caller, now).await?;
    }
    let hash = email.look_up_hash(keyring);
    let may_mail =
        limits::allows(tx, limits::key(Counted::AddressMails, &hash), limits.mails_per_address, now).await?;
    let person = person::Entity::find().filter(person::Column::EmailHash.eq(hash)).one(tx).await?;
    let Some((person, to_sealed)) =
        person.filter(|_| may_mail).and_then(|p| p.email_sealed.clone().map(|sealed| (p, sealed)))
    else {
        return Ok(None);
    };
    let token = entropy.token();
    let row = password_reset::ActiveModel {
        token_hash: Set(sha256(token.as_bytes()).to_vec()),
        person: Set(person.id),
        expires_at: Set(now + TimeDelta::minutes(RESET_MINUTES)),
        used_at: Set(None),
    };
    password_reset::Entity::insert(row).exec_without_returning(tx).await?;
    let kind = OutgoingKind::PasswordReset { token };
    Ok(Some(Outgoing { person: Some(person.id), to_sealed, locale: person.locale, kind }))
}

/// Whose password a link would reset, if it is still good. Changes nothing.
///
/// # Errors
/// A database error.
pub async fn reset_of(conn: &impl Reader, token: &str, now: Now) -> Result<Option<PersonId>, Error> {
    let row = password_reset::Entity::find_by_id(sha256(token.as_bytes()).to_vec()).one(conn).await?;
    Ok(row.filter(|row| row.used_at.is_none() && now < row.expires_at).map(|row| row.person))
}

/// Sets the new password by a link. All sessions end, and the link is used up.
///
/// # Errors
/// [`Error::LinkNotValid`].
pub async fn finish_reset(
    tx: &Tx,
    token: &str,
    new: NewPassword,
    now: Now,
) -> Result<Option<Outgoing>, Error> {
    let person = lock(tx, new.person).await.map_err(|_| Error::LinkNotValid)?;
    // Marking it used decides between two who hold the same link.
    let used = password_reset::Entity::update_many()
        .col_expr(password_reset::Column::UsedAt, Expr::value(now))
        .filter(password_reset::Column::TokenHash.eq(sha256(token.as_bytes()).to_vec()))
        .filter(password_reset::Column::Person.eq(new.person))
        .filter(password_reset::Column::UsedAt.is_null())
        .filter(password_reset::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    if used.rows_affected == 0 {
        return Err(Error::LinkNotValid);
    }
    let id = person.id;
    if let Some(hash) = &person.email_hash {
        // Whoever reads the mail is the owner: earlier failures don't keep them out.
        limits::clear(tx, limits::key(Counted::AddressFailures, hash)).await?;
    }
    replace(tx, person, new.hash, None, "person.password_reset", Actor::citizen(id), now).await
}
