//! Following a proposal, and ending it.

use actix_web::{HttpResponse, web};
use folkmoot_foundation::ProposalId;
use folkmoot_notifications::follows;

use crate::flows::following;
use crate::http::surroundings::local_path;
use crate::http::{Form, Visitor, see_other};
use crate::{App, Fault, links};

pub(super) async fn follow(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    following::follow(&app, person, *id).await?;
    Ok(see_other(&back(&form, *id), Some("followed")))
}

pub(super) async fn unfollow(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, _| follows::unfollow(tx, person, *id).await).await?;
    Ok(see_other(&back(&form, *id), Some("unfollowed")))
}

fn back(form: &Form, id: ProposalId) -> String {
    match form.get("back") {
        "" => links::proposal(id),
        path => local_path(path).to_owned(),
    }
}
