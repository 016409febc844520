//! What a page must know of the request: the language, the path, who looks at it.

use actix_web::http::header;
use actix_web::{HttpMessage as _, HttpRequest, web};
use folkmoot_web::{Ctx, Demo, Lang, SignedIn};

use crate::App;

/// The name of the cookie that keeps the language.
pub const LANGUAGE_COOKIE: &str = "language";

/// The language: `?lang=`, then the cookie, then the browser's wish, then Traditional Chinese.
pub fn language(request: &HttpRequest) -> Lang {
    let query = query_value(request, "lang").and_then(|code| Lang::from_code(&code));
    let cookie = || request.cookie(LANGUAGE_COOKIE).and_then(|c| Lang::from_code(c.value()));
    let wish = || {
        let header = request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        header.split(',').find_map(|part| Lang::from_code(part.split(';').next()?.trim()))
    };
    query.or_else(cookie).or_else(wish).unwrap_or_default()
}

fn query_value(request: &HttpRequest, name: &str) -> Option<String> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string()).ok()?;
    pairs.into_inner().into_iter().find(|(n, _)| n == name).map(|(_, v)| v)
}

/// The surroundings of a page. Who is signed in is known if the handler asked for the [`Visitor`](super::Visitor).
pub fn context(request: &HttpRequest) -> Ctx {
    let app = request.app_data::<web::Data<App>>();
    let done = query_value(request, "done").filter(|d| {
        d.len() < 60 && d.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    });
    Ctx {
        lang: language(request),
        now: app.map(|app| app.now()).unwrap_or_default(),
        // A form that comes back with mistakes stands at an address that only takes forms.
        path: if request.method().is_safe() { path_without_done(request) } else { referring_path(request) },
        signed_in: request.extensions().get::<SignedIn>().cloned(),
        demo: app.filter(|app| app.is_demo()).map(|_| Demo),
        done,
    }
}

/// The path with its query, without what is shown only once.
fn path_without_done(request: &HttpRequest) -> String {
    let query: Vec<&str> = request
        .query_string()
        .split('&')
        .filter(|p| !p.is_empty() && !p.starts_with("done=") && !p.starts_with("lang="))
        .collect();
    if query.is_empty() {
        request.path().to_owned()
    } else {
        format!("{}?{}", request.path(), query.join("&"))
    }
}

/// The path of the page that a form was sent from, if it is ours; else the start.
pub fn referring_path(request: &HttpRequest) -> String {
    let referer = request.headers().get(header::REFERER).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let own =
        request.app_data::<web::Data<App>>().map(|app| app.config.public_url.clone()).unwrap_or_default();
    let host = request.connection_info().host().to_owned();
    let rest = referer
        .strip_prefix(&own)
        .or_else(|| referer.split_once("://").and_then(|(_, r)| r.strip_prefix(host.as_str())))
        .unwrap_or("/");
    local_path(rest).to_owned()
}

/// `path` if it leads to this site, else the start: a redirect never leaves the platform.
pub fn local_path(path: &str) -> &str {
    let fine = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(|c| c.is_control() || c.is_whitespace());
    if fine { path } else { "/" }
}

/// Percent-encodes a text for a query.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leaves_the_platform() {
        assert_eq!(local_path("/proposals/1?x=2"), "/proposals/1?x=2");
        for hostile in
            ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\r\nb", ""]
        {
            assert_eq!(local_path(hostile), "/");
        }
    }
}
