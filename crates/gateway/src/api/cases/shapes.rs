//! How cases and responses look as JSON.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_agency_responses::followups::{FollowUp, FollowUpState};
use folkmoot_agency_responses::responses::{Addendum, Draft, Response, Signer};
use folkmoot_agency_responses::{Case, CaseBrief, Clock, ClockState, Content, DemandAnswer, PlannedFollowUp};
use folkmoot_foundation::period::last_day_before;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

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
    /// The rulebook's code: `timetable`, `contact`, `response` or another.
    pub code: String,
    /// Whether a miss is a breach; else it is to be explained in public.
    pub binding: bool,
    /// `running`, `extended`, `met`, `met_late`, `ended`, `missed` or `unknown`, at this moment.
    pub state: &'static str,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// The first instant that is too late; null while a year's office calendar is missing.
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
            ClockState::Ended { .. } | ClockState::Unknown => (None, None, None),
        };
        Self {
            code: clock.code.clone(),
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
        }
    }
}

/// The text of a response.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ContentBody {
    /// One answer for each demand.
    #[serde(default)]
    pub demands: Vec<AnswerBody>,
    /// A plain summary, at most 600 characters; needed before it is submitted.
    #[serde(default)]
    pub summary: String,
    /// The other parts by the codes that the case names, at most 20,000 characters each.
    #[serde(default)]
    pub parts: BTreeMap<String, String>,
    /// What is promised; each becomes a follow-up.
    #[serde(default)]
    pub follow_ups: Vec<PromiseBody>,
}

/// The answer to one demand.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AnswerBody {
    /// The demand's id.
    pub demand: Uuid,
    /// The decision's code; empty while undecided.
    #[serde(default)]
    pub decision: String,
    /// Why.
    #[serde(default)]
    pub reasons: String,
}

/// Something promised.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PromiseBody {
    /// What will be done.
    pub action: String,
    /// Which unit does it.
    pub unit: String,
    /// By which day, in Taipei.
    pub due_on: NaiveDate,
}

impl From<PromiseBody> for PlannedFollowUp {
    fn from(body: PromiseBody) -> Self {
        Self { action: body.action, unit: body.unit, due_on: body.due_on }
    }
}

impl From<ContentBody> for Content {
    fn from(body: ContentBody) -> Self {
        Self {
            demands: body
                .demands
                .into_iter()
                .map(|one| DemandAnswer {
                    demand: folkmoot_agency_responses::DemandId(one.demand),
                    decision: one.decision,
                    reasons: one.reasons,
                })
                .collect(),
            summary: body.summary,
            parts: body.parts,
            follow_ups: body.follow_ups.into_iter().map(PlannedFollowUp::from).collect(),
        }
    }
}

impl From<&Content> for ContentBody {
    fn from(content: &Content) -> Self {
        Self {
            demands: content
                .demands
                .iter()
                .map(|one| AnswerBody {
                    demand: one.demand.0,
                    decision: one.decision.clone(),
                    reasons: one.reasons.clone(),
                })
                .collect(),
            summary: content.summary.clone(),
            parts: content.parts.clone(),
            follow_ups: content
                .follow_ups
                .iter()
                .map(|one| PromiseBody {
                    action: one.action.clone(),
                    unit: one.unit.clone(),
                    due_on: one.due_on,
                })
                .collect(),
        }
    }
}

/// A draft, for the agency's own people.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftBody {
    /// The number of its newest version; 0 before anything was saved.
    pub version: i64,
    /// What it says.
    pub content: ContentBody,
    /// When it was saved.
    pub saved_at: Option<DateTime<Utc>>,
    /// When it was submitted, while it waits for a signature.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The approver's note when it was last sent back.
    pub sent_back: Option<String>,
}

impl From<&Draft> for DraftBody {
    fn from(draft: &Draft) -> Self {
        Self {
            version: draft.newest.version,
            content: (&draft.newest.content).into(),
            saved_at: draft.newest.at,
            submitted_at: draft.submitted.map(|(_, at)| at),
            sent_back: draft.sent_back.as_ref().map(|(note, _)| note.clone()),
        }
    }
}

/// A name and a title under a text.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SignerBody {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
}

impl From<SignerBody> for Signer {
    fn from(body: SignerBody) -> Self {
        Self { name: body.name, title: body.title }
    }
}

/// A published response. It never changes; addenda stand beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResponseBody {
    /// The case.
    pub case: Uuid,
    /// The proposal.
    pub proposal: Uuid,
    /// What it says.
    pub content: ContentBody,
    /// Who signed it.
    pub signer: SignerBody,
    /// When.
    pub published_at: DateTime<Utc>,
    /// SHA-256 in hexadecimal of the JSON array `[case, proposal, content, signer, published_at in milliseconds]`; it
    /// stands in the event log.
    pub hash: String,
    /// The signed addenda.
    pub addenda: Vec<AddendumBody>,
}

impl From<&Response> for ResponseBody {
    fn from(response: &Response) -> Self {
        let signer = |signer: &Signer| SignerBody { name: signer.name.clone(), title: signer.title.clone() };
        Self {
            case: response.case.0,
            proposal: response.proposal.0,
            content: (&response.content).into(),
            signer: signer(&response.signer),
            published_at: response.published,
            hash: response.hash.clone(),
            addenda: response.addenda.iter().map(AddendumBody::from).collect(),
        }
    }
}

/// An addendum.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddendumBody {
    /// Its id.
    pub id: Uuid,
    /// Its number among the published ones.
    pub number: Option<i64>,
    /// What it says.
    pub body: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// Who signed it; null while it waits or after it was declined.
    pub signer: Option<SignerBody>,
    /// When it was signed.
    pub signed_at: Option<DateTime<Utc>>,
}

impl From<&Addendum> for AddendumBody {
    fn from(one: &Addendum) -> Self {
        let signed = one.signed.as_ref();
        Self {
            id: one.id.0,
            number: one.number,
            body: one.body.clone(),
            written_at: one.written,
            signer: signed
                .map(|(signer, _)| SignerBody { name: signer.name.clone(), title: signer.title.clone() }),
            signed_at: signed.map(|(_, at)| *at),
        }
    }
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
}
