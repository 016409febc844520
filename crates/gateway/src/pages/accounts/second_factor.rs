//! One's own second factor, and its code at signing in.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::passwords::Proof;
use folkmoot_accounts::{people, second_factor};
use folkmoot_foundation::FieldErrors;
use folkmoot_web::pages::accounts::second_factor::{
    RecoveryCodesPage, SecondFactorPage, SignInCodePage, Standing,
};
use folkmoot_web::{Markup, Values};

use super::sign_in::enter;
use super::{again, view};
use crate::flows::{accounts as flow, second_factor as second};
use crate::http::surroundings::local_path;
use crate::http::{Form, Visitor, page, see_other};
use crate::{App, Fault};

const PAGE: &str = "/account/second-factor";

/// What no browser and nothing on the way keeps.
fn not_kept(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

async fn render(app: &App, visitor: &Visitor, errors: &FieldErrors) -> Result<Markup, Fault> {
    let id = visitor.signed_in()?.id;
    let conn = app.db.read();
    let standing = match second_factor::of(conn, id).await? {
        Some(on) => Standing::On { since: on.since, recovery_codes: on.recovery_codes },
        None => match second_factor::pending(conn, &app.keyring, id).await? {
            None => Standing::None,
            Some(pending) => {
                let contact = people::contact(conn, &app.keyring, id).await?.ok_or(Fault::NotFound)?;
                let address = pending.address(&visitor.lang.t("site-name"), &contact.email);
                Standing::Pending { secret: pending.secret, address }
            }
        },
    };
    // Neither a password nor a code comes back in a page.
    let values = Values::default();
    Ok(SecondFactorPage { ctx: visitor.ctx(), standing, form: view(visitor.lang, &values, errors) }.render())
}

pub(super) async fn show(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    Ok(not_kept(page(render(&app, &visitor, &FieldErrors::new()).await?)))
}

/// The page again with what is wrong; any other fault goes on.
async fn wrong(app: &App, visitor: &Visitor, fault: Fault) -> Result<HttpResponse, Fault> {
    match fault {
        Fault::Invalid(errors) => {
            let markup = render(app, visitor, &errors).await?;
            Ok(not_kept(again(Fault::Invalid(errors), |_| markup)?))
        }
        other => Err(other),
    }
}

pub(super) async fn begin(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    match second::begin(&app, id, form.get("password"), flow::caller_of(&app, &request)).await {
        Ok(_) => Ok(see_other(PAGE, None)),
        Err(fault) => wrong(&app, &visitor, fault).await,
    }
}

pub(super) async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    match second::confirm(&app, id, form.get("code")).await {
        Ok(codes) => Ok(not_kept(page(RecoveryCodesPage { ctx: visitor.ctx(), codes }.render()))),
        Err(fault) => wrong(&app, &visitor, fault).await,
    }
}

pub(super) async fn remove(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    let caller = flow::caller_of(&app, &request);
    match second::remove(&app, id, form.get("password"), form.get("code"), caller).await {
        Ok(()) => Ok(see_other(PAGE, Some("second-removed"))),
        Err(fault) => wrong(&app, &visitor, fault).await,
    }
}

/// Asks somebody for their code who proved their password.
pub(super) async fn ask(
    app: &App,
    visitor: &Visitor,
    proof: &Proof,
    back: &str,
) -> Result<HttpResponse, Fault> {
    let pass = proof.sealed(&app.keyring, app.now());
    Ok(not_kept(page(asked(app, visitor, proof, (&pass, back), &FieldErrors::new()).await?)))
}

async fn asked(
    app: &App,
    visitor: &Visitor,
    proof: &Proof,
    (pass, back): (&str, &str),
    errors: &FieldErrors,
) -> Result<Markup, Fault> {
    let sample = match app.is_demo() {
        true => second_factor::sample(app.db.read(), &app.keyring, proof.person(), app.now()).await?,
        false => None,
    };
    let values = Values::default();
    let view = SignInCodePage {
        ctx: visitor.ctx(),
        form: view(visitor.lang, &values, errors),
        pass: pass.to_owned(),
        back: back.to_owned(),
        sample,
    };
    Ok(view.render())
}

/// Whoever comes to the page of the code without having given a password begins there.
pub(super) async fn nothing_asked() -> HttpResponse {
    see_other("/sign-in", None)
}

pub(super) async fn enter_code(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (pass, back) = (form.get("pass"), local_path(form.get("back")));
    let Some(proof) = Proof::opened(app.db.read(), &app.keyring, pass, app.now()).await? else {
        return Err(Fault::Conflict("sign_in_over"));
    };
    let code = form.get("code");
    match enter(&app, &visitor, &request, &proof, Some(code), back).await {
        Ok(response) => Ok(response),
        Err(Fault::Invalid(errors)) => {
            let markup = asked(&app, &visitor, &proof, (pass, back), &errors).await?;
            Ok(not_kept(again(Fault::Invalid(errors), |_| markup)?))
        }
        Err(other) => Err(other),
    }
}
