//! What happens to a proposal once it is under way: withdrawal, thresholds, the answer, and the passing of time.

use chrono::TimeDelta;
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, Db, FieldErrors, Now, PersonId, ProposalId, Tx, db, text};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

use super::{locked, must, own, update};
use crate::entity::proposal;
use crate::error::Error;
use crate::rulebook::Rulebooks;
use crate::state::State;

/// The proposer takes the proposal back, with a reason that stays public. Gives the state it was in, so that the
/// caller can close its drive or its case.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotProposer`], [`Error::WrongState`], [`Error::Invalid`] (`reason`), or a database
/// error.
pub async fn withdraw(
    tx: &Tx,
    rulebooks: &Rulebooks,
    id: ProposalId,
    person: PersonId,
    reason: &str,
    now: Now,
) -> Result<State, Error> {
    let (row, state) = own(tx, id, person, now).await?;
    let rulebook = rulebooks.get(&row.rulebook, row.rulebook_version)?;
    // Looking for supporters is a part of the way to the review.
    let as_in_review = if state == State::Supporting { State::InReview } else { state };
    must(as_in_review, &rulebook.withdrawal.from).map_err(|_| Error::WrongState { state })?;
    let mut errors = FieldErrors::new();
    let reason = errors.take(text::block("reason", reason, rulebook.fields.reason.length()));
    let reason = errors.into_result(reason)?;
    let facts = json!({ "reason": reason, "from": state.code() });
    let public_at = row.public_at.unwrap_or(now);
    update(tx, row, |active| {
        active.state = Set(State::Withdrawn.code().to_owned());
        active.reason = Set(Some(reason));
        active.ended_at = Set(Some(now));
        active.public_at = Set(Some(public_at));
    })
    .await?;
    event::append(tx, now, NewEvent::new("proposal.withdrawn", id, Actor::citizen(person)).with(facts))
        .await?;
    Ok(state)
}

/// The threshold of a case was crossed with `count` signatures. The caller opens the case in the same transaction.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or a database error.
pub async fn mark_reached(tx: &Tx, id: ProposalId, count: i64, now: Now) -> Result<(), Error> {
    let (row, state) = locked(tx, id, now).await?;
    must(state, &[State::Open])?;
    update(tx, row, |active| {
        active.state = Set(State::Reached.code().to_owned());
        active.reached_at = Set(Some(now));
        // Whatever has reached this has reached the list.
        active.unlisted = Set(None);
    })
    .await?;
    let facts = json!({ "count": count });
    event::append(tx, now, NewEvent::new("proposal.reached", id, Actor::System).with(facts)).await?;
    Ok(())
}

/// The window of its drive ends at another time; at nothing while a pause goes on whose end is not known. A proposal that
/// is over stays so.
///
/// # Errors
/// [`Error::NotFound`], or a database error.
pub async fn move_window(tx: &Tx, id: ProposalId, closes_at: Option<Now>, now: Now) -> Result<(), Error> {
    let (row, state) = locked(tx, id, now).await?;
    // A search for supporters that has no end gets none by a pause.
    let endless = state == State::Supporting && row.closes_at.is_none();
    if !endless && matches!(state, State::Supporting | State::Open | State::Reached | State::Answered) {
        update(tx, row, |active| active.closes_at = Set(closes_at)).await?;
    }
    Ok(())
}

/// The formal response was published.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or a database error.
pub async fn mark_answered(tx: &Tx, id: ProposalId, now: Now) -> Result<(), Error> {
    let (row, state) = locked(tx, id, now).await?;
    must(state, &[State::Reached])?;
    update(tx, row, |active| {
        active.state = Set(State::Answered.code().to_owned());
        active.answered_at = Set(Some(now));
    })
    .await?;
    event::append(tx, now, NewEvent::new("proposal.answered", id, Actor::System)).await?;
    Ok(())
}

/// Every follow-up of the answer is done; nothing is owed any more.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or a database error.
pub async fn close(tx: &Tx, id: ProposalId, now: Now) -> Result<(), Error> {
    let (row, state) = locked(tx, id, now).await?;
    must(state, &[State::Answered])?;
    update(tx, row, |active| {
        active.state = Set(State::Closed.code().to_owned());
        active.ended_at = Set(Some(now));
    })
    .await?;
    event::append(tx, now, NewEvent::new("proposal.closed", id, Actor::System)).await?;
    Ok(())
}

/// Signatures of the last moment are given this long to commit before a lapse is written down. Nobody sees the
/// difference: the proposal reads as lapsed from the very end of its window.
const SETTLING: TimeDelta = TimeDelta::seconds(60);

/// How many lapses one call records at most.
const LAPSES_AT_ONCE: u64 = 200;

/// Writes down the lapses that have happened, each once, also when several workers run; says how many it wrote.
///
/// # Errors
/// A database error; what was recorded before it stays.
pub async fn record_lapses(db: &Db, now: Now) -> Result<usize, Error> {
    let over = proposal::Entity::find()
        .filter(proposal::Column::State.is_in([State::Open.code(), State::Supporting.code()]))
        .filter(proposal::Column::ClosesAt.lte(now - SETTLING))
        .order_by_asc(proposal::Column::ClosesAt)
        .limit(LAPSES_AT_ONCE)
        .all(db.read())
        .await?;
    let mut recorded = 0;
    for row in over {
        let tx = db.begin().await?;
        let written = proposal::Entity::update_many()
            .col_expr(proposal::Column::State, Expr::value(State::Lapsed.code()))
            .col_expr(proposal::Column::EndedAt, Expr::value(row.closes_at))
            .filter(proposal::Column::Id.eq(row.id))
            .filter(proposal::Column::State.eq(&row.state))
            .exec(&tx)
            .await?;
        if written.rows_affected == 1 {
            let facts = json!({ "closed": row.closes_at });
            // It lapsed at the end of its window, whenever that is written down.
            let at = row.closes_at.unwrap_or(now);
            let kind = if row.state == State::Open.code() {
                "proposal.lapsed"
            } else {
                "proposal.supporters_lapsed"
            };
            event::append(&tx, at, NewEvent::new(kind, row.id, Actor::System).with(facts)).await?;
            recorded += 1;
        }
        db::commit(tx).await?;
    }
    Ok(recorded)
}

/// Reckons the review deadlines that could not be known when the proposals were submitted; to be called after an
/// office calendar was imported. Says how many are known now.
///
/// # Errors
/// [`Error::UnknownRulebook`] or a database error.
pub async fn settle_review_deadlines(
    tx: &Tx,
    rulebooks: &Rulebooks,
    calendar: &OfficeCalendar,
) -> Result<usize, Error> {
    let waiting = proposal::Entity::find()
        .filter(proposal::Column::State.eq(State::InReview.code()))
        .filter(proposal::Column::ReviewDue.is_null())
        .order_by_asc(proposal::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let mut settled = 0;
    for row in waiting {
        let rulebook = rulebooks.get(&row.rulebook, row.rulebook_version)?;
        let Some(submitted) = row.review_from.or(row.submitted_at) else { continue };
        let Some(review) = &rulebook.review else { continue };
        let Ok(due) = review.period.deadline(submitted, calendar) else { continue };
        update(tx, row, |active| active.review_due = Set(Some(due))).await?;
        settled += 1;
    }
    Ok(settled)
}
