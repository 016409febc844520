//! What can go wrong.

use folkmoot_foundation::DbErr;

/// An error of a collaborator that this crate doesn't know.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbErr),
    /// The directory of people could not be asked.
    #[error("the directory of people did not answer")]
    Directory(#[source] BoxError),
    /// No such thing, or not this person's.
    #[error("not found")]
    NotFound,
    /// Following one more would be too many.
    #[error("too many things are followed")]
    TooManyFollows,
    /// A link that this platform did not seal.
    #[error("the link is not valid")]
    BadLink,
    /// An outside service is set up in a way that can't work.
    #[error("the setting {setting} is not usable: {reason}")]
    Setup {
        /// Which part of the settings.
        setting: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

/// Why one message was not taken over by the mail server or the SMS gateway.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct SendError {
    /// A stable short code without personal data, such as `smtp_451` or `timeout`.
    pub code: String,
    /// Whether trying again can't help.
    pub permanent: bool,
}

impl SendError {
    /// It may work later.
    pub fn temporary(code: impl Into<String>) -> Self {
        Self { code: code.into(), permanent: false }
    }

    /// It will never work.
    pub fn permanent(code: impl Into<String>) -> Self {
        Self { code: code.into(), permanent: true }
    }
}
