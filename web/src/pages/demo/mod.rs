//! Pages of the demo only: its mailbox and its time machine.

pub mod clock;
pub mod mailbox;
pub mod message;
