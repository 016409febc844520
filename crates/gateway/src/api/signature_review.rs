//! The reviewers' desk for signatures that wait for a check, over the API.

use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_foundation::{DriveId, SignatureId};
use folkmoot_signatures::checks::{self, Deciding, Group, GroupKey, Line, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::api::extract::Json;
use crate::fault::Problem;
use crate::flows::signature_review as flow;
use crate::http::Visitor;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(show).service(decide).service(undo);
}

/// Signatures of one proposal that met one signal with one origin.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckGroupBody {
    /// The proposal.
    pub proposal: Uuid,
    /// What was conspicuous.
    pub signal: &'static str,
    /// A keyed hash of what they have in common; not an address.
    pub mark: String,
    /// How many wait.
    pub waiting: i64,
    /// When the first was signed.
    pub first: DateTime<Utc>,
    /// When the last was signed.
    pub last: DateTime<Utc>,
}

impl From<Group> for CheckGroupBody {
    fn from(group: Group) -> Self {
        Self {
            proposal: group.key.drive.0,
            signal: group.key.signal.code(),
            mark: group.key.mark_text(),
            waiting: group.waiting,
            first: group.first,
            last: group.last,
        }
    }
}

/// What waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckGroupsBody {
    /// The groups, greatest first, at most 100.
    pub items: Vec<CheckGroupBody>,
    /// How many signatures wait in all.
    pub total: i64,
}

/// The groups of signatures that wait for a check.
#[utoipa::path(tag = "signatures", responses(
    (status = 200, description = "The groups", body = CheckGroupsBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not a reviewer", body = Problem),
))]
#[get("/desk/review/signatures")]
async fn list(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let groups = checks::groups(app.db.read(), 100).await?;
    let total = checks::waiting_count(app.db.read()).await?;
    let items = groups.into_iter().map(CheckGroupBody::from).collect();
    Ok(HttpResponse::Ok().json(CheckGroupsBody { items, total }))
}

/// A signature that waits; who gave it is not told.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckLineBody {
    /// Its id.
    pub id: Uuid,
    /// When it was signed.
    pub signed_at: DateTime<Utc>,
    /// The code of the region.
    pub region: Option<String>,
    /// When the account was made.
    pub account_made: Option<DateTime<Utc>>,
    /// A label of the session.
    pub session: Option<String>,
    /// A label of the mail domain.
    pub domain: Option<String>,
}

impl From<Line> for CheckLineBody {
    fn from(line: Line) -> Self {
        Self {
            id: line.id.0,
            signed_at: line.signed_at,
            region: line.region.map(String::from),
            account_made: line.account_made,
            session: line.session,
            domain: line.domain,
        }
    }
}

/// One group.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckSeenBody {
    /// How many wait: to be sent along with the decision.
    pub waiting: i64,
    /// Signatures with the same origin that count, about the same time.
    pub alike_counted: i64,
    /// All signatures of the proposal that count, about the same time.
    pub all_counted: i64,
    /// The first thousand of those that wait.
    pub items: Vec<CheckLineBody>,
}

/// One group of signatures that wait for a check.
#[utoipa::path(tag = "signatures", params(
    ("proposal" = uuid::Uuid, Path, description = "The proposal"),
    ("signal" = String, Path, description = "The signal"),
    ("mark" = String, Path, description = "The mark"),
), responses(
    (status = 200, description = "The group", body = CheckSeenBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not a reviewer", body = Problem),
    (status = 404, description = "Nothing of it waits", body = Problem),
))]
#[get("/desk/review/signatures/{proposal}/{signal}/{mark}")]
async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(DriveId, String, String)>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let key = GroupKey::parse(path.0, &path.1, &path.2).ok_or(Fault::NotFound)?;
    let seen = flow::see(&app, key).await?;
    Ok(HttpResponse::Ok().json(CheckSeenBody {
        waiting: seen.waiting,
        alike_counted: seen.around.alike,
        all_counted: seen.around.all,
        items: seen.lines.into_iter().map(CheckLineBody::from).collect(),
    }))
}

/// A decision about a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureDecisionBody {
    /// The proposal.
    #[schema(value_type = uuid::Uuid)]
    pub proposal: DriveId,
    /// The signal.
    pub signal: String,
    /// The mark.
    pub mark: String,
    /// The signatures it is about; all that wait if none are named.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub signatures: Vec<SignatureId>,
    /// How many waited when the reviewer looked.
    pub seen: i64,
    /// `confirmed` or `invalidated`.
    pub outcome: String,
    /// For what is invalidated: `automated`, `same_person`, `made_up_accounts`, `throwaway_addresses` or `not_by_signer`.
    #[serde(default)]
    pub reason: String,
}

/// A decision that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckDecidedBody {
    /// Its id, for undoing it within a day.
    pub id: Uuid,
    /// How many signatures it was about.
    pub signatures: usize,
    /// The proposal's count.
    pub count: i64,
}

/// Confirms or invalidates signatures that wait for a check.
#[utoipa::path(tag = "signatures", request_body = SignatureDecisionBody, responses(
    (status = 201, description = "Decided", body = CheckDecidedBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not a reviewer", body = Problem),
    (status = 404, description = "No such group", body = Problem),
    (status = 409, description = "`check_changed`: others wait by now; `check_own`: of one's own proposal", body = Problem),
    (status = 422, description = "No such outcome or reason", body = Problem),
))]
#[post("/desk/review/signatures/decisions")]
async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<SignatureDecisionBody>,
) -> Result<HttpResponse, Fault> {
    let reviewer = visitor.require(Role::Reviewer)?.id;
    let body = body.into_inner();
    let key = GroupKey::parse(body.proposal, &body.signal, &body.mark).ok_or(Fault::NotFound)?;
    let outcome = Outcome::of(&body.outcome)
        .ok_or_else(|| Fault::Invalid(folkmoot_foundation::FieldErrors::one("outcome", "unknown_choice")))?;
    let deciding = Deciding { key, lines: body.signatures, seen: body.seen, outcome, reason: &body.reason };
    let decided = flow::decide(&app, reviewer, deciding).await?;
    let body = CheckDecidedBody { id: decided.id, signatures: decided.signatures, count: decided.count };
    Ok(HttpResponse::Created().json(body))
}

/// Undoes a decision within a day: its signatures wait again.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The decision")), responses(
    (status = 204, description = "Undone"),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not a reviewer", body = Problem),
    (status = 404, description = "No such decision", body = Problem),
    (status = 409, description = "`check_over`: undone before, or a day ago", body = Problem),
))]
#[delete("/desk/review/signatures/decisions/{id}")]
async fn undo(app: web::Data<App>, visitor: Visitor, id: web::Path<Uuid>) -> Result<HttpResponse, Fault> {
    let reviewer = visitor.require(Role::Reviewer)?.id;
    flow::undo(&app, reviewer, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
