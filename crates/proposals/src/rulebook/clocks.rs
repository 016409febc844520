//! The dates an agency owes, and what moves them.

use std::collections::BTreeMap;

use folkmoot_foundation::period::Period;
use serde::{Deserialize, Serialize};

use super::{Basis, Label};

/// What a clock of a case starts with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// The proposal is submitted.
    Submitted,
    /// The review passes.
    ReviewPassed,
    /// The case opens.
    #[default]
    CaseOpened,
    /// An agency is given the case.
    Assigned,
    /// The timetable is announced.
    Timetable,
    /// The threshold with this code is reached, which may be long after the case has opened.
    Threshold(String),
}

/// What a clock of a case ends with: what the agency owes by its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockEnd {
    /// The timetable is announced.
    Timetable,
    /// The proposer is contacted.
    Contact,
    /// The formal response is published.
    Response,
    /// Progress is told.
    Progress,
    /// The hearing is held.
    Hearing,
    /// The debate is held.
    Debate,
    /// The vote is held.
    Vote,
}

impl ClockEnd {
    /// All of them.
    pub const ALL: [ClockEnd; 7] = [
        Self::Timetable,
        Self::Contact,
        Self::Response,
        Self::Progress,
        Self::Hearing,
        Self::Debate,
        Self::Vote,
    ];

    /// The stable code, which is also the usual code of a clock that ends with it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Timetable => "timetable",
            Self::Contact => "contact",
            Self::Response => "response",
            Self::Progress => "progress",
            Self::Hearing => "hearing",
            Self::Debate => "debate",
            Self::Vote => "vote",
        }
    }
}

/// What a clock stands still for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockPause {
    /// The time until the proposer has mended a defect.
    Supplement,
    /// The time before a polling day.
    Election,
}

/// A date an agency owes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseClock {
    /// The stable code.
    pub code: String,
    /// What it is called.
    pub name: Label,
    /// How long it runs; without it there is no fixed date, which pages say.
    #[serde(default)]
    pub period: Option<Period>,
    /// Another length for proposals of certain categories, by the category's code.
    #[serde(default)]
    pub by_category: BTreeMap<String, Period>,
    /// Whether a miss breaks a duty; a miss of an advisory clock is explained in public.
    pub binding: bool,
    /// From when.
    #[serde(default)]
    pub starts: ClockStart,
    /// What ends it; without it, what its code says.
    #[serde(default)]
    pub ends: Option<ClockEnd>,
    /// What it stands still for.
    #[serde(default)]
    pub pauses: Vec<ClockPause>,
    /// For what must be done again and again: how long after it was done it is due again, until the response.
    #[serde(default)]
    pub every: Option<Period>,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

impl CaseClock {
    /// How long it runs for a proposal of this category.
    pub fn period_for(&self, category: Option<&str>) -> Option<Period> {
        category.and_then(|code| self.by_category.get(code)).copied().or(self.period)
    }

    /// What ends it; `check` has made sure that it says so or has a code that does.
    pub fn ends_with(&self) -> ClockEnd {
        self.ends.or_else(|| self.usual_end()).unwrap_or(ClockEnd::Response)
    }

    /// What its code says about what ends it.
    pub(super) fn usual_end(&self) -> Option<ClockEnd> {
        ClockEnd::ALL.into_iter().find(|end| end.code() == self.code)
    }
}

/// Until when an extension can be announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtendUntil {
    /// Until the deadline runs out.
    #[default]
    Expiry,
}

/// What an extension must say in public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Publishes {
    /// Why.
    Reasons,
    /// How far things are.
    Progress,
}

/// How a deadline may be extended 展延.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// What it is called.
    pub name: Label,
    /// What it asks for, in words.
    pub text: Label,
    /// The clocks that can be extended, by code.
    pub clocks: Vec<String>,
    /// How many times.
    pub times: u32,
    /// At most so long, from the deadline.
    pub period: Period,
    /// Until when it can be announced.
    #[serde(default)]
    pub until: ExtendUntil,
    /// What must be published with it.
    #[serde(default = "reasons_and_progress")]
    pub publishes: Vec<Publishes>,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

fn reasons_and_progress() -> Vec<Publishes> {
    vec![Publishes::Reasons, Publishes::Progress]
}

/// Giving a case to the agency whose matter it is 移轉.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// In words.
    pub text: Label,
    /// Whether it is possible.
    #[serde(default = "yes")]
    pub allowed: bool,
    /// How many times agencies may refuse it before the administrator decides.
    #[serde(default = "super::review::once")]
    pub refusals: u32,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// Handling similar cases together 併案; each still gets an answer of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Combined {
    /// In words.
    pub text: Label,
    /// Whether it is possible.
    #[serde(default = "yes")]
    pub allowed: bool,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}

const fn yes() -> bool {
    true
}

/// Whether something stops or goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// It stops and goes on after the polling day.
    Stop,
    /// It runs on.
    Run,
}

/// What the time before a national polling day stops.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionPause {
    /// In words.
    pub text: Label,
    /// How long before the polling day.
    pub period: Period,
    /// The windows of drives.
    pub drives: Pause,
    /// The clocks of cases, all of them; a single clock can also say so itself.
    pub clocks: Pause,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}
