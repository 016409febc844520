//! Changes of demands: an officer suggests to reword one, to split one or to merge some; the proposer agrees or declines.
//! All of it is public and stays.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, CaseId, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, Set};
use serde_json::json;

use crate::Result;
use crate::allowed::OfficerAct;
use crate::cases::REASONS;
use crate::desk::refresh_lines;
use crate::entity::{demand, demand_change};
use crate::error::Error;
use crate::ids::{DemandChangeId, DemandId};
use crate::open::{in_state, lock, lock_own_for};
use crate::state::{CaseState, NoSuchCode, Officer};

/// The greatest length of a demand, in characters.
pub const DEMAND: Length = Length { min: 1, max: 500 };
/// The greatest number of demands that one is split into.
pub const MOST_PIECES: usize = 5;
/// The greatest number of demands of a case.
const MOST_DEMANDS: usize = 30;

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Other words for one demand.
    Edit,
    /// Several demands in place of one.
    Split,
    /// One demand in place of several.
    Merge,
}

impl ChangeKind {
    /// All, in the order of forms.
    pub const ALL: [Self; 3] = [Self::Edit, Self::Split, Self::Merge];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Split => "split",
            Self::Merge => "merge",
        }
    }
}

impl std::str::FromStr for ChangeKind {
    type Err = NoSuchCode;
    fn from_str(code: &str) -> Result<Self, NoSuchCode> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(NoSuchCode)
    }
}

/// What became of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// The proposer agreed, and the demands changed.
    Agreed,
    /// The proposer declined.
    Declined,
    /// The agency took it back.
    Withdrawn,
}

impl ChangeOutcome {
    const ALL: [Self; 3] = [Self::Agreed, Self::Declined, Self::Withdrawn];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A change of demands that an officer suggested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemandChange {
    /// Its id.
    pub id: DemandChangeId,
    /// What is suggested.
    pub kind: ChangeKind,
    /// The demands before.
    pub before: Vec<String>,
    /// The demands in their place.
    pub after: Vec<String>,
    /// Why.
    pub reasons: String,
    /// When it was suggested.
    pub at: Now,
    /// What became of it; nothing while the proposer has not decided.
    pub outcome: Option<ChangeOutcome>,
    /// The proposer's words.
    pub note: Option<String>,
    /// When it was decided.
    pub decided: Option<Now>,
}

/// A change about to be suggested.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// What is suggested.
    pub kind: ChangeKind,
    /// The demands it is about, in the case's order.
    pub demands: Vec<DemandId>,
    /// The words in their place.
    pub after: Vec<String>,
    /// Why, for the public.
    pub reasons: String,
}

fn change_of(row: demand_change::Model) -> Result<DemandChange> {
    let outcome = |code: &str| ChangeOutcome::ALL.into_iter().find(|one| one.code() == code);
    Ok(DemandChange {
        id: row.id,
        kind: row.kind.parse().unwrap_or(ChangeKind::Edit),
        before: serde_json::from_str(&row.before)?,
        after: serde_json::from_str(&row.after)?,
        reasons: row.reasons,
        at: row.at,
        outcome: row.outcome.as_deref().and_then(outcome),
        note: row.note,
        decided: row.decided_at,
    })
}

/// The changes suggested in a case, oldest first.
///
/// # Errors
/// A database error.
pub async fn changes(conn: &impl Reader, case: CaseId) -> Result<Vec<DemandChange>> {
    let rows = demand_change::Entity::find()
        .filter(demand_change::Column::CaseId.eq(case))
        .order_by_asc(demand_change::Column::At)
        .order_by_asc(demand_change::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(change_of).collect()
}

/// The change that waits for the proposer.
pub(crate) async fn pending(tx: &Tx, case: CaseId) -> Result<Option<demand_change::Model>> {
    Ok(demand_change::Entity::find()
        .filter(demand_change::Column::CaseId.eq(case))
        .filter(demand_change::Column::Outcome.is_null())
        .one(tx)
        .await?)
}

async fn demands_of(tx: &Tx, case: CaseId) -> Result<Vec<demand::Model>> {
    Ok(demand::Entity::find()
        .filter(demand::Column::CaseId.eq(case))
        .order_by_asc(demand::Column::Position)
        .all(tx)
        .await?)
}

/// The words in place of the chosen demands, or what is wrong with them.
fn checked(
    new: &NewChange,
    chosen: &[demand::Model],
    all: usize,
) -> Result<(Vec<String>, String), FieldErrors> {
    let mut errors = FieldErrors::new();
    match (new.kind, chosen.len()) {
        (_, 0) => errors.add("demands", "required"),
        (ChangeKind::Edit | ChangeKind::Split, 2..) => errors.add("demands", "only_one"),
        (ChangeKind::Merge, 1) => errors.add("demands", "at_least_two"),
        _ => {}
    }
    let given: Vec<&String> = new.after.iter().filter(|text| !text.trim().is_empty()).collect();
    match (new.kind, given.len()) {
        (_, 0) => errors.add("after-1", "required"),
        (ChangeKind::Split, 1) => errors.add("after-2", "required"),
        (ChangeKind::Edit | ChangeKind::Merge, 2..) => errors.add("after-2", "only_one"),
        _ => {}
    }
    if given.len() > MOST_PIECES || all + given.len() > MOST_DEMANDS + chosen.len() {
        errors.add_with("after-1", "too_many", [("max", MOST_PIECES.to_string())]);
    }
    let mut after = Vec::new();
    for (text, number) in given.into_iter().zip(1..) {
        after.extend(errors.take(text::block(&format!("after-{number}"), text, DEMAND)));
    }
    if let ([before], [word]) = (chosen, after.as_slice())
        && before.body == *word
    {
        errors.add("after-1", "unchanged");
    }
    let reasons = errors.take(text::block("reasons", &new.reasons, REASONS));
    let reasons = errors.into_result(reasons)?;
    Ok((after, reasons))
}

/// A lead officer suggests a change; it is public at once and waits for the proposer. One at a time.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::ChangePending`], [`Error::Invalid`] with `demands`, `after-N`,
/// `reasons`.
pub async fn suggest(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    new: &NewChange,
    now: Now,
) -> Result<DemandChangeId> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::SuggestDemands).await?;
    if pending(tx, id).await?.is_some() {
        return Err(Error::ChangePending);
    }
    let all = demands_of(tx, id).await?;
    let number = all.len();
    let chosen: Vec<demand::Model> =
        all.into_iter().filter(|demand| new.demands.contains(&demand.id)).collect();
    let (after, reasons) = checked(new, &chosen, number)?;
    let before: Vec<&str> = chosen.iter().map(|demand| demand.body.as_str()).collect();
    let ids: Vec<DemandId> = chosen.iter().map(|demand| demand.id).collect();
    let change = DemandChangeId::new(now);
    let event = NewEvent::new("case.demand_change_suggested", case.proposal, officer.officer()).about(id);
    let data = json!({
        "change": change, "change_kind": new.kind.code(), "before": before, "after": after, "reasons": reasons,
    });
    let row = demand_change::ActiveModel {
        id: Set(change),
        case_id: Set(id),
        kind: Set(new.kind.code().to_owned()),
        demands: Set(serde_json::to_string(&ids)?),
        before: Set(serde_json::to_string(&before)?),
        after: Set(serde_json::to_string(&after)?),
        reasons: Set(reasons),
        by: Set(officer.person),
        at: Set(now),
        outcome: Set(None),
        note: Set(None),
        decided_at: Set(None),
    };
    demand_change::Entity::insert(row).exec_without_returning(tx).await?;
    refresh_lines(tx, id).await?;
    event::append(tx, now, event.with(data)).await?;
    Ok(change)
}

async fn lock_change(tx: &Tx, case: CaseId, id: DemandChangeId) -> Result<demand_change::Model> {
    lock(tx, case).await?;
    let row = demand_change::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.case_id != case {
        return Err(Error::NotFound);
    }
    if row.outcome.is_some() {
        return Err(Error::AlreadyDone);
    }
    Ok(row)
}

/// The proposer agrees or declines. The caller knows that `proposer` made the proposal.
///
/// # Errors
/// [`Error::NotFound`], [`Error::AlreadyDone`], [`Error::WrongState`] once the response waits for its signature,
/// [`Error::Invalid`] with `note`.
pub async fn decide(
    tx: &Tx,
    proposer: PersonId,
    case: CaseId,
    id: DemandChangeId,
    agrees: bool,
    note: &str,
    now: Now,
) -> Result<()> {
    let row = lock_change(tx, case, id).await?;
    let (case, state) = lock(tx, case).await?;
    in_state(state, "decide_demands", &[CaseState::Assigned, CaseState::Drafting])?;
    let mut errors = FieldErrors::new();
    let note = errors.take(text::block("note", note, Length { min: 0, max: 4000 }));
    let note = errors.into_result(note)?;
    if agrees {
        apply(tx, &row, now).await?;
    }
    let outcome = if agrees { ChangeOutcome::Agreed } else { ChangeOutcome::Declined };
    let actor = Actor::Person { id: proposer, role: "proposer" };
    let event = NewEvent::new("case.demand_change_decided", case.proposal, actor).about(case.id);
    let event = event.with(json!({ "change": id, "outcome": outcome.code(), "reasons": note }));
    let mut row = row.into_active_model();
    row.outcome = Set(Some(outcome.code().to_owned()));
    row.note = Set((!note.is_empty()).then_some(note));
    row.decided_at = Set(Some(now));
    row.update(tx).await?;
    refresh_lines(tx, case.id).await?;
    Ok(event::append(tx, now, event).await?)
}

/// Puts the new words in the place of the old. The first demand keeps its identity, so that what was drafted on it stays.
async fn apply(tx: &Tx, change: &demand_change::Model, now: Now) -> Result<()> {
    let ids: Vec<DemandId> = serde_json::from_str(&change.demands)?;
    let after: Vec<String> = serde_json::from_str(&change.after)?;
    let mut all = demands_of(tx, change.case_id).await?;
    let place = all.iter().position(|demand| ids.contains(&demand.id)).ok_or(Error::NotFound)?;
    let first = all.get(place).map(|demand| demand.id).ok_or(Error::NotFound)?;
    all.retain(|demand| !ids.contains(&demand.id));
    let fresh = after.into_iter().enumerate().map(|(n, body)| demand::Model {
        id: if n == 0 { first } else { DemandId::new(now) },
        case_id: change.case_id,
        position: 0,
        body,
    });
    all.splice(place..place, fresh.collect::<Vec<_>>());
    // Written anew: no two stand at one place meanwhile.
    demand::Entity::delete_many().filter(demand::Column::CaseId.eq(change.case_id)).exec(tx).await?;
    for (row, position) in all.into_iter().zip(1..) {
        let mut row = row.into_active_model();
        row.position = Set(position);
        demand::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// A lead officer takes back a suggestion that was not decided.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::WrongState`], [`Error::AlreadyDone`].
pub async fn withdraw(tx: &Tx, officer: &Officer, case: CaseId, id: DemandChangeId, now: Now) -> Result<()> {
    let row = lock_change(tx, case, id).await?;
    let (case, _) = lock_own_for(tx, officer, case, OfficerAct::SuggestDemands).await?;
    demand_change::Entity::update_many()
        .col_expr(demand_change::Column::Outcome, Expr::value(ChangeOutcome::Withdrawn.code()))
        .col_expr(demand_change::Column::DecidedAt, Expr::value(now))
        .filter(demand_change::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    refresh_lines(tx, case.id).await?;
    let event =
        NewEvent::new("case.demand_change_withdrawn", case.proposal, officer.officer()).about(case.id);
    Ok(event::append(tx, now, event.with(json!({ "change": id }))).await?)
}
