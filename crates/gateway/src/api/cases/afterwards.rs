//! What people say of a published response, over the API.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpResponse, get, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::afterwards::survey::{self, Answer};
use folkmoot_agency_responses::afterwards::words::{self, Hidden};
use folkmoot_agency_responses::afterwards::{self, Afterwards, Stand, feedback, reply};
use folkmoot_agency_responses::{Error, WordsId};
use folkmoot_discussion::Ground;
use folkmoot_foundation::{CaseId, FieldErrors};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::open_data::{Csv, LICENCE_URL};
use crate::{App, Fault, flows, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(give_reply)
        .service(give_feedback)
        .service(feedback_of)
        .service(feedback_csv)
        .service(answer)
        .service(survey_of)
        .service(survey_csv)
        .service(hide)
        .service(restore);
}

/// Why words are hidden.
#[derive(Debug, Serialize, ToSchema)]
pub struct HiddenBody {
    /// The code of the ground.
    pub ground: String,
    /// The moderator's reason.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<Hidden> for HiddenBody {
    fn from(hidden: Hidden) -> Self {
        Self { ground: hidden.ground, reason: hidden.reason, at: hidden.at }
    }
}

/// The proposer's reply, beside the response.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyBody {
    /// Its id.
    pub id: Uuid,
    /// The words; empty while they are hidden.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why they are hidden; null unless they are.
    pub hidden: Option<HiddenBody>,
}

impl From<reply::Reply> for ReplyBody {
    fn from(one: reply::Reply) -> Self {
        Self { id: one.id.0, body: one.body, at: one.at, hidden: one.hidden.map(HiddenBody::from) }
    }
}

/// What people may do after a response, and until when.
#[derive(Debug, Serialize, ToSchema)]
pub struct WindowsBody {
    /// The instant from which the proposer can't reply any more; null if the rulebook knows no reply.
    pub reply_until: Option<DateTime<Utc>>,
    /// The instant from which no feedback is taken any more.
    pub feedback_until: Option<DateTime<Utc>>,
    /// When proposer and co-signers are asked.
    pub survey_from: Option<DateTime<Utc>>,
    /// The instant from which no answers are taken any more.
    pub survey_until: Option<DateTime<Utc>>,
}

impl From<&Afterwards> for WindowsBody {
    fn from(windows: &Afterwards) -> Self {
        let survey = windows.survey.as_ref();
        Self {
            reply_until: windows.reply.map(|reply| reply.until),
            feedback_until: windows.feedback_until,
            survey_from: survey.map(|survey| survey.from),
            survey_until: survey.map(|survey| survey.until),
        }
    }
}

/// The words of the proposer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReplyWanted {
    /// The words, for the public.
    pub body: String,
}

/// Replies to the response, which stands beside it at once and can't be changed. For the proposer.
#[utoipa::path(tag = "responses", request_body = ReplyWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 201, description = "Published", body = Vec<ReplyBody>),
    (status = 403, description = "Not the proposer", body = Problem),
    (status = 409, description = "`not_offered`, `already_done`, `window_over`, or not answered yet", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/reply")]
async fn give_reply(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<ReplyWanted>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    flows::afterwards::give_reply(&app, person, *id, &body.body).await?;
    let given = reply::of_case(app.db.read(), *id).await?;
    Ok(HttpResponse::Created().json(given.into_iter().map(ReplyBody::from).collect::<Vec<_>>()))
}

/// What somebody thinks of a response.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FeedbackWanted {
    /// Whether it helped.
    pub helpful: bool,
    /// Why, at most 500 characters; public, without the name.
    #[serde(default)]
    pub reason: String,
}

/// How many people said what.
#[derive(Debug, Serialize, ToSchema)]
pub struct TotalsBody {
    /// That it helped.
    pub helpful: i64,
    /// That it did not.
    pub unhelpful: i64,
}

impl From<feedback::Totals> for TotalsBody {
    fn from(totals: feedback::Totals) -> Self {
        Self { helpful: totals.helpful, unhelpful: totals.unhelpful }
    }
}

/// Says whether the response helped, or changes what was said, while feedback is open. One person has one say.
#[utoipa::path(tag = "responses", request_body = FeedbackWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Noted", body = TotalsBody),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 409, description = "`not_offered`, `window_over`, or `already_done` from another account of the same person", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/cases/{id}/feedback")]
async fn give_feedback(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<FeedbackWanted>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    flows::afterwards::give_feedback(&app, person, *id, Some(body.helpful), &body.reason).await?;
    let totals = feedback::totals(app.db.read(), *id).await?;
    Ok(HttpResponse::Ok().json(TotalsBody::from(totals)))
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageWanted {
    /// Where the list goes on.
    cursor: Option<String>,
    /// How many, 1 to 100.
    limit: Option<usize>,
}

/// Why somebody found the response helpful or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonBody {
    /// Its id.
    pub id: Uuid,
    /// Whether it helped.
    pub helpful: bool,
    /// The words; empty while they are hidden.
    pub reason: String,
    /// When it was said or changed.
    pub at: DateTime<Utc>,
    /// Why they are hidden; null unless they are.
    pub hidden: Option<HiddenBody>,
}

impl From<feedback::Feedback> for ReasonBody {
    fn from(one: feedback::Feedback) -> Self {
        Self {
            id: one.id.0,
            helpful: one.helpful,
            reason: one.reason,
            at: one.at,
            hidden: one.hidden.map(HiddenBody::from),
        }
    }
}

/// What people found of a response.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackBody {
    /// How many said what.
    pub totals: TotalsBody,
    /// The instant from which none is taken any more.
    pub until: DateTime<Utc>,
    /// Why, newest first.
    pub reasons: Vec<ReasonBody>,
    /// Where the reasons go on; null at the end.
    pub next: Option<String>,
}

/// The case was answered, and feedback is or was open.
async fn until(app: &App, id: CaseId) -> Result<DateTime<Utc>, Fault> {
    let windows = afterwards::of_case(app.db.read(), id).await?.ok_or(Fault::NotFound)?;
    windows.feedback_until.ok_or(Fault::NotFound)
}

/// What people found of a response: how many, and why.
#[utoipa::path(operation_id = "feedback", tag = "responses", params(("id" = Uuid, Path, description = "The case"), PageWanted), responses(
    (status = 200, description = "Numbers and reasons", body = FeedbackBody),
    (status = 404, description = "Not answered yet, or the rulebook knows no feedback", body = Problem),
))]
#[get("/cases/{id}/feedback")]
async fn feedback_of(
    app: web::Data<App>,
    id: web::Path<CaseId>,
    wanted: Query<PageWanted>,
) -> Result<HttpResponse, Fault> {
    let until = until(&app, *id).await?;
    let list = lists::feedback(*id);
    let after = list.after(wanted.cursor.as_deref())?;
    let page = feedback::reasons(app.db.read(), *id, after, wanted.limit.unwrap_or(20)).await?;
    let next = list.next(&page);
    Ok(HttpResponse::Ok().json(FeedbackBody {
        totals: feedback::totals(app.db.read(), *id).await?.into(),
        until,
        reasons: page.items.into_iter().map(ReasonBody::from).collect(),
        next,
    }))
}

fn table(heads: &[&str], rows: Vec<Vec<Value>>) -> Result<HttpResponse, Fault> {
    let mut table = Csv::new(heads, Vec::new()).map_err(Fault::internal)?;
    for row in &rows {
        table.put(row).map_err(Fault::internal)?;
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::LINK, format!("<{LICENCE_URL}>; rel=\"license\"")))
        .body(table.finish().map_err(Fault::internal)?))
}

/// All reasons as a table, newest first; hidden ones with their ground in the place of the words.
#[utoipa::path(operation_id = "feedback_csv", tag = "responses", params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The table, UTF-8 with a byte order mark", content_type = "text/csv", body = String),
    (status = 404, description = "Not answered yet, or the rulebook knows no feedback", body = Problem),
))]
#[get("/cases/{id}/feedback.csv")]
async fn feedback_csv(app: web::Data<App>, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    until(&app, *id).await?;
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = feedback::reasons(app.db.read(), *id, after, 100).await?;
        rows.extend(page.items.into_iter().map(|one| {
            let ground = one.hidden.map(|hidden| hidden.ground);
            vec![json!(one.at), json!(one.helpful), json!(one.reason), json!(ground)]
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    table(&["at", "helpful", "reason", "hidden"], rows)
}

/// An answer to the survey.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SurveyWanted {
    /// For `satisfaction` and each question of the rulebook, by its code, 1 to 5.
    pub ratings: BTreeMap<String, i64>,
    /// What else there is to say, at most 1,000 characters.
    #[serde(default)]
    pub words: String,
    /// Whether the words may be published when the survey is over, without the name; else the lead agency alone reads them.
    #[serde(default)]
    pub publish: bool,
}

/// How a question was answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionBody {
    /// Its code: `satisfaction`, or one of the rulebook's.
    pub code: String,
    /// How many answered 1, 2, 3, 4 and 5.
    pub counts: [i64; 5],
    /// The mean, in hundredths.
    pub mean_hundredths: Option<i64>,
}

/// Words that somebody agreed to publish.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpinionBody {
    /// Their id.
    pub id: Uuid,
    /// The words; empty while they are hidden.
    pub words: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why they are hidden; null unless they are.
    pub hidden: Option<HiddenBody>,
}

/// The survey of proposer and co-signers.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyBody {
    /// `ahead`, `open` or `over`.
    pub state: &'static str,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// The instant from which no answers are taken any more.
    pub until: DateTime<Utc>,
    /// How many answered.
    pub answers: i64,
    /// How each question was answered, once the survey is over; empty if fewer than five answered.
    pub questions: Vec<QuestionBody>,
    /// What people wrote and agreed to publish, newest first, once the survey is over.
    pub opinions: Vec<OpinionBody>,
    /// Where the opinions go on; null at the end.
    pub next: Option<String>,
}

async fn survey_body(app: &App, id: CaseId, wanted: &PageWanted) -> Result<SurveyBody, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let windows = afterwards::of_case(conn, id).await?.ok_or(Fault::NotFound)?;
    let window = windows.survey.ok_or(Fault::NotFound)?;
    let results = survey::results(conn, id, now).await?;
    let list = lists::opinions(id);
    let after = list.after(wanted.cursor.as_deref())?;
    let page = survey::opinions(conn, id, true, after, wanted.limit.unwrap_or(20), now).await?;
    let next = list.next(&page);
    Ok(SurveyBody {
        state: window.stand(now).code(),
        from: window.from,
        until: window.until,
        answers: if window.stand(now) == Stand::Ahead { 0 } else { results.answers },
        questions: results
            .questions
            .into_iter()
            .map(|one| QuestionBody {
                mean_hundredths: one.mean_hundredths(),
                code: one.code,
                counts: one.counts,
            })
            .collect(),
        opinions: page
            .items
            .into_iter()
            .map(|one| OpinionBody {
                id: one.id.0,
                words: one.words,
                at: one.at,
                hidden: one.hidden.map(HiddenBody::from),
            })
            .collect(),
        next,
    })
}

/// Answers the survey, once. For the proposer and whoever's signature counts.
#[utoipa::path(tag = "responses", request_body = SurveyWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 201, description = "Noted", body = SurveyBody),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 409, description = "`not_asked`, `not_offered`, `not_yet`, `window_over` or `already_done`", body = Problem),
    (status = 422, description = "Fields are wrong: `q-CODE`, `words`", body = Problem),
))]
#[post("/cases/{id}/survey")]
async fn answer(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<SurveyWanted>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let body = body.into_inner();
    let answer = Answer { ratings: body.ratings, words: body.words, publish: body.publish };
    flows::afterwards::answer_survey(&app, person, *id, &answer).await?;
    let wanted = PageWanted { cursor: None, limit: None };
    Ok(HttpResponse::Created().json(survey_body(&app, *id, &wanted).await?))
}

/// The survey of proposer and co-signers: when, how many answered, and how it came out once it is over.
#[utoipa::path(operation_id = "survey", tag = "responses", params(("id" = Uuid, Path, description = "The case"), PageWanted), responses(
    (status = 200, description = "The survey", body = SurveyBody),
    (status = 404, description = "Not answered yet, or the rulebook knows no survey", body = Problem),
))]
#[get("/cases/{id}/survey")]
async fn survey_of(
    app: web::Data<App>,
    id: web::Path<CaseId>,
    wanted: Query<PageWanted>,
) -> Result<HttpResponse, Fault> {
    Ok(HttpResponse::Ok().json(survey_body(&app, *id, &wanted).await?))
}

/// How the survey came out, as a table: a row for each question. Only its heads before it is over, and if fewer than five
/// answered.
#[utoipa::path(operation_id = "survey_csv", tag = "responses", params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The table, UTF-8 with a byte order mark", content_type = "text/csv", body = String),
    (status = 404, description = "Not answered yet, or the rulebook knows no survey", body = Problem),
))]
#[get("/cases/{id}/survey.csv")]
async fn survey_csv(app: web::Data<App>, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let results = match survey::results(app.db.read(), *id, app.now()).await {
        Err(Error::NotOffered) => return Err(Fault::NotFound),
        other => other?,
    };
    let rows = results.questions.iter().map(|one| {
        let counts = one.counts.iter().map(|count| json!(count));
        std::iter::once(json!(one.code)).chain(counts).chain([json!(one.mean_hundredths())]).collect()
    });
    table(&["question", "1", "2", "3", "4", "5", "mean_hundredths"], rows.collect())
}

/// Why words are to be hidden.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HidingWanted {
    /// The code of the ground, as of comments.
    pub ground: String,
    /// Why, for the public; it stands in the place of the words.
    pub reason: String,
}

/// Hides words that stand beside a response: a reply, a reason of feedback, published words of a survey. For moderators.
#[utoipa::path(operation_id = "hide_words", tag = "responses", request_body = HidingWanted, params(("id" = Uuid, Path, description = "The words")), responses(
    (status = 204, description = "Hidden"),
    (status = 403, description = "Not a moderator", body = Problem),
    (status = 404, description = "No such words", body = Problem),
    (status = 409, description = "`own_words`, or hidden already", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/words/{id}/hide")]
async fn hide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<WordsId>,
    body: Json<HidingWanted>,
) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let ground: Ground = body.ground.parse().map_err(|_| FieldErrors::one("ground", "unknown_choice"))?;
    app.write(async |tx, now| words::hide(tx, moderator, *id, ground.code(), &body.reason, now).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why hidden words are shown again.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RestoringWanted {
    /// Why.
    pub reason: String,
}

/// Shows hidden words again. For moderators.
#[utoipa::path(operation_id = "restore_words", tag = "responses", request_body = RestoringWanted, params(("id" = Uuid, Path, description = "The words")), responses(
    (status = 204, description = "Shown again"),
    (status = 403, description = "Not a moderator", body = Problem),
    (status = 404, description = "No such words", body = Problem),
    (status = 409, description = "`own_words`, or not hidden", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/words/{id}/restore")]
async fn restore(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<WordsId>,
    body: Json<RestoringWanted>,
) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    app.write(async |tx, now| words::restore(tx, moderator, *id, &body.reason, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
