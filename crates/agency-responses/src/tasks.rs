//! Parts: what a lead agency asks of the other agencies of a case, by which day, and what they deliver. All of it stays
//! among the case's agencies.

use chrono::NaiveDate;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::{day_of, days_left, end_of_day};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors, Now, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, Set};
use serde_json::json;

use crate::Result;
use crate::agencies;
use crate::allowed::OfficerAct;
use crate::cases::REASONS;
use crate::content::check_planned_day;
use crate::desk::refresh_lines;
use crate::entity::{part, task};
use crate::error::Error;
use crate::ids::TaskId;
use crate::open::{in_state, lock, lock_own_for, lock_part};
use crate::state::{CaseState, Officer};

/// The greatest length of what an agency delivers, in characters.
const DELIVERY: Length = Length { min: 1, max: 20_000 };

/// What was asked of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Of which agency.
    pub agency: AgencyId,
    /// What is asked.
    pub asked: String,
    /// The last day.
    pub due_on: NaiveDate,
    /// When it was asked.
    pub asked_at: Now,
    /// What the agency delivered, and when.
    pub delivered: Option<(String, Now)>,
    /// When the lead agency took it back.
    pub withdrawn: Option<Now>,
    /// Days to the last day, negative once it has passed; counted until the delivery.
    pub days_left: i64,
}

impl Task {
    /// Whether it is still owed.
    pub fn is_open(&self) -> bool {
        self.delivered.is_none() && self.withdrawn.is_none()
    }

    /// `open`, `overdue`, `delivered`, `delivered_late` or `withdrawn`.
    pub fn code(&self) -> &'static str {
        match (&self.delivered, self.withdrawn, self.days_left < 0) {
            (Some(_), _, false) => "delivered",
            (Some(_), _, true) => "delivered_late",
            (None, Some(_), _) => "withdrawn",
            (None, None, true) => "overdue",
            (None, None, false) => "open",
        }
    }
}

fn view(row: task::Model, now: Now) -> Task {
    let seen = row.delivered_at.unwrap_or(now);
    Task {
        id: row.id,
        agency: row.agency_id,
        asked: row.asked,
        due_on: row.due_on.parse().unwrap_or_default(),
        asked_at: row.asked_at,
        delivered: row.delivered.zip(row.delivered_at),
        withdrawn: row.withdrawn_at,
        days_left: days_left(row.due_at, seen),
    }
}

/// What was asked of the agencies of a case, oldest first. The caller knows that the reader works on the case.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId, now: Now) -> Result<Vec<Task>> {
    let rows = task::Entity::find()
        .filter(task::Column::CaseId.eq(case))
        .order_by_asc(task::Column::AskedAt)
        .order_by_asc(task::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| view(row, now)).collect())
}

/// What is still owed, with the agency and the end of its last day.
pub(crate) async fn open(tx: &Tx, case: CaseId) -> Result<Vec<(AgencyId, Now)>> {
    let rows = task::Entity::find()
        .filter(task::Column::CaseId.eq(case))
        .filter(task::Column::DeliveredAt.is_null())
        .filter(task::Column::WithdrawnAt.is_null())
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.agency_id, row.due_at)).collect())
}

/// A lead officer asks an agency of the case for its part, by a day.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::Invalid`] with `agency` (`no_such_agency`), `asked`, `due_on`.
pub async fn ask(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    agency: AgencyId,
    (asked, due_on): (&str, NaiveDate),
    now: Now,
) -> Result<TaskId> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::AskAgency).await?;
    let mut errors = FieldErrors::new();
    let asked = errors.take(text::block("asked", asked, REASONS));
    check_planned_day(&mut errors, "due_on", due_on, day_of(now));
    if part::Entity::find_by_id((id, agency)).one(tx).await?.is_none() {
        errors.add("agency", "no_such_agency");
    }
    let asked = errors.into_result(asked)?;
    let task = TaskId::new(now);
    let row = task::ActiveModel {
        id: Set(task),
        case_id: Set(id),
        agency_id: Set(agency),
        asked: Set(asked),
        due_on: Set(due_on.to_string()),
        due_at: Set(end_of_day(due_on)),
        asked_by: Set(officer.person),
        asked_at: Set(now),
        delivered: Set(None),
        delivered_by: Set(None),
        delivered_at: Set(None),
        withdrawn_at: Set(None),
    };
    task::Entity::insert(row).exec_without_returning(tx).await?;
    refresh_lines(tx, id).await?;
    let event = NewEvent::new("case.part_asked", case.proposal, officer.officer()).about(id).internal();
    event::append(tx, now, event.with(json!({ "task": task, "to": agency, "due_on": due_on }))).await?;
    Ok(task)
}

async fn lock_task(tx: &Tx, case: CaseId, id: TaskId) -> Result<task::Model> {
    lock(tx, case).await?;
    let row = task::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.case_id == case { Ok(row) } else { Err(Error::NotFound) }
}

/// An officer of the agency that was asked delivers its part, once, while the response is owed.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::AlreadyDone`], [`Error::WrongState`], [`Error::Invalid`] with
/// `delivered`.
pub async fn deliver(
    tx: &Tx,
    officer: &Officer,
    case: CaseId,
    id: TaskId,
    delivered: &str,
    now: Now,
) -> Result<()> {
    let (case, state) = lock_part(tx, officer, case).await?;
    let row = lock_task(tx, case.id, id).await?;
    if !officer.agencies.contains(&row.agency_id) {
        return Err(Error::NotYours);
    }
    if row.delivered_at.is_some() || row.withdrawn_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    in_state(state, "deliver_part", &CaseState::WAITING)?;
    let mut errors = FieldErrors::new();
    let delivered = errors.take(text::block("delivered", delivered, DELIVERY));
    let delivered = errors.into_result(delivered)?;
    let from = row.agency_id;
    let mut row = row.into_active_model();
    row.delivered = Set(Some(delivered));
    row.delivered_by = Set(Some(officer.person));
    row.delivered_at = Set(Some(now));
    row.update(tx).await?;
    refresh_lines(tx, case.id).await?;
    let leads = agencies::leads_of(tx, case.id).await?;
    let event =
        NewEvent::new("case.part_delivered", case.proposal, officer.officer()).about(case.id).internal();
    Ok(event::append(tx, now, event.with(json!({ "task": id, "by": from, "leads": leads }))).await?)
}

/// A lead officer takes back what was asked and not delivered.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::WrongState`], [`Error::AlreadyDone`].
pub async fn withdraw(tx: &Tx, officer: &Officer, case: CaseId, id: TaskId, now: Now) -> Result<()> {
    let (case, _) = lock_own_for(tx, officer, case, OfficerAct::AskAgency).await?;
    let row = lock_task(tx, case.id, id).await?;
    if row.delivered_at.is_some() || row.withdrawn_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    let agency = row.agency_id;
    let mut row = row.into_active_model();
    row.withdrawn_at = Set(Some(now));
    row.update(tx).await?;
    refresh_lines(tx, case.id).await?;
    let event =
        NewEvent::new("case.part_withdrawn", case.proposal, officer.officer()).about(case.id).internal();
    Ok(event::append(tx, now, event.with(json!({ "task": id, "to": agency }))).await?)
}
