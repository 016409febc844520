//! The sealer: gives committed events their place in the chain, and signs where the chain stands.

use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, QueryOrder, QuerySelect, Statement, Value};

use super::checkpoint::{self, CheckpointKey};
use super::consume::consumer;
use super::entity;
use super::proof::Facts;
use crate::clock::Now;
use crate::crypto::sha256;
use crate::db::{Db, Kind, Reader, Tx, commit, kind_of};

/// How many events are sealed in one transaction.
const AT_ONCE: u64 = 1000;

/// How many events lie between two checkpoints at the most: as many hashes a proof carries.
const SPAN: usize = 64;

/// Gives every committed event that has none its position and seal, and signs checkpoints; says how many it sealed.
///
/// Safe to run in several processes at once: they take turns on the row of the chain's head.
///
/// # Errors
/// A database error.
pub async fn seal(db: &Db, key: &CheckpointKey, now: Now) -> Result<usize, DbErr> {
    let waiting =
        entity::Entity::find().filter(entity::Column::Position.is_null()).limit(1).one(db.read()).await?;
    let Some(last) = last_sealed(db.read()).await? else {
        return if waiting.is_none() { Ok(0) } else { seal_next(db, key, now).await };
    };
    let signed = checkpoint::newest(db.read()).await?.map_or(0, |checkpoint| checkpoint.position);
    if last.position.unwrap_or(0) > signed {
        // Sealed by a version that signed nothing.
        return sign_next(db, key, now).await;
    }
    if waiting.is_none() { Ok(0) } else { seal_next(db, key, now).await }
}

/// The head of the chain.
async fn last_sealed(conn: &impl Reader) -> Result<Option<entity::Model>, DbErr> {
    entity::Entity::find()
        .filter(entity::Column::Position.is_not_null())
        .order_by_desc(entity::Column::Position)
        .one(conn)
        .await
}

/// The head's row is the turn-taking: locked on PostgreSQL, implied by the write lock on SQLite.
async fn take_turn(tx: &Tx) -> Result<(), DbErr> {
    consumer::Entity::find_by_id("sealer").lock_exclusive().one(tx).await?;
    Ok(())
}

/// Seals the next events.
async fn seal_next(db: &Db, key: &CheckpointKey, now: Now) -> Result<usize, DbErr> {
    let tx = db.begin().await?;
    take_turn(&tx).await?;
    let (mut position, mut seal) = match last_sealed(&tx).await? {
        Some(row) => (row.position.unwrap_or(0), row.seal.unwrap_or_default()),
        None => (0, vec![0; 32]),
    };
    let rows = entity::Entity::find()
        .filter(entity::Column::Position.is_null())
        .order_by_asc(entity::Column::Seq)
        .limit(AT_ONCE)
        .all(&tx)
        .await?;
    let mut sealed = Vec::with_capacity(rows.len());
    let mut checkpoints = Vec::new();
    for (row, nth) in rows.iter().zip(1..) {
        position += 1;
        let facts = Facts::from(row).hash();
        seal = chained(&seal, &facts).to_vec();
        if nth % SPAN == 0 || nth == rows.len() {
            checkpoints.push(key.sign(position, &seal, now));
        }
        sealed.push(Sealed { seq: row.seq, position, seal: seal.clone(), facts });
    }
    write(&tx, &sealed).await?;
    checkpoint::write(&tx, checkpoints).await?;
    commit(tx).await?;
    Ok(rows.len())
}

/// Signs a checkpoint at each of the next events that were sealed before there were checkpoints.
async fn sign_next(db: &Db, key: &CheckpointKey, now: Now) -> Result<usize, DbErr> {
    let tx = db.begin().await?;
    take_turn(&tx).await?;
    let signed = checkpoint::newest(&tx).await?.map_or(0, |checkpoint| checkpoint.position);
    let rows = entity::Entity::find()
        .filter(entity::Column::Position.gt(signed))
        .order_by_asc(entity::Column::Position)
        .limit(AT_ONCE)
        .all(&tx)
        .await?;
    let checkpoints = rows.iter().filter_map(|row| Some(key.sign(row.position?, row.seal.as_deref()?, now)));
    checkpoint::write(&tx, checkpoints.collect()).await?;
    commit(tx).await?;
    Ok(rows.len())
}

struct Sealed {
    seq: i64,
    position: i64,
    seal: Vec<u8>,
    facts: [u8; 32],
}

/// One statement for many events.
async fn write(tx: &Tx, sealed: &[Sealed]) -> Result<(), DbErr> {
    if kind_of(tx) == Kind::Postgres {
        const SQL: &str = "UPDATE event SET position = s.position, seal = s.seal, facts = s.facts \
            FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[]) AS s(seq, position, seal, facts) \
            WHERE event.seq = s.seq";
        let values: [Value; 4] = [
            sealed.iter().map(|one| one.seq).collect::<Vec<i64>>().into(),
            sealed.iter().map(|one| one.position).collect::<Vec<i64>>().into(),
            sealed.iter().map(|one| one.seal.clone()).collect::<Vec<Vec<u8>>>().into(),
            sealed.iter().map(|one| one.facts.to_vec()).collect::<Vec<Vec<u8>>>().into(),
        ];
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, SQL, values)).await?;
        return Ok(());
    }
    for sealed in sealed.chunks(250) {
        let mut rows = Vec::with_capacity(sealed.len());
        let mut values: Vec<Value> = Vec::with_capacity(sealed.len() * 4);
        for (one, nth) in sealed.iter().zip(0..) {
            let n = nth * 4;
            let (a, b, c, d) = (n + 1, n + 2, n + 3, n + 4);
            rows.push(format!("(${a}, ${b}, ${c}, ${d})"));
            values.extend([
                one.seq.into(),
                one.position.into(),
                one.seal.clone().into(),
                one.facts.to_vec().into(),
            ]);
        }
        let sql = format!(
            "WITH sealed (seq, position, seal, facts) AS (VALUES {}) \
             UPDATE event SET position = sealed.position, seal = sealed.seal, facts = sealed.facts \
             FROM sealed WHERE event.seq = sealed.seq",
            rows.join(", ")
        );
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
    }
    Ok(())
}

/// The seal after an event: the hash of the seal before it and of the hash of its facts. So a proof may pass over an
/// event without telling what it was.
pub(super) fn chained(previous: &[u8], facts: &[u8; 32]) -> [u8; 32] {
    sha256(&[previous, facts.as_slice()].concat())
}

/// The seal of an event from before there were proofs: over its facts themselves.
pub(super) fn seal_of_old(previous: &[u8], facts: &Facts) -> [u8; 32] {
    sha256(&[previous, &facts.bytes()].concat())
}

/// Checks the chain from the beginning, and each checkpoint against it; gives the position of the first event whose
/// seal does not fit.
///
/// # Errors
/// A database error.
pub async fn first_broken_seal(conn: &impl Reader) -> Result<Option<i64>, DbErr> {
    let (mut seal, mut position) = (vec![0; 32], 0_i64);
    loop {
        let rows = entity::Entity::find()
            .filter(entity::Column::Position.gt(position))
            .order_by_asc(entity::Column::Position)
            .limit(AT_ONCE)
            .all(conn)
            .await?;
        let Some(until) = rows.last().and_then(|row| row.position) else {
            // What was signed once must still be there.
            let signed = checkpoint::newest(conn).await?.map_or(0, |checkpoint| checkpoint.position);
            return Ok((signed > position).then_some(position + 1));
        };
        let checkpoints = checkpoint::between(conn, position, until).await?;
        let mut checkpoints = checkpoints.into_iter().peekable();
        for row in rows {
            let facts = Facts::from(&row);
            seal = match &row.facts {
                Some(kept) if kept.as_slice() == facts.hash() => chained(&seal, &facts.hash()).to_vec(),
                // Facts that were kept beside the event and differ from it.
                Some(_) => return Ok(Some(position + 1)),
                None => seal_of_old(&seal, &facts).to_vec(),
            };
            position += 1;
            let signed = checkpoints.next_if(|checkpoint| checkpoint.position == position);
            if row.position != Some(position)
                || row.seal.as_ref() != Some(&seal)
                || signed.is_some_and(|checkpoint| checkpoint.seal != seal || !checkpoint.is_signed())
            {
                return Ok(Some(position));
            }
        }
    }
}
