//! Errors of the notifications crate.

use folkmoot_notifications::Error;

use super::Fault;

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound | Error::BadLink => Self::NotFound,
            Error::TooManyFollows => Self::Conflict("too_many_follows"),
            other => Self::internal(other),
        }
    }
}
