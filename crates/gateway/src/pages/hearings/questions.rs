//! Questions for a hearing: asked beforehand and in the hall, ranked by people, and what became of each.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::TimeDelta;
use folkmoot_accounts::{Role, people};
use folkmoot_discussion::DiscussionError;
use folkmoot_discussion::held::Sent;
use folkmoot_discussion::questions::{self, Handling, LENGTH, NewQuestion, Question, State};
use folkmoot_discussion::voices::{Rate, Rules, Standing};
use folkmoot_foundation::cursor::Cursor;
use folkmoot_foundation::{FieldErrors, HearingId, PersonId, StatementId, VoiceId};
use folkmoot_hearings::hearings::Hearing;
use folkmoot_hearings::{HearingError, records};
use folkmoot_web::components::comment_form::Writing;
use folkmoot_web::pages::hearings::questions::{QuestionView, QuestionsPage, QuestionsPart};
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::show::visible;
use crate::flows::posting;
use crate::http::{Form, Visitor, page_with_status, see_other, shared};
use crate::pages::discussion::forum::{FREE_EDIT, Forum, viewer};
use crate::{App, Fault, lists};

/// How many questions a page has.
const PAGE: usize = 50;

/// How many questions one person asks within an hour.
const RATE: Rate = Rate { max: 20, per: TimeDelta::hours(1) };

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/hearings/{id}/questions", web::get().to(list))
        .route("/hearings/{id}/questions", web::post().to(ask))
        .route("/hearings/{id}/questions/{voice}/mark", web::post().to(mark))
        .route("/hearings/{id}/questions/{voice}/withdraw", web::post().to(withdraw))
        .route("/hearings/{id}/questions/{voice}/handle", web::post().to(handle));
}

/// Where the questions for a hearing are, or one of them.
pub(crate) fn href(hearing: HearingId, voice: Option<VoiceId>) -> String {
    let place = voice.map(|voice| format!("#voice-{voice}")).unwrap_or_default();
    format!("/hearings/{hearing}/questions{place}")
}

/// What the page of a hearing says of its questions; nothing where none are taken and none were asked.
pub(super) async fn part(app: &App, hearing: &Hearing) -> Result<Option<QuestionsPart>, Fault> {
    let open = hearing.takes_questions(app.now()).is_ok();
    let counts = questions::counts(app.db.read(), hearing.id).await?;
    let asked = counts.values().sum();
    let open_ones = counts.get(&State::Open).copied().unwrap_or_default();
    let part = QuestionsPart { href: href(hearing.id, None), open, asked, unanswered: open_ones };
    Ok((open || asked > 0).then_some(part))
}

/// What holds for whoever asks.
fn rules(hearing: &Hearing, app: &App) -> Rules {
    let open = hearing.takes_questions(app.now()).is_ok();
    Rules { open, length: LENGTH, rate: RATE, free_edit: FREE_EDIT }
}

/// Whether the visitor may ask and mark, and if not, what they must do first.
async fn writing(app: &App, visitor: &Visitor, hearing: &Hearing) -> Result<Writing, Fault> {
    if hearing.takes_questions(app.now()).is_err() {
        return Ok(Writing::Closed);
    }
    if visitor.person().is_none() {
        return Ok(Writing::SignIn);
    }
    // A discussion that is over does not close the hall.
    Ok(match Forum::of_hall(app, visitor, hearing).await?.participant() {
        Ok(_) => Writing::Open,
        Err(Fault::Conflict("comment_needs_identity")) => Writing::Identify,
        Err(_) => Writing::Confirm,
    })
}

/// Whoever may ask and mark: as well known as those who comment, while questions are taken.
pub(crate) async fn participant(app: &App, visitor: &Visitor, hearing: &Hearing) -> Result<PersonId, Fault> {
    visitor.signed_in()?;
    hearing.takes_questions(app.now())?;
    Ok(Forum::of_hall(app, visitor, hearing).await?.participant()?.id)
}

/// A page of questions with what is shown beside them.
pub(crate) struct Found {
    /// The questions.
    pub(crate) questions: Vec<Question>,
    /// Who asked them, in their order.
    pub(crate) names: Vec<Option<String>>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
}

/// Reads a page of questions.
pub(crate) async fn found(
    app: &App,
    visitor: &Visitor,
    hearing: HearingId,
    state: State,
    (after, limit): (Option<Cursor>, usize),
) -> Result<Found, Fault> {
    let conn = app.db.read();
    let page = questions::list(conn, hearing, state, after, limit, &viewer(visitor)).await?;
    let next = lists::questions(hearing, state.code()).next(&page);
    let authors: Vec<PersonId> = page.items.iter().filter_map(|q| q.voice.author).collect();
    let people = people::nicknames(conn, &authors).await?;
    let names = page.items.iter().map(|q| q.voice.author.and_then(|author| people.get(&author).cloned()));
    Ok(Found { names: names.collect(), questions: page.items, next })
}

#[derive(Debug, Default, Deserialize)]
struct ListQuery {
    state: Option<String>,
    cursor: Option<String>,
    /// A question: leads to the page on which it stands.
    at: Option<String>,
}

async fn list(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<HearingId>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, Fault> {
    let make = async || {
        let visitor = Visitor::of(&request).await?;
        if let Some(voice) = query.at.as_deref().and_then(|at| at.parse::<VoiceId>().ok()) {
            visible(&app, &visitor, *id).await?;
            return Ok(see_other(&place_of(&app, &visitor, *id, voice).await?, None));
        }
        let (values, errors) = Default::default();
        show(&app, &visitor, *id, &query, FormView { lang: visitor.lang, values: &values, errors: &errors })
            .await
    };
    shared(&app, &request, make).await
}

/// The address of a question among the others of its state.
async fn place_of(app: &App, visitor: &Visitor, id: HearingId, voice: VoiceId) -> Result<String, Fault> {
    let conn = app.db.read();
    let found = questions::find(conn, voice, &viewer(visitor)).await?.filter(|one| one.hearing == id);
    let found = found.ok_or(Fault::NotFound)?;
    let mut query = Vec::new();
    if found.state != State::Open {
        query.push(format!("state={}", found.state.code()));
    }
    if let Some(after) = questions::before(conn, &found).await? {
        query.push(format!("cursor={}", lists::questions(id, found.state.code()).token(after)));
    }
    let question = if query.is_empty() { "" } else { "?" };
    Ok(format!("{}{question}{}#voice-{voice}", href(id, None), query.join("&")))
}

async fn show(
    app: &App,
    visitor: &Visitor,
    id: HearingId,
    query: &ListQuery,
    form: FormView<'_>,
) -> Result<HttpResponse, Fault> {
    let hearing = visible(app, visitor, id).await?;
    let state = State::of(query.state.as_deref().unwrap_or_default());
    let after = lists::questions(id, state.code()).after(query.cursor.as_deref())?;
    let counts = questions::counts(app.db.read(), id).await?;
    let Found { questions, names, next } = found(app, visitor, id, state, (after, PAGE)).await?;
    let writing = writing(app, visitor, &hearing).await?;
    let base = href(id, None);
    let address = |state: State| match state {
        State::Open => base.clone(),
        other => format!("{base}?state={}", other.code()),
    };
    let facilitates = visitor.person().is_some_and(|p| p.has(Role::Facilitator));
    let view = |(question, name): (Question, Option<String>)| QuestionView {
        id: question.voice.id.to_string(),
        marks: question.marks(),
        marked: question.marked(),
        name,
        at: question.voice.said_at,
        hidden: match &question.voice.standing {
            Standing::Hidden { ground, reason } => Some((ground.code(), reason.clone())),
            _ => None,
        },
        mine: question.voice.mine,
        thread: (format!("/voices/{}", question.voice.id), question.voice.replies),
        reason: question.reason,
        statement: question.statement.map(|id| format!("/statements/{id}")),
        handled_at: question.handled_at,
        body: question.voice.body,
    };
    let markup = QuestionsPage {
        ctx: visitor.ctx(),
        form,
        hearing: (format!("/hearings/{id}"), hearing.title.clone()),
        base: base.clone(),
        until: hearing.ends(),
        closed: hearing.takes_questions(app.now()).err().map(|error| match error {
            HearingError::WrongStage(code) => code,
            _ => "questions_over",
        }),
        writing,
        max: LENGTH.max,
        state: state.code(),
        states: State::ALL
            .map(|one| (one.code(), counts.get(&one).copied().unwrap_or_default(), address(one)))
            .into(),
        questions: questions.into_iter().zip(names).map(view).collect(),
        facilitates,
        has_record: hearing.speeches > 0,
        live: format!("/hearings/{id}/live/stream"),
        first: after.map(|_| address(state)),
        next: next.map(|next| format!("{base}?state={}&cursor={next}", state.code())),
    };
    let status = if form.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

/// Asks a question that comes with a request.
pub(crate) async fn send(
    app: &App,
    request: &HttpRequest,
    hearing: &Hearing,
    (author, body): (PersonId, &str),
    personal_ok: bool,
) -> Result<Sent, DiscussionError> {
    posting::ask_about(&[("question", body)], personal_ok)?;
    let new = NewQuestion { subject: hearing.proposal, hearing: hearing.id, author, body: body.to_owned() };
    posting::question(app, request, &new, &rules(hearing, app)).await
}

async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let hearing = visible(&app, &visitor, *id).await?;
    let author = participant(&app, &visitor, &hearing).await?;
    let asked = send(&app, &request, &hearing, (author, form.get("question")), form.get("personal") == "ok");
    let mut errors = FieldErrors::new();
    match asked.await {
        Ok(Sent::Public(voice)) => return Ok(see_other(&href(*id, Some(voice)), Some("hall-asked"))),
        Ok(Sent::Held(_)) => return Ok(see_other(&href(*id, None), Some("hall-held"))),
        Err(DiscussionError::Invalid(wrong)) => errors = wrong,
        Err(DiscussionError::SaidAlready { .. }) => errors.add("question", "asked_already"),
        Err(DiscussionError::TooMany { wait_seconds }) => {
            errors.add_with("question", "too_many", [("minutes", ((wait_seconds + 59) / 60).to_string())]);
        }
        Err(DiscussionError::FirstWaits) => errors.add("question", "first_waits"),
        Err(other) => return Err(other.into()),
    }
    let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
    show(&app, &visitor, *id, &ListQuery::default(), view).await
}

async fn mark(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, VoiceId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let (id, voice) = path.into_inner();
    let hearing = visible(&app, &visitor, id).await?;
    let person = participant(&app, &visitor, &hearing).await?;
    let on = form.get("on") != "no";
    app.write(async |tx, now| questions::mark(tx, id, voice, person, on, now).await).await?;
    Ok(see_other(&href(id, Some(voice)), None))
}

async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, VoiceId)>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let (id, voice) = path.into_inner();
    app.write(async |tx, now| questions::withdraw(tx, id, voice, person, now).await).await?;
    Ok(see_other(&href(id, None), Some("hall-withdrawn")))
}

/// The statement of this hearing's record that somebody means by its number or its address; none for nothing typed.
pub(crate) async fn answering(
    app: &App,
    hearing: HearingId,
    typed: &str,
) -> Result<Option<StatementId>, Fault> {
    let unknown = || Fault::Invalid(FieldErrors::one("statement", "unknown_statement"));
    let typed = folkmoot_foundation::text::narrow(typed);
    let last = typed.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or_default().to_owned();
    if last.is_empty() {
        return Ok(None);
    }
    let conn = app.db.read();
    if let Ok(position) = last.parse::<i64>() {
        let after = Some(Cursor { key: position - 1, id: uuid::Uuid::max() });
        let there = records::statements(conn, hearing, after, 1).await?.items.into_iter().next();
        let there = there.filter(|one| one.position == position && !one.gone);
        return there.map(|one| Some(one.id)).ok_or_else(unknown);
    }
    let id: StatementId = last.trim_start_matches("s-").parse().map_err(|_| unknown())?;
    let found = records::statement(conn, id).await?.filter(|(its, one)| *its == hearing && !one.gone);
    found.map(|_| Some(id)).ok_or_else(unknown)
}

async fn handle(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, VoiceId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let (id, voice) = path.into_inner();
    let hearing = visible(&app, &visitor, id).await?;
    let back = State::of(form.get("was"));
    let done = handled(&app, &hearing, voice, &form, by).await;
    match done {
        Ok(()) => {
            let query = if back == State::Open { String::new() } else { format!("?state={}", back.code()) };
            Ok(see_other(&format!("{}{query}", href(id, None)), Some("hall-handled")))
        }
        Err(Fault::Invalid(mut errors)) => {
            // The field is that of this question.
            for error in &mut errors.0 {
                error.field = format!("{}-{voice}", error.field);
            }
            let mut values = Values::default();
            for field in ["reason", "statement"] {
                values = values.and(&format!("{field}-{voice}"), form.get(field));
            }
            let view = FormView { lang: visitor.lang, values: &values, errors: &errors };
            let query = ListQuery { state: Some(back.code().to_owned()), ..ListQuery::default() };
            show(&app, &visitor, id, &query, view).await
        }
        Err(other) => Err(other),
    }
}

async fn handled(
    app: &App,
    hearing: &Hearing,
    voice: VoiceId,
    form: &Values,
    by: PersonId,
) -> Result<(), Fault> {
    let (id, title) = (hearing.id, hearing.title.as_str());
    let handling = match form.get("act") {
        "answered" => Handling::Answered(answering(app, id, form.get("statement")).await?),
        "aside" => Handling::Aside(form.get("reason").to_owned()),
        "open" => Handling::Open,
        _ => return Err(Fault::BadRequest("act".to_owned())),
    };
    Ok(app.write(async |tx, now| questions::handle(tx, id, voice, &handling, title, by, now).await).await?)
}
