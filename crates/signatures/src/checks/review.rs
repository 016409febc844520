//! What reviewers see of the signatures that wait for a check, and what they decide. They see marks as short labels, never
//! an address, and never who signed.

use chrono::{DateTime, TimeDelta};
use folkmoot_foundation::ids::last_at;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DbErr, DriveId, Now, PersonId, Reader, SignatureId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use sea_orm::{FromQueryResult, QueryOrder as _, QuerySelect as _};

use super::decide::Outcome;
use super::limits::Signal;
use super::origin::{Mark, Origin};
use crate::drives::{self, Drive};
use crate::entity::{check, decision, signature};
use crate::receipt::State;

/// How many lines of a group are read at most.
pub const LINES: u64 = 1000;

/// Signatures of one drive that met one signal with one mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupKey {
    /// The drive.
    pub drive: DriveId,
    /// What was conspicuous.
    pub signal: Signal,
    /// What they have in common.
    pub mark: Mark,
}

impl GroupKey {
    /// The mark in a path.
    pub fn mark_text(&self) -> String {
        hex::encode(self.mark)
    }

    /// The group of a path; nothing if there can be none.
    pub fn parse(drive: DriveId, signal: &str, mark: &str) -> Option<Self> {
        let mark = hex::decode(mark).ok()?.try_into().ok()?;
        Some(Self { drive, signal: signal.parse().ok()?, mark })
    }

    /// The mark as people see it.
    pub fn label(&self) -> String {
        label(&self.mark)
    }
}

/// A mark as people see it: enough to tell a few apart.
pub fn label(mark: &Mark) -> String {
    hex::encode_upper(&mark[..3])
}

/// A group that has something to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which.
    pub key: GroupKey,
    /// How many wait.
    pub waiting: i64,
    /// When the first of them was signed.
    pub first: Now,
    /// When the last of them was signed.
    pub last: Now,
}

/// The checks of signatures that wait, with their signatures.
fn waiting() -> SelectStatement {
    Query::select()
        .from(check::Entity)
        .inner_join(
            signature::Entity,
            Expr::col((signature::Entity, signature::Column::Drive))
                .equals((check::Entity, check::Column::Drive))
                .and(
                    Expr::col((signature::Entity, signature::Column::Id))
                        .equals((check::Entity, check::Column::Signature)),
                ),
        )
        .and_where(Expr::col((check::Entity, check::Column::Outcome)).is_null())
        .and_where(Expr::col((signature::Entity, signature::Column::State)).eq(State::PutAside.code()))
        .to_owned()
}

fn of_group(key: &GroupKey) -> SelectStatement {
    waiting()
        .and_where(Expr::col((check::Entity, check::Column::Drive)).eq(key.drive))
        .and_where(Expr::col((check::Entity, check::Column::Signal)).eq(key.signal.code()))
        .and_where(Expr::col((check::Entity, check::Column::Mark)).eq(key.mark.to_vec()))
        .to_owned()
}

/// The groups that wait, greatest first.
///
/// # Errors
/// A database error.
pub async fn groups(conn: &impl Reader, limit: u64) -> Result<Vec<Group>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        drive: DriveId,
        signal: String,
        mark: Vec<u8>,
        waiting: i64,
        first: Now,
        last: Now,
    }
    let signed_at = || Expr::col((signature::Entity, signature::Column::SignedAt));
    let columns = [check::Column::Drive, check::Column::Signal, check::Column::Mark];
    let mut select = waiting();
    for column in columns {
        select.column((check::Entity, column)).group_by_col((check::Entity, column));
    }
    let count = || Expr::col((check::Entity, check::Column::Signature)).count();
    select
        .expr_as(count(), "waiting")
        .expr_as(signed_at().min(), "first")
        .expr_as(signed_at().max(), "last")
        .order_by_expr(count(), Order::Desc)
        .order_by((check::Entity, check::Column::Drive), Order::Asc)
        .limit(limit);
    let mut groups = Vec::new();
    for row in conn.query_all(&select).await? {
        let row = Row::from_query_result(&row, "")?;
        let Ok(signal) = row.signal.parse() else { continue };
        let key = GroupKey { drive: row.drive, signal, mark: row.mark.try_into().unwrap_or_default() };
        groups.push(Group { key, waiting: row.waiting, first: row.first, last: row.last });
    }
    Ok(groups)
}

/// How many signatures wait altogether.
///
/// # Errors
/// A database error.
pub async fn waiting_count(conn: &impl Reader) -> Result<i64, DbErr> {
    let count = Expr::col((check::Entity, check::Column::Signature)).count();
    let select = waiting().expr_as(count, "n").to_owned();
    conn.query_one(&select).await?.map_or(Ok(0), |row| row.try_get("", "n"))
}

/// How many signatures of a group wait.
///
/// # Errors
/// A database error.
pub async fn waiting_in(conn: &impl Reader, key: &GroupKey) -> Result<i64, DbErr> {
    let count = Expr::col((check::Entity, check::Column::Signature)).count();
    let select = of_group(key).expr_as(count, "n").to_owned();
    conn.query_one(&select).await?.map_or(Ok(0), |row| row.try_get("", "n"))
}

/// How many signatures of a drive wait.
pub(super) async fn waiting_of(conn: &impl Reader, drive: DriveId) -> Result<i64, DbErr> {
    let count = Expr::col((check::Entity, check::Column::Signature)).count();
    let select = waiting()
        .expr_as(count, "n")
        .and_where(Expr::col((check::Entity, check::Column::Drive)).eq(drive))
        .to_owned();
    conn.query_one(&select).await?.map_or(Ok(0), |row| row.try_get("", "n"))
}

/// A signature of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: SignatureId,
    /// When it was signed.
    pub signed_at: Now,
    /// Under which region it is counted.
    pub region: Option<RegionCode>,
    /// When the account was made, if it was given with one.
    pub account_made: Option<Now>,
    /// The label of the session.
    pub session: Option<String>,
    /// The label of the mail domain.
    pub domain: Option<String>,
}

/// The first signatures of a group that wait, in the order of signing.
///
/// # Errors
/// A database error.
pub async fn lines(conn: &impl Reader, key: &GroupKey) -> Result<Vec<Line>, DbErr> {
    let mut select = of_group(key);
    let columns = [
        signature::Column::Id,
        signature::Column::SignedAt,
        signature::Column::Person,
        signature::Column::Origin,
    ];
    for column in columns {
        select.column((signature::Entity, column));
    }
    select.expr_as(Expr::col((signature::Entity, signature::Column::Region)), "region");
    select.order_by((signature::Entity, signature::Column::Id), Order::Asc).limit(LINES);
    #[derive(FromQueryResult)]
    struct Row {
        id: SignatureId,
        signed_at: Now,
        region: Option<String>,
        person: Option<PersonId>,
        origin: Option<Vec<u8>>,
    }
    let mut lines = Vec::new();
    for row in conn.query_all(&select).await? {
        let row = Row::from_query_result(&row, "")?;
        let origin = row.origin.as_deref().map(Origin::from_bytes).unwrap_or_default();
        lines.push(Line {
            id: row.id,
            signed_at: row.signed_at,
            region: row.region.and_then(|code| code.parse().ok()),
            account_made: row.person.and_then(made_at),
            session: origin.session.as_ref().map(label),
            domain: origin.domain.as_ref().map(label),
        });
    }
    Ok(lines)
}

/// When an account was made: its id tells.
fn made_at(person: PersonId) -> Option<Now> {
    let (seconds, nanos) = person.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// The ids of all signatures of a group that wait.
pub(super) async fn ids(conn: &impl Reader, key: &GroupKey) -> Result<Vec<SignatureId>, DbErr> {
    let select = of_group(key).column((signature::Entity, signature::Column::Id)).to_owned();
    conn.query_all(&select).await?.iter().map(|row| row.try_get("", "id")).collect()
}

/// What else came from where a group came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Around {
    /// Signatures with the same mark that count, from an hour before the first to an hour after the last.
    pub alike: i64,
    /// All signatures of the drive that count in that time.
    pub all: i64,
}

/// Counts what else came from where a group came from.
///
/// # Errors
/// A database error.
pub async fn around(conn: &impl Reader, key: &GroupKey, first: Now, last: Now) -> Result<Around, DbErr> {
    let hour = TimeDelta::hours(1);
    let mark = format!("substr(origin, {}, 8)", key.signal.place() * 8 + 1);
    let counted = || {
        signature::Entity::find()
            .filter(signature::Column::Drive.eq(key.drive))
            .filter(signature::Column::Id.gt(last_at(first - hour)))
            .filter(signature::Column::Id.lte(last_at(last + hour)))
            .filter(signature::Column::State.eq(State::Counted.code()))
    };
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let alike = counted().filter(Expr::cust(mark).eq(key.mark.to_vec())).count(conn).await?;
    Ok(Around { alike: count(alike), all: count(counted().count(conn).await?) })
}

/// A threshold before and after a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The rulebook's code.
    pub code: String,
    /// The count that reaches it.
    pub threshold: i64,
    /// Whether it was reached at some time; it stays so.
    pub reached: bool,
    /// Whether the count holds it now.
    pub before: bool,
    /// Whether the count will hold it.
    pub after: bool,
}

/// What a decision leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How many signatures it is about.
    pub signatures: i64,
    /// The drive's count now.
    pub before: i64,
    /// The drive's count afterwards.
    pub after: i64,
    /// What becomes of its thresholds.
    pub effects: Vec<Effect>,
}

/// What a decision about a group leads to, or about those `lines` of it that are named; with the minima of regions.
///
/// # Errors
/// A database error.
pub async fn preview(
    conn: &impl Reader,
    drive: &Drive,
    key: &GroupKey,
    lines: &[SignatureId],
    outcome: Outcome,
) -> Result<Preview, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        region: Option<String>,
        n: i64,
    }
    let region = || Expr::col((signature::Entity, signature::Column::Region));
    let mut select = of_group(key);
    select
        .expr_as(region(), "region")
        .expr_as(Expr::col((check::Entity, check::Column::Signature)).count(), "n")
        .group_by_col((signature::Entity, signature::Column::Region));
    if !lines.is_empty() {
        let those = Expr::col((signature::Entity, signature::Column::Id)).is_in(lines.iter().copied());
        select.and_where(those);
    }
    let now = match drive.thresholds.iter().any(|level| level.regions.is_some()) {
        true => drives::Regions::read(conn, drive.id).await?,
        false => drives::Regions::default(),
    };
    let (mut then, mut signatures) = (now.clone(), 0);
    // What waits does not count yet, so that an invalidation takes nothing away.
    let counts = i64::from(outcome == Outcome::Confirmed);
    for row in conn.query_all(&select).await? {
        let row = Row::from_query_result(&row, "")?;
        signatures += row.n;
        if let Some(region) = row.region.and_then(|code| code.parse().ok()) {
            then.add(region, row.n * counts);
        }
    }
    let after = drive.count + signatures * counts;
    let effect = |level: &drives::Threshold| Effect {
        code: level.code.clone(),
        threshold: level.count,
        reached: level.reached_at.is_some(),
        before: now.hold(&level.code, (level.count, level.regions), drive.count),
        after: then.hold(&level.code, (level.count, level.regions), after),
    };
    let effects = drive.thresholds.iter().map(effect).collect();
    Ok(Preview { signatures, before: drive.count, after, effects })
}

/// A decision of the last days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its id.
    pub id: Uuid,
    /// About which group.
    pub key: GroupKey,
    /// `confirmed` or `invalidated`.
    pub outcome: String,
    /// Why, as a code.
    pub reason: String,
    /// Who.
    pub reviewer: PersonId,
    /// When.
    pub decided_at: Now,
    /// When it was undone, if it was.
    pub undone_at: Option<Now>,
}

/// The last decisions, newest first.
///
/// # Errors
/// A database error.
pub async fn past(conn: &impl Reader, limit: u64) -> Result<Vec<Past>, DbErr> {
    let rows =
        decision::Entity::find().order_by_desc(decision::Column::DecidedAt).limit(limit).all(conn).await?;
    let past = rows.into_iter().filter_map(|row| {
        let key = GroupKey {
            drive: row.drive,
            signal: row.signal.parse().ok()?,
            mark: row.mark.try_into().unwrap_or_default(),
        };
        Some(Past {
            id: row.id,
            key,
            outcome: row.outcome,
            reason: row.reason,
            reviewer: row.reviewer,
            decided_at: row.decided_at,
            undone_at: row.undone_at,
        })
    });
    Ok(past.collect())
}
