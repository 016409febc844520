//! What a formal response says.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{FieldErrors, Now};
use serde::{Deserialize, Serialize};

use crate::ids::DemandId;
use crate::open::DecisionRule;
use crate::own_words::only_refers;

/// The greatest number of follow-ups a response promises.
const MOST_FOLLOW_UPS: usize = 20;

const REASONS: Length = Length { min: 0, max: 4000 };
const PART: Length = Length { min: 0, max: 20_000 };
const SUMMARY: Length = Length { min: 0, max: 600 };

/// The text of a formal response, as a draft or published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// One answer for each demand of the case.
    pub demands: Vec<DemandAnswer>,
    /// A plain summary, required; at most 600 characters.
    pub summary: String,
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
    /// Cleans what was typed; a draft may be incomplete. Answers to demands of other cases and parts the
    /// rulebook does not name are dropped, and every
    /// demand has an entry afterwards, in the case's order.
    pub(crate) fn cleaned(
        &self,
        demands: &[DemandId],
        decisions: &[DecisionRule],
        parts: &[String],
    ) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut out = Self::default();
        for (demand, number) in demands.iter().zip(1..) {
            let given = self.demands.iter().find(|answer| answer.demand == *demand);
            let decision = given.map(|answer| answer.decision.trim().to_owned()).unwrap_or_default();
            if !decision.is_empty() && !decisions.iter().any(|rule| rule.code == decision) {
                errors.add(&format!("decision-{number}"), "no_such_choice");
            }
            let reasons = given.map(|answer| answer.reasons.as_str()).unwrap_or_default();
            let reasons = errors.take(text::block(&format!("reasons-{number}"), reasons, REASONS));
            out.demands.push(DemandAnswer {
                demand: *demand,
                decision,
                reasons: reasons.unwrap_or_default(),
            });
        }
        out.summary = errors.take(text::block("summary", &self.summary, SUMMARY)).unwrap_or_default();
        for code in parts {
            let raw = self.parts.get(code).map(String::as_str).unwrap_or_default();
            if let Some(text) = errors.take(text::block(&format!("part-{code}"), raw, PART))
                && !text.is_empty()
            {
                out.parts.insert(code.clone(), text);
            }
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
    pub(crate) fn complete(&self, now: Now) -> Result<(), FieldErrors> {
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
        }
        if self.summary.is_empty() {
            errors.add("summary", "required");
        } else if only_refers(&self.summary) {
            errors.add("summary", "only_refers");
        }
        let today = folkmoot_foundation::period::day_of(now);
        for (planned, number) in self.follow_ups.iter().zip(1..) {
            check_planned_day(&mut errors, &format!("due_on-{number}"), planned.due_on, today);
        }
        errors.into_result(Some(()))
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
