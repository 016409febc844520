//! Signatures that stop counting or count again, in the books of their drive.

use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{Actor, DbErr, DriveId, Now, Reader, SignatureId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder as _, Set};

use crate::drives::lock;
use crate::entity::{change, signature};
use crate::error::SignError;
use crate::intake::OnThreshold;
use crate::leaf::leaf_of;
use crate::ledger::{self, Entry, Kind};
use crate::parts::{By, Parts, add_row};
use crate::receipt::State;
use crate::thresholds::settle;

/// How many signatures are read or marked in one statement.
const AT_ONCE: usize = 500;

/// Signatures whose state was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What the event about it is about; nothing if no signature was changed.
    pub change: Option<Uuid>,
    /// Which were changed, in the order of their ids.
    pub signatures: Vec<SignatureId>,
    /// The drive's count afterwards.
    pub count: i64,
}

/// A state that signatures are brought into, and how it came to that.
#[derive(Debug, Clone)]
pub struct NewState<'a> {
    /// The state.
    pub state: State,
    /// Why, as a stable code.
    pub reason: Option<&'a str>,
    /// Who decided it.
    pub actor: Actor,
}

/// Brings signatures of a drive into another state; those that can't come there from where they are stay as they
/// are. Whether the window is open doesn't matter here.
///
/// A signature is taken back by its signer, put aside while it is checked, and then confirmed or invalidated; an
/// invalidated one can be restored. Nothing leads from a signature that was taken back but its signer signing again.
///
/// # Errors
/// [`SignError::NoSuchDrive`], or a database error.
pub async fn change(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    drive: DriveId,
    ids: &[SignatureId],
    new: NewState<'_>,
) -> Result<Changed, SignError> {
    turn(tx, now, Some(hook), drive, ids, new).await
}

/// As [`change`]; without a hook only for what can't reach a threshold.
pub(crate) async fn turn(
    tx: &Tx,
    now: Now,
    hook: Option<&dyn OnThreshold>,
    drive: DriveId,
    ids: &[SignatureId],
    new: NewState<'_>,
) -> Result<Changed, SignError> {
    let NewState { state: to, reason, actor } = new;
    let held = lock(tx, drive).await?;
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let part = signature::Entity::find()
            .filter(signature::Column::Drive.eq(drive))
            .filter(signature::Column::Id.is_in(ids.iter().copied()))
            .all(tx)
            .await?;
        rows.extend(part.into_iter().filter(|row| leads(row.state.parse().ok(), to)));
    }
    if rows.is_empty() {
        return Ok(Changed { change: None, signatures: Vec::new(), count: held.count });
    }
    let kind = match to {
        State::Counted => Kind::Restored,
        State::Withdrawn => Kind::Withdrawn,
        State::PutAside => Kind::PutAside,
        State::Invalidated => Kind::Invalidated,
    };
    let mut parts = Parts::new();
    for row in &rows {
        let before = i64::from(row.state == State::Counted.code());
        let after = i64::from(to == State::Counted);
        add_row(&mut parts, row, after - before);
    }
    let about = uuid_at(now);
    let mut signatures: Vec<SignatureId> = rows.into_iter().map(|row| row.id).collect();
    signatures.sort_unstable();
    let leaves = mark(tx, drive, about, signatures.clone(), to).await?;
    let reason = reason.map(str::to_owned);
    let entry = Entry { drive, kind, about, leaves, parts, reason, actor };
    let counts = ledger::record(tx, now, &[entry]).await?;
    let count = counts.get(&drive).copied().unwrap_or(held.count);
    settle(tx, now, hook, drive, count).await?;
    Ok(Changed { change: Some(about), signatures, count })
}

/// Counts a signature under another region, or under none. The count stays; a threshold that asks for regions may
/// be reached by it, or be fallen below.
///
/// # Errors
/// [`SignError::NoSuchDrive`], [`SignError::NotSigned`] if the drive has no such signature, or a database error.
pub async fn change_region(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    drive: DriveId,
    id: SignatureId,
    region: Option<RegionCode>,
) -> Result<(), SignError> {
    lock(tx, drive).await?;
    let row = signature::Entity::find()
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.eq(id))
        .one(tx)
        .await?
        .ok_or(SignError::NotSigned)?;
    let after = region.map(String::from);
    let (before, after) = (row.region.unwrap_or_default(), after.unwrap_or_default());
    if before == after {
        return Ok(());
    }
    let counts = i64::from(row.state == State::Counted.code());
    let parts = Parts::from([((By::Region, before), -counts), ((By::Region, after), counts)]);
    let about = uuid_at(now);
    signature::Entity::update_many()
        .col_expr(signature::Column::Region, Expr::value(region.map(String::from)))
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.eq(id))
        .exec(tx)
        .await?;
    note(tx, drive, about, &[id]).await?;
    let leaves = vec![leaf_of(&row.salt, row.drive, &row.person_key)];
    let entry = Entry { drive, kind: Kind::Moved, about, leaves, parts, reason: None, actor: Actor::System };
    let counts = ledger::record(tx, now, &[entry]).await?;
    settle(tx, now, Some(hook), drive, counts.get(&drive).copied().unwrap_or(0)).await?;
    Ok(())
}

/// Whether a signature in this state can be brought into that one.
fn leads(from: Option<State>, to: State) -> bool {
    use State::{Counted, Invalidated, PutAside, Withdrawn};
    matches!(
        (from, to),
        (Some(Counted), Withdrawn | PutAside | Invalidated)
            | (Some(PutAside), Counted | Withdrawn | Invalidated)
            | (Some(Invalidated), Counted | PutAside)
    )
}

/// Writes the state and the change of these signatures; gives their leaves in the order of their ids.
pub(crate) async fn mark(
    tx: &Tx,
    drive: DriveId,
    about: Uuid,
    mut ids: Vec<SignatureId>,
    to: State,
) -> Result<Vec<[u8; 32]>, DbErr> {
    ids.sort_unstable();
    let mut leaves = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let those = signature::Column::Id.is_in(ids.iter().copied());
        signature::Entity::update_many()
            .col_expr(signature::Column::State, Expr::value(to.code()))
            .filter(signature::Column::Drive.eq(drive))
            .filter(those)
            .exec(tx)
            .await?;
        note(tx, drive, about, ids).await?;
    }
    for ids in ids.chunks(AT_ONCE) {
        leaves.extend(leaves_of(tx, drive, ids).await?);
    }
    Ok(leaves)
}

/// The leaves of these signatures, in the order of their ids.
pub(crate) async fn leaves_of(
    conn: &impl Reader,
    drive: DriveId,
    ids: &[SignatureId],
) -> Result<Vec<[u8; 32]>, DbErr> {
    let rows = signature::Entity::find()
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(signature::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.iter().map(|row| leaf_of(&row.salt, row.drive, &row.person_key)).collect())
}

/// Keeps which signatures a change was of.
async fn note(tx: &Tx, drive: DriveId, about: Uuid, ids: &[SignatureId]) -> Result<(), DbErr> {
    let row =
        |id: &SignatureId| change::ActiveModel { change: Set(about), signature: Set(*id), drive: Set(drive) };
    change::Entity::insert_many(ids.iter().map(row)).exec_without_returning(tx).await?;
    Ok(())
}
