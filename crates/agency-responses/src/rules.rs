//! What a clock goes by: the rule it was given when its case opened, as the rulebook had it.

use folkmoot_foundation::period::Period;
use serde::{Deserialize, Serialize};

use crate::clocks::codes;

/// What a clock starts with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Starts {
    /// The submission of the proposal.
    Submitted,
    /// The end of its review.
    ReviewPassed,
    /// The opening of the case.
    #[default]
    CaseOpened,
    /// The first assignment to an agency.
    Assigned,
    /// The first timetable.
    Timetable,
    /// The threshold of this code, which may be reached long after the case has opened.
    Threshold(String),
}

impl Starts {
    /// The stable code, without the threshold's.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::ReviewPassed => "review_passed",
            Self::CaseOpened => "case_opened",
            Self::Assigned => "assigned",
            Self::Timetable => "timetable",
            Self::Threshold(_) => "threshold",
        }
    }
}

/// What a clock is met by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// A posted timetable.
    Timetable,
    /// A recorded contact with the proposer.
    Contact,
    /// The published response.
    Response,
    /// Progress told in public.
    Progress,
    /// The recorded outcome of a hearing.
    Hearing,
    /// The recorded outcome of a debate.
    Debate,
    /// The recorded outcome of a vote.
    Vote,
}

impl Ends {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Timetable,
        Self::Contact,
        Self::Response,
        Self::Progress,
        Self::Hearing,
        Self::Debate,
        Self::Vote,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Timetable => codes::TIMETABLE,
            Self::Contact => codes::CONTACT,
            Self::Response => codes::RESPONSE,
            Self::Progress => "progress",
            Self::Hearing => "hearing",
            Self::Debate => "debate",
            Self::Vote => "vote",
        }
    }

    /// Whether it is still owed once the response is published: a duty of its own.
    pub fn outlives_response(self) -> bool {
        matches!(self, Self::Hearing | Self::Debate | Self::Vote)
    }
}

/// Why a clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The proposer was asked for something.
    Supplement,
    /// A polling day is near.
    Election,
    /// An administrator said so; it holds all clocks.
    Order,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Supplement, Self::Election, Self::Order];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Supplement => "supplement",
            Self::Election => "election",
            Self::Order => "order",
        }
    }
}

/// A clock of a case about to be opened; it starts with the case or waits for what starts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewClock {
    /// The rulebook's code; see [`codes`].
    pub code: String,
    /// How long it runs; the day it starts is not counted. Nothing if no date is fixed.
    pub period: Option<Period>,
    /// Whether a miss is a breach (逾期); else it is to be explained in public.
    pub binding: bool,
    /// What it starts with.
    #[serde(default)]
    pub starts: Starts,
    /// What it is met by; nothing if only the end of the case ends it.
    pub ends: Option<Ends>,
    /// What it stands still for.
    #[serde(default)]
    pub pauses: Vec<Cause>,
    /// How long after it was met the same is due again, until the response.
    #[serde(default)]
    pub every: Option<Period>,
}

impl NewClock {
    /// A clock that starts with the case and is met by what its code says.
    pub fn new(code: &str, period: Period, binding: bool) -> Self {
        Self {
            code: code.to_owned(),
            period: Some(period),
            binding,
            starts: Starts::CaseOpened,
            ends: Ends::ALL.into_iter().find(|end| end.code() == code),
            pauses: Vec::new(),
            every: None,
        }
    }

    /// Whether it stands still for this cause.
    pub(crate) fn stands_still_for(&self, cause: Cause) -> bool {
        cause == Cause::Order || self.pauses.contains(&cause)
    }
}

/// The clocks that a case was given.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules(Vec<NewClock>);

impl Rules {
    pub(crate) fn stored(json: &str) -> Result<Self, serde_json::Error> {
        Ok(Self(serde_json::from_str(json)?))
    }

    /// The rule of a clock by its code, which in a later round ends in its number. Cases of before these rules were kept
    /// have clocks that go by their codes.
    pub(crate) fn of(&self, code: &str, binding: bool) -> NewClock {
        let code = rule_code(code);
        let known = self.0.iter().find(|rule| rule.code == code).cloned();
        known.unwrap_or_else(|| NewClock {
            period: None,
            ..NewClock::new(code, Period::new(1, folkmoot_foundation::period::Unit::Days), binding)
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &NewClock> {
        self.0.iter()
    }
}

/// What separates the rulebook's code of a clock from the number of its round.
const ROUND: char = '.';

/// The rulebook's code of a clock, which in a later round is followed by `.` and its number.
pub fn rule_code(code: &str) -> &str {
    code.split(ROUND).next().unwrap_or(code)
}

/// Which round of a clock that comes again it is, from 1.
pub(crate) fn round(code: &str) -> u32 {
    code.split(ROUND).nth(1).and_then(|number| number.parse().ok()).unwrap_or(1)
}

/// The code of the next round.
pub(crate) fn next_round(code: &str) -> String {
    format!("{}{ROUND}{}", rule_code(code), round(code) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_numbered() {
        assert_eq!((rule_code("progress"), round("progress")), ("progress", 1));
        let second = next_round("progress");
        assert_eq!((second.as_str(), rule_code(&second), round(&second)), ("progress.2", "progress", 2));
        assert_eq!(next_round(&second), "progress.3");
    }

    #[test]
    fn a_case_of_before_goes_by_its_codes() {
        let rules = Rules::stored("[]").unwrap();
        assert_eq!(rules.of(codes::RESPONSE, true).ends, Some(Ends::Response));
        assert_eq!(rules.of("other", false).ends, None);
        assert!(!rules.of(codes::RESPONSE, true).stands_still_for(Cause::Election));
    }
}
