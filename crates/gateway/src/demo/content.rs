//! The sample content as it stands in `demo/*.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::texts::SampleText;

/// Everything the demo begins with.
#[derive(Debug)]
pub struct Content {
    /// The agencies.
    pub agencies: Vec<Agency>,
    /// The people one can sign in as.
    pub accounts: Vec<Account>,
    /// Citizens who only appear in the content.
    pub citizens: Vec<Citizen>,
    /// The proposals.
    pub proposals: Vec<Sample>,
}

/// An agency.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    pub slug: String,
    pub zh: String,
    pub en: String,
}

/// A person one can sign in as.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// What its address begins with.
    pub key: String,
    /// The name.
    pub name: String,
    /// The name others see.
    pub nickname: String,
    /// The name of a county or city.
    pub county: String,
    /// The code of a role.
    pub role: Option<String>,
    /// The slugs of the agencies the role is held for.
    #[serde(default)]
    pub agencies: Vec<String>,
    /// What the sign-in page says of it, by language; one without it is not offered.
    #[serde(default)]
    pub shown: BTreeMap<String, String>,
}

/// A citizen of the sample content.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citizen {
    pub name: String,
    pub nickname: String,
    pub county: String,
}

/// How the story of a proposal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Draft,
    InReview,
    SentBack,
    Refused,
    Open,
    Lapsed,
    Withdrawn,
    /// A case that is answered within its time still.
    Reached,
    /// The answer was extended.
    Extended,
    /// The answer is overdue.
    Missed,
    Answered,
    /// Answered, and all that was promised is done.
    Closed,
    /// It goes as its steps say.
    Told,
}

/// What happens in a step of a story that is told step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    Draft,
    Submit,
    Open,
    /// Those of `by` sign with their accounts, `count` others, and as many as `regions` says.
    Sign,
    /// The administrator enters the polling day of that day, `in_days` later, by the name of `text`.
    PollingDay,
    /// The case goes to the agency `to`.
    Assign,
    Timetable,
    Contact,
    /// The case is handed on to the agency `to`, for the reasons of `text`.
    Transfer,
    Extend,
    /// The miss of the answer is explained by `text`.
    Explain,
    Respond,
    /// The follow-up with the number `count` is reported on.
    Report,
    /// The report on what is under study says `text`; the matter goes on.
    Study,
    /// The proposer replies to the response.
    Reply,
    /// Those of `by` say that the response helped, or, with `count` 0, that it did not, and why.
    Feedback,
    /// Those of `by` answer the survey, all with `count` of 5; the first adds `text`.
    Survey,
}

/// A step of a story that is told step by step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Days before the demo's first start.
    pub ago: i64,
    pub does: Does,
    #[serde(default)]
    pub count: i64,
    #[serde(default)]
    pub regions: BTreeMap<String, i64>,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub in_days: i64,
    /// Accounts by key or nickname.
    #[serde(default)]
    pub by: Vec<String>,
}

/// A proposal and its story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    pub key: String,
    pub fate: Fate,
    /// The rulebook it is born under; the first of the settings if none is named.
    pub rulebook: Option<String>,
    /// The key of an account, or the nickname of a citizen.
    pub proposer: String,
    /// Days before the demo's first start.
    pub submitted: i64,
    /// Days from the submission to the threshold.
    pub reached_after: Option<i64>,
    /// Days from the threshold to the answer.
    pub answered_after: Option<i64>,
    #[serde(default)]
    pub signatures: i64,
    pub title: String,
    /// The key of a category or of a sub-category.
    pub category: String,
    pub agencies: Vec<String>,
    pub county: Option<String>,
    pub content: String,
    pub demands: Vec<String>,
    pub benefits: String,
    pub evidence: String,
    #[serde(default)]
    pub comments: Vec<Comment>,
    #[serde(default)]
    pub grounds: Vec<String>,
    /// Why it was refused or sent back.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub withdraw_reason: String,
    /// The key of the proposal on a similar matter that is named when this one is withdrawn.
    pub similar: Option<String>,
    /// How the agency means to work on it.
    pub timetable: Option<Plan>,
    /// How the agency got in touch with the proposer.
    pub contact: Option<Talk>,
    pub extension: Option<Extension>,
    #[serde(default)]
    pub decisions: Vec<Decision>,
    /// What the response says of issues that were raised.
    #[serde(default)]
    pub issues: Vec<Issue>,
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub follow_ups: Vec<FollowUp>,
    pub hearing: Option<Hearing>,
    /// The issues that the facilitator makes of comments and record.
    #[serde(default)]
    pub disputes: Vec<Dispute>,
    /// What came on paper and at a counter, before the issues were made.
    #[serde(default)]
    pub opinions: Vec<Opinion>,
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What the proposer replies to the response.
    pub reply: Option<String>,
    /// Who says whether the response helped.
    #[serde(default)]
    pub feedback: Vec<Said>,
    /// Who answers the survey; they sign, too.
    #[serde(default)]
    pub survey: Vec<Surveyed>,
    /// A draft text under it, from a file of its own.
    #[serde(skip)]
    pub text: Option<SampleText>,
}

/// Whether a response helped somebody.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The nickname.
    pub by: String,
    pub helpful: bool,
    #[serde(default)]
    pub reason: String,
}

/// An answer to the survey.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surveyed {
    /// The nickname.
    pub by: String,
    /// How satisfied, then the answers to the rulebook's questions in their order.
    pub ratings: Vec<i64>,
    /// Words that may be published.
    #[serde(default)]
    pub words: String,
}

/// A comment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// The nickname.
    pub by: String,
    pub stance: String,
    pub text: String,
    /// A reply, if there is one.
    pub reply: Option<Reply>,
    /// The reason for which a moderator hid it.
    pub hidden: Option<String>,
    /// Whether somebody reported it and nobody has decided yet.
    #[serde(default)]
    pub reported: bool,
}

/// A reply to a comment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub by: String,
    pub text: String,
}

/// A timetable.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub body: String,
    pub steps: Vec<PlanStep>,
}

/// A step of a timetable.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanStep {
    /// Days after the timetable was announced.
    pub after: i64,
    pub what: String,
}

/// A contact with the proposer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Talk {
    /// The code of the manner.
    pub manner: String,
    pub summary: String,
}

/// An extension of the answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    pub reasons: String,
    pub progress: String,
}

/// A decision on a demand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub code: String,
    pub reasons: String,
    /// The articles of law it stands on.
    #[serde(default)]
    pub legal_basis: String,
    /// How the demand stands by the rulebook's criteria, by code.
    #[serde(default)]
    pub criteria: BTreeMap<String, String>,
}

/// An issue that was raised.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    pub issue: String,
    /// Who raised it in a comment on the proposal.
    pub by: String,
    /// The answer, or why it is left open.
    pub text: String,
    #[serde(default)]
    pub open: bool,
}

/// Something promised.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    pub action: String,
    pub unit: String,
    /// Days after the demo's first start; negative before.
    pub due_in: i64,
    /// What was reported when it was done.
    pub report: Option<String>,
    /// What came of the case, where the report is the last.
    #[serde(default)]
    pub outcome: Option<String>,
}

/// An opinion from a paper form or a counter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    pub channel: String,
    pub stance: String,
    /// Whose it is; empty for somebody who gave no name.
    #[serde(default)]
    pub name: String,
    pub place: String,
    pub text: String,
    /// Whether a scan goes with it.
    #[serde(default)]
    pub scan: bool,
}

/// An issue (爭點), and what is filed under it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    pub title: String,
    pub summary: String,
    /// Filed is every voice that has one of these words.
    pub words: Vec<String>,
}

/// A hearing and its record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hearing {
    pub kind: String,
    pub title: String,
    /// Days before the demo's first start.
    pub held: i64,
    pub place: String,
    pub chair: String,
    pub notice: String,
    /// The address of the recording; may be empty.
    #[serde(default)]
    pub recording: String,
    /// The name of the record in `demo/records/`; none if it is still to be held.
    pub record: Option<String>,
    /// Days before the demo's first start on which it was announced; eight days before it was held, if nothing is said.
    pub announced: Option<i64>,
    /// `HH:MM`.
    #[serde(default)]
    pub starts_at: String,
    /// `HH:MM`.
    #[serde(default)]
    pub ends_at: String,
    #[serde(default)]
    pub agenda: String,
    /// One registers for it if this is given.
    pub places: Option<u32>,
    /// Who registered, in their order.
    #[serde(default)]
    pub registered: Vec<String>,
    /// What was asked beforehand.
    #[serde(default)]
    pub questions: Vec<HearingQuestion>,
    /// What was entered with the record.
    #[serde(default)]
    pub papers: Vec<HearingPaper>,
    #[serde(default)]
    pub weighing: String,
}

/// A question for a hearing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingQuestion {
    /// Who asks.
    pub by: String,
    /// The question.
    pub body: String,
    /// Who wants to hear the answer, too.
    #[serde(default)]
    pub marks: Vec<String>,
}

/// Evidence, an objection that the chair handled, or a signature.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingPaper {
    /// `evidence`, `objection` or `signature`.
    pub kind: String,
    pub who: String,
    #[serde(default)]
    pub body: String,
    /// What became of it; empty for evidence.
    #[serde(default)]
    pub state: String,
    /// The chair's handling, or why somebody did not sign.
    #[serde(default)]
    pub reason: String,
}

#[derive(Deserialize)]
struct Agencies {
    agency: Vec<Agency>,
}
#[derive(Deserialize)]
struct People {
    account: Vec<Account>,
    citizen: Vec<Citizen>,
}
#[derive(Deserialize)]
struct Proposals {
    proposal: Vec<Sample>,
}

impl Sample {
    /// How many days after the threshold its timetable is announced. The advisory clock of the timetable is missed where
    /// the answer is missed as well.
    pub fn timetable_after(&self) -> i64 {
        if self.fate == Fate::Missed { 15 } else { 6 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    text: Vec<SampleText>,
}

impl Content {
    /// Reads the files that are compiled in.
    ///
    /// # Errors
    /// If one of them is not as it should be, which a test notices.
    pub fn read() -> Result<Self, toml::de::Error> {
        let agencies: Agencies = toml::from_str(include_str!("../../demo/agencies.toml"))?;
        let people: People = toml::from_str(include_str!("../../demo/people.toml"))?;
        let mut proposals: Proposals = toml::from_str(include_str!("../../demo/proposals.toml"))?;
        let told: Proposals = toml::from_str(include_str!("../../demo/told.toml"))?;
        proposals.proposal.extend(told.proposal);
        let texts: Texts = toml::from_str(include_str!("../../demo/texts.toml"))?;
        for text in texts.text {
            if let Some(sample) = proposals.proposal.iter_mut().find(|one| one.key == text.proposal) {
                sample.text = Some(text);
            }
        }
        Ok(Self {
            agencies: agencies.agency,
            accounts: people.account,
            citizens: people.citizen,
            proposals: proposals.proposal,
        })
    }
}

/// The record of a hearing, as Markdown.
pub fn record(name: &str) -> Option<&'static str> {
    match name {
        "sidewalk" => Some(include_str!("../../demo/records/sidewalk.md")),
        "parental" => Some(include_str!("../../demo/records/parental.md")),
        "rent" => Some(include_str!("../../demo/records/rent.md")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_reads_and_hangs_together() {
        let content = Content::read().unwrap();
        assert!(content.proposals.len() >= 12 && content.agencies.len() >= 8);
        let known = |who: &str| {
            content.accounts.iter().any(|a| a.key == who || a.nickname == who)
                || content.citizens.iter().any(|c| c.nickname == who)
        };
        for sample in &content.proposals {
            assert!(known(&sample.proposer), "{}: {}", sample.key, sample.proposer);
            if let Some(similar) = &sample.similar {
                assert!(content.proposals.iter().any(|other| other.key == *similar), "{similar}");
            }
            for comment in &sample.comments {
                assert!(known(&comment.by), "{}: {}", sample.key, comment.by);
            }
            for who in sample.steps.iter().flat_map(|step| &step.by) {
                assert!(known(who), "{}: {who}", sample.key);
            }
            for slug in &sample.agencies {
                assert!(content.agencies.iter().any(|a| a.slug == *slug), "{slug}");
            }
            let told = sample.fate == Fate::Told;
            assert_eq!(told, !sample.steps.is_empty(), "{}", sample.key);
            let answers = sample.steps.iter().any(|step| step.does == Does::Respond);
            let decided = matches!(sample.fate, Fate::Answered | Fate::Closed) || answers;
            assert_eq!(
                sample.decisions.len(),
                if decided { sample.demands.len().max(1) } else { 0 },
                "{}",
                sample.key
            );
            let reached =
                |what| sample.reached_after.is_some() || sample.steps.iter().any(|s| s.does == what);
            assert_eq!(sample.timetable.is_some(), reached(Does::Timetable), "{}", sample.key);
            assert_eq!(sample.contact.is_some(), reached(Does::Contact), "{}", sample.key);
            for step in sample.timetable.iter().flat_map(|plan| &plan.steps) {
                let before = sample.answered_after.unwrap_or(60);
                assert!(sample.timetable_after() + step.after < before, "{}: {}", sample.key, step.what);
            }
            if let Some(name) = sample.hearing.as_ref().and_then(|h| h.record.as_deref()) {
                assert!(record(name).is_some());
            }
        }
        let talks = content.proposals.iter().filter_map(|s| s.contact.as_ref());
        let said: Vec<&str> = talks.map(|talk| talk.summary.as_str()).collect();
        let different: std::collections::HashSet<&str> = said.iter().copied().collect();
        assert_eq!(different.len(), said.len(), "two contacts say the same");
        assert_eq!(content.proposals.iter().filter(|s| s.hearing.is_some()).count(), 4);
    }
}
