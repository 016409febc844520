//! Proposals: list, page, form, withdrawal.

mod form;
pub(crate) mod history;
mod list;
mod mine;
mod show;
mod similar;
pub(crate) mod views;
mod withdraw;

pub(crate) use form::{Under, answer_period, proposer, send};
pub(crate) use history::happening;
pub(crate) use list::{Categories, known_categories};
pub(crate) use show::{flag, visible};
pub(crate) use views::AgencyNames;

use actix_web::web::{ServiceConfig, get, post};

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("/proposals", get().to(list::list))
        .route("/proposals/similar", get().to(form::similar))
        .route("/proposals/similar/draft", post().to(form::similar_to_draft))
        .route("/proposals/new", get().to(form::begin))
        .route("/proposals/new/title", get().to(form::first))
        .route("/proposals/new/title", post().to(form::create))
        .route("/proposals/{id}", get().to(show::show))
        .route("/proposals/{id}/similar", get().to(similar::ask))
        .route("/proposals/{id}/revisions", get().to(show::revisions))
        .route("/proposals/{id}/edit/check", get().to(form::check))
        .route("/proposals/{id}/edit/check", post().to(form::submit))
        .route("/proposals/{id}/edit/{step}", get().to(form::step))
        .route("/proposals/{id}/edit/{step}", post().to(form::save))
        .route("/proposals/{id}/delete", post().to(form::delete))
        .route("/proposals/{id}/withdraw", get().to(withdraw::ask))
        .route("/proposals/{id}/withdraw", post().to(withdraw::withdraw))
        .route("/my/proposals", get().to(mine::mine));
}
