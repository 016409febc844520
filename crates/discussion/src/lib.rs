#![doc = include_str!("../README.md")]

pub mod appeals;
pub mod arrivals;
pub mod balance;
pub mod claims;
mod codes;
mod counting;
mod decisions;
mod entity;
mod error;
pub mod figures;
pub mod held;
pub mod import;
pub mod index;
pub mod issues;
pub mod moderation;
pub mod names;
pub mod opinions;
pub mod origins;
pub mod questions;
mod queue;
mod reading;
pub mod reports;
pub mod signals;
mod statements;
pub mod voices;

pub use codes::{Act, Channel, Ground, IssueOrder, Order, ReactionKind, Stance, StepKind, UnknownCode};
pub use error::DiscussionError;
