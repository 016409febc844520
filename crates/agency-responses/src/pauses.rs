//! Pauses: stored facts of a case, from when until when and why. Which clocks stand still for them, and by how much their
//! deadlines move, follows; days of two pauses count once.

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::pause::Pause as Days;
use folkmoot_foundation::period::{day_of, last_day_before};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, CaseId, FieldErrors, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

use crate::Result;
use crate::deadlines::settle;
use crate::entity::{case, pause};
use crate::error::Error;
use crate::open::{in_state, lock};
use crate::rules::{Cause, NewClock, Rules};
use crate::state::CaseState;

/// How long the public reason of a pause may be.
const REASON: Length = Length { min: 5, max: 1000 };

/// A pause of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Why.
    pub cause: Cause,
    /// Why, in words for the public: what was asked for, the polling day's name, the administrator's reason.
    pub reason: String,
    /// From when.
    pub from: Now,
    /// Until when, at the latest; nothing while nobody knows.
    pub until: Option<Now>,
}

impl From<pause::Model> for Pause {
    fn from(row: pause::Model) -> Self {
        Self { cause: cause(&row), reason: row.reason, from: row.from_at, until: row.until_at }
    }
}

/// Why a pause was made.
pub(crate) fn cause(row: &pause::Model) -> Cause {
    Cause::ALL.into_iter().find(|cause| cause.code() == row.cause).unwrap_or(Cause::Order)
}

/// The days of a pause that has an end: from the day it begins on up to the one on which it ends, which counts again.
pub(crate) fn days(row: &pause::Model) -> Option<Days> {
    row.until_at.map(|until| Days { from: day_of(row.from_at), until: day_of(until) })
}

/// The pause in which a clock of this rule stands still at `now`; of several, the one that ends last.
pub(crate) fn still(
    pauses: &[pause::Model],
    rule: &NewClock,
    started: Now,
    now: Now,
) -> Option<(Now, Option<Now>, Cause)> {
    let holds = |row: &&pause::Model| {
        row.from_at <= now
            && row.until_at.is_none_or(|until| now < until)
            && rule.stands_still_for(cause(row))
    };
    pauses
        .iter()
        .filter(holds)
        .map(|row| (row.from_at.max(started), row.until_at, cause(row)))
        .max_by_key(|(_, until, _)| until.map_or(i64::MAX, |until| until.timestamp_millis()))
}

pub(crate) async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Vec<pause::Model>> {
    Ok(pause::Entity::find()
        .filter(pause::Column::CaseId.eq(case))
        .order_by_asc(pause::Column::FromAt)
        .order_by_asc(pause::Column::Id)
        .all(conn)
        .await?)
}

/// A pause about to be written.
pub(crate) struct NewPause<'a> {
    pub cause: Cause,
    pub source: Option<Uuid>,
    pub reason: &'a str,
    pub from: Now,
    pub until: Option<Now>,
}

/// Writes a pause of a locked case, moves its deadlines and tells of it.
pub(crate) async fn insert(
    tx: &Tx,
    case: &case::Model,
    new: NewPause<'_>,
    (by, actor): (PersonId, Actor),
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let row = pause::ActiveModel {
        id: Set(uuid_at(now)),
        case_id: Set(case.id),
        cause: Set(new.cause.code().to_owned()),
        source: Set(new.source),
        reason: Set(new.reason.to_owned()),
        from_at: Set(new.from),
        until_at: Set(new.until),
        by: Set(by),
        at: Set(now),
        ended_at: Set(None),
    };
    pause::Entity::insert(row).exec_without_returning(tx).await?;
    let clocks = settle(tx, case, now, calendar).await?;
    let event = NewEvent::new("case.paused", case.proposal, actor).about(case.id);
    let data = json!({
        "cause": new.cause.code(), "reason": new.reason, "from": new.from, "until": new.until,
        "until_day": new.until.map(last_day_before), "clocks": clocks,
    });
    Ok(event::append(tx, now, event.with(data)).await?)
}

/// Ends a pause of a locked case at `now`, before its end if it has one: deadlines move back, and an event tells of it.
pub(crate) async fn end(
    tx: &Tx,
    case: &case::Model,
    row: pause::Model,
    actor: Actor,
    why: &'static str,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let cause = row.cause.clone();
    let mut row = row.into_active_model();
    row.until_at = Set(Some(now));
    row.ended_at = Set(Some(now));
    row.update(tx).await?;
    let clocks = settle(tx, case, now, calendar).await?;
    let event = NewEvent::new("case.resumed", case.proposal, actor).about(case.id);
    Ok(event::append(tx, now, event.with(json!({ "cause": cause, "why": why, "clocks": clocks }))).await?)
}

/// An administrator lets all clocks of a case stand still, with a public reason, until [`go_on`].
///
/// # Errors
/// [`Error::NotFound`]; [`Error::WrongState`] once it is answered; [`Error::AlreadyDone`] if it stands still by order;
/// [`Error::Invalid`] with `reason`.
pub async fn order(
    tx: &Tx,
    by: PersonId,
    id: CaseId,
    reason: &str,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let (case, state) = lock(tx, id).await?;
    in_state(state, "pause", &CaseState::WAITING)?;
    if ordered(tx, id).await?.is_some() {
        return Err(Error::AlreadyDone);
    }
    let mut errors = FieldErrors::new();
    let reason = errors.take(text::block("reason", reason, REASON));
    let reason = errors.into_result(reason)?;
    let new = NewPause { cause: Cause::Order, source: None, reason: &reason, from: now, until: None };
    insert(tx, &case, new, (by, administrator(by)), now, calendar).await
}

/// An administrator lets the clocks of a case go on.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::AlreadyDone`] if it does not stand still by order.
pub async fn go_on(tx: &Tx, by: PersonId, id: CaseId, now: Now, calendar: &OfficeCalendar) -> Result<()> {
    let (case, _) = lock(tx, id).await?;
    let row = ordered(tx, id).await?.ok_or(Error::AlreadyDone)?;
    end(tx, &case, row, administrator(by), "order", now, calendar).await
}

async fn ordered(tx: &Tx, id: CaseId) -> Result<Option<pause::Model>> {
    let of_order = pause::Column::Cause.eq(Cause::Order.code());
    Ok(pause::Entity::find()
        .filter(pause::Column::CaseId.eq(id))
        .filter(of_order)
        .filter(pause::Column::UntilAt.is_null())
        .one(tx)
        .await?)
}

fn administrator(person: PersonId) -> Actor {
    Actor::Person { id: person, role: "administrator" }
}

/// A polling day before which clocks may stand still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Election {
    /// The polling day's id.
    pub source: Uuid,
    /// Its name.
    pub name: String,
    /// The first instant of the pause.
    pub from: Now,
    /// The first after it.
    pub until: Now,
    /// Who entered the day.
    pub administrator: PersonId,
}

/// The cases whose response is owed, with their proposals: those that a polling day may concern.
///
/// # Errors
/// A database error.
pub async fn not_answered(conn: &impl Reader) -> Result<Vec<(CaseId, ProposalId)>> {
    Ok(case::Entity::find()
        .select_only()
        .column(case::Column::Id)
        .column(case::Column::Proposal)
        .filter(case::Column::State.is_in(CaseState::WAITING.map(CaseState::code)))
        .order_by_asc(case::Column::Id)
        .into_tuple()
        .all(conn)
        .await?)
}

/// Lets a case stand still before a polling day, as far as its clocks stop for elections; a second time changes nothing.
///
/// # Errors
/// [`Error::NotFound`], or a database error.
pub async fn apply(
    tx: &Tx,
    id: CaseId,
    election: &Election,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let (case, _) = lock(tx, id).await?;
    let concerned = Rules::stored(&case.clocks)?.iter().any(|rule| rule.pauses.contains(&Cause::Election));
    let known = pause::Column::Source.eq(election.source);
    let known = pause::Entity::find().filter(pause::Column::CaseId.eq(id)).filter(known).count(tx).await?;
    if !concerned || known > 0 || election.until <= now {
        return Ok(());
    }
    let new = NewPause {
        cause: Cause::Election,
        source: Some(election.source),
        reason: &election.name,
        from: election.from,
        until: Some(election.until),
    };
    let by = election.administrator;
    insert(tx, &case, new, (by, administrator(by)), now, calendar).await
}

/// Takes back the pauses of a polling day that was entered by mistake.
///
/// # Errors
/// A database error.
pub async fn take_back(
    tx: &Tx,
    source: Uuid,
    by: PersonId,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let rows = pause::Entity::find().filter(pause::Column::Source.eq(source)).all(tx).await?;
    for row in rows {
        let (case, _) = lock(tx, row.case_id).await?;
        let cause = row.cause.clone();
        row.delete(tx).await?;
        let clocks = settle(tx, &case, now, calendar).await?;
        let event = NewEvent::new("case.resumed", case.proposal, administrator(by)).about(case.id);
        let data = json!({ "cause": cause, "why": "taken_back", "clocks": clocks });
        event::append(tx, now, event.with(data)).await?;
    }
    Ok(())
}
