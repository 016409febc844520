//! Reading a discussion and taking part in it.

pub(crate) mod about;
pub(crate) mod forum;
pub(crate) mod held;
mod live;
mod own;
mod quotes;
mod reports;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_discussion::held::Sent;
use folkmoot_discussion::voices::{self, Filter, NewComment};
use folkmoot_discussion::{DiscussionError, ReactionKind, Stance};
use folkmoot_foundation::cursor::Cursor;
use folkmoot_foundation::{FieldErrors, ProposalId, VoiceId};
use folkmoot_web::FormView;
use folkmoot_web::pages::discussion::list::DiscussionPage;
use folkmoot_web::pages::discussion::thread::ThreadPage;
use serde::Deserialize;

use self::forum::{At, Blank, Forum, PAGE};
use crate::flows::posting;
use crate::http::surroundings::local_path;
use crate::http::{Form, Visitor, page, page_with_status, see_other, shared};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/proposals/{id}/discussion", web::get().to(list))
        .route("/proposals/{id}/discussion/new", web::get().to(live::new))
        .route("/proposals/{id}/discussion/stream", web::get().to(live::stream))
        .route("/proposals/{id}/comments", web::post().to(comment))
        .route("/voices/{id}", web::get().to(thread))
        .route("/voices/{id}/replies", web::post().to(reply))
        .route("/voices/{id}/reactions", web::post().to(react));
    about::configure(config);
    own::configure(config);
    held::configure(config);
    reports::configure(config);
}

/// How many replies the page of a thread has.
const REPLIES: usize = 100;

/// The query of a list. What a page does not know it ignores, so that old links still lead somewhere.
#[derive(Debug, Default, Deserialize)]
struct ListQuery {
    channel: Option<String>,
    stance: Option<String>,
    order: Option<String>,
    cursor: Option<String>,
    /// A voice: leads to the page of the newest on which it stands.
    at: Option<String>,
}

impl ListQuery {
    fn filter(&self) -> Filter {
        fn known<T: std::str::FromStr>(text: Option<&String>) -> Option<T> {
            text.and_then(|text| text.parse().ok())
        }
        Filter {
            channel: known(self.channel.as_ref()),
            stance: known(self.stance.as_ref()),
            order: known(self.order.as_ref()).unwrap_or(Filter::default().order),
        }
    }
}

async fn list(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, Fault> {
    let make = async || {
        let visitor = Visitor::of(&request).await?;
        let forum = Forum::of(&app, &visitor, *id).await?;
        let (blank, filter) = (Blank::default(), query.filter());
        if let Some(voice) = query.at.as_deref().and_then(|at| at.parse::<VoiceId>().ok()) {
            let found = voices::find(app.db.read(), voice, &forum.viewer).await?;
            let voice = found.filter(|voice| voice.subject == *id).ok_or(Fault::NotFound)?;
            return Ok(see_other(&forum.place_of(&voice).await?, None));
        }
        let at = At::of(*id, filter.order, query.cursor.as_deref())?;
        show_list(&forum, filter, at, blank.view(&visitor)).await
    };
    shared(&app, &request, make).await
}

async fn show_list(
    forum: &Forum<'_>,
    filter: Filter,
    at: At,
    form: FormView<'_>,
) -> Result<HttpResponse, Fault> {
    // Read first, so that what comes in between is announced rather than missed.
    let live = live::of_page(forum).await?;
    let (discussion, next) = forum.page(filter, at, PAGE, form).await?;
    let markup = DiscussionPage {
        discussion,
        live,
        proposal: forum.named(),
        first: (at != At::start(filter.order)).then(|| forum.first(filter)),
        next: next.map(|next| forum.href(filter, next)),
    }
    .render();
    Ok(page_with_status(status(form.errors), markup))
}

/// 422 for a form that comes back with mistakes.
fn status(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

async fn comment(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let forum = Forum::of(&app, &visitor, *id).await?;
    let author = forum.participant()?.id;
    let new = NewComment {
        subject: *id,
        author,
        stance: form.get("stance").parse::<Stance>().ok(),
        body: form.get("body").to_owned(),
        parent: None,
        official: forum.official(author, form.get("official") == "yes"),
        on: None,
    };
    match post(&app, &request, &form, new, &forum).await {
        Ok(Sent::Held(_)) => Ok(see_other(&waiting_place(&forum), Some("comment-held"))),
        Ok(Sent::Public(voice)) => {
            let path = format!("{}#voice-{voice}", forum.first(Filter::default()));
            Ok(see_other(&path, Some("comment-added")))
        }
        Err(error) => {
            let errors = mistakes(error)?;
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            let filter = Filter::default();
            show_list(&forum, filter, At::start(filter.order), view).await
        }
    }
}

/// Where its author sees that a comment waits.
fn waiting_place(forum: &Forum<'_>) -> String {
    format!("{}#held", forum.all())
}

/// Publishes a comment, after asking about personal data in it.
pub(crate) async fn post(
    app: &App,
    request: &HttpRequest,
    form: &Form,
    new: NewComment,
    forum: &Forum<'_>,
) -> Result<Sent, DiscussionError> {
    posting::ask_about(&[("body", &new.body)], form.get("personal") == "ok")?;
    posting::comment(app, request, new, &forum.rules).await
}

/// What is wrong with a comment, told in its form; anything else is a fault.
pub(crate) fn mistakes(error: DiscussionError) -> Result<FieldErrors, Fault> {
    match error {
        DiscussionError::Invalid(errors) => Ok(errors),
        DiscussionError::TooMany { wait_seconds } => {
            let mut errors = FieldErrors::new();
            let minutes = (wait_seconds + 59) / 60;
            errors.add_with("form", "comment_too_many", [("minutes", minutes.to_string())]);
            Ok(errors)
        }
        DiscussionError::FirstWaits => Ok(FieldErrors::one("form", "comment_first_waits")),
        DiscussionError::SaidAlready { .. } => Ok(FieldErrors::one("body", "comment_said")),
        other => Err(other.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
struct ThreadQuery {
    cursor: Option<String>,
    /// The reply that one is about to answer.
    answer: Option<String>,
}

/// The page of a thread's replies on which this one stands.
async fn place_of_reply(app: &App, reply: &voices::Voice) -> Result<String, Fault> {
    let root = reply.parent.unwrap_or(reply.id);
    let after = voices::before_reply(app.db.read(), reply).await?;
    let page =
        after.map(|after| format!("?cursor={}", lists::replies(root).token(after))).unwrap_or_default();
    Ok(format!("/voices/{root}{page}#voice-{}", reply.id))
}

async fn thread(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    query: web::Query<ThreadQuery>,
) -> Result<HttpResponse, Fault> {
    let (forum, voice) = Forum::of_voice(&app, &visitor, *id).await?;
    if voice.parent.is_some() {
        return Ok(see_other(&place_of_reply(&app, &voice).await?, None));
    }
    let after = lists::replies(*id).after(query.cursor.as_deref())?;
    let answered = match query.answer.as_deref().and_then(|answer| answer.parse::<VoiceId>().ok()) {
        Some(answer) => voices::find(app.db.read(), answer, &forum.viewer).await?,
        None => None,
    };
    let answered = answered.filter(|answered| answered.parent == Some(*id));
    let blank = Blank::default();
    show_thread(&app, &forum, voice, answered, after, blank.view(&visitor)).await
}

async fn show_thread(
    app: &App,
    forum: &Forum<'_>,
    root: voices::Voice,
    answered: Option<voices::Voice>,
    after: Option<Cursor>,
    form: FormView<'_>,
) -> Result<HttpResponse, Fault> {
    let id = root.id;
    let handed_in = crate::pages::opinions::handed_in(app, forum.visitor, &root).await?;
    let replies = voices::replies(app.db.read(), id, after, REPLIES, &forum.viewer).await?;
    let next = lists::replies(id).next(&replies);
    let of_form = answered.as_ref().map_or(id, |answered| answered.id);
    let all = std::iter::once(root).chain(answered.clone()).chain(replies.items).collect();
    let mut shown = forum.show(all).await?.into_iter();
    let root = shown.next().ok_or(Fault::NotFound)?;
    let answered = answered.and_then(|_| shown.next());
    let markup = ThreadPage {
        ctx: forum.visitor.ctx(),
        about: forum.named(),
        all: (forum.all(), forum.is_hall()),
        root,
        handed_in,
        answered,
        replies: shown.collect(),
        form: forum.form(form, Some(of_form)),
        first: after.map(|_| format!("/voices/{id}")),
        next: next.map(|next| format!("/voices/{id}?cursor={next}")),
    }
    .render();
    Ok(page_with_status(status(form.errors), markup))
}

async fn reply(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<VoiceId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let (forum, answered) = Forum::of_voice(&app, &visitor, *id).await?;
    let author = forum.participant()?.id;
    let new = NewComment {
        subject: forum.subject,
        author,
        stance: None,
        body: form.get("body").to_owned(),
        parent: Some(*id),
        official: forum.official(author, form.get("official") == "yes"),
        on: None,
    };
    match post(&app, &request, &form, new, &forum).await {
        Ok(Sent::Held(_)) => Ok(see_other(&waiting_place(&forum), Some("comment-held"))),
        Ok(Sent::Public(voice)) => {
            let found = voices::find(app.db.read(), voice, &forum.viewer).await?.ok_or(Fault::NotFound)?;
            Ok(see_other(&place_of_reply(&app, &found).await?, Some("comment-added")))
        }
        Err(error) => {
            let errors = mistakes(error)?;
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            let (root, answered) = match answered.parent {
                None => (answered, None),
                Some(root) => {
                    let root = voices::find(app.db.read(), root, &forum.viewer).await?;
                    (root.ok_or(Fault::NotFound)?, Some(answered))
                }
            };
            show_thread(&app, &forum, root, answered, None, view).await
        }
    }
}

async fn react(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let (forum, _) = Forum::of_voice(&app, &visitor, *id).await?;
    let person = forum.participant()?.id;
    let kind: ReactionKind = form.get("kind").parse().map_err(|_| Fault::BadRequest("kind".to_owned()))?;
    let on = form.get("on") != "no";
    app.write(async |tx, now| voices::react(tx, *id, person, kind, on, now).await).await?;
    let back = local_path(form.get("back"));
    Ok(see_other(if back == "/" { "/my" } else { back }, None))
}

/// Shows the form again with what is wrong.
fn again(errors: &FieldErrors, markup: folkmoot_web::Markup) -> HttpResponse {
    if errors.is_empty() { page(markup) } else { page_with_status(status(errors), markup) }
}
