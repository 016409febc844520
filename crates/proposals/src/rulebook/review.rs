//! The way to an open proposal: supporters, review, supplements, and the way back.

use folkmoot_foundation::period::Period;
use serde::{Deserialize, Serialize};

use super::{Basis, Label};
use crate::state::State;

/// The people who must stand behind a proposal before it is reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Supporters {
    /// What they are called.
    pub name: Label,
    /// What is asked of them, in words.
    pub text: Label,
    /// So many besides the proposer, 1 or more.
    pub count: i64,
    /// At most so many people, the proposer among them, until the review has passed; no bound without it.
    #[serde(default)]
    pub most: Option<i64>,
    /// How long the proposer has to find them, from the submission; without it, as long as it takes.
    #[serde(default)]
    pub period: Option<Period>,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

/// From when an open proposal stands in lists, search and feeds; until then it is reached by its link alone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// In words.
    pub text: Label,
    /// From so many signatures on, 1 or more.
    pub count: i64,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// The review 檢核 of a new proposal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What it is called.
    pub name: Label,
    /// How long it may take, from the submission or from the last supporter.
    pub period: Period,
    /// After these periods a proposal that still waits is shown as late, each more urgent than the one before.
    #[serde(default)]
    pub flags: Vec<Period>,
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
    /// Whether the text of a proposal that is refused on it is not shown.
    #[serde(default)]
    pub hidden: bool,
    /// For a repeat: how long after an answer it holds.
    #[serde(default)]
    pub period: Option<Period>,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// Asking the proposer to mend a defect 補正. The time until the answer does not count for clocks that pause for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Supplement {
    /// What it is called.
    pub name: Label,
    /// What it is for, in words.
    pub text: Label,
    /// How long the office may ask, from the submission.
    pub ask: Period,
    /// How long the proposer has to answer, from being asked.
    pub answer: Period,
    /// How many times it may be asked for.
    #[serde(default = "once")]
    pub times: u32,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

pub(super) const fn once() -> u32 {
    1
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

/// How long the same matter can't be proposed again after an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatBan {
    /// In words.
    pub text: Label,
    /// How long, from the answer.
    pub period: Period,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}
