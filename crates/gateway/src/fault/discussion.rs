//! The errors of discussions.

use folkmoot_discussion::DiscussionError as Error;

use super::{Belonging, Fault};

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::NotYours => Self::NotYours(Belonging::Comment),
            Error::Closed => Self::Conflict("discussion_closed"),
            Error::WrongState { standing } => Self::Conflict(match standing {
                "hidden" => "voice_hidden",
                "deleted" => "voice_deleted",
                "gone" => "voice_gone",
                _ => "voice_visible",
            }),
            Error::Paused { .. } => Self::Conflict("posting_paused"),
            Error::FirstWaits => Self::Conflict("first_waits"),
            Error::ThreadClosed => Self::Conflict("thread_closed"),
            Error::AppealedAlready => Self::Conflict("appealed_already"),
            Error::TooLate => Self::Conflict("decision_final"),
            Error::SameModerator => Self::Conflict("appeal_another"),
            Error::Changed => Self::Conflict("voice_changed"),
            Error::Claimed => Self::Conflict("speaker_claimed"),
            Error::NotLast => Self::Conflict("step_not_last"),
            Error::OwnVoice => Self::Conflict("own_voice"),
            Error::Marked => Self::Conflict("question_marked"),
            Error::OwnReaction => Self::Conflict("own_reaction"),
            Error::NothingReported => Self::Conflict("nothing_reported"),
            Error::ReportedAlready => Self::Conflict("reported_already"),
            Error::SaidAlready { .. } => Self::Conflict("said_already"),
            Error::TooMany { wait_seconds } => {
                Self::TooMany { retry_after: u64::try_from(wait_seconds).unwrap_or(1) }
            }
            Error::Invalid(errors) => Self::Invalid(errors),
            Error::Db(error) => error.into(),
        }
    }
}
