//! What can go wrong.

use folkmoot_foundation::calendar::YearNotLoaded;
use folkmoot_foundation::{DbErr, FieldErrors, Now};

use crate::drafts::DraftVersion;
use crate::state::CaseState;

/// Why an act was refused. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such agency, case, follow-up or addendum.
    #[error("not found")]
    NotFound,
    /// The case has another lead agency than those the person acts for.
    #[error("the case belongs to another agency")]
    NotYours,
    /// The case is in a state in which this can't be done.
    #[error("{action} can't be done while the case is {}", state.code())]
    WrongState {
        /// The state the case is in.
        state: CaseState,
        /// What was tried, as a stable code.
        action: &'static str,
    },
    /// Something typed is not acceptable.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// Somebody else saved or submitted the draft meanwhile; here is what they wrote.
    #[error("the draft was changed meanwhile; its version is now {}", .0.version)]
    Conflict(Box<DraftVersion>),
    /// The deadline had passed before an extension was asked for.
    #[error("the deadline passed at {due}; it can no longer be extended")]
    TooLate {
        /// The deadline.
        due: Now,
    },
    /// A deadline was missed under the agency that leads: it can't hand the miss to another.
    #[error("a deadline was missed; the case stays with the agency that missed it")]
    MissedHere,
    /// All extensions the rulebook allows are used.
    #[error("the rulebook allows {times} extension(s) and all are used")]
    NoExtensionLeft {
        /// How many it allows.
        times: u32,
    },
    /// The clock stands still: it is extended once it goes on, if that is still needed.
    #[error("the clock stands still")]
    StandsStill,
    /// The rulebook does not let the proposer be asked for something.
    #[error("the rulebook knows no supplement")]
    NoSupplement,
    /// The proposer was asked as often as the rulebook allows.
    #[error("the proposer may be asked {times} time(s) and was")]
    NoSupplementLeft {
        /// How many times it allows.
        times: u32,
    },
    /// A hearing, a debate or a vote is still owed.
    #[error("{count} dut(ies) are still owed")]
    DutiesOpen {
        /// How many.
        count: u64,
    },
    /// The case has no such clock.
    #[error("the case has no such clock")]
    NoSuchClock,
    /// The clock was met, or ended with the response: there is nothing to extend or to explain.
    #[error("the clock does not run any more")]
    ClockNotRunning,
    /// The deadline is not known yet, since a year's calendar is not loaded.
    #[error("the deadline is not known: the office calendar of its year is not loaded")]
    DeadlineUnknown,
    /// A new deadline can't be counted.
    #[error(transparent)]
    Calendar(#[from] YearNotLoaded),
    /// The proposal has its case already.
    #[error("the proposal has a case already")]
    AlreadyOpen,
    /// The rulebook does not let cases be handed on.
    #[error("the rulebook knows no transfer")]
    NoTransfer,
    /// The rulebook lets no agency refuse it, or not once more.
    #[error("the rulebook allows {times} refusal(s) and all are used")]
    NoRefusalLeft {
        /// How many it allows.
        times: u32,
    },
    /// The rulebook does not let cases be handled together.
    #[error("the rulebook does not let cases be handled together")]
    NoCombining,
    /// The agency refused the case before; the administrator decides who leads.
    #[error("the agency refused the case before; the administrator decides")]
    Disputed,
    /// The rulebook gives nobody this right, or nothing is answered yet.
    #[error("that is not offered here")]
    NotOffered,
    /// It has not begun.
    #[error("that begins at {from}")]
    NotYet {
        /// When.
        from: Now,
    },
    /// Its time has passed.
    #[error("that was over at {until}")]
    WindowOver {
        /// When.
        until: Now,
    },
    /// Nobody decides on their own words.
    #[error("these are the moderator's own words")]
    OwnWords,
    /// A suggested change of demands still waits for the proposer.
    #[error("a suggested change of demands waits for the proposer")]
    ChangePending,
    /// It was signed, declined or reported before.
    #[error("that was done before")]
    AlreadyDone,
    /// The agency still leads cases that are not closed.
    #[error("the agency still leads {count} open case(s)")]
    HasOpenCases {
        /// How many.
        count: u64,
    },
    /// Follow-ups are still open.
    #[error("{count} follow-up(s) are still open")]
    FollowUpsOpen {
        /// How many.
        count: u64,
    },
    /// Something stored can't be read: written by a newer version, or damaged.
    #[error("stored data can't be read: {0}")]
    Stored(#[from] serde_json::Error),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbErr),
}
