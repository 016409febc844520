//! Which mails a person wants.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_foundation::{FieldErrors, PersonId};
use folkmoot_notifications::preferences::{self, MailChoice};
use folkmoot_web::pages::my::mails::MailsPage;
use folkmoot_web::{FormView, Markup, Values};

use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, links};

pub(super) async fn show(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let choice = preferences::get(app.db.read(), person).await?;
    let values = Values::default().and("choice", choice.code());
    Ok(page(render(&visitor, None, &values, &FieldErrors::new())))
}

pub(super) async fn save(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let Some(choice) = chosen(&form) else { return Ok(again(&visitor, None, &form)) };
    keep(&app, person, choice).await?;
    Ok(see_other("/my/mails", Some("mails-saved")))
}

/// The page behind the link of a mail. Opening it changes nothing: mail programs open links by themselves.
pub(super) async fn by_link(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let person = preferences::person_of_token(&app.keyring, &token)?;
    let current = preferences::get(app.db.read(), person).await?;
    // Whoever comes by the link wants fewer mails: the next smaller choice is offered.
    let offered = match current {
        MailChoice::All => MailChoice::Own,
        MailChoice::Own | MailChoice::None => MailChoice::None,
    };
    let values = Values::default().and("choice", offered.code());
    Ok(page(render(&visitor, Some(&token), &values, &FieldErrors::new())))
}

/// Both the form of that page and the one-click button of a mail program (RFC 8058), which ends all mails.
pub(super) async fn save_by_link(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = preferences::person_of_token(&app.keyring, &token)?;
    if form.get("List-Unsubscribe") == "One-Click" {
        keep(&app, person, MailChoice::None).await?;
        return Ok(HttpResponse::NoContent().finish());
    }
    let Some(choice) = chosen(&form) else { return Ok(again(&visitor, Some(&token), &form)) };
    keep(&app, person, choice).await?;
    Ok(see_other(&links::unsubscribe(&token), Some("mails-saved")))
}

fn chosen(form: &Form) -> Option<MailChoice> {
    form.get("choice").parse().ok()
}

async fn keep(app: &App, person: PersonId, choice: MailChoice) -> Result<(), Fault> {
    Ok(app.write(async |tx, now| preferences::set(tx, person, choice, now).await).await?)
}

fn again(visitor: &Visitor, token: Option<&str>, form: &Form) -> HttpResponse {
    let errors = FieldErrors::one("choice", "unknown_choice");
    page_with_status(StatusCode::UNPROCESSABLE_ENTITY, render(visitor, token, &form.0, &errors))
}

fn render(visitor: &Visitor, token: Option<&str>, values: &Values, errors: &FieldErrors) -> Markup {
    let action = token.map_or_else(|| "/my/mails".to_owned(), links::unsubscribe);
    MailsPage {
        ctx: visitor.ctx(),
        action: &action,
        by_link: token.is_some(),
        choices: &MailChoice::ALL.map(MailChoice::code),
        form: FormView { lang: visitor.lang, values, errors },
    }
    .render()
}
