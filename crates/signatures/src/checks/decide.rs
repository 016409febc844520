//! Deciding: a reviewer about a group or chosen lines of it, with a day to undo it; a signer about their own.

use std::collections::HashSet;

use chrono::TimeDelta;
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::{Actor, DbErr, DriveId, Now, PersonId, Reader, SignatureId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QuerySelect as _, Set};

use super::limits::Signal;
use super::review::{self, GroupKey};
use crate::changes::{NewState, change};
use crate::entity::{check, decision, signature};
use crate::error::SignError;
use crate::intake::OnThreshold;
use crate::receipt::State;
use crate::{PersonKey, drives};

/// For how long a decision can be undone.
pub const UNDO_HOURS: i64 = 24;
/// Why signatures are invalidated, as codes.
pub const REASONS: [&str; 5] =
    ["automated", "same_person", "made_up_accounts", "throwaway_addresses", "not_by_signer"];
/// Why signatures count that reviewers confirmed.
pub const CONFIRMED: &str = "review_confirmed";
/// Why signatures count that their signers confirmed.
pub const BY_SIGNER: &str = "confirmed_by_signer";
/// Why signatures wait again.
pub const UNDONE: &str = "decision_undone";

const AT_ONCE: usize = 500;

/// What becomes of signatures that were checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// They count.
    Confirmed,
    /// They don't.
    Invalidated,
}

impl Outcome {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Invalidated => "invalidated",
        }
    }

    /// The outcome of a code.
    pub fn of(code: &str) -> Option<Self> {
        [Self::Confirmed, Self::Invalidated].into_iter().find(|outcome| outcome.code() == code)
    }

    fn state(self) -> State {
        match self {
            Self::Confirmed => State::Counted,
            Self::Invalidated => State::Invalidated,
        }
    }
}

/// A decision about to be made.
#[derive(Debug, Clone)]
pub struct Deciding<'a> {
    /// About which group.
    pub key: GroupKey,
    /// Which of its signatures; all that wait if none are named.
    pub lines: Vec<SignatureId>,
    /// How many of the group waited when the reviewer looked: more or fewer by now, and they look again.
    pub seen: i64,
    /// What.
    pub outcome: Outcome,
    /// Why: one of [`REASONS`] for what is invalidated, nothing else is asked.
    pub reason: &'a str,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its id, for undoing it.
    pub id: Uuid,
    /// How many signatures it was about.
    pub signatures: usize,
    /// The drive's count afterwards.
    pub count: i64,
}

/// Decides about signatures that wait.
///
/// # Errors
/// [`SignError::CheckReason`]; [`SignError::CheckChanged`] if others wait by now than the reviewer saw, such as when
/// another one was faster; a database error.
pub async fn decide(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    reviewer: PersonId,
    deciding: Deciding<'_>,
) -> Result<Decided, SignError> {
    let Deciding { key, lines, seen, outcome, reason } = deciding;
    let reason = match outcome {
        Outcome::Confirmed => CONFIRMED,
        Outcome::Invalidated => {
            REASONS.into_iter().find(|known| *known == reason).ok_or(SignError::CheckReason)?
        }
    };
    drives::lock(tx, key.drive).await?;
    let waiting: HashSet<SignatureId> = review::ids(tx, &key).await?.into_iter().collect();
    let chosen: HashSet<SignatureId> =
        if lines.is_empty() { waiting.clone() } else { lines.into_iter().collect() };
    let as_seen = i64::try_from(waiting.len()).is_ok_and(|count| count == seen);
    if chosen.is_empty() || !as_seen || !chosen.is_subset(&waiting) {
        return Err(SignError::CheckChanged);
    }
    let ids: Vec<SignatureId> = chosen.into_iter().collect();
    let actor = Actor::Person { id: reviewer, role: "reviewer" };
    let new = NewState { state: outcome.state(), reason: Some(reason), actor };
    let changed = change(tx, now, hook, key.drive, &ids, new).await?;
    let id = uuid_at(now);
    settle_checks(tx, &changed.signatures, outcome.code(), reason, Some(id), now).await?;
    let row = decision::ActiveModel {
        id: Set(id),
        drive: Set(key.drive),
        signal: Set(key.signal.code().to_owned()),
        mark: Set(key.mark.to_vec()),
        outcome: Set(outcome.code().to_owned()),
        reason: Set(reason.to_owned()),
        reviewer: Set(reviewer),
        decided_at: Set(now),
        undone_at: Set(None),
    };
    decision::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(Decided { id, signatures: changed.signatures.len(), count: changed.count })
}

async fn settle_checks(
    tx: &Tx,
    ids: &[SignatureId],
    outcome: &str,
    reason: &str,
    decision: Option<Uuid>,
    now: Now,
) -> Result<(), DbErr> {
    for ids in ids.chunks(AT_ONCE) {
        check::Entity::update_many()
            .col_expr(check::Column::Outcome, Expr::value(outcome))
            .col_expr(check::Column::Reason, Expr::value(reason))
            .col_expr(check::Column::Decision, Expr::value(decision))
            .col_expr(check::Column::DecidedAt, Expr::value(now))
            .filter(check::Column::Signature.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Undoes a decision within [`UNDO_HOURS`]: its signatures wait again, those left out that their signers took back since.
///
/// # Errors
/// [`SignError::CheckOver`] if it was undone already or is too old; [`SignError::NoSuchDrive`] if there is none; a
/// database error.
pub async fn undo(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    reviewer: PersonId,
    id: Uuid,
) -> Result<DriveId, SignError> {
    let known = decision::Entity::find_by_id(id).one(tx).await?.ok_or(SignError::NoSuchDrive)?;
    drives::lock(tx, known.drive).await?;
    let row = decision::Entity::find_by_id(id).one(tx).await?.ok_or(SignError::NoSuchDrive)?;
    if row.undone_at.is_some() || now >= row.decided_at + TimeDelta::hours(UNDO_HOURS) {
        return Err(SignError::CheckOver);
    }
    let ids: Vec<SignatureId> = check::Entity::find()
        .select_only()
        .column(check::Column::Signature)
        .filter(check::Column::Decision.eq(id))
        .into_tuple()
        .all(tx)
        .await?;
    let actor = Actor::Person { id: reviewer, role: "reviewer" };
    let new = NewState { state: State::PutAside, reason: Some(UNDONE), actor };
    let changed = change(tx, now, hook, row.drive, &ids, new).await?;
    for ids in changed.signatures.chunks(AT_ONCE) {
        check::Entity::update_many()
            .col_expr(check::Column::Outcome, Expr::value(Option::<String>::None))
            .col_expr(check::Column::Reason, Expr::value(Option::<String>::None))
            .col_expr(check::Column::Decision, Expr::value(Option::<Uuid>::None))
            .col_expr(check::Column::DecidedAt, Expr::value(Option::<Now>::None))
            .filter(check::Column::Signature.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    decision::Entity::update_many()
        .col_expr(decision::Column::UndoneAt, Expr::value(now))
        .filter(decision::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(row.drive)
}

/// Makes a signature count that waits for a check, since its signer has just confirmed a mobile number again. A number
/// confirms one signature of a drive.
///
/// # Errors
/// [`SignError::CheckOver`] if it does not wait; [`SignError::NumberUsed`] if the number stands for another signature of
/// the drive; a database error.
pub async fn confirm_by_signer(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    drive: DriveId,
    id: SignatureId,
    key: &PersonKey,
) -> Result<i64, SignError> {
    drives::lock(tx, drive).await?;
    let same = check::Entity::find()
        .filter(check::Column::Drive.eq(drive))
        .filter(check::Column::ConfirmedKey.eq(key.to_vec()))
        .one(tx)
        .await?;
    let own = signature::Entity::find()
        .filter(signature::Column::PersonKey.eq(key.to_vec()))
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.ne(id))
        .filter(signature::Column::State.ne(State::Withdrawn.code()))
        .one(tx)
        .await?;
    if same.is_some_and(|row| row.signature != id) || own.is_some() {
        return Err(SignError::NumberUsed);
    }
    let row = check::Entity::find_by_id(id).filter(check::Column::Outcome.is_null()).one(tx).await?;
    if row.is_none_or(|row| row.drive != drive) {
        return Err(SignError::CheckOver);
    }
    // Of a signer's own act the platform is the actor: who signed is nobody's business.
    let new = NewState { state: State::Counted, reason: Some(BY_SIGNER), actor: Actor::System };
    let waits = signature::Entity::find()
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.eq(id))
        .filter(signature::Column::State.eq(State::PutAside.code()))
        .count(tx)
        .await?;
    if waits == 0 {
        return Err(SignError::CheckOver);
    }
    let changed = change(tx, now, hook, drive, &[id], new).await?;
    settle_checks(tx, &changed.signatures, "signer", BY_SIGNER, None, now).await?;
    check::Entity::update_many()
        .col_expr(check::Column::ConfirmedKey, Expr::value(key.to_vec()))
        .filter(check::Column::Signature.eq(id))
        .exec(tx)
        .await?;
    Ok(changed.count)
}

/// What a signer is told about the check of their signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was conspicuous.
    pub signal: Signal,
    /// Since when it waits or waited.
    pub put_at: Now,
    /// `confirmed`, `invalidated` or `signer`; nothing while it waits.
    pub outcome: Option<String>,
    /// Why, as a code.
    pub reason: Option<String>,
}

/// The check of a signature, if there is or was one.
///
/// # Errors
/// A database error.
pub async fn of(conn: &impl Reader, id: SignatureId) -> Result<Option<Check>, DbErr> {
    let row = check::Entity::find_by_id(id).one(conn).await?;
    Ok(row.and_then(|row| {
        let signal = row.signal.parse().ok()?;
        Some(Check { signal, put_at: row.put_at, outcome: row.outcome, reason: row.reason })
    }))
}

/// The public numbers of the checks of a drive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// How many wait.
    pub waiting: i64,
    /// How many were found valid, by reviewers or their signers.
    pub confirmed: i64,
    /// How many were invalidated, by the code of the reason.
    pub invalidated: Vec<(String, i64)>,
}

/// Counts the checks of a drive.
///
/// # Errors
/// A database error.
pub async fn numbers(conn: &impl Reader, drive: DriveId) -> Result<Numbers, DbErr> {
    let rows: Vec<(Option<String>, Option<String>, i64)> = check::Entity::find()
        .select_only()
        .column(check::Column::Outcome)
        .column(check::Column::Reason)
        .column_as(check::Column::Signature.count(), "count")
        .filter(check::Column::Drive.eq(drive))
        .group_by(check::Column::Outcome)
        .group_by(check::Column::Reason)
        .into_tuple()
        .all(conn)
        .await?;
    let mut numbers = Numbers::default();
    for (outcome, reason, count) in rows {
        match outcome.as_deref() {
            None if count > 0 => numbers.waiting = review::waiting_of(conn, drive).await?,
            None => {}
            Some("invalidated") => numbers.invalidated.push((reason.unwrap_or_default(), count)),
            Some(_) => numbers.confirmed += count,
        }
    }
    numbers.invalidated.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(numbers)
}
