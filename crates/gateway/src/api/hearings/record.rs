//! The records of hearings over the API.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::{HearingId, PersonId, Progress};
use folkmoot_hearings::Spot;
use folkmoot_hearings::import::{
    self, Change, Counts, Format, Note, Plan, Prepared, Preview, Sample, Source,
};
use folkmoot_hearings::jobs::{self, Job, JobId, Kind, Outcome, State};
use folkmoot_hearings::{records, uploads};
use folkmoot_web::Lang;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::find;
use super::frame::{self, RefusedLine, facilitated, whole};
use crate::api::extract::Query;
use crate::api::voices::{PageQuery, paging};
use crate::fault::{Problem, Unreadable};
use crate::flows::record::Brought;
use crate::http::Visitor;
use crate::pages::hearings::long_import::how_far;
use crate::{App, Fault, flows, lists};

/// How many changes a dry run lists.
const LISTED: usize = 500;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(import_record).service(one_job).service(statements);
}

/// How a record is imported.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// Only says what the import would do.
    #[serde(default)]
    dry_run: bool,
    /// `markdown`, `akoma_ntoso`, `webvtt`, `subrip`, `docx`, `odt`, `text`, `sheet` or `json`; left out, the file's name and
    /// content tell.
    format: Option<String>,
    /// The file's name.
    #[serde(default)]
    file_name: String,
}

/// A note about a line of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteBody {
    /// The line, from 1; 0 for the whole file.
    pub line: u32,
    /// A stable code.
    pub code: String,
    /// Words in the language asked for.
    pub message: String,
}

fn note(lang: Lang, note: &Note) -> NoteBody {
    let key = format!("import-problem-{}", note.code.replace('_', "-"));
    let message = lang.with(&key, [("detail", note.detail.clone().into())]);
    NoteBody { line: note.line, code: note.code.clone(), message }
}

fn notes(lang: Lang, notes: &[Note]) -> Vec<NoteBody> {
    notes.iter().map(|one| note(lang, one)).collect()
}

/// How many statements an import concerns.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportCounts {
    /// Statements the file has that were not there.
    pub new: usize,
    /// Statements that stay word for word.
    pub unchanged: usize,
    /// Statements whose speaker or words change.
    pub changed: usize,
    /// Statements that had vanished and are back.
    pub returned: usize,
    /// Statements that the file lacks: they stay as marked gaps.
    pub vanished: usize,
}

impl From<Counts> for ImportCounts {
    fn from(c: Counts) -> Self {
        Self {
            new: c.new,
            unchanged: c.unchanged,
            changed: c.changed,
            returned: c.returned,
            vanished: c.vanished,
        }
    }
}

/// What happens to one statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeBody {
    /// `new`, `changed`, `returned` or `vanished`.
    pub change: String,
    /// The statement's id, if it has one already.
    pub statement: Option<uuid::Uuid>,
    /// The line of the file.
    pub line: Option<u32>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The words.
    pub body: String,
    /// The words before.
    pub was: Option<String>,
}

/// What an import did or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportBody {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Whether this very file was the last one imported, so that nothing changes.
    pub same_file: bool,
    /// The title in the file.
    pub title: Option<String>,
    /// The encoding of a text.
    pub encoding: Option<String>,
    /// How many speeches it has.
    pub speeches: usize,
    /// What happens to how many statements.
    pub counts: ImportCounts,
    /// What a person should look at.
    pub notes: Vec<NoteBody>,
    /// For a dry run: of how many statements the words stay as whoever spoke corrected them, although the file says
    /// otherwise.
    pub own_words: usize,
    /// For a dry run: what happens, up to 500 statements; unchanged ones are left out.
    pub changes: Vec<ChangeBody>,
    /// The version of the record, once imported.
    pub version: Option<i64>,
}

/// Imports the record of a hearing, or only tries it. The body is the file itself. A long file (from 1 MiB, or 10,000 statements)
/// is done in the background: the answer is 202, and the address in `Location` tells how far it is and what came of it.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ImportQuery),
    request_body(content = String, content_type = "text/markdown", description = "The file in one of the formats, at most 10 MiB"),
    responses(
        (status = 200, description = "What it did or would do", body = ImportBody),
        (status = 202, description = "A long file: it is done in the background; `Location` is the address of its job", body = JobBody),
        (status = 403, description = "Not a facilitator", body = Problem),
        (status = 404, description = "No such hearing", body = Problem),
        (status = 409, description = "`hearing_not_held_yet`: not before the day of the hearing; `nobody_speaks`: no speaker was found; `import_under_way`: another file is being imported for this hearing", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 422, description = "`import_refused`: the file can't be read; `errors` has the lines", body = Problem),
    ))]
#[post("/hearings/{id}/record")]
async fn import_record(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    query: Query<ImportQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let (hearing, by) = facilitated(&app, &visitor, *id).await?;
    let bytes = whole(payload).await?;
    let format = match &query.format {
        Some(text) => text.parse().map_err(|_| Unreadable::parameter("format"))?,
        None => Format::guess(&query.file_name, &bytes),
    };
    let file = Brought {
        format,
        name: uploads::clean_name(&query.file_name),
        // How a facilitator told the speakers of the last such file holds for this one.
        reading: import::learned(app.db.read(), *id, by, format).await?,
        bytes: Arc::new(bytes),
    };
    if import::is_long(file.bytes.len(), None) {
        return in_background(&app, &visitor, (*id, by), &file, query.dry_run).await;
    }
    let parsed = match flows::record::read(format, Arc::clone(&file.bytes), file.reading.clone()).await? {
        Ok(parsed) => parsed,
        Err(errors) => {
            let lines: Vec<Note> = errors.0.iter().map(Note::from).collect();
            return Ok(refused(&request, visitor.lang, &lines));
        }
    };
    if import::is_long(0, Some(parsed.statements.len())) {
        return in_background(&app, &visitor, (*id, by), &file, query.dry_run).await;
    }
    let (sha256, told) = (sha256(&file.bytes), Arc::new(Progress::default()));
    let source = Source { format, file_name: file.name, sha256, by, reading: file.reading, take: Vec::new() };
    if query.dry_run {
        let ready = flows::record::ready(&app, &hearing, parsed, &sha256, &[], &told).await?;
        return Ok(HttpResponse::Ok().json(tried(visitor.lang, &ready.prepared)));
    }
    let about: Vec<Note> = parsed.notes.iter().map(Note::from).collect();
    let body = ImportBody {
        dry_run: false,
        same_file: false,
        title: parsed.title.clone(),
        encoding: parsed.encoding.map(|encoding| encoding.name().to_owned()),
        speeches: parsed.speeches(),
        counts: Counts::default().into(),
        notes: notes(visitor.lang, &about),
        own_words: 0,
        changes: Vec::new(),
        version: None,
    };
    let applied = flows::record::import(&app, &hearing, parsed, &source, None, &told).await?;
    Ok(HttpResponse::Ok().json(ImportBody {
        same_file: applied.same_file,
        counts: applied.counts.into(),
        version: Some(applied.version),
        ..body
    }))
}

async fn in_background(
    app: &App,
    visitor: &Visitor,
    (id, by): (HearingId, PersonId),
    file: &Brought,
    dry_run: bool,
) -> Result<HttpResponse, Fault> {
    let kind = if dry_run { Kind::Look } else { Kind::Import };
    let job = flows::record::queue(app, id, by, file, kind).await?;
    let job = jobs::get(app.db.read(), job, by).await?;
    let address = format!("/api/v1/hearings/{id}/record/jobs/{}", job.id);
    Ok(HttpResponse::Accepted().insert_header((header::LOCATION, address)).json(job_body(
        app,
        visitor.lang,
        &job,
    )))
}

/// What importing a file would do.
fn tried(lang: Lang, prepared: &Prepared) -> ImportBody {
    let (parsed, plan) = (prepared.parsed(), prepared.plan());
    let about: Vec<Note> = parsed.notes.iter().map(Note::from).collect();
    ImportBody {
        dry_run: true,
        same_file: plan.same_file,
        title: parsed.title.clone(),
        encoding: parsed.encoding.map(|encoding| encoding.name().to_owned()),
        speeches: parsed.speeches(),
        counts: plan.counts().into(),
        notes: notes(lang, &about),
        own_words: plan.conflicts.len(),
        changes: changes(plan),
        version: None,
    }
}

fn changes(plan: &Plan) -> Vec<ChangeBody> {
    let kept = plan.entries.iter().filter_map(|entry| {
        let (what, was) = match &entry.change {
            Change::New => ("new", None),
            Change::Changed(was) => ("changed", Some(was.body.clone())),
            Change::Returned(_) => ("returned", None),
            Change::Unchanged(_) => return None,
        };
        Some(ChangeBody {
            change: what.to_owned(),
            statement: entry.change.id().map(|id| id.0),
            line: Some(entry.statement.line),
            speaker: entry.statement.speaker.clone(),
            body: entry.statement.body.clone(),
            was,
        })
    });
    let vanished = plan.vanished.iter().map(|gap| ChangeBody {
        change: "vanished".to_owned(),
        statement: Some(gap.id.0),
        line: None,
        speaker: gap.speaker.clone(),
        body: gap.body.clone(),
        was: None,
    });
    kept.chain(vanished).take(LISTED).collect()
}

/// A long file that is done in the background.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// Whether it is only tried.
    pub dry_run: bool,
    /// The file's name.
    pub file_name: String,
    /// `waiting`, `working`, `done`, `refused` or `failed`.
    pub state: String,
    /// While it is worked on: `reading`, `comparing`, `writing` or `publishing`.
    pub stage: Option<String>,
    /// How many statements of that step are done.
    pub done: usize,
    /// How many it has; 0 while that is not known.
    pub total: usize,
    /// Once it is done: what it did or would do. Of a long file that was tried, `changes` has up to 20 of each kind, their words
    /// cut at 300 characters.
    pub result: Option<ImportBody>,
    /// If it was refused: the lines that can't be read.
    pub errors: Vec<NoteBody>,
    /// If it failed: a stable code of why; the record was not changed.
    pub reason: Option<String>,
    /// When it was asked for; a day later it is forgotten.
    pub created_at: DateTime<Utc>,
}

fn job_body(app: &App, lang: Lang, job: &Job) -> JobBody {
    let (stage, done, total) = match job.state {
        State::Working => how_far(app, job),
        _ => (None, 0, 0),
    };
    let (mut result, mut errors, mut reason) = (None, Vec::new(), None);
    match &job.outcome {
        Some(Outcome::Looked(preview, _)) => result = Some(looked(lang, preview)),
        Some(Outcome::Imported(imported)) => {
            result = Some(ImportBody {
                dry_run: false,
                same_file: imported.same_file,
                title: imported.title.clone(),
                encoding: imported.encoding.clone(),
                speeches: imported.speeches,
                counts: imported.counts.into(),
                notes: notes(lang, &imported.notes),
                own_words: 0,
                changes: Vec::new(),
                version: Some(imported.version),
            });
        }
        Some(Outcome::Refused(lines)) => errors = notes(lang, lines),
        Some(Outcome::Failed(code)) => reason = Some(code.clone()),
        None => {}
    }
    JobBody {
        id: job.id.0,
        dry_run: job.kind == Kind::Look,
        file_name: job.file_name.clone(),
        state: job.state.code().to_owned(),
        stage: stage.map(|stage| stage.code().to_owned()),
        done,
        total,
        result,
        errors,
        reason,
        created_at: job.created_at,
    }
}

fn looked(lang: Lang, preview: &Preview) -> ImportBody {
    let samples = &preview.samples;
    let all = [
        ("new", &samples.new),
        ("changed", &samples.changed),
        ("returned", &samples.returned),
        ("vanished", &samples.vanished),
    ];
    let of = |(change, samples): (&'static str, &Vec<Sample>)| {
        let body = |sample: &Sample| ChangeBody {
            change: change.to_owned(),
            statement: sample.id.map(|id| id.0),
            line: sample.line,
            speaker: sample.speaker.clone(),
            body: sample.body.clone(),
            was: sample.was.as_ref().map(|(_, words)| words.clone()),
        };
        samples.iter().map(body).collect::<Vec<_>>()
    };
    ImportBody {
        dry_run: true,
        same_file: preview.same_file,
        title: preview.title.clone(),
        encoding: preview.encoding.clone(),
        speeches: preview.speeches,
        counts: preview.counts.into(),
        notes: notes(lang, &preview.notes),
        own_words: preview.conflicts.len(),
        changes: all.into_iter().flat_map(of).collect(),
        version: None,
    }
}

/// How far one's own long file is, and what came of it.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("job" = uuid::Uuid, Path, description = "The job")), responses(
    (status = 200, description = "How it stands", body = JobBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such job of the caller's", body = Problem),
))]
#[get("/hearings/{id}/record/jobs/{job}")]
async fn one_job(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, JobId)>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let (id, job) = path.into_inner();
    let job = jobs::get(app.db.read(), job, by).await?;
    if job.hearing != id {
        return Err(Fault::NotFound);
    }
    Ok(HttpResponse::Ok().json(job_body(&app, visitor.lang, &job)))
}

/// The refusal of a file, with its lines.
fn refused(request: &HttpRequest, lang: Lang, errors: &[Note]) -> HttpResponse {
    let told =
        |line: NoteBody| RefusedLine { line: line.line.into(), code: line.code, message: line.message };
    let lines = notes(lang, errors).into_iter().map(told);
    frame::refused(request, lang, ("import_refused", "fault-import-refused"), lines)
}

/// A statement of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementBody {
    /// Its id, which every corrected record keeps.
    pub id: uuid::Uuid,
    /// Its place in the record, from 1.
    pub position: i64,
    /// `speech`, `question`, `answer` or `narrative`.
    pub kind: String,
    /// Who spoke.
    pub speaker: Option<String>,
    /// The headings it stands under.
    pub section: Option<String>,
    /// The words; none for a gap and for one that a moderator hid.
    pub body: Option<String>,
    /// Whether the present record lacks it.
    pub gone: bool,
    /// The version of the record that it is missing from, if it is gone and that is known.
    pub gone_since: Option<i64>,
    /// How many earlier wordings there are.
    pub revisions: i64,
    /// When it began, in milliseconds from the beginning of the recording.
    pub started_ms: Option<i64>,
    /// When it ended, likewise.
    pub ended_ms: Option<i64>,
    /// The place of a draft text that it is on, where the file of the record says so.
    pub on: Option<SpotBody>,
}

/// A place of a version of a draft text, counted from 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotBody {
    /// The text.
    pub text: uuid::Uuid,
    /// The version.
    pub version: u32,
    /// The article.
    pub article: u32,
    /// Its number as it is written there.
    pub label: String,
    /// The paragraph.
    pub paragraph: Option<u32>,
    /// Of selected words: how many characters of the paragraph stand before them.
    pub start: Option<u32>,
    /// The selected words.
    pub quote: Option<String>,
}

impl From<Spot> for SpotBody {
    fn from(spot: Spot) -> Self {
        let Spot { text, version, article, label, paragraph, start, quote } = spot;
        Self { text, version, article, label, paragraph, start, quote }
    }
}

impl From<records::Statement> for StatementBody {
    fn from(s: records::Statement) -> Self {
        Self {
            id: s.id.0,
            position: s.position,
            kind: s.kind.code().to_owned(),
            speaker: s.speaker,
            section: s.section,
            body: Some(s.body).filter(|b| !b.is_empty()),
            gone: s.gone,
            gone_since: s.gone_since,
            revisions: s.revisions,
            started_ms: s.started_ms,
            ended_ms: s.ended_ms,
            on: s.on.map(SpotBody::from),
        }
    }
}

/// A page of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementsBody {
    /// In the order of the record.
    pub items: Vec<StatementBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// The record of a hearing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), PageQuery), responses(
    (status = 200, description = "A page of its statements", body = StatementsBody),
    (status = 404, description = "No such hearing", body = Problem),
))]
#[get("/hearings/{id}/statements")]
async fn statements(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    find(&app, &visitor, *id).await?;
    let pages = lists::statements(*id);
    let (after, limit) = paging(&pages, query.cursor.as_ref(), query.limit)?;
    let page = records::statements(app.db.read(), *id, after, limit).await?;
    let next = pages.next(&page);
    let shown = crate::pages::hearings::shown(&app, &visitor, page.items).await?;
    let items = shown.into_iter().map(|(statement, _)| StatementBody::from(statement)).collect();
    Ok(HttpResponse::Ok().json(StatementsBody { items, next }))
}
