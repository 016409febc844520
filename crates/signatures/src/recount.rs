//! Counting again from the signatures themselves.

use std::collections::BTreeMap;

use folkmoot_foundation::db::{Kind, kind_of};
use folkmoot_foundation::{DriveId, Now, Tx, event};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{FromQueryResult, QuerySelect};
use serde::Serialize;

use crate::drives::{hour_of, lock};
use crate::entity::{history, signature};
use crate::error::SignError;
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
    /// Hours and counties (code, empty for none) whose history differs from the rows.
    pub differing: Vec<Difference>,
}

/// A part of the history that differs from the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The beginning of the hour.
    pub hour: Now,
    /// The county's code, empty for none.
    pub county: String,
    /// What the history says.
    pub history: i64,
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
    struct Part {
        hour: String,
        county: Option<String>,
        count: i64,
    }
    let drive = lock(tx, id).await?;
    // The first 13 characters of an instant in UTC are its day and hour on SQLite; PostgreSQL is asked for the same.
    let hour = match kind_of(tx) {
        Kind::Sqlite => "substr(signed_at, 1, 13)",
        Kind::Postgres => "to_char(signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24')",
    };
    let rows = signature::Entity::find()
        .select_only()
        .expr_as(Expr::cust(hour), "hour")
        .column(signature::Column::County)
        .expr_as(Expr::col(signature::Column::Id).count(), "count")
        .filter(signature::Column::Drive.eq(id))
        .filter(signature::Column::State.eq(State::Counted.code()))
        .group_by(Expr::cust(hour))
        .group_by(signature::Column::County)
        .into_model::<Part>()
        .all(tx)
        .await?;
    let mut parts: BTreeMap<(Now, String), (i64, i64)> = BTreeMap::new();
    for row in rows {
        let at: Now = format!("{}:00:00Z", row.hour)
            .parse()
            .map_err(|_| DbErr::Type(format!("an hour reads {}", row.hour)))?;
        parts.entry((at, row.county.unwrap_or_default())).or_default().1 = row.count;
    }
    for row in history::Entity::find().filter(history::Column::Drive.eq(id)).all(tx).await? {
        parts.entry((hour_of(row.hour), row.county)).or_default().0 = row.count;
    }
    let signatures = parts.values().map(|(_, signatures)| signatures).sum();
    let differing = parts
        .into_iter()
        .filter(|(_, (history, signatures))| history != signatures)
        .map(|((hour, county), (history, signatures))| Difference { hour, county, history, signatures })
        .collect();
    let last = event::last_with(tx, id, "signatures.", "total").await?;
    let logged = last.and_then(|data| data["total"].as_i64()).unwrap_or(0);
    Ok(Recount { tally: drive.count, signatures, logged, differing })
}
