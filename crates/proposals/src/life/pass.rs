//! The ways from a submission to an open proposal: supporters, review, the window, the list.

use folkmoot_foundation::calendar::{OfficeCalendar, YearNotLoaded};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::{day_of, end_of_day};
use folkmoot_foundation::{Actor, Now, ProposalId, Tx};
use sea_orm::Set;
use serde_json::json;

use super::{locked, must, update};
use crate::entity::proposal;
use crate::error::Error;
use crate::rulebook::{Effect, Rulebook, Rulebooks, Threshold, WindowStart};
use crate::state::State;
use crate::unlisted::Unlisted;

/// The code of the threshold of a drive at which enough supporters are found; no rulebook gives it to another.
pub const SUPPORTERS: &str = "supporters";

/// The code of the threshold of a drive at which its proposal is listed; no rulebook gives it to another.
pub const LISTING: &str = "listing";

/// What follows a submission, or the last supporter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It looks for supporters: the caller makes the drive, in which the proposer signs first.
    Supporters(Seeking),
    /// It waits for its review.
    Review,
    /// It has passed: the caller makes the drive, or opens the case where there is none.
    Passed(Opened),
}

/// The search for supporters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeking {
    /// So many signatures are needed, that of the proposer among them.
    pub count: i64,
    /// At most so many people may sign until the review has passed.
    pub most: Option<i64>,
    /// The first instant at which it is too late, if there is one.
    pub until: Option<Now>,
}

/// What an opening decides: the caller makes the drive from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The first instant at which it can be signed, and the first at which it can't any more: 24:00 in Taipei of the
    /// last day. Nothing where the procedure has no drive.
    pub window: Option<(Now, Now)>,
    /// The thresholds, ascending.
    pub thresholds: Vec<Threshold>,
    /// The count at which it is listed, if it isn't at once.
    pub listing: Option<i64>,
    /// Whether it has a drive already, which supporters have signed.
    pub has_drive: bool,
}

/// The window that a proposal would get if it passed at `now`: its first instant, and the first after it; nothing where
/// the procedure has no drive.
///
/// # Errors
/// [`YearNotLoaded`] if the calendar it needs is missing.
pub fn window(
    rulebook: &Rulebook,
    calendar: &OfficeCalendar,
    now: Now,
) -> Result<Option<(Now, Now)>, YearNotLoaded> {
    let Some(drive) = &rulebook.drive else { return Ok(None) };
    let opens = match drive.starts {
        WindowStart::NextDay => end_of_day(day_of(now)),
        WindowStart::AtOnce => now,
    };
    Ok(Some((opens, drive.period.deadline(now, calendar)?)))
}

/// What the people who must stand behind a proposal are asked for, from `now` on; nothing where none are asked.
///
/// # Errors
/// [`YearNotLoaded`] if the calendar it needs is missing.
pub(super) fn seeking(
    rulebook: &Rulebook,
    calendar: &OfficeCalendar,
    now: Now,
) -> Result<Option<Seeking>, YearNotLoaded> {
    let Some(supporters) = &rulebook.supporters else { return Ok(None) };
    let until = supporters.period.map(|period| period.deadline(now, calendar)).transpose()?;
    Ok(Some(Seeking { count: supporters.count + 1, most: supporters.most, until }))
}

/// Lets a proposal pass: its window is fixed, or it is reached at once where there is no drive.
pub(super) async fn pass(
    tx: &Tx,
    row: proposal::Model,
    rulebook: &Rulebook,
    calendar: &OfficeCalendar,
    (actor, reviewed): (Actor, bool),
    now: Now,
) -> Result<Opened, Error> {
    let window = window(rulebook, calendar, now)?;
    let (opens, closes) = window.unzip();
    let (id, has_drive) = (ProposalId(row.id), row.opens_at.is_some());
    let listing = rulebook.listing.as_ref().filter(|_| window.is_some()).map(|listing| listing.count);
    let review_due = row.review_due;
    update(tx, row, |active| {
        active.state = Set(if window.is_some() { State::Open } else { State::Reached }.code().to_owned());
        active.opens_at = Set(opens);
        active.closes_at = Set(closes);
        active.public_at = Set(Some(now));
        active.unlisted = Set(listing.map(|_| Unlisted::Listing.code().to_owned()));
        if reviewed {
            active.reviewed_at = Set(Some(now));
        }
        if window.is_none() {
            active.reached_at = Set(Some(now));
        }
    })
    .await?;
    let (kind, facts) = match window {
        Some(_) => (
            "proposal.opened",
            json!({ "opens": opens, "closes": closes, "review_due": review_due, "listed_from": listing }),
        ),
        None => ("proposal.accepted", json!({ "review_due": review_due })),
    };
    event::append(tx, now, NewEvent::new(kind, id, actor).with(facts)).await?;
    Ok(Opened { window, thresholds: rulebook.thresholds.clone(), listing, has_drive })
}

/// Enough people stand behind a proposal, `count` with its proposer: it goes to review, or passes where nothing is
/// reviewed.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], [`Error::Calendar`], or a database error.
pub async fn supporters_found(
    tx: &Tx,
    rulebooks: &Rulebooks,
    calendar: &OfficeCalendar,
    id: ProposalId,
    count: i64,
    now: Now,
) -> Result<Next, Error> {
    let (row, state) = locked(tx, id, now).await?;
    must(state, &[State::Supporting])?;
    let rulebook = rulebooks.get(&row.rulebook, row.rulebook_version)?;
    let Some(review) = &rulebook.review else {
        let told = NewEvent::new("proposal.supported", id, Actor::System).with(json!({ "count": count }));
        event::append(tx, now, told).await?;
        return pass(tx, row, &rulebook, calendar, (Actor::System, false), now).await.map(Next::Passed);
    };
    let review_due = review.period.deadline(now, calendar).ok();
    update(tx, row, |active| {
        active.state = Set(State::InReview.code().to_owned());
        active.review_due = Set(review_due);
        active.review_from = Set(Some(now));
    })
    .await?;
    let facts = json!({ "count": count, "review_due": review_due });
    event::append(tx, now, NewEvent::new("proposal.supported", id, Actor::System).with(facts)).await?;
    Ok(Next::Review)
}

/// Enough people have signed for a proposal to be listed.
///
/// # Errors
/// [`Error::NotFound`], or a database error.
pub async fn list(tx: &Tx, id: ProposalId, count: i64, now: Now) -> Result<(), Error> {
    let (row, _) = locked(tx, id, now).await?;
    if row.unlisted.as_deref() != Some(Unlisted::Listing.code()) {
        return Ok(());
    }
    update(tx, row, |active| {
        active.unlisted = Set(None);
        active.public_at = Set(Some(now));
    })
    .await?;
    let facts = json!({ "count": count });
    event::append(tx, now, NewEvent::new("proposal.listed", id, Actor::System).with(facts)).await?;
    Ok(())
}

/// A threshold was crossed that has this effect; the proposal goes on. That a case opens is said by
/// [`mark_reached`](super::mark_reached).
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or a database error.
pub async fn note_effect(tx: &Tx, id: ProposalId, effect: Effect, count: i64, now: Now) -> Result<(), Error> {
    let kind = match effect {
        Effect::OwnershipCheck => "proposal.ownership_check",
        Effect::Hearing => "proposal.hearing_due",
        Effect::Debate => "proposal.debate_due",
        Effect::Vote => "proposal.vote_due",
        Effect::Case => return Ok(()),
    };
    let (_, state) = locked(tx, id, now).await?;
    must(state, &[State::Open, State::Reached, State::Answered, State::Closed])?;
    let facts = json!({ "count": count });
    event::append(tx, now, NewEvent::new(kind, id, Actor::System).with(facts)).await?;
    Ok(())
}
