//! The parts of a proposal's page that come from other rooms of the house, one file a room.
//!
//! Each is asked once a page and answers with markup, empty if it has nothing to show; together they cost a constant
//! number of queries, however much was signed and said.

pub mod case;
pub mod discussion;
pub mod follow;
pub mod hearings;
pub mod signing;
pub mod texts;
