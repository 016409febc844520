//! Drives: what people sign, with windows, thresholds, counts and their history; and who signed.

use std::collections::HashMap;

use chrono::{DurationRound as _, TimeDelta};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DbErr, DriveId, Now, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect, Set};
use serde::Serialize;

use crate::entity::{drive, minimum, tally, threshold};
use crate::error::SignError;
use crate::intake::OnThreshold;
pub use crate::parts::{ChannelCount, HourCount, RegionCount, by_channel, by_region, count_since, history};
use crate::pauses::{self, Block, Pause};
pub use crate::signers::{
    counts, linked, receipt, receipt_of, signed_by, signers, signers_of_change, state_of_leaf,
};
pub use crate::thresholds::Regions;
use crate::thresholds::settle;

/// A drive about to be created.
#[derive(Debug, Clone)]
pub struct NewDrive {
    /// Its id; a proposal's drive has the proposal's.
    pub id: DriveId,
    /// The first instant at which one can sign.
    pub opens_at: Now,
    /// The first instant at which one can't any more.
    pub closes_at: Now,
    /// At most so many people may sign, until [`reopen`] lifts it.
    pub cap: Option<i64>,
    /// What happens at which count.
    pub thresholds: Vec<NewThreshold>,
}

/// A threshold about to be created.
#[derive(Debug, Clone)]
pub struct NewThreshold {
    /// A stable name, unique in the drive.
    pub code: String,
    /// The count that reaches it, 1 or more.
    pub count: i64,
    /// What is asked of single regions as well.
    pub regions: Option<RegionRule>,
}

/// What a threshold asks of regions besides the count of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRule {
    /// In at least so many regions, 1 or more …
    pub least: i64,
    /// … so many signatures must count. Regions that are not here have no part in it.
    pub minima: Vec<(RegionCode, i64)>,
}

/// The minimum of one region for one threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Minimum {
    /// The threshold's code.
    pub code: String,
    /// The region.
    pub region: RegionCode,
    /// So many signatures must count there.
    pub count: i64,
}

/// A drive as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drive {
    /// Its id.
    pub id: DriveId,
    /// The first instant at which one can sign.
    pub opens_at: Now,
    /// The first instant at which one can't any more.
    pub closes_at: Now,
    /// When it was closed before its end, if it was.
    pub closed_at: Option<Now>,
    /// Why, as a stable code.
    pub closed_reason: Option<String>,
    /// The end of the window if it had no pauses.
    pub planned_closes_at: Now,
    /// Its pauses, in their order; of those beyond the window nothing comes.
    pub pauses: Vec<Pause>,
    /// At most so many may, for now.
    pub cap: Option<i64>,
    /// How many signatures count.
    pub count: i64,
    /// Its thresholds, lowest first.
    pub thresholds: Vec<Threshold>,
}

/// A threshold of a drive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// Its stable name.
    pub code: String,
    /// The count that reaches it.
    pub count: i64,
    /// When it was reached first.
    pub reached_at: Option<Now>,
    /// Since when the count is below it again.
    pub fallen_at: Option<Now>,
    /// In how many regions their minimum must be reached as well.
    pub regions: Option<i64>,
}

/// Where a drive stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Signing has not begun.
    NotYet,
    /// One can sign.
    Open,
    /// One can't sign now, but will again.
    Paused,
    /// Signing is over.
    Over,
}

impl Drive {
    /// Where it stands at `now`.
    pub fn window(&self, now: Now) -> Window {
        match self.check(now) {
            Ok(()) => Window::Open,
            Err(SignError::NotYetOpen { .. }) => Window::NotYet,
            Err(SignError::Paused { .. }) => Window::Paused,
            Err(_) => Window::Over,
        }
    }

    /// Whether one can sign at `now`.
    pub(crate) fn check(&self, now: Now) -> Result<(), SignError> {
        check_window(self.opens_at, self.closes_at, self.closed_at, now, &self.blocks())
    }

    /// Whether as many people have signed as may for now.
    pub fn is_full(&self) -> bool {
        self.cap.is_some_and(|cap| self.count >= cap)
    }

    /// The times in the window in which nobody can sign, in their order and apart from each other.
    pub fn blocks(&self) -> Vec<Block> {
        pauses::course(self.opens_at, self.planned_closes_at, &self.pauses).blocks
    }

    /// The pause at `now`: since when, until when, and the reasons for it.
    pub fn paused(&self, now: Now) -> Option<(Block, Vec<&Pause>)> {
        if self.window(now) != Window::Paused {
            return None;
        }
        let block = self.blocks().into_iter().find(|block| block.holds(now))?;
        let reasons = self.pauses.iter().filter(|pause| pause.holds(now)).collect();
        Some((block, reasons))
    }

    /// The end of the window; nothing while a pause goes on whose end is not known.
    pub fn ends_at(&self) -> Option<Now> {
        let open_ended = self.blocks().last().is_some_and(|block| block.ends_at.is_none());
        (!open_ended).then_some(self.closes_at)
    }
}

/// Whether one can sign at `now`: from the first instant of the window to the last before its end, unless closed or
/// paused.
pub(crate) fn check_window(
    opens_at: Now,
    closes_at: Now,
    closed_at: Option<Now>,
    now: Now,
    blocks: &[Block],
) -> Result<(), SignError> {
    if let Some(since) = closed_at {
        return Err(SignError::Over { since });
    }
    if now < opens_at {
        return Err(SignError::NotYetOpen { opens_at });
    }
    if let Some(block) = blocks.iter().find(|block| block.holds(now)) {
        return Err(SignError::Paused { until: block.ends_at });
    }
    if now >= closes_at {
        return Err(SignError::Over { since: closes_at });
    }
    Ok(())
}

/// The hour that an instant is counted in.
pub(crate) fn hour_of(at: Now) -> Now {
    at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at)
}

/// Creates a drive.
///
/// # Errors
/// A database error, also if the drive exists already.
pub async fn create(tx: &Tx, new: NewDrive) -> Result<(), DbErr> {
    let row = drive::ActiveModel {
        id: Set(new.id),
        opens_at: Set(new.opens_at),
        closes_at: Set(new.closes_at),
        closed_at: Set(None),
        closed_reason: Set(None),
        planned_closes_at: Set(None),
        cap: Set(new.cap),
    };
    drive::Entity::insert(row).exec_without_returning(tx).await?;
    let row = tally::ActiveModel { drive: Set(new.id), count: Set(0) };
    tally::Entity::insert(row).exec_without_returning(tx).await?;
    add_thresholds(tx, new.id, new.thresholds).await
}

async fn add_thresholds(tx: &Tx, id: DriveId, thresholds: Vec<NewThreshold>) -> Result<(), DbErr> {
    for level in thresholds {
        for (region, count) in level.regions.iter().flat_map(|regions| &regions.minima) {
            let row = minimum::ActiveModel {
                drive: Set(id),
                code: Set(level.code.clone()),
                region: Set(region.as_str().to_owned()),
                count: Set(*count),
            };
            minimum::Entity::insert(row).exec_without_returning(tx).await?;
        }
        let row = threshold::ActiveModel {
            drive: Set(id),
            code: Set(level.code),
            count: Set(level.count),
            reached_at: Set(None),
            fallen_at: Set(None),
            regions: Set(level.regions.map(|regions| regions.least)),
        };
        threshold::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// What a drive becomes when it opens for everybody.
#[derive(Debug, Clone)]
pub struct Reopening {
    /// The first instant at which one can sign.
    pub opens_at: Now,
    /// The first instant at which one can't any more.
    pub closes_at: Now,
    /// The thresholds that it has from now on, besides those it had.
    pub thresholds: Vec<NewThreshold>,
}

/// Opens a drive for everybody in which some people have signed before: it gets another window and further thresholds, and
/// no limit. Who signed stays counted. Pauses before polling days are for the caller to apply again.
///
/// # Errors
/// [`SignError::NoSuchDrive`], or a database error.
pub async fn reopen(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    id: DriveId,
    new: Reopening,
) -> Result<(), SignError> {
    let held = lock(tx, id).await?;
    pauses::forget(tx, id).await?;
    drive::Entity::update_many()
        .col_expr(drive::Column::OpensAt, Expr::value(new.opens_at))
        .col_expr(drive::Column::ClosesAt, Expr::value(new.closes_at))
        .col_expr(drive::Column::PlannedClosesAt, Expr::value(None::<Now>))
        .col_expr(drive::Column::Cap, Expr::value(None::<i64>))
        .filter(drive::Column::Id.eq(id))
        .exec(tx)
        .await?;
    add_thresholds(tx, id, new.thresholds).await?;
    settle(tx, now, Some(hook), id, held.count).await?;
    Ok(())
}

/// What regions must reach, by threshold and region; empty where no threshold asks for it.
///
/// # Errors
/// A database error.
pub async fn minima(conn: &impl Reader, id: DriveId) -> Result<Vec<Minimum>, DbErr> {
    let rows = minimum::Entity::find()
        .filter(minimum::Column::Drive.eq(id))
        .order_by_asc(minimum::Column::Code)
        .order_by_asc(minimum::Column::Region)
        .all(conn)
        .await?;
    let minimum = |row: minimum::Model| {
        let region = row.region.parse().map_err(|_| DbErr::Type(format!("a region reads {}", row.region)))?;
        Ok(Minimum { code: row.code, region, count: row.count })
    };
    rows.into_iter().map(minimum).collect()
}

/// Locks a drive for the rest of the transaction, so that nobody signs or withdraws meanwhile.
///
/// Crossing a threshold holds this lock while it changes what the drive belongs to; whoever changes both, takes this
/// lock first too, or the two wait for each other.
///
/// # Errors
/// [`SignError::NoSuchDrive`], or a database error.
pub async fn lock(tx: &Tx, id: DriveId) -> Result<Drive, SignError> {
    let row = drive::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(SignError::NoSuchDrive)?;
    whole(tx, vec![row]).await?.remove(&id).ok_or(SignError::NoSuchDrive)
}

/// Ends a drive before its time, for a reason given as a stable code. Closing it again changes nothing.
///
/// # Errors
/// [`SignError::NoSuchDrive`], or a database error.
pub async fn close(tx: &Tx, id: DriveId, now: Now, reason: &str) -> Result<(), SignError> {
    lock(tx, id).await?;
    drive::Entity::update_many()
        .col_expr(drive::Column::ClosedAt, Expr::value(now))
        .col_expr(drive::Column::ClosedReason, Expr::value(reason))
        .filter(drive::Column::Id.eq(id))
        .filter(drive::Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// A drive, in three queries, and one more if any of it pauses.
///
/// # Errors
/// A database error.
pub async fn get(conn: &impl Reader, id: DriveId) -> Result<Option<Drive>, DbErr> {
    Ok(get_many(conn, &[id]).await?.remove(&id))
}

/// Several drives at once, in three queries, and one more if any of them pauses.
///
/// # Errors
/// A database error.
pub async fn get_many(conn: &impl Reader, ids: &[DriveId]) -> Result<HashMap<DriveId, Drive>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = drive::Entity::find().filter(drive::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    whole(conn, rows).await
}

async fn whole(conn: &impl Reader, rows: Vec<drive::Model>) -> Result<HashMap<DriveId, Drive>, DbErr> {
    let ids: Vec<DriveId> = rows.iter().map(|row| row.id).collect();
    let counts = tallies(conn, &ids).await?;
    let paused = rows.iter().filter(|row| row.planned_closes_at.is_some()).map(|row| row.id).collect();
    let mut pauses = pauses::of(conn, paused).await?;
    let mut thresholds: HashMap<DriveId, Vec<Threshold>> = HashMap::new();
    let levels = threshold::Entity::find()
        .filter(threshold::Column::Drive.is_in(ids))
        .order_by_asc(threshold::Column::Count)
        .all(conn)
        .await?;
    for level in levels {
        let threshold = Threshold {
            code: level.code,
            count: level.count,
            reached_at: level.reached_at,
            fallen_at: level.fallen_at,
            regions: level.regions,
        };
        thresholds.entry(level.drive).or_default().push(threshold);
    }
    let drives = rows.into_iter().map(|row| {
        let drive = Drive {
            id: row.id,
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            closed_at: row.closed_at,
            closed_reason: row.closed_reason,
            planned_closes_at: row.planned_closes_at.unwrap_or(row.closes_at),
            cap: row.cap,
            pauses: pauses.remove(&row.id).unwrap_or_default(),
            count: counts.get(&row.id).copied().unwrap_or(0),
            thresholds: thresholds.remove(&row.id).unwrap_or_default(),
        };
        (row.id, drive)
    });
    Ok(drives.collect())
}

/// The ids of drives after `after`, in their order.
///
/// # Errors
/// A database error.
pub async fn ids_after(
    conn: &impl Reader,
    after: Option<DriveId>,
    limit: u64,
) -> Result<Vec<DriveId>, DbErr> {
    let mut query = drive::Entity::find().select_only().column(drive::Column::Id);
    if let Some(after) = after {
        query = query.filter(drive::Column::Id.gt(after));
    }
    query.order_by_asc(drive::Column::Id).limit(limit).into_tuple().all(conn).await
}

/// How many signatures of a drive count; nothing if there is no such drive.
///
/// # Errors
/// A database error.
pub async fn tally(conn: &impl Reader, id: DriveId) -> Result<Option<i64>, DbErr> {
    Ok(tally::Entity::find_by_id(id).one(conn).await?.map(|row| row.count))
}

/// The counts of several drives, in one query.
///
/// # Errors
/// A database error.
pub async fn tallies(conn: &impl Reader, ids: &[DriveId]) -> Result<HashMap<DriveId, i64>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows =
        tally::Entity::find().filter(tally::Column::Drive.is_in(ids.iter().copied())).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.drive, row.count)).collect())
}

/// The sum of all counts, for the numbers of the platform.
///
/// # Errors
/// A database error.
pub async fn total(conn: &impl Reader) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Sum {
        total: Option<i64>,
    }
    let sum = tally::Entity::find()
        .select_only()
        // PostgreSQL's sum of bigint is numeric; the cast makes it bigint again.
        .expr_as(Expr::col(tally::Column::Count).sum().cast_as("bigint"), "total")
        .into_model::<Sum>()
        .one(conn)
        .await?;
    Ok(sum.and_then(|sum| sum.total).unwrap_or(0))
}
