//! The states of a case, who must act next, and who acts.

use folkmoot_foundation::{Actor, AgencyId, DbErr, PersonId};

use crate::clocks::ClockState;
use crate::error::Error;
use crate::read::CaseBrief;
use crate::rules::Ends;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseState {
    /// No agency leads it yet.
    Unassigned,
    /// An agency leads it; no response is drafted.
    Assigned,
    /// A response is being drafted.
    Drafting,
    /// The draft waits for an approver's signature.
    AwaitingApproval,
    /// The response is published; follow-ups may be open.
    Answered,
    /// Everything promised is done, or the agency said that nothing remains.
    Closed,
}

impl CaseState {
    /// All states, in the order of a case's life.
    pub const ALL: [Self; 6] = [
        Self::Unassigned,
        Self::Assigned,
        Self::Drafting,
        Self::AwaitingApproval,
        Self::Answered,
        Self::Closed,
    ];

    /// Those in which the response is still owed.
    pub const WAITING: [Self; 4] = [Self::Unassigned, Self::Assigned, Self::Drafting, Self::AwaitingApproval];

    /// The stable code, as in the database, the API and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unassigned => "unassigned",
            Self::Assigned => "assigned",
            Self::Drafting => "drafting",
            Self::AwaitingApproval => "awaiting_approval",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// Whether the response is still owed.
    pub fn is_waiting(self) -> bool {
        Self::WAITING.contains(&self)
    }

    pub(crate) fn stored(code: &str) -> Result<Self, Error> {
        code.parse().map_err(|NoSuchCode| {
            Error::Db(DbErr::Custom(format!("the state of a case can't be read: {code}")))
        })
    }
}

/// The text is none of the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such code")]
pub struct NoSuchCode;

impl std::str::FromStr for CaseState {
    type Err = NoSuchCode;
    fn from_str(code: &str) -> Result<Self, NoSuchCode> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(NoSuchCode)
    }
}

/// Who must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Turn {
    /// The administrator assigns an agency.
    Administrator,
    /// The lead agency's officers.
    Officer,
    /// The lead agency's approvers.
    Approver,
    /// Nobody: it is done.
    Nobody,
}

impl Turn {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Officer => "officer",
            Self::Approver => "approver",
            Self::Nobody => "nobody",
        }
    }
}

/// What is to be done next on a case: the one act a desk offers as a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NextAct {
    /// Assign a lead agency.
    Assign,
    /// Post the timetable.
    PostTimetable,
    /// Get in touch with the proposer and record it.
    RecordContact,
    /// Begin the response.
    Draft,
    /// Go on with the response and submit it.
    FinishDraft,
    /// Sign the response or send it back.
    Sign,
    /// Tell how far the case is.
    TellProgress,
    /// Hold the hearing, the debate or the vote that is owed, and record its outcome.
    RecordOutcome,
    /// Report on a follow-up.
    ReportFollowUp,
    /// Close the case or promise a follow-up.
    Close,
    /// Nothing.
    Nothing,
}

impl NextAct {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::PostTimetable => "post_timetable",
            Self::RecordContact => "record_contact",
            Self::Draft => "draft",
            Self::FinishDraft => "finish_draft",
            Self::Sign => "sign",
            Self::TellProgress => "tell_progress",
            Self::RecordOutcome => "record_outcome",
            Self::ReportFollowUp => "report_follow_up",
            Self::Close => "close",
            Self::Nothing => "nothing",
        }
    }

    /// What comes next for a case: among what is still owed, what is due first.
    pub fn of(case: &CaseBrief) -> Self {
        match case.state {
            CaseState::Unassigned => Self::Assign,
            CaseState::AwaitingApproval => Self::Sign,
            CaseState::Closed => Self::Nothing,
            CaseState::Answered if case.open_duties() > 0 => Self::RecordOutcome,
            CaseState::Answered if case.open_follow_ups > 0 => Self::ReportFollowUp,
            CaseState::Answered => Self::Close,
            CaseState::Assigned | CaseState::Drafting => {
                let draft = if case.state == CaseState::Drafting { Self::FinishDraft } else { Self::Draft };
                let first = case
                    .clocks
                    .iter()
                    .filter(|clock| clock.state.is_open())
                    .min_by_key(|clock| clock.due.map_or(i64::MAX, |due| due.timestamp_millis()));
                // Once the answer itself is overdue, nothing comes before it.
                let late = case.clocks.iter().any(|clock| {
                    clock.ends == Some(Ends::Response) && matches!(clock.state, ClockState::Missed { .. })
                });
                match first.and_then(|clock| clock.ends).filter(|_| !late) {
                    Some(Ends::Timetable) => Self::PostTimetable,
                    Some(Ends::Contact) => Self::RecordContact,
                    Some(Ends::Progress) => Self::TellProgress,
                    Some(Ends::Hearing | Ends::Debate | Ends::Vote) => Self::RecordOutcome,
                    Some(Ends::Response) | None => draft,
                }
            }
        }
    }
}

/// A person acting for agencies, as an officer or as an approver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// Whose account.
    pub person: PersonId,
    /// The agencies the person acts for in this role.
    pub agencies: Vec<AgencyId>,
}

impl Officer {
    pub(crate) fn officer(&self) -> Actor {
        Actor::Person { id: self.person, role: "agency_officer" }
    }

    pub(crate) fn approver(&self) -> Actor {
        Actor::Person { id: self.person, role: "agency_approver" }
    }
}
