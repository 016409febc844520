//! Proposals over the API.

mod shapes;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::responses;
use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{AgencyId, FieldErrors, ProposalId, event};
use folkmoot_proposals::read::{self, Filter, Sort};
use folkmoot_proposals::{State, life};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use self::shapes::{DraftBody, ProposalBody, ProposalList, SimilarBody, SimilarList, briefs, whole};
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::proposals::{self, Under};
use crate::pages::review;
use crate::{App, Fault, flows, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(similar)
        .route("/proposals/similar", web::get().to(not_in_the_address))
        .service(list)
        .service(create)
        .service(mine)
        .service(queue)
        .service(get_one)
        .service(save)
        .service(submit)
        .service(decide)
        .service(withdraw)
        .service(timeline);
}

/// Which proposals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Words that must all stand in it.
    q: Option<String>,
    /// A public state: `open`, `reached`, `answered`, `closed`, `lapsed`, `refused` or `withdrawn`.
    state: Option<String>,
    /// The id of an agency its proposer named.
    agency: Option<uuid::Uuid>,
    /// The key of a category, its sub-categories included, or of a sub-category: `transport`, `transport.walking`.
    category: Option<String>,
    /// The code or name of a county.
    county: Option<String>,
    /// `newest` (the default) or `closing_soon` (open ones alone).
    sort: Option<String>,
    /// Where the list goes on: `next` of the part before.
    cursor: Option<String>,
    /// How many at most, 1 to 100; 20 if not given.
    limit: Option<u64>,
}

impl Asked {
    fn filter(&self) -> Result<Filter, FieldErrors> {
        let unknown = |field| FieldErrors::one(field, "unknown");
        let state = self.state.as_deref().map(str::parse::<State>).transpose();
        let county = self.county.as_deref().map(str::parse::<CountyCode>).transpose();
        Ok(Filter {
            states: state.map_err(|_| unknown("state"))?.into_iter().collect(),
            agency: self.agency.map(AgencyId),
            category: self.category.clone(),
            county: county.map_err(|_| unknown("county"))?,
            text: self.q.as_deref().map(|q| excerpt(q, 200)),
        })
    }
}

/// Public proposals.
#[utoipa::path(tag = "proposals", params(Asked), responses(
    (status = 200, description = "The proposals", body = ProposalList),
    (status = 422, description = "A value that is none of the possible ones", body = Problem),
))]
#[get("/proposals")]
async fn list(app: web::Data<App>, asked: Query<Asked>) -> Result<HttpResponse, Fault> {
    let sort = asked.sort.as_deref().map(str::parse::<Sort>).transpose();
    let sort = sort.map_err(|_| FieldErrors::one("sort", "unknown"))?.unwrap_or_default();
    let pages = lists::proposals(sort);
    let after = pages.after(asked.cursor.as_deref())?;
    let limit = asked.limit.unwrap_or(20);
    let filter = asked.filter()?;
    let (_turn, conn) = flows::search::list_from(&app, filter.text.as_deref())?;
    let found = read::list(conn, &filter, sort, after, limit, app.now()).await;
    let found = found.map_err(flows::search::stopped)?;
    let next = pages.next(&found);
    Ok(HttpResponse::Ok().json(ProposalList { items: briefs(&app, found.items).await?, next }))
}

/// What is being written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The title of a proposal that is being written.
    title: String,
    /// What it says so far; its beginning counts.
    #[serde(default)]
    text: String,
}

/// Public proposals like the one that is being written, the most alike first, each with its state and what its agency
/// decided; at most five. What is written goes in the body: an address is kept in histories and logs, and a draft is nobody
/// else's. Asked with GET, it answers 405.
#[utoipa::path(tag = "proposals", responses(
    (status = 200, description = "Similar proposals", body = SimilarList),
    (status = 503, description = "Many search at once; see Retry-After", body = Problem),
))]
#[post("/proposals/similar")]
async fn similar(app: web::Data<App>, asked: Json<Written>) -> Result<HttpResponse, Fault> {
    let (title, text) = (excerpt(&asked.title, 100), excerpt(&asked.text, 600));
    let _turn = flows::search::turn()?;
    let found = read::similar(app.db.bounded(), &title, &text, 5, app.now()).await;
    let found = found.map_err(flows::search::stopped)?;
    let ids: Vec<ProposalId> = found.iter().map(|brief| brief.id).collect();
    let mut decided = responses::decisions(app.db.read(), &ids).await?;
    let items = briefs(&app, found).await?.into_iter().map(|proposal| {
        let decisions = decided.remove(&ProposalId(proposal.id)).unwrap_or_default();
        SimilarBody { proposal, decisions }
    });
    Ok(HttpResponse::Ok().json(SimilarList { items: items.collect() }))
}

/// What somebody writes is not asked for in an address.
async fn not_in_the_address() -> Result<HttpResponse, Fault> {
    Err(Fault::WrongMethod { allow: "POST, OPTIONS".to_owned() })
}

/// Which part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Part {
    /// Where the list goes on: `next` of the part before.
    cursor: Option<String>,
    /// How many at most, 1 to 100; 20 if not given.
    limit: Option<u64>,
}

/// One's own proposals in all states, drafts included.
#[utoipa::path(tag = "proposals", params(Part), responses(
    (status = 200, description = "One's own proposals", body = ProposalList),
    (status = 401, description = "No token", body = Problem),
))]
#[get("/me/proposals")]
async fn mine(app: web::Data<App>, visitor: Visitor, part: Query<Part>) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let pages = lists::own_proposals(person.id);
    let after = pages.after(part.cursor.as_deref())?;
    let found = read::mine(app.db.read(), person.id, after, part.limit.unwrap_or(20), app.now()).await?;
    let next = pages.next(&found);
    Ok(HttpResponse::Ok().json(ProposalList { items: briefs(&app, found.items).await?, next }))
}

/// What waits for a review, the most urgent first; at most 100. For reviewers.
#[utoipa::path(tag = "proposals", responses(
    (status = 200, description = "The queue", body = ProposalList),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not a reviewer", body = Problem),
))]
#[get("/desk/review")]
async fn queue(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let found = read::review_queue(app.db.read(), 100, app.now()).await?;
    Ok(HttpResponse::Ok().json(ProposalList { items: briefs(&app, found).await?, next: None }))
}

/// Begins a draft. It may be incomplete.
#[utoipa::path(tag = "proposals", params(Under), request_body = DraftBody, responses(
    (status = 201, description = "The draft", body = ProposalBody),
    (status = 401, description = "No token", body = Problem),
    (status = 409, description = "`not_confirmed` or `too_many_drafts`", body = Problem),
    (status = 422, description = "Something in it can never be right", body = Problem),
))]
#[post("/proposals")]
async fn create(
    app: web::Data<App>,
    visitor: Visitor,
    under: Query<Under>,
    body: Json<DraftBody>,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let rulebook = under.chosen(&app)?;
    let person = proposals::proposer(&visitor, &rulebook)?;
    let change = body.into_inner().change()?;
    let id =
        app.write(async |tx, now| life::create_draft(tx, &rulebook, person.id, change, now).await).await?;
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(whole(&app, proposal).await?))
}

/// One proposal. What is not public yet is seen by its proposer, and by reviewers once it was submitted.
#[utoipa::path(tag = "proposals", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The proposal", body = ProposalBody),
    (status = 404, description = "No such proposal, or not to be seen", body = Problem),
))]
#[get("/proposals/{id}")]
async fn get_one(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let proposal = proposals::visible(&app, &visitor, *id).await?;
    Ok(HttpResponse::Ok().json(whole(&app, proposal).await?))
}

/// Changes a draft, or a proposal that was sent back.
#[utoipa::path(tag = "proposals", params(("id" = uuid::Uuid, Path, description = "The proposal")),
    request_body = DraftBody, responses(
    (status = 200, description = "As it is now", body = ProposalBody),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such proposal of yours", body = Problem),
    (status = 409, description = "`proposal_state`", body = Problem),
    (status = 422, description = "Something in it can never be right", body = Problem),
))]
#[patch("/proposals/{id}")]
async fn save(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    body: Json<DraftBody>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let change = body.into_inner().change()?;
    app.write(async |tx, now| life::save_draft(tx, &app.rulebooks, *id, person.id, change, now).await)
        .await?;
    let proposal = read::get(app.db.read(), *id, app.now()).await?;
    Ok(HttpResponse::Ok().json(whole(&app, proposal).await?))
}

/// What was answered before submitting.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SubmitQuery {
    /// That what looks like personal data in the words (`personal_data`) is to be published all the same.
    #[serde(default)]
    pub personal_data_ok: bool,
}

/// Submits a draft, or a reworded or supplemented proposal. What follows is for its rulebook to say: supporters, a review,
/// co-signing, or a case.
#[utoipa::path(tag = "proposals", params(("id" = uuid::Uuid, Path, description = "The proposal"), SubmitQuery), responses(
    (status = 200, description = "As it is now", body = ProposalBody),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such proposal of yours", body = Problem),
    (status = 409, description = "`proposal_state` or `not_confirmed`", body = Problem),
    (status = 422, description = "What is missing or wrong; `personal_data` is what looks like personal data while `personal_data_ok` is not set", body = Problem),
))]
#[post("/proposals/{id}/submit")]
async fn submit(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<SubmitQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let person = proposals::proposer(&visitor, app.rulebook_of.get(*id).await?.as_ref())?;
    proposals::send(&app, *id, person, query.personal_data_ok).await?;
    let proposal = read::get(app.db.read(), *id, app.now()).await?;
    Ok(HttpResponse::Ok().json(whole(&app, proposal).await?))
}

/// A reviewer's decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// `open`, `send_back`, `ask_supplement` or `refuse`.
    pub action: String,
    /// The reason of a refusal, of sending back, or of asking for a supplement.
    #[serde(default)]
    pub reason: String,
    /// The codes of the grounds of a refusal.
    #[serde(default)]
    pub grounds: Vec<String>,
}

/// Decides on a proposal in review. For reviewers, except on their own.
#[utoipa::path(tag = "proposals", params(("id" = uuid::Uuid, Path, description = "The proposal")),
    request_body = DecisionBody, responses(
    (status = 200, description = "As it is now", body = ProposalBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not a reviewer", body = Problem),
    (status = 404, description = "No such proposal", body = Problem),
    (status = 409, description = "`proposal_state`, `own_proposal`, `no_review_supplement` or `calendar_not_loaded`", body = Problem),
    (status = 422, description = "Grounds or reason are missing", body = Problem),
))]
#[post("/proposals/{id}/review")]
async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    body: Json<DecisionBody>,
) -> Result<HttpResponse, Fault> {
    let reviewer = visitor.require(Role::Reviewer)?.id;
    let body = body.into_inner();
    let decision = match body.action.as_str() {
        "open" => review::Decision::Open,
        "send_back" => review::Decision::SendBack { reason: body.reason },
        "ask_supplement" => review::Decision::AskSupplement { reason: body.reason },
        "refuse" => review::Decision::Refuse { grounds: body.grounds, reason: body.reason },
        _ => return Err(FieldErrors::one("action", "unknown").into()),
    };
    review::carry_out(&app, *id, reviewer, decision).await?;
    let proposal = read::get(app.db.read(), *id, app.now()).await?;
    Ok(HttpResponse::Ok().json(whole(&app, proposal).await?))
}

/// Why a proposal is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalBody {
    /// The reason, shown in public.
    pub reason: String,
    /// An open proposal on a similar matter; signers are asked whether they co-sign it, too.
    #[serde(default)]
    pub similar: Option<uuid::Uuid>,
}

/// Takes one's proposal back. Its text and the reason stay public.
#[utoipa::path(tag = "proposals", params(("id" = uuid::Uuid, Path, description = "The proposal")),
    request_body = WithdrawalBody, responses(
    (status = 200, description = "As it is now", body = ProposalBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Somebody else's", body = Problem),
    (status = 404, description = "No such proposal", body = Problem),
    (status = 409, description = "`proposal_state`", body = Problem),
    (status = 422, description = "The reason is missing, or what is named as similar is not open", body = Problem),
))]
#[post("/proposals/{id}/withdraw")]
async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    body: Json<WithdrawalBody>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let named = body.similar.map(|id| id.to_string()).unwrap_or_default();
    flows::review::withdraw(&app, *id, person.id, &body.reason, &named).await?;
    let proposal = read::get(app.db.read(), *id, app.now()).await?;
    Ok(HttpResponse::Ok().json(whole(&app, proposal).await?))
}

/// Something that happened to a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What, such as `proposal.opened`.
    pub kind: String,
    /// In which role: `citizen`, `reviewer`, …, or `system`.
    pub role: String,
    /// What exactly it happened to, if not the proposal itself.
    pub about: Option<uuid::Uuid>,
    /// The facts.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// What happened to a proposal, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Timeline {
    /// The events.
    pub items: Vec<TimelineEvent>,
}

/// The public events of a proposal, oldest first.
#[utoipa::path(tag = "proposals", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The events", body = Timeline),
    (status = 404, description = "No such proposal, or not to be seen", body = Problem),
))]
#[get("/proposals/{id}/timeline")]
async fn timeline(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let proposal = proposals::visible(&app, &visitor, *id).await?;
    let events = event::timeline(app.db.read(), proposal.id, true).await?;
    let one = |event: event::Event| TimelineEvent {
        at: event.at,
        kind: event.kind,
        role: event.role,
        about: event.about,
        data: event.data,
    };
    Ok(HttpResponse::Ok().json(Timeline { items: events.into_iter().map(one).collect() }))
}
