//! Rulebooks: a procedure as data. Every number of the life of a proposal is a value of one of these.

use std::collections::BTreeMap;

use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::period::Period;
use folkmoot_foundation::text::Length;
use serde::{Deserialize, Serialize};

use crate::state::State;

mod check;
mod shipped;
mod store;

pub use check::Mistake;
pub use shipped::{SHIPPED, parse};
pub use store::Rulebooks;

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
    /// Who may take part.
    pub who: Who,
    /// The fields of a proposal.
    pub fields: Fields,
    /// What a proposal may be about.
    pub categories: Vec<Category>,
    /// The review of new proposals.
    pub review: Review,
    /// When the proposer may withdraw.
    pub withdrawal: Withdrawal,
    /// The time of co-signing.
    pub drive: Drive,
    /// The numbers of signatures at which something happens, ascending.
    pub thresholds: Vec<Threshold>,
    /// The clocks that run once a case is open.
    pub clocks: Vec<CaseClock>,
    /// How a deadline may be extended.
    pub extension: Extension,
    /// The decisions an answer may take on a demand.
    pub decisions: Vec<Decision>,
    /// What an answer consists of besides its decisions.
    pub response_parts: Vec<Category>,
    /// The time in which people say what they think of the answer.
    #[serde(default)]
    pub feedback: Option<Stage>,
    /// When people are asked whether they are satisfied.
    #[serde(default)]
    pub survey: Option<Stage>,
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

/// Signing on paper sheets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// In words.
    pub text: Label,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// When and how people comment on a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Discussion {
    /// In words.
    pub text: Label,
    /// The states in which comments are taken.
    pub open: Vec<State>,
    /// The least number of characters of a comment.
    pub min: usize,
    /// The greatest number of characters of a comment.
    pub max: usize,
    /// At most so many comments of one person …
    pub most: u64,
    /// … in so many minutes.
    pub minutes: u32,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

impl Discussion {
    /// The bounds of a comment as the text cleaner takes them.
    pub fn length(&self) -> Length {
        Length { min: self.min, max: self.max }
    }
}

/// Something about a person that can be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// A mobile number, by a code.
    Mobile,
    /// An e-mail address, by a link.
    Email,
}

/// Who may propose and sign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// In words.
    pub text: Label,
    /// What a proposer must have confirmed.
    pub propose: Vec<Identifier>,
    /// What a signer must have confirmed.
    pub sign: Vec<Identifier>,
    /// What makes a person one person.
    pub unique_by: Identifier,
    /// The least age in years, where the rule names one.
    #[serde(default)]
    pub minimum_age: Option<u32>,
    /// How many drafts one person may keep.
    pub drafts: Limit,
    /// How it is confirmed, in words.
    pub note: Label,
}

impl Who {
    /// Whether a confirmed e-mail address is all that a signer needs, so that no account is needed either.
    pub fn signs_by_mail(&self) -> bool {
        self.unique_by == Identifier::Email && self.sign.iter().all(|one| *one == Identifier::Email)
    }
}

/// A greatest number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// At most so many.
    pub most: u64,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// The fields of a proposal and of the reasons that are given on the way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// 主題.
    pub title: Field,
    /// 提議內容或建議事項.
    pub content: Field,
    /// 訴求, one a line.
    pub demands: ListField,
    /// 利益與影響.
    pub benefits: Field,
    /// 佐證資料.
    pub evidence: Field,
    /// Links to evidence, one a line.
    pub links: ListField,
    /// The agencies chosen by the proposer.
    pub agencies: ChoiceField,
    /// Any reason given in public: for a refusal, for a withdrawal.
    pub reason: Field,
}

/// A text field; lengths in characters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its label.
    pub name: Label,
    /// What to write there.
    pub hint: Label,
    /// The least number of characters; 0 makes it optional.
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

impl Field {
    /// The bounds as the text cleaner takes them.
    pub fn length(&self) -> Length {
        Length { min: self.min, max: self.max }
    }
}

/// Several short texts, one a line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ListField {
    /// Its label.
    pub name: Label,
    /// What to write there.
    pub hint: Label,
    /// The least number of lines.
    pub least: usize,
    /// The greatest number of lines.
    pub most: usize,
    /// The least number of characters of a line.
    pub min: usize,
    /// The greatest number of characters of a line.
    pub max: usize,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

impl ListField {
    /// The bounds of one line.
    pub fn length(&self) -> Length {
        Length { min: self.min, max: self.max }
    }
}

/// A choice of several things.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceField {
    /// Its label.
    pub name: Label,
    /// How to choose.
    pub hint: Label,
    /// At most so many.
    pub most: usize,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// A code with its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The stable code.
    pub code: String,
    /// What people read.
    pub name: Label,
}

/// The review 檢核 of a new proposal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What it is called.
    pub name: Label,
    /// How long it may take, from the submission.
    pub period: Period,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
    /// The grounds of a refusal 不予受理.
    pub grounds: Vec<Ground>,
}

/// A ground of refusal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The stable code.
    pub code: String,
    /// What people read.
    pub text: Label,
    /// For a repeat: how long after an answer it holds.
    #[serde(default)]
    pub period: Option<Period>,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// When the proposer may withdraw.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// In words.
    pub text: Label,
    /// The states it is possible in.
    pub from: Vec<State>,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// When the window of a drive begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowStart {
    /// At 00:00 in Taipei of the day after the review.
    NextDay,
    /// At the moment of the review.
    AtOnce,
}

/// The time of co-signing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Drive {
    /// What it is called.
    pub name: Label,
    /// How long it is; the day of the review is not counted.
    pub period: Period,
    /// When it begins.
    pub starts: WindowStart,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// What happens at a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Agencies are asked whose matter it is; the proposal goes on.
    OwnershipCheck,
    /// The proposal is reached and a case opens.
    Case,
}

/// A number of signatures at which something happens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// The stable code.
    pub code: String,
    /// What it is called.
    pub name: Label,
    /// What happens, in words.
    pub text: Label,
    /// So many signatures, 1 or more.
    pub count: i64,
    /// What happens.
    pub effect: Effect,
    /// What single counties and cities must reach as well.
    #[serde(default)]
    pub regions: Option<Regions>,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// What a threshold asks of single counties and cities besides the count of all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    /// In at least so many of them, 1 or more …
    pub least: i64,
    /// … so many signatures each, by the code of the county or city.
    pub minimum: BTreeMap<CountyCode, i64>,
}

/// When a clock of a case starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// When the case opens.
    CaseOpened,
}

/// A date an agency owes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseClock {
    /// The stable code.
    pub code: String,
    /// What it is called.
    pub name: Label,
    /// How long it runs.
    pub period: Period,
    /// Whether a miss breaks a duty; a miss of an advisory clock is explained in public.
    pub binding: bool,
    /// From when.
    pub starts: ClockStart,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
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
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

/// A decision 參採情形 on a demand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The stable code.
    pub code: String,
    /// What people read.
    pub name: Label,
    /// When the agency must tell how it went on.
    #[serde(default)]
    pub follow_up: Option<Period>,
    /// Where the follow-up comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// Something that takes its time after the answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// What it is called.
    pub name: Label,
    /// How long, from the answer.
    pub period: Period,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
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
    /// The clocks of cases.
    pub clocks: Pause,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
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
    /// The category with this code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|c| c.code == code)
    }

    /// The ground of refusal with this code.
    pub fn ground(&self, code: &str) -> Option<&Ground> {
        self.review.grounds.iter().find(|g| g.code == code)
    }

    /// The decision with this code.
    pub fn decision(&self, code: &str) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.code == code)
    }

    /// The threshold with this code.
    pub fn threshold(&self, code: &str) -> Option<&Threshold> {
        self.thresholds.iter().find(|t| t.code == code)
    }

    /// The clock with this code.
    pub fn clock(&self, code: &str) -> Option<&CaseClock> {
        self.clocks.iter().find(|c| c.code == code)
    }

    /// The threshold at which a case opens; `check` has made sure that there is one.
    pub fn case_threshold(&self) -> Option<&Threshold> {
        self.thresholds.iter().find(|t| t.effect == Effect::Case)
    }
}
