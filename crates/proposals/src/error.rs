//! What can go wrong.

use folkmoot_foundation::calendar::YearNotLoaded;
use folkmoot_foundation::{DbErr, FieldErrors};

use crate::rulebook::Mistake;
use crate::state::State;

/// Why something was not done. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such proposal, or none that this person may know of.
    #[error("there is no such proposal")]
    NotFound,
    /// It belongs to somebody else.
    #[error("only its proposer may do this")]
    NotProposer,
    /// A reviewer may not decide on their own proposal.
    #[error("nobody reviews their own proposal")]
    OwnProposal,
    /// It stands where this can't be done (any more).
    #[error("this can't be done while the proposal is {state}")]
    WrongState {
        /// Where it stands.
        state: State,
    },
    /// The proposer keeps as many drafts as the rulebook allows.
    #[error("no more than {most} drafts can be kept")]
    TooManyDrafts {
        /// How many may be kept.
        most: u64,
    },
    /// Proposing pauses before a national polling day; drafts can be kept meanwhile.
    #[error("proposing pauses until {until}")]
    Paused {
        /// The first instant at which it goes on.
        until: folkmoot_foundation::Now,
    },
    /// Nothing can be asked for that is to be mended: the rulebook has no such step, it was used up, or it is too late.
    #[error("nothing can be asked for that is to be mended (any more)")]
    NoSupplement,
    /// What is to be taken back has begun.
    #[error("it has begun")]
    HasBegun,
    /// What was typed is not acceptable.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// A window can't be reckoned: the office calendar is missing.
    #[error(transparent)]
    Calendar(#[from] YearNotLoaded),
    /// No rulebook of this id and version is known.
    #[error("there is no rulebook {id} in version {version}")]
    UnknownRulebook {
        /// Its id.
        id: String,
        /// Its version; 0 means the one in force.
        version: i64,
    },
    /// A rulebook's file is not in order.
    #[error("rulebook {id}, version {version}: {}", list(mistakes))]
    BadRulebook {
        /// Its id.
        id: String,
        /// Its version; 0 means the file that comes with the platform.
        version: i64,
        /// Everything that is wrong with it.
        mistakes: Vec<Mistake>,
    },
    /// A stored row holds what no version of the platform writes.
    #[error("the row of proposal {id} can't be read: {what}")]
    Unreadable {
        /// Which proposal.
        id: uuid::Uuid,
        /// What in it.
        what: &'static str,
    },
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbErr),
}

fn list(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
