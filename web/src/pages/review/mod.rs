//! The desk of the reviewers.

pub mod queue;
pub mod show;
pub mod signatures;
