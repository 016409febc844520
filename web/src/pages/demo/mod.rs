//! Pages of the demo only: its mailbox, its time machine and its identity provider.

pub mod clock;
pub mod identity;
pub mod mailbox;
pub mod message;
