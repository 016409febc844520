//! Cases: opening, assigning, handing over, the acts on the way to a response, reading them, and the desks.

use std::collections::HashSet;

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, AgencyId, CaseId, FieldErrors, Now, PersonId, ProposalId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{IntoActiveModel as _, Set};
use serde_json::json;

pub use crate::acts::{ask_extension, explain, longest_extension, post_timetable, record_contact};
pub use crate::deadlines::{refresh_unknown, threshold_reached};
pub use crate::desk::{administration, desk, today};
pub use crate::desk_counts::fold as fold_desk_counts;
pub use crate::desk_reminders::remind;
pub use crate::open::open;
pub use crate::read::{by_ids, get, list, of_proposal, of_proposals, published_since, waiting};
pub use crate::tick::record_missed;
pub use crate::transfers::{accept_transfer, transfer};

use crate::allowed::{OfficerAct, no_duties};
use crate::clocks::{self, Ended};
use crate::deadlines::start_waiting;
use crate::desk::refresh_lines;
use crate::entity::{case, part, transfer};
use crate::error::Error;
use crate::open::{NO_DEADLINE, in_state, lock, lock_own_for, refresh_due, set_state};
use crate::rules::Starts;
use crate::state::{CaseState, Officer};
use crate::{Result, agencies, terms};

/// The part of an agency that owes the response (主辦).
pub(crate) const LEAD: &str = "lead";
/// The part of an agency that helps (協辦).
pub(crate) const SUPPORTING: &str = "supporting";

/// The greatest length of reasons, in characters.
pub(crate) const REASONS: Length = Length { min: 1, max: 4000 };

/// The condition on a case: one of `agencies` has a part in it (any, or the given one).
pub(crate) fn of_agencies(agencies: &[AgencyId], as_part: Option<&str>) -> SimpleExpr {
    let mut query = Query::select()
        .column(part::Column::CaseId)
        .from(part::Entity)
        .and_where(part::Column::AgencyId.is_in(agencies.iter().copied()))
        .to_owned();
    if let Some(as_part) = as_part {
        query.and_where(part::Column::Part.eq(as_part));
    }
    case::Column::Id.in_subquery(query)
}

/// Gives a case to its lead agencies and supporting agencies, or gives it anew. What was drafted stays with the case,
/// and transfers that the administrator had not taken note of count as seen.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::WrongState`] once it is answered; [`Error::Invalid`]: `leads` `required` or
/// `no_such_agency`, `supporting` `no_such_agency` or `also_leads`.
pub async fn assign(
    tx: &Tx,
    by: PersonId,
    id: CaseId,
    leads: &[AgencyId],
    supporting: &[AgencyId],
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let (row, state) = lock(tx, id).await?;
    in_state(state, "assign", &CaseState::WAITING)?;
    if leads.is_empty() {
        return Err(FieldErrors::one("leads", "required").into());
    }
    if supporting.iter().any(|agency| leads.contains(agency)) {
        return Err(FieldErrors::one("supporting", "also_leads").into());
    }
    agencies::must_be_active(tx, "leads", leads).await?;
    agencies::must_be_active(tx, "supporting", supporting).await?;
    part::Entity::delete_many().filter(part::Column::CaseId.eq(id)).exec(tx).await?;
    for (agencies, as_part) in [(leads, LEAD), (supporting, SUPPORTING)] {
        for agency in agencies.iter().copied().collect::<HashSet<_>>() {
            insert_part(tx, &row, agency, as_part, now).await?;
        }
    }
    transfer::Entity::update_many()
        .col_expr(transfer::Column::SeenAt, Expr::value(now))
        .filter(transfer::Column::CaseId.eq(id))
        .filter(transfer::Column::SeenAt.is_null())
        .exec(tx)
        .await?;
    if state == CaseState::Unassigned {
        set_state(tx, id, CaseState::Assigned).await?;
    }
    refresh_lines(tx, id).await?;
    let event = NewEvent::new("case.assigned", row.proposal, Actor::Person { id: by, role: "administrator" })
        .about(id)
        .with(json!({ "leads": leads, "supporting": supporting }));
    event::append(tx, now, event).await?;
    terms::note(tx, id, now).await?;
    start_waiting(tx, &row, &Starts::Assigned, now, calendar).await
}

pub(crate) async fn insert_part(
    tx: &Tx,
    case: &case::Model,
    agency: AgencyId,
    as_part: &str,
    now: Now,
) -> Result<()> {
    let row = part::ActiveModel {
        case_id: Set(case.id),
        agency_id: Set(agency),
        part: Set(as_part.to_owned()),
        since: Set(now),
        state: Set(case.state.clone()),
        waits: Set(String::new()),
        due_ms: Set(NO_DEADLINE),
        own_due_ms: Set(NO_DEADLINE),
    };
    part::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Closes an answered case in which nothing remains to be done, with what came of it.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`] unless it is answered, [`Error::FollowUpsOpen`], [`Error::DutiesOpen`]
/// while a hearing, a debate or a vote is owed, [`Error::Invalid`].
pub async fn close(tx: &Tx, officer: &Officer, id: CaseId, outcome: &str, now: Now) -> Result<()> {
    let (row, _) = lock_own_for(tx, officer, id, OfficerAct::Close).await?;
    let count = crate::followups::open_count(tx, id).await?;
    if count > 0 {
        return Err(Error::FollowUpsOpen { count });
    }
    no_duties(&clocks::views_of(tx, &row, now).await?)?;
    let mut errors = FieldErrors::new();
    let outcome = errors.take(text::block("outcome", outcome, REASONS));
    let outcome = errors.into_result(outcome)?;
    finish(tx, &row, officer.officer(), outcome, now).await
}

/// Ends the case of a proposal that was withdrawn while its response was owed; says whether there was one. The caller
/// withdraws the proposal in the same transaction.
///
/// # Errors
/// A database error.
pub async fn end_withdrawn(tx: &Tx, proposal: ProposalId, actor: Actor, now: Now) -> Result<bool> {
    let found = case::Entity::find().filter(case::Column::Proposal.eq(proposal)).one(tx).await?;
    let Some(found) = found else { return Ok(false) };
    let (row, state) = lock(tx, found.id).await?;
    if !state.is_waiting() {
        return Ok(false);
    }
    finish(tx, &row, actor, "withdrawn".to_owned(), now).await?;
    refresh_due(tx, row.id).await?;
    Ok(true)
}

/// Marks a case as closed and says so; clocks that still run end with it.
pub(crate) async fn finish(
    tx: &Tx,
    case: &case::Model,
    actor: Actor,
    outcome: String,
    now: Now,
) -> Result<()> {
    let ended = clocks::stop(tx, case, true, "case.closed", now).await?;
    let event = NewEvent::new("case.closed", case.proposal, actor).about(case.id);
    let event = event.with(Ended { met: Vec::new(), ended }.told(json!({ "outcome": outcome })));
    let mut row = case.clone().into_active_model();
    row.state = Set(CaseState::Closed.code().to_owned());
    row.closed_at = Set(Some(now));
    row.outcome = Set(Some(outcome));
    row.update(tx).await?;
    Ok(event::append(tx, now, event).await?)
}
