//! The moderator's desk.

pub mod decide;
pub mod decisions;
pub mod figures;
pub mod queue;
pub mod statement;
