//! Whoever spoke in a hall: they show a code that was given to them there, and correct their own words. What stands in the
//! record and its voice in the discussion change in one transaction. Names that were taken away stay away, whichever way
//! opinions come in.

use actix_web::HttpRequest;
use chrono::TimeDelta;
use folkmoot_discussion::import::{self, Imported, Opinion};
use folkmoot_discussion::opinions::{self, Entered, Typed, originals};
use folkmoot_discussion::voices::{self, Rate};
use folkmoot_discussion::{DiscussionError, claims, names, origins};
use folkmoot_foundation::crypto::Purpose;
use folkmoot_foundation::{DbErr, HearingId, Now, PersonId, ProposalId, StatementId, Tx, VoiceId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::aliases::{self, Mask, Place, Request};
use folkmoot_hearings::codes::{self, Printed, Sheet};
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

/// Makes a sheet of codes, without the names that are taken away. They are given here and never again.
///
/// # Errors
/// As of [`codes::make`].
pub async fn make_codes(
    app: &App,
    hearing: &Hearing,
    mut sheet: Sheet,
    by: PersonId,
) -> Result<Vec<Printed>, Fault> {
    let mask = mask(app, hearing.proposal).await?;
    sheet.speakers = sheet.speakers.into_iter().map(|name| mask.text(name)).collect();
    let chance = || {
        let mut bytes = [0; 8];
        app.entropy.fill(&mut bytes);
        bytes
    };
    let made =
        app.write(async |tx, now| codes::make(tx, &app.keyring, hearing.id, &sheet, chance, by, now).await);
    Ok(made.await?)
}

/// Notes who got a blank code; not by a name that is taken away.
///
/// # Errors
/// As of [`codes::hand_out`].
pub async fn hand_out(app: &App, hearing: &Hearing, number: i64, speaker: &str) -> Result<(), Fault> {
    let name = mask(app, hearing.proposal).await?.text(speaker.to_owned());
    Ok(app.write(async |tx, _| codes::hand_out(tx, hearing.id, number, &name).await).await?)
}

/// Takes a table of opinions over, without the names that are taken away.
///
/// # Errors
/// As of [`import::apply`].
pub async fn import(
    app: &App,
    subject: ProposalId,
    source: &str,
    rows: Vec<Opinion>,
    by: PersonId,
) -> Result<Imported, DbErr> {
    app.write(async |tx: &Tx, now: Now| {
        names::take_turn(tx, subject).await?;
        let mask = Mask::of(tx, &app.keyring, subject).await?;
        import::apply(tx, subject, source, &without(rows, &mask), by, now).await
    })
    .await
}

/// What that would do.
///
/// # Errors
/// As of [`import::plan`].
pub async fn plan(
    app: &App,
    subject: ProposalId,
    source: &str,
    rows: Vec<Opinion>,
) -> Result<Imported, DbErr> {
    let conn = app.db.read();
    let mask = Mask::of(conn, &app.keyring, subject).await?;
    import::plan(conn, subject, source, &without(rows, &mask)).await
}

fn without(rows: Vec<Opinion>, mask: &Mask) -> Vec<Opinion> {
    rows.into_iter().map(|row| row.without(&|text| mask.replaced(text))).collect()
}

/// Enters an opinion, without the names that are taken away, with the file that goes with it.
///
/// # Errors
/// As of [`opinions::enter`] and [`originals::add`].
pub async fn enter(
    app: &App,
    subject: ProposalId,
    typed: &Typed<'_>,
    file: Option<(String, Vec<u8>)>,
    by: (PersonId, &'static str),
) -> Result<Entered, DiscussionError> {
    app.write(async |tx: &Tx, now: Now| {
        names::take_turn(tx, subject).await?;
        let mask = Mask::of(tx, &app.keyring, subject).await?;
        let entered = opinions::enter(tx, subject, typed, &|text| mask.replaced(text), by, now).await?;
        // The scan of a form that was known goes with what is there.
        let (Entered::New(voice) | Entered::Already(voice)) = entered;
        if let Some((name, bytes)) = file {
            originals::add(tx, voice, (&mask.text(name), bytes), by, now).await?;
        }
        Ok(entered)
    })
    .await
}

/// Keeps a file with an opinion that is there already, under a name without those that are taken away.
///
/// # Errors
/// As of [`originals::add`].
pub async fn attach(
    app: &App,
    (voice, subject): (VoiceId, ProposalId),
    (name, bytes): (String, Vec<u8>),
    by: (PersonId, &'static str),
) -> Result<(), DiscussionError> {
    app.write(async |tx: &Tx, now: Now| {
        names::take_turn(tx, subject).await?;
        let mask = Mask::of(tx, &app.keyring, subject).await?;
        originals::add(tx, voice, (&mask.text(name), bytes), by, now).await
    })
    .await
}

/// Every place at which a name would be taken away: in the records, in comments, and in what was handed in.
#[derive(Debug)]
pub struct Places {
    /// What stands in its place.
    pub label: String,
    /// The places in the records.
    pub records: Vec<Place>,
    /// How many comments name it, and some of them.
    pub comments: (usize, Vec<VoiceId>),
    /// The same of opinions that were handed in.
    pub handed_in: (usize, Vec<VoiceId>),
}

/// Where a speaker's name would be taken away.
///
/// # Errors
/// As of [`aliases::preview`].
pub async fn places(app: &App, hearing: &Hearing, request: &Request<'_>) -> Result<Places, HearingError> {
    let conn = app.db.read();
    let (label, mask, records) = aliases::preview(conn, &app.keyring, hearing.id, request).await?;
    let replaced = |text: &str| mask.replaced(text);
    let comments = names::mentioned(conn, hearing.proposal, &replaced).await?;
    let handed_in = names::handed_in(conn, hearing.proposal, &replaced).await?;
    Ok(Places { label, records, comments, handed_in })
}

/// How often one person may correct words, over all of their statements.
const CORRECTIONS: Rate = Rate { max: 60, per: TimeDelta::hours(1) };

/// Puts the words of whoever spoke in place of those that stand there; says whether anything changed.
///
/// # Errors
/// As of [`correction::correct`]; [`Fault::Conflict`] of words that a moderator hid; [`Fault::TooMany`].
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
    let mark = app.keyring.hash(Purpose::CallerAddress, &format!("correction {person}"));
    let mark = hex::encode(&mark[..8]);
    app.write(async |tx: &Tx, now: Now| {
        origins::count(tx, &mark, CORRECTIONS, now).await?;
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
