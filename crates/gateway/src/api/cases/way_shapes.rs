//! How pauses, supplements and what agencies tell on the way look as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_agency_responses::accounts::Account;
use folkmoot_agency_responses::pauses::Pause;
use folkmoot_agency_responses::supplements::Supplement;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A pause of clocks.
#[derive(Debug, Serialize, ToSchema)]
pub struct PauseBody {
    /// `supplement`, `election` or `order`.
    pub cause: &'static str,
    /// Why, in words.
    pub reason: String,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when, at the latest; null while nobody knows.
    pub until: Option<DateTime<Utc>>,
}

impl From<&Pause> for PauseBody {
    fn from(one: &Pause) -> Self {
        Self { cause: one.cause.code(), reason: one.reason.clone(), from: one.from, until: one.until }
    }
}

/// Something the proposer was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupplementBody {
    /// Its id.
    pub id: Uuid,
    /// What was asked for.
    pub wanted: String,
    /// The last day for an answer, in Taipei.
    pub answer_by: NaiveDate,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// The answer.
    pub answer: Option<String>,
    /// When it came.
    pub answered_at: Option<DateTime<Utc>>,
}

impl From<&Supplement> for SupplementBody {
    fn from(one: &Supplement) -> Self {
        let (answer, answered_at) = one.answer.clone().unzip();
        Self {
            id: one.id.0,
            wanted: one.wanted.clone(),
            answer_by: one.answer_by,
            asked_at: one.asked,
            answer,
            answered_at,
        }
    }
}

/// Something an agency told on the way.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountBody {
    /// `progress`, `hearing`, `debate` or `vote`.
    pub kind: &'static str,
    /// The day on which it was held; null for progress.
    pub held_on: Option<NaiveDate>,
    /// Where more of it stands.
    pub link: Option<String>,
    /// In words.
    pub body: String,
    /// When it was told.
    pub at: DateTime<Utc>,
}

impl From<&Account> for AccountBody {
    fn from(one: &Account) -> Self {
        Self {
            kind: one.kind.code(),
            held_on: one.held_on,
            link: one.link.clone(),
            body: one.body.clone(),
            at: one.at,
        }
    }
}
