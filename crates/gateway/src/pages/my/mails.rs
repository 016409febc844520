//! How often a person wants which mails.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_foundation::FieldErrors;
use folkmoot_notifications::digests;
use folkmoot_notifications::preferences::{self, Frequency, MailChoice, MailKind, Refusal, Scope};
use folkmoot_web::pages::my::mails::{MailsPage, RefusePage};
use folkmoot_web::{FormView, Markup, Values};

use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, links};

pub(super) async fn show(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let choices = preferences::get(app.db.read(), person).await?;
    let mut values = Values::default();
    for kind in MailKind::ALL {
        values = values.and(kind.code(), choices.of(kind).code());
    }
    Ok(page(render(&visitor, &values, &FieldErrors::new())))
}

pub(super) async fn save(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let (mut chosen, mut errors) = (Vec::new(), FieldErrors::new());
    for kind in MailKind::ALL {
        match form.get(kind.code()).parse::<Frequency>() {
            Ok(frequency) => chosen.push((kind, frequency)),
            Err(_) => errors.add(kind.code(), "unknown_choice"),
        }
    }
    if !errors.is_empty() {
        return Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, render(&visitor, &form.0, &errors)));
    }
    app.write(async |tx, now| {
        for (kind, frequency) in &chosen {
            preferences::set(tx, person, *kind, *frequency, now).await?;
        }
        Ok::<_, folkmoot_foundation::DbErr>(())
    })
    .await?;
    Ok(see_other("/my/mails", Some("mails-saved")))
}

/// The page behind the link of a mail. Opening it changes nothing: mail programs open links by themselves.
pub(super) async fn by_link(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let refusal = Refusal::of_token(&app.keyring, &token)?;
    let choices = preferences::get(app.db.read(), refusal.person).await?;
    let off = |kind: MailKind| choices.of(kind) == Frequency::Never;
    let none_at_all = MailKind::ALL.into_iter().all(off);
    let markup = RefusePage {
        ctx: visitor.ctx(),
        action: &links::unsubscribe(&token),
        scope: refusal.scope.code(),
        refused: match refusal.scope {
            Scope::Kind(kind) => off(kind),
            Scope::Digest => !MailKind::ALL
                .into_iter()
                .any(|kind| matches!(choices.of(kind), Frequency::Daily | Frequency::Weekly)),
            Scope::All => none_at_all,
        },
        none_at_all,
    };
    Ok(page(markup.render()))
}

/// Both the form of that page and the one-click button of a mail program (RFC 8058).
pub(super) async fn save_by_link(
    app: web::Data<App>,
    token: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let mut refusal = Refusal::of_token(&app.keyring, &token)?;
    let one_click = form.get("List-Unsubscribe") == "One-Click";
    if !one_click && form.get("all") == "yes" {
        refusal.scope = Scope::All;
    }
    app.write(async |tx, now| refusal.refuse(tx, now).await).await?;
    if one_click {
        return Ok(HttpResponse::NoContent().finish());
    }
    Ok(see_other(&links::unsubscribe(&token), None))
}

/// Whether a short way of choosing is meant, for the API.
pub(crate) fn in_short(choices: &preferences::Choices) -> &'static str {
    choices.in_short().map_or("mixed", MailChoice::code)
}

fn render(visitor: &Visitor, values: &Values, errors: &FieldErrors) -> Markup {
    MailsPage {
        ctx: visitor.ctx(),
        kinds: &MailKind::ALL.map(MailKind::code),
        frequencies: &Frequency::ALL.map(Frequency::code),
        hour: i64::from(digests::HOUR),
        form: FormView { lang: visitor.lang, values, errors },
    }
    .render()
}
