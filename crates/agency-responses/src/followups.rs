//! Follow-ups 後續追蹤: what an agency promised after its response, each with a date and a unit.

use chrono::{Days, NaiveDate};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::{Period, day_of, days_left, end_of_day};
use folkmoot_foundation::text;
use folkmoot_foundation::{Actor, CaseId, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

use crate::Result;
use crate::allowed::{OfficerAct, no_duties};
use crate::cases::{REASONS, finish};
use crate::content::{PLANNED_AHEAD, PlannedFollowUp, check_planned_day, errors_of_follow_up};
use crate::entity::{case, follow_up};
use crate::error::Error;
use crate::ids::{DemandId, FollowUpId};
use crate::open::{lock_own_for, refresh_due};
use crate::state::{CaseState, Officer};
use crate::tick::note_overdue;
use crate::{clocks, index, reminders};

/// A follow-up as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Its id.
    pub id: FollowUpId,
    /// The case it belongs to.
    pub case: CaseId,
    /// The demand whose decision asks for a report; `action` is the demand's text then.
    pub demand: Option<DemandId>,
    /// What was promised.
    pub action: String,
    /// Which unit does it; empty if the decision alone asked for it.
    pub unit: String,
    /// The last day, in Taipei.
    pub due_on: NaiveDate,
    /// When it was promised.
    pub added: Now,
    /// What was done, once reported.
    pub report: Option<String>,
    /// Whether the report says that the matter goes on; another promise goes on from it.
    pub interim: bool,
    /// The promise whose interim report this one goes on from.
    pub continues: Option<FollowUpId>,
    /// What has become of it.
    pub state: FollowUpState,
}

/// What has become of a follow-up; derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowUpState {
    /// It is not due yet; 0 days left on the last day.
    Due {
        /// Days to the last day.
        days_left: i64,
    },
    /// Its day passed without a report.
    Overdue {
        /// By how many days, 1 or more.
        days: i64,
    },
    /// It was reported as done.
    Done {
        /// When.
        at: Now,
        /// How many days late; 0 if in time.
        days_late: i64,
    },
}

impl FollowUpState {
    fn of(due: Now, reported: Option<Now>, now: Now) -> Self {
        match reported {
            Some(at) => Self::Done { at, days_late: if at < due { 0 } else { -days_left(due, at) } },
            None if now >= due => Self::Overdue { days: -days_left(due, now) },
            None => Self::Due { days_left: days_left(due, now) },
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Due { .. } => "due",
            Self::Overdue { .. } => "overdue",
            Self::Done { .. } => "done",
        }
    }
}

impl follow_up::Model {
    pub(crate) fn view(self, now: Now) -> FollowUp {
        FollowUp {
            state: FollowUpState::of(self.due_at, self.reported_at, now),
            id: self.id,
            case: self.case_id,
            demand: self.demand,
            action: self.action,
            unit: self.unit,
            due_on: self.due_on,
            added: self.added_at,
            report: self.report,
            interim: self.interim,
            continues: self.continues,
        }
    }
}

/// The follow-ups of a case, by their dates; at most 200.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId, now: Now) -> Result<Vec<FollowUp>> {
    let rows = follow_up::Entity::find()
        .filter(follow_up::Column::CaseId.eq(case))
        .order_by_asc(follow_up::Column::DueAt)
        .order_by_asc(follow_up::Column::Id)
        .limit(200)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.view(now)).collect())
}

/// The follow-ups of all cases that have no report and are due by the end of `by`, oldest first.
///
/// # Errors
/// A database error.
pub async fn list_due(conn: &impl Reader, by: NaiveDate, limit: u64, now: Now) -> Result<Vec<FollowUp>> {
    let rows = follow_up::Entity::find()
        .filter(follow_up::Column::ReportedAt.is_null())
        .filter(follow_up::Column::DueAt.lte(end_of_day(by)))
        .order_by_asc(follow_up::Column::DueAt)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.view(now)).collect())
}

pub(crate) async fn open_count(tx: &Tx, case: CaseId) -> Result<u64> {
    Ok(follow_up::Entity::find()
        .filter(follow_up::Column::CaseId.eq(case))
        .filter(follow_up::Column::ReportedAt.is_null())
        .count(tx)
        .await?)
}

/// Promises a follow-up after the response.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`] unless the case is answered and not closed, [`Error::Invalid`] with
/// `action`, `unit`, `due_on` (`in_past`, `too_far`).
pub async fn add(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    planned: &PlannedFollowUp,
    now: Now,
) -> Result<FollowUpId> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::AddFollowUp).await?;
    let mut errors = FieldErrors::new();
    let clean = errors_of_follow_up(&mut errors, planned, "");
    check_planned_day(&mut errors, "due_on", planned.due_on, day_of(now));
    let clean = errors.into_result(clean)?;
    let new = NewFollowUp { demand: None, planned: &clean, continues: None };
    let follow_up = insert(tx, &case, new, officer.person, officer.officer(), now).await?;
    refresh_due(tx, id).await?;
    Ok(follow_up)
}

/// A follow-up about to be written.
pub(crate) struct NewFollowUp<'a> {
    pub demand: Option<DemandId>,
    pub planned: &'a PlannedFollowUp,
    pub continues: Option<FollowUpId>,
}

/// Writes a follow-up and its event.
pub(crate) async fn insert(
    tx: &Tx,
    case: &case::Model,
    new: NewFollowUp<'_>,
    by: PersonId,
    actor: Actor,
    now: Now,
) -> Result<FollowUpId> {
    let NewFollowUp { demand, planned, continues } = new;
    let id = FollowUpId::new(now);
    let row = follow_up::ActiveModel {
        id: Set(id),
        case_id: Set(case.id),
        demand: Set(demand),
        action: Set(planned.action.clone()),
        unit: Set(planned.unit.clone()),
        due_on: Set(planned.due_on),
        due_at: Set(end_of_day(planned.due_on)),
        added_at: Set(now),
        added_by: Set(by),
        interim: Set(false),
        continues: Set(continues),
        remind_at: Set(reminders::next(now, Some(end_of_day(planned.due_on)), now)),
        ..Default::default()
    };
    follow_up::Entity::insert(row).exec_without_returning(tx).await?;
    let event = NewEvent::new("case.follow_up_added", case.proposal, actor).about(case.id);
    let data = json!({
        "follow_up": id, "demand": demand, "action": planned.action, "unit": planned.unit, "due_on": planned.due_on,
        "continues": continues,
    });
    event::append(tx, now, event.with(data)).await?;
    Ok(id)
}

/// A report on a follow-up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What was done so far, or that it is done; at most 4,000 characters.
    pub body: String,
    /// If the matter goes on: the last day for the next report.
    pub next: Option<NaiveDate>,
    /// With the last report that nothing goes on from: what came of the case. Not read otherwise.
    pub outcome: String,
}

/// The latest day for the next report on a matter that goes on.
///
/// # Errors
/// [`Error::Calendar`] if it needs the calendar of a year that is not loaded.
pub fn latest_next(cycle: Option<Period>, now: Now, calendar: &OfficeCalendar) -> Result<NaiveDate> {
    match cycle {
        Some(cycle) => Ok(cycle.last_day(day_of(now), calendar)?),
        None => Ok(day_of(now) + PLANNED_AHEAD),
    }
}

/// Reports on a follow-up: that it is done, or that it goes on and by when the next report comes, which is a promise like
/// any other. A case in which nothing is promised any more closes with the outcome stated; says whether it did.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::WrongState`], [`Error::AlreadyDone`], [`Error::DutiesOpen`] if the
/// case would close while a hearing, a debate or a vote is owed, [`Error::Calendar`], [`Error::Invalid`] with `report`,
/// `next` (`out_of_range`), `outcome`.
pub async fn report(
    tx: &Tx,
    officer: &Officer,
    id: FollowUpId,
    new: &Report,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<bool> {
    let case_id = follow_up::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?.case_id;
    let (case, _) = match lock_own_for(tx, officer, case_id, OfficerAct::ReportFollowUp(id)).await {
        // A case closes with its last report: a second report says that, rather than the state.
        Err(Error::WrongState { state: CaseState::Closed, .. }) => return Err(Error::AlreadyDone),
        other => other?,
    };
    // Read again under the lock of the case.
    let row = follow_up::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.reported_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    let last = new.next.is_none() && open_count(tx, case.id).await? == 1;
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("report", &new.body, REASONS));
    if let Some(next) = new.next {
        let cycle = case.follow_up_cycle.as_deref().map(serde_json::from_str).transpose()?;
        let (first, limit) = (day_of(now) + Days::new(1), latest_next(cycle, now, calendar)?);
        if next < first || next > limit {
            errors.add_day("next", "out_of_range", first, limit);
        }
    }
    let outcome = last.then(|| errors.take(text::block("outcome", &new.outcome, REASONS))).flatten();
    let body = errors.into_result(body)?;
    if last {
        no_duties(&clocks::views_of(tx, &case, now).await?)?;
    }
    note_overdue(tx, &case, &row, now).await?;
    let event = NewEvent::new("case.follow_up_reported", case.proposal, officer.officer()).about(case.id);
    let data = json!({
        "follow_up": id, "action": row.action, "report": text::excerpt(&body, 300),
        "interim": new.next.is_some(), "next_on": new.next,
    });
    let (demand, action, unit) = (row.demand, row.action.clone(), row.unit.clone());
    let mut row = row.into_active_model();
    index::report(tx, id.0, case.proposal, (&action, &body), now).await?;
    row.report = Set(Some(body));
    row.reported_at = Set(Some(now));
    row.reported_by = Set(Some(officer.person));
    row.interim = Set(new.next.is_some());
    row.update(tx).await?;
    event::append(tx, now, event.with(data)).await?;
    if let Some(due_on) = new.next {
        let planned = PlannedFollowUp { action, unit, due_on };
        let next = NewFollowUp { demand, planned: &planned, continues: Some(id) };
        insert(tx, &case, next, officer.person, officer.officer(), now).await?;
    }
    if let Some(outcome) = outcome {
        finish(tx, &case, officer.officer(), outcome, now).await?;
    }
    refresh_due(tx, case.id).await?;
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(None, "2026-03-31T15:59:59.999Z", FollowUpState::Due { days_left: 0 })]
    #[case(None, "2026-03-31T16:00:00Z", FollowUpState::Overdue { days: 1 })]
    #[case(
        Some("2026-04-02T00:00:00Z"),
        "2026-05-01T00:00:00Z",
        FollowUpState::Done { at: "2026-04-02T00:00:00Z".parse().unwrap(), days_late: 2 }
    )]
    fn its_state_follows_from_its_day(
        #[case] reported: Option<&str>,
        #[case] now: &str,
        #[case] state: FollowUpState,
    ) {
        let due = end_of_day("2026-03-31".parse().unwrap());
        let reported = reported.map(|at| at.parse().unwrap());
        assert_eq!(FollowUpState::of(due, reported, now.parse().unwrap()), state);
    }
}
