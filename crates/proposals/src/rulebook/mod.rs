//! Rulebooks: a procedure as data. Every number of the life of a proposal is a value of one of these.

use serde::{Deserialize, Serialize};

mod after;
mod categories;
mod changes;
mod check;
mod clocks;
mod drive;
mod mistake;
mod review;
pub mod schema;
mod shipped;
mod source;
mod store;
mod timeline;
mod who;

pub use after::{Criterion, Decision, Discussion, FollowUp, LegalGround, Reply, Stage, Survey};
pub use categories::{Category, Item, category_of, is_subcategory};
pub use changes::{Difference, Said, changes};
pub use clocks::{
    CaseClock, ClockEnd, ClockPause, ClockStart, Combined, ElectionPause, ExtendUntil, Extension, Pause,
    Publishes, Transfer,
};
pub use drive::{Drive, Effect, Paper, RegionList, Regions, Threshold, WindowStart};
pub use mistake::{Mistake, Place};
pub use review::{Ground, Listing, RepeatBan, Review, Supplement, Supporters, Withdrawal};
pub use shipped::{SHIPPED, parse};
pub use source::{complete, complete_text};
pub use store::{Published, Rulebooks};
pub use timeline::{Day, Happens, Step, timeline};
pub use who::{ChoiceField, Field, Fields, Identifier, Limit, ListField, Who};

/// A text in both languages of the platform.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Traditional Chinese.
    #[serde(rename = "zh-TW")]
    pub zh: String,
    /// English.
    pub en: String,
}

impl Label {
    /// The text in a language: `en` is English, everything else Traditional Chinese.
    pub fn get(&self, locale: &str) -> &str {
        if locale == "en" { &self.en } else { &self.zh }
    }
}

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A written rule.
    #[default]
    Rule,
    /// Practice without a written rule.
    Practice,
    /// Chosen by the platform; never shown as law.
    Assumption,
}

/// A language that a procedure is held in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Language {
    /// Traditional Chinese.
    #[serde(rename = "zh-TW")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

/// A procedure, as its file says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rulebook {
    /// Its stable name, such as `join`.
    pub id: String,
    /// Which version of it this is, from 1; 0 while it has not been stored.
    #[serde(skip_deserializing)]
    pub version: i64,
    /// What people call it.
    pub name: Label,
    /// What it is for, in a sentence.
    pub summary: Label,
    /// The rule it follows.
    pub source: Label,
    /// Where it is in force.
    #[serde(default)]
    pub jurisdiction: Option<Label>,
    /// The languages it is held in, at least one.
    #[serde(default = "chinese")]
    pub languages: Vec<Language>,
    /// Who may take part.
    pub who: Who,
    /// The fields of a proposal.
    pub fields: Fields,
    /// What a proposal may be about.
    pub categories: Vec<Category>,
    /// The people who must stand behind a proposal before its review.
    #[serde(default)]
    pub supporters: Option<Supporters>,
    /// The review of new proposals; without it they pass at once.
    #[serde(default)]
    pub review: Option<Review>,
    /// Asking for what can be mended.
    #[serde(default)]
    pub supplement: Option<Supplement>,
    /// From when an open proposal is listed; without it, at once.
    #[serde(default)]
    pub listing: Option<Listing>,
    /// When the proposer may withdraw.
    pub withdrawal: Withdrawal,
    /// The time of co-signing; without it a case opens as soon as the proposal has passed.
    #[serde(default)]
    pub drive: Option<Drive>,
    /// The regions signatures are counted by; without it, the 22 counties and cities.
    #[serde(default)]
    pub regions: Option<RegionList>,
    /// The numbers of signatures at which something happens, ascending; none without a drive.
    #[serde(default)]
    pub thresholds: Vec<Threshold>,
    /// The clocks that run once a case is open.
    #[serde(default)]
    pub clocks: Vec<CaseClock>,
    /// How a deadline may be extended; without it, not at all.
    #[serde(default)]
    pub extension: Option<Extension>,
    /// Giving a case to another agency.
    #[serde(default)]
    pub transfer: Option<Transfer>,
    /// Handling similar cases together.
    #[serde(default)]
    pub combined: Option<Combined>,
    /// The decisions an answer may take on a demand.
    pub decisions: Vec<Decision>,
    /// The grounds in law that a decision can name.
    #[serde(default)]
    pub legal_grounds: Vec<LegalGround>,
    /// What a demand is judged by.
    #[serde(default)]
    pub criteria: Vec<Criterion>,
    /// What an answer consists of besides its decisions.
    #[serde(default)]
    pub response_parts: Vec<Item>,
    /// The proposer's right of reply.
    #[serde(default)]
    pub reply: Option<Reply>,
    /// The time in which people say what they think of the answer.
    #[serde(default)]
    pub feedback: Option<Stage>,
    /// When people are asked whether they are satisfied.
    #[serde(default)]
    pub survey: Option<Survey>,
    /// How often it is told how things went on.
    #[serde(default)]
    pub follow_up: Option<FollowUp>,
    /// How long the same matter can't be proposed again.
    #[serde(default)]
    pub repeat_ban: Option<RepeatBan>,
    /// What an election stops.
    #[serde(default)]
    pub election_pause: Option<ElectionPause>,
    /// What in this file is not verified, in words.
    #[serde(default)]
    pub assumptions: Vec<Assumption>,
    /// The comments under a proposal.
    pub discussion: Discussion,
    /// Signing on paper sheets; without it none are taken.
    #[serde(default)]
    pub paper: Option<Paper>,
}

fn chinese() -> Vec<Language> {
    vec![Language::Chinese]
}

/// Something that is not verified.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// The part of the file it is about.
    pub about: String,
    /// What is assumed, in words.
    pub text: Label,
}

impl Rulebook {
    /// Takes it out of the values of a file.
    fn deserialize_from(values: &toml::Table) -> Result<Self, toml::de::Error> {
        Self::deserialize(toml::Value::Table(values.clone()))
    }

    /// The grounds of refusal; none where nothing is reviewed.
    pub fn grounds(&self) -> &[Ground] {
        self.review.as_ref().map(|review| review.grounds.as_slice()).unwrap_or_default()
    }

    /// The ground of refusal with this code.
    pub fn ground(&self, code: &str) -> Option<&Ground> {
        self.grounds().iter().find(|g| g.code == code)
    }

    /// The decision with this code.
    pub fn decision(&self, code: &str) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.code == code)
    }

    /// The ground in law with this code.
    pub fn legal_ground(&self, code: &str) -> Option<&LegalGround> {
        self.legal_grounds.iter().find(|g| g.code == code)
    }

    /// The criterion with this code.
    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|c| c.code == code)
    }

    /// The threshold with this code.
    pub fn threshold(&self, code: &str) -> Option<&Threshold> {
        self.thresholds.iter().find(|t| t.code == code)
    }

    /// The clock with this code.
    pub fn clock(&self, code: &str) -> Option<&CaseClock> {
        self.clocks.iter().find(|c| c.code == code)
    }

    /// The threshold at which a case opens, the first that owes anything; `check` has made sure that there is one if
    /// there is a drive.
    pub fn case_threshold(&self) -> Option<&Threshold> {
        self.thresholds.iter().find(|t| t.opens_case())
    }

    /// The regions that signatures are counted by.
    pub fn regions(&self) -> RegionList {
        self.regions.clone().unwrap_or_else(RegionList::counties)
    }

    /// Whether a clock of a case stands still before a polling day.
    pub fn stops_for_election(&self, clock: &CaseClock) -> bool {
        let Some(pause) = &self.election_pause else { return false };
        pause.clocks == Pause::Stop || clock.pauses.contains(&ClockPause::Election)
    }

    /// How many times this clock may be extended, and by how much; nothing if it can't be.
    pub fn extension_of(&self, clock: &str) -> Option<&Extension> {
        self.extension.as_ref().filter(|extension| extension.clocks.iter().any(|code| code == clock))
    }

    /// How long the same matter can't be proposed again after an answer: what is said for itself, or with a ground.
    pub fn repeat_ban(&self) -> Option<folkmoot_foundation::period::Period> {
        let own = self.repeat_ban.as_ref().map(|ban| ban.period);
        own.or_else(|| self.grounds().iter().find_map(|ground| ground.period))
    }
}
