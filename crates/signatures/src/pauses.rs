//! Pauses of a drive: nobody signs or withdraws in them, and the window's end moves by the paused time.
//!
//! A pause is a stored fact; whether a drive pauses now follows from it and the clock. Pauses that overlap count once.

use std::collections::HashMap;

use chrono::TimeDelta;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::{Actor, Db, DbErr, DriveId, Now, PersonId, Reader, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _, QueryTrait as _, Set};
use serde::Serialize;

use crate::drives::{Drive, lock};
use crate::entity::{drive, pause};
use crate::error::SignError;

/// The reason of a pause before a national polling day.
pub const ELECTION: &str = "election";

/// The reason of a pause that an administrator ordered.
pub const ORDERED: &str = "ordered";

/// A pause as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pause {
    /// Its id.
    pub id: Uuid,
    /// Its first instant.
    pub starts_at: Now,
    /// The first instant after it; nothing while that is not known.
    pub ends_at: Option<Now>,
    /// Why, as a stable code: [`ELECTION`] or [`ORDERED`].
    pub reason: String,
    /// Why, in public words.
    pub words: String,
}

impl Pause {
    /// Whether it holds `now`.
    pub fn holds(&self, now: Now) -> bool {
        holds(self.starts_at, self.ends_at, now)
    }
}

/// A time in which nobody can sign: pauses that touch, clipped to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Block {
    /// Its first instant.
    pub starts_at: Now,
    /// The first instant after it; nothing while that is not known.
    pub ends_at: Option<Now>,
}

impl Block {
    /// Whether it holds `now`.
    pub fn holds(&self, now: Now) -> bool {
        holds(self.starts_at, self.ends_at, now)
    }
}

fn holds(starts_at: Now, ends_at: Option<Now>, now: Now) -> bool {
    starts_at <= now && ends_at.is_none_or(|end| now < end)
}

/// How a window goes with its pauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The paused times of the window, in their order and apart from each other.
    pub blocks: Vec<Block>,
    /// The first instant after the window; a block whose end is not known adds nothing to it yet.
    pub closes_at: Now,
}

/// Goes through the pauses in their order: each moves the end by as much of it as lies in the window and in no pause
/// before, so that a pause may come to lie in the window by those before it.
pub fn course(opens_at: Now, planned: Now, pauses: &[Pause]) -> Course {
    let mut sorted: Vec<(Now, Option<Now>)> = pauses.iter().map(|p| (p.starts_at, p.ends_at)).collect();
    sorted.sort_unstable();
    let mut course = Course { blocks: Vec::new(), closes_at: planned };
    for (starts_at, ends_at) in sorted {
        let covered = course.blocks.last().map_or(Some(opens_at), |block: &Block| block.ends_at);
        // Nothing follows a block without an end.
        let Some(covered) = covered else { break };
        let begins = Ord::max(starts_at, covered);
        if begins >= course.closes_at {
            break;
        }
        if ends_at.is_some_and(|end| end <= begins) {
            continue;
        }
        if let Some(end) = ends_at {
            course.closes_at += end - begins;
        }
        match course.blocks.last_mut() {
            Some(last) if last.ends_at == Some(begins) => last.ends_at = ends_at,
            _ => course.blocks.push(Block { starts_at: begins, ends_at }),
        }
    }
    course
}

/// The pauses of drives, each list in its order.
pub(crate) async fn of(
    conn: &impl Reader,
    drives: Vec<DriveId>,
) -> Result<HashMap<DriveId, Vec<Pause>>, DbErr> {
    let mut all: HashMap<DriveId, Vec<Pause>> = HashMap::new();
    if drives.is_empty() {
        return Ok(all);
    }
    let rows = pause::Entity::find()
        .filter(pause::Column::Drive.is_in(drives))
        .order_by_asc(pause::Column::StartsAt)
        .order_by_asc(pause::Column::Id)
        .all(conn)
        .await?;
    for row in rows {
        let (starts_at, ends_at) = (row.starts_at, row.ends_at);
        let pause = Pause { id: row.id, starts_at, ends_at, reason: row.reason, words: row.words };
        all.entry(row.drive).or_default().push(pause);
    }
    Ok(all)
}

/// The paused times of drives, given when each opens and would close without pauses. No query if none ever paused.
pub(crate) async fn blocks_of(
    tx: &Tx,
    windows: impl Iterator<Item = (DriveId, Now, Option<Now>)>,
) -> Result<HashMap<DriveId, Vec<Block>>, DbErr> {
    let windows: HashMap<DriveId, (Now, Now)> =
        windows.filter_map(|(id, opens, planned)| Some((id, (opens, planned?)))).collect();
    let pauses = of(tx, windows.keys().copied().collect()).await?;
    let blocks = pauses.into_iter().filter_map(|(id, pauses)| {
        let (opens, planned) = windows.get(&id)?;
        Some((id, course(*opens, *planned, &pauses).blocks))
    });
    Ok(blocks.collect())
}

/// An administrator lets a drive pause until they let it go on.
///
/// # Errors
/// [`SignError::NoSuchDrive`], [`SignError::Over`], [`SignError::Paused`] if it pauses already, or a database error.
pub async fn order(
    tx: &Tx,
    id: DriveId,
    words: &str,
    administrator: PersonId,
    now: Now,
) -> Result<Drive, SignError> {
    let held = lock(tx, id).await?;
    match held.check(now) {
        Ok(()) | Err(SignError::NotYetOpen { .. }) => {}
        Err(error) => return Err(error),
    }
    if held.pauses.iter().any(|pause| pause.holds(now)) {
        return Err(SignError::Paused { until: None });
    }
    insert(tx, id, (now, None), ORDERED, words, None, administrator, now).await?;
    let drive = settle(tx, held).await?;
    let data = serde_json::json!({ "code": ORDERED, "reason": words, "from_day": day_of(now) });
    let actor = Actor::Person { id: administrator, role: "administrator" };
    event::append(tx, now, NewEvent::new("drive.paused", id, actor).with(data)).await?;
    Ok(drive)
}

/// An administrator lets a drive go on that they have let pause. A pause before a polling day goes on all the same.
///
/// # Errors
/// [`SignError::NoSuchDrive`], [`SignError::NotPaused`], or a database error.
pub async fn resume(tx: &Tx, id: DriveId, administrator: PersonId, now: Now) -> Result<Drive, SignError> {
    let held = lock(tx, id).await?;
    let open = held.pauses.iter().find(|pause| pause.ends_at.is_none());
    let open = open.filter(|_| held.closed_at.is_none()).ok_or(SignError::NotPaused)?;
    pause::Entity::update_many()
        .col_expr(pause::Column::EndsAt, Expr::value(now))
        .filter(pause::Column::Id.eq(open.id))
        .exec(tx)
        .await?;
    let drive = settle(tx, held).await?;
    let data = serde_json::json!({ "code": ORDERED, "window_closes": drive.closes_at });
    let actor = Actor::Person { id: administrator, role: "administrator" };
    event::append(tx, now, NewEvent::new("drive.resumed", id, actor).with(data)).await?;
    Ok(drive)
}

/// A time before a polling day in which drives pause.
#[derive(Debug, Clone)]
pub struct Election {
    /// The polling day's id, by which the pauses are found again.
    pub source: Uuid,
    /// What it is called.
    pub name: String,
    /// The first instant of the pause.
    pub starts_at: Now,
    /// The first instant after it.
    pub ends_at: Now,
    /// Who entered it.
    pub administrator: PersonId,
}

/// Lets a drive pause before a polling day; if the time lies beyond its window, it does so once other pauses move the
/// window there. The event is appended only if it pauses in fact.
///
/// # Errors
/// [`SignError::NoSuchDrive`], or a database error.
pub async fn apply(tx: &Tx, id: DriveId, election: &Election, now: Now) -> Result<Drive, SignError> {
    let held = lock(tx, id).await?;
    let before = held.closes_at;
    // Entered late, it pauses from now on: what was signed meanwhile was signed in the window.
    let starts_at = Ord::max(election.starts_at, now);
    let times = (starts_at, Some(election.ends_at));
    let source = Some(election.source);
    insert(tx, id, times, ELECTION, &election.name, source, election.administrator, now).await?;
    let drive = settle(tx, held).await?;
    if drive.closes_at != before {
        let data = serde_json::json!({
            "code": ELECTION,
            "reason": election.name,
            "from_day": day_of(Ord::max(starts_at, drive.opens_at)),
            "to_day": day_of(election.ends_at - TimeDelta::milliseconds(1)),
            "window_closes": drive.closes_at,
        });
        event::append(tx, now, NewEvent::new("drive.paused", id, Actor::System).with(data)).await?;
    }
    Ok(drive)
}

/// Takes back the pauses of a polling day that have not begun; gives the drives as they are then.
///
/// # Errors
/// A database error.
pub async fn take_back(tx: &Tx, source: Uuid, now: Now) -> Result<Vec<Drive>, SignError> {
    let rows = pause::Entity::find()
        .filter(pause::Column::Source.eq(source))
        .order_by_asc(pause::Column::Drive)
        .all(tx)
        .await?;
    let mut drives = Vec::with_capacity(rows.len());
    for row in rows {
        let held = lock(tx, row.drive).await?;
        let before = held.closes_at;
        pause::Entity::delete_by_id(row.id).exec(tx).await?;
        let drive = settle(tx, held).await?;
        if drive.closes_at != before {
            let data = serde_json::json!({
                "code": ELECTION, "reason": row.words, "window_closes": drive.closes_at,
            });
            let event = NewEvent::new("drive.pause_withdrawn", row.drive, Actor::System);
            event::append(tx, now, event.with(data)).await?;
        }
        drives.push(drive);
    }
    Ok(drives)
}

/// The drives that are not over at `now`, or pause without a known end, in the order of their ids.
///
/// # Errors
/// A database error.
pub async fn not_over(conn: &impl Reader, now: Now) -> Result<Vec<DriveId>, DbErr> {
    let open_ended = pause::Entity::find()
        .select_only()
        .column(pause::Column::Drive)
        .filter(pause::Column::EndsAt.is_null())
        .into_query();
    let lasts =
        Condition::any().add(drive::Column::ClosesAt.gt(now)).add(drive::Column::Id.in_subquery(open_ended));
    drive::Entity::find()
        .select_only()
        .column(drive::Column::Id)
        .filter(drive::Column::ClosedAt.is_null())
        .filter(lasts)
        .order_by_asc(drive::Column::Id)
        .into_tuple()
        .all(conn)
        .await
}

/// How many ends of pauses one call writes down at most.
const ENDS_AT_ONCE: u64 = 200;

/// Writes into the log that drives go on whose pause before a polling day is over, each once, also when several workers
/// run; says how many pauses it passed. Nothing waits for it: the drive goes on by the clock.
///
/// # Errors
/// A database error; what was written before it stays.
pub async fn record_resumed(db: &Db, now: Now) -> Result<usize, SignError> {
    let over = pause::Entity::find()
        .filter(pause::Column::ResumedAt.is_null())
        .filter(pause::Column::EndsAt.lte(now))
        .filter(pause::Column::Reason.eq(ELECTION))
        .order_by_asc(pause::Column::EndsAt)
        .limit(ENDS_AT_ONCE)
        .all(db.read())
        .await?;
    let mut passed = 0;
    for row in over {
        let Some(end) = row.ends_at else { continue };
        let tx = db.begin().await?;
        let drive = lock(&tx, row.drive).await?;
        let marked = pause::Entity::update_many()
            .col_expr(pause::Column::ResumedAt, Expr::value(now))
            .filter(pause::Column::Id.eq(row.id))
            .filter(pause::Column::ResumedAt.is_null())
            .exec(&tx)
            .await?;
        // A drive that was over by then, or pauses for something else, does not go on.
        if marked.rows_affected == 1 && drive.check(end).is_ok() {
            let data = serde_json::json!({
                "code": ELECTION, "reason": row.words, "window_closes": drive.closes_at,
            });
            let event = NewEvent::new("drive.resumed", row.drive, Actor::System);
            event::append(&tx, end, event.with(data)).await?;
        }
        db::commit(tx).await?;
        passed += usize::from(marked.rows_affected == 1);
    }
    Ok(passed)
}

/// Takes away all pauses of a locked drive, which begins anew.
pub(crate) async fn forget(tx: &Tx, drive: DriveId) -> Result<(), DbErr> {
    pause::Entity::delete_many().filter(pause::Column::Drive.eq(drive)).exec(tx).await?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
async fn insert(
    tx: &Tx,
    drive: DriveId,
    (starts_at, ends_at): (Now, Option<Now>),
    reason: &str,
    words: &str,
    source: Option<Uuid>,
    made_by: PersonId,
    now: Now,
) -> Result<(), DbErr> {
    let row = pause::ActiveModel {
        id: Set(uuid_at(now)),
        drive: Set(drive),
        starts_at: Set(starts_at),
        ends_at: Set(ends_at),
        reason: Set(reason.to_owned()),
        words: Set(words.to_owned()),
        source: Set(source),
        made_by: Set(made_by.0),
        resumed_at: Set(None),
    };
    pause::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Moves the end of a locked drive's window to where its pauses put it.
async fn settle(tx: &Tx, mut held: Drive) -> Result<Drive, SignError> {
    held.pauses = of(tx, vec![held.id]).await?.remove(&held.id).unwrap_or_default();
    held.closes_at = course(held.opens_at, held.planned_closes_at, &held.pauses).closes_at;
    drive::Entity::update_many()
        .col_expr(drive::Column::ClosesAt, Expr::value(held.closes_at))
        .col_expr(drive::Column::PlannedClosesAt, Expr::value(held.planned_closes_at))
        .filter(drive::Column::Id.eq(held.id))
        .exec(tx)
        .await?;
    Ok(held)
}
