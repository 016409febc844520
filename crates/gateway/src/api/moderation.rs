//! Moderation over the API.

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_discussion::moderation::{self, Decision, Report, Reported};
use folkmoot_foundation::{FieldErrors, VoiceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::voices::{PageQuery, ground, paging};
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(queue).service(decisions).service(decide);
}

/// One report.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoiceReport {
    /// The ground.
    pub ground: String,
    /// The words; may be empty.
    pub words: String,
    /// When.
    pub made_at: DateTime<Utc>,
}

impl From<Report> for VoiceReport {
    fn from(report: Report) -> Self {
        Self { ground: report.ground.code().to_owned(), words: report.words, made_at: report.made_at }
    }
}

/// A voice that waits for a moderator.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportedVoice {
    /// The voice.
    pub voice: uuid::Uuid,
    /// The proposal it is about.
    pub proposal: uuid::Uuid,
    /// Its words.
    pub body: Option<String>,
    /// How many people reported it.
    pub reports: i64,
    /// When the first did.
    pub first_at: DateTime<Utc>,
    /// The first 20 reports.
    pub told: Vec<VoiceReport>,
}

impl From<Reported> for ReportedVoice {
    fn from(reported: Reported) -> Self {
        Self {
            voice: reported.voice.id.0,
            proposal: reported.voice.subject.0,
            body: reported.voice.body,
            reports: reported.reports,
            first_at: reported.first_at,
            told: reported.told.into_iter().map(VoiceReport::from).collect(),
        }
    }
}

/// A page of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModerationQueue {
    /// The one waiting longest first.
    pub items: Vec<ReportedVoice>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many voices wait in all.
    pub total: i64,
}

/// What waits for a moderator.
#[utoipa::path(tag = "moderation", params(PageQuery), responses(
    (status = 200, description = "A page of the queue", body = ModerationQueue),
    (status = 403, description = "Not a moderator", body = Problem),
))]
#[get("/moderation/queue")]
async fn queue(
    app: web::Data<App>,
    visitor: Visitor,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    let pages = lists::reported();
    let (after, limit) = paging(&pages, query.cursor.as_ref(), query.limit)?;
    let total = moderation::waiting(app.db.read()).await?;
    let page = moderation::queue(app.db.read(), after, limit).await?;
    let next = pages.next(&page);
    let items = page.items.into_iter().map(ReportedVoice::from).collect();
    Ok(HttpResponse::Ok().json(ModerationQueue { items, next, total }))
}

/// A moderator's decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModerationDecision {
    /// Its id.
    pub id: uuid::Uuid,
    /// The voice.
    pub voice: uuid::Uuid,
    /// The proposal.
    pub proposal: uuid::Uuid,
    /// `hide`, `keep` or `restore`.
    pub act: String,
    /// The ground of hiding.
    pub ground: Option<String>,
    /// The reason.
    pub reason: String,
    /// How many reports it settled.
    pub reports: i64,
    /// When.
    pub made_at: DateTime<Utc>,
}

impl From<Decision> for ModerationDecision {
    fn from(decision: Decision) -> Self {
        Self {
            id: decision.id,
            voice: decision.voice.0,
            proposal: decision.subject.0,
            act: decision.act.code().to_owned(),
            ground: decision.ground.map(|g| g.code().to_owned()),
            reason: decision.reason,
            reports: decision.reports,
            made_at: decision.made_at,
        }
    }
}

/// A page of decisions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModerationDecisions {
    /// The newest first.
    pub items: Vec<ModerationDecision>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// What moderators decided.
#[utoipa::path(tag = "moderation", params(PageQuery), responses(
    (status = 200, description = "A page of decisions", body = ModerationDecisions),
    (status = 403, description = "Not a moderator", body = Problem),
))]
#[get("/moderation/decisions")]
async fn decisions(
    app: web::Data<App>,
    visitor: Visitor,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    let pages = lists::decisions();
    let (after, limit) = paging(&pages, query.cursor.as_ref(), query.limit)?;
    let page = moderation::decisions(app.db.read(), after, limit).await?;
    let next = pages.next(&page);
    let items = page.items.into_iter().map(ModerationDecision::from).collect();
    Ok(HttpResponse::Ok().json(ModerationDecisions { items, next }))
}

/// A decision to make.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewModerationDecision {
    /// The voice.
    voice: uuid::Uuid,
    /// `hide`, `keep` or `restore`.
    act: String,
    /// For hiding: the ground.
    #[serde(default)]
    ground: String,
    /// The reason; for keeping it may be empty.
    #[serde(default)]
    reason: String,
}

/// Hides a voice, keeps a reported one, or shows a hidden one again.
#[utoipa::path(tag = "moderation", responses(
    (status = 201, description = "Decided", body = ModerationDecision),
    (status = 403, description = "Not a moderator", body = Problem),
    (status = 409, description = "`own_voice`, `nothing_reported`, or the state of the voice", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/moderation/decisions")]
async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    sent: Json<NewModerationDecision>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Moderator)?.id;
    let (id, reason) = (VoiceId(sent.voice), sent.reason.as_str());
    let decision = match sent.act.as_str() {
        "hide" => {
            let ground = ground(&sent.ground)?;
            app.write(async |tx, now| moderation::hide(tx, id, by, ground, reason, now).await).await?
        }
        "keep" => app.write(async |tx, now| moderation::keep(tx, id, by, reason, now).await).await?,
        "restore" => app.write(async |tx, now| moderation::restore(tx, id, by, reason, now).await).await?,
        _ => return Err(Fault::Invalid(FieldErrors::one("act", "unknown_choice"))),
    };
    Ok(HttpResponse::Created().json(ModerationDecision::from(decision)))
}
