//! What people say of a published response: the proposer's reply, whether it helped, the survey, and a moderator's page.

mod feedback;
mod reply;
mod survey;
pub(super) mod view;
mod words;

use actix_web::web;
use folkmoot_agency_responses::afterwards::{self, Afterwards};
use folkmoot_agency_responses::{Case, cases};
use folkmoot_foundation::ProposalId;
use folkmoot_web::pages::cases::afterwards::About;

use super::view::Shelf;
use crate::{App, Fault, links};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/proposals/{id}/reply").get(reply::form).post(reply::send))
        .service(web::resource("/proposals/{id}/feedback").get(feedback::shown).post(feedback::send))
        .service(web::resource("/proposals/{id}/survey").get(survey::shown).post(survey::send))
        .service(web::resource("/desk/moderation/words/{id}").get(words::look).post(words::decide));
}

/// A case that was answered, with what people may do since.
async fn answered(app: &App, id: ProposalId) -> Result<(Case, Afterwards), Fault> {
    let case = cases::of_proposal(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    let windows = afterwards::of_case(app.db.read(), case.brief.id).await?.ok_or(Fault::NotFound)?;
    Ok((case, windows))
}

fn about(shelf: &Shelf<'_>, id: ProposalId) -> About {
    About { title: shelf.title(id), proposal_href: links::proposal(id), response_href: links::response(id) }
}

/// Where to sign in before coming back here.
fn sign_in(path: &str) -> String {
    format!("/sign-in?back={}", path.replace('/', "%2F"))
}
