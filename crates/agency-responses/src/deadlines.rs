//! From a clock's rule, its start, its extension and the pauses of its case to the instant it ends.

use chrono::Datelike as _;
use folkmoot_foundation::calendar::{OfficeCalendar, YearNotLoaded};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::pause::Pause;
use folkmoot_foundation::period::{Period, day_of, end_of_day, last_day_before};
use folkmoot_foundation::{Actor, CaseId, Now, ProposalId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QuerySelect as _, Set};
use serde_json::{Value, json};

use crate::Result;
use crate::clocks::of_case;
use crate::entity::{case, clock, pause};
use crate::open::{lock, refresh_due};
use crate::pauses;
use crate::reminders;
use crate::rules::{NewClock, Rules, Starts};

/// The deadline of a clock as its facts have it; nothing if no date is fixed or it stands still with no end in sight.
fn due(
    row: &clock::Model,
    rule: &NewClock,
    pauses: &[pause::Model],
    calendar: &OfficeCalendar,
) -> Result<Option<Now>> {
    let Some(period) = serde_json::from_str::<Option<Period>>(&row.period)? else { return Ok(None) };
    let own = pauses.iter().filter(|pause| rule.stands_still_for(pauses::cause(pause)));
    let (closed, open): (Vec<_>, Vec<_>) = own.partition(|pause| pause.until_at.is_some());
    let days: Vec<Pause> = closed.into_iter().filter_map(pauses::days).collect();
    let last = match last_day(row, period, &days, calendar) {
        Ok(last) => last,
        Err(YearNotLoaded(_)) => return Ok(None),
    };
    // What was over before it stands still is over.
    let still = open.iter().any(|pause| day_of(pause.from_at) <= last);
    Ok((!still).then(|| end_of_day(last)))
}

fn last_day(
    row: &clock::Model,
    period: Period,
    pauses: &[Pause],
    calendar: &OfficeCalendar,
) -> Result<chrono::NaiveDate, YearNotLoaded> {
    let Some((from, to)) = row.counted_from.zip(row.extended_to) else {
        return period.last_day_past(day_of(row.started_at), pauses, calendar);
    };
    let last = period.moved(from, to, pauses, calendar)?;
    if period.rolling && last != to { calendar.first_working_day_from(last) } else { Ok(last) }
}

/// What an event tells of a clock whose deadline was set.
fn told(row: &clock::Model, due: Option<Now>) -> Value {
    json!({
        "code": row.code, "binding": row.binding, "started": row.started_at,
        "due": due, "last_day": due.map(last_day_before),
    })
}

/// Starts a clock of a case at `started`, now or before.
pub(crate) async fn start(
    tx: &Tx,
    case: &case::Model,
    rule: &NewClock,
    position: i64,
    started: Now,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<Value> {
    let mut row = clock::Model {
        case_id: case.id,
        code: rule.code.clone(),
        position,
        period: serde_json::to_string(&rule.period)?,
        binding: rule.binding,
        started_at: started.min(now),
        due_at: None,
        extended_from: None,
        met_at: None,
        met_by: None,
        stopped_at: None,
        missed_at: None,
        explanation: None,
        explained_at: None,
        extended_to: None,
        counted_from: None,
        remind_at: None,
    };
    row.due_at = due(&row, rule, &pauses::of_case(tx, case.id).await?, calendar)?;
    row.remind_at = reminders::next(row.started_at, row.due_at, now);
    let told = told(&row, row.due_at);
    clock::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(told)
}

/// Starts the clocks of a case that wait for this, and says so in an event. Does nothing if none does.
pub(crate) async fn start_waiting(
    tx: &Tx,
    case: &case::Model,
    starts: &Starts,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let (rules, started) = (Rules::stored(&case.clocks)?, of_case(tx, case.id).await?);
    let mut clocks = Vec::new();
    for (rule, position) in rules.iter().zip(1..) {
        if rule.starts == *starts && !started.iter().any(|row| row.code == rule.code) {
            clocks.push(start(tx, case, rule, position, now, now, calendar).await?);
        }
    }
    if clocks.is_empty() {
        return Ok(());
    }
    refresh_due(tx, case.id).await?;
    let event = NewEvent::new("case.clock_started", case.proposal, Actor::System).about(case.id);
    let data = json!({ "with": starts.code(), "clocks": clocks });
    Ok(event::append(tx, now, event.with(data)).await?)
}

/// A threshold was reached after the case opened: starts what waited for it. Says whether the proposal has a case at all;
/// nothing happens to one that is closed.
///
/// # Errors
/// A database error.
pub async fn threshold_reached(
    tx: &Tx,
    proposal: ProposalId,
    code: &str,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<bool> {
    let found = case::Entity::find().filter(case::Column::Proposal.eq(proposal)).one(tx).await?;
    let Some(found) = found else { return Ok(false) };
    let (case, state) = lock(tx, found.id).await?;
    if state != crate::CaseState::Closed {
        start_waiting(tx, &case, &Starts::Threshold(code.to_owned()), now, calendar).await?;
    }
    Ok(true)
}

/// Counts the deadlines of a case's running clocks anew, after its pauses changed or a year's calendar was loaded; gives
/// those that are others now, as events tell of them. What was missed before is not touched.
pub(crate) async fn settle(
    tx: &Tx,
    case: &case::Model,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<Vec<Value>> {
    let (rules, pauses) = (Rules::stored(&case.clocks)?, pauses::of_case(tx, case.id).await?);
    let mut changed = Vec::new();
    for row in of_case(tx, case.id).await? {
        if !row.runs() || row.due_at.is_some_and(|due| due <= now) {
            continue;
        }
        let rule = rules.of(&row.code, row.binding);
        let row = with_extension(row);
        let due = due(&row, &rule, &pauses, calendar)?;
        if due == row.due_at {
            continue;
        }
        changed.push(told(&row, due));
        let (counted_from, extended_to) = (row.counted_from, row.extended_to);
        let remind_at = reminders::next(row.started_at, due, now);
        let mut row = row.into_active_model();
        row.due_at = Set(due);
        row.counted_from = Set(counted_from);
        row.extended_to = Set(extended_to);
        row.remind_at = Set(remind_at);
        row.update(tx).await?;
    }
    if !changed.is_empty() {
        refresh_due(tx, case.id).await?;
    }
    Ok(changed)
}

/// A clock that was extended before these facts were kept has been moved by no pause yet.
fn with_extension(mut row: clock::Model) -> clock::Model {
    if row.extended_to.is_none()
        && let Some((from, due)) = row.extended_from.zip(row.due_at)
    {
        row.counted_from = Some(last_day_before(from));
        row.extended_to = Some(last_day_before(due));
    }
    row
}

/// Counts again the deadlines that could not be counted because a year's calendar was missing; says how many are known
/// now. Called when a calendar is imported, in its transaction.
///
/// # Errors
/// A database error.
pub async fn refresh_unknown(tx: &Tx, calendar: &OfficeCalendar, now: Now) -> Result<usize> {
    let cases: Vec<CaseId> = clock::Entity::find()
        .select_only()
        .column(clock::Column::CaseId)
        .distinct()
        .filter(clock::Column::DueAt.is_null())
        .filter(clock::Column::Period.ne("null"))
        .filter(clock::Column::MetAt.is_null())
        .filter(clock::Column::StoppedAt.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let mut known = 0;
    for id in cases {
        let (case, _) = lock(tx, id).await?;
        for clock in settle(tx, &case, now, calendar).await? {
            let Some(due) = clock["due"].as_str().and_then(|due| due.parse::<Now>().ok()) else { continue };
            let day = last_day_before(due);
            let data = json!({ "clock": clock["code"], "due": due, "last_day": day, "year": day.year() });
            let event = NewEvent::new("case.deadline_set", case.proposal, Actor::System);
            event::append(tx, now, event.about(case.id).with(data)).await?;
            known += 1;
        }
    }
    Ok(known)
}
