#![doc = include_str!("../README.md")]

pub mod email;
mod entity;
mod error;
mod hasher;
pub mod housekeeping;
mod identity;
mod limits;
pub mod mobile;
pub mod national_id;
mod outgoing;
pub mod password_rules;
pub mod passwords;
pub mod people;
mod person;
mod reserved;
mod role;
pub mod second_factor;
pub mod sessions;
pub mod tokens;

pub use error::Error;
pub use hasher::{HashCost, Hasher, LANES, MEMORY_KIB, PASSES, PasswordHash};
pub use limits::{Caller, Limit, Limits};
pub use outgoing::{Outgoing, OutgoingKind, Way};
pub use person::{DELETED_NICKNAME, LOCALES, Person};
pub use reserved::Reserved;
pub use role::{Grant, Role, UnknownRole};
pub use sessions::{Device, SessionId, SessionKind, SignedIn};
