#![doc = include_str!("../README.md")]

mod entity;
mod error;
pub mod index;
pub mod life;
pub mod polling;
pub mod read;
pub mod rulebook;
mod state;
mod unlisted;
mod words;

pub use error::Error;
pub use read::{Brief, Proposal, ReviewClock};
pub use rulebook::{Rulebook, Rulebooks};
pub use state::{State, UnknownState};
pub use unlisted::{UnknownReason, Unlisted};
pub use words::{Change, ProposalText};
