//! Pages of accounts: registering, signing in, one's own account, and the people page of administrators.

mod account;
mod identity;
mod people;
mod registration;
mod reset;
mod second_factor;
mod sign_in;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{ServiceConfig, get, post};
use folkmoot_foundation::FieldErrors;
use folkmoot_web::{FormView, Lang, Markup, Values};

use crate::Fault;
use crate::http::page_with_status;

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("/register", get().to(registration::form))
        .route("/register", post().to(registration::register))
        .route("/register/sent", get().to(registration::sent))
        .route("/confirm-email/{token}", get().to(registration::peek))
        .route("/confirm-email/{token}", post().to(registration::confirm))
        .route("/sign-in", get().to(sign_in::form))
        .route("/sign-in", post().to(sign_in::sign_in))
        .route("/sign-in/code", get().to(second_factor::nothing_asked))
        .route("/sign-in/code", post().to(second_factor::enter_code))
        .route("/sign-in/identity", get().to(identity::start_sign_in))
        .route("/identity/callback", get().to(identity::callback))
        .route("/sign-out", post().to(sign_in::sign_out))
        .route("/forgot-password", get().to(reset::request_form))
        .route("/forgot-password", post().to(reset::request))
        .route("/forgot-password/sent", get().to(reset::sent))
        .route("/reset-password/{token}", get().to(reset::form))
        .route("/reset-password/{token}", post().to(reset::finish))
        .route("/account", get().to(account::show))
        .route("/account/profile", post().to(account::save_profile))
        .route("/account/identity", get().to(identity::show))
        .route("/account/identity/start", get().to(identity::start))
        .route("/account/identity/remove", post().to(identity::remove))
        .route("/account/mobile", get().to(account::mobile::show))
        .route("/account/mobile/code", post().to(account::mobile::send_code))
        .route("/account/mobile/confirm", post().to(account::mobile::confirm))
        .route("/account/password", get().to(account::password_form))
        .route("/account/password", post().to(account::change_password))
        .route("/account/second-factor", get().to(second_factor::show))
        .route("/account/second-factor/begin", post().to(second_factor::begin))
        .route("/account/second-factor/confirm", post().to(second_factor::confirm))
        .route("/account/second-factor/remove", post().to(second_factor::remove))
        .route("/account/devices/sign-out", post().to(account::sign_out_device))
        .route("/account/sign-out-everywhere", post().to(account::sign_out_everywhere))
        .route("/account/delete", get().to(account::delete_form))
        .route("/account/delete", post().to(account::delete))
        .route("/desk/admin/people", get().to(people::list))
        .route("/desk/admin/people/{id}", get().to(people::show))
        .route("/desk/admin/people/{id}/grant", post().to(people::grant))
        .route("/desk/admin/people/{id}/revoke", post().to(people::revoke))
        .route("/desk/admin/people/{id}/second-factor", post().to(people::remove_second_factor));
}

/// A form as it is shown.
fn view<'a>(lang: Lang, values: &'a Values, errors: &'a FieldErrors) -> FormView<'a> {
    FormView { lang, values, errors }
}

/// The same form again with what is wrong; any other fault goes on.
fn again(fault: Fault, render: impl FnOnce(&FieldErrors) -> Markup) -> Result<HttpResponse, Fault> {
    match fault {
        Fault::Invalid(errors) => Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, render(&errors))),
        other => Err(other),
    }
}
