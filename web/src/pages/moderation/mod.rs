//! The moderator's desk.

pub mod decide;
pub mod decisions;
pub mod figures;
pub mod held;
pub mod line;
pub mod queue;
pub mod statement;
pub mod watch;
