//! Co-signing: the button, receipts, taking back, and the numbers.

mod badge;
mod by_mail;
mod checks;
mod counts;
mod pauses;
mod receipt;
mod sign;
mod slot;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig, get, post};
use folkmoot_foundation::{DriveId, ProposalId};

use crate::{App, Fault, proof_files};

pub use slot::sign_box_of;

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("/proposals/{id}/sign", post().to(sign::sign))
        .route("/proposals/{id}/unsign", get().to(sign::ask))
        .route("/proposals/{id}/unsign", post().to(sign::unsign))
        .route("/proposals/{id}/signatures", get().to(counts::page))
        .route("/proposals/{id}/badge.svg", get().to(badge::badge))
        .route("/proposals/{id}/count", get().to(counts::count))
        .route("/proposals/{id}/count/stream", get().to(counts::stream))
        .route("/proposals/{id}/signatures.jsonl", get().to(proof))
        .route("/desk/admin/polling-days", get().to(pauses::days))
        .route("/desk/admin/polling-days", post().to(pauses::add_day))
        .route("/desk/admin/polling-days/{id}/remove", post().to(pauses::remove_day))
        .route("/desk/admin/drives/{id}", get().to(pauses::drive))
        .route("/desk/admin/drives/{id}/pause", post().to(pauses::pause))
        .route("/desk/admin/drives/{id}/resume", post().to(pauses::resume))
        .route("/proposals/{id}/sign-by-mail", get().to(by_mail::form))
        .route("/proposals/{id}/sign-by-mail", post().to(by_mail::ask))
        .route("/proposals/{id}/sign-by-mail/sent", get().to(by_mail::sent))
        .route("/sign-by-mail/{token}", get().to(by_mail::peek))
        .route("/sign-by-mail/{token}", post().to(by_mail::confirm))
        .route("/signed/{token}", get().to(by_mail::receipt))
        .route("/signed/{token}/receipt.json", get().to(by_mail::receipt_file))
        .route("/signed/{token}/unsign", get().to(by_mail::ask_unsign))
        .route("/signed/{token}/unsign", post().to(by_mail::unsign))
        .route("/desk/admin/mail-domains", get().to(checks::domains))
        .route("/desk/admin/mail-domains", post().to(checks::give_domains))
        .route("/receipts/{id}/confirm", get().to(checks::ask))
        .route("/receipts/{id}/confirm", post().to(checks::confirm))
        .route("/receipts/{id}/confirm/code", post().to(checks::send_code))
        .route("/receipts/{id}.json", get().to(receipt::json))
        .route("/receipts/{id}/mail", post().to(receipt::mail))
        .route("/receipts/{id}/region", post().to(receipt::region))
        .route("/receipts/{id}", get().to(receipt::page));
}

/// All leaves and roots of a count.
async fn proof(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    proof_files::answer(app, DriveId(id.0)).await
}
