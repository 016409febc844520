//! What can go wrong with an account.

use chrono::TimeDelta;
use folkmoot_foundation::{DbErr, FieldErrors};

/// Why something about an account was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such person, or the account was deleted.
    #[error("no such account")]
    NotFound,
    /// What was typed is not acceptable, field by field.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// Address and password don't belong together, or the address has no account: never told apart.
    #[error("the address or the password is wrong")]
    WrongCredentials,
    /// The link was used, has expired, or was never given out: never told apart.
    #[error("the link is not valid any more")]
    LinkNotValid,
    /// Too many tries; the next is taken after `retry_after`.
    #[error("too many tries; again in {} seconds", .retry_after.num_seconds())]
    TooManyTries {
        /// How long to wait.
        retry_after: TimeDelta,
    },
    /// More passwords are waiting to be hashed than the process takes on.
    #[error("too many sign-ins at once")]
    Busy,
    /// The address already has an account. Only for operators, never for a visitor.
    #[error("the address already has an account")]
    AddressTaken,
    /// The role belongs to an agency and none was named, or the other way round.
    #[error("the role and the agency don't fit")]
    AgencyMismatch,
    /// Without this grant nobody could administer the platform any more.
    #[error("the last administrator can't be removed")]
    LastAdministrator,
    /// The account has a second factor, and its code was not given yet.
    #[error("a code of the second factor is needed")]
    SecondFactorNeeded,
    /// The account has a second factor already.
    #[error("the account has a second factor already")]
    SecondFactorThere,
    /// The code is wrong, too old, or was used before: never told apart.
    #[error("the code is not good")]
    WrongCode,
    /// The account is bound to another identity.
    #[error("the account is bound to another identity")]
    OtherIdentity,
    /// Encrypted data that this installation's secret doesn't open.
    #[error(transparent)]
    Sealed(#[from] folkmoot_foundation::crypto::Sealed),
    /// The hashing of a password failed.
    #[error("the password could not be hashed: {0}")]
    Hashing(String),
    /// The access token could not be made.
    #[error("the access token could not be made")]
    Token(#[source] jsonwebtoken::errors::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbErr),
}
