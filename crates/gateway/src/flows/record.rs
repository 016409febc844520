//! Taking over the record of a hearing: its statements and their voices in one transaction.

use std::sync::Arc;

use actix_web::web;
use chrono::{NaiveDate, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Asia::Taipei;
use folkmoot_discussion::Ground;
use folkmoot_discussion::moderation::{self, Decision};
use folkmoot_discussion::voices::{self, StatementVoice};
use folkmoot_foundation::{HearingId, Now, PersonId, StatementId, Tx};
use folkmoot_hearings::aliases::Mask;
use folkmoot_hearings::correction;
use folkmoot_hearings::export::Out;
use folkmoot_hearings::hearings::Hearing;
use folkmoot_hearings::import::{
    self, Applied, Format, ImportErrors, ImportedStatement, ParsedRecord, Reading, Source,
};
use folkmoot_hearings::uploads::{self, UploadId};
use folkmoot_hearings::{live, records};

use crate::{App, Fault};

/// Reads a file beside the requests of others: a long one takes its time.
///
/// # Errors
/// The inner one if it can't be read.
pub async fn read(
    format: Format,
    bytes: Arc<Vec<u8>>,
    reading: Option<Reading>,
) -> Result<Result<ParsedRecord, ImportErrors>, Fault> {
    let read = web::block(move || import::parse_as(format, &bytes, reading.as_ref()));
    read.await.map_err(Fault::internal)
}

/// The present record as it is given out: without the words of those that a moderator hid.
///
/// # Errors
/// A database error.
pub async fn to_give_out(app: &App, hearing: HearingId) -> Result<Vec<Out>, Fault> {
    let conn = app.db.read();
    let hidden = voices::hidden_why(conn, hearing).await?.into_keys().collect();
    Ok(records::to_give_out(conn, hearing, &hidden).await?)
}

/// Imports a record; its speeches become voices of the proposal's discussion. `upload` is the waiting file it came
/// from, which is forgotten with it.
///
/// # Errors
/// Those of [`import::apply`].
pub async fn import(
    app: &App,
    hearing: &Hearing,
    parsed: ParsedRecord,
    source: &Source,
    upload: Option<UploadId>,
) -> Result<Applied, Fault> {
    app.write(async |tx, now| {
        let applied = take_over(app, tx, hearing, parsed, source, now).await?;
        // What was typed in the hall is no record yet that anybody could read through.
        correction::begin(tx, hearing.id, &app.calendar.get(), now).await?;
        if let Some(upload) = upload {
            uploads::discard(tx, upload, source.by).await?;
        }
        Ok(applied)
    })
    .await
}

/// Ends the record that was typed while the hearing went on: what stands there becomes a version of its record, with
/// voices.
///
/// # Errors
/// Those of [`live::end`] and [`import::apply`].
pub async fn end_live(app: &App, hearing: &Hearing, by: PersonId) -> Result<(), Fault> {
    app.write(async |tx, now| {
        if let Some((parsed, source)) = live::end(tx, hearing.id, by, now).await? {
            take_over(app, tx, hearing, parsed, &source, now).await?;
        }
        Ok(())
    })
    .await
}

/// Takes a typed statement back. What a moderator has decided about stays as that decision has it.
///
/// # Errors
/// Those of [`live::strike`]; [`Fault::Conflict`] (`hall_line_decided`).
pub async fn strike(
    app: &App,
    hearing: HearingId,
    statement: StatementId,
    by: PersonId,
) -> Result<(), Fault> {
    app.write(async |tx, now| {
        live::strike(tx, hearing, statement, by, now).await?;
        match voices::voice_of(tx, statement).await? {
            Some(_) => Err(Fault::Conflict("hall_line_decided")),
            None => Ok(()),
        }
    })
    .await
}

/// Hides a typed statement before its record is there: it becomes a voice, which a moderator decides about like any, and
/// stays that voice when the record ends.
///
/// # Errors
/// Those of [`live::line`] and [`moderation::hide`]; [`Fault::Conflict`] (`hall_no_discussion`) where the meeting is its own
/// subject.
pub async fn hide_line(
    app: &App,
    hearing: &Hearing,
    statement: StatementId,
    (ground, reason): (Ground, &str),
    by: PersonId,
) -> Result<Decision, Fault> {
    let subject = hearing.about().ok_or(Fault::Conflict("hall_no_discussion"))?;
    app.write(async |tx, now| {
        let line = live::line(tx, hearing.id, statement).await?;
        let said = StatementVoice {
            statement: line.id,
            position: line.position,
            speaker: line.speaker,
            body: line.body,
            said_at: said_at(hearing.held_on, line.position),
        };
        let voice = voices::stand(tx, subject, hearing.id, said, now).await?;
        Ok::<_, Fault>(moderation::hide(tx, voice, by, ground, reason, now).await?)
    })
    .await
}

async fn take_over(
    app: &App,
    tx: &Tx,
    hearing: &Hearing,
    parsed: ParsedRecord,
    source: &Source,
    now: Now,
) -> Result<Applied, Fault> {
    let mask = Mask::of(tx, &app.keyring, hearing.proposal).await?;
    let source = &Source {
        file_name: mask.text(source.file_name.clone()),
        reading: source.reading.clone().map(|reading| mask.reading(reading)),
        ..source.clone()
    };
    let applied = import::apply(tx, hearing.id, mask.record(parsed), source, now).await?;
    // What is its own subject has no discussion that its speeches could stand in.
    if !applied.same_file && hearing.about().is_some() {
        let voices = speeches(hearing.held_on, &applied.statements);
        voices::replace_statements(tx, applied.proposal, hearing.id, voices, now).await?;
    }
    Ok(applied)
}

/// The speeches as voices. In the order of time they stand on the day of the hearing, in the order of the record.
fn speeches(held_on: NaiveDate, statements: &[ImportedStatement]) -> Vec<StatementVoice> {
    let speeches = statements.iter().filter(|s| s.kind.is_spoken());
    speeches
        .map(|s| StatementVoice {
            statement: s.id,
            position: s.position,
            speaker: s.speaker.clone(),
            body: s.body.clone(),
            said_at: said_at(held_on, s.position),
        })
        .collect()
}

/// The place of a statement in the order of time.
fn said_at(held_on: NaiveDate, position: i64) -> Now {
    day_begins(held_on) + TimeDelta::milliseconds(position)
}

/// Midnight in Taipei.
fn day_begins(day: NaiveDate) -> Now {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    Taipei
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |t| t.with_timezone(&Utc))
}
