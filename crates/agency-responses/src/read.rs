//! Reading cases: one whole, or many briefly in a constant number of queries.

use std::collections::HashMap;

use chrono::NaiveDate;
use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::period::Period;
use folkmoot_foundation::{AgencyId, CaseId, Now, PersonId, ProposalId, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};

use crate::Result;
use crate::accounts::{self, Account};
use crate::acts::{ContactManner, Step};
use crate::allowed::duties;
use crate::cases::{LEAD, SUPPORTING, of_agencies};
use crate::clocks::{self, Clock, ClockState};
use crate::entity::{case, clock, contact, demand, extension, follow_up, part, pause, timetable, transfer};
use crate::error::Error;
use crate::followups::{self, FollowUp};
use crate::ids::{DemandId, TransferId};
use crate::open::{AnswerRules, DecisionRule, ExtensionRule, NO_DEADLINE, TogetherRule};
use crate::pauses::{self, Pause};
use crate::rules::{Ends, Rules};
use crate::state::{CaseState, NextAct, Turn};
use crate::supplements::{self, Supplement, SupplementRule};
use crate::transfers::DisputeDecision;

/// A case as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseBrief {
    /// Its id.
    pub id: CaseId,
    /// The proposal it answers.
    pub proposal: ProposalId,
    /// Where it stands.
    pub state: CaseState,
    /// When it opened.
    pub opened: Now,
    /// When the response was published.
    pub answered: Option<Now>,
    /// When it was closed.
    pub closed: Option<Now>,
    /// What came of it: `follow_ups_done`, `withdrawn`, or the agency's words.
    pub outcome: Option<String>,
    /// Its clocks, in the rulebook's order.
    pub clocks: Vec<Clock>,
    /// The agencies that owe the response.
    pub leads: Vec<AgencyId>,
    /// The agencies that help.
    pub supporting: Vec<AgencyId>,
    /// How many follow-ups have no report.
    pub open_follow_ups: usize,
    /// How many of them are overdue.
    pub overdue_follow_ups: usize,
    /// The earliest open deadline, of a clock or a follow-up.
    pub next_due: Option<Now>,
}

impl CaseBrief {
    /// Who must act next.
    pub fn turn(&self) -> Turn {
        match self.state {
            CaseState::Unassigned => Turn::Administrator,
            CaseState::Assigned | CaseState::Drafting => Turn::Officer,
            CaseState::AwaitingApproval => Turn::Approver,
            CaseState::Answered => Turn::Officer,
            CaseState::Closed => Turn::Nobody,
        }
    }

    /// What is to be done next.
    pub fn next_act(&self) -> NextAct {
        NextAct::of(self)
    }

    /// The clock of the response.
    pub fn answer_clock(&self) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.ends == Some(Ends::Response))
    }

    /// How many hearings, debates and votes are owed.
    pub fn open_duties(&self) -> usize {
        duties(&self.clocks)
    }

    /// The clock of a code.
    pub fn clock(&self, code: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.code == code)
    }

    /// By when the next follow-up is due that has no report, once the response is published.
    pub fn follow_up_due(&self) -> Option<Now> {
        self.next_due.filter(|_| self.state == CaseState::Answered && self.open_follow_ups > 0)
    }

    /// By how many days the response is overdue, while it is owed.
    pub fn days_overdue(&self) -> Option<i64> {
        match self.answer_clock()?.state {
            ClockState::Missed { days } if self.state.is_waiting() => Some(days),
            _ => None,
        }
    }
}

/// A whole case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What lists show.
    pub brief: CaseBrief,
    /// What the proposer demands.
    pub demands: Vec<Demand>,
    /// The decisions the rulebook allows.
    pub decisions: Vec<DecisionRule>,
    /// The codes of the parts of a response, in their order.
    pub parts: Vec<String>,
    /// The criteria its demands are judged by, and the grounds in law that a decision can name.
    pub answer_rules: AnswerRules,
    /// The agencies the proposer named.
    pub suggested: Vec<AgencyId>,
    /// How the response may be extended.
    pub extension_rule: ExtensionRule,
    /// Whether it may be handed on, and handled with others.
    pub together: TogetherRule,
    /// The extensions so far, oldest first.
    pub extensions: Vec<Extension>,
    /// The timetables posted, oldest first; the last one counts.
    pub timetables: Vec<PostedTimetable>,
    /// The contacts with the proposer, oldest first.
    pub contacts: Vec<RecordedContact>,
    /// The transfers, oldest first.
    pub transfers: Vec<Transfer>,
    /// The follow-ups, by their dates.
    pub follow_ups: Vec<FollowUp>,
    /// How long after a report on what goes on the next is due at the latest.
    pub follow_up_cycle: Option<Period>,
    /// Whether and how the proposer may be asked for something.
    pub supplement_rule: Option<SupplementRule>,
    /// What the proposer was asked for, oldest first.
    pub supplements: Vec<Supplement>,
    /// When clocks stood still, stand still or will, by their beginnings.
    pub pauses: Vec<Pause>,
    /// What was told of progress, hearings, debates and votes, oldest first.
    pub accounts: Vec<Account>,
}

/// One demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Its id.
    pub id: DemandId,
    /// Its place, from 1.
    pub position: i64,
    /// The proposer's words.
    pub body: String,
}

/// An extension of the response clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The deadline before.
    pub from: Now,
    /// The deadline after.
    pub to: Now,
    /// Why.
    pub reasons: String,
    /// What was done so far.
    pub progress: String,
    /// When it was asked for.
    pub at: Now,
}

/// A timetable as posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedTimetable {
    /// How the agency works on the case.
    pub body: String,
    /// Its steps, by their days.
    pub steps: Vec<Step>,
    /// When it was posted.
    pub at: Now,
}

/// A contact with the proposer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedContact {
    /// The day.
    pub on: NaiveDate,
    /// How.
    pub manner: ContactManner,
    /// What was talked about.
    pub summary: String,
    /// When it was recorded.
    pub at: Now,
}

/// A case handed from one agency to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// Which case.
    pub case: CaseId,
    /// Who had it.
    pub from: AgencyId,
    /// Who has it now.
    pub to: AgencyId,
    /// Why.
    pub reasons: String,
    /// Which officer handed it over.
    pub by: PersonId,
    /// When.
    pub at: Now,
    /// When the administrator took note, or decided.
    pub seen: Option<Now>,
    /// When and why the receiving agency refused.
    pub refused: Option<(Now, String)>,
    /// What the administrator decided after that, and why.
    pub decided: Option<(DisputeDecision, String)>,
}

impl From<transfer::Model> for Transfer {
    fn from(row: transfer::Model) -> Self {
        Self {
            id: row.id,
            case: row.case_id,
            from: row.from_agency,
            to: row.to_agency,
            reasons: row.reasons,
            by: row.by,
            at: row.at,
            seen: row.seen_at,
            refused: row.refused_at.zip(row.refusal),
            decided: row.decision.and_then(|code| code.parse().ok()).zip(row.decision_reasons),
        }
    }
}

/// What lists show of the given cases, in their order: four queries however many there are.
pub(crate) async fn briefs(conn: &impl Reader, cases: Vec<case::Model>, now: Now) -> Result<Vec<CaseBrief>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CaseId> = cases.iter().map(|row| row.id).collect();
    let mut pauses: HashMap<CaseId, Vec<pause::Model>> = HashMap::new();
    let rows =
        pause::Entity::find().filter(pause::Column::CaseId.is_in(ids.iter().copied())).all(conn).await?;
    for row in rows {
        pauses.entry(row.case_id).or_default().push(row);
    }
    let mut clocks: HashMap<CaseId, Vec<clock::Model>> = HashMap::new();
    let rows = clock::Entity::find()
        .filter(clock::Column::CaseId.is_in(ids.iter().copied()))
        .order_by_asc(clock::Column::Position)
        .order_by_asc(clock::Column::StartedAt)
        .all(conn)
        .await?;
    for row in rows {
        clocks.entry(row.case_id).or_default().push(row);
    }
    let mut parts: HashMap<(CaseId, String), Vec<AgencyId>> = HashMap::new();
    let rows = part::Entity::find()
        .filter(part::Column::CaseId.is_in(ids.iter().copied()))
        .order_by_asc(part::Column::Since)
        .order_by_asc(part::Column::AgencyId)
        .all(conn)
        .await?;
    for row in rows {
        parts.entry((row.case_id, row.part)).or_default().push(row.agency_id);
    }
    let mut promised: HashMap<CaseId, (usize, usize)> = HashMap::new();
    let rows: Vec<(CaseId, Now)> = follow_up::Entity::find()
        .select_only()
        .column(follow_up::Column::CaseId)
        .column(follow_up::Column::DueAt)
        .filter(follow_up::Column::CaseId.is_in(ids))
        .filter(follow_up::Column::ReportedAt.is_null())
        .into_tuple()
        .all(conn)
        .await?;
    for (case, due) in rows {
        let counts = promised.entry(case).or_default();
        counts.0 += 1;
        counts.1 += usize::from(due <= now);
    }
    cases
        .into_iter()
        .map(|row| {
            let rules = Rules::stored(&row.clocks)?;
            let still = pauses.remove(&row.id).unwrap_or_default();
            let own = clocks.remove(&row.id).unwrap_or_default();
            let own = clocks::views(own, &rules, &still, now, row.closed_at.is_some());
            let (open_follow_ups, overdue_follow_ups) = promised.get(&row.id).copied().unwrap_or_default();
            Ok(CaseBrief {
                id: row.id,
                proposal: row.proposal,
                state: CaseState::stored(&row.state)?,
                opened: row.opened_at,
                answered: row.answered_at,
                closed: row.closed_at,
                outcome: row.outcome,
                clocks: own,
                leads: parts.remove(&(row.id, LEAD.to_owned())).unwrap_or_default(),
                supporting: parts.remove(&(row.id, SUPPORTING.to_owned())).unwrap_or_default(),
                open_follow_ups,
                overdue_follow_ups,
                next_due: Some(row.due_ms)
                    .filter(|ms| *ms < NO_DEADLINE)
                    .and_then(chrono::DateTime::from_timestamp_millis),
            })
        })
        .collect()
}

/// A whole case.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(conn: &impl Reader, id: CaseId, now: Now) -> Result<Case> {
    let row = case::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?;
    whole(conn, row, now).await
}

/// The case of a proposal, if it has one.
///
/// # Errors
/// A database error.
pub async fn of_proposal(conn: &impl Reader, proposal: ProposalId, now: Now) -> Result<Option<Case>> {
    match case::Entity::find().filter(case::Column::Proposal.eq(proposal)).one(conn).await? {
        Some(row) => Ok(Some(whole(conn, row, now).await?)),
        None => Ok(None),
    }
}

async fn whole(conn: &impl Reader, row: case::Model, now: Now) -> Result<Case> {
    let id = row.id;
    let decisions = serde_json::from_str(&row.decisions)?;
    let parts = serde_json::from_str(&row.parts)?;
    let suggested = serde_json::from_str(&row.suggested)?;
    let answer_rules = AnswerRules::stored(&row)?;
    let extension_rule = serde_json::from_str(&row.extension)?;
    let together = TogetherRule::stored(&row)?;
    let supplement_rule = row.supplement.as_deref().map(serde_json::from_str).transpose()?;
    let follow_up_cycle = row.follow_up_cycle.as_deref().map(serde_json::from_str).transpose()?;
    let brief = briefs(conn, vec![row], now).await?.pop().ok_or(Error::NotFound)?;
    let demands = demand::Entity::find()
        .filter(demand::Column::CaseId.eq(id))
        .order_by_asc(demand::Column::Position)
        .all(conn)
        .await?;
    let extensions = extension::Entity::find()
        .filter(extension::Column::CaseId.eq(id))
        .order_by_asc(extension::Column::At)
        .all(conn)
        .await?;
    let timetables = timetable::Entity::find()
        .filter(timetable::Column::CaseId.eq(id))
        .order_by_asc(timetable::Column::At)
        .order_by_asc(timetable::Column::Id)
        .all(conn)
        .await?;
    let contacts = contact::Entity::find()
        .filter(contact::Column::CaseId.eq(id))
        .order_by_asc(contact::Column::HeldOn)
        .order_by_asc(contact::Column::Id)
        .all(conn)
        .await?;
    let transfers = transfer::Entity::find()
        .filter(transfer::Column::CaseId.eq(id))
        .order_by_asc(transfer::Column::At)
        .order_by_asc(transfer::Column::Id)
        .all(conn)
        .await?;
    let follow_ups = followups::of_case(conn, id, now).await?;
    let supplements = supplements::of_case(conn, id).await?;
    let pauses = pauses::of_case(conn, id).await?.into_iter().map(Pause::from).collect();
    let accounts = accounts::of_case(conn, id).await?;
    let timetables = timetables
        .into_iter()
        .map(|row| {
            let steps = serde_json::from_str(&row.steps)?;
            Ok(PostedTimetable { body: row.body, steps, at: row.at })
        })
        .collect::<Result<Vec<_>>>()?;
    let contacts = contacts.into_iter().map(|row| RecordedContact {
        on: row.held_on,
        manner: row.manner.parse().unwrap_or(ContactManner::Other),
        summary: row.summary,
        at: row.at,
    });
    let extensions = extensions.into_iter().map(|row| Extension {
        from: row.from_due,
        to: row.to_due,
        reasons: row.reasons,
        progress: row.progress,
        at: row.at,
    });
    let demands =
        demands.into_iter().map(|row| Demand { id: row.id, position: row.position, body: row.body });
    Ok(Case {
        brief,
        demands: demands.collect(),
        decisions,
        parts,
        answer_rules,
        suggested,
        extension_rule,
        together,
        extensions: extensions.collect(),
        timetables,
        contacts: contacts.collect(),
        transfers: transfers.into_iter().map(Transfer::from).collect(),
        follow_ups,
        follow_up_cycle,
        supplement_rule,
        supplements,
        pauses,
        accounts,
    })
}

/// The cases of many proposals, briefly; proposals without one are absent.
///
/// # Errors
/// A database error.
pub async fn of_proposals(
    conn: &impl Reader,
    proposals: &[ProposalId],
    now: Now,
) -> Result<HashMap<ProposalId, CaseBrief>> {
    let rows = case::Entity::find()
        .filter(case::Column::Proposal.is_in(proposals.iter().copied()))
        .all(conn)
        .await?;
    Ok(briefs(conn, rows, now).await?.into_iter().map(|brief| (brief.proposal, brief)).collect())
}

/// Cases by their ids, briefly; those that don't exist are absent.
///
/// # Errors
/// A database error.
pub async fn by_ids(conn: &impl Reader, ids: &[CaseId], now: Now) -> Result<HashMap<CaseId, CaseBrief>> {
    let rows = case::Entity::find().filter(case::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    Ok(briefs(conn, rows, now).await?.into_iter().map(|brief| (brief.id, brief)).collect())
}

/// The cases whose response is owed, oldest first.
///
/// # Errors
/// A database error.
pub async fn waiting(conn: &impl Reader, now: Now, limit: u64) -> Result<Vec<CaseBrief>> {
    let rows = case::Entity::find()
        .filter(case::Column::State.is_in(CaseState::WAITING.map(CaseState::code)))
        .order_by_asc(case::Column::OpenedAt)
        .order_by_asc(case::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    briefs(conn, rows, now).await
}

/// The cases answered at or after `since`, newest answer first.
///
/// # Errors
/// A database error.
pub async fn published_since(conn: &impl Reader, since: Now, limit: u64, now: Now) -> Result<Vec<CaseBrief>> {
    let rows = case::Entity::find()
        .filter(case::Column::AnsweredAt.gte(since))
        .order_by_desc(case::Column::AnsweredAt)
        .order_by_desc(case::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    briefs(conn, rows, now).await
}

/// Cases of an agency (in any part) or of all, in some states or in all, newest first.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    agency: Option<AgencyId>,
    states: &[CaseState],
    after: Option<Cursor>,
    limit: usize,
    now: Now,
) -> Result<Page<CaseBrief>> {
    let mut query = case::Entity::find();
    if let Some(agency) = agency {
        query = query.filter(of_agencies(&[agency], None));
    }
    if !states.is_empty() {
        query = query.filter(case::Column::State.is_in(states.iter().map(|state| state.code())));
    }
    if let Some(after) = after {
        let (opened, id) = (case::Column::OpenedAt, case::Column::Id);
        query = query.filter(cursor::below(opened, after.instant(), id, CaseId(after.id)));
    }
    let rows = query
        .order_by_desc(case::Column::OpenedAt)
        .order_by_desc(case::Column::Id)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1))
        .all(conn)
        .await?;
    let page = Page::cut(rows, limit, |row| Cursor::at(row.opened_at, row.id));
    Ok(Page { items: briefs(conn, page.items, now).await?, next: page.next })
}
