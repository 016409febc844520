//! The answer and what comes after it.

use folkmoot_foundation::period::Period;
use folkmoot_foundation::text::Length;
use serde::{Deserialize, Serialize};

use super::{Basis, Item, Label};
use crate::state::State;

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
    /// Whether it must name one of the legal grounds.
    #[serde(default)]
    pub needs_ground: bool,
    /// Where the follow-up comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// A ground in law that a decision can name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LegalGround {
    /// The stable code.
    pub code: String,
    /// What people read.
    pub name: Label,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// Something a demand is judged by 評估準則.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The stable code.
    pub code: String,
    /// What people read.
    pub name: Label,
    /// What to think of.
    #[serde(default)]
    pub hint: Option<Label>,
    /// Where it comes from.
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

/// The proposer's right of reply, which stands beside the answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// What it is called.
    pub name: Label,
    /// In words.
    pub text: Label,
    /// How long, from the answer.
    pub period: Period,
    /// How many times.
    #[serde(default = "super::review::once")]
    pub times: u32,
    /// The least number of characters.
    #[serde(default = "two")]
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

const fn two() -> usize {
    2
}

impl Reply {
    /// The bounds as the text cleaner takes them.
    pub fn length(&self) -> Length {
        Length { min: self.min, max: self.max }
    }
}

/// Asking proposer and co-signers whether they are satisfied.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// What it is called.
    pub name: Label,
    /// When they are asked, from the answer.
    pub period: Period,
    /// For how long answers are taken, from being asked; without it, as long as it was until they were asked.
    #[serde(default)]
    pub open: Option<Period>,
    /// What they are asked; each is answered on a scale from 1 to 5.
    #[serde(default)]
    pub questions: Vec<Item>,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// Telling how things went on, again and again until an outcome is stated.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// What it is called.
    pub name: Label,
    /// In words.
    pub text: Label,
    /// After a report, the next is due this much later.
    pub cycle: Period,
    /// Where the number comes from.
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
