//! What can go wrong.

use folkmoot_foundation::{DbErr, FieldErrors};

/// Why something with a hearing or its record can't be done.
#[derive(Debug, thiserror::Error)]
pub enum HearingError {
    /// There is no such hearing.
    #[error("there is no such hearing")]
    NotFound,
    /// There is no such uploaded file: it was imported already, replaced by another, has expired or is somebody else's.
    #[error("there is no such uploaded file")]
    NoUpload,
    /// The day of the hearing has not come, so there is nothing yet that a record could tell.
    #[error("the hearing is on {held_on}; its record can be imported from that day on")]
    NotHeldYet {
        /// The day, in Taipei.
        held_on: chrono::NaiveDate,
    },
    /// What is asked for does not fit the stage of the hearing: a stable code says why.
    #[error("the hearing's stage does not allow it: {0}")]
    WrongStage(&'static str),
    /// The words are somebody else's.
    #[error("the words are somebody else's")]
    NotYours,
    /// Another import of the hearing's record is under way.
    #[error("another import of this record is under way")]
    UnderWay,
    /// The job was taken over, ended or thrown away meanwhile: nothing was done.
    #[error("the job is no longer this one's to do")]
    JobGone,
    /// Nobody speaks in the record: how its speakers are told must be corrected first.
    #[error("nobody speaks in the record")]
    NobodySpeaks,
    /// Fields are not acceptable.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// A database error.
    #[error(transparent)]
    Db(#[from] DbErr),
}
