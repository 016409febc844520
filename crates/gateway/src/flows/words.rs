//! Whoever spoke in a hall: they show a code that was given to them there, and correct their own words. What stands in the
//! record and its voice in the discussion change in one transaction.

use actix_web::HttpRequest;
use chrono::TimeDelta;
use folkmoot_discussion::voices::{self, Rate};
use folkmoot_discussion::{claims, names, origins};
use folkmoot_foundation::crypto::Purpose;
use folkmoot_foundation::{HearingId, Now, PersonId, ProposalId, StatementId, Tx};
use folkmoot_hearings::aliases::{self, Mask, Request};
use folkmoot_hearings::codes;
use folkmoot_hearings::correction::{self, Correction};
use folkmoot_hearings::hearings::Hearing;

use super::posting;
use crate::{App, Fault};

/// How often one account may try a code within an hour.
const TRIES: u64 = 20;

/// Takes a code: from then on the words of the speaker it was given to count for the account. Gives the name.
///
/// # Errors
/// [`Fault::Invalid`] (field `code`), [`Fault::Conflict`] if the name is somebody else's, [`Fault::TooMany`], or a database error.
pub async fn redeem(
    app: &App,
    request: &HttpRequest,
    hearing: &Hearing,
    typed: &str,
    person: PersonId,
) -> Result<String, Fault> {
    posting::keep_code_tries(app, request, hearing.id).await?;
    let mark = app.keyring.hash(Purpose::CallerAddress, &format!("speaker code {person}"));
    let mark = hex::encode(&mark[..8]);
    let rate = Rate { max: TRIES, per: TimeDelta::hours(1) };
    // Counted also when it is wrong.
    app.write(async |tx, now| origins::count(tx, &mark, rate, now).await).await?;
    app.write(async |tx: &Tx, now: Now| {
        let speaker = codes::redeem(tx, &app.keyring, hearing.id, typed, person, now).await?;
        claims::prove(tx, hearing.proposal, hearing.id, &speaker, person, now).await?;
        Ok::<_, Fault>(speaker)
    })
    .await
}

/// Puts the words of whoever spoke in place of those that stand there; says whether anything changed.
///
/// # Errors
/// As of [`correction::correct`]; [`Fault::Conflict`] of words that a moderator hid.
pub async fn correct(
    app: &App,
    hearing: &Hearing,
    statement: StatementId,
    new: &Correction<'_>,
    person: PersonId,
) -> Result<bool, Fault> {
    let names = claims::names_of(app.db.read(), hearing.id, person).await?;
    let mask = mask(app, hearing.proposal).await?;
    let (body, reason) = (mask.text(new.body.to_owned()), mask.text(new.reason.to_owned()));
    let new = Correction { body: &body, reason: &reason, seen: new.seen };
    app.write(async |tx: &Tx, now: Now| {
        let done = correction::correct(tx, (hearing.id, statement), &new, &names, person, now).await?;
        if let Some(body) = &done {
            voices::correct_statement(tx, statement, body, now).await?;
        }
        Ok::<_, Fault>(done.is_some())
    })
    .await
}

/// What finds the names that were taken away from the hearings about a subject.
///
/// # Errors
/// A database error.
pub async fn mask(app: &App, subject: ProposalId) -> Result<Mask, Fault> {
    Ok(Mask::of(app.db.read(), &app.keyring, subject).await?)
}

/// Takes a speaker's name away, in the records and in the discussion at once. Gives the new name.
///
/// # Errors
/// As of [`aliases::anonymise`].
pub async fn anonymise(
    app: &App,
    hearing: HearingId,
    request: &Request<'_>,
    by: PersonId,
) -> Result<String, Fault> {
    app.write(async |tx: &Tx, now: Now| {
        let (label, mask, subject) = aliases::anonymise(tx, &app.keyring, hearing, request, by, now).await?;
        names::take_away(tx, subject, &|text: &str| mask.replaced(text)).await?;
        Ok::<_, Fault>(label)
    })
    .await
}
