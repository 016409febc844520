#![doc = include_str!("../README.md")]

pub mod actor;
pub mod calendar;
pub mod clock;
pub mod county;
pub mod crypto;
pub mod cursor;
pub mod db;
pub mod demo_clock;
pub mod event;
pub mod fields;
pub mod files;
pub mod grouped;
pub mod ids;
pub mod kept_answers;
pub mod pause;
pub mod period;
pub mod personal;
pub mod progress;
pub mod region;
pub mod search;
pub mod text;

pub use actor::Actor;
pub use clock::{Clock, Now};
pub use db::{Db, Reader, Tx};
pub use fields::{FieldError, FieldErrors};
pub use ids::*;
pub use progress::Progress;

/// The database error every crate wraps in its own error type.
pub use sea_orm::DbErr;
