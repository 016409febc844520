//! One batch of signatures in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use folkmoot_foundation::crypto::random_bytes;
use folkmoot_foundation::db::{Kind as Database, kind_of};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::{Actor, Clock, Db, DbErr, DriveId, Now, PersonId, SignatureId, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{Condition, FromQueryResult, QueryOrder, QuerySelect};

use crate::changes;
use crate::checks::{self, Aside, Hit, Watch};
use crate::drives::{check_window, tallies};
use crate::entity::{drive, signature, threshold};
use crate::error::SignError;
use crate::insert::{NewSignature, array, insert_new};
use crate::intake::{OnThreshold, SignRequest, Signed};
use crate::leaf::leaf_of;
use crate::ledger::{self, Entry, Kind};
use crate::parts;
use crate::pauses::{self, Block};
use crate::receipt::{Receipt, State};
use crate::signers::precedence;
use crate::thresholds::settle;

/// A drive held for the transaction.
#[derive(FromQueryResult)]
struct Locked {
    id: DriveId,
    opens_at: Now,
    closes_at: Now,
    closed_at: Option<Now>,
    planned_closes_at: Option<Now>,
    cap: Option<i64>,
    /// The lowest threshold that is not held. It may have been reached since this was read; one that was fallen below since
    /// is found by whoever fell.
    next: Option<i64>,
}

/// What becomes of one request.
enum Fate {
    Refused(SignError),
    /// It is the row of this index; the later of two requests for one signature is `already` there.
    Row {
        index: usize,
        already: bool,
    },
}

/// Takes a batch of requests in one transaction; gives one answer each, in their order.
///
/// # Errors
/// A database error; then nothing was counted, unless the commit itself broke off.
pub(crate) async fn commit(
    db: &Db,
    clock: &dyn Clock,
    hook: &dyn OnThreshold,
    watch: Option<&Watch>,
    requests: &[SignRequest],
) -> Result<Vec<Result<Signed, SignError>>, DbErr> {
    let tx = db.begin_crowded().await?;
    let signed = take_watched(&tx, || clock.now(), hook, watch, requests).await?;
    db::commit(tx).await?;
    Ok(signed)
}

/// Takes requests in a transaction of the caller's; gives one answer each, in their order. The time is asked for when the
/// drives are locked: whoever waited for the lock signs when they got it.
///
/// # Errors
/// A database error; the transaction must not be committed then.
pub async fn take(
    tx: &Tx,
    now: impl FnOnce() -> Now,
    hook: &dyn OnThreshold,
    requests: &[SignRequest],
) -> Result<Vec<Result<Signed, SignError>>, DbErr> {
    take_watched(tx, now, hook, None, requests).await
}

/// As [`take`]; what is conspicuous to the watch is put aside before any threshold is looked at.
async fn take_watched(
    tx: &Tx,
    now: impl FnOnce() -> Now,
    hook: &dyn OnThreshold,
    watch: Option<&Watch>,
    requests: &[SignRequest],
) -> Result<Vec<Result<Signed, SignError>>, DbErr> {
    let drives = lock_drives(tx, requests).await?;
    let windows = drives.values().map(|drive| (drive.id, drive.opens_at, drive.planned_closes_at));
    let pauses = pauses::blocks_of(tx, windows).await?;
    let now = now();
    let batch = uuid_at(now);
    let room = room(tx, &drives, requests).await?;
    let (fates, rows) = sort_out(requests, &drives, &pauses, room, now, batch);
    let mut held = insert(tx, now, &rows).await?;
    let mut entries = entries(tx, now, &rows, &mut held, batch).await?;
    let asides = conspicuous(tx, now, watch, &rows, &mut held).await?;
    if !asides.is_empty() {
        entries.extend(checks::put_aside(tx, now, &asides).await?);
    }
    let mut counts = ledger::record(tx, now, &entries).await?;
    for entry in &entries {
        let count = counts.get(&entry.drive).copied().unwrap_or(0);
        if drives.get(&entry.drive).and_then(|drive| drive.next).is_some_and(|next| count >= next) {
            settle(tx, now, Some(hook), entry.drive, count).await?;
        }
    }
    // Drives where everybody had signed already.
    let others: BTreeSet<DriveId> =
        rows.iter().map(|row| row.drive).filter(|drive| !counts.contains_key(drive)).collect();
    if !others.is_empty() {
        let others: Vec<DriveId> = others.into_iter().collect();
        counts.extend(tallies(tx, &others).await?);
    }

    let answer = |fate| match fate {
        Fate::Refused(error) => Err(error),
        Fate::Row { index, already } => {
            let held: &Held = &held[index];
            let count = counts.get(&held.receipt.drive).copied().unwrap_or(0);
            Ok(Signed { receipt: held.receipt.clone(), already: already || held.already, count })
        }
    };
    Ok(fates.into_iter().map(answer).collect())
}

/// Locks the drives of the requests, always in the order of their ids, so that two batches never wait for each other.
async fn lock_drives(tx: &Tx, requests: &[SignRequest]) -> Result<HashMap<DriveId, Locked>, DbErr> {
    let ids: BTreeSet<DriveId> = requests.iter().map(|request| request.drive).collect();
    let next = Query::select()
        .expr(Expr::col((threshold::Entity, threshold::Column::Count)).min())
        .from(threshold::Entity)
        .and_where(
            Expr::col((threshold::Entity, threshold::Column::Drive))
                .eq(Expr::col((drive::Entity, drive::Column::Id))),
        )
        .cond_where(
            Condition::any()
                .add(Expr::col((threshold::Entity, threshold::Column::ReachedAt)).is_null())
                .add(Expr::col((threshold::Entity, threshold::Column::FallenAt)).is_not_null()),
        )
        .to_owned();
    let rows = drive::Entity::find()
        .expr_as(Expr::from(next), "next")
        .filter(among(tx, (drive::Entity, drive::Column::Id), &ids))
        .order_by_asc(drive::Column::Id)
        .lock_exclusive()
        .into_model::<Locked>()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// `column IN (…)`; on PostgreSQL as one array, so that the statement is prepared once for any number.
fn among(tx: &Tx, column: (drive::Entity, drive::Column), ids: &BTreeSet<DriveId>) -> Expr {
    match kind_of(tx) {
        Database::Postgres => Expr::col(column).eq(PgFunc::any(array(ids.iter().map(|id| id.0)))),
        Database::Sqlite => Expr::col(column).is_in(ids.iter().copied()),
    }
}

/// How many more people may sign the drives that have a limit, and who has signed them.
#[derive(Default)]
struct Room {
    left: HashMap<DriveId, i64>,
    keys: HashSet<(DriveId, Vec<u8>)>,
    people: HashSet<(DriveId, PersonId)>,
}

impl Room {
    /// Whether there is room for this one; whoever counts already needs none.
    fn takes(&mut self, request: &SignRequest) -> bool {
        let drive = request.drive;
        if self.keys.contains(&(drive, request.person_key.to_vec()))
            || request.person.is_some_and(|person| self.people.contains(&(drive, person)))
        {
            return true;
        }
        let left = self.left.entry(drive).or_default();
        *left -= 1;
        self.keys.insert((drive, request.person_key.to_vec()));
        self.people.extend(request.person.map(|person| (drive, person)));
        *left >= 0
    }
}

/// Few drives have a limit, and few people sign those: nothing is asked for the others.
async fn room(tx: &Tx, drives: &HashMap<DriveId, Locked>, requests: &[SignRequest]) -> Result<Room, DbErr> {
    let capped: HashMap<DriveId, i64> =
        drives.values().filter_map(|drive| Some((drive.id, drive.cap?))).collect();
    if capped.is_empty() || !requests.iter().any(|request| capped.contains_key(&request.drive)) {
        return Ok(Room::default());
    }
    let ids: Vec<DriveId> = capped.keys().copied().collect();
    let counts = tallies(tx, &ids).await?;
    let left = |(id, cap): (DriveId, i64)| (id, cap - counts.get(&id).copied().unwrap_or(0));
    let mut room = Room { left: capped.into_iter().map(left).collect(), ..Room::default() };
    let there = signature::Entity::find()
        .filter(signature::Column::Drive.is_in(ids))
        .filter(signature::Column::State.ne(State::Withdrawn.code()))
        .all(tx)
        .await?;
    for row in there {
        room.people.extend(row.person.map(|person| (row.drive, person)));
        room.keys.insert((row.drive, row.person_key));
    }
    Ok(room)
}

/// Refuses what can't be signed now and makes one row for each key, account and drive of the rest.
fn sort_out(
    requests: &[SignRequest],
    drives: &HashMap<DriveId, Locked>,
    pauses: &HashMap<DriveId, Vec<Block>>,
    mut room: Room,
    now: Now,
    batch: Uuid,
) -> (Vec<Fate>, Vec<NewSignature>) {
    let mut rows = Vec::with_capacity(requests.len());
    let mut seen: HashMap<_, usize> = HashMap::with_capacity(requests.len());
    let mut fates = Vec::with_capacity(requests.len());
    for request in requests {
        let Some(drive) = drives.get(&request.drive) else {
            fates.push(Fate::Refused(SignError::NoSuchDrive));
            continue;
        };
        let blocks = pauses.get(&drive.id).map_or(&[][..], Vec::as_slice);
        if let Err(error) = check_window(drive.opens_at, drive.closes_at, drive.closed_at, now, blocks) {
            fates.push(Fate::Refused(error));
            continue;
        }
        // Those alike in the key or the account alone are left to the database, as if they came in two batches.
        let who = (request.drive, request.person_key, request.person);
        if let Some(index) = seen.get(&who) {
            fates.push(Fate::Row { index: *index, already: true });
            continue;
        }
        if let Some(most) = drive.cap.filter(|_| !room.takes(request)) {
            fates.push(Fate::Refused(SignError::Full { most }));
            continue;
        }
        let index = rows.len();
        seen.insert(who, index);
        fates.push(Fate::Row { index, already: false });
        rows.push(NewSignature {
            id: nth_of(batch, index),
            drive: request.drive,
            person_key: request.person_key,
            person: request.person,
            region: request.region,
            channel: request.channel,
            salt: random_bytes(),
            origin: request.origin,
        });
    }
    (fates, rows)
}

/// The id of the signature at `index` of a batch: the batch's own random id with the index in its last 16 bits. So the
/// ids of a batch sort in its order, and lie side by side in the index.
fn nth_of(batch: Uuid, index: usize) -> SignatureId {
    let mask = u128::from(u16::MAX);
    SignatureId(Uuid::from_u128((batch.as_u128() & !mask) | (index as u128 & mask)))
}

/// What the event over the signatures of a batch is about: the id that its signatures would have with index 0.
pub(crate) fn batch_of(id: SignatureId) -> Uuid {
    nth_of(id.0, 0).0
}

/// The first and the last id that a signature of a batch can have.
pub(crate) fn ids_of(batch: Uuid) -> (SignatureId, SignatureId) {
    (nth_of(batch, 0), nth_of(batch, usize::from(u16::MAX)))
}

/// A signature as the database holds it.
struct Held {
    receipt: Receipt,
    leaf: [u8; 32],
    /// Whether it was there before this batch.
    existed: bool,
    /// Whether this batch changes nothing about it: it counts already, or it is not for its signer to make it count.
    already: bool,
}

/// Inserts the rows; for those whose person has signed before, with this key or this account, reads what is there.
async fn insert(tx: &Tx, now: Now, rows: &[NewSignature]) -> Result<Vec<Held>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let inserted = insert_new(tx, now, rows).await?;
    let others: Vec<&NewSignature> = rows.iter().filter(|row| !inserted.contains(&row.id)).collect();
    let existing = if others.is_empty() { Vec::new() } else { existing(tx, &others).await? };
    let by_key: HashMap<_, _> =
        existing.iter().map(|row| ((row.drive, row.person_key.as_slice()), row)).collect();
    let by_person: HashMap<_, _> =
        existing.iter().filter_map(|row| Some(((row.drive, row.person?), row))).collect();
    let held = rows.iter().map(|row| {
        let leaf = leaf_of(&row.salt, row.drive, &row.person_key);
        if inserted.contains(&row.id) {
            return Ok(Held { receipt: new_receipt(row, leaf, now), leaf, existed: false, already: false });
        }
        let with_key = by_key.get(&(row.drive, row.person_key.as_slice()));
        let of_person = row.person.and_then(|person| by_person.get(&(row.drive, person)));
        let found = with_key.into_iter().chain(of_person).max_by_key(|found| precedence(found, row.person));
        let found =
            found.ok_or_else(|| DbErr::RecordNotFound("the signature that was in the way".to_owned()))?;
        let leaf = leaf_of(&found.salt, found.drive, &found.person_key);
        let receipt = Receipt::from((*found).clone());
        let already = receipt.state != State::Withdrawn;
        Ok(Held { receipt, leaf, existed: true, already })
    });
    held.collect()
}

/// The signatures with the key or the account of these, and perhaps more of the same people in drives of the batch. The
/// drives stand in both parts, or SQLite reads all signatures of the drives.
async fn existing(tx: &Tx, rows: &[&NewSignature]) -> Result<Vec<signature::Model>, DbErr> {
    let drives: BTreeSet<DriveId> = rows.iter().map(|row| row.drive).collect();
    let in_drives = signature::Column::Drive.is_in(drives);
    let with_key = signature::Column::PersonKey.is_in(rows.iter().map(|row| row.person_key.to_vec()));
    let people: Vec<PersonId> = rows.iter().filter_map(|row| row.person).collect();
    let mut either = Condition::any().add(Condition::all().add(in_drives.clone()).add(with_key));
    if !people.is_empty() {
        let of_person = signature::Column::Person.is_in(people);
        either = either.add(Condition::all().add(in_drives).add(of_person));
    }
    signature::Entity::find().filter(either).all(tx).await
}

fn new_receipt(row: &NewSignature, leaf: [u8; 32], now: Now) -> Receipt {
    Receipt {
        id: row.id,
        drive: row.drive,
        signed_at: now,
        channel: row.channel,
        state: State::Counted,
        region: row.region,
        leaf: hex::encode(leaf),
    }
}

/// Which signatures of the batch are to be put aside, and marks them so: new ones that the watch finds conspicuous, and
/// those that waited for a check when they were taken back.
async fn conspicuous(
    tx: &Tx,
    now: Now,
    watch: Option<&Watch>,
    rows: &[NewSignature],
    held: &mut [Held],
) -> Result<Vec<Aside>, DbErr> {
    let mut asides = Vec::new();
    if let Some(watch) = watch {
        let hit =
            |row: &NewSignature| Hit { drive: row.drive, person: row.person, origin: row.origin, at: now };
        let new: Vec<usize> = (0..rows.len()).filter(|index| !held[*index].existed).collect();
        let hits: Vec<Hit> = new.iter().map(|index| hit(&rows[*index])).collect();
        let judged = watch.judge(&hits);
        asides.extend(new.into_iter().zip(judged).filter_map(|(index, met)| Some((index, met?))));
    }
    let restored: Vec<usize> =
        (0..rows.len()).filter(|index| held[*index].existed && !held[*index].already).collect();
    if !restored.is_empty() {
        let ids: Vec<SignatureId> = restored.iter().map(|index| held[*index].receipt.id).collect();
        let waiting = checks::waiting(tx, &ids).await?;
        let waits = |index: usize| Some((index, *waiting.get(&held[index].receipt.id)?));
        asides.extend(restored.into_iter().filter_map(waits));
    }
    asides.sort_unstable_by_key(|(index, _)| *index);
    let aside = |(index, (signal, mark)): (usize, _)| {
        let held: &mut Held = &mut held[index];
        held.receipt.state = State::PutAside;
        Aside { receipt: held.receipt.clone(), signal, mark }
    };
    Ok(asides.into_iter().map(aside).collect())
}

/// Makes withdrawn signatures count again, and gathers by drive what is to be added.
async fn entries(
    tx: &Tx,
    now: Now,
    rows: &[NewSignature],
    held: &mut [Held],
    batch: Uuid,
) -> Result<Vec<Entry>, DbErr> {
    let mut entries: BTreeMap<(DriveId, bool), Entry> = BTreeMap::new();
    let mut restored: HashMap<DriveId, Vec<SignatureId>> = HashMap::new();
    let mut seen = HashSet::new();
    for (row, held) in rows.iter().zip(held) {
        if held.already {
            continue;
        }
        held.receipt.state = State::Counted;
        // A key and an account of one batch may both lead to it.
        if held.existed && !seen.insert(held.receipt.id) {
            held.already = true;
            continue;
        }
        let entry = entries.entry((row.drive, held.existed)).or_insert_with(|| Entry {
            drive: row.drive,
            kind: if held.existed { Kind::Restored } else { Kind::Added },
            about: if held.existed { uuid_at(now) } else { nth_of(batch, 0).0 },
            leaves: Vec::new(),
            parts: parts::Parts::new(),
            reason: None,
            // Who signed is nobody's business: the platform is the actor.
            actor: Actor::System,
        });
        if held.existed {
            restored.entry(row.drive).or_default().push(held.receipt.id);
        }
        entry.leaves.push(held.leaf);
        // A restored signature keeps its hour and region, so that the parts go on to fit the rows.
        let region = held.receipt.region.as_ref().map_or("", |code| code.as_str());
        parts::add(&mut entry.parts, held.receipt.signed_at, region, held.receipt.channel.code(), 1);
    }
    for entry in entries.values_mut().filter(|entry| entry.kind == Kind::Restored) {
        let ids = restored.remove(&entry.drive).unwrap_or_default();
        entry.leaves = changes::mark(tx, entry.drive, entry.about, ids, State::Counted).await?;
    }
    Ok(entries.into_values().collect())
}
