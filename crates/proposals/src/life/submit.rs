//! Submitting: from a draft to whatever comes first under its rulebook.

use std::collections::HashSet;

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, AgencyId, Now, PersonId, ProposalId, Tx};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use serde_json::json;

use super::pass::{Next, pass, seeking};
use super::supplement::answered;
use super::{must, own, update};
use crate::entity::{counter, revision};
use crate::error::Error;
use crate::index;
use crate::polling::proposing_pauses;
use crate::read::text_of;
use crate::rulebook::Rulebooks;
use crate::state::State;
use crate::unlisted::Unlisted;

/// What a submission led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The number people call it by.
    pub number: i64,
    /// How many times it has been submitted.
    pub revision: i64,
    /// By when it must be reviewed; not known while the office calendar of the year is missing.
    pub review_due: Option<Now>,
    /// What follows.
    pub next: Next,
}

/// Submits a draft, or a reworded or mended proposal: for its supporters, its review, or whatever comes first under its
/// rulebook. `known` are the agencies that can be chosen.
///
/// The first submission gives it its number and the version of its rulebook that is in force.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotProposer`], [`Error::WrongState`], [`Error::Paused`], [`Error::Invalid`],
/// [`Error::Calendar`] if a window can't be reckoned, or a database error.
pub async fn submit(
    tx: &Tx,
    rulebooks: &Rulebooks,
    calendar: &OfficeCalendar,
    id: ProposalId,
    person: PersonId,
    known: &HashSet<AgencyId>,
    now: Now,
) -> Result<Submitted, Error> {
    let (row, state) = own(tx, id, person, now).await?;
    must(state, &[State::Draft, State::SentBack])?;
    let rulebook = rulebooks.to_write_under(&row.rulebook, row.rulebook_version, state)?;
    if let Some(until) = proposing_pauses(tx, &rulebook, now).await? {
        return Err(Error::Paused { until });
    }
    let text = text_of(tx, &row).await?;
    text.mistakes(&rulebook, known).into_result(Some(()))?;

    let number = match row.number {
        Some(number) => number,
        None => next_number(tx).await?,
    };
    let next = row.revision + 1;
    let kept = revision::ActiveModel {
        proposal: Set(id.0),
        revision: Set(next),
        body: Set(json!(text).to_string()),
        at: Set(now),
    };
    revision::Entity::insert(kept).exec_without_returning(tx).await?;
    index::put(tx, &row, &text, now).await?;

    // Those who stand behind a proposal are looked for once: reworded, it goes back to its review.
    let seeking = if state == State::Draft { seeking(&rulebook, calendar, now)? } else { None };
    let mended = answered(&row, &rulebook, calendar, now);
    let fresh = || {
        let due = rulebook.review.as_ref().and_then(|review| review.period.deadline(now, calendar).ok());
        (Some(now), due)
    };
    let (review_from, review_due) = match (&seeking, &mended) {
        (Some(_), _) => (None, None),
        (None, Some(moved)) => *moved,
        (None, None) => fresh(),
    };
    let row = update(tx, row, |active| {
        active.number = Set(Some(number));
        active.rulebook_version = Set(rulebook.version);
        active.state =
            Set(if seeking.is_some() { State::Supporting } else { State::InReview }.code().to_owned());
        active.revision = Set(next);
        // The time for asking is counted from the first time.
        if mended.is_none() {
            active.submitted_at = Set(Some(now));
        }
        active.review_due = Set(review_due);
        active.review_from = Set(review_from);
        active.supplement_asked = Set(None);
        active.supplement_due = Set(None);
        active.reviewed_at = Set(None);
        active.reason = Set(None);
        if let Some(seeking) = &seeking {
            active.opens_at = Set(Some(now));
            active.closes_at = Set(seeking.until);
            active.unlisted = Set(Some(Unlisted::Supporters.code().to_owned()));
        }
    })
    .await?;
    let actor = Actor::citizen(person);
    let (kind, facts) = match (&seeking, &mended) {
        (Some(seeking), _) => (
            "proposal.supporters_sought",
            json!({
                "number": number, "revision": next, "category": text.category, "subcategory": text.subcategory,
                "needed": seeking.count, "most": seeking.most, "closes": seeking.until,
            }),
        ),
        (None, mended) => (
            if mended.is_some() { "proposal.supplemented" } else { "proposal.submitted" },
            json!({
                "number": number, "revision": next, "category": text.category, "subcategory": text.subcategory,
                "review_due": review_due,
            }),
        ),
    };
    event::append(tx, now, NewEvent::new(kind, id, actor).with(facts)).await?;
    let next_step = match seeking {
        Some(seeking) => Next::Supporters(seeking),
        None if rulebook.review.is_some() => Next::Review,
        None => Next::Passed(pass(tx, row, &rulebook, calendar, (Actor::System, false), now).await?),
    };
    Ok(Submitted { number, revision: next, review_due, next: next_step })
}

/// The next number. The counter's row makes concurrent submissions take turns.
async fn next_number(tx: &Tx) -> Result<i64, Error> {
    counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(1))
        .filter(counter::Column::Name.eq("proposal"))
        .exec(tx)
        .await?;
    let row = counter::Entity::find_by_id("proposal").one(tx).await?;
    row.map(|row| row.value)
        .ok_or_else(|| Error::Db(DbErr::RecordNotFound("the counter of proposals".to_owned())))
}
