//! Thresholds: reached once, perhaps fallen below again, perhaps reached again.

use std::collections::HashMap;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{Actor, DbErr, DriveId, Now, Reader, Tx};
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::drives::{Minimum, RegionCount, by_region, minima};
use crate::entity::threshold;
use crate::intake::{Crossing, OnThreshold};

/// Brings the thresholds of a locked drive in line with its count, lowest first. One that is held for the first time is
/// told to the hook; falling below it and reaching it again are public events of their own and call no hook.
pub(crate) async fn settle(
    tx: &Tx,
    now: Now,
    hook: Option<&dyn OnThreshold>,
    drive: DriveId,
    count: i64,
) -> Result<(), DbErr> {
    let levels = threshold::Entity::find()
        .filter(threshold::Column::Drive.eq(drive))
        .order_by_asc(threshold::Column::Count)
        .all(tx)
        .await?;
    let regions = match levels.iter().any(|level| level.regions.is_some()) {
        true => Regions::read(tx, drive).await?,
        false => Regions::default(),
    };
    for level in levels {
        let held = regions.hold(&level.code, (level.count, level.regions), count);
        let data = serde_json::json!({ "code": level.code, "threshold": level.count, "count": count });
        match (level.reached_at, level.fallen_at, held) {
            (None, _, true) => {
                let told = NewEvent::new("signatures.threshold_reached", drive, Actor::System);
                mark(tx, &level, threshold::Column::ReachedAt, Some(now)).await?;
                event::append(tx, now, told.with(data).internal()).await?;
                if let Some(hook) = hook {
                    let crossing =
                        Crossing { drive, threshold_code: level.code, threshold: level.count, count };
                    hook.crossed(tx, &crossing, now).await?;
                }
            }
            (Some(_), None, false) => {
                let told = NewEvent::new("signatures.fell_below", drive, Actor::System);
                mark(tx, &level, threshold::Column::FallenAt, Some(now)).await?;
                event::append(tx, now, told.with(data)).await?;
            }
            (Some(_), Some(_), true) => {
                let told = NewEvent::new("signatures.reached_again", drive, Actor::System);
                mark(tx, &level, threshold::Column::FallenAt, None).await?;
                event::append(tx, now, told.with(data)).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn mark(
    tx: &Tx,
    level: &threshold::Model,
    column: threshold::Column,
    at: Option<Now>,
) -> Result<(), DbErr> {
    threshold::Entity::update_many()
        .col_expr(column, Expr::value(at))
        .filter(threshold::Column::Drive.eq(level.drive))
        .filter(threshold::Column::Code.eq(&level.code))
        .exec(tx)
        .await?;
    Ok(())
}

/// How many signatures each region of a drive has and needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regions {
    counts: HashMap<RegionCode, i64>,
    minima: Vec<Minimum>,
}

impl Regions {
    /// Reads both, in two queries.
    ///
    /// # Errors
    /// A database error.
    pub async fn read(conn: &impl Reader, drive: DriveId) -> Result<Self, DbErr> {
        let region = |c: RegionCount| Some((c.region?, c.count));
        let counts = by_region(conn, drive).await?.into_iter().filter_map(region).collect();
        Ok(Self { counts, minima: minima(conn, drive).await? })
    }

    /// As it would be with so many more signatures in a region.
    pub(crate) fn add(&mut self, region: RegionCode, count: i64) {
        *self.counts.entry(region).or_default() += count;
    }

    /// How many signatures count in a region.
    pub fn count(&self, region: &RegionCode) -> i64 {
        self.counts.get(region).copied().unwrap_or(0)
    }

    /// What a threshold asks of its regions.
    pub fn minima(&self, code: &str) -> impl Iterator<Item = &Minimum> {
        self.minima.iter().filter(move |minimum| minimum.code == code)
    }

    /// In how many regions the minimum of a threshold is reached.
    pub fn reached(&self, code: &str) -> i64 {
        let reached = self.minima(code).filter(|minimum| self.count(&minimum.region) >= minimum.count);
        i64::try_from(reached.count()).unwrap_or(i64::MAX)
    }

    /// Whether a threshold is held that asks for `count` of all, and in `least` regions for their minimum.
    pub(crate) fn hold(&self, code: &str, (count, least): (i64, Option<i64>), total: i64) -> bool {
        total >= count && least.is_none_or(|least| self.reached(code) >= least)
    }
}
