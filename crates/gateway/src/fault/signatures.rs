//! The errors of signing.

use folkmoot_foundation::FieldErrors;
use folkmoot_signatures::SignError;

use super::Fault;

/// Seconds after which the waiting signatures of an overload have been taken.
const BUSY: u64 = 3;

/// Seconds after which a process that ends has been replaced.
const RESTART: u64 = 10;

impl From<SignError> for Fault {
    fn from(error: SignError) -> Self {
        match error {
            SignError::NoSuchDrive => Self::NotFound,
            SignError::NotYetOpen { .. } => Self::Conflict("drive_not_yet_open"),
            SignError::Over { .. } => Self::Conflict("drive_over"),
            SignError::Paused { until } => Self::Paused { code: "drive_paused", until },
            SignError::Full { .. } => Self::Conflict("drive_full"),
            SignError::NotPaused => Self::Conflict("drive_not_paused"),
            SignError::NotSigned => Self::Conflict("not_signed"),
            SignError::CheckChanged => Self::Conflict("check_changed"),
            SignError::CheckOver => Self::Conflict("check_over"),
            SignError::CheckReason => Self::Invalid(FieldErrors::one("reason", "required")),
            SignError::NumberUsed => Self::Conflict("check_number_used"),
            SignError::Busy => Self::Busy { retry_after: BUSY },
            SignError::Stopped => Self::Busy { retry_after: RESTART },
            SignError::Db(error) => Self::from(error),
        }
    }
}
