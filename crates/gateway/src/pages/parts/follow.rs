//! Following, on the page of a proposal.

use folkmoot_notifications::follows;
use folkmoot_proposals::Proposal;
use folkmoot_web::Markup;
use folkmoot_web::components::follow::follow;

use crate::http::Visitor;
use crate::{App, Fault};

/// The button that begins or ends following, with the number of followers; nothing before the proposal is public.
///
/// # Errors
/// A database error.
pub async fn button(app: &App, visitor: &Visitor, proposal: &Proposal) -> Result<Markup, Fault> {
    if !proposal.state.is_public() {
        return Ok(Markup::default());
    }
    let id = proposal.id;
    let following = match visitor.id() {
        Some(person) => follows::is_following(app.db.read(), person, id).await?,
        None => false,
    };
    let counts = follows::counts(app.db.read(), &[id.0]).await?;
    let followers = counts.get(&id.0).copied().unwrap_or(0);
    Ok(follow(visitor.ctx(), &id.to_string(), following, followers))
}
