#![doc = include_str!("../README.md")]

pub mod aliases;
pub mod attendance;
pub mod codes;
pub mod correction;
mod error;
pub mod export;
pub mod files;
pub mod hearings;
pub mod import;
pub mod jobs;
pub mod live;
pub mod notice;
pub mod papers;
pub mod records;
pub mod registrations;
pub mod spot;
pub mod uploads;

pub use error::HearingError;
pub use spot::Spot;
