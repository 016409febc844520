//! The records of hearings over the API.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use folkmoot_foundation::HearingId;
use folkmoot_foundation::crypto::sha256;
use folkmoot_hearings::Spot;
use folkmoot_hearings::import::{self, Change, Counts, Format, ImportError, ParsedRecord, Plan, Source};
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
use crate::http::Visitor;
use crate::{App, Fault, flows, lists};

/// How many changes a dry run lists.
const LISTED: usize = 500;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(import_record).service(statements);
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

fn note(lang: Lang, error: &ImportError) -> NoteBody {
    let key = format!("import-problem-{}", error.problem.code().replace('_', "-"));
    let message = lang.with(&key, [("detail", error.problem.detail().unwrap_or_default().into())]);
    NoteBody { line: error.line, code: error.problem.code().to_owned(), message }
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

/// Imports the record of a hearing, or only tries it. The body is the file itself.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ImportQuery),
    request_body(content = String, content_type = "text/markdown", description = "The file in one of the formats, at most 10 MiB"),
    responses(
        (status = 200, description = "What it did or would do", body = ImportBody),
        (status = 403, description = "Not a facilitator", body = Problem),
        (status = 404, description = "No such hearing", body = Problem),
        (status = 409, description = "`hearing_not_held_yet`: not before the day of the hearing; `nobody_speaks`: no speaker was found", body = Problem),
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
    let sha256 = sha256(&bytes);
    // How a facilitator told the speakers of the last such file holds for this one.
    let learned = import::learned(app.db.read(), *id, by, format).await?;
    let parsed = match flows::record::read(format, Arc::new(bytes), learned.clone()).await? {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(refused(&request, visitor.lang, &errors.0)),
    };
    let parsed = flows::words::mask(&app, hearing.proposal).await?.record(parsed);
    let about = About::of(&parsed, visitor.lang);
    if query.dry_run {
        let plan = import::plan(app.db.read(), *id, parsed, &sha256, app.now()).await?;
        return Ok(HttpResponse::Ok().json(about.planned(&plan)));
    }
    let source = Source {
        format,
        file_name: uploads::clean_name(&query.file_name),
        sha256,
        by,
        reading: learned,
        take: Vec::new(),
    };
    let applied = flows::record::import(&app, &hearing, parsed, &source, None).await?;
    Ok(HttpResponse::Ok().json(ImportBody {
        dry_run: false,
        same_file: applied.same_file,
        counts: applied.counts.into(),
        changes: Vec::new(),
        version: Some(applied.version),
        ..about.planned(&Plan::default())
    }))
}

/// What is known of a file before it is compared.
struct About {
    title: Option<String>,
    encoding: Option<String>,
    speeches: usize,
    notes: Vec<NoteBody>,
}

impl About {
    fn of(parsed: &ParsedRecord, lang: Lang) -> Self {
        let notes = parsed.notes.iter().map(|n| note(lang, n)).collect();
        let encoding = parsed.encoding.map(|e| e.name().to_owned());
        Self { title: parsed.title.clone(), encoding, speeches: parsed.speeches(), notes }
    }

    fn planned(self, plan: &Plan) -> ImportBody {
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
        ImportBody {
            dry_run: true,
            same_file: plan.same_file,
            title: self.title,
            encoding: self.encoding,
            speeches: self.speeches,
            counts: plan.counts().into(),
            notes: self.notes,
            own_words: plan.conflicts.len(),
            changes: kept.chain(vanished).take(LISTED).collect(),
            version: None,
        }
    }
}

/// The refusal of a file, with its lines.
fn refused(request: &HttpRequest, lang: Lang, errors: &[ImportError]) -> HttpResponse {
    let told = |error: &ImportError| {
        let NoteBody { line, code, message } = note(lang, error);
        RefusedLine { line: line.into(), code, message }
    };
    frame::refused(request, lang, ("import_refused", "fault-import-refused"), errors.iter().map(told))
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
