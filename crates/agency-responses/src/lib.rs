#![doc = include_str!("../README.md")]

pub mod accounts;
mod acts;
mod addenda;
pub mod agencies;
mod allowed;
pub mod cases;
mod clocks;
mod content;
mod deadlines;
mod desk;
mod entity;
mod error;
pub mod followups;
mod ids;
mod open;
pub mod pauses;
mod read;
pub mod record;
pub mod responses;
mod rules;
mod state;
pub mod supplements;
mod terms;
mod tick;

pub use acts::{Contact, ContactManner, ExtensionAsked, Step, Timetable};
pub use allowed::OfficerAct;
pub use clocks::{Clock, ClockState, codes};
pub use content::{Content, DemandAnswer, PlannedFollowUp};
pub use desk::{Desk, DeskCounts, DeskFilter};
pub use error::Error;
pub use ids::{AddendumId, DemandId, FollowUpId, SupplementId, TransferId};
pub use open::{DecisionRule, ExtensionRule, NewCase};
pub use read::{Case, CaseBrief, Demand, Extension, PostedTimetable, RecordedContact, Transfer};
pub use rules::{Cause, Ends, NewClock, Starts, rule_code};
pub use state::{CaseState, NextAct, Officer, Turn};

/// What the crate's functions give.
pub type Result<T, E = Error> = std::result::Result<T, E>;
