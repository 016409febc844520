//! Opening a case, and the helpers every act on one begins and ends with.

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::Period;
use folkmoot_foundation::{Actor, AgencyId, CaseId, Now, ProposalId, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QuerySelect as _, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::allowed::OfficerAct;
use crate::entity::{case, clock, demand, follow_up, part};
use crate::error::Error;
use crate::ids::DemandId;
use crate::rules::{NewClock, Starts};
use crate::state::{CaseState, Officer};
use crate::supplements::SupplementRule;
use crate::{Result, agencies, deadlines};

/// What `due_ms` holds when no deadline is open or known: the year 9999, after every deadline.
pub(crate) const NO_DEADLINE: i64 = 253_370_764_800_000;

/// A case about to be opened; all numbers come from the rulebook of the proposal.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Its id.
    pub id: CaseId,
    /// The proposal it answers.
    pub proposal: ProposalId,
    /// The proposal's title, to be found by on desks.
    pub title: String,
    /// The proposal's category; empty if it has none.
    pub category: String,
    /// What the proposer demands, each answered on its own.
    pub demands: Vec<String>,
    /// When the proposal was submitted, and when its review passed: clocks may start with either.
    pub submitted: Option<Now>,
    /// See `submitted`.
    pub review_passed: Option<Now>,
    /// The code of the threshold that opens it, if one does.
    pub threshold: Option<String>,
    /// What is owed by when.
    pub clocks: Vec<NewClock>,
    /// Whether and how the proposer may be asked for something.
    pub supplement: Option<SupplementRule>,
    /// How long after a report on what goes on the next is due at the latest.
    pub follow_up_cycle: Option<Period>,
    /// How the response may be extended.
    pub extension: ExtensionRule,
    /// Whether it may be handed on, and handled with others.
    pub together: TogetherRule,
    /// The decisions an answer may take on a demand.
    pub decisions: Vec<DecisionRule>,
    /// The codes of the parts a response has beside its decisions and its summary, in their order.
    pub parts: Vec<String>,
    /// What its demands are judged by, and the grounds in law that a decision can name.
    pub answer: AnswerRules,
    /// The agencies the proposer named, for the administrator to choose from.
    pub suggested: Vec<AgencyId>,
}

/// What the rulebook says of an answer besides its decisions and its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerRules {
    /// The codes of the criteria that each demand is judged by 評估準則, in their order.
    pub criteria: Vec<String>,
    /// The codes of the grounds in law that a decision can name, in their order.
    pub grounds: Vec<String>,
}

impl AnswerRules {
    /// Those a case was opened with; none for a case from before there were any.
    pub(crate) fn stored(case: &case::Model) -> Result<Self, serde_json::Error> {
        case.answer_rules.as_deref().map_or_else(|| Ok(Self::default()), serde_json::from_str)
    }
}

/// A decision that an answer may take on a demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRule {
    /// The rulebook's code.
    pub code: String,
    /// When the agency must report on a demand so decided: a follow-up by then begins with the response.
    #[serde(default)]
    pub follow_up: Option<Period>,
    /// Whether it must name one of the legal grounds.
    #[serde(default)]
    pub needs_ground: bool,
}

/// How often and by how much the response clock may be extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionRule {
    /// How many times; 0 for never.
    pub times: u32,
    /// By how much at most, counted from the deadline before.
    pub period: Period,
}

/// Whether a case may be handed to another agency, and handled together with similar ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TogetherRule {
    /// Whether the agency that leads it may hand it on.
    pub transfer: bool,
    /// How many times receiving agencies may refuse it. After the last of these the administrator decides who leads; after
    /// the ones before, the agency that it went back to may try another.
    pub refusals: u32,
    /// Whether it may be handled together with others (併案).
    pub combine: bool,
}

impl Default for TogetherRule {
    /// As the platform usually does: handed on with reasons, refused once, combined.
    fn default() -> Self {
        Self { transfer: true, refusals: 1, combine: true }
    }
}

impl TogetherRule {
    /// As a case holds it.
    pub(crate) fn stored(row: &case::Model) -> Result<Self> {
        Ok(row.together.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
    }
}

/// Opens the case of a proposal; the clocks that start with it or before it run, the others wait for what starts them. A deadline that needs the calendar of a year that
/// is not loaded stays unknown until [`crate::cases::refresh_unknown`].
///
/// # Errors
/// [`Error::AlreadyOpen`] if the proposal has a case.
pub async fn open(tx: &Tx, new: NewCase, now: Now, calendar: &OfficeCalendar) -> Result<()> {
    let row = case::ActiveModel {
        id: Set(new.id),
        proposal: Set(new.proposal),
        state: Set(CaseState::Unassigned.code().to_owned()),
        opened_at: Set(now),
        answered_at: Set(None),
        closed_at: Set(None),
        outcome: Set(None),
        extension: Set(serde_json::to_string(&new.extension)?),
        together: Set(Some(serde_json::to_string(&new.together)?)),
        decisions: Set(serde_json::to_string(&new.decisions)?),
        parts: Set(serde_json::to_string(&new.parts)?),
        answer_rules: Set(Some(serde_json::to_string(&new.answer)?)),
        suggested: Set(serde_json::to_string(&new.suggested)?),
        clocks: Set(serde_json::to_string(&new.clocks)?),
        supplement: Set(new.supplement.map(|rule| serde_json::to_string(&rule)).transpose()?),
        follow_up_cycle: Set(new.follow_up_cycle.map(|cycle| serde_json::to_string(&cycle)).transpose()?),
        due_ms: Set(NO_DEADLINE),
        title: Set(new.title),
        category: Set(new.category),
    };
    let taken = case::Entity::find().filter(case::Column::Proposal.eq(new.proposal)).count(tx).await?;
    if taken > 0 {
        return Err(Error::AlreadyOpen);
    }
    case::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(|e| if db::is_unique_violation(&e) { Error::AlreadyOpen } else { e.into() })?;
    let demands = new.demands.into_iter().zip(1..).map(|(body, position)| demand::ActiveModel {
        id: Set(DemandId::new(now)),
        case_id: Set(new.id),
        position: Set(position),
        body: Set(body),
    });
    for row in demands {
        demand::Entity::insert(row).exec_without_returning(tx).await?;
    }
    let (case, _) = lock(tx, new.id).await?;
    let (mut told, mut waiting) = (Vec::new(), Vec::new());
    for (rule, position) in new.clocks.iter().zip(1..) {
        let started = match &rule.starts {
            Starts::CaseOpened => Some(now),
            Starts::Submitted => new.submitted,
            Starts::ReviewPassed => new.review_passed,
            Starts::Threshold(code) => (new.threshold.as_ref() == Some(code)).then_some(now),
            Starts::Assigned | Starts::Timetable => None,
        };
        match started {
            Some(at) => told.push(deadlines::start(tx, &case, rule, position, at, now, calendar).await?),
            None => waiting.push(json!({ "code": rule.code, "with": rule.starts.code() })),
        }
    }
    refresh_due(tx, new.id).await?;
    let event = NewEvent::new("case.opened", new.proposal, Actor::System).about(new.id);
    Ok(event::append(tx, now, event.with(json!({ "clocks": told, "waiting": waiting }))).await?)
}

/// The case, locked until the transaction ends.
pub(crate) async fn lock(tx: &Tx, id: CaseId) -> Result<(case::Model, CaseState)> {
    let row = case::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    let state = CaseState::stored(&row.state)?;
    Ok((row, state))
}

/// The case, locked, for an act of one of its lead agencies in one of `states`. Whose it is comes first: a stranger
/// does not learn its state.
pub(crate) async fn lock_own(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    action: &'static str,
    states: &[CaseState],
) -> Result<(case::Model, CaseState)> {
    let (row, state) = lock(tx, id).await?;
    let leads = agencies::leads_of(tx, id).await?;
    if !leads.iter().any(|lead| officer.agencies.contains(lead)) {
        return Err(Error::NotYours);
    }
    in_state(state, action, states)?;
    Ok((row, state))
}

/// The case, locked, for an act that any of its agencies may do, lead or supporting, in any state.
pub(crate) async fn lock_part(tx: &Tx, officer: &Officer, id: CaseId) -> Result<(case::Model, CaseState)> {
    let (row, state) = lock(tx, id).await?;
    let own = part::Entity::find()
        .filter(part::Column::CaseId.eq(id))
        .filter(part::Column::AgencyId.is_in(officer.agencies.iter().copied()))
        .count(tx)
        .await?;
    if own == 0 { Err(Error::NotYours) } else { Ok((row, state)) }
}

/// The same for one of the acts that [`Case::allows`](crate::Case::allows) knows.
pub(crate) async fn lock_own_for(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    act: OfficerAct<'_>,
) -> Result<(case::Model, CaseState)> {
    lock_own(tx, officer, id, act.code(), act.states()).await
}

pub(crate) fn in_state(state: CaseState, action: &'static str, states: &[CaseState]) -> Result<()> {
    if states.contains(&state) { Ok(()) } else { Err(Error::WrongState { state, action }) }
}

/// Sets the state of a case.
pub(crate) async fn set_state(tx: &Tx, id: CaseId, state: CaseState) -> Result<()> {
    case::Entity::update_many()
        .col_expr(case::Column::State, Expr::value(state.code()))
        .filter(case::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes down the earliest deadline that is still open: of a clock that runs or a follow-up without a report.
pub(crate) async fn refresh_due(tx: &Tx, id: CaseId) -> Result<()> {
    let clocks: Vec<Option<Now>> = clock::Entity::find()
        .select_only()
        .column(clock::Column::DueAt)
        .filter(clock::Column::CaseId.eq(id))
        .filter(clock::Column::MetAt.is_null())
        .filter(clock::Column::StoppedAt.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let promised: Vec<Now> = follow_up::Entity::find()
        .select_only()
        .column(follow_up::Column::DueAt)
        .filter(follow_up::Column::CaseId.eq(id))
        .filter(follow_up::Column::ReportedAt.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let first = clocks.into_iter().flatten().chain(promised).min();
    let due_ms = first.map_or(NO_DEADLINE, |due| due.timestamp_millis());
    case::Entity::update_many()
        .col_expr(case::Column::DueMs, Expr::value(due_ms))
        .filter(case::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
