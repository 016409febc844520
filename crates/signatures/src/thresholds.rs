//! Thresholds: reached once, perhaps fallen below again, perhaps reached again.

use std::collections::HashMap;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, DbErr, DriveId, Now, Tx};
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::drives::{CountyCount, by_county};
use crate::entity::{minimum, threshold};
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
    let regions = if levels.iter().any(|level| level.regions.is_some()) {
        Some(Regions::read(tx, drive).await?)
    } else {
        None
    };
    for level in levels {
        let held = count >= level.count
            && level.regions.is_none_or(|least| {
                regions.as_ref().is_some_and(|regions| regions.reached(&level.code) >= least)
            });
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

/// How many signatures each region has and needs.
struct Regions {
    counts: HashMap<String, i64>,
    minima: Vec<minimum::Model>,
}

impl Regions {
    async fn read(tx: &Tx, drive: DriveId) -> Result<Self, DbErr> {
        let region = |c: CountyCount| Some((c.county?.as_str().to_owned(), c.count));
        let counts = by_county(tx, drive).await?.into_iter().filter_map(region).collect();
        let minima = minimum::Entity::find().filter(minimum::Column::Drive.eq(drive)).all(tx).await?;
        Ok(Self { counts, minima })
    }

    /// In how many regions the minimum of a threshold is reached.
    fn reached(&self, code: &str) -> i64 {
        let reached = self.minima.iter().filter(|minimum| {
            minimum.code == code && self.counts.get(&minimum.region).copied().unwrap_or(0) >= minimum.count
        });
        i64::try_from(reached.count()).unwrap_or(i64::MAX)
    }
}
