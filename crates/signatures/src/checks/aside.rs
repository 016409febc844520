//! Putting signatures aside: in the batch that takes them, and by counting again over the rows of all processes.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::TimeDelta;
use folkmoot_foundation::ids::{last_at, uuid_at};
use folkmoot_foundation::{Actor, Db, DbErr, DriveId, Now, PersonId, Reader, SignatureId, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder as _, QuerySelect as _, Set};

use super::limits::Signal;
use super::origin::{Mark, Origin};
use super::watch::{Hit, Watch};
use crate::changes::{self, NewState};
use crate::drives;
use crate::entity::{check, signature};
use crate::error::SignError;
use crate::intake::OnThreshold;
use crate::ledger::{Entry, Kind};
use crate::live;
use crate::parts::{self, Parts};
use crate::receipt::{Receipt, State};

/// How far back it is counted again: the longest window, and the one before it.
const BACK: TimeDelta = TimeDelta::hours(2);
/// How many signatures of a drive are counted again at most, the newest.
const MOST: u64 = 200_000;
/// How many rows one statement takes.
const AT_ONCE: usize = 500;

/// A signature that is put aside, and why.
#[derive(Debug, Clone)]
pub(crate) struct Aside {
    pub receipt: Receipt,
    pub signal: Signal,
    pub mark: Mark,
}

/// Puts signatures aside that this transaction has made or restored: one entry of the ledger for each drive and signal, to
/// be recorded behind those that counted them, so that no threshold is reached by them.
pub(crate) async fn put_aside(tx: &Tx, now: Now, asides: &[Aside]) -> Result<Vec<Entry>, DbErr> {
    let mut groups: BTreeMap<(DriveId, Signal), Vec<&Aside>> = BTreeMap::new();
    for aside in asides {
        groups.entry((aside.receipt.drive, aside.signal)).or_default().push(aside);
    }
    let mut entries = Vec::with_capacity(groups.len());
    for ((drive, signal), group) in groups {
        let about = uuid_at(now);
        let mut parts = Parts::new();
        for aside in &group {
            let receipt = &aside.receipt;
            let region = receipt.region.as_ref().map_or("", |code| code.as_str());
            parts::add(&mut parts, receipt.signed_at, region, receipt.channel.code(), -1);
        }
        let ids = group.iter().map(|aside| aside.receipt.id).collect();
        let leaves = changes::mark(tx, drive, about, ids, State::PutAside).await?;
        let rows: Vec<_> = group.iter().map(|aside| (aside.receipt.id, aside.mark)).collect();
        note(tx, drive, signal, &rows, now).await?;
        let reason = Some(signal.code().to_owned());
        let kind = Kind::PutAside;
        entries.push(Entry { drive, kind, about, leaves, parts, reason, actor: Actor::System });
    }
    Ok(entries)
}

/// Keeps that signatures wait for a check.
async fn note(
    tx: &Tx,
    drive: DriveId,
    signal: Signal,
    rows: &[(SignatureId, Mark)],
    now: Now,
) -> Result<(), DbErr> {
    for rows in rows.chunks(AT_ONCE) {
        let rows = rows.iter().map(|(id, mark)| check::ActiveModel {
            signature: Set(*id),
            drive: Set(drive),
            signal: Set(signal.code().to_owned()),
            mark: Set(mark.to_vec()),
            put_at: Set(now),
            outcome: Set(None),
            reason: Set(None),
            decision: Set(None),
            decided_at: Set(None),
            confirmed_key: Set(None),
        });
        check::Entity::insert_many(rows).on_conflict_do_nothing().exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Which of these signatures still wait for a check: taking one back and signing again does not end it.
pub(crate) async fn waiting(
    tx: &Tx,
    ids: &[SignatureId],
) -> Result<HashMap<SignatureId, (Signal, Mark)>, DbErr> {
    let mut waiting = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows = check::Entity::find()
            .filter(check::Column::Signature.is_in(ids.iter().copied()))
            .filter(check::Column::Outcome.is_null())
            .all(tx)
            .await?;
        for row in rows {
            if let Ok(signal) = row.signal.parse() {
                waiting.insert(row.signature, (signal, row.mark.try_into().unwrap_or_default()));
            }
        }
    }
    Ok(waiting)
}

/// Counts again, over the rows of all processes, the drives that events after `floor` tell of, and puts aside what the
/// intakes could not see; gives the floor for the next time and how many were put aside. Also tells the watch of this
/// process how many signatures are usual for each of these drives.
///
/// # Errors
/// A database error; drives before it were done.
pub async fn sweep(
    db: &Db,
    hook: &dyn OnThreshold,
    watch: &Watch,
    floor: i64,
    now: Now,
) -> Result<(i64, usize), SignError> {
    let moved = live::moved_since(db.read(), floor).await?;
    let mut put = 0;
    let mut drives: Vec<DriveId> = moved.counts.into_iter().map(|(drive, _)| drive).collect();
    drives.sort_unstable();
    drives.dedup();
    for drive in drives {
        learn_usual(db.read(), watch, drive, now).await?;
        put += again(db, hook, watch, drive, now).await?;
    }
    Ok((moved.newest, put))
}

/// What ten minutes of the drive's last day had on average, if it has been open that long.
async fn learn_usual(conn: &impl Reader, watch: &Watch, drive: DriveId, now: Now) -> Result<(), DbErr> {
    let day = now - TimeDelta::days(1);
    let Some(known) = drives::get(conn, drive).await?.filter(|known| known.opens_at <= day) else {
        return Ok(());
    };
    let count = drives::count_since(conn, known.id, day).await?;
    let last_hour = drives::count_since(conn, known.id, now).await?;
    // Without the present hour, which may be the burst itself.
    let usual = (count - last_hour).max(0) / (24 * 6);
    watch.set_usual(drive, u32::try_from(usual).unwrap_or(u32::MAX));
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    id: SignatureId,
    person: Option<PersonId>,
    signed_at: Now,
    state: String,
    origin: Option<Vec<u8>>,
}

async fn again(
    db: &Db,
    hook: &dyn OnThreshold,
    watch: &Watch,
    drive: DriveId,
    now: Now,
) -> Result<usize, SignError> {
    let mut rows = signature::Entity::find()
        .select_only()
        .column(signature::Column::Id)
        .column(signature::Column::Person)
        .column(signature::Column::SignedAt)
        .column(signature::Column::State)
        .column(signature::Column::Origin)
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.gt(last_at(now - BACK)))
        .order_by_desc(signature::Column::Id)
        .limit(MOST)
        .into_model::<Row>()
        .all(db.read())
        .await?;
    rows.reverse();
    let hits: Vec<Hit> = rows
        .iter()
        .map(|row| Hit {
            drive,
            person: row.person,
            origin: row.origin.as_deref().map(Origin::from_bytes),
            at: row.signed_at,
        })
        .collect();
    let judged = watch.afresh().judge(&hits);
    let mut met: HashMap<Mark, Vec<(Signal, &Row)>> = HashMap::new();
    for (row, judged) in rows.iter().zip(judged) {
        if let Some((signal, mark)) = judged {
            met.entry(mark).or_default().push((signal, row));
        }
    }
    if met.is_empty() {
        return Ok(0);
    }
    let tx = db.begin().await?;
    drives::lock(&tx, drive).await?;
    let groups = beyond_known(&tx, drive, met, now).await?;
    let mut put = 0;
    for (signal, mut group) in groups {
        let ids: Vec<SignatureId> = group.iter().map(|(id, _)| *id).collect();
        let new = NewState { state: State::PutAside, reason: Some(signal.code()), actor: Actor::System };
        let changed: HashSet<SignatureId> =
            changes::change(&tx, now, hook, drive, &ids, new).await?.signatures.into_iter().collect();
        group.retain(|(id, _)| changed.contains(id));
        note(&tx, drive, signal, &group, now).await?;
        put += group.len();
    }
    db::commit(tx).await?;
    Ok(put)
}

/// Of the conspicuous signatures of each mark, those beyond the number that an intake has put aside already, the newest.
/// Two processes take them in another order than their ids have, so that they can't be compared one by one; and whoever
/// was looked at once is not put aside again.
async fn beyond_known(
    tx: &Tx,
    drive: DriveId,
    met: HashMap<Mark, Vec<(Signal, &Row)>>,
    now: Now,
) -> Result<BTreeMap<Signal, Vec<(SignatureId, Mark)>>, DbErr> {
    let marks: Vec<Mark> = met.keys().copied().collect();
    let mut known: HashMap<Mark, HashSet<SignatureId>> = HashMap::new();
    for marks in marks.chunks(AT_ONCE) {
        let rows: Vec<(SignatureId, Vec<u8>)> = check::Entity::find()
            .select_only()
            .column(check::Column::Signature)
            .column(check::Column::Mark)
            .filter(check::Column::Drive.eq(drive))
            .filter(check::Column::Mark.is_in(marks.iter().map(|mark| mark.to_vec())))
            .filter(check::Column::Signature.gt(last_at(now - BACK)))
            .into_tuple()
            .all(tx)
            .await?;
        for (id, mark) in rows {
            known.entry(mark.try_into().unwrap_or_default()).or_default().insert(id);
        }
    }
    let mut groups: BTreeMap<Signal, Vec<(SignatureId, Mark)>> = BTreeMap::new();
    for (mark, group) in met {
        let known = known.remove(&mark).unwrap_or_default();
        let more = group.len().saturating_sub(known.len());
        let counted = group
            .into_iter()
            .rev()
            .filter(|(_, row)| row.state == State::Counted.code() && !known.contains(&row.id))
            .take(more);
        for (signal, row) in counted {
            groups.entry(signal).or_default().push((row.id, mark));
        }
    }
    // One that another signal has had looked at is known as well.
    for group in groups.values_mut() {
        let looked_at = looked_at(tx, group).await?;
        group.retain(|(id, _)| !looked_at.contains(id));
    }
    Ok(groups)
}

/// Which of these were looked at before.
async fn looked_at(tx: &Tx, group: &[(SignatureId, Mark)]) -> Result<HashSet<SignatureId>, DbErr> {
    let mut known = HashSet::new();
    for group in group.chunks(AT_ONCE) {
        let ids: Vec<SignatureId> = check::Entity::find()
            .select_only()
            .column(check::Column::Signature)
            .filter(check::Column::Signature.is_in(group.iter().map(|(id, _)| *id)))
            .into_tuple()
            .all(tx)
            .await?;
        known.extend(ids);
    }
    Ok(known)
}
