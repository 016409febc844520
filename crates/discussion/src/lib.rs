#![doc = include_str!("../README.md")]

pub mod appeals;
pub mod balance;
mod codes;
mod counting;
mod decisions;
mod entity;
mod error;
pub mod figures;
pub mod moderation;
mod reading;
pub mod reports;
mod statements;
pub mod voices;

pub use codes::{Act, Channel, Ground, Order, ReactionKind, Stance, UnknownCode};
pub use error::DiscussionError;
