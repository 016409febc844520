//! Errors of accounts.

use folkmoot_accounts::Error;
use folkmoot_foundation::FieldErrors;

use super::Fault;

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::Invalid(errors) => Self::Invalid(errors),
            Error::WrongCredentials => Self::Invalid(FieldErrors::one("form", "wrong_credentials")),
            Error::LinkNotValid => Self::Conflict("link_not_valid"),
            Error::TooManyTries { retry_after } => {
                Self::TooMany { retry_after: u64::try_from(retry_after.num_seconds()).unwrap_or(0).max(1) }
            }
            Error::Busy => Self::Busy { retry_after: 2 },
            Error::AddressTaken => Self::Conflict("address_taken"),
            Error::AgencyMismatch => Self::Invalid(FieldErrors::one("agency", "agency_mismatch")),
            Error::SecondFactorNeeded => Self::Conflict("second_factor_needed"),
            Error::SecondFactorThere => Self::Conflict("second_factor_there"),
            Error::WrongCode => Self::Invalid(FieldErrors::one("code", "wrong_second")),
            Error::OtherIdentity => Self::Conflict("identity_other"),
            Error::LastAdministrator => Self::Conflict("last_administrator"),
            Error::Db(error) => error.into(),
            Error::Sealed(_) | Error::Hashing(_) | Error::Token(_) => Self::internal(error),
        }
    }
}
