//! Issues: the merged page of a proposal, and the facilitator's desk where voices are filed.

mod booklet;
mod desk;
mod export;
mod filing;
mod import;
mod manage;
mod merged;
mod show;
mod speakers;
mod view;

use actix_web::web;

pub(crate) use self::show::{list_of, place, token};
pub(crate) use self::speakers::participant;
pub(crate) use self::view::answers;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    merged::configure(config);
    export::configure(config);
    show::configure(config);
    booklet::configure(config);
    desk::configure(config);
    filing::configure(config);
    manage::configure(config);
    import::configure(config);
    speakers::configure(config);
}
