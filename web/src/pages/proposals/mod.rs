//! Proposals as everyone sees them.

pub mod history;
pub mod list;
pub mod mine;
pub mod revisions;
pub mod show;
pub mod similar;
pub mod similar_ask;
pub mod withdraw;
