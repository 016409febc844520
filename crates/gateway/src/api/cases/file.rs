//! The public part of a case file over the API.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use folkmoot_agency_responses::demands::{self, DemandChange};
use folkmoot_agency_responses::files::{self, CaseFile};
use folkmoot_agency_responses::questions::{self, Question};
use folkmoot_agency_responses::{Demand, cases};
use folkmoot_foundation::CaseId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::fault::Problem;
use crate::{App, Fault, links};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(file_of_case);
}

/// A demand as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileDemand {
    /// Its id, by which responses answer it.
    pub id: Uuid,
    /// Its words.
    pub body: String,
}

/// A change of demands that was suggested.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileChange {
    /// `edit`, `split` or `merge`.
    pub kind: &'static str,
    /// The demands before.
    pub before: Vec<String>,
    /// The demands in their place.
    pub after: Vec<String>,
    /// Why.
    pub reasons: String,
    /// When it was suggested.
    pub at: DateTime<Utc>,
    /// `agreed`, `declined` or `withdrawn`; null while the proposer has not decided.
    pub outcome: Option<&'static str>,
    /// The proposer's words.
    pub note: Option<String>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
}

/// A public question to the proposer.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileQuestion {
    /// What is asked.
    pub body: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What the proposer answered.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// When the agency took it back.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// A public file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileEntry {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it shows.
    pub about: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its size in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was added.
    pub at: DateTime<Utc>,
    /// Where it is read; null once removed.
    pub path: Option<String>,
    /// When it was removed.
    pub removed_at: Option<DateTime<Utc>>,
    /// Why it was removed.
    pub removed_reasons: Option<String>,
}

/// The public part of a case file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileBody {
    /// The demands, in their order.
    pub demands: Vec<FileDemand>,
    /// The changes of demands that were suggested, oldest first.
    pub demand_changes: Vec<FileChange>,
    /// The public questions, oldest first.
    pub questions: Vec<FileQuestion>,
    /// The public files, oldest first; those that were removed as marks.
    pub files: Vec<FileEntry>,
}

impl From<&Demand> for FileDemand {
    fn from(demand: &Demand) -> Self {
        Self { id: demand.id.0, body: demand.body.clone() }
    }
}

impl From<DemandChange> for FileChange {
    fn from(one: DemandChange) -> Self {
        Self {
            kind: one.kind.code(),
            before: one.before,
            after: one.after,
            reasons: one.reasons,
            at: one.at,
            outcome: one.outcome.map(demands::ChangeOutcome::code),
            note: one.note,
            decided_at: one.decided,
        }
    }
}

impl From<Question> for FileQuestion {
    fn from(one: Question) -> Self {
        Self {
            body: one.body,
            asked_at: one.asked,
            answer: one.answer,
            answered_at: one.answered,
            withdrawn_at: one.withdrawn,
        }
    }
}

impl From<CaseFile> for FileEntry {
    fn from(one: CaseFile) -> Self {
        let (removed_at, removed_reasons) = one.removed.unzip();
        Self {
            id: one.id.0,
            path: removed_at.is_none().then(|| links::file(one.id)),
            name: one.name,
            about: one.about,
            media_type: one.kind.media_type(),
            size: one.size,
            sha256: one.sha256,
            at: one.at,
            removed_at,
            removed_reasons,
        }
    }
}

/// The public part of a case file: demands with their history, public questions, public files.
#[utoipa::path(tag = "cases", params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The case file", body = FileBody),
    (status = 404, description = "No such case", body = Problem),
))]
#[get("/cases/{id}/file")]
async fn file_of_case(app: web::Data<App>, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let case = cases::get(conn, *id, app.now()).await?;
    let changes = demands::changes(conn, *id).await?;
    let questions = questions::of_case(conn, *id).await?;
    let files = files::of_case(conn, *id).await?;
    Ok(HttpResponse::Ok().json(FileBody {
        demands: case.demands.iter().map(FileDemand::from).collect(),
        demand_changes: changes.into_iter().map(FileChange::from).collect(),
        questions: questions.into_iter().filter(|one| one.public).map(FileQuestion::from).collect(),
        files: files.into_iter().filter(|one| one.public).map(FileEntry::from).collect(),
    }))
}
