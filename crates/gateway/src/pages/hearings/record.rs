//! Delivering the record of a hearing: the file is tried first, kept while its facilitator looks at what it will do, and
//! imported on their word. What is long is done in the background (`long_import`).

use std::sync::Arc;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{HearingId, PersonId, Progress, StatementId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::hearings::{self, Hearing, Kind, State};
use folkmoot_hearings::import::{
    self, ConflictTold, Format, MAX_BYTES, MovedWords, Note, ParsedRecord, Preview, Source,
};
use folkmoot_hearings::import::{Reading, Sample as SampleOf};
use folkmoot_hearings::jobs::{self, Job, JobId, NewJob, Outcome};
use folkmoot_hearings::live::Stage;
use folkmoot_hearings::records;
use folkmoot_hearings::registrations;
use folkmoot_hearings::uploads::{self, UploadId};
use folkmoot_proposals::read;
use folkmoot_web::Values;
use folkmoot_web::pages::hearings::manage::{ManagePage, ProblemView};
use folkmoot_web::pages::hearings::plan::{ConflictView, Part, PlanPage, Sample};

use super::show::version;
use super::{long_import, reading};
use crate::flows;
use crate::flows::record::{Brought, Kept};
use crate::http::{Form, Upload, Visitor, page, page_with_status, see_other};
use crate::pages::cases::words;
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings/{id}", web::get().to(manage))
        .route("/desk/hearings/{id}/record", web::post().to(upload))
        .route("/desk/hearings/{id}/record/{upload}", web::get().to(look))
        .route("/desk/hearings/{id}/record/{upload}", web::post().to(confirm));
}

async fn manage(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    show(&app, &visitor, *id, None).await
}

async fn show(
    app: &App,
    visitor: &Visitor,
    id: HearingId,
    refused: Option<(String, Vec<ProblemView>)>,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let hearing = hearings::get(conn, id, app.now()).await?.ok_or(Fault::NotFound)?;
    let briefs = read::briefs(conn, &[hearing.proposal], app.now()).await?;
    let title = briefs.get(&hearing.proposal).map(|b| b.title.clone()).unwrap_or_default();
    let status = if refused.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let counts = registrations::counts(conn, id).await?;
    let markup = ManagePage {
        ctx: visitor.ctx(),
        state: hearing.state.code(),
        missing: (hearing.state == State::Draft).then(|| hearing.missing()),
        is_under_law: hearing.kind == Kind::Hearing,
        registered: hearing.registration.then_some((counts.placed, counts.waiting)),
        id: id.to_string(),
        title: hearing.title.clone(),
        proposal: hearing.about().map(|proposal| (title, format!("/proposals/{proposal}"))),
        versions: records::versions(conn, id).await?.into_iter().map(version).collect(),
        refused,
        not_before: (hearing.state == State::Announced).then_some(hearing.held_on),
        typing: hearing.takes_record && (hearing.versions == 0 || hearing.live != Stage::None),
        works: long_import::works(app, visitor, id).await?,
        max_mib: MAX_BYTES / 1024 / 1024,
    };
    Ok(page_with_status(status, markup.render()))
}

/// What is said about a line of a file, as pages show it.
pub(super) fn problem(note: &Note) -> ProblemView {
    ProblemView { line: note.line, code: note.code.clone(), detail: note.detail.clone() }
}

async fn upload(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let (facilitator, upload) = Upload::read(visitor.require(Role::Facilitator), multipart).await?;
    let person = facilitator.id;
    let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    if hearing.state == State::Announced {
        return Err(HearingError::NotHeldYet { held_on: hearing.held_on }.into());
    }
    let file = upload.file.unwrap_or_default();
    let format = Format::guess(&file.name, &file.bytes);
    let brought = Brought {
        format,
        name: uploads::clean_name(&file.name),
        reading: import::learned(app.db.read(), *id, person, format).await?,
        bytes: Arc::new(file.bytes),
    };
    match flows::record::keep(&app, *id, person, &brought).await? {
        Kept::Waits(upload) => Ok(see_other(&waiting_at(*id, upload), None)),
        Kept::Job(job) => Ok(see_other(&long_import::href(*id, job), None)),
        Kept::Refused(errors) => {
            let problems = errors.0.iter().map(|error| problem(&Note::from(error))).collect();
            show(&app, &visitor, *id, Some((brought.name, problems))).await
        }
    }
}

/// The page of a file that waits.
pub(super) fn waiting_at(hearing: HearingId, upload: UploadId) -> String {
    format!("/desk/hearings/{hearing}/record/{upload}")
}

/// A waiting file.
struct Waiting {
    hearing: Hearing,
    file: uploads::Upload,
    by: PersonId,
    sha256: [u8; 32],
    /// The look at it in the background, if it is long.
    job: Option<Job>,
}

async fn waiting(app: &App, visitor: &Visitor, id: HearingId, upload: UploadId) -> Result<Waiting, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let conn = app.db.read();
    let file = uploads::get(conn, upload, by, app.now()).await?;
    if file.hearing != id {
        return Err(Fault::NotFound);
    }
    let hearing = hearings::get(conn, id, app.now()).await?.ok_or(Fault::NotFound)?;
    let job = jobs::of_upload(conn, upload, jobs::Kind::Look).await?;
    Ok(Waiting { hearing, sha256: sha256(&file.content), file, by, job })
}

impl Waiting {
    /// Reads it here and now: it is short.
    async fn read(&self) -> Result<ParsedRecord, Fault> {
        let (content, reading) = (Arc::new(self.file.content.clone()), self.file.reading.clone());
        // It could be read when it came; another version of the platform may see it otherwise.
        let parsed = flows::record::read(self.file.format, content, reading).await?;
        parsed.map_err(|_| Fault::Conflict("import_refused"))
    }

    fn source(&self, take: Vec<StatementId>) -> Source {
        Source {
            format: self.file.format,
            file_name: self.file.file_name.clone(),
            sha256: self.sha256,
            by: self.by,
            reading: self.file.reading.clone(),
            take,
        }
    }

    fn new_job(&self) -> NewJob {
        NewJob {
            hearing: self.hearing.id,
            person: self.by,
            upload: self.file.id,
            file_name: self.file.file_name.clone(),
            sha256: self.sha256,
        }
    }
}

async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, UploadId)>,
) -> Result<HttpResponse, Fault> {
    let (id, upload) = path.into_inner();
    let waiting = waiting(&app, &visitor, id, upload).await?;
    let (preview, stale) = match &waiting.job {
        Some(job) => match job.outcome.clone() {
            Some(Outcome::Looked(preview, versions)) => (*preview, versions != waiting.hearing.versions),
            _ => return Ok(see_other(&long_import::href(id, job.id), None)),
        },
        None => {
            let (parsed, told) = (waiting.read().await?, Arc::new(Progress::default()));
            let ready =
                flows::record::ready(&app, &waiting.hearing, parsed, &waiting.sha256, &[], &told).await?;
            (Preview::of(&ready.prepared), false)
        }
    };
    let reading = preview.found.as_ref().and_then(reading::view);
    let markup = PlanPage {
        ctx: visitor.ctx(),
        hearing: id.to_string(),
        hearing_title: waiting.hearing.title,
        file: waiting.file.file_name,
        format: waiting.file.format.code(),
        reading,
        split_and_joined: (preview.split, preview.joined),
        speeches: preview.speeches,
        narratives: preview.narratives,
        parts: parts(&preview),
        notes: preview.notes.iter().map(problem).collect(),
        conflicts: preview.conflicts.iter().map(conflict).collect(),
        encoding: preview.encoding,
        title: preview.title,
        speakers: preview.speakers,
        all_speakers: preview.all_speakers,
        same_file: preview.same_file,
        stale,
        keeps_nothing: preview.keeps_nothing,
        action: waiting_at(id, upload),
        sha256: hex::encode(waiting.sha256),
    };
    Ok(page(markup.render()))
}

/// What the import does, by kind of change, with samples; what does not happen is left out, except that nothing changes.
fn parts(preview: &Preview) -> Vec<Part> {
    let (counts, samples) = (&preview.counts, &preview.samples);
    let of = |code, count, samples: &[SampleOf]| Part {
        code,
        count,
        samples: samples.iter().map(sample).collect(),
    };
    let parts = vec![
        of("new", counts.new, &samples.new),
        of("changed", counts.changed, &samples.changed),
        of("returned", counts.returned, &samples.returned),
        of("vanished", counts.vanished, &samples.vanished),
        of("unchanged", counts.unchanged, &[]),
    ];
    parts.into_iter().filter(|p| p.count > 0 || p.code == "unchanged").collect()
}

fn sample(sample: &SampleOf) -> Sample {
    Sample {
        line: sample.line,
        speaker: sample.speaker.clone(),
        body: sample.body.clone(),
        moved_words: sample.moved_words.map(MovedWords::code),
        was: sample.was.clone(),
    }
}

fn conflict(conflict: &ConflictTold) -> ConflictView {
    ConflictView {
        id: conflict.id.to_string(),
        line: conflict.line,
        speaker: conflict.speaker.clone(),
        words: conflict.file.as_ref().map(|file| words(&conflict.own, file)),
        own: excerpt(&conflict.own, 300),
    }
}

async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, UploadId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, upload) = path.into_inner();
    match form.get("act") {
        "discard" => discard(&app, &visitor, id, upload).await,
        "reading" => {
            let waiting = waiting(&app, &visitor, id, upload).await?;
            correct(&app, &waiting, &form).await
        }
        _ => import(&app, &visitor, (id, upload), &form).await,
    }
}

/// Forgets a waiting file.
pub(super) async fn discard(
    app: &App,
    visitor: &Visitor,
    id: HearingId,
    upload: UploadId,
) -> Result<HttpResponse, Fault> {
    let person = visitor.require(Role::Facilitator)?.id;
    app.write(async |tx, _| uploads::discard(tx, upload, person).await).await?;
    Ok(see_other(&format!("/desk/hearings/{id}"), Some("upload-discarded")))
}

/// Reads the file anew, as the facilitator says.
async fn correct(app: &App, waiting: &Waiting, form: &Values) -> Result<HttpResponse, Fault> {
    let (id, upload, by) = (waiting.hearing.id, waiting.file.id, waiting.by);
    let found = match &waiting.job {
        Some(Job { outcome: Some(Outcome::Looked(preview, _)), .. }) => preview.found.clone(),
        Some(job) => return Ok(see_other(&long_import::href(id, job.id), None)),
        None => waiting.read().await?.found,
    };
    let said: Reading = reading::said(&found.unwrap_or_default(), form);
    let job = app
        .write(async |tx, now| {
            uploads::correct(tx, upload, by, &said).await?;
            match waiting.job {
                Some(_) => Ok::<_, HearingError>(Some(jobs::look(tx, waiting.new_job(), now).await?)),
                None => Ok(None),
            }
        })
        .await?;
    Ok(match job {
        Some(job) => begun(app, id, job, Some("reading-saved")),
        None => see_other(&waiting_at(id, upload), Some("reading-saved")),
    })
}

/// To the page of a job that was just asked for.
fn begun(app: &App, id: HearingId, job: JobId, done: Option<&str>) -> HttpResponse {
    app.imports.ring();
    see_other(&long_import::href(id, job), done)
}

async fn import(
    app: &App,
    visitor: &Visitor,
    (id, upload): (HearingId, UploadId),
    form: &Values,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    // Pressed twice: a long file is imported by the job that the first press asked for.
    let asked = jobs::of_upload(app.db.read(), upload, jobs::Kind::Import).await?;
    if let Some(asked) = asked.filter(|job| job.person == by && job.hearing == id)
        && asked.state != jobs::State::Failed
    {
        return Ok(see_other(&long_import::href(id, asked.id), None));
    }
    let waiting = match waiting(app, visitor, id, upload).await {
        // The file no longer waits because it is the record.
        Err(Fault::Conflict("no_upload")) if is_record(app, id, form.get("sha256")).await? => {
            return Ok(see_other(&format!("/hearings/{id}"), Some("record-imported")));
        }
        other => other?,
    };
    let take = form.all("take").filter_map(|id| id.parse().ok()).collect();
    match &waiting.job {
        None => {
            let (parsed, told) = (waiting.read().await?, Arc::new(Progress::default()));
            let source = waiting.source(take);
            flows::record::import(app, &waiting.hearing, parsed, &source, Some(upload), &told).await?;
            Ok(see_other(&format!("/hearings/{id}"), Some("record-imported")))
        }
        Some(job) => match &job.outcome {
            Some(Outcome::Looked(_, versions)) if *versions == waiting.hearing.versions => {
                let job =
                    app.write(async |tx, now| jobs::import(tx, waiting.new_job(), &take, now).await).await?;
                Ok(begun(app, id, job, None))
            }
            // What was shown is no longer what would happen.
            Some(Outcome::Looked(..)) => {
                let again = app.write(async |tx, now| jobs::look(tx, waiting.new_job(), now).await).await?;
                Ok(begun(app, id, again, Some("record-compared-again")))
            }
            _ => Ok(see_other(&long_import::href(id, job.id), None)),
        },
    }
}

/// Whether the present record of a hearing comes from the file with this hash.
async fn is_record(app: &App, id: HearingId, sha256: &str) -> Result<bool, Fault> {
    let versions = records::versions(app.db.read(), id).await?;
    let present = versions.iter().max_by_key(|version| version.number);
    Ok(present.is_some_and(|version| hex::encode(&version.sha256) == sha256))
}
