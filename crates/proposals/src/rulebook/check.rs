//! What a file that can be read may still have wrong.

use std::collections::HashSet;

use folkmoot_foundation::period::{Period, Unit};

use super::{Effect, Label, Rulebook};
use crate::state::State;

/// Something wrong with a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct Mistake {
    /// The key where it is wrong, such as `thresholds.reached.count`.
    pub key: String,
    /// What is wrong.
    pub problem: String,
}

impl Mistake {
    pub(super) fn new(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { key: key.into(), problem: problem.into() }
    }
}

/// No period may be longer than this: dates beyond it are a typing mistake, not a procedure.
const LONGEST_YEARS: u32 = 100;

impl Rulebook {
    /// Everything that is wrong with it; empty if it can be used.
    pub fn check(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        let mut wrong =
            |key: &str, problem: &str| found.push(Mistake::new(key.to_owned(), problem.to_owned()));

        if !is_code(&self.id) {
            wrong("id", "must be of small letters, digits and _");
        }
        let f = &self.fields;
        for (key, field) in [
            ("fields.title", &f.title),
            ("fields.content", &f.content),
            ("fields.benefits", &f.benefits),
            ("fields.evidence", &f.evidence),
            ("fields.reason", &f.reason),
        ] {
            if field.max == 0 || field.min > field.max {
                wrong(key, "needs 0 ≤ min ≤ max and max ≥ 1");
            }
            if field.max > 20_000 {
                wrong(key, "max may be 20000 at most");
            }
        }
        if f.title.min == 0 {
            wrong("fields.title", "min must be 1 or more: a proposal needs a title");
        }
        if f.reason.min == 0 {
            wrong("fields.reason", "min must be 1 or more: a reason can't be empty");
        }
        for (key, list) in [("fields.demands", &f.demands), ("fields.links", &f.links)] {
            if list.most == 0 || list.least > list.most || list.most > 100 {
                wrong(key, "needs 0 ≤ least ≤ most and 1 ≤ most ≤ 100");
            }
            if list.min == 0 || list.min > list.max || list.max > 2000 {
                wrong(key, "needs 1 ≤ min ≤ max ≤ 2000");
            }
        }
        if f.demands.least == 0 {
            wrong("fields.demands", "least must be 1 or more: an answer decides on demands");
        }
        if self.who.drafts.most == 0 {
            wrong("who.drafts", "most must be 1 or more");
        }
        if self.who.propose.is_empty() || self.who.sign.is_empty() {
            wrong("who", "propose and sign must each ask for something");
        }
        if !self.who.sign.is_empty() && !self.who.sign.contains(&self.who.unique_by) {
            wrong("who.unique_by", "must be something that a signer must have confirmed");
        }

        if self.election_pause.as_ref().is_some_and(|pause| pause.period.unit == Unit::WorkingDays) {
            wrong("election_pause.period", "can't be counted in working days: it is counted backwards");
        }

        for (key, codes) in [
            ("categories", self.categories.iter().map(|c| c.code.as_str()).collect::<Vec<_>>()),
            ("review.grounds", self.review.grounds.iter().map(|c| c.code.as_str()).collect()),
            ("thresholds", self.thresholds.iter().map(|c| c.code.as_str()).collect()),
            ("clocks", self.clocks.iter().map(|c| c.code.as_str()).collect()),
            ("decisions", self.decisions.iter().map(|c| c.code.as_str()).collect()),
            ("response_parts", self.response_parts.iter().map(|c| c.code.as_str()).collect()),
        ] {
            let mut seen = HashSet::new();
            for code in &codes {
                if !is_code(code) {
                    wrong(&format!("{key}.{code}"), "codes are of small letters, digits and _");
                }
                if !seen.insert(*code) {
                    wrong(&format!("{key}.{code}"), "stands there twice");
                }
            }
            if codes.is_empty() && key != "response_parts" {
                wrong(key, "must not be empty");
            }
        }

        for t in self.thresholds.iter().filter(|t| t.count < 1) {
            wrong(&format!("thresholds.{}.count", t.code), "must be 1 or more");
        }
        for t in &self.thresholds {
            let Some(regions) = &t.regions else { continue };
            if regions.least < 1 || usize::try_from(regions.least).is_ok_and(|n| n > regions.minimum.len()) {
                wrong(
                    &format!("thresholds.{}.regions.least", t.code),
                    "must be 1 or more, and at most as many as there are minima",
                );
            }
            if regions.minimum.values().any(|count| *count < 1) {
                wrong(&format!("thresholds.{}.regions.minimum", t.code), "each must be 1 or more");
            }
        }
        if self.thresholds.windows(2).any(|pair| pair[0].count >= pair[1].count) {
            wrong("thresholds", "must ascend");
        }
        if self.thresholds.iter().filter(|t| t.effect == Effect::Case).count() != 1 {
            wrong("thresholds", "exactly one must have the effect \"case\"");
        }
        for code in self.extension.clocks.iter().filter(|code| self.clock(code).is_none()) {
            wrong(&format!("extension.clocks.{code}"), "there is no such clock");
        }
        for state in &self.withdrawal.from {
            if !matches!(state, State::InReview | State::SentBack | State::Open | State::Reached) {
                wrong(&format!("withdrawal.from.{}", state.code()), "nothing can be withdrawn in this state");
            }
        }
        let d = &self.discussion;
        if d.min == 0 || d.min > d.max || d.max > 20_000 {
            wrong("discussion", "needs 1 ≤ min ≤ max ≤ 20000");
        }
        if d.most == 0 || d.minutes == 0 {
            wrong("discussion", "most and minutes must be 1 or more");
        }
        for state in d.open.iter().filter(|state| !state.is_public()) {
            wrong(&format!("discussion.open.{}", state.code()), "is no public state");
        }
        for (key, period) in self.periods() {
            if period.amount == 0 || too_long(period) {
                wrong(&key, "the amount must be 1 or more, and the period at most 100 years");
            }
        }
        for (key, label) in self.labels() {
            if label.zh.trim().is_empty() || label.en.trim().is_empty() {
                wrong(&key, "needs a text in both languages");
            }
        }
        found
    }

    fn periods(&self) -> Vec<(String, Period)> {
        let mut all = vec![
            ("review.period".to_owned(), self.review.period),
            ("drive.period".to_owned(), self.drive.period),
            ("extension.period".to_owned(), self.extension.period),
        ];
        all.extend(self.clocks.iter().map(|c| (format!("clocks.{}.period", c.code), c.period)));
        all.extend(
            self.decisions
                .iter()
                .filter_map(|d| Some((format!("decisions.{}.follow_up", d.code), d.follow_up?))),
        );
        all.extend(
            self.review
                .grounds
                .iter()
                .filter_map(|g| Some((format!("review.grounds.{}.period", g.code), g.period?))),
        );
        all.extend(self.feedback.iter().map(|s| ("feedback.period".to_owned(), s.period)));
        all.extend(self.survey.iter().map(|s| ("survey.period".to_owned(), s.period)));
        all.extend(self.election_pause.iter().map(|s| ("election_pause.period".to_owned(), s.period)));
        all
    }

    fn labels(&self) -> Vec<(String, &Label)> {
        let f = &self.fields;
        let mut all = vec![
            ("name".to_owned(), &self.name),
            ("summary".to_owned(), &self.summary),
            ("source".to_owned(), &self.source),
            ("who.text".to_owned(), &self.who.text),
            ("review.name".to_owned(), &self.review.name),
            ("drive.name".to_owned(), &self.drive.name),
            ("extension.name".to_owned(), &self.extension.name),
            ("withdrawal.text".to_owned(), &self.withdrawal.text),
            ("discussion.text".to_owned(), &self.discussion.text),
            ("fields.title.name".to_owned(), &f.title.name),
            ("fields.content.name".to_owned(), &f.content.name),
            ("fields.demands.name".to_owned(), &f.demands.name),
            ("fields.benefits.name".to_owned(), &f.benefits.name),
            ("fields.evidence.name".to_owned(), &f.evidence.name),
            ("fields.links.name".to_owned(), &f.links.name),
            ("fields.agencies.name".to_owned(), &f.agencies.name),
            ("fields.reason.name".to_owned(), &f.reason.name),
        ];
        all.extend(self.categories.iter().map(|c| (format!("categories.{}.name", c.code), &c.name)));
        all.extend(self.review.grounds.iter().map(|g| (format!("review.grounds.{}.text", g.code), &g.text)));
        all.extend(self.thresholds.iter().map(|t| (format!("thresholds.{}.name", t.code), &t.name)));
        all.extend(self.clocks.iter().map(|c| (format!("clocks.{}.name", c.code), &c.name)));
        all.extend(self.decisions.iter().map(|d| (format!("decisions.{}.name", d.code), &d.name)));
        all.extend(self.response_parts.iter().map(|c| (format!("response_parts.{}.name", c.code), &c.name)));
        all.extend(self.paper.iter().map(|paper| ("paper.text".to_owned(), &paper.text)));
        all
    }
}

fn too_long(period: Period) -> bool {
    use folkmoot_foundation::period::Unit;
    let per_year = match period.unit {
        Unit::Days | Unit::WorkingDays => 366,
        Unit::Weeks => 53,
        Unit::Months => 12,
        Unit::Years => 1,
    };
    period.amount > per_year * LONGEST_YEARS
}

fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 40
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
