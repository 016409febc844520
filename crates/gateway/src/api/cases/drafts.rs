//! Drafts over the API as the lead agencies read them: versions and the comments of the internal review.

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_agency_responses::responses::{self, DraftVersion, VersionLine};
use folkmoot_agency_responses::reviews::{self, ReviewComment};
use folkmoot_agency_responses::{Case, cases};
use folkmoot_foundation::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::response_shapes::{ContentBody, DraftBody};
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::cases::draft::reviewer;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(draft).service(versions).service(version).service(comments).service(comment);
}

/// The case, for somebody of its lead agencies.
async fn own_case(app: &App, visitor: &Visitor, id: CaseId) -> Result<Case, Fault> {
    use folkmoot_accounts::Role;
    visitor.require_any(&[Role::AgencyOfficer, Role::AgencyApprover])?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    reviewer(visitor, &case)?;
    Ok(case)
}

/// The draft of a response. For officers and approvers of a lead agency.
#[utoipa::path(tag = "responses", params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The draft", body = DraftBody),
    (status = 403, description = "Not of a lead agency", body = Problem),
))]
#[get("/cases/{id}/response/draft")]
async fn draft(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    own_case(&app, &visitor, *id).await?;
    let draft = responses::draft(app.db.read(), *id).await?;
    Ok(HttpResponse::Ok().json(DraftBody::from(&draft)))
}

/// A version of a draft in a line.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionLineBody {
    /// Its number.
    pub version: i64,
    /// The account that saved it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was saved by itself while somebody was writing; such versions are dropped after a while.
    pub automatic: bool,
}

impl From<&VersionLine> for VersionLineBody {
    fn from(one: &VersionLine) -> Self {
        Self { version: one.version, by: one.by.0, at: one.at, automatic: one.automatic }
    }
}

/// The versions of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionsBody {
    /// The versions, newest first; at most 200.
    pub items: Vec<VersionLineBody>,
}

/// The versions of the draft of a response. For officers and approvers of a lead agency.
#[utoipa::path(tag = "responses", params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The versions", body = VersionsBody),
    (status = 403, description = "Not of a lead agency", body = Problem),
))]
#[get("/cases/{id}/response/draft/versions")]
async fn versions(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
) -> Result<HttpResponse, Fault> {
    own_case(&app, &visitor, *id).await?;
    let found = responses::versions(app.db.read(), *id).await?;
    Ok(HttpResponse::Ok().json(VersionsBody { items: found.iter().map(VersionLineBody::from).collect() }))
}

/// A version of a draft with its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftVersionBody {
    /// Its number.
    pub version: i64,
    /// What it says.
    pub content: ContentBody,
    /// The account that saved it.
    pub by: Option<Uuid>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Whether it was saved by itself.
    pub automatic: bool,
}

impl From<&DraftVersion> for DraftVersionBody {
    fn from(one: &DraftVersion) -> Self {
        Self {
            version: one.version,
            content: (&one.content).into(),
            by: one.by.map(|by| by.0),
            at: one.at,
            automatic: one.automatic,
        }
    }
}

/// A version of the draft of a response. For officers and approvers of a lead agency.
#[utoipa::path(tag = "responses", params(
    ("id" = uuid::Uuid, Path, description = "The case"),
    ("version" = i64, Path, description = "The number of the version"),
), responses(
    (status = 200, description = "The version", body = DraftVersionBody),
    (status = 403, description = "Not of a lead agency", body = Problem),
    (status = 404, description = "No such version", body = Problem),
))]
#[get("/cases/{id}/response/draft/versions/{version}")]
async fn version(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, i64)>,
) -> Result<HttpResponse, Fault> {
    let (id, version) = path.into_inner();
    own_case(&app, &visitor, id).await?;
    let found = responses::draft_at(app.db.read(), id, version).await?;
    Ok(HttpResponse::Ok().json(DraftVersionBody::from(&found)))
}

/// What somebody said of a version.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentBody {
    /// Of which version.
    pub version: i64,
    /// Of which piece: `summary`, `decision-N`, `reasons-N`, `grounds-N`, `legal_basis-N`, `criterion-N-CODE`, `issues`,
    /// `part-CODE` or `follow_ups`; nothing for the whole.
    pub about: Option<String>,
    /// What they said.
    pub comment: String,
    /// Whether the approver sent the draft back with it.
    pub sent_back: bool,
    /// The account that said it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<&ReviewComment> for CommentBody {
    fn from(one: &ReviewComment) -> Self {
        Self {
            version: one.version,
            about: one.about.clone(),
            comment: one.body.clone(),
            sent_back: one.sent_back,
            by: one.by.0,
            at: one.at,
        }
    }
}

/// The comments of the internal review.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentsBody {
    /// The comments, newest first; at most 200.
    pub items: Vec<CommentBody>,
}

/// What was said of a draft in the internal review. For officers and approvers of a lead agency.
#[utoipa::path(tag = "responses", params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The comments", body = CommentsBody),
    (status = 403, description = "Not of a lead agency", body = Problem),
))]
#[get("/cases/{id}/response/draft/comments")]
async fn comments(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
) -> Result<HttpResponse, Fault> {
    own_case(&app, &visitor, *id).await?;
    let found = reviews::of_case(app.db.read(), *id).await?;
    Ok(HttpResponse::Ok().json(CommentsBody { items: found.iter().map(CommentBody::from).collect() }))
}

/// A comment on a version.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CommentWanted {
    /// The number of the version that was read.
    pub version: i64,
    /// The piece it is about, by its code; empty for the whole.
    #[serde(default)]
    pub about: String,
    /// The words; they stay inside the agency.
    pub comment: String,
}

/// Comments on a draft while it is written or waits for its signature. For officers and approvers of a lead agency.
#[utoipa::path(tag = "responses", request_body = CommentWanted, params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 204, description = "Added"),
    (status = 403, description = "Not of a lead agency", body = Problem),
    (status = 404, description = "No such version", body = Problem),
    (status = 409, description = "The state does not allow it", body = Problem),
    (status = 422, description = "The comment is empty or too long, or the version holds no such piece", body = Problem),
))]
#[post("/cases/{id}/response/draft/comments")]
async fn comment(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<CommentWanted>,
) -> Result<HttpResponse, Fault> {
    let case = own_case(&app, &visitor, *id).await?;
    let (person, role) = reviewer(&visitor, &case)?;
    let about = (body.version, body.about.as_str());
    app.write(async |tx, now| reviews::comment(tx, (&person, role), *id, about, &body.comment, now).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
