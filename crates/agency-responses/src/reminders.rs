//! Reminders: an agency is told of each of its dates some days before it, on the day, and after it was missed.
//!
//! Each is written once for a deadline and a stage, whichever worker comes first; then everything that was written and not
//! told yet is taken at once, so that a person gets one mail that lists all of it. A deadline that moves is another one.

use chrono::{Days, TimeDelta};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::period::{day_of, last_day_before, start_of_day};
use folkmoot_foundation::{AgencyId, CaseId, Db, Now, ProposalId, Reader, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};
use std::collections::HashMap;

use crate::Result;
use crate::cases::LEAD;
use crate::entity::{agency, case, clock, clock_reminder, follow_up, part};
use crate::ids::FollowUpId;
use crate::rules::{round, rule_code};

/// On how many days before the last day officers and approvers are reminded, 0 on the day itself, negative after it: from
/// the first day after it on their supervisors and the administrators are told as well.
pub const STAGES: [i64; 8] = [14, 7, 3, 1, 0, -1, -7, -30];

/// At which hour of the day in Taipei.
const HOUR: i64 = 8;

/// How many are written in one call.
const AT_ONCE: u64 = 500;

/// How many are told in one call.
const TOLD_AT_ONCE: u64 = 5000;

/// The instant of a stage.
fn instant(due: Now, stage: i64) -> Now {
    start_of_day(last_day_before(due)) + TimeDelta::days(-stage) + TimeDelta::hours(HOUR)
}

/// When a deadline is reminded of next, after `now`. A period is never reminded of by a stage that is as long as it or
/// longer.
pub(crate) fn next(started: Now, due: Option<Now>, now: Now) -> Option<Now> {
    let due = due?;
    let begun = start_of_day(day_of(started) + Days::new(1));
    STAGES.into_iter().map(|stage| instant(due, stage)).find(|at| *at > now && *at >= begun)
}

/// The stage that is reached at `now`.
fn reached(started: Now, due: Now, now: Now) -> Option<i64> {
    let begun = start_of_day(day_of(started) + Days::new(1));
    let passed = |stage: &i64| instant(due, *stage) <= now && instant(due, *stage) >= begun;
    STAGES.into_iter().rev().find(passed)
}

/// Writes the reminders that are due at `now`, each once; says how many deadlines were looked at, 0 when there is nothing
/// more to write. Reads by an index what is to be reminded of, however much is open. Safe in several processes at once.
///
/// # Errors
/// A database error; what was written before it stays.
pub async fn write(db: &Db, now: Now) -> Result<usize> {
    let clocks = clock::Entity::find()
        .filter(clock::Column::RemindAt.lte(now))
        .filter(clock::Column::MetAt.is_null())
        .filter(clock::Column::StoppedAt.is_null())
        .order_by_asc(clock::Column::RemindAt)
        .limit(AT_ONCE)
        .all(db.read())
        .await?;
    let follow_ups = follow_up::Entity::find()
        .filter(follow_up::Column::RemindAt.lte(now))
        .filter(follow_up::Column::ReportedAt.is_null())
        .order_by_asc(follow_up::Column::RemindAt)
        .limit(AT_ONCE)
        .all(db.read())
        .await?;
    let looked_at = clocks.len() + follow_ups.len();
    for row in clocks {
        let tx = db.begin().await?;
        let set = clock::Entity::update_many()
            .col_expr(clock::Column::RemindAt, Expr::value(next(row.started_at, row.due_at, now)))
            .filter(clock::Column::CaseId.eq(row.case_id))
            .filter(clock::Column::Code.eq(row.code.as_str()))
            .filter(clock::Column::RemindAt.eq(row.remind_at))
            .filter(clock::Column::MetAt.is_null())
            .filter(clock::Column::StoppedAt.is_null())
            .exec(&tx)
            .await?;
        if set.rows_affected > 0 {
            insert(&tx, row.case_id, row.code, (row.started_at, row.due_at), now).await?;
            db::commit(tx).await?;
        }
    }
    for row in follow_ups {
        let tx = db.begin().await?;
        let set = follow_up::Entity::update_many()
            .col_expr(follow_up::Column::RemindAt, Expr::value(next(row.added_at, Some(row.due_at), now)))
            .filter(follow_up::Column::Id.eq(row.id))
            .filter(follow_up::Column::RemindAt.eq(row.remind_at))
            .filter(follow_up::Column::ReportedAt.is_null())
            .exec(&tx)
            .await?;
        if set.rows_affected > 0 {
            insert(&tx, row.case_id, row.id.to_string(), (row.added_at, Some(row.due_at)), now).await?;
            db::commit(tx).await?;
        }
    }
    Ok(looked_at)
}

async fn insert(
    tx: &Tx,
    case: CaseId,
    which: String,
    (started, due): (Now, Option<Now>),
    now: Now,
) -> Result<()> {
    let Some((due, stage)) = due.and_then(|due| Some((due, reached(started, due, now)?))) else {
        return Ok(());
    };
    let row = clock_reminder::ActiveModel {
        id: Set(uuid_at(now)),
        case_id: Set(case),
        which: Set(which),
        due_at: Set(due),
        stage: Set(stage),
        at: Set(now),
        told_at: Set(None),
    };
    use clock_reminder::Column;
    let once = OnConflict::columns([Column::CaseId, Column::Which, Column::DueAt, Column::Stage])
        .do_nothing()
        .to_owned();
    clock_reminder::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(())
}

/// Something agencies are reminded of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Its id.
    pub id: Uuid,
    /// In which case.
    pub case: CaseId,
    /// The proposal it answers.
    pub proposal: ProposalId,
    /// Of what.
    pub what: Owed,
    /// The deadline.
    pub due: Now,
    /// So many days before its last day; negative after it.
    pub stage: i64,
    /// The agencies that lead the case.
    pub leads: Vec<AgencyId>,
    /// Those that supervise them.
    pub supervisors: Vec<AgencyId>,
}

/// What is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owed {
    /// A clock: the rulebook's code, and which time it is.
    Clock {
        /// The rulebook's code.
        code: String,
        /// From 1.
        round: u32,
    },
    /// A follow-up: what was promised.
    FollowUp {
        /// In the agency's words.
        action: String,
    },
}

/// Takes the reminders that were written and not told yet, oldest first; none if another worker takes them. The caller
/// tells of them in the same transaction.
///
/// # Errors
/// A database error.
pub async fn take(tx: &Tx, now: Now) -> Result<Vec<Reminder>> {
    let rows = clock_reminder::Entity::find()
        .filter(clock_reminder::Column::ToldAt.is_null())
        .order_by_asc(clock_reminder::Column::At)
        .order_by_asc(clock_reminder::Column::Id)
        .limit(TOLD_AT_ONCE)
        .all(tx)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut taken = 0;
    for some in rows.chunks(500) {
        let update = clock_reminder::Entity::update_many()
            .col_expr(clock_reminder::Column::ToldAt, Expr::value(now))
            .filter(clock_reminder::Column::Id.is_in(some.iter().map(|row| row.id)))
            .filter(clock_reminder::Column::ToldAt.is_null())
            .exec(tx)
            .await?;
        taken += update.rows_affected;
    }
    if taken < u64::try_from(rows.len()).unwrap_or(u64::MAX) {
        // Another worker was faster with some: what is left is taken next time.
        return Err(crate::Error::AlreadyDone);
    }
    named(tx, rows).await
}

async fn named(conn: &impl Reader, rows: Vec<clock_reminder::Model>) -> Result<Vec<Reminder>> {
    let mut cases: Vec<CaseId> = rows.iter().map(|row| row.case_id).collect();
    cases.sort_unstable();
    cases.dedup();
    let (mut proposals, mut leads) = (HashMap::new(), HashMap::<CaseId, Vec<AgencyId>>::new());
    for some in cases.chunks(500) {
        let found: Vec<(CaseId, ProposalId)> = case::Entity::find()
            .select_only()
            .column(case::Column::Id)
            .column(case::Column::Proposal)
            .filter(case::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        proposals.extend(found);
        let parts = part::Entity::find()
            .filter(part::Column::CaseId.is_in(some.iter().copied()))
            .filter(part::Column::Part.eq(LEAD))
            .order_by_asc(part::Column::AgencyId)
            .all(conn)
            .await?;
        for one in parts {
            leads.entry(one.case_id).or_default().push(one.agency_id);
        }
    }
    let ids: Vec<FollowUpId> = rows.iter().filter_map(|row| row.which.parse().ok()).collect();
    let mut actions: HashMap<String, String> = HashMap::new();
    for some in ids.chunks(500) {
        let found = follow_up::Entity::find()
            .filter(follow_up::Column::Id.is_in(some.iter().copied()))
            .all(conn)
            .await?;
        actions.extend(found.into_iter().map(|row| (row.id.to_string(), row.action)));
    }
    let parents: HashMap<AgencyId, AgencyId> = agency::Entity::find()
        .all(conn)
        .await?
        .into_iter()
        .filter_map(|row| Some((row.id, row.parent?)))
        .collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let leads = leads.get(&row.case_id).cloned().unwrap_or_default();
            Some(Reminder {
                id: row.id,
                case: row.case_id,
                proposal: *proposals.get(&row.case_id)?,
                what: match actions.get(&row.which) {
                    Some(action) => Owed::FollowUp { action: action.clone() },
                    None => Owed::Clock { code: rule_code(&row.which).to_owned(), round: round(&row.which) },
                },
                due: row.due_at,
                stage: row.stage,
                supervisors: leads.iter().filter_map(|lead| parents.get(lead).copied()).collect(),
                leads,
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Now {
        text.parse().unwrap()
    }

    /// The deadline of 2017-05-06, of a clock begun on 2017-03-07.
    fn clock() -> (Now, Now) {
        (at("2017-03-07T02:00:00Z"), at("2017-05-06T16:00:00Z"))
    }

    #[test]
    fn stages_come_one_after_the_other_at_eight() {
        let (started, due) = clock();
        let mut seen = Vec::new();
        let mut now = started;
        while let Some(at) = next(started, Some(due), now) {
            seen.push((at.to_rfc3339(), reached(started, due, at).unwrap()));
            now = at;
        }
        let days: Vec<(&str, i64)> = seen.iter().map(|(at, stage)| (&at[..13], *stage)).collect();
        assert_eq!(
            days,
            [
                ("2017-04-22T00", 14),
                ("2017-04-29T00", 7),
                ("2017-05-03T00", 3),
                ("2017-05-05T00", 1),
                ("2017-05-06T00", 0),
                ("2017-05-07T00", -1),
                ("2017-05-13T00", -7),
                ("2017-06-05T00", -30),
            ]
        );
        assert_eq!(reached(started, due, started), None);
        // After a long standstill of the workers only the stage reached by then is told.
        assert_eq!(reached(started, due, at("2017-05-04T05:00:00Z")), Some(3));
    }

    #[test]
    fn a_period_is_not_reminded_of_by_a_stage_as_long_as_itself() {
        let started = at("2017-03-06T22:00:00Z");
        let due = at("2017-03-14T16:00:00Z");
        // Seven days from 03-07, 06:00 in Taipei: the stage of seven days would be two hours later.
        assert_eq!(next(started, Some(due), started), Some(at("2017-03-11T00:00:00Z")));
        assert_eq!(next(started, None, started), None);
    }
}
