#![doc = include_str!("../README.md")]

pub mod accounts;
mod acts;
mod addenda;
pub mod afterwards;
pub mod agencies;
mod allowed;
pub mod calendar_links;
pub mod cases;
mod clocks;
mod content;
mod deadlines;
pub mod demands;
mod desk;
mod desk_counts;
mod desk_filter;
mod desk_reminders;
pub mod desk_views;
mod drafts;
mod entity;
mod error;
mod file_entity;
pub mod files;
pub mod followups;
pub mod groups;
mod ids;
pub mod index;
pub mod notes;
mod open;
mod own_words;
pub mod pauses;
mod pieces;
pub mod proof;
pub mod questions;
mod read;
pub mod record;
pub mod reminders;
pub mod responses;
pub mod reviews;
mod rules;
mod signing;
mod state;
pub mod supplements;
pub mod tasks;
mod terms;
mod tick;
pub mod transfers;
mod words;

pub use acts::{Contact, ContactManner, ExtensionAsked, Step, Timetable};
pub use allowed::OfficerAct;
pub use clocks::{Clock, ClockState, codes};
pub use content::{Content, DemandAnswer, IssueAnswer, MOST_CITES, MOST_ISSUES, PlannedFollowUp};
pub use desk::{AgencyPart, Desk, DeskLine, DeskQuery, Today, WaitsFor};
pub use desk_filter::{DeskCounts, DeskFilter};
pub use desk_reminders::Reminded;
pub use error::Error;
pub use ids::{
    AddendumId, DemandChangeId, DemandId, DeskViewId, FileId, FollowUpId, GroupId, NoteId, QuestionId,
    SupplementId, TaskId, TransferId, WordsId,
};
pub use open::{AnswerRules, DecisionRule, ExtensionRule, NewCase, TogetherRule};
pub use pieces::{Merged, Piece};
pub use read::{Case, CaseBrief, Demand, Extension, PostedTimetable, RecordedContact, Transfer};
pub use rules::{Cause, Ends, NewClock, Starts, rule_code};
pub use signing::AgencySignature;
pub use state::{CaseState, NextAct, Officer, Turn};
pub use words::{Words, changes};

/// What the crate's functions give.
pub type Result<T, E = Error> = std::result::Result<T, E>;
