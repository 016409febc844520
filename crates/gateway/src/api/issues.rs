//! Issues (爭點) over the API: reading them with their voices and answers, and a facilitator's filing.

use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_discussion::issues::{self, Filing, Issue, Narrow};
use folkmoot_discussion::voices::{Counts, Viewer, Voice};
use folkmoot_discussion::{Channel, IssueOrder, Stance};
use folkmoot_foundation::{IssueId, PersonId, ProposalId, VoiceId};
use folkmoot_proposals::read;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::cases::Made;
use super::voices::{PageQuery, VoiceBody, VoiceCountBody, bodies, code, limited, paging};
use crate::api::extract::{Json, Query};
use crate::fault::{Problem, Unreadable};
use crate::http::Visitor;
use crate::pages::discussion::forum::Forum;
use crate::pages::issues::{answers, list_of, place, token};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(make).service(find).service(rename).service(remove);
    config.service(under).service(file).service(take_out).service(merge);
    config.service(arrange).service(aside).service(unfiled).service(steps).service(undo);
}

/// What the agency says of an issue.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssueAnswerBody {
    /// The answer, or why there is none yet.
    pub text: String,
    /// Whether the response leaves the issue open.
    pub left_open: bool,
    /// Where it stands in the response.
    pub href: String,
}

/// An issue with its numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssueBody {
    /// Its id.
    pub id: Uuid,
    /// The proposal it belongs to.
    pub proposal: Uuid,
    /// Its place among the issues, from 1.
    pub number: i64,
    /// The question, in a few words.
    pub title: String,
    /// What it is about; may be empty.
    pub summary: String,
    /// Whether it was taken away.
    pub gone: bool,
    /// The issue that took over its voices.
    pub merged_into: Option<Uuid>,
    /// How many voices stand under it.
    pub voices: i64,
    /// How many people said so.
    pub people: i64,
    /// The parts, by channel and side.
    pub counts: Vec<VoiceCountBody>,
    /// What the published response says of it.
    pub answer: Option<IssueAnswerBody>,
}

/// The issues of a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuesBody {
    /// In their order.
    pub items: Vec<IssueBody>,
    /// All visible voices of the discussion.
    pub voices: i64,
    /// How many people they are of.
    pub people: i64,
    /// How many voices stand under an issue.
    pub filed: i64,
    /// How many speak to none.
    pub aside: i64,
    /// How many nobody has looked at yet.
    pub waiting: i64,
}

fn body(issue: Issue, counts: Option<&Counts>, answer: Option<IssueAnswerBody>) -> IssueBody {
    let part = |c: &folkmoot_discussion::voices::Count| VoiceCountBody {
        channel: c.channel.code().to_owned(),
        stance: c.stance.map(|side| side.code().to_owned()),
        voices: c.voices,
        people: c.people,
    };
    IssueBody {
        id: issue.id.0,
        proposal: issue.subject.0,
        number: issue.position,
        title: issue.title,
        summary: issue.summary,
        gone: issue.gone,
        merged_into: issue.merged_into.map(|id| id.0),
        voices: counts.map_or(0, |counts| counts.voices),
        people: counts.map_or(0, |counts| counts.people),
        counts: counts.map(|counts| counts.parts.iter().map(part).collect()).unwrap_or_default(),
        answer,
    }
}

/// Issues of one proposal as the API shows them.
async fn bodies_of(app: &App, proposal: ProposalId, all: Vec<Issue>) -> Result<Vec<IssueBody>, Fault> {
    let ids: Vec<IssueId> = all.iter().map(|issue| issue.id).collect();
    let counts = issues::counts(app.db.read(), &ids).await?;
    let mut said = answers(app, proposal).await?;
    let of = |issue: Issue| {
        let answer = said.remove(&issue.id).map(|answer| IssueAnswerBody {
            text: answer.text,
            left_open: answer.open,
            href: answer.href,
        });
        let counted = counts.get(&issue.id);
        body(issue, counted, answer)
    };
    Ok(all.into_iter().map(of).collect())
}

/// A proposal that a facilitator works on.
async fn worked_on(app: &App, visitor: &Visitor, id: ProposalId) -> Result<PersonId, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    if proposal.state.is_public() { Ok(by) } else { Err(Fault::NotFound) }
}

/// An issue that is there, for a facilitator.
async fn managed(app: &App, visitor: &Visitor, id: IssueId) -> Result<(Issue, PersonId), Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let issue = issues::get(app.db.read(), id).await?.filter(|issue| !issue.gone).ok_or(Fault::NotFound)?;
    Ok((issue, by))
}

/// The issues of a proposal in their order, each with its numbers and the answer to it.
#[utoipa::path(tag = "issues", params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The issues", body = IssuesBody),
    (status = 404, description = "No such public proposal", body = Problem),
))]
#[get("/proposals/{id}/issues")]
async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    Forum::of(&app, &visitor, *id).await?;
    let conn = app.db.read();
    let all = issues::of_subject(conn, *id).await?;
    let state = issues::state(conn, *id).await?;
    Ok(HttpResponse::Ok().json(IssuesBody {
        items: bodies_of(&app, *id, all).await?,
        voices: state.all.voices,
        people: state.all.people,
        filed: state.filed,
        aside: state.aside,
        waiting: state.waiting,
    }))
}

/// The words of an issue.
#[derive(Debug, Deserialize, ToSchema)]
pub struct IssueWanted {
    /// The question, 2 to 100 characters; no two issues of a proposal are called the same.
    title: String,
    /// What it is about, at most 500 characters.
    #[serde(default)]
    summary: String,
}

/// Makes an issue, after all others. For facilitators.
#[utoipa::path(tag = "issues", request_body = IssueWanted, params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 201, description = "Made", body = Made),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 422, description = "Fields are wrong, or there are 100 issues", body = Problem),
))]
#[post("/proposals/{id}/issues")]
async fn make(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    sent: Json<IssueWanted>,
) -> Result<HttpResponse, Fault> {
    let by = worked_on(&app, &visitor, *id).await?;
    let typed = Filing { title: &sent.title, summary: &sent.summary };
    let made = app.write(async |tx, now| issues::make(tx, *id, typed, by, now).await).await?;
    Ok(HttpResponse::Created().json(Made { id: made.0 }))
}

/// One issue, also one that was taken away.
#[utoipa::path(tag = "issues", params(("id" = Uuid, Path, description = "The issue")), responses(
    (status = 200, description = "The issue", body = IssueBody),
    (status = 404, description = "No such issue", body = Problem),
))]
#[get("/issues/{id}")]
async fn find(app: web::Data<App>, visitor: Visitor, id: web::Path<IssueId>) -> Result<HttpResponse, Fault> {
    let issue = issues::get(app.db.read(), *id).await?.ok_or(Fault::NotFound)?;
    let subject = issue.subject;
    Forum::of(&app, &visitor, subject).await?;
    let mut found = bodies_of(&app, subject, vec![issue]).await?;
    Ok(HttpResponse::Ok().json(found.pop().ok_or(Fault::NotFound)?))
}

/// Gives an issue other words. For facilitators.
#[utoipa::path(tag = "issues", request_body = IssueWanted, params(("id" = Uuid, Path, description = "The issue")), responses(
    (status = 204, description = "Renamed"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/issues/{id}")]
async fn rename(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<IssueId>,
    sent: Json<IssueWanted>,
) -> Result<HttpResponse, Fault> {
    let (_, by) = managed(&app, &visitor, *id).await?;
    let typed = Filing { title: &sent.title, summary: &sent.summary };
    app.write(async |tx, now| issues::rename(tx, *id, typed, by, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes an issue away; voices that stand under no other wait again. For facilitators.
#[utoipa::path(tag = "issues", params(("id" = Uuid, Path, description = "The issue")), responses(
    (status = 204, description = "Taken away"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such issue", body = Problem),
))]
#[delete("/issues/{id}")]
async fn remove(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<IssueId>,
) -> Result<HttpResponse, Fault> {
    let (_, by) = managed(&app, &visitor, *id).await?;
    app.write(async |tx, now| issues::remove(tx, *id, by, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which voices of an issue.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct IssueVoicesQuery {
    /// Only those of a channel: `online`, `hearing`, `paper` or `counter`.
    channel: Option<String>,
    /// Only those of a side: `pro`, `con` or `other`.
    stance: Option<String>,
    /// `balanced` (the default), `support`, `newest`, `oldest` or `channel`.
    order: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// How many, 1 to 100.
    limit: Option<usize>,
}

/// A voice under an issue.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryBody {
    /// The voice.
    #[serde(flatten)]
    pub voice: VoiceBody,
    /// How many voices say nearly the same, this one counted.
    pub same: i64,
}

/// A page of the voices under an issue.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntriesBody {
    /// The voices, those that say nearly the same once.
    pub items: Vec<EntryBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// The voices of all channels under an issue.
#[utoipa::path(tag = "issues", params(("id" = Uuid, Path, description = "The issue"), IssueVoicesQuery), responses(
    (status = 200, description = "A page of them", body = EntriesBody),
    (status = 400, description = "An unknown channel, side, order or cursor", body = Problem),
    (status = 404, description = "No such issue", body = Problem),
))]
#[get("/issues/{id}/voices")]
async fn under(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<IssueId>,
    query: Query<IssueVoicesQuery>,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let issue = issues::get(conn, *id).await?.ok_or(Fault::NotFound)?;
    let forum = Forum::of(&app, &visitor, issue.subject).await?;
    let narrow = Narrow {
        channel: code::<Channel>("channel", query.channel.as_ref())?,
        stance: code::<Stance>("stance", query.stance.as_ref())?,
    };
    let order = code::<IssueOrder>("order", query.order.as_ref())?.unwrap_or(IssueOrder::Balanced);
    let limit = limited(query.limit)?;
    let pages = list_of(*id, narrow, order);
    let at = place(&pages, order, query.cursor.as_deref())?;
    let (entries, next) = issues::list(conn, *id, (narrow, order), at, limit, &forum.viewer).await?;
    let same: Vec<i64> = entries.iter().map(|entry| entry.same).collect();
    let said = bodies(&app, entries.into_iter().map(|entry| entry.voice).collect()).await?;
    let items = said.into_iter().zip(same).map(|(voice, same)| EntryBody { voice, same }).collect();
    Ok(HttpResponse::Ok().json(EntriesBody { items, next: next.and_then(|next| token(&pages, next)) }))
}

/// Voices.
#[derive(Debug, Deserialize, ToSchema)]
pub struct VoicesWanted {
    /// Their ids, at most 2,000.
    voices: Vec<Uuid>,
}

fn ids(voices: &[Uuid]) -> Vec<VoiceId> {
    voices.iter().copied().map(VoiceId).collect()
}

/// How many voices stand somewhere else than before.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiledBody {
    /// So many.
    pub changed: usize,
}

/// Files voices under an issue; what they stand under already they keep. For facilitators.
#[utoipa::path(tag = "issues", request_body = VoicesWanted, params(("id" = Uuid, Path, description = "The issue")), responses(
    (status = 200, description = "Filed", body = FiledBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such issue, or voices of another proposal", body = Problem),
    (status = 422, description = "No voice, or too many", body = Problem),
))]
#[post("/issues/{id}/voices")]
async fn file(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<IssueId>,
    sent: Json<VoicesWanted>,
) -> Result<HttpResponse, Fault> {
    let (issue, by) = managed(&app, &visitor, *id).await?;
    let pairs: Vec<(IssueId, VoiceId)> = ids(&sent.voices).into_iter().map(|voice| (*id, voice)).collect();
    let changed = app.write(async |tx, now| issues::file(tx, issue.subject, &pairs, by, now).await).await?;
    Ok(HttpResponse::Ok().json(FiledBody { changed }))
}

/// Takes voices out of an issue, with those that say nearly the same. For facilitators.
#[utoipa::path(tag = "issues", request_body = VoicesWanted, params(("id" = Uuid, Path, description = "The issue")), responses(
    (status = 200, description = "Taken out", body = FiledBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such issue", body = Problem),
    (status = 422, description = "No voice, or too many", body = Problem),
))]
#[post("/issues/{id}/voices/remove")]
async fn take_out(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<IssueId>,
    sent: Json<VoicesWanted>,
) -> Result<HttpResponse, Fault> {
    let (_, by) = managed(&app, &visitor, *id).await?;
    let voices = ids(&sent.voices);
    let changed = app.write(async |tx, now| issues::take_out(tx, *id, &voices, by, now).await).await?;
    Ok(HttpResponse::Ok().json(FiledBody { changed }))
}

/// Issues.
#[derive(Debug, Deserialize, ToSchema)]
pub struct IssuesWanted {
    /// Their ids.
    issues: Vec<Uuid>,
}

/// Merges other issues of the same proposal into this one. For facilitators.
#[utoipa::path(tag = "issues", request_body = IssuesWanted, params(("id" = Uuid, Path, description = "The issue that stays")), responses(
    (status = 204, description = "Merged"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "Not all are issues of the proposal", body = Problem),
    (status = 422, description = "Nothing to merge", body = Problem),
))]
#[post("/issues/{id}/merge")]
async fn merge(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<IssueId>,
    sent: Json<IssuesWanted>,
) -> Result<HttpResponse, Fault> {
    let (issue, by) = managed(&app, &visitor, *id).await?;
    let from: Vec<IssueId> = sent.issues.iter().copied().map(IssueId).collect();
    app.write(async |tx, now| issues::merge(tx, issue.subject, &from, *id, by, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Puts the issues of a proposal in this order; those it does not name come after. For facilitators.
#[utoipa::path(tag = "issues", request_body = IssuesWanted, params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 204, description = "Arranged"),
    (status = 403, description = "Not a facilitator", body = Problem),
))]
#[put("/proposals/{id}/issues/order")]
async fn arrange(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    sent: Json<IssuesWanted>,
) -> Result<HttpResponse, Fault> {
    let by = worked_on(&app, &visitor, *id).await?;
    let order: Vec<IssueId> = sent.issues.iter().copied().map(IssueId).collect();
    app.write(async |tx, now| issues::arrange(tx, *id, &order, by, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Voices that speak to no issue.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AsideWanted {
    /// Their ids, at most 2,000.
    voices: Vec<Uuid>,
    /// Whether they are put aside (also if left out), or wait again.
    #[serde(default = "yes")]
    aside: bool,
}

fn yes() -> bool {
    true
}

/// Puts voices aside that speak to no issue, or lets them wait again. For facilitators.
#[utoipa::path(tag = "issues", request_body = AsideWanted, params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "Done", body = FiledBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "Voices of another proposal", body = Problem),
    (status = 422, description = "No voice, or too many", body = Problem),
))]
#[post("/proposals/{id}/issues/aside")]
async fn aside(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    sent: Json<AsideWanted>,
) -> Result<HttpResponse, Fault> {
    let by = worked_on(&app, &visitor, *id).await?;
    let voices = ids(&sent.voices);
    let changed =
        app.write(async |tx, now| issues::set_aside(tx, *id, &voices, sent.aside, by, now).await).await?;
    Ok(HttpResponse::Ok().json(FiledBody { changed }))
}

/// An issue that a voice may belong to.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionBody {
    /// The issue.
    pub issue: Uuid,
    /// How alike they are, 0 to 1.
    pub score: f32,
}

/// A voice that nobody has filed yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnfiledBody {
    /// The voice.
    #[serde(flatten)]
    pub voice: VoiceBody,
    /// The issues it may belong to, the likeliest first; nothing is filed by itself.
    pub suggestions: Vec<SuggestionBody>,
}

/// A page of what waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnfiledPage {
    /// The voices, the oldest first.
    pub items: Vec<UnfiledBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// The voices that nobody has filed yet, with suggestions. For facilitators.
#[utoipa::path(tag = "issues", params(("id" = Uuid, Path, description = "The proposal"), PageQuery), responses(
    (status = 200, description = "A page of them", body = UnfiledPage),
    (status = 403, description = "Not a facilitator", body = Problem),
))]
#[get("/proposals/{id}/issues/unfiled")]
async fn unfiled(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    worked_on(&app, &visitor, *id).await?;
    let conn = app.db.read();
    let pages = lists::filing(*id, "api");
    let (after, limit) = paging(&pages, query.cursor.as_ref(), query.limit)?;
    let (_, weights) = issues::weigh(conn, *id).await?;
    let mut near = web::block(move || weights.suggestions()).await.map_err(Fault::internal)?;
    let only = (Narrow::default(), "");
    let page = issues::unfiled(conn, *id, only, after, limit, &Viewer::default()).await?;
    let next = page.next.map(|next| pages.token(next));
    let suggested: Vec<Vec<SuggestionBody>> = page
        .items
        .iter()
        .map(|voice: &Voice| near.remove(&voice.id).unwrap_or_default())
        .map(|all| {
            all.into_iter().map(|one| SuggestionBody { issue: one.issue.0, score: one.score }).collect()
        })
        .collect();
    let said = bodies(&app, page.items).await?.into_iter().zip(suggested);
    let items = said.map(|(voice, suggestions)| UnfiledBody { voice, suggestions }).collect();
    Ok(HttpResponse::Ok().json(UnfiledPage { items, next }))
}

/// What a facilitator did with issues.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepBody {
    /// Its number.
    pub number: i64,
    /// What was done, as a code.
    pub kind: String,
    /// The issues it concerned, by their names then.
    pub titles: Vec<String>,
    /// The issue that was made or filled.
    pub into: Option<String>,
    /// How many voices.
    pub voices: usize,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
    /// Whether it can be undone now.
    pub last: bool,
}

/// The steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepsBody {
    /// The newest first.
    pub items: Vec<StepBody>,
}

/// What was done with the issues of a proposal. For facilitators.
#[utoipa::path(tag = "issues", params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The steps", body = StepsBody),
    (status = 403, description = "Not a facilitator", body = Problem),
))]
#[get("/proposals/{id}/issues/steps")]
async fn steps(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    worked_on(&app, &visitor, *id).await?;
    let of = |step: issues::Step| StepBody {
        number: step.number,
        kind: step.kind.code().to_owned(),
        titles: step.facts.titles,
        into: step.facts.into,
        voices: step.facts.voices,
        at: step.at,
        undone_at: step.undone_at,
        last: step.last,
    };
    let items = issues::steps(app.db.read(), *id).await?.into_iter().map(of).collect();
    Ok(HttpResponse::Ok().json(StepsBody { items }))
}

/// Undoes the last step; of another one the answer is 409 `step_not_last`. For facilitators.
#[utoipa::path(tag = "issues", params(("id" = Uuid, Path, description = "The proposal"), ("number" = i64, Path, description = "The step")), responses(
    (status = 204, description = "Undone"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 409, description = "`step_not_last`", body = Problem),
))]
#[post("/proposals/{id}/issues/steps/{number}/undo")]
async fn undo(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, String)>,
) -> Result<HttpResponse, Fault> {
    let (id, number) = path.into_inner();
    let by = worked_on(&app, &visitor, id).await?;
    let number: i64 = number.parse().map_err(|_| Fault::from(Unreadable::parameter("number")))?;
    app.write(async |tx, now| issues::undo(tx, id, number, by, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
