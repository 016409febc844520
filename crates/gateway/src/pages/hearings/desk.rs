//! The facilitator's desk: which hearings there are, entering and changing them.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveTime};
use folkmoot_accounts::Role;
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::text::narrow;
use folkmoot_foundation::{FieldErrors, HearingId, ProposalId};
use folkmoot_hearings::hearings::{self, Draft, Hearing, State, Subject, Which};
use folkmoot_hearings::notice::Particulars;
use folkmoot_proposals::{Proposal, read};
use folkmoot_web::pages::hearings::desk::HearingsDesk;
use folkmoot_web::pages::hearings::form::{CancelPage, HearingFormPage, Stage};
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::{PAGE, PageQuery, cards, pressed, status};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings", web::get().to(list))
        .route("/desk/hearings/new", web::get().to(new_form))
        .route("/desk/hearings/new", web::post().to(create))
        .route("/desk/hearings/{id}/edit", web::get().to(change_form))
        .route("/desk/hearings/{id}/edit", web::post().to(change))
        .route("/desk/hearings/{id}/publish", web::post().to(publish))
        .route("/desk/hearings/{id}/cancel", web::get().to(cancel_form))
        .route("/desk/hearings/{id}/cancel", web::post().to(cancel));
}

async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let pages = lists::hearings();
    let after = pages.after(query.cursor.as_deref())?;
    let found = hearings::list(app.db.read(), Which::All, after, PAGE, app.now()).await?;
    let next = pages.next(&found);
    let markup = HearingsDesk {
        ctx: visitor.ctx(),
        hearings: cards(&app, found.items, "/desk/hearings").await?,
        first: after.map(|_| "/desk/hearings".to_owned()),
        next: next.map(|next| format!("/desk/hearings?cursor={next}")),
    };
    Ok(page(markup.render()))
}

#[derive(Debug, Default, Deserialize)]
struct NewQuery {
    proposal: Option<String>,
}

/// What the law gives parties in every hearing, as a beginning that the facilitator may change.
const IN_EVERY_HEARING: [(&str, &str); 3] = [
    ("counsel", "hearing-usual-counsel"),
    ("rights", "hearing-usual-rights"),
    ("absence", "hearing-usual-absence"),
];

async fn new_form(visitor: Visitor, query: web::Query<NewQuery>) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let mut values = Values::default()
        .and("proposal", query.into_inner().proposal.unwrap_or_default())
        .and("subject", Subject::Proposal.code());
    for (field, key) in IN_EVERY_HEARING {
        values = values.and(field, visitor.lang.t(key));
    }
    Ok(form_page(&visitor, "/desk/hearings/new", Stage::New, &values, &FieldErrors::new()))
}

fn form_page(
    visitor: &Visitor,
    action: &str,
    stage: Stage,
    values: &Values,
    errors: &FieldErrors,
) -> HttpResponse {
    let form = FormView { lang: visitor.lang, values, errors };
    let markup = HearingFormPage { ctx: visitor.ctx(), form, action: action.to_owned(), stage }.render();
    page_with_status(status(errors), markup)
}

/// What stands in the form; `proposed_on` is the day its proposal was made.
fn draft(form: &Values, proposed_on: Option<NaiveDate>) -> Draft {
    let text = |name: &str| form.get(name).to_owned();
    Draft {
        kind: text("kind"),
        title: text("title"),
        held_on: text("held_on"),
        place: text("place"),
        chair: text("chair"),
        notice: text("notice"),
        recording: text("recording"),
        subject: text("subject"),
        starts_at: text("starts_at"),
        ends_at: text("ends_at"),
        particulars: Particulars {
            basis: text("basis"),
            parties: text("parties"),
            procedure: text("procedure"),
            counsel: text("counsel"),
            rights: text("rights"),
            preparatory: text("preparatory"),
            absence: text("absence"),
            agency: text("agency"),
        },
        agenda: text("agenda"),
        stream: text("stream"),
        slides: text("slides"),
        registration: form.has("registration", "yes"),
        registration_until: text("registration_until"),
        places: text("places"),
        proposed_on,
        historical: form.has("historical", "yes"),
        draft: form.get("act") == "draft",
        reason: text("reason"),
    }
}

/// What is stored, as the form shows it.
fn values(hearing: &Hearing) -> Values {
    let time = |time: Option<NaiveTime>| time.map(|t| t.format("%H:%M").to_string()).unwrap_or_default();
    let agenda = hearing.agenda.iter().map(|item| match item.until {
        Some(until) => format!("{}-{} {}", item.at.format("%H:%M"), until.format("%H:%M"), item.title),
        None => format!("{} {}", item.at.format("%H:%M"), item.title),
    });
    let until = hearing.registration_until;
    let mut values = Values::default()
        .and("kind", hearing.kind.code())
        .and("title", hearing.title.as_str())
        .and("held_on", hearing.held_on.to_string())
        .and("place", hearing.place.as_str())
        .and("chair", hearing.chair.as_str())
        .and("notice", hearing.notice.as_str())
        .and("recording", hearing.recording.as_str())
        .and("starts_at", time(hearing.starts_at))
        .and("ends_at", time(hearing.ends_at))
        .and("agenda", agenda.collect::<Vec<_>>().join("\n"))
        .and("stream", hearing.stream.as_str())
        .and("slides", hearing.slides.as_str())
        .and("registration_until", if until == hearing.held_on { String::new() } else { until.to_string() })
        .and("places", hearing.places.map(|places| places.to_string()).unwrap_or_default());
    for (field, text) in hearing.particulars.fields() {
        values = values.and(field, text);
    }
    for (field, set) in [("registration", hearing.registration), ("historical", hearing.historical)] {
        if set {
            values = values.and(field, "yes");
        }
    }
    values
}

/// The day a proposal was made: no hearing about it can have been held before.
pub(crate) fn made_on(proposal: &Proposal) -> NaiveDate {
    day_of(proposal.submitted_at.unwrap_or(proposal.created_at))
}

/// The public proposal that somebody means by its number, its id or its address.
pub(crate) async fn meant(app: &App, text: &str) -> Result<Proposal, Fault> {
    let unknown = |code| Fault::Invalid(FieldErrors::one("proposal", code));
    let text = narrow(text);
    let last = text.trim_start_matches('#').trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if last.is_empty() {
        return Err(unknown("required"));
    }
    let conn = app.db.read();
    let found = match (last.parse::<i64>(), last.parse::<ProposalId>()) {
        (Ok(number), _) => read::by_number(conn, number, app.now()).await,
        (_, Ok(id)) => read::get(conn, id, app.now()).await,
        _ => return Err(unknown("unknown")),
    };
    match found {
        Ok(proposal) if proposal.state.is_public() => Ok(proposal),
        Ok(_) | Err(folkmoot_proposals::Error::NotFound) => Err(unknown("unknown")),
        Err(error) => Err(error.into()),
    }
}

async fn create(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let facilitator = visitor.require(Role::Facilitator)?.id;
    let own = form.get("subject") == Subject::Own.code();
    let found = if own { Ok(None) } else { meant(&app, form.get("proposal")).await.map(Some) };
    let (proposal, mut errors) = match found {
        Ok(proposal) => (proposal, FieldErrors::new()),
        // The other fields are still checked, so that all mistakes are told at once.
        Err(Fault::Invalid(errors)) => (None, errors),
        Err(other) => return Err(other),
    };
    let wrong = !errors.is_empty();
    let draft = draft(&form, proposal.as_ref().map(made_on));
    let proposal = proposal.map_or_else(|| ProposalId::new(app.now()), |proposal| proposal.id);
    let done = app
        .write(async |tx, now| match hearings::create(tx, proposal, &draft, facilitator, now).await {
            Ok(_) if wrong => Err(FieldErrors::new().into()),
            other => other,
        })
        .await;
    let said = if draft.draft { "hearing-drafted" } else { "hearing-created" };
    let again = async |more: FieldErrors| {
        errors.0.extend(more.0);
        Ok(form_page(&visitor, "/desk/hearings/new", Stage::New, &form, &errors))
    };
    pressed(done, |id| see_other(&format!("/desk/hearings/{id}"), Some(said)), again).await
}

fn stage(hearing: &Hearing) -> Stage {
    if hearing.state == State::Draft { Stage::Draft } else { Stage::Published }
}

async fn change_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    let action = format!("/desk/hearings/{id}/edit");
    Ok(form_page(&visitor, &action, stage(&hearing), &values(&hearing), &FieldErrors::new()))
}

/// The day the proposal of a hearing was made.
pub(crate) async fn proposed_on(app: &App, hearing: &Hearing) -> Result<Option<NaiveDate>, Fault> {
    let Some(proposal) = hearing.about() else { return Ok(None) };
    Ok(Some(made_on(&read::get(app.db.read(), proposal, app.now()).await?)))
}

async fn change(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let facilitator = visitor.require(Role::Facilitator)?.id;
    let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    let draft = Draft {
        subject: hearing.subject.code().to_owned(),
        ..draft(&form, proposed_on(&app, &hearing).await?)
    };
    let done = app.write(async |tx, now| hearings::change(tx, *id, &draft, facilitator, now).await).await;
    let again = async |errors| {
        Ok(form_page(&visitor, &format!("/desk/hearings/{id}/edit"), stage(&hearing), &form, &errors))
    };
    pressed(done, |()| see_other(&format!("/desk/hearings/{id}"), Some("hearing-saved")), again).await
}

/// Publishes a draft; what its notice lacks is told on the form.
async fn publish(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let facilitator = visitor.require(Role::Facilitator)?.id;
    let done = app.write(async |tx, now| hearings::publish(tx, *id, facilitator, now).await).await;
    let again = async |errors| {
        let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
        let action = format!("/desk/hearings/{id}/edit");
        Ok(form_page(&visitor, &action, Stage::Draft, &values(&hearing), &errors))
    };
    pressed(done, |()| see_other(&format!("/desk/hearings/{id}"), Some("hearing-created")), again).await
}

fn cancel_page(visitor: &Visitor, hearing: Hearing, values: &Values, errors: &FieldErrors) -> HttpResponse {
    let form = FormView { lang: visitor.lang, values, errors };
    let id = hearing.id.to_string();
    let markup = CancelPage { ctx: visitor.ctx(), form, id, title: hearing.title }.render();
    page_with_status(status(errors), markup)
}

async fn cancel_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    Ok(cancel_page(&visitor, hearing, &Values::default(), &FieldErrors::new()))
}

async fn cancel(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let facilitator = visitor.require(Role::Facilitator)?.id;
    let reason = form.get("reason");
    let done = app.write(async |tx, now| hearings::cancel(tx, *id, reason, facilitator, now).await).await;
    let again = async |errors| {
        let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
        Ok(cancel_page(&visitor, hearing, &form, &errors))
    };
    pressed(done, |()| see_other(&format!("/desk/hearings/{id}"), Some("hearing-cancelled")), again).await
}
