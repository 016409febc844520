//! Why a proposal is in no list, though whoever has its link may see it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The reason why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    /// It looks for the people who must stand behind it before its review.
    Supporters,
    /// It can be signed, but not enough people have for it to be listed.
    Listing,
    /// It was refused on a ground whose texts are not shown.
    Hidden,
}

impl Unlisted {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Supporters => "supporters",
            Self::Listing => "listing",
            Self::Hidden => "hidden",
        }
    }
}

/// The text is no such reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no reason for which a proposal is not listed")]
pub struct UnknownReason;

impl FromStr for Unlisted {
    type Err = UnknownReason;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Supporters, Self::Listing, Self::Hidden];
        all.into_iter().find(|reason| reason.code() == text).ok_or(UnknownReason)
    }
}
