//! The errors of proposals.

use folkmoot_proposals::Error;

use super::{Belonging, Fault};

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::NotProposer => Self::NotYours(Belonging::Proposal),
            Error::OwnProposal => Self::Conflict("own_proposal"),
            Error::WrongState { .. } => Self::Conflict("proposal_state"),
            Error::TooManyDrafts { .. } => Self::Conflict("too_many_drafts"),
            Error::Paused { until } => Self::Paused { code: "proposing_paused", until: Some(until) },
            Error::NoSupplement => Self::Conflict("no_review_supplement"),
            Error::HasBegun => Self::Conflict("polling_day_begun"),
            Error::Invalid(errors) => Self::Invalid(errors),
            Error::Calendar(_) => Self::Conflict("calendar_not_loaded"),
            error @ (Error::UnknownRulebook { .. }
            | Error::BadRulebook { .. }
            | Error::Unreadable { .. }
            | Error::Db(_)) => Self::internal(error),
        }
    }
}
