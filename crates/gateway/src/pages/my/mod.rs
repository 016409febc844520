//! A person's own pages: what concerns them, their notices, what they follow, which mails they want.

mod follows;
mod home;
pub(crate) mod mails;
mod notices;

use actix_web::web::{ServiceConfig, get, post};

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("/my", get().to(home::show))
        .route("/my/notices", get().to(notices::list))
        .route("/my/notices/read-all", post().to(notices::read_all))
        .route("/my/notices/{id}/read", post().to(notices::read))
        .route("/my/follows", get().to(follows::show))
        .route("/my/follows", post().to(follows::begin))
        .route("/my/follows/end", post().to(follows::end))
        .route("/my/mails", get().to(mails::show))
        .route("/my/mails", post().to(mails::save))
        .route("/unsubscribe/{token}", get().to(mails::by_link))
        .route("/unsubscribe/{token}", post().to(mails::save_by_link))
        .route("/proposals/{id}/follow", post().to(follows::follow))
        .route("/proposals/{id}/unfollow", post().to(follows::unfollow));
}
