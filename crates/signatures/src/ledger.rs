//! The ledger of a drive: each change of its count is an event over the leaves that it changed, so that anyone can count
//! again from what is published.

use std::collections::{BTreeMap, HashMap};

use folkmoot_foundation::db::{Kind as Database, kind_of};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, DbErr, DriveId, Now, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{DbBackend, FromQueryResult, Set, Statement};

use crate::drives::tallies;
use crate::entity::{history, tally};
use crate::insert::array;
use crate::leaf::root_of;

/// What happened to the signatures of an entry. Each leads to one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// They were made, and count.
    Added,
    /// They count again.
    Restored,
    /// Their signers took them back.
    Withdrawn,
    /// They wait for a check and don't count meanwhile.
    PutAside,
    /// They don't count.
    Invalidated,
    /// They are counted under another county or city.
    Moved,
}

impl Kind {
    /// The name of its event.
    pub fn event(self) -> &'static str {
        match self {
            Self::Added => "signatures.added",
            Self::Restored => "signatures.restored",
            Self::Withdrawn => "signatures.withdrawn",
            Self::PutAside => "signatures.put_aside",
            Self::Invalidated => "signatures.invalidated",
            Self::Moved => "signatures.moved",
        }
    }
}

/// One change of a drive's count.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub drive: DriveId,
    pub kind: Kind,
    /// What the event is about: the batch of new signatures, or the change.
    pub about: Uuid,
    /// The leaves it changed, in the order of their signatures.
    pub leaves: Vec<[u8; 32]>,
    /// What is added to the count by hour and county (empty for none); negative for what is taken away. Signatures that
    /// did not count before and don't afterwards add nothing.
    pub parts: BTreeMap<(Now, String), i64>,
    /// Why, as a stable code.
    pub reason: Option<String>,
    /// Who did it. The public never learns who signed: of their own acts the platform is the actor.
    pub actor: Actor,
}

impl Entry {
    /// What it adds to the count.
    pub fn delta(&self) -> i64 {
        self.parts.values().sum()
    }
}

/// Adds the entries to the counts and to the log, in their order; gives the counts of their drives. The drives are
/// locked by the caller.
pub(crate) async fn record(tx: &Tx, now: Now, entries: &[Entry]) -> Result<HashMap<DriveId, i64>, DbErr> {
    if entries.is_empty() {
        return Ok(HashMap::new());
    }
    let mut parts: BTreeMap<(DriveId, Now, String), i64> = BTreeMap::new();
    let mut deltas: BTreeMap<DriveId, i64> = BTreeMap::new();
    for entry in entries {
        *deltas.entry(entry.drive).or_default() += entry.delta();
        for ((hour, county), count) in &entry.parts {
            *parts.entry((entry.drive, *hour, county.clone())).or_default() += count;
        }
    }
    parts.retain(|_, count| *count != 0);
    let counts = match kind_of(tx) {
        _ if parts.is_empty() => {
            let drives: Vec<DriveId> = deltas.keys().copied().collect();
            tallies(tx, &drives).await?
        }
        Database::Postgres => add_at_once(tx, &deltas, &parts).await?,
        Database::Sqlite => {
            add_to_history(tx, &parts).await?;
            add_to_tallies(tx, &deltas).await?
        }
    };
    let mut running: HashMap<DriveId, i64> = deltas
        .iter()
        .map(|(drive, delta)| (*drive, counts.get(drive).copied().unwrap_or(0) - delta))
        .collect();
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        let total = running.entry(entry.drive).or_default();
        *total += entry.delta();
        let mut data = serde_json::json!({
            "count": entry.leaves.len(),
            "total": *total,
            "root": hex::encode(root_of(&entry.leaves)),
        });
        if let Some(reason) = &entry.reason {
            data["reason"] = reason.as_str().into();
        }
        let told = NewEvent::new(entry.kind.event(), entry.drive, entry.actor);
        events.push(told.about(entry.about).with(data).internal());
    }
    event::append_many(tx, now, events).await?;
    Ok(counts)
}

/// Tallies and history in one statement, with the same text for any number of rows. No foreign row can come between:
/// the drives are locked.
async fn add_at_once(
    tx: &Tx,
    deltas: &BTreeMap<DriveId, i64>,
    parts: &BTreeMap<(DriveId, Now, String), i64>,
) -> Result<HashMap<DriveId, i64>, DbErr> {
    const SQL: &str = "WITH part AS (INSERT INTO drive_history (drive, hour, county, count) \
        SELECT * FROM unnest($3::uuid[], $4::timestamptz[], $5::text[], $6::bigint[]) \
        ON CONFLICT (drive, hour, county) DO UPDATE SET count = drive_history.count + excluded.count) \
        INSERT INTO drive_tally (drive, count) SELECT * FROM unnest($1::uuid[], $2::bigint[]) \
        ON CONFLICT (drive) DO UPDATE SET count = drive_tally.count + excluded.count RETURNING drive, count";
    let values = [
        array(deltas.keys().map(|drive| drive.0)),
        array(deltas.values().copied()),
        array(parts.keys().map(|(drive, ..)| drive.0)),
        array(parts.keys().map(|(_, hour, _)| *hour)),
        array(parts.keys().map(|(.., county)| county.clone())),
        array(parts.values().copied()),
    ];
    let rows = tx.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, SQL, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "drive")?, row.try_get("", "count")?))).collect()
}

/// One statement for any number of drives; the rows are there already, so that every one of them is a conflict.
async fn add_to_tallies(tx: &Tx, deltas: &BTreeMap<DriveId, i64>) -> Result<HashMap<DriveId, i64>, DbErr> {
    let mut add = Query::insert();
    add.into_table(tally::Entity).columns([tally::Column::Drive, tally::Column::Count]);
    for (drive, delta) in deltas {
        add.values([Expr::value(*drive), Expr::value(*delta)])
            .map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    let sum =
        Expr::col((tally::Entity, tally::Column::Count)).add(Expr::col(("excluded", tally::Column::Count)));
    add.on_conflict(OnConflict::column(tally::Column::Drive).value(tally::Column::Count, sum).to_owned())
        .returning_all();
    let rows = tx.query_all(&add).await?;
    rows.iter()
        .map(|row| tally::Model::from_query_result(row, "").map(|tally| (tally.drive, tally.count)))
        .collect()
}

async fn add_to_history(tx: &Tx, parts: &BTreeMap<(DriveId, Now, String), i64>) -> Result<(), DbErr> {
    let rows = parts.iter().map(|((drive, hour, county), count)| history::ActiveModel {
        drive: Set(*drive),
        hour: Set(*hour),
        county: Set(county.clone()),
        count: Set(*count),
    });
    let add = OnConflict::columns([history::Column::Drive, history::Column::Hour, history::Column::County])
        .value(
            history::Column::Count,
            Expr::col((history::Entity, history::Column::Count))
                .add(Expr::col(("excluded", history::Column::Count))),
        )
        .to_owned();
    history::Entity::insert_many(rows).on_conflict(add).exec_without_returning(tx).await?;
    Ok(())
}
