//! What is published of a count: the files that [`crate::proof`] checks.

use std::collections::{HashMap, VecDeque};

use folkmoot_foundation::event::{self, Event, proof::segments};
use folkmoot_foundation::{DbErr, DriveId, Now, Reader, SignatureId};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};

use crate::batch::{batch_of, ids_of};
use crate::changes::leaves_of;
use crate::entity::{change, signature};
use crate::leaf::{leaf_of, path_of, root_of};
use crate::proof::{DRIVE_FORMAT, Line, RECEIPT_FORMAT, ReceiptFile};
use crate::receipt::Receipt;

/// How many events of a drive are read at once.
const EVENTS: u64 = 100;

/// How many changed signatures are read at once.
const AT_ONCE: usize = 500;

/// The proof of a receipt, as a file for its signer.
///
/// # Errors
/// A database error.
pub async fn receipt_file(
    conn: &impl Reader,
    receipt: &Receipt,
    platform: &str,
) -> Result<ReceiptFile, DbErr> {
    let (id, drive) = (receipt.id, receipt.drive);
    let (batch, leaves) = batch_with(conn, drive, id).await?;
    let index = batch.iter().position(|member| *member == id).unwrap_or_default();
    let sealed = match event::about(conn, drive, batch_of(id)).await? {
        Some(event) => event.position,
        None => old_event(conn, drive, &hex::encode(root_of(&leaves))).await?,
    };
    let segment = match sealed {
        Some(position) => segments(conn, &[position]).await?.pop(),
        None => None,
    };
    let leaf = leaves.get(index).copied().unwrap_or_default();
    Ok(ReceiptFile {
        format: RECEIPT_FORMAT.to_owned(),
        platform: platform.to_owned(),
        drive,
        signed_at: receipt.signed_at.to_rfc3339(),
        channel: receipt.channel.code().to_owned(),
        leaf,
        index,
        size: leaves.len(),
        path: path_of(&leaves, index).iter().map(hex::encode).collect(),
        segment,
    })
}

/// The signatures of the batch of one, with their leaves, in order.
async fn batch_with(
    conn: &impl Reader,
    drive: DriveId,
    id: SignatureId,
) -> Result<(Vec<SignatureId>, Vec<[u8; 32]>), DbErr> {
    let (first, last) = ids_of(batch_of(id));
    let rows = signature::Entity::find()
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.between(first, last))
        .order_by_asc(signature::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.iter().map(|row| (row.id, leaf_of(&row.salt, row.drive, &row.person_key))).unzip())
}

/// The position of the event over leaves with this root, from before events named their batch.
async fn old_event(conn: &impl Reader, drive: DriveId, root: &str) -> Result<Option<i64>, DbErr> {
    let mut after = 0;
    loop {
        let events = event::sealed_of(conn, drive, "signatures.added", after, 1000).await?;
        let Some(last) = events.last().and_then(|event| event.position) else { return Ok(None) };
        after = last;
        if let Some(found) = events.iter().find(|event| event.data["root"] == root) {
            return Ok(found.position);
        }
    }
}

/// The file of a drive, line by line, so that a drive of millions needs little memory.
#[derive(Debug)]
pub struct DriveFile {
    drive: DriveId,
    begin: Option<Line>,
    after: i64,
    /// Events with lines still to come.
    events: VecDeque<Event>,
    ready: VecDeque<Line>,
    /// Batches of old events by their root, once the first was met.
    old: Option<HashMap<String, Vec<[u8; 32]>>>,
    total: i64,
    made_at: Now,
    ended: bool,
}

impl DriveFile {
    /// The file of a drive; `key` is the public key of the checkpoints.
    pub fn new(drive: DriveId, platform: &str, key: &[u8; 32], now: Now) -> Self {
        let begin = Line::Begin {
            format: DRIVE_FORMAT.to_owned(),
            platform: platform.to_owned(),
            drive,
            key: hex::encode(key),
        };
        Self {
            drive,
            begin: Some(begin),
            after: 0,
            events: VecDeque::new(),
            ready: VecDeque::new(),
            old: None,
            total: 0,
            made_at: now,
            ended: false,
        }
    }

    /// The next line; nothing after the last.
    ///
    /// # Errors
    /// A database error.
    pub async fn next(&mut self, conn: &impl Reader) -> Result<Option<Line>, DbErr> {
        if let Some(begin) = self.begin.take() {
            return Ok(Some(begin));
        }
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Ok(Some(line));
            }
            if let Some(event) = self.events.pop_front() {
                self.total = event.data["total"].as_i64().unwrap_or(self.total);
                if let Some(leaves) = self.leaves(conn, &event).await? {
                    let leaves = leaves.iter().map(hex::encode).collect();
                    return Ok(Some(Line::Leaves { position: event.position.unwrap_or_default(), leaves }));
                }
                continue;
            }
            if self.ended {
                return Ok(None);
            }
            self.read_on(conn).await?;
        }
    }

    /// Reads the next events of the count, with the pieces of the log that prove them.
    async fn read_on(&mut self, conn: &impl Reader) -> Result<(), DbErr> {
        let events = event::sealed_of(conn, self.drive, "signatures.", self.after, EVENTS).await?;
        let positions: Vec<i64> = events.iter().filter(|e| of_count(e)).filter_map(|e| e.position).collect();
        // What was sealed a moment ago may not have been signed yet.
        let mut pieces = segments(conn, &positions).await?;
        let full = u64::try_from(events.len()).unwrap_or(u64::MAX) == EVENTS;
        if full && pieces.len() > 1 {
            // The last piece may hold events of the next read: it is read again then, whole.
            pieces.pop();
        }
        let proven = pieces.last().map_or(self.after, |piece| piece.checkpoint.position);
        if proven == self.after {
            if full && positions.is_empty() {
                self.after = events.last().and_then(|event| event.position).unwrap_or(proven);
                return Ok(());
            }
            self.ended = true;
            self.ready.push_back(Line::End { count: self.total, made_at: self.made_at.to_rfc3339() });
            return Ok(());
        }
        self.after = proven;
        self.ready.extend(pieces.into_iter().map(Line::Segment));
        let within = |event: &Event| event.position.is_some_and(|position| position <= proven);
        self.events.extend(events.into_iter().filter(|event| of_count(event) && within(event)));
        Ok(())
    }

    /// The leaves of an event; nothing for old ones that named none.
    async fn leaves(&mut self, conn: &impl Reader, event: &Event) -> Result<Option<Vec<[u8; 32]>>, DbErr> {
        let Some(root) = event.data["root"].as_str() else { return Ok(None) };
        let Some(about) = event.about else {
            if self.old.is_none() {
                self.old = Some(old_batches(conn, self.drive).await?);
            }
            return Ok(self.old.as_mut().and_then(|old| old.remove(root)));
        };
        if event.kind == "signatures.added" {
            return Ok(Some(batch_with(conn, self.drive, SignatureId(about)).await?.1));
        }
        let mut leaves = Vec::new();
        let mut after: Option<SignatureId> = None;
        loop {
            let mut query = change::Entity::find().filter(change::Column::Change.eq(about));
            if let Some(after) = after {
                query = query.filter(change::Column::Signature.gt(after));
            }
            let limit = u64::try_from(AT_ONCE).unwrap_or(u64::MAX);
            let rows = query.order_by_asc(change::Column::Signature).limit(limit).all(conn).await?;
            let ids: Vec<SignatureId> = rows.into_iter().map(|row| row.signature).collect();
            let Some(last) = ids.last() else { return Ok(Some(leaves)) };
            after = Some(*last);
            leaves.extend(leaves_of(conn, self.drive, &ids).await?);
        }
    }
}

/// Whether an event changes which signatures count.
fn of_count(event: &Event) -> bool {
    event.data["total"].is_i64()
}

/// The leaves of a drive's batches by their root.
async fn old_batches(conn: &impl Reader, drive: DriveId) -> Result<HashMap<String, Vec<[u8; 32]>>, DbErr> {
    let mut batches: HashMap<Uuid, Vec<[u8; 32]>> = HashMap::new();
    let mut after: Option<SignatureId> = None;
    loop {
        let mut query = signature::Entity::find().filter(signature::Column::Drive.eq(drive));
        if let Some(after) = after {
            query = query.filter(signature::Column::Id.gt(after));
        }
        let rows = query.order_by_asc(signature::Column::Id).limit(2000).all(conn).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id);
        for row in rows {
            let leaf = leaf_of(&row.salt, row.drive, &row.person_key);
            batches.entry(batch_of(row.id)).or_default().push(leaf);
        }
    }
    Ok(batches.into_values().map(|leaves| (hex::encode(root_of(&leaves)), leaves)).collect())
}
