//! Asking for what can be mended 補正: while the proposer is asked, the time of the review does not count. Unanswered by
//! its date, the review goes on by the clock alone.

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::{Actor, Db, Now, PersonId, ProposalId, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

use super::review::{clean_reason, in_review};
use super::{reviewer, update};
use crate::entity::proposal;
use crate::error::Error;
use crate::rulebook::{Rulebook, Rulebooks};
use crate::state::State;

/// Whether a supplement can be asked for, and until when an answer would be due.
///
/// # Errors
/// [`Error::NoSupplement`] if the rulebook has none, all are used up, or it is too late to ask; [`Error::Calendar`].
pub fn supplement_due(
    rulebook: &Rulebook,
    calendar: &OfficeCalendar,
    (submitted_at, asked): (Option<Now>, i64),
    now: Now,
) -> Result<Now, Error> {
    let supplement = rulebook.supplement.as_ref().ok_or(Error::NoSupplement)?;
    let submitted = submitted_at.ok_or(Error::NoSupplement)?;
    if asked >= i64::from(supplement.times) || now >= supplement.ask.deadline(submitted, calendar)? {
        return Err(Error::NoSupplement);
    }
    Ok(supplement.answer.deadline(now, calendar)?)
}

/// Asks the proposer to mend something, with reasons; they answer by submitting again. The review's date moves by the days
/// until the answer is due, and back by those that the answer comes earlier.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], [`Error::OwnProposal`], [`Error::NoSupplement`], [`Error::Invalid`]
/// (`reason`), or a database error.
pub async fn ask_supplement(
    tx: &Tx,
    rulebooks: &Rulebooks,
    calendar: &OfficeCalendar,
    id: ProposalId,
    person: PersonId,
    reason: &str,
    now: Now,
) -> Result<Now, Error> {
    let row = in_review(tx, id, person, now).await?;
    let rulebook = rulebooks.get(&row.rulebook, row.rulebook_version)?;
    let due = supplement_due(&rulebook, calendar, (row.submitted_at, row.supplements), now)?;
    let reason = clean_reason(&rulebook, reason)?;
    let (review_from, review_due) = moved(&row, &rulebook, calendar, (now, due));
    let facts = json!({ "reason": reason, "due": due, "due_on": day_of(due - chrono::TimeDelta::milliseconds(1)), "review_due": review_due });
    let asked = row.supplements + 1;
    update(tx, row, |active| {
        active.state = Set(State::SentBack.code().to_owned());
        active.reason = Set(Some(reason));
        active.supplement_asked = Set(Some(now));
        active.supplement_due = Set(Some(due));
        active.supplements = Set(asked);
        active.review_from = Set(review_from);
        active.review_due = Set(review_due);
    })
    .await?;
    let told = NewEvent::new("proposal.supplement_asked", id, reviewer(person)).with(facts);
    event::append(tx, now, told).await?;
    Ok(due)
}

/// From when the review counts and when it is due, once the days of a wait don't count.
fn moved(
    row: &proposal::Model,
    rulebook: &Rulebook,
    calendar: &OfficeCalendar,
    (from, until): (Now, Now),
) -> (Option<Now>, Option<Now>) {
    // The last day of the wait is the day before the instant at which it is over.
    let days = day_of(until - chrono::TimeDelta::milliseconds(1)) - day_of(from);
    let from = row.review_from.or(row.submitted_at).map(|at| at + days);
    let due = rulebook.review.as_ref().zip(from).and_then(|(r, at)| r.period.deadline(at, calendar).ok());
    (from, due)
}

/// The proposer has answered at `now`, perhaps before the date: from when the review counts and when it is due.
pub(super) fn answered(
    row: &proposal::Model,
    rulebook: &Rulebook,
    calendar: &OfficeCalendar,
    now: Now,
) -> Option<(Option<Now>, Option<Now>)> {
    let (asked, due) = row.supplement_asked.zip(row.supplement_due)?;
    let whole = day_of(due - chrono::TimeDelta::milliseconds(1)) - day_of(asked);
    let spared = whole - (day_of(now) - day_of(asked));
    let from = row.review_from.map(|at| at - spared);
    let due = rulebook.review.as_ref().zip(from).and_then(|(r, at)| r.period.deadline(at, calendar).ok());
    Some((from, due))
}

/// How many unanswered supplements one call records at most.
const AT_ONCE: u64 = 200;

/// Writes down that supplements were not answered by their date, each once, also when several workers run; says how many.
/// Nothing waits for it: the review goes on by the clock.
///
/// # Errors
/// A database error; what was recorded before it stays.
pub async fn record_unanswered(db: &Db, now: Now) -> Result<usize, Error> {
    let over = proposal::Entity::find()
        .filter(proposal::Column::State.eq(State::SentBack.code()))
        .filter(proposal::Column::SupplementDue.lte(now))
        .order_by_asc(proposal::Column::SupplementDue)
        .limit(AT_ONCE)
        .all(db.read())
        .await?;
    let mut recorded = 0;
    for row in over {
        let tx = db.begin().await?;
        let written = proposal::Entity::update_many()
            .col_expr(proposal::Column::State, Expr::value(State::InReview.code()))
            .col_expr(proposal::Column::SupplementAsked, Expr::value(None::<Now>))
            .col_expr(proposal::Column::SupplementDue, Expr::value(None::<Now>))
            .filter(proposal::Column::Id.eq(row.id))
            .filter(proposal::Column::State.eq(State::SentBack.code()))
            .filter(proposal::Column::SupplementDue.eq(row.supplement_due))
            .exec(&tx)
            .await?;
        if written.rows_affected == 1 {
            let at = row.supplement_due.unwrap_or(now);
            let told = NewEvent::new("proposal.supplement_missed", row.id, Actor::System);
            event::append(&tx, at, told.with(json!({ "review_due": row.review_due }))).await?;
            recorded += 1;
        }
        db::commit(tx).await?;
    }
    Ok(recorded)
}
