//! Where a proposal stands.

use std::str::FromStr;

use folkmoot_foundation::Now;
use serde::{Deserialize, Serialize};

/// The state of a proposal. [`State::Lapsed`] shows the minute the window is over, before anything is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 草稿: being written, seen by its proposer alone.
    Draft,
    /// 徵求支持: submitted, looking for the people who must stand behind it before its review.
    Supporting,
    /// 檢核中: submitted, waiting for a reviewer.
    InReview,
    /// 退回修改: the reviewer asks for other words.
    SentBack,
    /// 不予受理: refused, public with the reason.
    Refused,
    /// 附議中: passed review; the window is ahead or running.
    Open,
    /// 未成案: the window ended below the threshold.
    Lapsed,
    /// 成案: the threshold is reached and an agency owes an answer.
    Reached,
    /// 已回應: the agency has answered.
    Answered,
    /// 已撤回: the proposer took it back, public with the reason.
    Withdrawn,
    /// 結案: answered, and every follow-up done.
    Closed,
}

impl State {
    /// All, in the order of a life.
    pub const ALL: [State; 11] = [
        Self::Draft,
        Self::Supporting,
        Self::InReview,
        Self::SentBack,
        Self::Refused,
        Self::Open,
        Self::Lapsed,
        Self::Reached,
        Self::Answered,
        Self::Withdrawn,
        Self::Closed,
    ];

    /// The states everyone may see, in the order of a life.
    pub const PUBLIC: [State; 7] = [
        Self::Open,
        Self::Reached,
        Self::Answered,
        Self::Closed,
        Self::Lapsed,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The stable code, in the database, the API and translation keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Supporting => "supporting",
            Self::InReview => "in_review",
            Self::SentBack => "sent_back",
            Self::Refused => "refused",
            Self::Open => "open",
            Self::Lapsed => "lapsed",
            Self::Reached => "reached",
            Self::Answered => "answered",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }

    /// Whether everyone may see a proposal in this state.
    pub fn is_public(self) -> bool {
        Self::PUBLIC.contains(&self)
    }

    /// The state that shows at `now`, given what is stored, when the window closes, and by when something was to be mended.
    pub(crate) fn at(stored: Self, closes_at: Option<Now>, supplement_due: Option<Now>, now: Now) -> Self {
        match (stored, closes_at, supplement_due) {
            (Self::Open | Self::Supporting, Some(closes), _) if now >= closes => Self::Lapsed,
            (Self::SentBack, _, Some(due)) if now >= due => Self::InReview,
            _ => stored,
        }
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// The text is no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a proposal")]
pub struct UnknownState;

impl FromStr for State {
    type Err = UnknownState;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.code() == text).ok_or(UnknownState)
    }
}
