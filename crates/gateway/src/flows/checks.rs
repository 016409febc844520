//! Checks of conspicuous signatures: what their signers and the administrators do.

use folkmoot_accounts::Person;
use folkmoot_foundation::{Actor, SignatureId};
use folkmoot_signatures::checks::{self, Check, domains};
use folkmoot_signatures::{Receipt, SignError, State, drives};

use super::accounts;
use super::signing::keys_of;
use crate::{App, Fault};

/// A person's own signature, with its check if there is or was one.
///
/// # Errors
/// [`Fault::NotFound`]: another's is not there.
pub async fn own(app: &App, person: &Person, id: SignatureId) -> Result<(Receipt, Option<Check>), Fault> {
    let keys = keys_of(app, person).await?;
    let receipt = drives::receipt(app.db.read(), id, &keys, Some(person.id)).await?;
    let receipt = receipt.ok_or(Fault::NotFound)?;
    let check = checks::of(app.db.read(), id).await?;
    Ok((receipt, check))
}

/// Sends a code to the mobile number that a person has confirmed, with which their signature that waits will count.
///
/// # Errors
/// [`Fault::NotFound`]; [`Fault::Conflict`] `check_over` or `sign_needs_mobile`; [`Fault::TooMany`].
pub async fn send_code(app: &App, person: &Person, id: SignatureId) -> Result<(), Fault> {
    waits(app, person, id).await?;
    accounts::send_code(app, person.id, None).await
}

/// Takes the code; then the signature counts.
///
/// # Errors
/// Those of [`send_code`]; [`Fault::Invalid`] for the field `code`; [`Fault::Conflict`] `check_number_used`.
pub async fn confirm(app: &App, person: &Person, id: SignatureId, code: &str) -> Result<i64, Fault> {
    let (receipt, key) = waits(app, person, id).await?;
    accounts::enter_code(app, person.id, code).await?;
    // The code may have been sent to another number meanwhile: that one is the person's now.
    let present = folkmoot_accounts::people::get(app.db.read(), person.id).await?;
    let key = present.and_then(|person| person.person_key).unwrap_or(key);
    let hook = app.thresholds.as_ref();
    let act =
        async |tx: &_, now| checks::confirm_by_signer(tx, now, hook, receipt.drive, receipt.id, &key).await;
    Ok(app.write(act).await?)
}

async fn waits(
    app: &App,
    person: &Person,
    id: SignatureId,
) -> Result<(Receipt, folkmoot_signatures::PersonKey), Fault> {
    let (receipt, check) = own(app, person, id).await?;
    if receipt.state != State::PutAside || check.is_none_or(|check| check.outcome.is_some()) {
        return Err(SignError::CheckOver.into());
    }
    let key = person.person_key.filter(|_| person.may_sign()).ok_or(Fault::Conflict("sign_needs_mobile"))?;
    Ok((receipt, key))
}

/// Takes a list of domains that give throw-away addresses, one a line, in place of the one before; says how many it has.
///
/// # Errors
/// [`Fault::Invalid`] for the field `domains`.
pub async fn give_domains(app: &App, text: &str, by: Actor) -> Result<usize, Fault> {
    let list = domains::parse(text)?;
    let count = app.write(async |tx, now| domains::give(tx, &list, by, now).await).await?;
    if let Some(watch) = &app.watch {
        crate::work::checks::learn_domains(app.db.read(), &app.keyring, watch).await?;
    }
    Ok(count)
}
