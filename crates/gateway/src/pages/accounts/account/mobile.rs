//! Confirming or changing the mobile number.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::people;
use folkmoot_foundation::FieldErrors;
use folkmoot_web::pages::accounts::mobile::MobilePage;
use folkmoot_web::{Markup, Values};
use serde::Deserialize;

use super::super::view;
use super::masked;
use crate::flows::accounts as flow;
use crate::http::surroundings::{encode, local_path};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault};

/// Where to go in the end.
#[derive(Deserialize)]
pub(in crate::pages::accounts) struct Step {
    #[serde(default = "account")]
    back: String,
}

fn account() -> String {
    "/account".to_owned()
}

/// Where the form says to go in the end.
fn back(form: &Form) -> &str {
    if form.get("back").is_empty() { "/account" } else { local_path(form.get("back")) }
}

async fn render(
    app: &App,
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
    back: &str,
) -> Result<Markup, Fault> {
    let person = visitor.signed_in()?;
    let contact = people::contact(app.db.read(), &app.keyring, person.id).await?.ok_or(Fault::NotFound)?;
    let (mobile, confirmed) = (masked(contact.mobile.as_deref()), person.mobile_confirmed);
    let waiting = people::waiting_code(app.db.read(), &app.keyring, person.id, app.now()).await?;
    let form = view(visitor.lang, values, errors);
    Ok(MobilePage { ctx: visitor.ctx(), form, mobile, confirmed, waiting, back: local_path(back) }.render())
}

pub(in crate::pages::accounts) async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    step: web::Query<Step>,
) -> Result<HttpResponse, Fault> {
    Ok(page(render(&app, &visitor, &Values::default(), &FieldErrors::new(), &step.back).await?))
}

pub(in crate::pages::accounts) async fn send_code(
    app: web::Data<App>,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    // The field is there only in the form for another number.
    let typed = form.0.0.iter().any(|(name, _)| name == "mobile").then(|| form.get("mobile"));
    match flow::send_code(&app, id, typed).await {
        Ok(()) => {
            Ok(see_other(&format!("/account/mobile?back={}", encode(back(&form))), Some("mobile-code-sent")))
        }
        Err(Fault::Invalid(errors)) => {
            let markup = render(&app, &visitor, &form, &errors, back(&form)).await?;
            Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, markup))
        }
        Err(other) => Err(other),
    }
}

pub(in crate::pages::accounts) async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    match flow::enter_code(&app, id, form.get("code")).await {
        Ok(()) => Ok(see_other(back(&form), Some("mobile-confirmed"))),
        Err(Fault::Invalid(errors)) => {
            let markup = render(&app, &visitor, &form, &errors, back(&form)).await?;
            Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, markup))
        }
        Err(other) => Err(other),
    }
}
