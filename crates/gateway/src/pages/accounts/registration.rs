//! Registering, and confirming the address.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::people::{self, Registration};
use folkmoot_foundation::FieldErrors;
use folkmoot_web::Values;
use folkmoot_web::pages::accounts::confirm_email::ConfirmEmailPage;
use folkmoot_web::pages::accounts::mail_sent::{MailSentPage, Purpose};
use folkmoot_web::pages::accounts::register::RegisterPage;

use super::{again, view};
use crate::flows::accounts as flow;
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault};

pub(super) async fn form(visitor: Visitor) -> HttpResponse {
    let (values, errors) = (Values::default(), FieldErrors::new());
    let form = view(visitor.lang, &values, &errors);
    page(RegisterPage { ctx: visitor.ctx(), form }.render())
}

pub(super) async fn register(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let typed = Registration {
        name: form.get("name").to_owned(),
        nickname: form.get("nickname").to_owned(),
        email: form.get("email").to_owned(),
        mobile: form.get("mobile").to_owned(),
        password: form.get("password").to_owned(),
        county: form.get("county").to_owned(),
        locale: visitor.lang.code().to_owned(),
    };
    match flow::register(&app, &typed, flow::caller_of(&app, &request)).await {
        Ok(()) => Ok(see_other("/register/sent", None)),
        Err(fault) => again(fault, |errors| {
            RegisterPage { ctx: visitor.ctx(), form: view(visitor.lang, &form, errors) }.render()
        }),
    }
}

pub(super) async fn sent(visitor: Visitor) -> HttpResponse {
    page(MailSentPage { ctx: visitor.ctx(), purpose: Purpose::Registration }.render())
}

pub(super) async fn peek(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let nickname = people::peek_confirmation(app.db.read(), &token, app.now()).await?;
    let ctx = visitor.ctx();
    let markup = ConfirmEmailPage { ctx, token: &token, nickname: nickname.as_deref() }.render();
    let status = if nickname.is_some() { StatusCode::OK } else { StatusCode::GONE };
    Ok(page_with_status(status, markup))
}

pub(super) async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    match flow::confirm_email(&app, &token).await {
        Ok(_) => Ok(see_other("/sign-in", Some("email-confirmed"))),
        Err(Fault::Conflict(_)) => {
            let markup = ConfirmEmailPage { ctx: visitor.ctx(), token: "", nickname: None }.render();
            Ok(page_with_status(StatusCode::GONE, markup))
        }
        Err(other) => Err(other),
    }
}
