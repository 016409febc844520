//! The discussion of a proposal.

pub mod about;
pub mod edit;
pub mod history;
pub mod list;
pub mod new_voices;
pub mod report;
pub mod thread;
