//! Pages of the demo only: its mailbox, its time machine and its identity provider. Their routes exist in no other mode.

mod clock;
mod identity;
mod mailbox;

use actix_web::web::{ServiceConfig, get, post};

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("/demo/clock", get().to(clock::show))
        .route("/demo/clock", post().to(clock::forward))
        .route("/demo/identity/authorize", get().to(identity::choose))
        .route("/demo/identity/authorize", post().to(identity::chosen))
        .route("/demo/signatures", post().to(clock::crowd))
        .route("/demo/mailbox", get().to(mailbox::list))
        .route("/demo/mailbox/{id}", get().to(mailbox::message))
        .route("/demo/mailbox/{id}/body", get().to(mailbox::body));
}
