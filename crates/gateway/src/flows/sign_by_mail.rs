//! Signing without an account: an address is typed, a mail goes to it, and the button behind its link signs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use folkmoot_accounts::email::Email;
use folkmoot_accounts::{Caller, people};
use folkmoot_foundation::crypto::{Keyring, Purpose};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DriveId, FieldErrors, ProposalId, SignatureId, db};
use folkmoot_notifications::outbox::{self, Mail};
use folkmoot_proposals::{Proposal, Rulebook, read};
use folkmoot_signatures::checks::{Origin, domain_mark};
use folkmoot_signatures::pending::{self, Pending, PendingId};
use folkmoot_signatures::{Channel, PersonKey, Receipt, SignRequest, Signed, State, drives};
use serde_json::json;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::regions;
use crate::{App, Fault};

/// What the mail with the link that signs is called in the outbox.
pub const TO_CONFIRM: &str = "signature_confirmation";
/// What the mail is called that tells of a signature given before.
pub const SIGNED_ALREADY: &str = "signature_already";

/// What somebody without an account typed.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// The address; personal, like every field of a form.
    pub email: String,
    /// Code or name of a region of the rulebook; empty if they would not say.
    pub region: String,
    /// Whether they agreed that the address is used for this.
    pub agreed: bool,
    /// The language of the mail.
    pub locale: String,
}

/// Sends a mail to an address with which somebody wants to sign. Nothing in the answer tells whether the address has
/// signed, nor whether it got its share of mails: only its owner learns that.
///
/// # Errors
/// [`Fault::Invalid`] for the fields `email`, `region` and `consent`; [`Fault::Conflict`] `sign_needs_mobile`,
/// `sign_needs_identity`, `drive_not_yet_open` or `drive_over`; [`Fault::TooMany`].
pub async fn ask(
    app: &App,
    proposal: &Proposal,
    asking: &Asking,
    caller: Option<Caller>,
) -> Result<(), Fault> {
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    if !rulebook.who.signs_by_mail() {
        let identity = rulebook.who.asks_for_identity();
        return Err(Fault::Conflict(if identity { "sign_needs_identity" } else { "sign_needs_mobile" }));
    }
    let (email, region) = check(&rulebook, asking)?;
    let (now, drive) = (app.now(), DriveId(proposal.id.0));
    let key = email.person_key(&app.keyring);
    let domain = domain_mark(&app.keyring, email.domain());
    let tx = app.db.begin().await?;
    let limits = &app.limits;
    let may_mail = people::may_mail_to_sign(&tx, &app.keyring, limits, &email, drive.0, caller, now).await?;
    let held = drives::receipt_of(&tx, drive, &key, None).await?;
    // What waits for a check or was found invalid is shown by its receipt; signing again changes nothing about it.
    let held = held.filter(|receipt| receipt.state != State::Withdrawn);
    // Also for those who have signed: the answer, and what it costs, must not differ.
    let waiting = pending::ask(&tx, drive, &key, region, Some(domain), held.is_some(), now).await?;
    let (kind, token) = match held {
        Some(receipt) => (SIGNED_ALREADY, receipt_token(&app.keyring, &receipt)),
        None => (TO_CONFIRM, pending_token(&app.keyring, waiting)),
    };
    if may_mail {
        let mail = Mail {
            to_person: None,
            address: app.keyring.seal(email.as_typed()),
            kind: kind.to_owned(),
            locale: asking.locale.clone(),
            data: json!({ "token": token, "title": proposal.text.title }),
        };
        outbox::queue_mail(&tx, &app.keyring, mail, now).await?;
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

fn check(rulebook: &Rulebook, asking: &Asking) -> Result<(Email, Option<RegionCode>), FieldErrors> {
    let mut errors = FieldErrors::new();
    let email = errors.take(Email::parse("email", &asking.email));
    let region = regions::given(rulebook, &asking.region);
    if let Err(code) = region {
        errors.add("region", code);
    }
    if !asking.agreed {
        errors.add("consent", "required");
    }
    errors.into_result(email.zip(region.ok()))
}

/// A signature that waits behind a link, with what it is for.
#[derive(Debug)]
pub struct Waiting {
    /// What waits.
    pub pending: Pending,
    /// The proposal.
    pub proposal: Proposal,
}

/// What waits behind the link of a mail. Changes nothing: programs that look after mailboxes follow every link.
///
/// # Errors
/// [`Fault::Conflict`] `sign_link_not_valid`.
pub async fn waiting(app: &App, token: &str) -> Result<Waiting, Fault> {
    let gone = Fault::Conflict("sign_link_not_valid");
    let now = app.now();
    let Some(id) = pending_of(&app.keyring, token) else { return Err(gone) };
    let Some(pending) = pending::find(app.db.read(), id, now).await? else { return Err(gone) };
    let proposal = read::get(app.db.read(), ProposalId(pending.drive.0), now).await?;
    Ok(Waiting { pending, proposal })
}

/// Signs by the link of a mail. A link signs once; pressed again it gives the same receipt.
///
/// # Errors
/// [`Fault::Conflict`] `sign_link_not_valid` or `drive_over`; [`Fault::Busy`].
pub async fn confirm(app: &App, token: &str, origin: Origin) -> Result<Signed, Fault> {
    let Waiting { pending, .. } = waiting(app, token).await?;
    if pending.confirmed {
        return signed_before(app, &pending).await;
    }
    let request = SignRequest {
        drive: pending.drive,
        person: None,
        person_key: pending.person_key,
        region: pending.region,
        channel: Channel::Online,
        origin: Some(origin.with_domain(pending.domain)),
    };
    let signed = app.intake.sign(request).await?;
    app.write(async |tx, now| pending::confirmed(tx, pending.id, now).await).await?;
    Ok(signed)
}

async fn signed_before(app: &App, pending: &Pending) -> Result<Signed, Fault> {
    let conn = app.db.read();
    let receipt = drives::receipt_of(conn, pending.drive, &pending.person_key, None).await?;
    let receipt = receipt.ok_or(Fault::Conflict("sign_link_not_valid"))?;
    let count = drives::tally(conn, pending.drive).await?.unwrap_or(0);
    Ok(Signed { receipt, already: true, count })
}

/// The signature that a link to a receipt names.
///
/// # Errors
/// [`Fault::NotFound`].
pub async fn linked(app: &App, token: &str) -> Result<(PersonKey, Receipt), Fault> {
    let (drive, id) = receipt_of(&app.keyring, token).ok_or(Fault::NotFound)?;
    drives::linked(app.db.read(), drive, id).await?.ok_or(Fault::NotFound)
}

/// What the link in a mail carries: the id of what waits, signed. So nothing that could be used is stored.
fn pending_token(keyring: &Keyring, id: PendingId) -> String {
    URL_SAFE_NO_PAD.encode([id.0.as_bytes().as_slice(), &pending_mark(keyring, id)].concat())
}

fn pending_of(keyring: &Keyring, token: &str) -> Option<PendingId> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (id, mark) = bytes.split_at_checked(16)?;
    let id = PendingId(Uuid::from_slice(id).ok()?);
    bool::from(pending_mark(keyring, id).ct_eq(mark)).then_some(id)
}

fn pending_mark(keyring: &Keyring, id: PendingId) -> [u8; 32] {
    keyring.hash(Purpose::SignedLink, &format!("confirm signature {id}"))
}

/// What a link to a receipt carries: drive and signature, signed.
pub fn receipt_token(keyring: &Keyring, receipt: &Receipt) -> String {
    let (drive, id) = (receipt.drive, receipt.id);
    let mark = receipt_mark(keyring, drive, id);
    URL_SAFE_NO_PAD.encode([drive.0.as_bytes().as_slice(), id.0.as_bytes(), &mark].concat())
}

fn receipt_of(keyring: &Keyring, token: &str) -> Option<(DriveId, SignatureId)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (drive, rest) = bytes.split_at_checked(16)?;
    let (id, mark) = rest.split_at_checked(16)?;
    let (drive, id) = (DriveId(Uuid::from_slice(drive).ok()?), SignatureId(Uuid::from_slice(id).ok()?));
    bool::from(receipt_mark(keyring, drive, id).ct_eq(mark)).then_some((drive, id))
}

fn receipt_mark(keyring: &Keyring, drive: DriveId, id: SignatureId) -> [u8; 32] {
    keyring.hash(Purpose::SignedLink, &format!("receipt {drive} {id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_only_what_it_was_signed_for() {
        let keys = Keyring::new([7; 32]);
        let now = "2026-03-02T04:00:00Z".parse().unwrap();
        let id = PendingId::new(now);
        let token = pending_token(&keys, id);
        assert_eq!(pending_of(&keys, &token), Some(id));
        assert_eq!(pending_of(&Keyring::new([8; 32]), &token), None);
        assert_eq!(receipt_of(&keys, &token), None);
        let mut forged = URL_SAFE_NO_PAD.decode(&token).unwrap();
        forged[15] ^= 1;
        assert_eq!(pending_of(&keys, &URL_SAFE_NO_PAD.encode(forged)), None);
        for nonsense in ["", "x", "🍚", "../../etc/passwd", &"A".repeat(64), &token[..60]] {
            assert_eq!(pending_of(&keys, nonsense), None);
            assert_eq!(receipt_of(&keys, nonsense), None);
        }
    }
}
