//! What signing asks of accounts: the key that follows from a confirmed address, and how often a stranger may have
//! mails sent to one.

use folkmoot_foundation::crypto::{Keyring, Purpose};
use folkmoot_foundation::{Now, PersonId, Reader, Tx};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::email::Email;
use crate::entity::person;
use crate::error::Error;
use crate::limits::{self, Caller, Counted, Limits};

/// What follows from somebody's confirmed address, for signing.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailIdentity {
    /// The person key.
    pub key: [u8; 32],
    /// The domain of the address.
    pub domain: String,
}

/// Personal: its debug form shows nothing.
impl std::fmt::Debug for EmailIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmailIdentity(…)")
    }
}

/// What follows from somebody's confirmed address. It is not stored: the rules of the providers may come to know more, and
/// it is asked for seldom.
///
/// # Errors
/// A database error, or [`Error::Sealed`].
pub async fn email_identity(
    conn: &impl Reader,
    keyring: &Keyring,
    id: PersonId,
) -> Result<Option<EmailIdentity>, Error> {
    let row = person::Entity::find_by_id(id)
        .filter(person::Column::EmailConfirmedAt.is_not_null())
        .filter(person::Column::DeletedAt.is_null())
        .one(conn)
        .await?;
    let Some(sealed) = row.and_then(|row| row.email_sealed) else { return Ok(None) };
    let address = keyring.open(&sealed)?;
    let email = Email::parse("email", &address).ok();
    Ok(email.map(|email| EmailIdentity { key: email.person_key(keyring), domain: email.domain().to_owned() }))
}

/// The person key that follows from somebody's confirmed address.
///
/// # Errors
/// As [`email_identity`].
pub async fn email_key(
    conn: &impl Reader,
    keyring: &Keyring,
    id: PersonId,
) -> Result<Option<[u8; 32]>, Error> {
    Ok(email_identity(conn, keyring, id).await?.map(|identity| identity.key))
}

/// Counts that somebody without an account asks for a mail to sign `subject`; says whether it may be sent. The answer to
/// them must be the same: only the box's owner knows how many mails it got.
///
/// # Errors
/// [`Error::TooManyTries`] for the caller.
pub async fn may_mail_to_sign(
    tx: &Tx,
    keyring: &Keyring,
    limits: &Limits,
    email: &Email,
    subject: Uuid,
    caller: Option<Caller>,
    now: Now,
) -> Result<bool, Error> {
    if let Some(caller) = caller {
        let key = limits::caller_key(Counted::CallerSignatures, &caller);
        limits::take(tx, key, limits.signatures_per_caller, now).await?;
    }
    // By box, not by address: tags are free.
    let of_box = keyring.hash(Purpose::LookUp, &format!("box:{}", email.identity()));
    let about =
        limits::key(Counted::BoxSubjectSignatures, &[&of_box, subject.as_bytes().as_slice()].concat());
    let all = limits::key(Counted::BoxSignatures, &of_box);
    Ok(limits::allows(tx, about, limits.signature_mails_per_box_and_subject, now).await?
        && limits::allows(tx, all, limits.signature_mails_per_box, now).await?)
}

/// Counts a signature that a clerk enters at a counter.
///
/// # Errors
/// [`Error::TooManyTries`] if they have entered as many as the limit allows.
pub async fn may_enter_signature(tx: &Tx, limits: &Limits, clerk: PersonId, now: Now) -> Result<(), Error> {
    let key = limits::key(Counted::ClerkSignatures, clerk.0.as_bytes());
    limits::take(tx, key, limits.signatures_per_clerk, now).await
}
