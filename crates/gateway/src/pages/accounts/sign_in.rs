//! Signing in and out.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::passwords::Proof;
use folkmoot_accounts::{Error, Person, people, sessions};
use folkmoot_foundation::{FieldErrors, db};
use folkmoot_web::layout::DESKS;
use folkmoot_web::pages::accounts::sign_in::{Sample, Samples, SignInPage};
use folkmoot_web::{Markup, Values};
use serde::Deserialize;

use super::identity::provider_name;
use super::second_factor::ask;
use super::{again, view};
use crate::flows::{accounts as flow, second_factor as second};
use crate::http::surroundings::{encode, local_path};
use crate::http::visitor::{no_session_cookie, session_cookie};
use crate::http::{Form, Visitor, page, see_other};
use crate::{App, Fault, demo};

#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    pub(super) back: String,
}

fn render(app: &App, visitor: &Visitor, values: &Values, errors: &FieldErrors, back: &str) -> Markup {
    let of_account = |account: &'static demo::Account| Sample {
        key: &account.key,
        email: demo::address(&account.key),
        nickname: &account.nickname,
        role: account.role.as_deref().unwrap_or("citizen"),
        text: account.shown.get(visitor.lang.code()).map_or("", String::as_str),
    };
    let samples = app.is_demo().then(|| Samples {
        accounts: demo::accounts().iter().map(of_account).collect(),
        password: demo::PASSWORD,
    });
    let form = view(visitor.lang, values, errors);
    let back = local_path(back);
    let provider = provider_name(app, visitor).map(|name| (name, encode(back)));
    SignInPage { ctx: visitor.ctx(), form, back, provider, samples }.render()
}

/// The name of the cookie that keeps where somebody was going, over registering and the mail that confirms it.
const BACK_COOKIE: &str = "back";

fn back_cookie(app: &App, back: &str, age: Duration) -> Cookie<'static> {
    Cookie::build(BACK_COOKIE, encode(back))
        .path("/sign-in")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.is_https())
        .max_age(age)
        .finish()
}

pub(super) async fn form(app: web::Data<App>, visitor: Visitor, query: web::Query<Back>) -> HttpResponse {
    let mut response = page(render(&app, &visitor, &Values::default(), &FieldErrors::new(), &query.back));
    let back = local_path(&query.back);
    if back != "/" && !is_for_strangers(back) {
        // A path of ours, encoded, always fits into a header.
        let _ = response.add_cookie(&back_cookie(&app, back, Duration::days(2)));
    }
    response
}

/// Where somebody was going before they registered.
fn kept_back(request: &HttpRequest) -> Option<String> {
    let kept = request.cookie(BACK_COOKIE)?;
    Some(local_path(kept.value()).to_owned()).filter(|back| back != "/")
}

/// The desk of somebody who works here; of several the one that stands first on every page.
fn desk_of(person: &Person) -> Option<&'static str> {
    let holds = |code: &str| code.parse().is_ok_and(|role| person.has(role));
    DESKS.into_iter().find(|(code, _)| holds(code)).map(|(_, desk)| desk)
}

pub(super) async fn sign_in(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let back = local_path(form.get("back"));
    let (email, password) = (form.get("email"), form.get("password"));
    let mut missing = FieldErrors::new();
    for (field, value) in [("email", email), ("password", password)] {
        if value.trim().is_empty() {
            missing.add(field, "required");
        }
    }
    let proof = if missing.is_empty() {
        flow::prove(&app, email, password, flow::caller_of(&app, &request)).await
    } else {
        Err(missing.into())
    };
    let proof = match proof {
        Ok(proof) => proof,
        Err(fault) => return again(fault, |errors| render(&app, &visitor, &form, errors, back)),
    };
    enter(&app, &visitor, &request, &proof, None, back).await
}

/// Opens a session for somebody who proved who they are, and leads them on; whoever has a second factor is first asked for
/// its code.
pub(super) async fn enter(
    app: &App,
    visitor: &Visitor,
    request: &HttpRequest,
    proof: &Proof,
    code: Option<&str>,
    back: &str,
) -> Result<HttpResponse, Fault> {
    let code = match code {
        Some(code) if second::before(app, proof.person(), code).await? => Some(code),
        _ => None,
    };
    let agent = request.headers().get(header::USER_AGENT).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let label = sessions::device_label(agent);
    let tx = app.db.begin().await?;
    let complete = match code {
        Some(code) => second::complete(app, &tx, proof, code).await?,
        None => proof.clone(),
    };
    let token = match sessions::start(&tx, app.entropy.as_ref(), &complete, &label, app.now()).await {
        Err(Error::SecondFactorNeeded) => {
            drop(tx);
            return ask(app, visitor, proof, back).await;
        }
        started => started?,
    };
    // Whoever was signed in here before is not any more.
    if let (Some(person), Some(session)) = (visitor.id(), visitor.session()) {
        sessions::end(&tx, person, session).await?;
    }
    db::commit(tx).await?;
    let known = people::get(app.db.read(), proof.person()).await?;
    let kept = kept_back(request);
    let back = if back == "/" { kept.as_deref().unwrap_or(back) } else { back };
    // Who came for nothing in particular begins with their work, or learns what is still missing.
    let desk = known.as_ref().and_then(desk_of);
    let unconfirmed = known.is_some_and(|person| !person.may_sign());
    let to = match (back, desk) {
        ("/", Some(desk)) => desk,
        ("/", None) if unconfirmed => "/account/mobile?back=/",
        (back, _) if is_for_strangers(back) => "/my",
        (back, _) => back,
    };
    let mut response = see_other(to, None);
    for cookie in [session_cookie(&app.config, token), back_cookie(app, "", Duration::ZERO)] {
        response.add_cookie(&cookie).map_err(|e| Fault::BadRequest(e.to_string()))?;
    }
    Ok(response)
}

/// Whether a page is of no use to somebody who is signed in, so that it is nowhere to go back to.
fn is_for_strangers(back: &str) -> bool {
    let path = back.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    ["/sign-in", "/register", "/forgot-password", "/reset-password"]
        .iter()
        .any(|page| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

pub(super) async fn sign_out(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    if let (Some(person), Some(session)) = (visitor.id(), visitor.session()) {
        app.write(async |tx, _| sessions::end(tx, person, session).await).await?;
    }
    signed_out(&app, "/", "signed-out")
}

/// To `path`, without the session's cookie.
pub(super) fn signed_out(app: &App, path: &str, done: &str) -> Result<HttpResponse, Fault> {
    let mut response = see_other(path, Some(done));
    response.add_cookie(&no_session_cookie(&app.config)).map_err(|e| Fault::BadRequest(e.to_string()))?;
    Ok(response)
}
