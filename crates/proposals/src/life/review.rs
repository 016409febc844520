//! The review 檢核: one of three decisions on what was submitted.

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::search::{self, Kind};
use folkmoot_foundation::{FieldErrors, Now, PersonId, ProposalId, Tx, text};
use sea_orm::Set;
use serde_json::json;

use super::pass::{Opened, pass};
use super::{locked, must, reviewer, update};
use crate::entity::proposal;
use crate::error::Error;
use crate::rulebook::{Rulebook, Rulebooks};
use crate::state::State;
use crate::unlisted::Unlisted;

/// The row of a proposal in review that `person` may decide on.
pub(super) async fn in_review(
    tx: &Tx,
    id: ProposalId,
    person: PersonId,
    now: Now,
) -> Result<proposal::Model, Error> {
    let (row, state) = locked(tx, id, now).await?;
    if state == State::Draft {
        return Err(Error::NotFound);
    }
    must(state, &[State::InReview])?;
    if row.proposer == person.0 {
        return Err(Error::OwnProposal);
    }
    Ok(row)
}

pub(super) fn clean_reason(rulebook: &Rulebook, raw: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::new();
    let reason = errors.take(text::block("reason", raw, rulebook.fields.reason.length()));
    errors.into_result(reason)
}

/// Sends a proposal back for other words, with reasons.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], [`Error::OwnProposal`], [`Error::Invalid`] (`reason`), or a database
/// error.
pub async fn send_back(
    tx: &Tx,
    rulebooks: &Rulebooks,
    id: ProposalId,
    person: PersonId,
    reason: &str,
    now: Now,
) -> Result<(), Error> {
    let row = in_review(tx, id, person, now).await?;
    let rulebook = rulebooks.get(&row.rulebook, row.rulebook_version)?;
    let reason = clean_reason(&rulebook, reason)?;
    let facts = json!({ "reason": reason, "revision": row.revision, "review_due": row.review_due });
    update(tx, row, |active| {
        active.state = Set(State::SentBack.code().to_owned());
        active.supplement_asked = Set(None);
        active.supplement_due = Set(None);
        active.reviewed_at = Set(Some(now));
        active.review_due = Set(None);
        active.reason = Set(Some(reason));
    })
    .await?;
    event::append(tx, now, NewEvent::new("proposal.sent_back", id, reviewer(person)).with(facts)).await?;
    Ok(())
}

/// Refuses a proposal on one or more of the rulebook's grounds, with written reasons. It is public from now on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], [`Error::OwnProposal`], [`Error::Invalid`] (`grounds`, `reason`), or a
/// database error.
pub async fn refuse(
    tx: &Tx,
    rulebooks: &Rulebooks,
    id: ProposalId,
    person: PersonId,
    grounds: &[String],
    reason: &str,
    now: Now,
) -> Result<(), Error> {
    let row = in_review(tx, id, person, now).await?;
    let rulebook = rulebooks.get(&row.rulebook, row.rulebook_version)?;
    let mut errors = FieldErrors::new();
    if grounds.is_empty() {
        errors.add("grounds", "required");
    } else if grounds.iter().any(|code| rulebook.ground(code).is_none()) {
        errors.add("grounds", "unknown");
    }
    let reason = errors.take(text::block("reason", reason, rulebook.fields.reason.length()));
    let reason = errors.into_result(reason)?;
    // In the order of the rulebook, each once.
    let grounds: Vec<&str> = rulebook
        .grounds()
        .iter()
        .map(|g| g.code.as_str())
        .filter(|code| grounds.iter().any(|g| g == code))
        .collect();
    // Words that must not be shown are in no list and found by no search; the refusal with its ground is public.
    let hidden = rulebook.grounds().iter().any(|g| g.hidden && grounds.contains(&g.code.as_str()));
    if hidden {
        search::remove(tx, Kind::Proposal, &[id.0]).await?;
    }
    let facts = json!({ "grounds": grounds, "reason": reason, "review_due": row.review_due });
    let stored = json!(grounds).to_string();
    update(tx, row, |active| {
        active.state = Set(State::Refused.code().to_owned());
        active.reviewed_at = Set(Some(now));
        active.grounds = Set(stored);
        active.reason = Set(Some(reason));
        active.ended_at = Set(Some(now));
        active.public_at = Set(Some(now));
        active.unlisted = Set(hidden.then(|| Unlisted::Hidden.code().to_owned()));
    })
    .await?;
    event::append(tx, now, NewEvent::new("proposal.refused", id, reviewer(person)).with(facts)).await?;
    Ok(())
}

/// Passes a proposal: its window is fixed, or it is reached at once where there is no drive. The caller makes the drive or
/// the case in the same transaction.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], [`Error::OwnProposal`], [`Error::Calendar`] if the window can't be
/// reckoned, or a database error.
pub async fn open(
    tx: &Tx,
    rulebooks: &Rulebooks,
    calendar: &OfficeCalendar,
    id: ProposalId,
    person: PersonId,
    now: Now,
) -> Result<Opened, Error> {
    let row = in_review(tx, id, person, now).await?;
    let rulebook = rulebooks.get(&row.rulebook, row.rulebook_version)?;
    pass(tx, row, &rulebook, calendar, (reviewer(person), true), now).await
}
