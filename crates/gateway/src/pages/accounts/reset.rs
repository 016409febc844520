//! A forgotten password.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::passwords;
use folkmoot_foundation::FieldErrors;
use folkmoot_web::pages::accounts::mail_sent::{MailSentPage, Purpose};
use folkmoot_web::pages::accounts::reset::{NewPasswordPage, ResetRequestPage};
use folkmoot_web::{Markup, Values};

use super::{again, view};
use crate::flows::accounts as flow;
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault};

pub(super) async fn request_form(visitor: Visitor) -> HttpResponse {
    let (values, errors) = (Values::default(), FieldErrors::new());
    page(ResetRequestPage { ctx: visitor.ctx(), form: view(visitor.lang, &values, &errors) }.render())
}

pub(super) async fn request(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Fault> {
    match flow::request_reset(&app, form.get("email"), flow::caller_of(&app, &request)).await {
        Ok(()) => Ok(see_other("/forgot-password/sent", None)),
        Err(fault) => again(fault, |errors| {
            ResetRequestPage { ctx: visitor.ctx(), form: view(visitor.lang, &form, errors) }.render()
        }),
    }
}

pub(super) async fn sent(visitor: Visitor) -> HttpResponse {
    page(MailSentPage { ctx: visitor.ctx(), purpose: Purpose::Reset }.render())
}

fn new_password(visitor: &Visitor, errors: &FieldErrors, token: Option<&str>) -> Markup {
    let values = Values::default();
    NewPasswordPage { ctx: visitor.ctx(), form: view(visitor.lang, &values, errors), token }.render()
}

pub(super) async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let good = passwords::reset_of(app.db.read(), &token, app.now()).await?.is_some();
    let status = if good { StatusCode::OK } else { StatusCode::GONE };
    let shown = good.then_some(token.as_str());
    Ok(page_with_status(status, new_password(&visitor, &FieldErrors::new(), shown)))
}

pub(super) async fn finish(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    match flow::finish_reset(&app, &token, form.get("password")).await {
        Ok(()) => Ok(see_other("/sign-in", Some("password-reset"))),
        Err(Fault::Conflict(_)) => {
            Ok(page_with_status(StatusCode::GONE, new_password(&visitor, &FieldErrors::new(), None)))
        }
        Err(fault) => again(fault, |errors| new_password(&visitor, errors, Some(&token))),
    }
}
