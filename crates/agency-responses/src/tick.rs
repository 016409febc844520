//! What the passing of time has done, written down once for the log, so that people can be told: deadlines missed, follow-ups
//! overdue, pauses over. Pages don't depend on it: they derive the same from stored facts and the present.
//!
//! Each reads by an index what has come due, however much is open, and is safe in several processes at once.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::last_day_before;
use folkmoot_foundation::{Actor, Db, Now, ProposalId, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde_json::json;

use crate::Result;
use crate::entity::{case, clock, follow_up, pause};

/// How many of a kind one call takes.
const AT_ONCE: u64 = 500;

/// Writes the event of a miss, once, if the deadline has passed and no event tells of it yet. The event bears the
/// instant of the deadline, whenever it is written.
pub(crate) async fn note_missed(tx: &Tx, proposal: ProposalId, row: &clock::Model, now: Now) -> Result<bool> {
    let Some(due) = row.due_at.filter(|due| *due <= now) else { return Ok(false) };
    let noted = clock::Entity::update_many()
        .col_expr(clock::Column::MissedAt, Expr::value(now))
        .filter(clock::Column::CaseId.eq(row.case_id))
        .filter(clock::Column::Code.eq(row.code.as_str()))
        .filter(clock::Column::MissedAt.is_null())
        .filter(clock::Column::MetAt.is_null())
        .filter(clock::Column::StoppedAt.is_null())
        .exec(tx)
        .await?;
    if noted.rows_affected == 0 {
        return Ok(false);
    }
    let data = json!({
        "clock": row.code, "due": due, "last_day": last_day_before(due), "binding": row.binding,
    });
    let event = NewEvent::new("case.missed", proposal, Actor::System).about(row.case_id).with(data);
    event::append(tx, due, event).await?;
    Ok(true)
}

/// Writes a `case.missed` event for every clock, a `case.follow_up_overdue` event for every follow-up, and a
/// `case.resumed` event for every pause, whose time has passed and whose event is not written yet; says how many. At most
/// 500 of each a call. The events bear the instants at which it passed.
///
/// # Errors
/// A database error; what was recorded before it stays.
pub async fn record_missed(db: &Db, now: Now) -> Result<usize> {
    Ok(record_ends(db, now).await? + record_misses(db, now).await? + record_overdue(db, now).await?)
}

async fn record_misses(db: &Db, now: Now) -> Result<usize> {
    let due = clock::Entity::find()
        .filter(clock::Column::MetAt.is_null())
        .filter(clock::Column::StoppedAt.is_null())
        .filter(clock::Column::MissedAt.is_null())
        .filter(clock::Column::DueAt.lte(now))
        .order_by_asc(clock::Column::DueAt)
        .limit(AT_ONCE)
        .all(db.read())
        .await?;
    let mut recorded = 0;
    for row in due {
        let tx = db.begin().await?;
        // The case's row is what every act locks first, so nobody meets the clock meanwhile.
        let Some(case) = case::Entity::find_by_id(row.case_id).lock_exclusive().one(&tx).await? else {
            continue;
        };
        let fresh = clock::Entity::find_by_id((row.case_id, row.code)).one(&tx).await?;
        if let Some(fresh) = fresh
            && note_missed(&tx, case.proposal, &fresh, now).await?
        {
            db::commit(tx).await?;
            recorded += 1;
        }
    }
    Ok(recorded)
}

async fn record_overdue(db: &Db, now: Now) -> Result<usize> {
    let due = follow_up::Entity::find()
        .filter(follow_up::Column::ReportedAt.is_null())
        .filter(follow_up::Column::MissedAt.is_null())
        .filter(follow_up::Column::DueAt.lte(now))
        .order_by_asc(follow_up::Column::DueAt)
        .limit(AT_ONCE)
        .all(db.read())
        .await?;
    let mut recorded = 0;
    for row in due {
        let tx = db.begin().await?;
        let Some(case) = case::Entity::find_by_id(row.case_id).lock_exclusive().one(&tx).await? else {
            continue;
        };
        if note_overdue(&tx, &case, &row, now).await? {
            db::commit(tx).await?;
            recorded += 1;
        }
    }
    Ok(recorded)
}

/// Writes the event of a follow-up whose day has passed without a report, once; it bears the end of that day.
pub(crate) async fn note_overdue(
    tx: &Tx,
    case: &case::Model,
    row: &follow_up::Model,
    now: Now,
) -> Result<bool> {
    if now < row.due_at {
        return Ok(false);
    }
    let noted = follow_up::Entity::update_many()
        .col_expr(follow_up::Column::MissedAt, Expr::value(now))
        .filter(follow_up::Column::Id.eq(row.id))
        .filter(follow_up::Column::MissedAt.is_null())
        .filter(follow_up::Column::ReportedAt.is_null())
        .exec(tx)
        .await?;
    if noted.rows_affected == 0 {
        return Ok(false);
    }
    let data = json!({
        "follow_up": row.id, "action": row.action, "due_on": row.due_on, "last_day": row.due_on,
    });
    let event = NewEvent::new("case.follow_up_overdue", case.proposal, Actor::System).about(case.id);
    event::append(tx, row.due_at, event.with(data)).await?;
    Ok(true)
}

/// The ends of pauses that had a date. Deadlines were counted with it from the beginning: nothing moves.
async fn record_ends(db: &Db, now: Now) -> Result<usize> {
    let over = pause::Entity::find()
        .filter(pause::Column::EndedAt.is_null())
        .filter(pause::Column::UntilAt.lte(now))
        .order_by_asc(pause::Column::UntilAt)
        .limit(AT_ONCE)
        .all(db.read())
        .await?;
    let mut recorded = 0;
    for row in over {
        let tx = db.begin().await?;
        let Some(case) = case::Entity::find_by_id(row.case_id).lock_exclusive().one(&tx).await? else {
            continue;
        };
        let noted = pause::Entity::update_many()
            .col_expr(pause::Column::EndedAt, Expr::value(now))
            .filter(pause::Column::Id.eq(row.id))
            .filter(pause::Column::EndedAt.is_null())
            .filter(pause::Column::UntilAt.lte(now))
            .exec(&tx)
            .await?;
        if noted.rows_affected == 0 {
            continue;
        }
        if case.closed_at.is_none() {
            let event = NewEvent::new("case.resumed", case.proposal, Actor::System).about(case.id);
            let data = json!({ "cause": row.cause, "why": "over", "clocks": [] });
            event::append(&tx, row.until_at.unwrap_or(now), event.with(data)).await?;
        }
        db::commit(tx).await?;
        recorded += 1;
    }
    Ok(recorded)
}
