//! What can go wrong.

use folkmoot_foundation::{DbErr, FieldErrors, Now, VoiceId};

/// Why something in a discussion can't be done.
#[derive(Debug, thiserror::Error)]
pub enum DiscussionError {
    /// There is no such voice.
    #[error("there is no such voice")]
    NotFound,
    /// It is somebody else's.
    #[error("the voice is somebody else's")]
    NotYours,
    /// The discussion takes no comments, in the state its subject is in.
    #[error("the discussion is closed")]
    Closed,
    /// A moderator paused this person's writing.
    #[error("this person's writing is paused until {until}")]
    Paused {
        /// The first instant at which they may write again.
        until: Now,
    },
    /// Their first comment still waits for a moderator.
    #[error("the first comment of this person still waits for a moderator")]
    FirstWaits,
    /// A moderator closed the thread.
    #[error("the thread is closed")]
    ThreadClosed,
    /// It was appealed against already.
    #[error("it was appealed against already")]
    AppealedAlready,
    /// The time to undo it or to appeal is over, or it was undone.
    #[error("it is too late for this")]
    TooLate,
    /// Whoever decided doesn't decide about the appeal.
    #[error("another moderator must decide this")]
    SameModerator,
    /// The comment says something else by now than what its author had before them.
    #[error("the comment was changed meanwhile")]
    Changed,
    /// The words under a name are claimed, or the claim was decided.
    #[error("the words are claimed, or the claim was decided")]
    Claimed,
    /// A step that is to be undone is not the last one.
    #[error("the step is not the last one")]
    NotLast,
    /// The voice is in a state in which this can't be done.
    #[error("the voice is {standing}")]
    WrongState {
        /// `visible`, `hidden`, `deleted` or `gone`.
        standing: &'static str,
    },
    /// Nobody reports or decides about their own words.
    #[error("nobody reports or decides about their own words")]
    OwnVoice,
    /// Others have marked the question, so it stays what they marked.
    #[error("others want this question answered as it is")]
    Marked,
    /// Nobody reacts to their own words.
    #[error("nobody reacts to their own words")]
    OwnReaction,
    /// There is no open report about the voice.
    #[error("there is no open report about the voice")]
    NothingReported,
    /// This person has reported the voice already.
    #[error("the voice was reported by this person already")]
    ReportedAlready,
    /// Too many comments in too short a time.
    #[error("too many comments; again in {wait_seconds} seconds")]
    TooMany {
        /// After how many seconds the next one is taken, 1 or more.
        wait_seconds: i64,
    },
    /// This person has said the same before.
    #[error("this person has said the same before")]
    SaidAlready {
        /// The voice that says it.
        voice: VoiceId,
    },
    /// Fields are not acceptable.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// A database error.
    #[error(transparent)]
    Db(#[from] DbErr),
}
