//! Confirming who one is at an identity provider: there, and back.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::people;
use folkmoot_web::pages::accounts::identity::{IdentityPage, IdentityProblemPage};
use serde::Deserialize;

use super::sign_in::{Back, enter};
use crate::flows::identity as flow;
use crate::http::surroundings::{encode, local_path};
use crate::http::{Visitor, page, page_with_status, see_other};
use crate::identity::{Begun, CALLBACK, Errand, IdentityError, MINUTES};
use crate::{App, Fault};

/// The name of the cookie that keeps what must come back the same.
const COOKIE: &str = "identity";

fn cookie(app: &App, value: String, age: Duration) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path(CALLBACK)
        .http_only(true)
        // Whoever comes back comes from another site.
        .same_site(SameSite::Lax)
        .secure(app.config.is_https())
        .max_age(age)
        .finish()
}

fn with_cookie(mut response: HttpResponse, cookie: &Cookie<'_>) -> Result<HttpResponse, Fault> {
    response.add_cookie(cookie).map_err(|error| Fault::BadRequest(error.to_string()))?;
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response)
}

fn name<'a>(app: &'a App, visitor: &Visitor) -> &'a str {
    app.identity.as_ref().map_or("", |provider| {
        let (zh, en) = provider.name();
        visitor.lang.pick(zh, en)
    })
}

/// What the provider is called, if there is one.
pub(super) fn provider_name<'a>(app: &'a App, visitor: &Visitor) -> Option<&'a str> {
    app.identity.is_some().then(|| name(app, visitor))
}

fn back_of(back: &str) -> &str {
    if back.is_empty() { "/account/identity" } else { local_path(back) }
}

pub(super) async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    step: web::Query<Back>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let view = IdentityPage {
        ctx: visitor.ctx(),
        provider: provider_name(&app, &visitor),
        identity: people::masked_identity(app.db.read(), &app.keyring, person.id).await?,
        back: encode(back_of(&step.back)),
    };
    Ok(page(view.render()))
}

pub(super) async fn remove(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    app.write(async |tx, now| people::remove_identity(tx, id, now).await).await?;
    Ok(see_other("/account/identity", Some("identity-removed")))
}

/// Sends whoever is signed in to the provider. A link and not a form: the policy for forms would stop the browser on its
/// way to another site, and nothing is changed by it.
pub(super) async fn start(
    app: web::Data<App>,
    visitor: Visitor,
    step: web::Query<Back>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    send(&app, &visitor, Errand::Bind(person.id), back_of(&step.back)).await
}

/// Sends somebody to the provider who wants to sign in.
pub(super) async fn start_sign_in(
    app: web::Data<App>,
    visitor: Visitor,
    step: web::Query<Back>,
) -> Result<HttpResponse, Fault> {
    send(&app, &visitor, Errand::SignIn, local_path(&step.back)).await
}

async fn send(app: &App, visitor: &Visitor, errand: Errand, back: &str) -> Result<HttpResponse, Fault> {
    match flow::provider(app)?.begin(errand, back, app.now()).await {
        Ok((url, begun)) => {
            let cookie = cookie(app, begun.sealed(&app.keyring), Duration::minutes(MINUTES));
            with_cookie(see_other(&url, None), &cookie)
        }
        Err(error) => Ok(failed(app, visitor, problem_of(error), Some((errand, back)))),
    }
}

#[derive(Deserialize)]
pub(super) struct Returned {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
}

/// Whoever comes back. Whatever comes of it, the cookie has done its work.
pub(super) async fn callback(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    returned: web::Query<Returned>,
) -> Result<HttpResponse, Fault> {
    flow::provider(&app)?;
    let kept = request.cookie(COOKIE);
    let begun = kept.and_then(|kept| Begun::opened(&app.keyring, kept.value(), &returned.state, app.now()));
    let response = match begun {
        None => failed(&app, &visitor, "over", None),
        Some(begun) => match came_back(&app, &visitor, &request, &returned, &begun).await? {
            Ok(response) => response,
            Err(problem) => failed(&app, &visitor, problem, Some((begun.errand, &begun.back))),
        },
    };
    with_cookie(response, &cookie(&app, String::new(), Duration::ZERO))
}

/// The inner error is the problem that the page tells.
async fn came_back(
    app: &App,
    visitor: &Visitor,
    request: &HttpRequest,
    returned: &Returned,
    begun: &Begun,
) -> Result<Result<HttpResponse, &'static str>, Fault> {
    if returned.code.is_empty() || !returned.error.is_empty() {
        let cancelled = matches!(returned.error.as_str(), "access_denied" | "");
        return Ok(Err(if cancelled { "cancelled" } else { "refused" }));
    }
    match begun.errand {
        // Somebody else has signed in to this browser meanwhile.
        Errand::Bind(person) if visitor.id() != Some(person) => Ok(Err("somebody-else")),
        Errand::Bind(person) => match flow::bind(app, person, &returned.code, begun).await {
            Ok(Ok(())) => Ok(Ok(see_other(&begun.back, Some("identity-confirmed")))),
            Ok(Err(error)) => Ok(Err(problem_of(error))),
            Err(Fault::Conflict("identity_other")) => Ok(Err("other")),
            Err(fault) => Err(fault),
        },
        Errand::SignIn => match flow::prove(app, &returned.code, begun).await? {
            Ok(Some(proof)) => Ok(Ok(enter(app, visitor, request, &proof, None, &begun.back).await?)),
            Ok(None) => Ok(Err("no-account")),
            Err(error) => Ok(Err(problem_of(error))),
        },
    }
}

fn problem_of(error: IdentityError) -> &'static str {
    match error {
        IdentityError::Down => "down",
        IdentityError::Refused => "refused",
        IdentityError::NotValid => "not-valid",
        IdentityError::Unreadable => "unreadable",
    }
}

fn failed(app: &App, visitor: &Visitor, problem: &str, what: Option<(Errand, &str)>) -> HttpResponse {
    let signing_in = match what {
        Some((errand, _)) => errand == Errand::SignIn,
        None => visitor.id().is_none(),
    };
    let path = if signing_in { "/sign-in/identity" } else { "/account/identity/start" };
    let again = match what {
        Some((_, back)) => format!("{path}?back={}", encode(back)),
        None => path.to_owned(),
    };
    let view =
        IdentityProblemPage { ctx: visitor.ctx(), problem, provider: name(app, visitor), again, signing_in };
    let status = if problem == "down" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::CONFLICT };
    page_with_status(status, view.render())
}
