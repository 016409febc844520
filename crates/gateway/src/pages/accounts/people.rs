//! The people page of administrators.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::people::{self, SearchFilter};
use folkmoot_accounts::{Grant, Role, second_factor};
use folkmoot_agency_responses::agencies::{self, AgencyName};
use folkmoot_foundation::event::{self, Event};
use folkmoot_foundation::{AgencyId, FieldErrors, PersonId};
use folkmoot_web::pages::accounts::account::GrantView;
use folkmoot_web::pages::accounts::people::{PeoplePage, PersonRow};
use folkmoot_web::pages::accounts::person::{AccountEvent, PersonPage};
use folkmoot_web::{Lang, Markup, Values};
use serde::Deserialize;

use super::view;
use crate::flows::accounts as flow;
use crate::http::surroundings::encode;
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, lists};

const PAGE: usize = 30;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    text: String,
    #[serde(default)]
    role: String,
    cursor: Option<String>,
}

type Names = HashMap<AgencyId, AgencyName>;

fn named(lang: Lang, names: &Names, id: AgencyId) -> String {
    names.get(&id).map(|name| lang.pick(&name.zh, &name.en).to_owned()).unwrap_or_default()
}

fn grant_view(lang: Lang, names: &Names, grant: &Grant) -> GrantView {
    let agency = grant.agency.map(|id| (id.to_string(), named(lang, names, id)));
    GrantView { role: grant.role.code(), agency }
}

fn role_codes() -> Vec<&'static str> {
    Role::ALL.iter().map(|role| role.code()).collect()
}

pub(super) async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<Search>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let lang = visitor.lang;
    let list = lists::people();
    let after = list.after(query.cursor.as_deref())?;
    let filter = SearchFilter { text: query.text.clone(), role: query.role.parse().ok() };
    let found = people::search(app.db.read(), &app.keyring, &filter, after, PAGE).await?;
    let next = list.next(&found);
    let names = agencies::names(app.db.read()).await?;
    let here = format!("/desk/admin/people?text={}&role={}", encode(&query.text), encode(&query.role));
    let rows = found.items.into_iter().map(|row| PersonRow {
        id: row.id.to_string(),
        nickname: row.nickname,
        county: row.county.map(|county| lang.pick(county.county().zh, county.county().en)),
        mobile_confirmed: row.mobile_confirmed,
        created_at: row.created_at,
        deleted: row.deleted_at.is_some(),
        grants: row.grants.iter().map(|grant| grant_view(lang, &names, grant)).collect(),
    });
    let people = PeoplePage {
        ctx: visitor.ctx(),
        text: &query.text,
        role: &query.role,
        roles: role_codes(),
        people: rows.collect(),
        first: after.map(|_| here.clone()),
        next: next.map(|next| format!("{here}&cursor={next}")),
    };
    Ok(page(people.render()))
}

async fn render(
    app: &App,
    visitor: &Visitor,
    id: PersonId,
    values: &Values,
    errors: &FieldErrors,
) -> Result<Markup, Fault> {
    let (conn, lang) = (app.db.read(), visitor.lang);
    let person = people::get(conn, id).await?.ok_or(Fault::NotFound)?;
    let agencies = agencies::list(conn, false).await?;
    let mut events = event::timeline(conn, id, false).await?;
    events.reverse();
    let actors: Vec<PersonId> = events.iter().filter_map(|event| event.actor).map(PersonId).collect();
    let nicknames = people::nicknames(conn, &actors).await?;
    let names: Names = agencies.iter().map(|agency| (agency.id, agency.name.clone())).collect();
    let of_event = |event: &Event| AccountEvent {
        at: event.at,
        kind: event.kind.clone(),
        role: event.data["role"].as_str().map(str::to_owned),
        agency: event.data["agency"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .map(|id| named(lang, &names, id)),
        reason: event.data["reason"].as_str().map(str::to_owned),
        by: event.actor.and_then(|actor| nicknames.get(&PersonId(actor)).cloned()),
    };
    let choose = agencies.iter().filter(|agency| agency.active);
    let shown = PersonPage {
        ctx: visitor.ctx(),
        form: view(lang, values, errors),
        id: id.to_string(),
        nickname: person.nickname,
        email_confirmed: person.email_confirmed,
        mobile_confirmed: person.mobile_confirmed,
        second_factor: second_factor::of(conn, id).await?.is_some(),
        grants: person.grants.iter().map(|grant| grant_view(lang, &names, grant)).collect(),
        roles: role_codes(),
        agencies: choose.map(|agency| (agency.id.to_string(), named(lang, &names, agency.id))).collect(),
        events: events.iter().map(of_event).collect(),
    };
    Ok(shown.render())
}

pub(super) async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<PersonId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    Ok(page(render(&app, &visitor, *id, &Values::default(), &FieldErrors::new()).await?))
}

/// The role and agency of a form.
fn typed(form: &Form) -> Result<Grant, FieldErrors> {
    let mut errors = FieldErrors::new();
    let role = form.get("role").parse::<Role>().ok();
    if role.is_none() {
        errors.add("role", "unknown_choice");
    }
    let agency = match form.get("agency") {
        "" => None,
        id => match id.parse::<AgencyId>() {
            Ok(id) => Some(id),
            Err(_) => {
                errors.add("agency", "unknown_choice");
                None
            }
        },
    };
    errors.into_result(role.map(|role| Grant { role, agency }))
}

pub(super) async fn grant(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<PersonId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    let granted = match typed(&form) {
        Ok(grant) => flow::grant(&app, *id, grant, by).await,
        Err(errors) => Err(errors.into()),
    };
    match granted {
        Ok(_) => Ok(see_other(&format!("/desk/admin/people/{id}"), Some("role-granted"))),
        Err(Fault::Invalid(errors)) => {
            let markup = render(&app, &visitor, *id, &form, &errors).await?;
            Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, markup))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn revoke(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<PersonId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    flow::revoke(&app, *id, typed(&form)?, by).await?;
    Ok(see_other(&format!("/desk/admin/people/{id}"), Some("role-revoked")))
}

/// Somebody lost their phone and their recovery codes.
pub(super) async fn remove_second_factor(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<PersonId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    match flow::remove_lost_second_factor(&app, *id, by, form.get("reason")).await {
        Ok(()) => Ok(see_other(&format!("/desk/admin/people/{id}"), Some("second-removed"))),
        Err(Fault::Invalid(errors)) => {
            let markup = render(&app, &visitor, *id, &form, &errors).await?;
            Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, markup))
        }
        Err(other) => Err(other),
    }
}
