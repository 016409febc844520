//! How cases look as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_agency_responses::followups::{FollowUp, FollowUpState};
use folkmoot_agency_responses::{Case, CaseBrief, Clock, ClockState, Ends};
use folkmoot_foundation::period::last_day_before;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::way_shapes::{AccountBody, PauseBody, SupplementBody};

/// A list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseList {
    /// The cases.
    pub items: Vec<CaseSummary>,
    /// Where the next page begins, for `?cursor=`; null at the end.
    pub next: Option<String>,
}

/// A clock: what is owed by when.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockBody {
    /// Which clock: the rulebook's code, such as `timetable`, `contact` or `response`; if the same is owed again, from the
    /// second time on with `.` and its number.
    pub code: String,
    /// What it starts with: `submitted`, `review_passed`, `case_opened`, `assigned`, `timetable` or `threshold`.
    pub starts: &'static str,
    /// What it is met by: `timetable`, `contact`, `response`, `progress`, `hearing`, `debate` or `vote`.
    pub ends: Option<&'static str>,
    /// Since when it stands still, if it does.
    pub stands_still_since: Option<DateTime<Utc>>,
    /// Until when at the latest; null if nobody knows.
    pub stands_still_until: Option<DateTime<Utc>>,
    /// Whether a miss is a breach; else it is to be explained in public.
    pub binding: bool,
    /// `waiting` for what starts it, `running`, `extended`, `stands_still`, `met`, `met_late`, `ended`, `missed`, `no_date` if
    /// none is fixed, or `unknown` while a year's office calendar is missing; at this moment.
    pub state: &'static str,
    /// When it began; null while it waits for its start.
    pub started_at: Option<DateTime<Utc>>,
    /// The first instant that is too late; null if no date is fixed, while a year's office calendar is missing, and while it
    /// stands still and nobody knows until when.
    pub due_at: Option<DateTime<Utc>>,
    /// The last day in Taipei.
    pub last_day: Option<NaiveDate>,
    /// Days to the last day, while it runs.
    pub days_left: Option<i64>,
    /// Days since the deadline, if missed or met late.
    pub days_overdue: Option<i64>,
    /// When it was met.
    pub met_at: Option<DateTime<Utc>>,
    /// The deadline before the first extension.
    pub extended_from: Option<DateTime<Utc>>,
    /// What the agency said about a miss.
    pub explanation: Option<String>,
}

impl From<&Clock> for ClockBody {
    fn from(clock: &Clock) -> Self {
        let (days_left, days_overdue, met_at) = match clock.state {
            ClockState::Running { days_left } | ClockState::Extended { days_left, .. } => {
                (Some(days_left), None, None)
            }
            ClockState::Missed { days } => (None, Some(days), None),
            ClockState::Met { at, days_late } => (None, days_late.filter(|days| *days > 0), Some(at)),
            _ => (None, None, None),
        };
        let (stands_still_since, stands_still_until) = match clock.state {
            ClockState::StandsStill { since, until, .. } => (Some(since), until),
            _ => (None, None),
        };
        Self {
            code: clock.code.clone(),
            starts: clock.starts.code(),
            ends: clock.ends.map(Ends::code),
            stands_still_since,
            stands_still_until,
            binding: clock.binding,
            state: clock.state.code(),
            started_at: clock.started,
            due_at: clock.due,
            last_day: clock.due.map(last_day_before),
            days_left,
            days_overdue,
            met_at,
            extended_from: clock.extended_from,
            explanation: clock.explanation.clone(),
        }
    }
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseSummary {
    /// Its id.
    pub id: Uuid,
    /// The proposal it answers.
    pub proposal: Uuid,
    /// `unassigned`, `assigned`, `drafting`, `awaiting_approval`, `answered` or `closed`.
    pub state: &'static str,
    /// When it opened.
    pub opened_at: DateTime<Utc>,
    /// When the response was published.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// What came of it: `follow_ups_done`, `withdrawn`, or the agency's words.
    pub outcome: Option<String>,
    /// The agencies that owe the response.
    pub leads: Vec<Uuid>,
    /// The agencies that help.
    pub supporting: Vec<Uuid>,
    /// The clocks.
    pub clocks: Vec<ClockBody>,
    /// Days since the deadline of the response, while it is owed.
    pub days_overdue: Option<i64>,
    /// Who must act next: `administrator`, `officer`, `approver` or `nobody`.
    pub turn: &'static str,
    /// What is to be done next.
    pub next_act: &'static str,
    /// Follow-ups without a report.
    pub open_follow_ups: usize,
    /// Those of them that are overdue.
    pub overdue_follow_ups: usize,
}

impl From<&CaseBrief> for CaseSummary {
    fn from(case: &CaseBrief) -> Self {
        Self {
            id: case.id.0,
            proposal: case.proposal.0,
            state: case.state.code(),
            opened_at: case.opened,
            answered_at: case.answered,
            closed_at: case.closed,
            outcome: case.outcome.clone(),
            leads: case.leads.iter().map(|id| id.0).collect(),
            supporting: case.supporting.iter().map(|id| id.0).collect(),
            clocks: case.clocks.iter().map(ClockBody::from).collect(),
            days_overdue: case.days_overdue(),
            turn: case.turn().code(),
            next_act: case.next_act().code(),
            open_follow_ups: case.open_follow_ups,
            overdue_follow_ups: case.overdue_follow_ups,
        }
    }
}

/// A whole case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseBody {
    /// What lists show.
    #[serde(flatten)]
    pub summary: CaseSummary,
    /// What the proposer demands, in order.
    pub demands: Vec<DemandBody>,
    /// The decisions that the rulebook allows on a demand.
    pub decisions: Vec<String>,
    /// The parts of a response, beside its decisions and its summary.
    pub parts: Vec<String>,
    /// Which of the decisions must name one of the legal grounds.
    pub decisions_with_ground: Vec<String>,
    /// The rulebook's legal grounds, by code.
    pub legal_grounds: Vec<String>,
    /// The rulebook's criteria that each demand is judged by, by code.
    pub criteria: Vec<String>,
    /// The agencies that the proposer named.
    pub suggested: Vec<Uuid>,
    /// The timetables posted, oldest first; the last one counts.
    pub timetables: Vec<TimetableBody>,
    /// The contacts with the proposer.
    pub contacts: Vec<ContactBody>,
    /// The extensions.
    pub extensions: Vec<ExtensionBody>,
    /// How many extensions are left.
    pub extensions_left: u32,
    /// The transfers.
    pub transfers: Vec<TransferBody>,
    /// The follow-ups, by their dates.
    pub follow_ups: Vec<FollowUpBody>,
    /// When clocks stood still, stand still or will.
    pub pauses: Vec<PauseBody>,
    /// What the proposer was asked for.
    pub supplements: Vec<SupplementBody>,
    /// What was told of progress, hearings, debates and votes.
    pub accounts: Vec<AccountBody>,
}

impl From<&Case> for CaseBody {
    fn from(case: &Case) -> Self {
        let used = u32::try_from(case.extensions.len()).unwrap_or(u32::MAX);
        let timetable = |posted: &folkmoot_agency_responses::PostedTimetable| TimetableBody {
            body: posted.body.clone(),
            steps: posted
                .steps
                .iter()
                .map(|step| StepBody { on: step.on, what: step.what.clone() })
                .collect(),
            at: posted.at,
        };
        Self {
            summary: (&case.brief).into(),
            demands: case
                .demands
                .iter()
                .map(|demand| DemandBody { id: demand.id.0, body: demand.body.clone() })
                .collect(),
            decisions: case.decisions.iter().map(|rule| rule.code.clone()).collect(),
            parts: case.parts.clone(),
            decisions_with_ground: case
                .decisions
                .iter()
                .filter(|rule| rule.needs_ground)
                .map(|rule| rule.code.clone())
                .collect(),
            legal_grounds: case.answer_rules.grounds.clone(),
            criteria: case.answer_rules.criteria.clone(),
            suggested: case.suggested.iter().map(|id| id.0).collect(),
            timetables: case.timetables.iter().map(timetable).collect(),
            contacts: case
                .contacts
                .iter()
                .map(|one| ContactBody {
                    on: one.on,
                    manner: one.manner.code(),
                    summary: one.summary.clone(),
                    at: one.at,
                })
                .collect(),
            extensions: case
                .extensions
                .iter()
                .map(|one| ExtensionBody {
                    from: one.from,
                    to: one.to,
                    reasons: one.reasons.clone(),
                    progress: one.progress.clone(),
                    at: one.at,
                })
                .collect(),
            extensions_left: case.extension_rule.times.saturating_sub(used),
            transfers: case
                .transfers
                .iter()
                .map(|one| TransferBody {
                    id: one.id.0,
                    from: one.from.0,
                    to: one.to.0,
                    reasons: one.reasons.clone(),
                    at: one.at,
                })
                .collect(),
            follow_ups: case.follow_ups.iter().map(FollowUpBody::from).collect(),
            pauses: case.pauses.iter().map(PauseBody::from).collect(),
            supplements: case.supplements.iter().map(SupplementBody::from).collect(),
            accounts: case.accounts.iter().map(AccountBody::from).collect(),
        }
    }
}

/// A demand.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemandBody {
    /// Its id, which answers name.
    pub id: Uuid,
    /// The proposer's words.
    pub body: String,
}

/// A timetable as posted.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimetableBody {
    /// How the agency works on the case.
    pub body: String,
    /// Its steps.
    pub steps: Vec<StepBody>,
    /// When it was posted.
    pub at: DateTime<Utc>,
}

/// A planned step.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepBody {
    /// The day, in Taipei.
    pub on: NaiveDate,
    /// What happens then.
    pub what: String,
}

/// A contact with the proposer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactBody {
    /// The day, in Taipei.
    pub on: NaiveDate,
    /// `telephone`, `email`, `meeting`, `video`, `letter` or `other`.
    pub manner: &'static str,
    /// What was talked about.
    pub summary: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

/// An extension of the response.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtensionBody {
    /// The deadline before.
    pub from: DateTime<Utc>,
    /// The deadline after.
    pub to: DateTime<Utc>,
    /// Why.
    pub reasons: String,
    /// What was done so far.
    pub progress: String,
    /// When it was announced.
    pub at: DateTime<Utc>,
}

/// A case handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferBody {
    /// Its id.
    pub id: Uuid,
    /// Who had it.
    pub from: Uuid,
    /// Who has it now.
    pub to: Uuid,
    /// Why.
    pub reasons: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A follow-up.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpBody {
    /// Its id.
    pub id: Uuid,
    /// The demand whose decision asks for a report.
    pub demand: Option<Uuid>,
    /// What was promised.
    pub action: String,
    /// Which unit does it.
    pub unit: String,
    /// The last day, in Taipei.
    pub due_on: NaiveDate,
    /// `due`, `overdue` or `done`, at this moment.
    pub state: &'static str,
    /// Days to the last day, or since it passed, or late.
    pub days: i64,
    /// What was done.
    pub report: Option<String>,
    /// Whether the report says that the matter goes on.
    pub interim: bool,
    /// The follow-up whose interim report this one goes on from.
    pub continues: Option<Uuid>,
}

impl From<&FollowUp> for FollowUpBody {
    fn from(one: &FollowUp) -> Self {
        Self {
            id: one.id.0,
            demand: one.demand.map(|id| id.0),
            action: one.action.clone(),
            unit: one.unit.clone(),
            due_on: one.due_on,
            state: one.state.code(),
            days: match one.state {
                FollowUpState::Due { days_left } => days_left,
                FollowUpState::Overdue { days } => days,
                FollowUpState::Done { days_late, .. } => days_late,
            },
            report: one.report.clone(),
            interim: one.interim,
            continues: one.continues.map(|id| id.0),
        }
    }
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
}
