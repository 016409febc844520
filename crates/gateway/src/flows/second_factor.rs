//! The second factor: asked for again before what matters, with tries counted before they are checked.

use folkmoot_accounts::passwords::Proof;
use folkmoot_accounts::second_factor::{self, Pending};
use folkmoot_accounts::{Caller, Error};
use folkmoot_foundation::{FieldErrors, PersonId, Tx};

use super::accounts::confirm_identity;
use crate::{App, Fault};

/// What is wrong with a code, at its field.
fn at_field(error: Error) -> Fault {
    match error {
        Error::WrongCode => FieldErrors::one("code", "wrong_second").into(),
        other => other.into(),
    }
}

fn given(code: &str) -> Result<(), Fault> {
    if code.trim().is_empty() { Err(FieldErrors::one("code", "required").into()) } else { Ok(()) }
}

/// Makes a secret for somebody, after their password.
///
/// # Errors
/// [`Fault::Invalid`] for the field `password`; [`Fault::Conflict`] `second_factor_there`.
pub async fn begin(
    app: &App,
    id: PersonId,
    password: &str,
    caller: Option<Caller>,
) -> Result<Pending, Fault> {
    let proof = confirm_identity(app, id, "password", password, caller).await?;
    Ok(app.write(async |tx, now| second_factor::begin(tx, &app.keyring, &proof, now).await).await?)
}

/// Takes the first code; gives the recovery codes.
///
/// # Errors
/// [`Fault::Invalid`] for the field `code`; [`Fault::TooMany`]; [`Fault::NotFound`] if nothing was begun.
pub async fn confirm(app: &App, id: PersonId, code: &str) -> Result<Vec<String>, Fault> {
    given(code)?;
    second_factor::count_try(&app.db, &app.limits, id, app.now()).await?;
    let done = app.write(async |tx, now| second_factor::confirm(tx, &app.keyring, id, code, now).await);
    done.await.map_err(at_field)
}

/// Removes somebody's second factor, after their password and a code.
///
/// # Errors
/// [`Fault::Invalid`] for the fields `password` and `code`; [`Fault::TooMany`].
pub async fn remove(
    app: &App,
    id: PersonId,
    password: &str,
    code: &str,
    caller: Option<Caller>,
) -> Result<(), Fault> {
    given(code)?;
    let proof = confirm_identity(app, id, "password", password, caller).await?;
    second_factor::count_try(&app.db, &app.limits, id, app.now()).await?;
    let done = app.write(async |tx, now| second_factor::remove(tx, &app.keyring, &proof, code, now).await);
    done.await.map_err(at_field)
}

/// Before something that asks for a second factor from whoever has one: the try of a code counts, whatever comes of it.
/// Says whether a code is to be taken in the transaction of the act, with [`take`].
///
/// # Errors
/// [`Fault::Invalid`] for the field `code` if one is needed and none was given; [`Fault::TooMany`].
pub async fn before(app: &App, id: PersonId, code: &str) -> Result<bool, Fault> {
    if second_factor::of(app.db.read(), id).await?.is_none() {
        return Ok(false);
    }
    given(code)?;
    second_factor::count_try(&app.db, &app.limits, id, app.now()).await?;
    Ok(true)
}

/// Takes the code in the transaction of what it was asked for: what is not done leaves it unused.
///
/// # Errors
/// [`Fault::Invalid`] for the field `code`.
pub async fn take(app: &App, tx: &Tx, id: PersonId, code: &str) -> Result<(), Fault> {
    second_factor::take(tx, &app.keyring, id, code, app.now()).await.map_err(at_field)
}

/// The proof of somebody who signs in, with their code if they have a second factor.
///
/// # Errors
/// As [`take`].
pub async fn complete(app: &App, tx: &Tx, proof: &Proof, code: &str) -> Result<Proof, Fault> {
    proof.with_code(tx, &app.keyring, code, app.now()).await.map_err(at_field)
}
