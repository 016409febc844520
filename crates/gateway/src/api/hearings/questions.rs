//! Questions for a hearing over the API.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_discussion::held::Sent;
use folkmoot_discussion::questions::{self, Handling, Question, State};
use folkmoot_foundation::{FieldErrors, HearingId, VoiceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::MadeBody;
use super::frame::{done, facilitator};
use crate::api::extract::{Json, Query};
use crate::api::voices::{HeldVoice, paging};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::hearings::{questions as asked, visible};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(ask).service(mark).service(unmark).service(withdraw).service(outcome);
}

/// A question for a hearing.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionBody {
    /// Its id, which is that of its voice in the discussion.
    pub id: uuid::Uuid,
    /// The words; none if a moderator hid it.
    pub body: Option<String>,
    /// The nickname of who asked.
    pub author_name: Option<String>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// How many people want to hear the answer.
    pub marks: i64,
    /// Whether the caller is one of them.
    pub marked: bool,
    /// `open`, `answered` or `aside`.
    pub state: String,
    /// Why it was set aside.
    pub reason: Option<String>,
    /// The statement of the record that answers it.
    pub statement: Option<uuid::Uuid>,
    /// `visible` or `hidden`.
    pub standing: String,
}

fn body(question: Question, name: Option<String>) -> QuestionBody {
    QuestionBody {
        marks: question.marks(),
        marked: question.marked(),
        id: question.voice.id.0,
        author_name: name,
        asked_at: question.voice.said_at,
        state: question.state.code().to_owned(),
        reason: question.reason,
        statement: question.statement.map(|id| id.0),
        standing: question.voice.standing.code().to_owned(),
        body: question.voice.body,
    }
}

/// A page of questions.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionsBody {
    /// Those first that most people want answered.
    pub items: Vec<QuestionBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Which questions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct QuestionsQuery {
    /// `open` (also if left out), `answered` or `aside`.
    #[serde(default)]
    state: String,
    /// Where the page begins.
    cursor: Option<String>,
    /// How many, 1 to 100.
    limit: Option<usize>,
}

/// The questions for a hearing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), QuestionsQuery), responses(
    (status = 200, description = "A page of questions", body = QuestionsBody),
    (status = 404, description = "No such hearing", body = Problem),
))]
#[get("/hearings/{id}/questions")]
async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    query: Query<QuestionsQuery>,
) -> Result<HttpResponse, Fault> {
    visible(&app, &visitor, *id).await?;
    let state = State::of(&query.state);
    let pages = lists::questions(*id, state.code());
    let page = paging(&pages, query.cursor.as_ref(), query.limit)?;
    let found = asked::found(&app, &visitor, *id, state, page).await?;
    let items = found.questions.into_iter().zip(found.names).map(|(q, name)| body(q, name)).collect();
    Ok(HttpResponse::Ok().json(QuestionsBody { items, next: found.next }))
}

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewQuestionBody {
    /// 5 to 500 characters.
    question: String,
    /// That what looks like personal data in it (`personal_data`) is to be published all the same.
    #[serde(default)]
    personal_data_ok: bool,
}

/// Asks a question for a hearing, from its notice until its end.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 201, description = "Published", body = MadeBody),
    (status = 202, description = "The first words of this person: they wait for a moderator", body = HeldVoice),
    (status = 401, description = "No token", body = Problem),
    (status = 409, description = "`questions_not_yet`, `questions_over`, `questions_cancelled`, `said_already`, `first_waits`, `comment_needs_mobile`", body = Problem),
    (status = 422, description = "Fields are wrong, or `question` holds what looks like personal data", body = Problem),
    (status = 429, description = "Too many questions; see Retry-After", body = Problem),
))]
#[post("/hearings/{id}/questions")]
async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<HearingId>,
    sent: Json<NewQuestionBody>,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let hearing = visible(&app, &visitor, *id).await?;
    let author = asked::participant(&app, &visitor, &hearing).await?;
    let sent = sent.into_inner();
    match asked::send(&app, &request, &hearing, (author, &sent.question), sent.personal_data_ok).await? {
        Sent::Public(voice) => Ok(HttpResponse::Created().json(MadeBody { id: voice.0 })),
        Sent::Held(held) => Ok(HttpResponse::Accepted().json(HeldVoice { held: held.0 })),
    }
}

async fn set_mark(
    app: &App,
    visitor: &Visitor,
    (id, question): (HearingId, VoiceId),
    on: bool,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let hearing = visible(app, visitor, id).await?;
    let person = asked::participant(app, visitor, &hearing).await?;
    done(app, async |tx, now| questions::mark(tx, id, question, person, on, now).await).await
}

/// Says that one wants to hear the answer, too; a second time changes nothing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("question" = uuid::Uuid, Path, description = "The question")), responses(
    (status = 204, description = "Done"),
    (status = 404, description = "No such question for this hearing", body = Problem),
    (status = 409, description = "`own_reaction`, or questions are over", body = Problem),
))]
#[put("/hearings/{id}/questions/{question}/mark")]
async fn mark(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, VoiceId)>,
) -> Result<HttpResponse, Fault> {
    set_mark(&app, &visitor, path.into_inner(), true).await
}

/// Takes that back.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("question" = uuid::Uuid, Path, description = "The question")), responses(
    (status = 204, description = "Done"),
    (status = 404, description = "No such question for this hearing", body = Problem),
))]
#[delete("/hearings/{id}/questions/{question}/mark")]
async fn unmark(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, VoiceId)>,
) -> Result<HttpResponse, Fault> {
    set_mark(&app, &visitor, path.into_inner(), false).await
}

/// Withdraws one's own question: its words are erased.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("question" = uuid::Uuid, Path, description = "The question")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "Somebody else's", body = Problem),
    (status = 404, description = "No such question for this hearing", body = Problem),
))]
#[delete("/hearings/{id}/questions/{question}")]
async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, VoiceId)>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let (id, question) = path.into_inner();
    done(&app, async |tx, now| questions::withdraw(tx, id, question, person, now).await).await
}

/// What became of a question.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OutcomeBody {
    /// `open`, `answered` or `aside`.
    state: String,
    /// Why it was set aside: 2 to 500 characters, shown in public.
    #[serde(default)]
    reason: String,
    /// The statement that answers it, by its id or its number in the record.
    #[serde(default)]
    statement: String,
}

/// Says what became of a question.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("question" = uuid::Uuid, Path, description = "The question")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such question for this hearing", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/hearings/{id}/questions/{question}/outcome")]
async fn outcome(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, VoiceId)>,
    sent: Json<OutcomeBody>,
) -> Result<HttpResponse, Fault> {
    let by = facilitator(&visitor)?;
    let (id, question) = path.into_inner();
    let hearing = visible(&app, &visitor, id).await?;
    let handling = match sent.state.as_str() {
        "open" => Handling::Open,
        "answered" => Handling::Answered(asked::answering(&app, id, &sent.statement).await?),
        "aside" => Handling::Aside(sent.reason.clone()),
        _ => return Err(FieldErrors::one("state", "unknown_choice").into()),
    };
    let title = hearing.title.as_str();
    done(&app, async |tx, now| questions::handle(tx, id, question, &handling, title, by, now).await).await
}
