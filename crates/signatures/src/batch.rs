//! One batch of signatures in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use folkmoot_foundation::crypto::random_bytes;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::{Actor, Clock, Db, DbErr, DriveId, Now, PersonId, SignatureId, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{Condition, FromQueryResult, QueryOrder, QuerySelect, Set};

use crate::drives::{check_window, hour_of, tallies};
use crate::entity::{drive, history, signature, tally, threshold};
use crate::error::SignError;
use crate::insert::{NewSignature, insert_new};
use crate::intake::{Crossing, OnThreshold, SignRequest, Signed};
use crate::leaf::{leaf_of, root_of};
use crate::receipt::{Receipt, State};
use crate::signers::precedence;

/// A drive held for the transaction.
#[derive(FromQueryResult)]
struct Locked {
    id: DriveId,
    opens_at: Now,
    closes_at: Now,
    closed_at: Option<Now>,
    /// The lowest threshold not reached yet. It may have been reached since this was read, never the other way.
    next: Option<i64>,
}

/// What a batch changes in one drive.
#[derive(Default)]
struct Change {
    /// Leaves of new signatures, in the order of their ids.
    leaves: Vec<[u8; 32]>,
    /// Signatures that count again after a withdrawal.
    restored: i64,
    /// By hour and county.
    parts: BTreeMap<(Now, String), i64>,
}

impl Change {
    fn count(&self) -> i64 {
        self.parts.values().sum()
    }
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
    requests: &[SignRequest],
) -> Result<Vec<Result<Signed, SignError>>, DbErr> {
    let tx = db.begin().await?;
    let drives = lock_drives(&tx, requests).await?;
    // Read only now: whoever waited for the lock signs when they got it.
    let now = clock.now();
    let (fates, rows) = sort_out(requests, &drives, now);
    let mut held = insert(&tx, now, &rows).await?;
    let changes = changes(&tx, &rows, &mut held).await?;
    let counts = count(&tx, &rows, &changes).await?;
    cross(&tx, now, hook, &drives, &changes, &counts).await?;
    for (drive, change) in &changes {
        let total = counts.get(drive).copied().unwrap_or(0);
        let mut data = serde_json::json!({ "count": change.leaves.len(), "total": total });
        if !change.leaves.is_empty() {
            data["root"] = hex::encode(root_of(&change.leaves)).into();
        }
        if change.restored > 0 {
            data["restored"] = change.restored.into();
        }
        // Who signed is nobody's business: the platform is the actor.
        let added = NewEvent::new("signatures.added", *drive, Actor::System).with(data).internal();
        event::append(&tx, now, added).await?;
    }
    db::commit(tx).await?;

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
        .and_where(Expr::col((threshold::Entity, threshold::Column::ReachedAt)).is_null())
        .to_owned();
    let rows = drive::Entity::find()
        .expr_as(Expr::from(next), "next")
        .filter(drive::Column::Id.is_in(ids))
        .order_by_asc(drive::Column::Id)
        .lock_exclusive()
        .into_model::<Locked>()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Refuses what can't be signed now and makes one row for each key, account and drive of the rest.
fn sort_out(
    requests: &[SignRequest],
    drives: &HashMap<DriveId, Locked>,
    now: Now,
) -> (Vec<Fate>, Vec<NewSignature>) {
    let batch = uuid_at(now);
    let mut rows = Vec::with_capacity(requests.len());
    let mut seen: HashMap<_, usize> = HashMap::with_capacity(requests.len());
    let mut fates = Vec::with_capacity(requests.len());
    for request in requests {
        let Some(drive) = drives.get(&request.drive) else {
            fates.push(Fate::Refused(SignError::NoSuchDrive));
            continue;
        };
        if let Err(error) = check_window(drive.opens_at, drive.closes_at, drive.closed_at, now) {
            fates.push(Fate::Refused(error));
            continue;
        }
        // Those alike in the key or the account alone are left to the database, as if they came in two batches.
        let who = (request.drive, request.person_key, request.person);
        if let Some(index) = seen.get(&who) {
            fates.push(Fate::Row { index: *index, already: true });
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
            county: request.county.as_ref().map(|code| code.county().code),
            channel: request.channel,
            salt: random_bytes(),
        });
    }
    (fates, rows)
}

/// The id of the signature at `index` of a batch: the batch's own random id with the index in its last 16 bits. So the
/// ids of a batch sort in its order, and lie side by side in the index.
fn nth_of(batch: uuid::Uuid, index: usize) -> SignatureId {
    let mask = u128::from(u16::MAX);
    SignatureId(uuid::Uuid::from_u128((batch.as_u128() & !mask) | (index as u128 & mask)))
}

/// A signature as the database holds it.
struct Held {
    receipt: Receipt,
    leaf: [u8; 32],
    /// Whether it was there before this batch.
    existed: bool,
    /// Whether it counted before this batch.
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
        let receipt = Receipt::from((*found).clone());
        let already = receipt.state == State::Counted;
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
        county: row.county.and_then(|code| code.parse().ok()),
        leaf: hex::encode(leaf),
    }
}

/// Makes withdrawn signatures count again, and gathers by drive what is to be added.
async fn changes(
    tx: &Tx,
    rows: &[NewSignature],
    held: &mut [Held],
) -> Result<BTreeMap<DriveId, Change>, DbErr> {
    let mut changes: BTreeMap<DriveId, Change> = BTreeMap::new();
    let mut restored = HashSet::new();
    for (row, held) in rows.iter().zip(held) {
        if held.already {
            continue;
        }
        held.receipt.state = State::Counted;
        // A key and an account of one batch may both lead to it.
        if held.existed && !restored.insert(held.receipt.id) {
            held.already = true;
            continue;
        }
        let change = changes.entry(row.drive).or_default();
        if held.existed {
            signature::Entity::update_many()
                .col_expr(signature::Column::State, Expr::value(State::Counted.code()))
                .filter(signature::Column::Drive.eq(row.drive))
                .filter(signature::Column::Id.eq(held.receipt.id))
                .exec(tx)
                .await?;
            change.restored += 1;
        } else {
            change.leaves.push(held.leaf);
        }
        // A restored signature keeps its hour and county, so that the parts go on to fit the rows.
        let county = held.receipt.county.as_ref().map_or("", |code| code.as_str()).to_owned();
        *change.parts.entry((hour_of(held.receipt.signed_at), county)).or_default() += 1;
    }
    Ok(changes)
}

/// Adds to the counts and the history, once for each drive; gives the counts of all drives of the batch.
async fn count(
    tx: &Tx,
    rows: &[NewSignature],
    changes: &BTreeMap<DriveId, Change>,
) -> Result<HashMap<DriveId, i64>, DbErr> {
    let mut counts = HashMap::new();
    if !changes.is_empty() {
        counts = add_to_tallies(tx, changes).await?;
        add_to_history(tx, changes).await?;
    }
    // Drives where everybody had signed already.
    let others: BTreeSet<DriveId> =
        rows.iter().map(|row| row.drive).filter(|drive| !counts.contains_key(drive)).collect();
    if !others.is_empty() {
        let others: Vec<DriveId> = others.into_iter().collect();
        counts.extend(tallies(tx, &others).await?);
    }
    Ok(counts)
}

/// One statement for any number of drives; the rows are there already, so that every one of them is a conflict.
async fn add_to_tallies(
    tx: &Tx,
    changes: &BTreeMap<DriveId, Change>,
) -> Result<HashMap<DriveId, i64>, DbErr> {
    let mut add = Query::insert();
    add.into_table(tally::Entity).columns([tally::Column::Drive, tally::Column::Count]);
    for (drive, change) in changes {
        add.values([Expr::value(*drive), Expr::value(change.count())])
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

async fn add_to_history(tx: &Tx, changes: &BTreeMap<DriveId, Change>) -> Result<(), DbErr> {
    let parts = changes.iter().flat_map(|(drive, change)| {
        change.parts.iter().map(|((hour, county), count)| history::ActiveModel {
            drive: Set(*drive),
            hour: Set(*hour),
            county: Set(county.clone()),
            count: Set(*count),
        })
    });
    let add = OnConflict::columns([history::Column::Drive, history::Column::Hour, history::Column::County])
        .value(
            history::Column::Count,
            Expr::col((history::Entity, history::Column::Count))
                .add(Expr::col(("excluded", history::Column::Count))),
        )
        .to_owned();
    history::Entity::insert_many(parts).on_conflict(add).exec_without_returning(tx).await?;
    Ok(())
}

/// Marks the thresholds that these counts reach, each exactly once, and tells the hook, lowest first.
async fn cross(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    drives: &HashMap<DriveId, Locked>,
    changes: &BTreeMap<DriveId, Change>,
    counts: &HashMap<DriveId, i64>,
) -> Result<(), DbErr> {
    for drive in changes.keys() {
        let count = counts.get(drive).copied().unwrap_or(0);
        let next = drives.get(drive).and_then(|drive| drive.next);
        if next.is_none_or(|next| count < next) {
            continue;
        }
        for level in reached_by(tx, *drive, count, now).await? {
            let data = serde_json::json!({ "code": level.code, "threshold": level.count, "count": count });
            let told = NewEvent::new("signatures.threshold_reached", *drive, Actor::System);
            event::append(tx, now, told.with(data).internal()).await?;
            let crossing =
                Crossing { drive: *drive, threshold_code: level.code, threshold: level.count, count };
            hook.crossed(tx, &crossing, now).await?;
        }
    }
    Ok(())
}

/// The thresholds that `count` reaches and no count before has, lowest first. The condition on what is being updated
/// makes it once: of two transactions the second finds the mark of the first.
async fn reached_by(tx: &Tx, drive: DriveId, count: i64, now: Now) -> Result<Vec<threshold::Model>, DbErr> {
    let mark = Query::update()
        .table(threshold::Entity)
        .value(threshold::Column::ReachedAt, now)
        .and_where(Expr::col(threshold::Column::Drive).eq(drive))
        .and_where(Expr::col(threshold::Column::ReachedAt).is_null())
        .and_where(Expr::col(threshold::Column::Count).lte(count))
        .returning_all()
        .to_owned();
    let rows = tx.query_all(&mark).await?;
    let mut reached =
        rows.iter().map(|row| threshold::Model::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    reached.sort_by_key(|threshold| threshold.count);
    Ok(reached)
}
