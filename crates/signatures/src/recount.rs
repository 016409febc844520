//! Counting again from the signatures themselves.

use std::collections::BTreeMap;

use folkmoot_foundation::db::{Kind, kind_of};
use folkmoot_foundation::{DriveId, Tx, event};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{FromQueryResult, QuerySelect};
use serde::Serialize;

use crate::drives::lock;
use crate::entity::{part, signature};
use crate::error::SignError;
use crate::parts::By;
use crate::receipt::State;

/// What a drive's numbers say and what its signatures say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recount {
    /// The count that the pages show.
    pub tally: i64,
    /// The number of rows that count.
    pub signatures: i64,
    /// The count after the last event of the log.
    pub logged: i64,
    /// Hours, regions and channels whose sum differs from the rows.
    pub differing: Vec<Difference>,
}

/// A part that differs from the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is a part by.
    pub by: By,
    /// The hour as `2026-03-02T04` in UTC, the region's code (empty for none), or the channel's code.
    pub part: String,
    /// What the pages show.
    pub shown: i64,
    /// What the rows say.
    pub signatures: i64,
}

impl Recount {
    /// Whether all numbers fit.
    pub fn fits(&self) -> bool {
        self.tally == self.signatures && self.logged == self.signatures && self.differing.is_empty()
    }
}

/// Counts a drive's signatures again and compares. Nobody signs the drive meanwhile; it reads every row.
///
/// # Errors
/// [`SignError::NoSuchDrive`], or a database error.
pub async fn recount(tx: &Tx, id: DriveId) -> Result<Recount, SignError> {
    #[derive(FromQueryResult)]
    struct Row {
        part: Option<String>,
        count: i64,
    }
    let drive = lock(tx, id).await?;
    // The first 13 characters of an instant in UTC are its day and hour on SQLite; PostgreSQL is asked for the same.
    let hour = match kind_of(tx) {
        Kind::Sqlite => "substr(signed_at, 1, 13)",
        Kind::Postgres => "to_char(signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24')",
    };
    let mut parts: BTreeMap<(By, String), (i64, i64)> = BTreeMap::new();
    let mut signatures = 0;
    for by in By::ALL {
        let column = match by {
            By::Hour => hour,
            By::Region => "county",
            By::Channel => "channel",
        };
        let rows = signature::Entity::find()
            .select_only()
            .expr_as(Expr::cust(column), "part")
            .expr_as(Expr::col(signature::Column::Id).count(), "count")
            .filter(signature::Column::Drive.eq(id))
            .filter(signature::Column::State.eq(State::Counted.code()))
            .group_by(Expr::cust(column))
            .into_model::<Row>()
            .all(tx)
            .await?;
        signatures = rows.iter().map(|row| row.count).sum();
        for row in rows {
            parts.entry((by, row.part.unwrap_or_default())).or_default().1 = row.count;
        }
    }
    for row in part::Entity::find().filter(part::Column::Drive.eq(id)).all(tx).await? {
        let by = By::ALL.into_iter().find(|by| by.code() == row.kind);
        let by = by.ok_or_else(|| DbErr::Type(format!("a part by {}", row.kind)))?;
        parts.entry((by, row.part)).or_default().0 = row.count;
    }
    let differing = parts
        .into_iter()
        .filter(|(_, (shown, signatures))| shown != signatures)
        .map(|((by, part), (shown, signatures))| Difference { by, part, shown, signatures })
        .collect();
    let last = event::last_with(tx, id, "signatures.", "total").await?;
    let logged = last.and_then(|data| data["total"].as_i64()).unwrap_or(0);
    Ok(Recount { tally: drive.count, signatures, logged, differing })
}
