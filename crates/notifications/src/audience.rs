//! Who is told what: the one table of it, and the directory that knows the people.

use std::collections::HashMap;

use folkmoot_foundation::{Now, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::error::BoxError;
use crate::topics::{Topic, TopicKind};

/// A group of people an event concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Who made the proposal.
    Proposer,
    /// Who wrote the voice the event is about, or the voice that was replied to.
    Author,
    /// The officers of the agencies the event concerns.
    Officers,
    /// Their approvers.
    Approvers,
    /// Who reviews proposals.
    Reviewers,
    /// The approvers of the agencies that supervise those.
    Supervisors,
    /// Who assigns cases.
    Administrators,
    /// Who co-signed the proposal.
    CoSigners,
    /// Whose signatures the event is about.
    Signers,
    /// Whose words the response answers.
    Voices,
    /// Who registered for the hearing.
    Registrants,
    /// Who follows the proposal.
    Followers,
    /// Who follows what it is about: an agency, a category, a county, an issue, or a search that finds it.
    Topics,
}

impl Audience {
    const ALL: [Self; 13] = [
        Self::Proposer,
        Self::Author,
        Self::Officers,
        Self::Approvers,
        Self::Reviewers,
        Self::Supervisors,
        Self::Administrators,
        Self::CoSigners,
        Self::Signers,
        Self::Voices,
        Self::Registrants,
        Self::Followers,
        Self::Topics,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposer => "proposer",
            Self::Author => "author",
            Self::Officers => "officers",
            Self::Approvers => "approvers",
            Self::Reviewers => "reviewers",
            Self::Supervisors => "supervisors",
            Self::Administrators => "administrators",
            Self::CoSigners => "co_signers",
            Self::Signers => "signers",
            Self::Voices => "voices",
            Self::Registrants => "registrants",
            Self::Followers => "followers",
            Self::Topics => "topics",
        }
    }

    /// Whether such a mail is about the reader's own proposal, words or desk, rather than about something they joined.
    pub fn is_own(self) -> bool {
        !matches!(self, Self::CoSigners | Self::Followers | Self::Topics)
    }

    /// Whether whoever did it is left out: an officer knows what they have just done.
    pub(crate) fn leaves_out_actor(self) -> bool {
        matches!(self, Self::Author | Self::Officers | Self::Approvers | Self::Reviewers)
    }
}

impl std::str::FromStr for Audience {
    type Err = crate::Error;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|audience| audience.code() == code).ok_or(crate::Error::NotFound)
    }
}

/// Whom an event of this kind is told to, in this order: a person who belongs to several audiences is told once, as
/// member of the first. Nobody for kinds that are not in the table.
pub fn audiences(kind: &str) -> &'static [Audience] {
    use Audience::{
        Administrators, Approvers, Author, CoSigners, Followers, Officers, Proposer, Registrants, Reviewers,
        Signers, Supervisors, Topics, Voices,
    };
    match kind {
        "proposal.submitted" => &[Reviewers],
        "case.opened" => &[Administrators],
        "proposal.opened" | "proposal.accepted" | "proposal.listed" => &[Proposer, Topics],
        "proposal.refused"
        | "proposal.sent_back"
        | "proposal.supporters_sought"
        | "proposal.supplement_asked" => &[Proposer],
        "proposal.supported" | "proposal.supplement_missed" => &[Proposer, Reviewers],
        "proposal.supplemented" => &[Reviewers],
        "proposal.supporters_lapsed" => &[Proposer, CoSigners],
        "proposal.hearing_due" | "proposal.debate_due" | "proposal.vote_due" => {
            &[Proposer, CoSigners, Followers, Topics]
        }
        "proposal.reached" => &[Proposer, CoSigners, Followers, Topics],
        "proposal.lapsed" => &[Proposer, Followers],
        // Of a withdrawn proposal, who has not signed the other one yet.
        "proposal.similar_named" => &[CoSigners],
        "proposal.withdrawn" => &[CoSigners, Followers],
        "drive.paused" | "drive.resumed" | "drive.pause_withdrawn" => &[Proposer, Followers],
        "signatures.put_aside" | "signatures.invalidated" | "signatures.restored" => &[Signers],
        "case.assigned" | "case.transferred" => &[Officers, Topics],
        "case.response_sent_back"
        | "case.draft_commented"
        | "case.reminded"
        | "case.question_answered"
        | "case.part_asked"
        | "case.part_delivered"
        | "case.part_withdrawn"
        | "case.transfer_decided"
        | "case.demand_change_decided" => &[Officers],
        "case.question_asked" | "case.demand_change_suggested" => &[Proposer],
        "case.transfer_refused" => &[Officers, Administrators],
        "case.response_submitted" | "case.response_signed" => &[Approvers],
        "case.extended" => &[Proposer, Officers, Approvers, Followers, Topics],
        "case.missed" | "case.follow_up_overdue" => {
            &[Proposer, Officers, Approvers, Supervisors, Administrators, Followers, Topics]
        }
        "case.response_published" => &[Proposer, Voices, CoSigners, Followers, Topics],
        "case.addendum"
        | "case.follow_up_reported"
        | "case.progress_told"
        | "case.outcome_recorded"
        | "case.paused"
        | "case.resumed" => &[Proposer, Followers],
        "case.supplement_asked" => &[Proposer],
        "case.replied" => &[Officers, Approvers, Followers],
        "case.feedback_ended" => &[Officers],
        "case.survey_asked" => &[Proposer, CoSigners],
        "case.survey_ended" => &[Proposer, Officers, Followers],
        "case.supplement_answered" => &[Officers],
        "hearing.created" | "text.published" => &[Proposer, Followers, Topics],
        "hearing.changed" | "hearing.cancelled" | "hearing.weighed" => &[Registrants, Proposer, Followers],
        "issues.changed" => &[Topics],
        "hearing.registered" | "hearing.place_given" => &[Registrants],
        "hearing.words_overruled"
        | "question.handled"
        | "comment.added"
        | "comment.hidden"
        | "comment.restored"
        | "comment.edit_asked"
        | "comment.author_paused"
        | "comment.thread_closed"
        | "comment.thread_reopened"
        | "comment.decision_undone"
        | "comment.appeal_decided"
        | "case.words_hidden"
        | "case.words_restored" => &[Author],
        _ => &[],
    }
}

/// Whether a mail about it is left to the daily one that lists all dates of an agency; the page tells at once.
pub(crate) fn is_in_digest(kind: &str, audience: Audience) -> bool {
    matches!(kind, "case.missed" | "case.follow_up_overdue")
        && matches!(
            audience,
            Audience::Officers | Audience::Approvers | Audience::Supervisors | Audience::Administrators
        )
}

/// Whether anybody is to be told of the event: a comment that replies to nobody is news to nobody in particular, and what
/// signers did themselves is no news to them.
pub(crate) fn concerns_anybody(kind: &str, data: &Value) -> bool {
    let news = match kind {
        "comment.added" => data["parent"].is_string(),
        // What was asked of the proposer is told as such.
        "case.paused" | "case.resumed" => data["cause"] != "supplement",
        // A hearing that lies behind is news to nobody.
        "hearing.created" | "hearing.changed" | "hearing.cancelled" => data["coming"] == true,
        // Who follows an issue hears of voices that came under it.
        "issues.changed" => data["gained"].as_array().is_some_and(|gained| !gained.is_empty()),
        // An outcome is told once.
        "question.handled" => data["news"] == true,
        // Whoever made it count again themselves knows.
        "signatures.restored" => data["reason"] == "review_confirmed",
        _ => true,
    };
    news && !audiences(kind).is_empty()
}

/// What a person is told, as it is kept in notices and handed to the renderer. Free of personal data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// The kind of the event.
    pub kind: String,
    /// The event's number in the log.
    pub event: i64,
    /// When it happened.
    pub at: Now,
    /// Whose timeline it stands on: a proposal.
    pub subject: Uuid,
    /// What exactly it happened to.
    pub about: Option<Uuid>,
    /// As what the reader is told.
    pub audience: Audience,
    /// The event's own facts.
    pub data: Value,
    /// What the directory adds: the proposal's title and number.
    pub facts: Value,
    /// Of [`Audience::Topics`]: which of what the reader follows it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
}

/// What the reader follows that an event is about, by its names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Via {
    /// What it is.
    pub kind: TopicKind,
    /// Its key.
    pub key: String,
    /// Its name in Traditional Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
}

/// What an event is about, for those who follow more than one proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The agencies, the category and so on, with their names.
    pub topics: Vec<Named>,
    /// Of each document that is new to everybody its title and its words as the search knows them, for those who follow a
    /// search.
    pub words: Vec<(String, String)>,
}

/// A topic with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The topic.
    pub topic: Topic,
    /// Its name in Traditional Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
}

/// How a person is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The confirmed e-mail address, if there is one.
    pub email: Option<String>,
    /// The confirmed mobile number, if there is one.
    pub mobile: Option<String>,
    /// The language they read, `zh-TW` or `en`.
    pub locale: String,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(…)")
    }
}

/// A member of an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Where they stand in the order of the audience: the id of their signature, or their own.
    pub place: Uuid,
    /// Who it is.
    pub person: PersonId,
}

impl From<PersonId> for Member {
    fn from(person: PersonId) -> Self {
        Self { place: person.0, person }
    }
}

/// What the gateway knows through the other crates.
#[async_trait::async_trait]
pub trait Directory: Send + Sync {
    /// The members of an audience of an event, by ascending place, those after `after` only, at most `limit`. Not
    /// asked for [`Audience::Followers`] and [`Audience::Topics`], which this crate keeps itself.
    ///
    /// # Errors
    /// Whatever the other crates say; the step is tried again.
    async fn members(
        &self,
        audience: Audience,
        event: &Occurrence,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Member>, BoxError>;

    /// What an event is about. Empty while the proposal is in no list: whoever follows more than it hears of it later.
    ///
    /// # Errors
    /// As above.
    async fn about(&self, event: &Occurrence) -> Result<About, BoxError>;

    /// Public facts about what an event is about, such as the proposal's title and number.
    ///
    /// # Errors
    /// As above.
    async fn facts(&self, event: &Occurrence) -> Result<Value, BoxError>;

    /// How these people are reached; those without an account any more are missing.
    ///
    /// # Errors
    /// As above.
    async fn contacts(&self, people: &[PersonId]) -> Result<HashMap<PersonId, Contact>, BoxError>;
}

/// An event while it is being told.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// Its number in the log.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// When it happened.
    pub at: Now,
    /// Whose timeline.
    pub subject: Uuid,
    /// What exactly it happened to.
    pub about: Option<Uuid>,
    /// Who did it.
    pub actor: Option<PersonId>,
    /// Its facts.
    pub data: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for audience in audiences("case.missed") {
            assert_eq!(audience.code().parse::<Audience>().unwrap(), *audience);
            assert_eq!(serde_json::to_value(audience).unwrap(), audience.code());
        }
        assert!("nobody".parse::<Audience>().is_err());
    }

    #[test]
    fn own_matters_come_before_those_one_joined() {
        for kind in ["proposal.reached", "case.extended", "case.missed", "case.response_published"] {
            let own: Vec<bool> = audiences(kind).iter().map(|a| a.is_own()).collect();
            assert!(own.is_sorted_by(|a, b| a >= b), "{kind}");
        }
        assert!(audiences("signature.batch").is_empty());
    }
}
