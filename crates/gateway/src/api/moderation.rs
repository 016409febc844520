//! Moderation over the API.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_discussion::appeals::{self, Appeal};
use folkmoot_discussion::figures::{self, Figures};
use folkmoot_discussion::held;
use folkmoot_discussion::moderation::{self, Decision, Report, Reported};
use folkmoot_discussion::{Act, Ground};
use folkmoot_foundation::{FieldErrors, VoiceId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::voices::{PageQuery, ground, paging};
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::open_data::{Csv, LICENCE_URL};
use crate::pages::appeals::shown_from;
use crate::pages::discussion::held::{outcome_code, refusal};
use crate::pages::moderation::{Judgement, judge};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(held_list).service(held_decide);
    config.service(queue).service(decisions).service(decide).service(undo);
    config.service(make_appeal).service(open_appeals).service(decide_appeal);
    config.service(numbers).service(numbers_csv);
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
    /// What else speaks for looking at it: `words`, `links`, `repeated`, `burst`.
    pub signals: Vec<String>,
    /// Since when it waits.
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
            signals: reported.signals.iter().map(|signal| signal.code().to_owned()).collect(),
            first_at: reported.first_at,
            told: reported.told.into_iter().map(VoiceReport::from).collect(),
        }
    }
}

/// A page of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModerationQueue {
    /// The most pressing first.
    pub items: Vec<ReportedVoice>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many voices wait in all.
    pub total: i64,
}

/// A first comment that waits for a moderator.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldComment {
    /// Its id while it waits.
    pub id: uuid::Uuid,
    /// The proposal it is about.
    pub proposal: uuid::Uuid,
    /// The voice it replies to.
    pub parent: Option<uuid::Uuid>,
    /// What it holds of the proposal.
    pub stance: Option<String>,
    /// Its words.
    pub body: String,
    /// When it was written.
    pub made_at: DateTime<Utc>,
}

/// First comments that wait, the one waiting longest first; at most 100.
#[utoipa::path(tag = "moderation", responses(
    (status = 200, description = "What waits", body = [HeldComment]),
    (status = 403, description = "Not a moderator", body = Problem),
))]
#[get("/moderation/held")]
async fn held_list(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    let of = |one: held::Held| HeldComment {
        id: one.id.0,
        proposal: one.subject.0,
        parent: one.parent.map(|parent| parent.0),
        stance: one.stance.map(|stance| stance.code().to_owned()),
        body: one.body,
        made_at: one.made_at,
    };
    let waiting = held::waiting(app.db.read(), 100).await?;
    Ok(HttpResponse::Ok().json(waiting.into_iter().map(of).collect::<Vec<_>>()))
}

/// What becomes of a first comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldAct {
    /// `pass` or `refuse`.
    act: String,
    /// For a refusal: the ground.
    ground: Option<String>,
    /// For a refusal: the reason, 5 to 1,000 characters.
    #[serde(default)]
    reason: String,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldOutcome {
    /// `held-passed`, `held-refused`, or `held-returned` where what it answers takes no replies any more.
    pub outcome: String,
}

/// Lets a first comment through, or refuses it: then it is a hidden voice with ground and reason, against which its author
/// may appeal.
#[utoipa::path(tag = "moderation", params(("id" = uuid::Uuid, Path, description = "The comment")), responses(
    (status = 200, description = "Decided", body = HeldOutcome),
    (status = 403, description = "Not a moderator", body = Problem),
    (status = 404, description = "Nothing waits under this id any more", body = Problem),
    (status = 409, description = "`own_voice`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/moderation/held/{id}")]
async fn held_decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    sent: Json<HeldAct>,
) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let named = sent.ground.as_deref().map(ground).transpose()?;
    if !["pass", "refuse"].contains(&sent.act.as_str()) {
        return Err(Fault::Invalid(FieldErrors::one("act", "unknown_choice")));
    }
    let refusal = refusal(&sent.act, named, &sent.reason)?;
    let outcome = app.write(async |tx, now| held::decide(tx, *id, moderator, refusal, now).await).await?;
    Ok(HttpResponse::Ok().json(HeldOutcome { outcome: outcome_code(&outcome).to_owned() }))
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
    /// `hide`, `keep`, `restore`, `ask_edit`, `pause`, `close` or `reopen`.
    pub act: String,
    /// The ground, for what takes something from the author.
    pub ground: Option<String>,
    /// The reason.
    pub reason: String,
    /// How many reports it settled.
    pub reports: i64,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Until when a pause lasts.
    pub until: Option<DateTime<Utc>>,
    /// When whoever made it took it back.
    pub undone_at: Option<DateTime<Utc>>,
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
            until: decision.until,
            undone_at: decision.undone_at,
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
    /// `hide`, `keep`, `restore`, `ask_edit`, `pause`, `close` or `reopen`.
    act: String,
    /// For what takes something from the author: the ground.
    #[serde(default)]
    ground: String,
    /// The reason; for keeping it may be empty.
    #[serde(default)]
    reason: String,
    /// For a pause: for how many days, 1, 3, 7 or 30.
    #[serde(default)]
    days: i64,
}

/// Hides a voice, keeps a reported one, shows a hidden one again, asks its author to edit, pauses their posting, or
/// closes or reopens a thread.
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
    let sent = sent.into_inner();
    let act: Act = sent.act.parse().map_err(|_| Fault::Invalid(FieldErrors::one("act", "unknown_choice")))?;
    let grounded = matches!(act, Act::Hide | Act::AskEdit | Act::Pause | Act::Close);
    let given = if grounded { Some(ground(&sent.ground)?) } else { None };
    let wanted = Judgement { act, ground: given, reason: sent.reason, days: sent.days };
    let id = VoiceId(sent.voice);
    let decision = app.write(async |tx, now| judge(tx, id, by, &wanted, now).await).await?;
    Ok(HttpResponse::Created().json(ModerationDecision::from(decision)))
}

/// Takes back one's own decision within ten minutes; its reports wait again.
#[utoipa::path(tag = "moderation", params(("id" = uuid::Uuid, Path, description = "The decision")), responses(
    (status = 200, description = "Undone", body = ModerationDecision),
    (status = 403, description = "Not a moderator, or somebody else's decision", body = Problem),
    (status = 404, description = "No such decision", body = Problem),
    (status = 409, description = "`decision_final`", body = Problem),
))]
#[post("/moderation/decisions/{id}/undo")]
async fn undo(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<uuid::Uuid>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Moderator)?.id;
    let undone = app.write(async |tx, now| moderation::undo(tx, *id, by, now).await).await?;
    Ok(HttpResponse::Ok().json(ModerationDecision::from(undone)))
}

/// An appeal against a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppealBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// The decision.
    pub decision: uuid::Uuid,
    /// The voice.
    pub voice: uuid::Uuid,
    /// Why.
    pub words: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Whether it was upheld, once it was decided.
    pub upheld: Option<bool>,
    /// The reason of that.
    pub reason: Option<String>,
}

impl From<Appeal> for AppealBody {
    fn from(appeal: Appeal) -> Self {
        Self {
            id: appeal.id,
            decision: appeal.decision,
            voice: appeal.voice.0,
            words: appeal.words,
            made_at: appeal.made_at,
            decided_at: appeal.outcome.as_ref().map(|outcome| outcome.at),
            upheld: appeal.outcome.as_ref().map(|outcome| outcome.upheld),
            reason: appeal.outcome.map(|outcome| outcome.reason),
        }
    }
}

/// An appeal to make.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAppeal {
    /// Why, 5 to 2000 characters.
    words: String,
}

/// Appeals against a decision about one's own words, once, within 30 days.
#[utoipa::path(tag = "moderation", params(("id" = uuid::Uuid, Path, description = "The decision")), responses(
    (status = 201, description = "Made", body = AppealBody),
    (status = 403, description = "About somebody else's words", body = Problem),
    (status = 404, description = "No such decision", body = Problem),
    (status = 409, description = "`appealed_already`, `decision_final`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/moderation/decisions/{id}/appeal")]
async fn make_appeal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<uuid::Uuid>,
    sent: Json<NewAppeal>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let made = app.write(async |tx, now| appeals::appeal(tx, *id, person, &sent.words, now).await).await?;
    Ok(HttpResponse::Created().json(AppealBody::from(made)))
}

/// The appeals that wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppealsBody {
    /// The one waiting longest first, at most 100.
    pub items: Vec<AppealBody>,
}

/// The appeals that wait for a moderator.
#[utoipa::path(tag = "moderation", responses(
    (status = 200, description = "The appeals", body = AppealsBody),
    (status = 403, description = "Not a moderator", body = Problem),
))]
#[get("/moderation/appeals")]
async fn open_appeals(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    let waiting = appeals::waiting(app.db.read(), 100).await?;
    Ok(HttpResponse::Ok().json(AppealsBody { items: waiting.into_iter().map(AppealBody::from).collect() }))
}

/// What comes of an appeal.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AppealOutcome {
    /// Whether it is right: then the decision is taken back.
    upheld: bool,
    /// The reason.
    reason: String,
}

/// Decides an appeal against another moderator's decision.
#[utoipa::path(tag = "moderation", params(("id" = uuid::Uuid, Path, description = "The appeal")), responses(
    (status = 200, description = "Decided", body = AppealBody),
    (status = 403, description = "Not a moderator", body = Problem),
    (status = 404, description = "No such appeal", body = Problem),
    (status = 409, description = "`appeal_another`, `own_voice`, `decision_final`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/moderation/appeals/{id}")]
async fn decide_appeal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<uuid::Uuid>,
    sent: Json<AppealOutcome>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Moderator)?.id;
    let (upheld, reason) = (sent.upheld, sent.reason.as_str());
    let done = app.write(async |tx, now| appeals::decide(tx, *id, by, upheld, reason, now).await).await?;
    Ok(HttpResponse::Ok().json(AppealBody::from(done)))
}

/// The numbers of a month, or of all.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresBody {
    /// `2026-03`, in Taipei; none for all together.
    pub month: Option<String>,
    /// How many reports were made.
    pub reports: i64,
    /// How many decisions.
    pub decisions: i64,
    /// By what was decided.
    pub acts: BTreeMap<String, i64>,
    /// How many voices were hidden, by ground.
    pub hidden: BTreeMap<String, i64>,
    /// How many decisions were undone within minutes.
    pub undone: i64,
    /// In how many seconds half of the reported voices were decided.
    pub median_seconds: Option<i64>,
    /// In how many seconds nine of ten were.
    pub p90_seconds: Option<i64>,
    /// How many appeals were made.
    pub appeals: i64,
    /// How many of them are decided.
    pub appeals_decided: i64,
    /// How many of them were upheld.
    pub appeals_upheld: i64,
}

impl FiguresBody {
    fn of(month: Option<String>, figures: Figures) -> Self {
        let named = |counts: BTreeMap<&'static str, i64>| {
            counts.into_iter().map(|(code, count)| (code.to_owned(), count)).collect()
        };
        Self {
            month,
            reports: figures.reports,
            decisions: figures.decisions,
            acts: named(figures.acts),
            hidden: named(figures.hidden),
            undone: figures.undone,
            median_seconds: figures.median_seconds,
            p90_seconds: figures.ninety_seconds,
            appeals: figures.appeals,
            appeals_decided: figures.appeals_decided,
            appeals_upheld: figures.appeals_upheld,
        }
    }
}

/// Moderation in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModerationFigures {
    /// The last 12 months together.
    pub all: FiguresBody,
    /// Each month, the newest first.
    pub months: Vec<FiguresBody>,
}

async fn figures_of(app: &App) -> Result<ModerationFigures, Fault> {
    let (months, all) = figures::since(app.db.read(), shown_from(app.now())).await?;
    let months = months.into_iter().map(|(month, figures)| FiguresBody::of(Some(month), figures));
    Ok(ModerationFigures { all: FiguresBody::of(None, all), months: months.collect() })
}

/// Reports, decisions by ground, the time they took, and appeals, of the last 12 months.
#[utoipa::path(operation_id = "moderation_figures", tag = "moderation", responses(
    (status = 200, description = "The numbers", body = ModerationFigures),
))]
#[get("/moderation/figures")]
async fn numbers(app: web::Data<App>) -> Result<HttpResponse, Fault> {
    Ok(HttpResponse::Ok().json(figures_of(&app).await?))
}

/// The same as a table, a row each month.
#[utoipa::path(operation_id = "moderation_figures_csv", tag = "moderation", responses(
    (status = 200, description = "The table, UTF-8 with a byte order mark", content_type = "text/csv", body = String),
))]
#[get("/moderation/figures.csv")]
async fn numbers_csv(app: web::Data<App>) -> Result<HttpResponse, Fault> {
    let acts: Vec<&str> = Act::ALL.iter().map(|act| act.code()).collect();
    let grounds: Vec<String> = Ground::ALL.iter().map(|g| format!("hidden_{}", g.code())).collect();
    let mut heads = vec!["month", "reports", "decisions"];
    heads.extend(&acts);
    heads.extend(grounds.iter().map(String::as_str));
    heads.extend(["undone", "median_seconds", "p90_seconds", "appeals", "appeals_decided", "appeals_upheld"]);
    let mut table = Csv::new(&heads, Vec::new()).map_err(Fault::internal)?;
    for month in figures_of(&app).await?.months {
        let mut cells = vec![json!(month.month), json!(month.reports), json!(month.decisions)];
        cells.extend(acts.iter().map(|act| json!(month.acts.get(*act).unwrap_or(&0))));
        cells.extend(Ground::ALL.iter().map(|g| json!(month.hidden.get(g.code()).unwrap_or(&0))));
        cells.extend([json!(month.undone), json!(month.median_seconds), json!(month.p90_seconds)]);
        cells.extend([json!(month.appeals), json!(month.appeals_decided), json!(month.appeals_upheld)]);
        table.put(&cells).map_err(Fault::internal)?;
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::LINK, format!("<{LICENCE_URL}>; rel=\"license\"")))
        .body(table.finish().map_err(Fault::internal)?))
}
