//! Taking over the record of a hearing: its statements and their voices in one transaction.

use std::sync::Arc;

use actix_web::web;
use chrono::{NaiveDate, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Asia::Taipei;
use folkmoot_discussion::Ground;
use folkmoot_discussion::moderation::{self, Decision};
use folkmoot_discussion::voices::{self, StatementVoice};
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::{DbErr, HearingId, Now, PersonId, Progress, StatementId, Tx};
use folkmoot_hearings::aliases::Mask;
use folkmoot_hearings::export::Out;
use folkmoot_hearings::hearings::Hearing;
use folkmoot_hearings::import::{
    self, Applied, Format, ImportErrors, ImportedStatement, Note, ParsedRecord, Prepared, Reading, Source,
};
use folkmoot_hearings::jobs::{self, Job, JobId, NewJob, Outcome};
use folkmoot_hearings::uploads::{self, UploadId};
use folkmoot_hearings::{HearingError, correction, live, records};
use uuid::Uuid;

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

/// A file that somebody brought.
#[derive(Debug, Clone)]
pub struct Brought {
    /// Its format.
    pub format: Format,
    /// Its name, already cleaned.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// How its speakers are to be told.
    pub reading: Option<Reading>,
}

/// What becomes of a file that is to be looked at.
#[derive(Debug)]
pub enum Kept {
    /// It can't be read.
    Refused(ImportErrors),
    /// It waits for the word of whoever brought it.
    Waits(UploadId),
    /// It is long: it is read and compared in the background.
    Job(JobId),
}

/// Keeps a file for its facilitator, once it was read; a long one is read in the background. While the record is being
/// imported nothing else is taken for it.
///
/// # Errors
/// [`Fault::Conflict`] `import_under_way`, or a database error.
pub async fn keep(app: &App, hearing: HearingId, by: PersonId, file: &Brought) -> Result<Kept, Fault> {
    if !import::is_long(file.bytes.len(), None) {
        let parsed = match read(file.format, Arc::clone(&file.bytes), file.reading.clone()).await? {
            Ok(parsed) => parsed,
            Err(errors) => return Ok(Kept::Refused(errors)),
        };
        if !import::is_long(0, Some(parsed.statements.len())) {
            let kept = app.write(async |tx: &Tx, now: Now| {
                jobs::take_turn(tx, hearing).await?;
                keep_file(tx, hearing, by, file, now).await.map_err(Fault::from)
            });
            return Ok(Kept::Waits(kept.await?));
        }
    }
    Ok(Kept::Job(queue(app, hearing, by, file, jobs::Kind::Look).await?))
}

async fn keep_file(
    tx: &Tx,
    hearing: HearingId,
    by: PersonId,
    file: &Brought,
    now: Now,
) -> Result<UploadId, DbErr> {
    let bytes = file.bytes.as_ref().clone();
    uploads::keep(tx, hearing, by, file.format, &file.name, bytes, file.reading.as_ref(), now).await
}

/// Keeps a long file and asks for its preview or its import in the background. Asked for twice, it is one job.
///
/// # Errors
/// [`Fault::Conflict`] `import_under_way`, or a database error.
pub async fn queue(
    app: &App,
    hearing: HearingId,
    by: PersonId,
    file: &Brought,
    kind: jobs::Kind,
) -> Result<JobId, Fault> {
    let sha256 = sha256(&file.bytes);
    let queued = app.write(async |tx: &Tx, now: Now| {
        match (jobs::take_turn(tx, hearing).await, jobs::same(tx, hearing, by, kind, &sha256).await?) {
            (Ok(()) | Err(HearingError::UnderWay), Some(same)) => return Ok::<_, Fault>(same.id),
            (turn, _) => turn?,
        }
        let upload = keep_file(tx, hearing, by, file, now).await?;
        let new = NewJob { hearing, person: by, upload, file_name: file.name.clone(), sha256 };
        Ok(match kind {
            jobs::Kind::Look => jobs::look(tx, new, now).await?,
            jobs::Kind::Import => jobs::import(tx, new, &[], now).await?,
        })
    });
    let job = queued.await?;
    app.imports.ring();
    Ok(job)
}

/// A file that was read and compared with the record that was there.
#[derive(Debug, Clone)]
pub struct Ready {
    mask: Mask,
    /// What importing it would do.
    pub prepared: Prepared,
}

/// Takes out of a file the names that are taken away, and compares it with the record that is there; a long one beside the
/// requests of others.
///
/// # Errors
/// Those of [`import::prepare`].
pub async fn ready(
    app: &App,
    hearing: &Hearing,
    parsed: ParsedRecord,
    sha256: &[u8; 32],
    take: &[StatementId],
    told: &Arc<Progress>,
) -> Result<Ready, Fault> {
    let mask = super::words::mask(app, hearing.proposal).await?;
    let parsed = if mask.is_empty() {
        parsed
    } else {
        let mask = mask.clone();
        web::block(move || mask.record(parsed)).await.map_err(Fault::internal)?
    };
    let prepared = import::prepare(app.db.read(), hearing.id, parsed, sha256, take, told, app.now()).await?;
    Ok(Ready { mask, prepared })
}

/// Imports a record; its speeches become voices of the proposal's discussion. `upload` is the waiting file it came
/// from, which is forgotten with it.
///
/// # Errors
/// Those of [`import::apply`]; [`Fault::Conflict`] `import_under_way` while another is.
pub async fn import(
    app: &App,
    hearing: &Hearing,
    parsed: ParsedRecord,
    source: &Source,
    upload: Option<UploadId>,
    told: &Arc<Progress>,
) -> Result<Applied, Fault> {
    let ready = ready(app, hearing, parsed, &source.sha256, &source.take, told).await?;
    app.write(async |tx: &Tx, now: Now| {
        jobs::take_turn(tx, hearing.id).await?;
        let applied = take_ready(app, tx, hearing, ready, (source, told), now).await?;
        if let Some(upload) = upload {
            uploads::discard(tx, upload, source.by).await?;
        }
        Ok(applied)
    })
    .await
}

/// Imports the file of a job that `worker` has, and ends the job with it: both or nothing.
///
/// # Errors
/// Those of [`import::apply`]; [`Fault::Conflict`] `import_gone` if the job is not theirs any more.
pub async fn import_job(
    app: &App,
    hearing: &Hearing,
    ready: Ready,
    source: &Source,
    (job, worker): (&Job, Uuid),
    told: &Arc<Progress>,
) -> Result<(), Fault> {
    let about = ready.prepared.parsed();
    let mut imported = jobs::Imported {
        version: 0,
        same_file: false,
        counts: ready.prepared.plan().counts(),
        title: about.title.clone(),
        encoding: about.encoding.map(|encoding| encoding.name().to_owned()),
        speeches: about.speeches(),
        notes: about.notes.iter().map(Note::from).collect(),
    };
    app.write(async |tx: &Tx, now: Now| {
        jobs::must_have(tx, job.id, worker).await?;
        let applied = take_ready(app, tx, hearing, ready, (source, told), now).await?;
        uploads::discard(tx, job.upload, source.by).await?;
        (imported.version, imported.same_file, imported.counts) =
            (applied.version, applied.same_file, applied.counts);
        jobs::end(tx, job.id, worker, &Outcome::Imported(Box::new(imported)), now).await?;
        Ok(())
    })
    .await
}

async fn take_ready(
    app: &App,
    tx: &Tx,
    hearing: &Hearing,
    ready: Ready,
    (source, told): (&Source, &Arc<Progress>),
    now: Now,
) -> Result<Applied, Fault> {
    let mask = Mask::of(tx, &app.keyring, hearing.proposal).await?;
    if !mask.is_of(&ready.mask) {
        // Names were taken away since, which may stand in what was compared.
        return Err(Fault::Conflict("import_gone"));
    }
    let source = masked(source, &mask);
    let applied = import::apply_prepared(tx, hearing.id, ready.prepared, &source, told, now).await?;
    publish(tx, hearing, &applied, told, now).await?;
    // What was typed in the hall is no record yet that anybody could read through.
    correction::begin(tx, hearing.id, &app.calendar.get(), now).await?;
    Ok(applied)
}

/// Where a record comes from, without the names that are taken away.
fn masked(source: &Source, mask: &Mask) -> Source {
    Source {
        file_name: mask.text(source.file_name.clone()),
        reading: source.reading.clone().map(|reading| mask.reading(reading)),
        ..source.clone()
    }
}

/// Ends the record that was typed while the hearing went on: what stands there becomes a version of its record, with
/// voices.
///
/// # Errors
/// Those of [`live::end`] and [`import::apply`].
pub async fn end_live(app: &App, hearing: &Hearing, by: PersonId) -> Result<(), Fault> {
    app.write(async |tx, now| {
        if let Some((parsed, source)) = live::end(tx, hearing.id, by, now).await? {
            let mask = Mask::of(tx, &app.keyring, hearing.proposal).await?;
            let source = masked(&source, &mask);
            let applied = import::apply(tx, hearing.id, mask.record(parsed), &source, now).await?;
            publish(tx, hearing, &applied, &Progress::default(), now).await?;
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

/// Lets the speeches of a record be voices. What is its own subject has no discussion that they could stand in.
async fn publish(
    tx: &Tx,
    hearing: &Hearing,
    applied: &Applied,
    told: &Progress,
    now: Now,
) -> Result<(), DbErr> {
    if applied.same_file || hearing.about().is_none() {
        return Ok(());
    }
    let voices = speeches(hearing.held_on, &applied.statements);
    told.begin(import::Stage::Publishing.step(), voices.len());
    voices::replace_statements_telling(tx, applied.proposal, hearing.id, voices, told, now).await?;
    Ok(())
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
