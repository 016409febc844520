//! Paper sheets and the counter over the API.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_foundation::{DriveId, FieldError, FieldErrors, ProposalId};
use folkmoot_signatures::paper::{self, Counts, Differed, FileProblem, Import, Judged, Sample, UploadId};
use folkmoot_signatures::{Signed, drives};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::hearings::whole;
use super::signatures::SignedBody;
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::flows::counter::{self, Entered};
use crate::flows::paper as flow;
use crate::http::Visitor;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(try_file).service(apply).service(at_counter);
}

/// How many lines come out how.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperCounts {
    /// They count.
    pub counted: i64,
    /// Their signers have signed already.
    pub duplicates: i64,
    /// They can't be read or counted.
    pub unreadable: i64,
}

impl From<Counts> for PaperCounts {
    fn from(counts: Counts) -> Self {
        Self { counted: counts.counted, duplicates: counts.duplicates, unreadable: counts.unreadable }
    }
}

/// An import of paper signatures.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperImportBody {
    /// Its number, from 1 in each proposal.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// How many lines came out how.
    pub counts: PaperCounts,
}

impl From<&Import> for PaperImportBody {
    fn from(import: &Import) -> Self {
        Self { number: import.number, at: import.at, counts: import.counts.into() }
    }
}

/// A random sample of paper lines that is checked, or was.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperSampleBody {
    /// When it was drawn.
    pub at: DateTime<Utc>,
    /// The number of the import it was drawn from; nothing for all paper.
    pub import: Option<i64>,
    /// What the choice follows from, in hexadecimal: chosen are the lines with the least SHA-256 of seed, sheet and line,
    /// the numbers as eight bytes, most significant first.
    pub seed: String,
    /// The margin of error in percent at 95 %.
    pub margin: i64,
    /// From how many lines it was drawn.
    pub population: i64,
    /// How many lines were drawn.
    pub size: i64,
    /// How many were found valid.
    pub valid: i64,
    /// How many were found invalid; they count no more.
    pub invalid: i64,
    /// The share of valid lines, once all were checked.
    pub share: Option<f64>,
    /// The lower bound of its 95 % interval (Wilson).
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
}

fn sample(one: &Sample, imports: &[Import]) -> PaperSampleBody {
    let share = one.found.share().filter(|_| one.found.complete());
    let of = |id| imports.iter().find(|import| import.id == id).map(|import| import.number);
    PaperSampleBody {
        at: one.at,
        import: one.import.and_then(of),
        seed: one.seed.clone(),
        margin: one.margin,
        population: one.population,
        size: one.found.size,
        valid: one.found.valid,
        invalid: one.found.invalid,
        share: share.map(|(share, ..)| share),
        low: share.map(|(_, low, _)| low),
        high: share.map(|(.., high)| high),
    }
}

/// What was imported from paper.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperBody {
    /// The imports, in their order.
    pub imports: Vec<PaperImportBody>,
    /// The samples, the earliest first.
    pub samples: Vec<PaperSampleBody>,
}

/// What was imported from paper sheets of a proposal, and what random samples of it found: numbers alone.
#[utoipa::path(tag = "signatures", params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "Imports and samples", body = PaperBody),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/paper")]
async fn list(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    let (conn, drive) = (app.db.read(), DriveId(id.0));
    drives::tally(conn, drive).await?.ok_or(Fault::NotFound)?;
    let imports = paper::imports_of(conn, drive).await?;
    let samples = paper::samples_of(conn, drive).await?;
    Ok(HttpResponse::Ok().json(PaperBody {
        samples: samples.iter().map(|one| sample(one, &imports)).collect(),
        imports: imports.iter().map(PaperImportBody::from).collect(),
    }))
}

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct FileQuery {
    /// The file's name.
    #[serde(default)]
    file_name: String,
}

/// A line with what becomes of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperLineBody {
    /// The row of the file.
    pub row: u64,
    /// The sheet, if it could be read.
    pub sheet: Option<i64>,
    /// The line, if it could be read.
    pub line: Option<i64>,
    /// `counts`, `duplicate` or `unreadable`.
    pub result: &'static str,
    /// The exact reason.
    pub code: &'static str,
    /// Sheet and line of the same file that stand in its place.
    pub earlier: Option<[i64; 2]>,
}

impl From<&Judged> for PaperLineBody {
    fn from(judged: &Judged) -> Self {
        Self {
            row: judged.line.row,
            sheet: judged.line.sheet,
            line: judged.line.line,
            result: judged.verdict.kind(),
            code: judged.verdict.code(),
            earlier: judged.verdict.earlier().map(|(sheet, line)| [sheet, line]),
        }
    }
}

/// What importing a file would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperPlanBody {
    /// Under which the file waits for a day.
    pub upload: Uuid,
    /// The hash of the file, which the import asks for.
    pub sha256: String,
    /// How many lines would come out how.
    pub counts: PaperCounts,
    /// Every line.
    pub lines: Vec<PaperLineBody>,
}

/// Tries a file with lines of paper sheets; nothing counts yet. The body is the file itself: CSV, XLSX or ODS, with the
/// columns sheet, line, identifier (or identifier_hash), date, and perhaps name and region. Neither names nor identifiers are
/// kept. Facilitators only.
#[utoipa::path(tag = "signatures", params(("id" = Uuid, Path, description = "The proposal"), FileQuery),
    request_body(content = String, content_type = "text/csv", description = "The file, at most 10 MiB"),
    responses(
        (status = 201, description = "What importing it would do", body = PaperPlanBody),
        (status = 403, description = "Not a facilitator", body = Problem),
        (status = 404, description = "No such proposal, or it never opened", body = Problem),
        (status = 409, description = "`no_paper`: the rulebook takes none", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 422, description = "The file can't be read; `errors` says why", body = Problem),
    ))]
#[post("/proposals/{id}/signatures/paper")]
async fn try_file(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<FileQuery>,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let sheets = flow::sheets(&app, *id).await?;
    let bytes = whole(payload).await?;
    let tried = flow::try_file(&app, &sheets, by, &query.file_name, bytes).await?.map_err(refusal)?;
    Ok(HttpResponse::Created().json(PaperPlanBody {
        upload: tried.upload.0,
        counts: Counts::of(tried.lines.iter().map(|judged| &judged.verdict)).into(),
        lines: tried.lines.iter().map(PaperLineBody::from).collect(),
        sha256: tried.sha256,
    }))
}

fn refusal(problem: FileProblem) -> Fault {
    let column = problem.column().map(|column| ("column", column.to_owned()));
    let error =
        FieldError { field: "file".to_owned(), code: problem.code(), params: column.into_iter().collect() };
    Fault::Invalid(FieldErrors(vec![error]))
}

/// The file that is to be imported.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyBody {
    /// The hash that the dry run gave.
    pub sha256: String,
}

/// A line that came out otherwise than the dry run said.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperDifferedBody {
    /// The sheet.
    pub sheet: i64,
    /// The line.
    pub line: i64,
    /// The code of the dry run.
    pub said: String,
    /// The code of what became of it.
    pub became: String,
}

impl From<&Differed> for PaperDifferedBody {
    fn from(differed: &Differed) -> Self {
        let Differed { sheet, line, said, became } = differed.clone();
        Self { sheet, line, said, became }
    }
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperAppliedBody {
    /// The import.
    pub import: PaperImportBody,
    /// Whether the file had been imported before, so that nothing was changed now.
    pub again: bool,
    /// Lines that came out otherwise than the dry run said, since somebody signed meanwhile.
    pub differed: Vec<PaperDifferedBody>,
}

/// Imports a file that was tried. Sent again it changes nothing. Facilitators only.
#[utoipa::path(tag = "signatures", request_body = ApplyBody, params(
    ("id" = Uuid, Path, description = "The proposal"), ("upload" = Uuid, Path, description = "The dry run"),
), responses(
    (status = 201, description = "Imported", body = PaperAppliedBody),
    (status = 200, description = "Had been imported before", body = PaperAppliedBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 409, description = "`no_upload`, `no_paper`, `drive_not_yet_open`, `drive_paused` or `drive_over`", body = Problem),
))]
#[post("/proposals/{id}/signatures/paper/{upload}")]
async fn apply(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, UploadId)>,
    body: Json<ApplyBody>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let (id, upload) = path.into_inner();
    let sheets = flow::sheets(&app, id).await?;
    let applied = flow::apply(&app, &sheets, upload, &body.sha256, by).await?;
    let status = if applied.again { StatusCode::OK } else { StatusCode::CREATED };
    Ok(HttpResponse::build(status).json(PaperAppliedBody {
        import: PaperImportBody::from(&applied.import),
        again: applied.again,
        differed: applied.import.differed.iter().map(PaperDifferedBody::from).collect(),
    }))
}

/// A signature that a clerk enters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterBody {
    /// The mobile number or e-mail address, as the rulebook asks; only the key that follows from it is kept.
    pub identifier: String,
    /// Code or name of the region to count the signature under: a county or city where the rulebook lists no others.
    #[serde(default)]
    #[serde(alias = "county")]
    pub region: Option<String>,
    /// That the person is present and wants it; must be true.
    pub present: bool,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AtCounterBody {
    /// Whether the person had co-signed before; when and how is not told.
    pub already: bool,
    /// The signature with its receipt, if it was made now.
    pub signed: Option<SignedBody>,
}

/// Enters a signature for somebody who is present at a counter. Clerks only.
#[utoipa::path(tag = "signatures", request_body = CounterBody, params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 201, description = "Counted", body = AtCounterBody),
    (status = 200, description = "The person had co-signed before", body = AtCounterBody),
    (status = 403, description = "Not a clerk", body = Problem),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 409, description = "`drive_not_yet_open`, `drive_paused` or `drive_over`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
    (status = 429, description = "As many as an hour allows; see Retry-After", body = Problem),
))]
#[post("/proposals/{id}/signatures/counter")]
async fn at_counter(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    body: Json<CounterBody>,
) -> Result<HttpResponse, Fault> {
    let clerk = visitor.require(Role::Clerk)?.id;
    let CounterBody { identifier, region, present } = body.into_inner();
    let entered = Entered { identifier, region: region.unwrap_or_default(), present };
    let signed: Option<Signed> = counter::sign(&app, *id, clerk, &entered).await?;
    let status = if signed.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status)
        .json(AtCounterBody { already: signed.is_none(), signed: signed.map(SignedBody::from) }))
}
