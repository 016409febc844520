//! The review 檢核: one of three decisions on what was submitted.

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::{day_of, end_of_day};
use folkmoot_foundation::{FieldErrors, Now, PersonId, ProposalId, Tx, text};
use sea_orm::Set;
use serde_json::json;

use super::{locked, must, reviewer, update};
use crate::entity::proposal;
use crate::error::Error;
use crate::rulebook::{Rulebook, Rulebooks, Threshold, WindowStart};
use crate::state::State;

/// The row of a proposal in review that `person` may decide on.
async fn in_review(tx: &Tx, id: ProposalId, person: PersonId, now: Now) -> Result<proposal::Model, Error> {
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

fn clean_reason(rulebook: &Rulebook, raw: &str) -> Result<String, FieldErrors> {
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
    let facts = json!({ "grounds": grounds, "reason": reason, "review_due": row.review_due });
    let stored = json!(grounds).to_string();
    update(tx, row, |active| {
        active.state = Set(State::Refused.code().to_owned());
        active.reviewed_at = Set(Some(now));
        active.grounds = Set(stored);
        active.reason = Set(Some(reason));
        active.ended_at = Set(Some(now));
        active.public_at = Set(Some(now));
    })
    .await?;
    event::append(tx, now, NewEvent::new("proposal.refused", id, reviewer(person)).with(facts)).await?;
    Ok(())
}

/// What an opening decides: the caller makes the drive from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The first instant at which it can be signed, and the first at which it can't any more: 24:00 in Taipei of the
    /// last day. Nothing where the procedure has no drive.
    pub window: Option<(Now, Now)>,
    /// The thresholds, ascending.
    pub thresholds: Vec<Threshold>,
}

/// The window that a proposal would get if it passed at `now`: its first instant, and the first after it; nothing where
/// the procedure has no drive.
///
/// # Errors
/// [`YearNotLoaded`](folkmoot_foundation::calendar::YearNotLoaded) if the calendar it needs is missing.
pub fn window(
    rulebook: &Rulebook,
    calendar: &OfficeCalendar,
    now: Now,
) -> Result<Option<(Now, Now)>, folkmoot_foundation::calendar::YearNotLoaded> {
    let Some(drive) = &rulebook.drive else { return Ok(None) };
    let opens = match drive.starts {
        WindowStart::NextDay => end_of_day(day_of(now)),
        WindowStart::AtOnce => now,
    };
    Ok(Some((opens, drive.period.deadline(now, calendar)?)))
}

/// Passes a proposal: its window is fixed. The caller creates the drive in the same transaction.
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
    let window = window(&rulebook, calendar, now)?;
    let (opens, closes) = window.unzip();
    let facts = json!({ "opens": opens, "closes": closes, "review_due": row.review_due });
    update(tx, row, |active| {
        active.state = Set(State::Open.code().to_owned());
        active.reviewed_at = Set(Some(now));
        active.opens_at = Set(opens);
        active.closes_at = Set(closes);
        active.public_at = Set(Some(now));
    })
    .await?;
    event::append(tx, now, NewEvent::new("proposal.opened", id, reviewer(person)).with(facts)).await?;
    Ok(Opened { window, thresholds: rulebook.thresholds.clone() })
}
