//! The routes that answer with pages, one file a group.

mod about;
mod accounts;
pub(crate) mod appeals;
mod audit_log;
pub(crate) mod cases;
mod counter;
mod demo;
pub(crate) mod discussion;
mod feeds;
pub(crate) mod hearings;
mod home;
pub(crate) mod issues;
mod language;
pub(crate) mod moderation;
pub(crate) mod my;
pub(crate) mod opinions;
pub(crate) mod paper;
pub mod parts;
pub(crate) mod proposals;
pub(crate) mod review;
pub(crate) mod rules;
mod search;
mod signature_review;
pub mod signatures;
pub(crate) mod texts;
mod watch;

use actix_web::web::ServiceConfig;

/// The routes of all pages.
pub fn configure(config: &mut ServiceConfig, demo: bool) {
    // Routes are tried in this order, and this is the one that a crowd takes.
    signatures::configure(config);
    about::configure(config);
    cases::configure(config);
    language::configure(config);
    home::configure(config);
    proposals::configure(config);
    // Before the proposals of the same desk, whose ids it would be taken for.
    signature_review::configure(config);
    review::configure(config);
    rules::configure(config);
    search::configure(config);
    my::configure(config);
    audit_log::configure(config);
    feeds::configure(config);
    if demo {
        demo::configure(config);
    }
    discussion::configure(config);
    issues::configure(config);
    texts::configure(config);
    appeals::configure(config);
    moderation::configure(config);
    watch::configure(config);
    hearings::configure(config);
    counter::configure(config);
    opinions::configure(config);
    paper::configure(config);
    accounts::configure(config);
}
