//! The parts that a count is the sum of: hours, regions, channels. Each of the three sums up to the whole.

use std::collections::BTreeMap;

use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DbErr, DriveId, Now, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};
use serde::Serialize;

use crate::drives::hour_of;
use crate::entity::{part, signature};
use crate::receipt::Channel;

/// What a part is a part by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The hour of signing.
    Hour,
    /// The region that the signer gave.
    Region,
    /// The way it came in.
    Channel,
}

impl By {
    pub(crate) const ALL: [Self; 3] = [Self::Hour, Self::Region, Self::Channel];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Region => "county",
            Self::Channel => "channel",
        }
    }
}

/// What is added to the parts of a drive.
pub(crate) type Parts = BTreeMap<(By, String), i64>;

/// Adds a signature to the parts that it belongs to, `count` times.
pub(crate) fn add(parts: &mut Parts, at: Now, region: &str, channel: &str, count: i64) {
    for (by, part) in
        [(By::Hour, hour_text(at)), (By::Region, region.to_owned()), (By::Channel, channel.to_owned())]
    {
        *parts.entry((by, part)).or_default() += count;
    }
}

/// Adds a row to the parts that it belongs to, `count` times.
pub(crate) fn add_row(parts: &mut Parts, row: &signature::Model, count: i64) {
    add(parts, row.signed_at, row.region.as_deref().unwrap_or_default(), &row.channel, count);
}

/// An hour in the form in which texts sort like hours.
pub(crate) fn hour_text(at: Now) -> String {
    at.format("%Y-%m-%dT%H").to_string()
}

/// The beginning of an hour.
fn hour_of_text(text: &str) -> Result<Now, DbErr> {
    format!("{text}:00:00Z").parse().map_err(|_| DbErr::Type(format!("an hour reads {text}")))
}

async fn parts(conn: &impl Reader, id: DriveId, by: By) -> Result<Vec<part::Model>, DbErr> {
    part::Entity::find()
        .filter(part::Column::Drive.eq(id))
        .filter(part::Column::Kind.eq(by.code()))
        .filter(part::Column::Count.gt(0))
        .order_by_asc(part::Column::Part)
        .all(conn)
        .await
}

/// The signatures of one hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HourCount {
    /// The beginning of the hour, in UTC.
    pub hour: Now,
    /// How many signatures made in it count now.
    pub count: i64,
}

/// The history of a drive, hour by hour, oldest first; hours without signatures are left out.
///
/// # Errors
/// A database error.
pub async fn history(conn: &impl Reader, id: DriveId) -> Result<Vec<HourCount>, DbErr> {
    let rows = parts(conn, id, By::Hour).await?;
    rows.into_iter().map(|row| Ok(HourCount { hour: hour_of_text(&row.part)?, count: row.count })).collect()
}

/// How many signatures made since the hour of `since` count now: for the pace.
///
/// # Errors
/// A database error.
pub async fn count_since(conn: &impl Reader, id: DriveId, since: Now) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Sum {
        total: Option<i64>,
    }
    // PostgreSQL's sum of bigint is numeric; the cast makes it bigint again.
    let sum = part::Entity::find()
        .select_only()
        .expr_as(Expr::col(part::Column::Count).sum().cast_as("bigint"), "total")
        .filter(part::Column::Drive.eq(id))
        .filter(part::Column::Kind.eq(By::Hour.code()))
        .filter(part::Column::Part.gte(hour_text(hour_of(since))))
        .into_model::<Sum>()
        .one(conn)
        .await?;
    Ok(sum.and_then(|sum| sum.total).unwrap_or(0))
}

/// The signatures of one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionCount {
    /// The region; nothing for signers who gave none.
    pub region: Option<RegionCode>,
    /// How many signatures count.
    pub count: i64,
}

/// The counts of a drive by region, greatest first; those without signatures are left out.
///
/// # Errors
/// A database error.
pub async fn by_region(conn: &impl Reader, id: DriveId) -> Result<Vec<RegionCount>, DbErr> {
    let rows = parts(conn, id, By::Region).await?;
    let mut counts: Vec<RegionCount> =
        rows.into_iter().map(|row| RegionCount { region: row.part.parse().ok(), count: row.count }).collect();
    counts.sort_by_key(|c| (-c.count, c.region.as_ref().map(|code| code.as_str().to_owned())));
    Ok(counts)
}

/// The signatures that came in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelCount {
    /// The way.
    pub channel: Channel,
    /// How many signatures count.
    pub count: i64,
}

/// The counts of a drive by channel, greatest first; those without signatures are left out.
///
/// # Errors
/// A database error.
pub async fn by_channel(conn: &impl Reader, id: DriveId) -> Result<Vec<ChannelCount>, DbErr> {
    let rows = parts(conn, id, By::Channel).await?;
    let mut counts: Vec<ChannelCount> = rows
        .into_iter()
        .filter_map(|row| Some(ChannelCount { channel: row.part.parse().ok()?, count: row.count }))
        .collect();
    counts.sort_by_key(|c| -c.count);
    Ok(counts)
}
