//! The facilitator's desk: which hearings there are, entering and changing them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::text::narrow;
use folkmoot_foundation::{FieldErrors, HearingId, ProposalId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::hearings::{self, Draft};
use folkmoot_proposals::{Proposal, read};
use folkmoot_web::pages::hearings::desk::HearingsDesk;
use folkmoot_web::pages::hearings::form::HearingFormPage;
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::{PAGE, PageQuery, cards};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings", web::get().to(list))
        .route("/desk/hearings/new", web::get().to(new_form))
        .route("/desk/hearings/new", web::post().to(create))
        .route("/desk/hearings/{id}/edit", web::get().to(change_form))
        .route("/desk/hearings/{id}/edit", web::post().to(change));
}

async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let pages = lists::hearings();
    let after = pages.after(query.cursor.as_deref())?;
    let found = hearings::list(app.db.read(), after, PAGE, app.now()).await?;
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

async fn new_form(visitor: Visitor, query: web::Query<NewQuery>) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let values = Values::default().and("proposal", query.into_inner().proposal.unwrap_or_default());
    Ok(form_page(&visitor, "/desk/hearings/new", true, &values, &FieldErrors::new()))
}

fn form_page(
    visitor: &Visitor,
    action: &str,
    new: bool,
    values: &Values,
    errors: &FieldErrors,
) -> HttpResponse {
    let form = FormView { lang: visitor.lang, values, errors };
    let markup = HearingFormPage { ctx: visitor.ctx(), form, action: action.to_owned(), new }.render();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with_status(status, markup)
}

fn draft(form: &Values) -> Draft {
    Draft {
        kind: form.get("kind").to_owned(),
        title: form.get("title").to_owned(),
        held_on: form.get("held_on").to_owned(),
        place: form.get("place").to_owned(),
        chair: form.get("chair").to_owned(),
        notice: form.get("notice").to_owned(),
        recording: form.get("recording").to_owned(),
    }
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
    let draft = draft(&form);
    let (proposal, mut errors) = match meant(&app, form.get("proposal")).await {
        Ok(proposal) => (proposal.id, FieldErrors::new()),
        // The other fields are still checked, so that all mistakes are told at once.
        Err(Fault::Invalid(errors)) => (ProposalId::new(app.now()), errors),
        Err(other) => return Err(other),
    };
    let wrong = !errors.is_empty();
    let done = app
        .write(async |tx, now| match hearings::create(tx, proposal, &draft, facilitator, now).await {
            Ok(_) if wrong => Err(FieldErrors::new().into()),
            other => other,
        })
        .await;
    match done {
        Ok(id) => Ok(see_other(&format!("/desk/hearings/{id}"), Some("hearing-created"))),
        Err(HearingError::Invalid(more)) => {
            errors.0.extend(more.0);
            Ok(form_page(&visitor, "/desk/hearings/new", true, &form, &errors))
        }
        Err(other) => Err(other.into()),
    }
}

async fn change_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    let values = Values::default()
        .and("kind", hearing.kind.code())
        .and("title", hearing.title)
        .and("held_on", hearing.held_on.to_string())
        .and("place", hearing.place)
        .and("chair", hearing.chair)
        .and("notice", hearing.notice)
        .and("recording", hearing.recording);
    Ok(form_page(&visitor, &format!("/desk/hearings/{id}/edit"), false, &values, &FieldErrors::new()))
}

async fn change(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let facilitator = visitor.require(Role::Facilitator)?.id;
    let draft = draft(&form);
    match app.write(async |tx, now| hearings::change(tx, *id, &draft, facilitator, now).await).await {
        Ok(()) => Ok(see_other(&format!("/desk/hearings/{id}"), Some("hearing-saved"))),
        Err(HearingError::Invalid(errors)) => {
            Ok(form_page(&visitor, &format!("/desk/hearings/{id}/edit"), false, &form, &errors))
        }
        Err(other) => Err(other.into()),
    }
}
