//! Registering for a hearing, and who has: for the facilitator alone.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{FieldErrors, HearingId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::hearings::{self, Hearing, State};
use folkmoot_hearings::registrations::{self, Particulars, Registration};
use folkmoot_web::pages::hearings::register::{
    CheckInPage, Mine, RegisterPage, RegistrationPart, RegistrationRow, RegistrationsPage,
};
use folkmoot_web::{FormView, Values};
use serde_json::json;

use super::show::visible;
use super::{pressed, status};
use crate::flows::posting;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::open_data::Csv;
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/hearings/{id}/register", web::get().to(form))
        .route("/hearings/{id}/register", web::post().to(register))
        .route("/hearings/{id}/register/cancel", web::post().to(cancel))
        .route("/hearings/{id}/check-in", web::get().to(check_in_form))
        .route("/hearings/{id}/check-in", web::post().to(check_in))
        .route("/desk/hearings/{id}/registrations", web::get().to(list))
        .route("/desk/hearings/{id}/registrations", web::post().to(at_the_door))
        .route("/desk/hearings/{id}/registrations.csv", web::get().to(table));
}

/// What the page of a hearing says about registering; nothing if one does not register for it.
pub(super) async fn part(
    app: &App,
    visitor: &Visitor,
    hearing: &Hearing,
) -> Result<Option<RegistrationPart>, Fault> {
    if !hearing.registration || hearing.state != State::Announced && !hearing.takes_registrations(app.now()) {
        return Ok(None);
    }
    let counts = registrations::counts(app.db.read(), hearing.id).await?;
    let mine = match visitor.id() {
        Some(person) => registrations::of_person(app.db.read(), &app.keyring, hearing.id, person).await?,
        None => None,
    };
    Ok(Some(RegistrationPart {
        href: format!("/hearings/{}/register", hearing.id),
        places: hearing.places,
        placed: counts.placed,
        waiting: counts.waiting,
        until: hearing.registration_until,
        open: hearing.takes_registrations(app.now()),
        mine: mine.as_ref().map(of_mine),
    }))
}

fn of_mine(registration: &Registration) -> Mine {
    Mine { waiting: registration.waiting, code: registration.code.clone() }
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    hearing: Hearing,
    values: Option<&Values>,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let mine = registrations::of_person(app.db.read(), &app.keyring, hearing.id, person.id).await?;
    let said = mine.as_ref().and_then(|mine| mine.said.clone());
    let nickname = said.as_ref().map_or(person.nickname.as_str(), |said| said.name.as_str());
    let mut known = Values::default().and("attendee", nickname);
    if let Some(said) = &said {
        known = known.and("needs", said.needs.as_str()).and("topic", said.topic.as_str());
    }
    if mine.as_ref().is_some_and(|mine| mine.speaks) {
        known = known.and("speaks", "yes");
    }
    let part = part(app, visitor, &hearing).await?.ok_or(Fault::Conflict("registration_closed"))?;
    let form = FormView { lang: visitor.lang, values: values.unwrap_or(&known), errors };
    let markup = RegisterPage {
        ctx: visitor.ctx(),
        form,
        hearing: (format!("/hearings/{}", hearing.id), hearing.title),
        held_on: hearing.held_on,
        starts_at: hearing.starts_at,
        place: hearing.place,
        part,
        kept_until: registrations::kept_until(hearing.held_on),
    };
    Ok(page_with_status(status(errors), markup.render()))
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let hearing = visible(&app, &visitor, *id).await?;
    shown(&app, &visitor, hearing, None, &FieldErrors::new()).await
}

async fn register(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let said = Particulars {
        name: form.get("attendee").to_owned(),
        needs: form.get("needs").to_owned(),
        topic: form.get("topic").to_owned(),
    };
    let speaks = form.has("speaks", "yes");
    let code = || app.entropy.code();
    let done = app
        .write(async |tx, now| {
            registrations::register(tx, &app.keyring, *id, person, &said, speaks, code, now).await
        })
        .await;
    let then = |_| see_other(&format!("/hearings/{id}/register"), Some("hearing-registered"));
    let again = async |errors| {
        let hearing = visible(&app, &visitor, *id).await?;
        shown(&app, &visitor, hearing, Some(&form), &errors).await
    };
    pressed(done, then, again).await
}

async fn cancel(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, now| registrations::cancel(tx, *id, person, now).await).await?;
    Ok(see_other(&format!("/hearings/{id}"), Some("hearing-unregistered")))
}

fn row(registration: Registration) -> RegistrationRow {
    let said = registration.said.unwrap_or_default();
    RegistrationRow {
        id: registration.id.to_string(),
        name: said.name,
        state: registration.state,
        waiting: registration.waiting,
        code: registration.code,
        needs: said.needs,
        speaks: registration.speaks,
        topic: said.topic,
        at: registration.at,
        attended_at: registration.attended_at,
    }
}

async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    listed(&app, &visitor, *id, &Values::default(), &FieldErrors::new()).await
}

async fn listed(
    app: &App,
    visitor: &Visitor,
    id: HearingId,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let hearing = hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    let all = registrations::all(app.db.read(), &app.keyring, id).await?;
    let markup = RegistrationsPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors },
        door: hearing.takes_record.then(|| hearing.door_code.clone()),
        check_in: format!("{}/hearings/{id}/check-in", app.config.public_url),
        id: id.to_string(),
        title: hearing.title,
        places: hearing.places,
        kept_until: registrations::kept_until(hearing.held_on),
        rows: all.into_iter().map(row).collect(),
    };
    Ok(page_with_status(status(errors), markup.render()))
}

/// Ticks somebody off the list, enters somebody who had not registered, or shows a code in the hall.
async fn at_the_door(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let (id, code) = (*id, || app.entropy.code());
    let done: Result<(), HearingError> = app
        .write(async |tx, now| match form.get("act") {
            "attend" => {
                let who = form.get("registration").parse().map_err(|_| HearingError::NotFound)?;
                registrations::attend(tx, id, who, now).await
            }
            "walk_in" => registrations::walk_in(tx, &app.keyring, id, form.get("attendee"), code, now).await,
            "open" => registrations::open_door(tx, id, &code(), now).await,
            _ => Err(HearingError::NotFound),
        })
        .await;
    let then = |()| see_other(&format!("/desk/hearings/{id}/registrations"), Some("hearing-attended"));
    pressed(done, then, async |errors| listed(&app, &visitor, id, &form, &errors).await).await
}

fn check_in_page(visitor: &Visitor, hearing: Hearing, values: &Values, errors: &FieldErrors) -> HttpResponse {
    let form = FormView { lang: visitor.lang, values, errors };
    let id = hearing.id.to_string();
    let markup = CheckInPage { ctx: visitor.ctx(), form, id, title: hearing.title };
    page_with_status(status(errors), markup.render())
}

/// For a phone in the hall: nobody needs to be signed in.
async fn check_in_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let hearing = visible(&app, &visitor, *id).await?;
    Ok(check_in_page(&visitor, hearing, &Values::default(), &FieldErrors::new()))
}

async fn check_in(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let hearing = visible(&app, &visitor, *id).await?;
    let (hall, own) = (form.get("hall"), form.get("own"));
    posting::keep_tries(&app, &request, *id).await?;
    let done = app.write(async |tx, now| registrations::check_in(tx, *id, hall, own, now).await).await;
    let then = |()| see_other(&format!("/hearings/{id}"), Some("hearing-checked-in"));
    pressed(done, then, async |errors| Ok(check_in_page(&visitor, hearing, &form, &errors))).await
}

async fn table(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    let heads =
        ["code", "name", "state", "waiting", "needs", "speaks", "topic", "registered_at", "attended_at"];
    let mut csv = Csv::new(&heads, Vec::new()).map_err(Fault::internal)?;
    for one in registrations::all(app.db.read(), &app.keyring, *id).await?.into_iter().map(row) {
        let cells = [
            json!(one.code),
            json!(one.name),
            json!(one.state),
            json!(one.waiting),
            json!(one.needs),
            json!(one.speaks),
            json!(one.topic),
            json!(one.at),
            json!(one.attended_at),
        ];
        csv.put(&cells).map_err(Fault::internal)?;
    }
    let body = csv.finish().map_err(Fault::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"registrations.csv\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(body))
}
