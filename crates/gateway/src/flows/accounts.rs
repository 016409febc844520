//! What accounts and notifications do together: a message is queued in the transaction that made it necessary.

use actix_web::HttpRequest;
use folkmoot_accounts::passwords::{self, Attempt, Proof};
use folkmoot_accounts::people::{self, CodeOutcome, ProfileChange, Registration};
use folkmoot_accounts::{Caller, Grant, Outgoing, Reserved, SessionId, second_factor};
use folkmoot_agency_responses::agencies;
use folkmoot_foundation::{Actor, FieldErrors, PersonId, Tx, db};
use folkmoot_hearings::registrations;
use folkmoot_notifications::outbox;

use crate::flows::outgoing;
use crate::http::caller;
use crate::{App, Fault};

/// Who is calling, for limits.
pub fn caller_of(app: &App, request: &HttpRequest) -> Option<Caller> {
    caller::address(request).map(|address| Caller::of(&app.keyring, address))
}

async fn send(tx: &Tx, app: &App, message: Option<Outgoing>) -> Result<(), Fault> {
    match message {
        Some(message) => Ok(outgoing::send(&app.keyring, tx, message, app.now()).await?),
        None => Ok(()),
    }
}

/// The nicknames that nobody may choose: those of agencies among them.
async fn reserved(app: &App) -> Result<Reserved, Fault> {
    let agencies = agencies::list(app.db.read(), false).await?;
    let names = agencies.into_iter().flat_map(|agency| [agency.name.zh, agency.name.en, agency.short_name]);
    Ok(Reserved::with_agencies(names))
}

/// Changes what somebody tells about themselves.
///
/// # Errors
/// [`Fault::Invalid`] for the fields `nickname`, `county`, `locale`.
pub async fn set_profile(app: &App, id: PersonId, change: &ProfileChange) -> Result<(), Fault> {
    let reserved = reserved(app).await?;
    app.write(async |tx, _| people::set_profile(tx, id, change, &reserved).await).await?;
    Ok(())
}

/// Registers: the answer is the same whether or not the address has an account.
///
/// # Errors
/// [`Fault::Invalid`], [`Fault::TooMany`], [`Fault::Busy`].
pub async fn register(app: &App, typed: &Registration, caller: Option<Caller>) -> Result<(), Fault> {
    let new = typed.check(&reserved(app).await?)?;
    let hash = app.hasher.hash(&typed.password).await?;
    let tx = app.db.begin().await?;
    let message =
        people::register(&tx, &app.keyring, app.entropy.as_ref(), &app.limits, &new, hash, caller, app.now())
            .await?;
    send(&tx, app, message).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// Confirms an address.
///
/// # Errors
/// [`Fault::Conflict`] `link_not_valid`.
pub async fn confirm_email(app: &App, token: &str) -> Result<PersonId, Fault> {
    let id = app.write(async |tx, now| people::confirm_email(tx, token, now).await).await?;
    Ok(id)
}

/// Proves address and password.
///
/// # Errors
/// [`Fault::Invalid`] for the field `form`, [`Fault::TooMany`], [`Fault::Busy`].
pub async fn prove(app: &App, email: &str, password: &str, caller: Option<Caller>) -> Result<Proof, Fault> {
    let attempt = Attempt { email, password, caller };
    Ok(passwords::sign_in(&app.db, &app.hasher, &app.keyring, &app.limits, attempt, app.now()).await?)
}

/// Sends a code to the person's number, or to a new one.
///
/// # Errors
/// [`Fault::Invalid`] for the field `mobile`, [`Fault::TooMany`].
pub async fn send_code(app: &App, id: PersonId, new_number: Option<&str>) -> Result<(), Fault> {
    let tx = app.db.begin().await?;
    let entropy = app.entropy.as_ref();
    let message =
        people::request_mobile_code(&tx, &app.keyring, entropy, &app.limits, id, new_number, app.now())
            .await?;
    send(&tx, app, Some(message)).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// Takes a code that was entered.
///
/// # Errors
/// [`Fault::Invalid`] for the field `code`: `required`, `wrong` (`left`) or `void`.
pub async fn enter_code(app: &App, id: PersonId, code: &str) -> Result<(), Fault> {
    let mut errors = FieldErrors::new();
    if code.trim().is_empty() {
        errors.add("code", "required");
        return Err(errors.into());
    }
    let tx = app.db.begin().await?;
    let outcome = people::confirm_mobile(&tx, &app.keyring, id, code, app.now()).await?;
    // Also when it was wrong: the try counts.
    db::commit(tx).await?;
    match outcome {
        CodeOutcome::Confirmed => {
            app.work.notify_one();
            return Ok(());
        }
        CodeOutcome::Wrong { tries_left } => {
            errors.add_with("code", "wrong", [("left", tries_left.to_string())])
        }
        CodeOutcome::NoCode => errors.add("code", "void"),
    }
    Err(errors.into())
}

/// Asks for a link to choose a new password: the answer is the same whether or not the address has an account.
///
/// # Errors
/// [`Fault::Invalid`] for the field `email`, [`Fault::TooMany`].
pub async fn request_reset(app: &App, email: &str, caller: Option<Caller>) -> Result<(), Fault> {
    let tx = app.db.begin().await?;
    let entropy = app.entropy.as_ref();
    let message =
        passwords::request_reset(&tx, &app.keyring, entropy, &app.limits, email, caller, app.now()).await?;
    send(&tx, app, message).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// Sets a new password by a link.
///
/// # Errors
/// [`Fault::Conflict`] `link_not_valid`, [`Fault::Invalid`] for the field `password`.
pub async fn finish_reset(app: &App, token: &str, password: &str) -> Result<(), Fault> {
    let now = app.now();
    let id =
        passwords::reset_of(app.db.read(), token, now).await?.ok_or(Fault::Conflict("link_not_valid"))?;
    let new = passwords::prepare(app.db.read(), &app.hasher, &app.keyring, id, password).await?;
    let tx = app.db.begin().await?;
    let message = passwords::finish_reset(&tx, token, new, now).await?;
    send(&tx, app, message).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// Changes the password of somebody who knows the old one; other sessions end.
///
/// # Errors
/// [`Fault::Invalid`] for the fields `old_password` (`wrong`) and `password`, [`Fault::TooMany`].
pub async fn change_password(
    app: &App,
    id: PersonId,
    session: Option<SessionId>,
    old: &str,
    new: &str,
    caller: Option<Caller>,
) -> Result<(), Fault> {
    let proof = confirm_identity(app, id, "old_password", old, caller).await?;
    let new = passwords::prepare(app.db.read(), &app.hasher, &app.keyring, id, new).await?;
    let tx = app.db.begin().await?;
    let message = passwords::change(&tx, &proof, new, session, app.now()).await?;
    send(&tx, app, message).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// Deletes an account, and what was kept to tell its owner.
///
/// # Errors
/// [`Fault::Invalid`] for the field `password`, [`Fault::Conflict`] `last_administrator`, [`Fault::TooMany`].
pub async fn delete(app: &App, id: PersonId, password: &str, caller: Option<Caller>) -> Result<(), Fault> {
    let proof = confirm_identity(app, id, "password", password, caller).await?;
    let tx = app.db.begin().await?;
    people::delete(&tx, &proof, app.now()).await?;
    outbox::forget(&tx, id).await?;
    registrations::forget(&tx, id, app.now()).await?;
    folkmoot_discussion::held::forget(&tx, id).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// Checks the password once more; a wrong one is told at `field`.
///
/// # Errors
/// [`Fault::Invalid`] for `field`, [`Fault::TooMany`], [`Fault::Busy`].
pub async fn confirm_identity(
    app: &App,
    id: PersonId,
    field: &str,
    password: &str,
    caller: Option<Caller>,
) -> Result<Proof, Fault> {
    if password.is_empty() {
        return Err(FieldErrors::one(field, "required").into());
    }
    let proof =
        passwords::confirm_identity(&app.db, &app.hasher, &app.limits, id, password, caller, app.now()).await;
    proof.map_err(|error| match error {
        folkmoot_accounts::Error::WrongCredentials => FieldErrors::one(field, "wrong").into(),
        other => other.into(),
    })
}

/// Grants a role; the agency must be one.
///
/// # Errors
/// [`Fault::Invalid`] for the field `agency`, [`Fault::NotFound`].
pub async fn grant(app: &App, id: PersonId, grant: Grant, by: Actor) -> Result<bool, Fault> {
    if let Some(agency) = grant.agency {
        let known = agencies::names(app.db.read()).await?.contains_key(&agency);
        if !known {
            return Err(FieldErrors::one("agency", "unknown_choice").into());
        }
    }
    let new = app.write(async |tx, now| people::grant(tx, id, grant, by, now).await).await?;
    Ok(new)
}

/// Revokes a role.
///
/// # Errors
/// [`Fault::Conflict`] `last_administrator`.
pub async fn revoke(app: &App, id: PersonId, grant: Grant, by: Actor) -> Result<bool, Fault> {
    let held = app.write(async |tx, now| people::revoke(tx, id, grant, by, now).await).await?;
    Ok(held)
}

/// An administrator removes the second factor of somebody who lost theirs; they are told by mail.
///
/// # Errors
/// [`Fault::NotFound`] if they have none, [`Fault::Invalid`] for the field `reason`, [`Fault::Conflict`]
/// `own_second_factor` for their own.
pub async fn remove_lost_second_factor(
    app: &App,
    id: PersonId,
    by: Actor,
    reason: &str,
) -> Result<(), Fault> {
    // One's own goes with password and code, not with a session that was left open.
    if by.person() == Some(id) {
        return Err(Fault::Conflict("own_second_factor"));
    }
    let tx = app.db.begin().await?;
    let message = second_factor::remove_lost(&tx, id, by, reason, app.now()).await?;
    send(&tx, app, message).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}
