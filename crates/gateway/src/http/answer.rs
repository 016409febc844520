//! Answers for people: pages and redirects.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use folkmoot_web::Markup;

/// A page.
pub fn page(markup: Markup) -> HttpResponse {
    page_with_status(StatusCode::OK, markup)
}

/// A page with another status: 422 for a form with mistakes.
pub fn page_with_status(status: StatusCode, markup: Markup) -> HttpResponse {
    with_body(status, markup.into_string().into())
}

/// A page whose bytes are there already.
pub(super) fn page_of_bytes(bytes: Bytes) -> HttpResponse {
    with_body(StatusCode::OK, bytes)
}

fn with_body(status: StatusCode, bytes: Bytes) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .body(bytes)
}

/// After a form was done: go and look at `path`. With `done`, that page shows the message `done-<done>`.
pub fn see_other(path: &str, done: Option<&str>) -> HttpResponse {
    let location = match done {
        None => path.to_owned(),
        Some(done) => {
            let (path, fragment) = path.split_once('#').map_or((path, None), |(p, f)| (p, Some(f)));
            let joint = if path.contains('?') { '&' } else { '?' };
            let fragment = fragment.map(|f| format!("#{f}")).unwrap_or_default();
            format!("{path}{joint}done={done}{fragment}")
        }
    };
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

/// To the sign-in page, and back to `back` afterwards.
pub fn to_sign_in(back: &str) -> HttpResponse {
    see_other(&format!("/sign-in?back={}", super::surroundings::encode(back)), None)
}
