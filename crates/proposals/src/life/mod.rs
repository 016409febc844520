//! Everything that changes a proposal.
//!
//! Each function locks the row it decides on, checks the state that shows at `now`, and appends its event in the
//! caller's transaction.

use folkmoot_foundation::{Actor, Now, PersonId, ProposalId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QuerySelect as _};

use crate::entity::proposal;
use crate::error::Error;
use crate::index;
use crate::state::State;

mod course;
mod draft;
mod pass;
mod review;
mod similar;
mod submit;
mod supplement;

pub use course::{
    close, mark_answered, mark_reached, move_window, record_lapses, settle_review_deadlines, withdraw,
};
pub use draft::{create_draft, delete_draft, save_draft};
pub use pass::{LISTING, Next, Opened, SUPPORTERS, Seeking, list, note_effect, supporters_found, window};
pub use review::{open, refuse, send_back};
pub use similar::{find_similar, name_similar, similar_of};
pub use submit::{Submitted, submit};
pub use supplement::{ask_supplement, record_unanswered, supplement_due};

/// The row, locked until the transaction ends, and the state it shows.
async fn locked(tx: &Tx, id: ProposalId, now: Now) -> Result<(proposal::Model, State), Error> {
    let row = proposal::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    let state = state_of(&row, now)?;
    Ok((row, state))
}

/// As [`locked`], if `person` is its proposer: a draft of somebody else can't be found, anything else is refused.
async fn own(tx: &Tx, id: ProposalId, person: PersonId, now: Now) -> Result<(proposal::Model, State), Error> {
    let (row, state) = locked(tx, id, now).await?;
    if row.proposer != person.0 {
        return Err(if state.is_public() { Error::NotProposer } else { Error::NotFound });
    }
    Ok((row, state))
}

pub(crate) fn state_of(row: &proposal::Model, now: Now) -> Result<State, Error> {
    let stored: State = row.state.parse().map_err(|_| Error::Unreadable { id: row.id, what: "its state" })?;
    Ok(State::at(stored, row.closes_at, row.supplement_due, now))
}

fn must(state: State, allowed: &[State]) -> Result<(), Error> {
    if allowed.contains(&state) { Ok(()) } else { Err(Error::WrongState { state }) }
}

/// Writes the columns that `change` sets, and says to the index where the proposal stands now.
async fn update(
    tx: &Tx,
    row: proposal::Model,
    change: impl FnOnce(&mut proposal::ActiveModel),
) -> Result<proposal::Model, Error> {
    let mut active = row.into_active_model();
    change(&mut active);
    let row = active.update(tx).await?;
    index::describe(tx, &row).await?;
    Ok(row)
}

fn reviewer(id: PersonId) -> Actor {
    Actor::Person { id, role: "reviewer" }
}
