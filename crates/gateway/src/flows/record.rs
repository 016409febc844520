//! Taking over the record of a hearing: its statements and their voices in one transaction.

use std::sync::Arc;

use actix_web::web;
use chrono::{NaiveDate, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Asia::Taipei;
use folkmoot_discussion::voices::{self, StatementVoice};
use folkmoot_foundation::{HearingId, Now, PersonId, Tx};
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
    let hidden = voices::hidden_statements(conn, hearing).await?;
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

/// Takes a record over without the names that were taken away; the first one begins the days for corrections.
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
    if applied.version == 1 {
        correction::begin(tx, hearing.id, &app.calendar.get(), now).await?;
    }
    // What is its own subject has no discussion that its speeches could stand in.
    if !applied.same_file && hearing.about().is_some() {
        let voices = speeches(hearing.held_on, &applied.statements);
        voices::replace_statements(tx, applied.proposal, hearing.id, voices, now).await?;
    }
    Ok(applied)
}

/// The speeches as voices. In the order of time they stand on the day of the hearing, in the order of the record.
fn speeches(held_on: NaiveDate, statements: &[ImportedStatement]) -> Vec<StatementVoice> {
    let midnight = day_begins(held_on);
    let speeches = statements.iter().filter(|s| s.kind.is_spoken());
    speeches
        .map(|s| StatementVoice {
            statement: s.id,
            position: s.position,
            speaker: s.speaker.clone(),
            body: s.body.clone(),
            said_at: midnight + TimeDelta::milliseconds(s.position),
        })
        .collect()
}

/// Midnight in Taipei.
fn day_begins(day: NaiveDate) -> Now {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    Taipei
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |t| t.with_timezone(&Utc))
}
