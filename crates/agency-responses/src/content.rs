//! What a formal response says.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{FieldErrors, IssueId, Now, VoiceId};
use serde::{Deserialize, Serialize};

use crate::entity::case;
use crate::ids::DemandId;
use crate::open::{AnswerRules, DecisionRule};
use crate::own_words::only_refers;

/// The greatest number of follow-ups a response promises.
const MOST_FOLLOW_UPS: usize = 20;

const REASONS: Length = Length { min: 0, max: 4000 };
const PART: Length = Length { min: 0, max: 20_000 };
const SUMMARY: Length = Length { min: 0, max: 600 };
const LEGAL_BASIS: Length = Length { min: 0, max: 1000 };
const CRITERION: Length = Length { min: 0, max: 2000 };
const ISSUE: Length = Length { min: 0, max: 300 };

/// The greatest number of issues a response lists.
pub const MOST_ISSUES: usize = 100;
/// The greatest number of voices that one issue cites.
pub const MOST_CITES: usize = 10;

/// The text of a formal response, as a draft or published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// One answer for each demand of the case.
    pub demands: Vec<DemandAnswer>,
    /// A plain summary, required; at most 600 characters.
    pub summary: String,
    /// What was raised in discussion and hearings: each answered, or left open with the reason why. What came later than
    /// the first responses is left out of the JSON where it is empty, so that their hashes hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<IssueAnswer>,
    /// The parts the rulebook names, by code (on Join 問題分析, 政策說明, 後續規劃, 參考資料); at most 20,000
    /// characters each, empty ones absent.
    pub parts: BTreeMap<String, String>,
    /// What the agency promises to do by when; each becomes a follow-up once the response is published.
    pub follow_ups: Vec<PlannedFollowUp>,
}

/// The answer to one demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandAnswer {
    /// Which demand.
    pub demand: DemandId,
    /// The code of the decision, one of those the rulebook allows; empty while undecided.
    #[serde(default)]
    pub decision: String,
    /// Why; at most 4,000 characters.
    #[serde(default)]
    pub reasons: String,
    /// The articles of law it stands on, in words; at most 1,000 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub legal_basis: String,
    /// The codes of the rulebook's legal grounds that it names; some decisions need one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<String>,
    /// How the demand stands by the rulebook's criteria, by code; at most 2,000 characters each, empty ones absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub criteria: BTreeMap<String, String>,
}

impl DemandAnswer {
    /// An answer with a decision and its reasons alone.
    pub fn new(demand: DemandId, decision: impl Into<String>, reasons: impl Into<String>) -> Self {
        Self {
            demand,
            decision: decision.into(),
            reasons: reasons.into(),
            legal_basis: String::new(),
            grounds: Vec::new(),
            criteria: BTreeMap::new(),
        }
    }
}

/// What a response says of an issue that was raised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssueAnswer {
    /// What was raised; at most 300 characters.
    pub issue: String,
    /// The voices that raised it, at most 10; the caller has made sure that they stand in the discussion of the proposal.
    pub cites: Vec<VoiceId>,
    /// Whether the response leaves it open.
    pub left_open: bool,
    /// The answer, or why there is none yet; at most 4,000 characters.
    pub text: String,
    /// The issue (爭點) of the discussion that it answers, with all voices under it; the caller has made sure that it is one
    /// of the proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<IssueId>,
}

impl IssueAnswer {
    fn is_blank(&self) -> bool {
        self.issue.trim().is_empty()
            && self.text.trim().is_empty()
            && self.cites.is_empty()
            && self.about.is_none()
    }
}

/// What a case lets its response consist of.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    demands: Vec<DemandId>,
    decisions: Vec<DecisionRule>,
    parts: Vec<String>,
    rules: AnswerRules,
}

impl Frame {
    /// That of a case with these demands.
    pub(crate) fn of(case: &case::Model, demands: Vec<DemandId>) -> Result<Self, serde_json::Error> {
        Ok(Self {
            demands,
            decisions: serde_json::from_str(&case.decisions)?,
            parts: serde_json::from_str(&case.parts)?,
            rules: AnswerRules::stored(case)?,
        })
    }

    /// The demands alone: what nobody has written yet says nothing else.
    pub(crate) fn blank(demands: Vec<DemandId>) -> Self {
        Self { demands, ..Self::default() }
    }

    /// Whether a decision has to name a ground in law.
    fn needs_ground(&self, decision: &str) -> bool {
        self.decisions.iter().any(|rule| rule.code == decision && rule.needs_ground)
    }
}

/// Something promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedFollowUp {
    /// What will be done; at most 500 characters.
    pub action: String,
    /// The unit that does it; at most 100 characters.
    pub unit: String,
    /// By which day, in Taipei.
    pub due_on: NaiveDate,
}

impl Content {
    /// Cleans what was typed; a draft may be incomplete. Answers to demands of other cases, parts, criteria and grounds
    /// that the rulebook does not name are dropped, and every demand has an entry afterwards, in the case's order.
    pub(crate) fn cleaned(&self, frame: &Frame) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut out = Self::default();
        for (demand, number) in frame.demands.iter().zip(1..) {
            let given = self.demands.iter().find(|answer| answer.demand == *demand);
            let blank = DemandAnswer::new(*demand, "", "");
            out.demands.push(given.unwrap_or(&blank).cleaned(frame, number, &mut errors));
        }
        out.summary = errors.take(text::block("summary", &self.summary, SUMMARY)).unwrap_or_default();
        for code in &frame.parts {
            let raw = self.parts.get(code).map(String::as_str).unwrap_or_default();
            if let Some(text) = errors.take(text::block(&format!("part-{code}"), raw, PART))
                && !text.is_empty()
            {
                out.parts.insert(code.clone(), text);
            }
        }
        let issues: Vec<&IssueAnswer> = self.issues.iter().filter(|issue| !issue.is_blank()).collect();
        if issues.len() > MOST_ISSUES {
            errors.add_with("issues", "too_many", [("max", MOST_ISSUES.to_string())]);
        }
        for (issue, number) in issues.into_iter().zip(1..) {
            out.issues.push(issue.cleaned(number, &mut errors));
        }
        if self.follow_ups.len() > MOST_FOLLOW_UPS {
            errors.add_with("follow_ups", "too_many", [("max", MOST_FOLLOW_UPS.to_string())]);
        }
        for (planned, number) in self.follow_ups.iter().zip(1..) {
            let planned = errors_of_follow_up(&mut errors, planned, &format!("-{number}"));
            out.follow_ups.extend(planned);
        }
        errors.into_result(Some(out))
    }

    /// What is missing before the draft can be signed.
    pub(crate) fn complete(&self, frame: &Frame, now: Now) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        for (answer, number) in self.demands.iter().zip(1..) {
            if answer.decision.is_empty() {
                errors.add(&format!("decision-{number}"), "required");
            }
            if answer.reasons.is_empty() {
                errors.add(&format!("reasons-{number}"), "required");
            } else if only_refers(&answer.reasons) {
                errors.add(&format!("reasons-{number}"), "only_refers");
            }
            if answer.grounds.is_empty() && frame.needs_ground(&answer.decision) {
                errors.add(&format!("grounds-{number}"), "required");
            }
        }
        if self.summary.is_empty() {
            errors.add("summary", "required");
        } else if only_refers(&self.summary) {
            errors.add("summary", "only_refers");
        }
        for (issue, number) in self.issues.iter().zip(1..) {
            if issue.issue.is_empty() {
                errors.add(&format!("issue-{number}"), "required");
            }
            if issue.text.is_empty() {
                errors.add(&format!("issue_text-{number}"), "required");
            } else if only_refers(&issue.text) {
                errors.add(&format!("issue_text-{number}"), "only_refers");
            }
        }
        let today = folkmoot_foundation::period::day_of(now);
        for (planned, number) in self.follow_ups.iter().zip(1..) {
            check_planned_day(&mut errors, &format!("due_on-{number}"), planned.due_on, today);
        }
        errors.into_result(Some(()))
    }
}

impl DemandAnswer {
    fn cleaned(&self, frame: &Frame, number: usize, errors: &mut FieldErrors) -> Self {
        let decision = self.decision.trim().to_owned();
        if !decision.is_empty() && !frame.decisions.iter().any(|rule| rule.code == decision) {
            errors.add(&format!("decision-{number}"), "no_such_choice");
        }
        let mut block = |stem: &str, raw: &str, length| {
            errors.take(text::block(&format!("{stem}-{number}"), raw, length)).unwrap_or_default()
        };
        let reasons = block("reasons", &self.reasons, REASONS);
        let legal_basis = block("legal_basis", &self.legal_basis, LEGAL_BASIS);
        let mut criteria = BTreeMap::new();
        for code in &frame.rules.criteria {
            let raw = self.criteria.get(code).map(String::as_str).unwrap_or_default();
            let name = format!("criterion-{number}-{code}");
            let text = errors.take(text::block(&name, raw, CRITERION)).filter(|text| !text.is_empty());
            criteria.extend(text.map(|text| (code.clone(), text)));
        }
        // In the rulebook's order, each once.
        let named = |code: &&String| self.grounds.contains(code);
        let grounds = frame.rules.grounds.iter().filter(named).cloned().collect();
        Self { demand: self.demand, decision, reasons, legal_basis, grounds, criteria }
    }
}

impl IssueAnswer {
    fn cleaned(&self, number: usize, errors: &mut FieldErrors) -> Self {
        let issue = errors.take(text::line(&format!("issue-{number}"), &self.issue, ISSUE));
        let words = errors.take(text::block(&format!("issue_text-{number}"), &self.text, REASONS));
        let mut cites = Vec::new();
        for voice in &self.cites {
            if !cites.contains(voice) {
                cites.push(*voice);
            }
        }
        if cites.len() > MOST_CITES {
            errors.add_with(&format!("cites-{number}"), "too_many", [("max", MOST_CITES.to_string())]);
        }
        Self {
            issue: issue.unwrap_or_default(),
            cites,
            left_open: self.left_open,
            text: words.unwrap_or_default(),
            about: self.about,
        }
    }
}

/// How far ahead an agency plans at most: what is later is a slip of the keyboard.
pub(crate) const PLANNED_AHEAD: Months = Months::new(120);

/// Checks a day that is planned for: from today on.
pub(crate) fn check_planned_day(errors: &mut FieldErrors, field: &str, day: NaiveDate, today: NaiveDate) {
    let last = today + PLANNED_AHEAD;
    if day < today {
        errors.add_day(field, "in_past", today, last);
    } else if day > last {
        errors.add_day(field, "too_far", today, last);
    }
}

/// Cleans a follow-up; the names of its fields end in `suffix`.
pub(crate) fn errors_of_follow_up(
    errors: &mut FieldErrors,
    planned: &PlannedFollowUp,
    suffix: &str,
) -> Option<PlannedFollowUp> {
    let action =
        errors.take(text::block(&format!("action{suffix}"), &planned.action, Length { min: 1, max: 500 }));
    let unit = errors.take(text::line(&format!("unit{suffix}"), &planned.unit, Length { min: 1, max: 100 }));
    Some(PlannedFollowUp { action: action?, unit: unit?, due_on: planned.due_on })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_published_before_there_were_issues_keeps_its_bytes() {
        let stored = r#"{"demands":[{"demand":"0198a3c0-0000-7000-8000-000000000001","decision":"adopted","reasons":"理由"}],"summary":"摘要","parts":{"plan":"規劃"},"follow_ups":[{"action":"修正","unit":"一科","due_on":"2026-09-30"}]}"#;
        let content: Content = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&content).unwrap(), stored);
    }
}
