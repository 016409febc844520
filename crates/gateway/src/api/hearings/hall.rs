//! What happens around the hall over the API: questions, one's own registration, the door, attendance, files.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_discussion::held::Sent;
use folkmoot_discussion::questions::{self, Handling, Question, State};
use folkmoot_foundation::{FieldErrors, HearingId, VoiceId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::attendance::{self, Refusal};
use folkmoot_hearings::files;
use folkmoot_hearings::hearings::{self, Hearing};
use folkmoot_hearings::registrations::{self, Particulars, Registration, RegistrationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::record::whole;
use crate::api::extract::{Json, Query};
use crate::api::voices::{HeldVoice, paging};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::hearings::{attendance as attendance_page, questions as asked, visible};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(ask).service(mark).service(unmark).service(withdraw).service(outcome);
    config.service(own_registration).service(register).service(unregister);
    config.service(registered).service(let_in).service(take_list).service(list_files);
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

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeBody {
    /// Its id.
    pub id: uuid::Uuid,
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
    app.write(async |tx, now| questions::mark(tx, id, question, person, on, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
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
    app.write(async |tx, now| questions::withdraw(tx, id, question, person, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
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
    let by = visitor.require(Role::Facilitator)?.id;
    let (id, question) = path.into_inner();
    let hearing = visible(&app, &visitor, id).await?;
    let handling = match sent.state.as_str() {
        "open" => Handling::Open,
        "answered" => Handling::Answered(asked::answering(&app, id, &sent.statement).await?),
        "aside" => Handling::Aside(sent.reason.clone()),
        _ => return Err(FieldErrors::one("state", "unknown_choice").into()),
    };
    let title = hearing.title.as_str();
    app.write(async |tx, now| questions::handle(tx, id, question, &handling, title, by, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A registration.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// `placed` or `waiting`.
    pub state: String,
    /// The place on the waiting list, from 1.
    pub waiting: Option<i64>,
    /// What is shown at the door; none while waiting.
    pub code: Option<String>,
    /// The name; none once erased.
    pub name: Option<String>,
    /// What they need to take part.
    pub needs: Option<String>,
    /// Whether they wish to speak.
    pub speaks: bool,
    /// What about.
    pub topic: Option<String>,
    /// When they registered.
    pub registered_at: DateTime<Utc>,
    /// When they came.
    pub attended_at: Option<DateTime<Utc>>,
    /// How that was noted: `door`, `code`, `list` or `paper`.
    pub attended_by: Option<String>,
}

impl From<Registration> for RegistrationBody {
    fn from(one: Registration) -> Self {
        let (name, needs, topic) =
            one.said.map_or((None, None, None), |said| (Some(said.name), Some(said.needs), Some(said.topic)));
        Self {
            id: one.id.0,
            code: one.waiting.is_none().then_some(one.code),
            state: one.state,
            waiting: one.waiting,
            name,
            needs,
            speaks: one.speaks,
            topic,
            registered_at: one.at,
            attended_at: one.attended_at,
            attended_by: one.attended_by,
        }
    }
}

async fn own(app: &App, visitor: &Visitor, id: HearingId) -> Result<RegistrationBody, Fault> {
    let person = visitor.signed_in()?.id;
    visible(app, visitor, id).await?;
    let found = registrations::of_person(app.db.read(), &app.keyring, id, person).await?;
    Ok(found.ok_or(Fault::NotFound)?.into())
}

/// The caller's own registration.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The registration", body = RegistrationBody),
    (status = 404, description = "Not registered", body = Problem),
))]
#[get("/hearings/{id}/registration")]
async fn own_registration(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    Ok(HttpResponse::Ok().json(own(&app, &visitor, *id).await?))
}

/// What somebody who registers says of themselves; facilitators alone read it, until it is erased.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RegistrationDraft {
    /// 1 to 50 characters.
    name: String,
    /// At most 500 characters.
    #[serde(default)]
    needs: String,
    /// Whether they wish to speak.
    #[serde(default)]
    speaks: bool,
    /// At most 200 characters.
    #[serde(default)]
    topic: String,
}

/// The page's field for the name is called otherwise.
fn in_words_of_the_api(mut error: HearingError) -> HearingError {
    if let HearingError::Invalid(errors) = &mut error {
        for one in errors.0.iter_mut().filter(|one| one.field == "attendee") {
            "name".clone_into(&mut one.field);
        }
    }
    error
}

/// Registers the caller, or changes what they said.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The registration", body = RegistrationBody),
    (status = 409, description = "`registration_closed`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/hearings/{id}/registration")]
async fn register(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    sent: Json<RegistrationDraft>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let sent = sent.into_inner();
    let said = Particulars { name: sent.name, needs: sent.needs, topic: sent.topic };
    let code = || app.entropy.code();
    app.write(async |tx, now| {
        registrations::register(tx, &app.keyring, *id, person, &said, sent.speaks, code, now).await
    })
    .await
    .map_err(in_words_of_the_api)?;
    app.work.notify_one();
    Ok(HttpResponse::Ok().json(own(&app, &visitor, *id).await?))
}

/// Gives the caller's place back.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 204, description = "Done"),
    (status = 404, description = "Not registered", body = Problem),
    (status = 409, description = "`registration_attended`", body = Problem),
))]
#[delete("/hearings/{id}/registration")]
async fn unregister(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, now| registrations::cancel(tx, *id, person, now).await).await?;
    app.work.notify_one();
    Ok(HttpResponse::NoContent().finish())
}

/// Who registered.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationsBody {
    /// Those with a place first, each in their order; at most 10,000.
    pub items: Vec<RegistrationBody>,
}

/// The hearing, if its facilitator asks.
async fn facilitated(app: &App, visitor: &Visitor, id: HearingId) -> Result<Hearing, Fault> {
    visitor.require(Role::Facilitator)?;
    hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)
}

/// Who registered for a hearing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The registrations", body = RegistrationsBody),
    (status = 403, description = "Not a facilitator", body = Problem),
))]
#[get("/hearings/{id}/registrations")]
async fn registered(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    facilitated(&app, &visitor, *id).await?;
    let all = registrations::all(app.db.read(), &app.keyring, *id).await?;
    let items = all.into_iter().map(RegistrationBody::from).collect();
    Ok(HttpResponse::Ok().json(RegistrationsBody { items }))
}

/// Notes at the door that somebody who registered has come; a second time changes nothing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("registration" = uuid::Uuid, Path, description = "The registration")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such registration for this hearing", body = Problem),
    (status = 409, description = "`hearing_not_held_yet`, `hearing_cancelled`", body = Problem),
))]
#[put("/hearings/{id}/registrations/{registration}/attendance")]
async fn let_in(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, RegistrationId)>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let (id, registration) = path.into_inner();
    app.write(async |tx, now| registrations::attend(tx, id, registration, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// How a list is taken.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only says what taking it would do.
    #[serde(default)]
    dry_run: bool,
}

/// A line of a list with a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendeeBody {
    /// The line.
    pub line: u64,
    /// The name.
    pub name: String,
}

/// What taking a list did or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceBody {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Who had registered and is noted now.
    pub found: Vec<AttendeeBody>,
    /// Who had not registered and is added.
    pub added: Vec<AttendeeBody>,
    /// How many were noted before.
    pub same: usize,
}

/// Notes who came from a list, or only tries it. The body is the file: CSV, XLSX or ODS with the columns `name`, `code`,
/// `attended`.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ListQuery),
    request_body(content = String, content_type = "text/csv", description = "The list, at most 10 MiB"),
    responses(
        (status = 200, description = "What it did or would do", body = AttendanceBody),
        (status = 403, description = "Not a facilitator", body = Problem),
        (status = 409, description = "`hearing_not_held_yet`, `hearing_cancelled`, `names_erased`", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 422, description = "`list_refused`: nobody was noted; `errors` has the lines", body = Problem),
    ))]
#[post("/hearings/{id}/attendance")]
async fn take_list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    query: Query<ListQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    facilitated(&app, &visitor, *id).await?;
    let bytes = whole(payload).await?;
    let lines = match web::block(move || attendance::parse(&bytes)).await.map_err(Fault::internal)? {
        Ok(lines) => lines,
        Err(refusal) => return Ok(refused(&request, &visitor, &refusal)),
    };
    let done = if query.dry_run {
        attendance::plan(app.db.read(), &app.keyring, *id, &lines, app.now()).await?
    } else {
        let code = || app.entropy.code();
        let done: Result<_, HearingError> = app
            .write(async |tx, now| {
                attendance::apply(tx, &app.keyring, *id, &lines, "list", code, by, now).await
            })
            .await;
        done?
    };
    let plan = match done {
        Ok(plan) => plan,
        Err(refusal) => return Ok(refused(&request, &visitor, &refusal)),
    };
    let found = plan.found.into_iter().map(|(line, name, _)| AttendeeBody { line, name });
    let added = plan.added.into_iter().map(|(line, name)| AttendeeBody { line, name });
    Ok(HttpResponse::Ok().json(AttendanceBody {
        dry_run: query.dry_run,
        found: found.collect(),
        added: added.collect(),
        same: plan.same,
    }))
}

/// The refusal of a list, with its lines.
fn refused(request: &HttpRequest, visitor: &Visitor, refusal: &Refusal) -> HttpResponse {
    let lang = visitor.lang;
    let told = |one: folkmoot_web::pages::issues::import::Refused| {
        let key = format!("attendance-{}", one.code.replace('_', "-"));
        let message = lang.with(&key, [("detail", one.detail.as_str().into())]);
        serde_json::json!({ "field": "file", "line": one.line.unwrap_or(0), "code": one.code, "message": message })
    };
    let errors: Vec<_> = attendance_page::refused(refusal).into_iter().map(told).collect();
    let body = serde_json::json!({
        "type": "about:blank", "title": lang.t("attendance-refused"), "status": 422,
        "code": "list_refused", "instance": request.path(), "errors": errors,
    });
    HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY)
        .content_type("application/problem+json")
        .body(body.to_string())
}

/// A file of a hearing.
#[derive(Debug, Serialize, ToSchema)]
pub struct HallFileBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// What it is.
    pub title: String,
    /// When it is shown, `HH:MM`.
    pub shown_at: Option<String>,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Where it can be had.
    pub href: String,
}

/// The files of a hearing.
#[derive(Debug, Serialize, ToSchema)]
pub struct HallFilesBody {
    /// In the order of the meeting.
    pub items: Vec<HallFileBody>,
}

/// Slides and documents of a hearing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The files", body = HallFilesBody),
    (status = 404, description = "No such hearing", body = Problem),
))]
#[get("/hearings/{id}/files")]
async fn list_files(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visible(&app, &visitor, *id).await?;
    let of = |file: files::HallFile| HallFileBody {
        href: format!("{}/hearings/{}/files/{}", app.config.public_url, file.hearing, file.id),
        id: file.id.0,
        title: file.title,
        shown_at: file.shown_at,
        name: file.name,
        media_type: file.kind.media_type().to_owned(),
        size: file.size,
        sha256: file.sha256,
    };
    let items = files::of_hearing(app.db.read(), *id).await?.into_iter().map(of).collect();
    Ok(HttpResponse::Ok().json(HallFilesBody { items }))
}
