//! Hearings: what the public sees, and the facilitator's desk.

pub mod after;
pub mod anonymise;
pub mod attendance;
pub mod desk;
pub mod files;
pub mod form;
pub mod list;
pub mod live;
pub mod long_import;
pub mod manage;
pub mod own;
pub mod plan;
pub mod questions;
pub mod reading;
pub mod register;
pub mod show;
pub mod words;
