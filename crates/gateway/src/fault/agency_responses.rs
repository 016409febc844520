//! The errors of cases and responses.

use folkmoot_agency_responses::{CaseState, Error};

use super::{Belonging, Fault};

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::NotYours => Self::NotYours(Belonging::Case),
            Error::WrongState { state, .. } => Self::Conflict(match state {
                CaseState::Unassigned => "case_unassigned",
                CaseState::Assigned => "case_assigned",
                CaseState::Drafting => "case_drafting",
                CaseState::AwaitingApproval => "case_awaiting_approval",
                CaseState::Answered => "case_answered",
                CaseState::Closed => "case_closed",
            }),
            Error::Invalid(errors) => Self::Invalid(errors),
            Error::Conflict(_) => Self::Conflict("draft_changed"),
            Error::TooLate { .. } => Self::Conflict("deadline_passed"),
            Error::MissedHere => Self::Conflict("missed_here"),
            Error::NoExtensionLeft { .. } => Self::Conflict("no_extension_left"),
            Error::StandsStill => Self::Conflict("stands_still"),
            Error::NoSupplement => Self::Conflict("no_supplement"),
            Error::NoSupplementLeft { .. } => Self::Conflict("no_supplement_left"),
            Error::DutiesOpen { .. } => Self::Conflict("duties_open"),
            Error::NoSuchClock => Self::Conflict("no_such_clock"),
            Error::ClockNotRunning => Self::Conflict("clock_not_running"),
            Error::DeadlineUnknown | Error::Calendar(_) => Self::Conflict("deadline_unknown"),
            Error::AlreadyOpen => Self::Conflict("case_already_open"),
            Error::NoTransfer => Self::Conflict("no_transfer"),
            Error::NoRefusalLeft { .. } => Self::Conflict("no_refusal_left"),
            Error::NoCombining => Self::Conflict("no_combining"),
            Error::Disputed => Self::Conflict("transfer_disputed"),
            Error::NotOffered => Self::Conflict("not_offered"),
            Error::NotYet { .. } => Self::Conflict("not_yet"),
            Error::WindowOver { .. } => Self::Conflict("window_over"),
            Error::OwnWords => Self::Conflict("own_words"),
            Error::ChangePending => Self::Conflict("change_pending"),
            Error::AlreadyDone => Self::Conflict("already_done"),
            Error::HasOpenCases { .. } => Self::Conflict("agency_has_cases"),
            Error::FollowUpsOpen { .. } => Self::Conflict("follow_ups_open"),
            error @ (Error::Stored(_) | Error::Db(_)) => Self::internal(error),
        }
    }
}
