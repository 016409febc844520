//! The hearings of a proposal, on its page.

use folkmoot_accounts::Role;
use folkmoot_hearings::hearings;
use folkmoot_proposals::Proposal;
use folkmoot_web::Markup;
use folkmoot_web::pages::hearings::list::part;

use crate::http::Visitor;
use crate::pages::hearings::card;
use crate::{App, Fault};

/// The hearings, past and to come. It stands inside `section id="hearings"`, whose heading the page gives; empty if
/// there are none.
///
/// # Errors
/// A database error.
pub async fn of_proposal(app: &App, visitor: &Visitor, proposal: &Proposal) -> Result<Markup, Fault> {
    let found = hearings::of_proposal(app.db.read(), proposal.id, app.now()).await?;
    let facilitates = visitor.person().is_some_and(|p| p.has(Role::Facilitator));
    if found.is_empty() && !facilitates {
        return Ok(Markup::default());
    }
    let found: Vec<_> = found.into_iter().map(|hearing| card(hearing, "/hearings")).collect();
    let new = format!("/desk/hearings/new?proposal={}", proposal.id);
    Ok(part(visitor.ctx(), &found, facilitates.then_some(new.as_str())))
}
