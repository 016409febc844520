//! What can go wrong with signing.

use folkmoot_foundation::{DbErr, Now};

/// Why a signature was not taken, withdrawn or found.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SignError {
    /// There is no such drive.
    #[error("there is no such drive")]
    NoSuchDrive,
    /// The window has not begun.
    #[error("the window opens at {opens_at}")]
    NotYetOpen {
        /// When it begins.
        opens_at: Now,
    },
    /// The window is over, or the drive was closed before its end.
    #[error("the drive is over since {since}")]
    Over {
        /// Since when.
        since: Now,
    },
    /// The drive pauses: nothing is lost, and it goes on later.
    #[error("the drive pauses until {until:?}")]
    Paused {
        /// The first instant at which it goes on, if that is known.
        until: Option<Now>,
    },
    /// As many people have signed as may for now.
    #[error("no more than {most} people may sign for now")]
    Full {
        /// How many may.
        most: i64,
    },
    /// The drive does not pause, so that it can't be let go on.
    #[error("the drive does not pause")]
    NotPaused,
    /// This person has not signed the drive, or has withdrawn already.
    #[error("this person has not signed")]
    NotSigned,
    /// Other signatures wait for a check by now than a reviewer saw: another one was faster, or more came in.
    #[error("other signatures wait for a check by now")]
    CheckChanged,
    /// The check is over: it was decided, undone, or is too old to be undone.
    #[error("the check is over")]
    CheckOver,
    /// Nothing is invalidated for such a reason.
    #[error("no reason to invalidate anything")]
    CheckReason,
    /// The mobile number stands for another signature of the drive.
    #[error("the number stands for another signature")]
    NumberUsed,
    /// More requests are waiting than the intake may hold. Nothing was counted; trying again later is right.
    #[error("too many signatures are waiting")]
    Busy,
    /// The process is ending and takes no more. Nothing was counted.
    #[error("the intake has stopped")]
    Stopped,
    /// The database failed. Whether the signature was counted is unknown only if the commit itself failed; signing
    /// again is right in any case and counts once.
    #[error(transparent)]
    Db(#[from] DbErr),
}
