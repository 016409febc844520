//! Issues (爭點): the questions that a subject turns on, with the voices of all channels that speak to each.
//!
//! A voice may stand under several issues, or be put aside as speaking to none; what nobody has looked at yet is known by
//! its number. Which voice stands where is a facilitator's doing alone: the machine says how alike they are
//! ([`suggest`]) and files nothing. Every act is a step that can be undone, the last one first.
//!
//! Sums of voices and people are kept with each issue, as they are with each discussion, and what the lists are ordered
//! by stands with each filed voice. Two piles stand beside the issues of a subject: all that was looked at, and what was
//! put aside. They are kept as issues are, without being any.

mod acts;
mod folds;
mod pairs;
mod read;
mod steps;
mod suggest;

use folkmoot_foundation::{IssueId, ProposalId};
use sea_orm::entity::prelude::Uuid;

pub(crate) use acts::file_own;
pub use acts::{
    Filing, MOST, arrange, copy_to, file, make, merge, move_to, remove, rename, set_aside, split, take_out,
};
pub(crate) use pairs::{follow, vote};
pub use read::{
    At, Entry, Issue, Narrow, State, all, aside, authors, counts, get, leading, list, of_subject, of_voices,
    saying_the_same, state, unfiled, with_merged,
};
pub use steps::{Facts, Step, steps, undo};
pub use suggest::{Suggestion, Weights, weigh};

/// The pile of what was looked at, be it filed or put aside.
pub(crate) fn looked_at(subject: ProposalId) -> IssueId {
    IssueId(Uuid::from_u128(!subject.0.as_u128()))
}

/// The pile of what was put aside.
pub(crate) fn put_aside(subject: ProposalId) -> IssueId {
    IssueId(Uuid::from_u128(subject.0.as_u128() ^ u128::MAX << 64))
}

/// Under which its sums are kept.
pub(crate) fn scope(issue: IssueId) -> ProposalId {
    ProposalId(issue.0)
}
