//! Changing the language.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpResponse, web};
use folkmoot_web::Lang;

use crate::App;
use crate::config::Config;
use crate::http::surroundings::{LANGUAGE_COOKIE, local_path};
use crate::http::{Form, see_other};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/language", web::post().to(change));
}

async fn change(app: web::Data<App>, form: Form) -> HttpResponse {
    let lang = Lang::from_code(form.get("lang")).unwrap_or_default();
    let mut response = see_other(local_path(form.get("back")), None);
    // A cookie of two letters and a dash always fits into a header.
    let _ = response.add_cookie(&cookie(&app.config, lang));
    response
}

/// The cookie that keeps a language.
pub(super) fn cookie(config: &Config, lang: Lang) -> Cookie<'static> {
    Cookie::build(LANGUAGE_COOKIE, lang.code())
        .path("/")
        .same_site(SameSite::Lax)
        .secure(config.is_https())
        .max_age(Duration::days(400))
        .finish()
}
