//! A person's own pages: what concerns them, their notices, what they follow, which mails they want.

mod follows;
mod home;
mod mails;
mod notices;

use actix_web::web::{ServiceConfig, get, post};

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("/my", get().to(home::show))
        .route("/my/notices", get().to(notices::list))
        .route("/my/notices/read-all", post().to(notices::read_all))
        .route("/my/notices/{id}/read", post().to(notices::read))
        .route("/my/mails", get().to(mails::show))
        .route("/my/mails", post().to(mails::save))
        .route("/unsubscribe/{token}", get().to(mails::by_link))
        .route("/unsubscribe/{token}", post().to(mails::save_by_link))
        .route("/proposals/{id}/follow", post().to(follows::follow))
        .route("/proposals/{id}/unfollow", post().to(follows::unfollow));
}
