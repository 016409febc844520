//! Co-signing: the button, receipts, taking back, and the numbers.

mod counts;
mod receipt;
mod sign;
mod slot;

use actix_web::web::{ServiceConfig, get, post};

pub use slot::sign_box_of;

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("/proposals/{id}/sign", post().to(sign::sign))
        .route("/proposals/{id}/unsign", get().to(sign::ask))
        .route("/proposals/{id}/unsign", post().to(sign::unsign))
        .route("/proposals/{id}/signatures", get().to(counts::page))
        .route("/proposals/{id}/count", get().to(counts::count))
        .route("/proposals/{id}/count/stream", get().to(counts::stream))
        .route("/receipts/{id}.json", get().to(receipt::json))
        .route("/receipts/{id}", get().to(receipt::page));
}
