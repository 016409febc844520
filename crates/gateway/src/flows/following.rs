//! Following a proposal, which must be one the follower may see.

use folkmoot_foundation::{PersonId, ProposalId};
use folkmoot_notifications::follows;

use crate::{App, Fault};

/// Lets a person follow a proposal; a second time changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] if there is none that this person may see; a database error.
pub async fn follow(app: &App, person: PersonId, id: ProposalId) -> Result<(), Fault> {
    let proposal = folkmoot_proposals::read::get(app.db.read(), id, app.now()).await?;
    if !proposal.visible_to(Some(person), false) {
        return Err(Fault::NotFound);
    }
    app.write(async |tx, now| follows::follow(tx, person, id, now).await).await?;
    Ok(())
}
