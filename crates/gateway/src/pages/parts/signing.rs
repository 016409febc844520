//! Signing, on the page of a proposal.

use folkmoot_proposals::Proposal;
use folkmoot_signatures::drives::Drive;
use folkmoot_web::Markup;

use crate::http::Visitor;
use crate::pages::signatures::sign_box_of;
use crate::{App, Fault};

/// The box in which one signs, takes one's signature back, or sees one's receipt. It stands under the progress bar.
///
/// # Errors
/// A database error.
pub async fn sign_box(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    drive: &Drive,
) -> Result<Markup, Fault> {
    Ok(sign_box_of(app, visitor, proposal, &proposal.id.to_string(), drive).await?.inside())
}
