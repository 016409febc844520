//! The moderator's desk.

pub mod decide;
pub mod decisions;
pub mod queue;
