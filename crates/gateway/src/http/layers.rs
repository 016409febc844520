//! The layers around every request.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError as _, web};
use folkmoot_foundation::db::counting_statements;

use crate::{App, Fault};

/// What the browser may load and do: only what we serve ourselves.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Headers that every answer carries.
///
/// # Errors
/// None of its own.
pub async fn security_headers<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let https = request.app_data::<web::Data<App>>().is_some_and(|app| app.config.is_https());
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    Ok(response)
}

/// Refuses forms that another site sent (cross-site request forgery). The API takes no cookies and needs no such check.
///
/// # Errors
/// None of its own; the refusal is an answer.
pub async fn same_site(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let safe = request.method().is_safe() || request.path().starts_with("/api/");
    if !safe && is_cross_site(&request) {
        return Ok(ServiceResponse::new(request.into_parts().0, Fault::CrossSite.error_response()));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

fn is_cross_site(request: &ServiceRequest) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|h| h.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => false,
        Some(_) => true,
        // Browsers before 2023 and programs: an origin, if told, must be ours.
        None => text("origin").is_some_and(|origin| {
            let host = origin.split_once("://").map_or("", |(_, host)| host);
            let own = request
                .app_data::<web::Data<App>>()
                .map(|app| app.config.public_url.clone())
                .unwrap_or_default();
            host != request.connection_info().host() && origin != own
        }),
    }
}

/// Lets any site read the API with its own token.
///
/// # Errors
/// None of its own.
pub async fn any_origin<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<actix_web::body::EitherBody<B>>, Error> {
    if request.method() == Method::OPTIONS {
        let answer = actix_web::HttpResponse::NoContent()
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE"))
            .insert_header((
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "authorization, content-type, idempotency-key",
            ))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
            .finish();
        return Ok(request.into_response(answer).map_into_right_body());
    }
    let mut response = next.call(request).await?.map_into_left_body();
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

/// Answers HEAD as GET: the routes know only GET, and the server leaves out the body of an answer to HEAD by itself.
///
/// # Errors
/// None of its own.
pub async fn head_as_get<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// One log line a request: method, route pattern, status, time. The pattern, not the path: paths may hold ids of people.
///
/// # Errors
/// None of its own.
pub async fn log<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let began = Instant::now();
    let method = request.method().clone();
    let tell = request.app_data::<web::Data<App>>().is_some_and(|app| app.config.tell_statements);
    let mut response = if tell {
        let (response, statements) = counting_statements(next.call(request)).await;
        let mut response = response?;
        if let Ok(value) = HeaderValue::from_str(&format!("db;desc=\"{statements}\"")) {
            response.headers_mut().insert(HeaderName::from_static("server-timing"), value);
        }
        response
    } else {
        next.call(request).await?
    };
    let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    let status = response.status();
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(%method, route, status = status.as_u16(), ms, "request");
    } else {
        tracing::debug!(%method, route, status = status.as_u16(), ms, "request");
    }
    // Answers that differ by language must not be mixed up by a cache between.
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    Ok(response)
}
