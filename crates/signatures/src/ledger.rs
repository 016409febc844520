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
use crate::entity::{part, tally};
use crate::insert::array;
use crate::leaf::root_of;
use crate::parts::{By, Parts};

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
    /// They are counted under another region.
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
    /// What is added to the parts of the count; negative for what is taken away. Signatures that did not count before and
    /// don't afterwards add nothing.
    pub parts: Parts,
    /// Why, as a stable code.
    pub reason: Option<String>,
    /// Who did it. The public never learns who signed: of their own acts the platform is the actor.
    pub actor: Actor,
}

impl Entry {
    /// What it adds to the count.
    pub fn delta(&self) -> i64 {
        self.parts.iter().filter(|((by, _), _)| *by == By::Hour).map(|(_, count)| count).sum()
    }
}

/// Adds the entries to the counts and to the log, in their order; gives the counts of their drives. The drives are
/// locked by the caller.
pub(crate) async fn record(tx: &Tx, now: Now, entries: &[Entry]) -> Result<HashMap<DriveId, i64>, DbErr> {
    if entries.is_empty() {
        return Ok(HashMap::new());
    }
    let mut parts: BTreeMap<(DriveId, By, String), i64> = BTreeMap::new();
    let mut deltas: BTreeMap<DriveId, i64> = BTreeMap::new();
    for entry in entries {
        *deltas.entry(entry.drive).or_default() += entry.delta();
        for ((by, part), count) in &entry.parts {
            *parts.entry((entry.drive, *by, part.clone())).or_default() += count;
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
            add_to_parts(tx, &parts).await?;
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

/// Tallies and parts in one statement, with the same text for any number of rows. No foreign row can come between: the
/// drives are locked.
async fn add_at_once(
    tx: &Tx,
    deltas: &BTreeMap<DriveId, i64>,
    parts: &BTreeMap<(DriveId, By, String), i64>,
) -> Result<HashMap<DriveId, i64>, DbErr> {
    const SQL: &str = "WITH part AS (INSERT INTO drive_part (drive, kind, part, count) \
        SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[]) \
        ON CONFLICT (drive, kind, part) DO UPDATE SET count = drive_part.count + excluded.count) \
        INSERT INTO drive_tally (drive, count) SELECT * FROM unnest($1::uuid[], $2::bigint[]) \
        ON CONFLICT (drive) DO UPDATE SET count = drive_tally.count + excluded.count RETURNING drive, count";
    let values = [
        array(deltas.keys().map(|drive| drive.0)),
        array(deltas.values().copied()),
        array(parts.keys().map(|(drive, ..)| drive.0)),
        array(parts.keys().map(|(_, by, _)| by.code().to_owned())),
        array(parts.keys().map(|(.., part)| part.clone())),
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

async fn add_to_parts(tx: &Tx, parts: &BTreeMap<(DriveId, By, String), i64>) -> Result<(), DbErr> {
    /// Four values a row; SQLite takes 32,766 in one statement.
    const AT_ONCE: usize = 2000;
    let rows: Vec<part::ActiveModel> = parts
        .iter()
        .map(|((drive, by, part), count)| part::ActiveModel {
            drive: Set(*drive),
            kind: Set(by.code().to_owned()),
            part: Set(part.clone()),
            count: Set(*count),
        })
        .collect();
    for rows in rows.chunks(AT_ONCE) {
        let sum =
            Expr::col((part::Entity, part::Column::Count)).add(Expr::col(("excluded", part::Column::Count)));
        let add = OnConflict::columns([part::Column::Drive, part::Column::Kind, part::Column::Part])
            .value(part::Column::Count, sum)
            .to_owned();
        part::Entity::insert_many(rows.iter().cloned()).on_conflict(add).exec_without_returning(tx).await?;
    }
    Ok(())
}
