//! A fault as a page for people or as `application/problem+json` for programs.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse};
use folkmoot_web::form::message;
use folkmoot_web::pages::fault::FaultPage;
use folkmoot_web::{Lang, format};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Fault, Told};
use crate::http::{Typed, surroundings};

/// An error of the API (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says what kind it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// A short sentence in the language asked for.
    pub title: String,
    /// The status again.
    pub status: u16,
    /// A stable code to act upon.
    pub code: String,
    /// More exactly, if there is more to say: which field or line, in the language asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the parser said of a request that can't be read, in English, for programmers. Not stable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug: Option<String>,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// The field's name.
    pub field: String,
    /// A stable code.
    pub code: String,
    /// Words in the language asked for.
    pub message: String,
}

/// The layer that turns faults, and bare errors of the framework, into something readable.
///
/// # Errors
/// None of its own.
pub async fn render(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<BoxBody>>, Error> {
    // Routing needs the only reference to the request, so it is taken from the answer.
    let response = next.call(request).await?.map_into_boxed_body();
    let http = response.request().clone();
    let told = response.response().extensions().get::<Told>().cloned();
    let told = told.or_else(|| bare(response.response()));
    let Some(told) = told else { return Ok(response.map_into_left_body()) };
    let answer = if http.path().starts_with("/api/") { problem(&http, &told) } else { page(&http, &told) };
    Ok(ServiceResponse::new(http, answer).map_into_right_body())
}

/// Errors that the framework answered by itself: no such route, a body too large, a wrong method.
fn bare(response: &HttpResponse<BoxBody>) -> Option<Told> {
    let (status, headers) = (response.status(), response.headers());
    if headers.contains_key(header::CONTENT_TYPE) && status != StatusCode::METHOD_NOT_ALLOWED {
        return None;
    }
    let fault = match status {
        StatusCode::NOT_FOUND => Fault::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => {
            let allow = headers.get(header::ALLOW).and_then(|h| h.to_str().ok()).unwrap_or_default();
            Fault::WrongMethod { allow: with_head(allow) }
        }
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE => Fault::BadRequest(status.to_string()),
        _ => return None,
    };
    Some(Told::from(&fault))
}

/// Whatever takes GET takes HEAD, though no route says so.
fn with_head(allow: &str) -> String {
    let named = allow.split(',').map(str::trim).filter(|method| *method != "HEAD");
    named.flat_map(|m| if m == "GET" { vec!["GET", "HEAD"] } else { vec![m] }).collect::<Vec<_>>().join(", ")
}

fn problem(request: &HttpRequest, told: &Told) -> HttpResponse {
    let lang = surroundings::language(request);
    // What people look for is a page, what programs look for is data.
    let key = if told.key == "not-found" { "no-data" } else { &told.key };
    let body = Problem {
        kind: "about:blank",
        title: lang.t(&format!("fault-{key}-title")),
        status: told.status.as_u16(),
        code: told.code.to_owned(),
        detail: match &told.words {
            Some((key, values)) => {
                Some(lang.with_map(key, values.iter().map(|(name, value)| (*name, value.as_str()))))
            }
            None => exactly(lang, told),
        },
        debug: told.debug.clone(),
        errors: told
            .fields
            .0
            .iter()
            .map(|e| ProblemField {
                field: e.field.clone(),
                code: e.code.to_owned(),
                message: message(lang, e),
            })
            .collect(),
    };
    let mut response = HttpResponse::build(told.status).content_type("application/problem+json").json(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    finish(response, told)
}

/// The words of a code, with the date if there is one.
fn exactly(lang: Lang, told: &Told) -> Option<String> {
    let key = format!("fault-{}", told.code.replace('_', "-"));
    match told.until {
        Some(until) => {
            let until = format::date_time(lang, until);
            lang.find_with(&format!("{key}-until"), [("until", until.into())])
        }
        None => lang.find(&key),
    }
}

fn page(request: &HttpRequest, told: &Told) -> HttpResponse {
    let ctx = surroundings::context(request);
    let typed = request.extensions().get::<Typed>().map(|typed| typed.0.clone()).unwrap_or_default();
    let came_from =
        if request.method().is_safe() { ctx.path.clone() } else { surroundings::referring_path(request) };
    let to_sign_in = format!("/sign-in?back={}", surroundings::encode(&came_from));
    if told.code == "sign_in" && typed.is_empty() {
        return HttpResponse::SeeOther().insert_header((header::LOCATION, to_sign_in)).finish();
    }
    let detail = exactly(ctx.lang, told);
    let next = match told.code {
        "busy" | "unreachable" => Some(("fault-retry", came_from)),
        "sign_in" => Some(("fault-sign-in-go", to_sign_in)),
        _ if !request.method().is_safe() && came_from != "/" => Some(("fault-back", came_from)),
        _ => None,
    };
    let next = next.as_ref().map(|(key, path)| (*key, path.as_str()));
    let markup =
        FaultPage { ctx: &ctx, key: &told.key, detail, next, seconds: told.retry_after, typed: &typed }
            .render();
    let response =
        HttpResponse::build(told.status).content_type("text/html; charset=utf-8").body(markup.into_string());
    finish(response, told)
}

fn finish(mut response: HttpResponse, told: &Told) -> HttpResponse {
    if let Some(seconds) = told.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(allow) = told.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}
