//! Receipts: what a signer holds.

use std::str::FromStr;

use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DriveId, Now, SignatureId};
use serde::{Deserialize, Serialize};

use crate::entity::signature;
use crate::leaf::leaf_of;

/// The way a signature came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The website or the API.
    Online,
    /// A paper sheet.
    Paper,
    /// A clerk at a counter.
    Counter,
}

impl Channel {
    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Paper => "paper",
            Self::Counter => "counter",
        }
    }
}

/// Whether a signature counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It counts.
    Counted,
    /// Its signer took it back.
    Withdrawn,
    /// It waits for a check (待查核) and does not count meanwhile.
    PutAside,
    /// It was found not to be one person's free act, and does not count.
    Invalidated,
}

impl State {
    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Withdrawn => "withdrawn",
            Self::PutAside => "put_aside",
            Self::Invalidated => "invalidated",
        }
    }
}

/// A text that is no code of a channel or state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known code")]
pub struct UnknownCode;

impl FromStr for Channel {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        [Self::Online, Self::Paper, Self::Counter].into_iter().find(|c| c.code() == code).ok_or(UnknownCode)
    }
}

impl FromStr for State {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        [Self::Counted, Self::Withdrawn, Self::PutAside, Self::Invalidated]
            .into_iter()
            .find(|s| s.code() == code)
            .ok_or(UnknownCode)
    }
}

/// Proof of one signature, for its signer alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The signature's id.
    pub id: SignatureId,
    /// What was signed.
    pub drive: DriveId,
    /// When, in UTC.
    pub signed_at: Now,
    /// Which way it came in.
    pub channel: Channel,
    /// Whether it counts now.
    pub state: State,
    /// Under which region it is counted, if the signer gave one.
    pub region: Option<RegionCode>,
    /// SHA-256 of salt, drive and person key, in hexadecimal: what stands for the signature in public.
    pub leaf: String,
}

impl From<signature::Model> for Receipt {
    fn from(row: signature::Model) -> Self {
        let leaf = leaf_of(&row.salt, row.drive, &row.person_key);
        Self {
            id: row.id,
            drive: row.drive,
            signed_at: row.signed_at,
            // Only this crate writes these columns, from the same enums.
            channel: row.channel.parse().unwrap_or(Channel::Online),
            state: row.state.parse().unwrap_or(State::Withdrawn),
            region: row.region.and_then(|code| code.parse().ok()),
            leaf: hex::encode(leaf),
        }
    }
}
