//! The errors of hearings.

use folkmoot_hearings::HearingError as Error;

use super::{Belonging, Fault};

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::NoUpload => Self::Conflict("no_upload"),
            Error::NotHeldYet { .. } => Self::Conflict("hearing_not_held_yet"),
            Error::WrongStage(code) => Self::Conflict(code),
            Error::NotYours => Self::NotYours(Belonging::Statement),
            Error::UnderWay => Self::Conflict("import_under_way"),
            Error::JobGone => Self::Conflict("import_gone"),
            Error::NobodySpeaks => Self::Conflict("nobody_speaks"),
            Error::Invalid(errors) => Self::Invalid(errors),
            Error::Db(error) => error.into(),
        }
    }
}
