//! Proofs that an event stands in the sealed log: checked with nothing but what is published.

use std::collections::HashMap;

use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::checkpoint::{self, Checkpoint};
use super::entity;
use super::seal::{chained, seal_of_old};
use crate::crypto::sha256;
use crate::db::Reader;

/// Everything about an event that its seal covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// What, as a dotted name.
    pub kind: String,
    /// Whose timeline.
    pub subject: Uuid,
    /// What exactly it happened to.
    pub about: Option<Uuid>,
    /// Which person did it; nobody if the platform did.
    pub actor: Option<Uuid>,
    /// In which role.
    pub role: String,
    /// Whether the public timeline shows it.
    pub public: bool,
    /// The facts, as the JSON text that was hashed.
    pub data: String,
}

impl From<&entity::Model> for Facts {
    fn from(row: &entity::Model) -> Self {
        Self {
            at: row.at.timestamp_millis(),
            kind: row.kind.clone(),
            subject: row.subject,
            about: row.about,
            actor: row.actor,
            role: row.role.clone(),
            public: row.public,
            data: row.data.clone(),
        }
    }
}

impl Facts {
    /// One form for every event: each part as text, with its length in bytes before it (64 bits, big-endian).
    pub(super) fn bytes(&self) -> Vec<u8> {
        let optional = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let mut bytes = Vec::with_capacity(256 + self.data.len());
        for part in [
            &self.at.to_string(),
            &self.kind,
            &self.subject.to_string(),
            &optional(self.about),
            &optional(self.actor),
            &self.role,
            &self.public.to_string(),
            &self.data,
        ] {
            bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }

    /// The SHA-256 of that form.
    pub(super) fn hash(&self) -> [u8; 32] {
        sha256(&self.bytes())
    }
}

/// One event of a segment: with its facts, or as the hash of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// One that is being proven.
    Event(Facts),
    /// One that was sealed before there were hashes of facts; always the only one of its segment.
    OldEvent(Facts),
    /// One that only lies in between.
    Hash(#[serde(with = "hex::serde")] [u8; 32]),
}

/// A piece of the chain that ends at a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The position before its first entry.
    pub after: i64,
    /// The seal at that position (32 bytes; zeros before the first event).
    #[serde(with = "hex::serde")]
    pub seal: Vec<u8>,
    /// The events that follow, in order.
    pub entries: Vec<Entry>,
    /// Where it ends.
    pub checkpoint: Checkpoint,
}

/// Why a segment proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The signature does not fit what it stands under.
    #[error("the checkpoint's signature does not fit")]
    Signature,
    /// Signed, but with another key than the one asked for.
    #[error("the checkpoint was signed with another key")]
    Key,
    /// The events don't lead to the seal that was signed.
    #[error("the events don't lead to the signed seal")]
    Chain,
}

impl Segment {
    /// Checks it and gives the events that it proves, with their positions.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn verify(&self, key: Option<&[u8; 32]>) -> Result<Vec<(i64, &Facts)>, Broken> {
        if !self.checkpoint.is_signed() {
            return Err(Broken::Signature);
        }
        if key.is_some_and(|key| self.checkpoint.key != key) {
            return Err(Broken::Key);
        }
        let (mut seal, mut position) = (self.seal.clone(), self.after);
        let mut proven = Vec::new();
        for entry in &self.entries {
            position = position.checked_add(1).ok_or(Broken::Chain)?;
            seal = match entry {
                Entry::Event(facts) => chained(&seal, &facts.hash()),
                Entry::OldEvent(facts) => seal_of_old(&seal, facts),
                Entry::Hash(hash) => chained(&seal, hash),
            }
            .to_vec();
            if let Entry::Event(facts) | Entry::OldEvent(facts) = entry {
                proven.push((position, facts));
            }
        }
        if position != self.checkpoint.position || seal != self.checkpoint.seal {
            return Err(Broken::Chain);
        }
        Ok(proven)
    }
}

/// The segments that prove the events at these positions, in order; those not signed yet are left out.
///
/// # Errors
/// A database error.
pub async fn segments(conn: &impl Reader, positions: &[i64]) -> Result<Vec<Segment>, DbErr> {
    let mut positions = positions.to_vec();
    positions.sort_unstable();
    let mut segments: Vec<Segment> = Vec::new();
    let mut rest = positions.as_slice();
    while let Some(first) = rest.first() {
        let (before, Some(checkpoint)) = checkpoint::around(conn, *first).await? else { break };
        let within = rest.partition_point(|position| *position <= checkpoint.position);
        let (wanted, after) = rest.split_at(within);
        rest = after;
        let (start, seal) = match before {
            Some(before) => (before.position, before.seal),
            None => (0, vec![0; 32]),
        };
        let entries = entries(conn, start, checkpoint.position, wanted).await?;
        segments.push(Segment { after: start, seal, entries, checkpoint });
    }
    Ok(segments)
}

/// The events after position `from` up to position `to`: those `wanted` with their facts.
async fn entries(conn: &impl Reader, from: i64, to: i64, wanted: &[i64]) -> Result<Vec<Entry>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        position: i64,
        facts: Option<Vec<u8>>,
    }
    let rows = entity::Entity::find()
        .filter(entity::Column::Position.is_in(wanted.iter().copied()))
        .all(conn)
        .await?;
    let mut whole: HashMap<i64, entity::Model> =
        rows.into_iter().filter_map(|row| Some((row.position?, row))).collect();
    let rows = entity::Entity::find()
        .select_only()
        .columns([entity::Column::Position, entity::Column::Facts])
        .filter(entity::Column::Position.gt(from))
        .filter(entity::Column::Position.lte(to))
        .order_by_asc(entity::Column::Position)
        .into_model::<Row>()
        .all(conn)
        .await?;
    let entry = |row: Row| match whole.remove(&row.position) {
        Some(event) if event.facts.is_some() => Ok(Entry::Event(Facts::from(&event))),
        Some(event) => Ok(Entry::OldEvent(Facts::from(&event))),
        None => {
            let hash = row.facts.and_then(|facts| facts.try_into().ok());
            hash.map(Entry::Hash)
                .ok_or_else(|| DbErr::Type("an event without the hash of its facts".to_owned()))
        }
    };
    rows.into_iter().map(entry).collect()
}
