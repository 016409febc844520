//! What a file that can be read may still have wrong.

use std::collections::HashSet;

use folkmoot_foundation::period::{Period, Unit};

use super::mistake::{Mistake, nearest};
use super::{ClockPause, ClockStart, Effect, Rulebook};
use crate::life::{LISTING, SUPPORTERS};
use crate::state::State;

/// No period may be longer than this: dates beyond it are a typing mistake, not a procedure.
const LONGEST_YEARS: u32 = 100;

impl Rulebook {
    /// Everything that is wrong with it; empty if it can be used.
    pub fn check(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        let mut wrong =
            |key: &str, problem: &str| found.push(Mistake::new(key.to_owned(), problem.to_owned()));

        if !is_name(&self.id) {
            wrong("id", "must be of small letters, digits, - and _");
        }
        if self.languages.is_empty() {
            wrong("languages", "must name at least one language");
        }
        let f = &self.fields;
        for (key, field, must) in [
            ("fields.title", &f.title, true),
            ("fields.content", &f.content, false),
            ("fields.benefits", &f.benefits, false),
            ("fields.evidence", &f.evidence, false),
            ("fields.reason", &f.reason, true),
        ] {
            if must && field.max == 0 {
                wrong(&format!("{key}.max"), "must be 1 or more: it is always asked for");
            }
            if field.min > field.max {
                wrong(&format!("{key}.min"), "must not be greater than max");
            }
            if field.max > 20_000 {
                wrong(&format!("{key}.max"), "may be 20000 at most");
            }
        }
        if f.title.min == 0 {
            wrong("fields.title.min", "must be 1 or more: a proposal needs a title");
        }
        if f.reason.min == 0 {
            wrong("fields.reason.min", "must be 1 or more: a reason can't be empty");
        }
        for (key, list) in [("fields.demands", &f.demands), ("fields.links", &f.links)] {
            if list.least > list.most || list.most > 100 {
                wrong(&format!("{key}.most"), "needs 0 ≤ least ≤ most ≤ 100");
            }
            if list.min == 0 || list.min > list.max || list.max > 2000 {
                wrong(&format!("{key}.max"), "needs 1 ≤ min ≤ max ≤ 2000");
            }
        }
        if f.demands.least == 0 && f.demands.is_asked() {
            wrong(
                "fields.demands.least",
                "must be 1 or more where demands are asked for: an answer decides on them",
            );
        }
        if self.who.drafts.most == 0 {
            wrong("who.drafts.most", "must be 1 or more");
        }
        if self.who.propose.is_empty() {
            wrong("who.propose", "must ask for something");
        }
        if self.who.sign.is_empty() {
            wrong("who.sign", "must ask for something");
        }
        if !self.who.sign.is_empty() && !self.who.sign.contains(&self.who.unique_by) {
            wrong("who.unique_by", "must be something that a signer must have confirmed");
        }

        if self.election_pause.as_ref().is_some_and(|pause| pause.period.unit == Unit::WorkingDays) {
            wrong("election_pause.period", "can't be counted in working days: it is counted backwards");
        }

        for (key, codes) in [
            ("categories", self.categories.iter().map(|c| c.code.as_str()).collect::<Vec<_>>()),
            ("review.grounds", self.grounds().iter().map(|c| c.code.as_str()).collect()),
            ("thresholds", self.thresholds.iter().map(|c| c.code.as_str()).collect()),
            ("clocks", self.clocks.iter().map(|c| c.code.as_str()).collect()),
            ("decisions", self.decisions.iter().map(|c| c.code.as_str()).collect()),
            ("response_parts", self.response_parts.iter().map(|c| c.code.as_str()).collect()),
            ("legal_grounds", self.legal_grounds.iter().map(|c| c.code.as_str()).collect()),
            ("criteria", self.criteria.iter().map(|c| c.code.as_str()).collect()),
            ("regions.items", self.regions.iter().flat_map(|r| &r.items).map(|c| c.code.as_str()).collect()),
            (
                "survey.questions",
                self.survey.iter().flat_map(|s| &s.questions).map(|c| c.code.as_str()).collect(),
            ),
        ] {
            check_codes(key, &codes, &mut wrong);
            let needed = match key {
                "categories" | "decisions" => true,
                "review.grounds" => self.review.is_some(),
                "thresholds" => self.drive.is_some(),
                "regions.items" => self.regions.is_some(),
                _ => false,
            };
            if codes.is_empty() && needed {
                wrong(key, "must not be empty");
            }
        }

        for category in &self.categories {
            let codes: Vec<&str> = category.subcategories.iter().map(|one| one.code.as_str()).collect();
            check_codes(&format!("categories.{}.subcategories", category.code), &codes, &mut wrong);
        }

        self.check_signing(&mut wrong);
        self.check_case(&mut wrong);
        for state in &self.withdrawal.from {
            if !matches!(state, State::InReview | State::SentBack | State::Open | State::Reached) {
                wrong(&format!("withdrawal.from.{}", state.code()), "nothing can be withdrawn in this state");
            }
        }
        let d = &self.discussion;
        if d.min == 0 || d.min > d.max || d.max > 20_000 {
            wrong("discussion.max", "needs 1 ≤ min ≤ max ≤ 20000");
        }
        if d.most == 0 || d.minutes == 0 {
            wrong("discussion.most", "most and minutes must be 1 or more");
        }
        for state in d.open.iter().filter(|state| !state.is_public()) {
            wrong(&format!("discussion.open.{}", state.code()), "is no public state");
        }
        match serde_json::to_value(self) {
            Ok(value) => walk("", &value, &mut wrong),
            Err(error) => wrong("file", &error.to_string()),
        }
        found
    }

    fn check_signing(&self, wrong: &mut impl FnMut(&str, &str)) {
        if let Some(supporters) = &self.supporters {
            if supporters.count < 1 {
                wrong("supporters.count", "must be 1 or more");
            }
            if supporters.most.is_some_and(|most| most <= supporters.count) {
                wrong("supporters.most", "must be greater than count: the proposer is among them");
            }
        }
        if let Some(listing) = &self.listing {
            if listing.count < 1 {
                wrong("listing.count", "must be 1 or more");
            }
            if self.drive.is_none() {
                wrong("listing", "needs a [drive]: without one nothing is signed");
            }
        }
        if self.drive.is_none() && !self.thresholds.is_empty() {
            wrong("thresholds", "need a [drive]: without one nothing is signed");
        }
        let regions = self.regions();
        for t in &self.thresholds {
            let key = |what: &str| format!("thresholds.{}.{what}", t.code);
            if [SUPPORTERS, LISTING].contains(&t.code.as_str()) {
                wrong(&key("code"), "is the name of what [supporters] or [listing] asks for: take another");
            }
            if t.count < 1 {
                wrong(&key("count"), "must be 1 or more");
            }
            if t.effects.is_empty() {
                wrong(&key("effect"), "must name at least one effect");
            }
            let mut seen = HashSet::new();
            if !t.effects.iter().all(|effect| seen.insert(*effect)) {
                wrong(&key("effect"), "names the same effect twice");
            }
            let Some(asked) = &t.regions else { continue };
            if asked.least < 1 || usize::try_from(asked.least).is_ok_and(|n| n > asked.minimum.len()) {
                wrong(&key("regions.least"), "must be 1 or more, and at most as many as there are minima");
            }
            for (code, count) in &asked.minimum {
                if *count < 1 {
                    wrong(&key(&format!("regions.minimum.{code}")), "must be 1 or more");
                }
                if regions.find(code).is_none() {
                    wrong(
                        &key(&format!("regions.minimum.{code}")),
                        &unknown("region", code, regions.items.iter().map(|r| r.code.as_str())),
                    );
                }
            }
        }
        if self.thresholds.windows(2).any(|pair| pair[0].count >= pair[1].count) {
            wrong("thresholds", "must ascend: each count greater than the one before");
        }
        if self.drive.is_some() && self.case_threshold().is_none() {
            wrong("thresholds", "at least one must open a case: effect case, hearing, debate or vote");
        }
        for effect in [Effect::Hearing, Effect::Debate, Effect::Vote, Effect::Case, Effect::OwnershipCheck] {
            if self.thresholds.iter().filter(|t| t.has(effect)).count() > 1 {
                wrong("thresholds", &format!("only one may have the effect {}", effect.code()));
            }
        }
    }

    fn check_case(&self, wrong: &mut impl FnMut(&str, &str)) {
        for clock in &self.clocks {
            let key = |what: &str| format!("clocks.{}.{what}", clock.code);
            if clock.ends.is_none() && clock.usual_end().is_none() {
                wrong(&key("ends"), "must be there, since the code of the clock says not what ends it");
            }
            match &clock.starts {
                ClockStart::Threshold(code) if self.threshold(code).is_none() => {
                    wrong(
                        &key("starts"),
                        &unknown("threshold", code, self.thresholds.iter().map(|t| t.code.as_str())),
                    );
                }
                ClockStart::ReviewPassed if self.review.is_none() => {
                    wrong(&key("starts"), "nothing is reviewed: there is no [review]");
                }
                ClockStart::Timetable if !self.clocks.iter().any(|c| c.code == "timetable") => {
                    wrong(&key("starts"), "no timetable is announced: there is no clock timetable");
                }
                _ => {}
            }
            for code in clock.by_category.keys().filter(|code| self.category(code).is_none()) {
                wrong(
                    &key(&format!("by_category.{code}")),
                    &unknown("category", code, self.categories.iter().map(|c| c.code.as_str())),
                );
            }
            if clock.pauses.contains(&ClockPause::Supplement) && self.supplement.is_none() {
                wrong(&key("pauses"), "nothing is supplemented: there is no [supplement]");
            }
            if clock.pauses.contains(&ClockPause::Election) && self.election_pause.is_none() {
                wrong(&key("pauses"), "nothing pauses for elections: there is no [election_pause]");
            }
        }
        if let Some(extension) = &self.extension {
            for code in &extension.clocks {
                match self.clock(code) {
                    None => wrong(
                        &format!("extension.clocks.{code}"),
                        &unknown("clock", code, self.clocks.iter().map(|c| c.code.as_str())),
                    ),
                    Some(clock) if clock.period.is_none() && clock.by_category.is_empty() => {
                        wrong(&format!("extension.clocks.{code}"), "has no fixed date to extend");
                    }
                    Some(_) => {}
                }
            }
            if extension.times == 0 {
                wrong("extension.times", "must be 1 or more; without [extension] there is none");
            }
        }
        if self.supplement.as_ref().is_some_and(|supplement| supplement.times == 0) {
            wrong("supplement.times", "must be 1 or more; without [supplement] there is none");
        }
        if let Some(reply) = &self.reply {
            if reply.min == 0 || reply.min > reply.max || reply.max > 20_000 {
                wrong("reply.max", "needs 1 ≤ min ≤ max ≤ 20000");
            }
            if reply.times == 0 {
                wrong("reply.times", "must be 1 or more; without [reply] there is none");
            }
        }
        for decision in self.decisions.iter().filter(|decision| decision.needs_ground) {
            if self.legal_grounds.is_empty() {
                let key = format!("decisions.{}.needs_ground", decision.code);
                wrong(&key, "there are no [[legal_grounds]] to name");
            }
        }
    }
}

/// Looks at every period and every text of a rulebook, wherever they stand: a new key needs no line here.
fn walk(key: &str, value: &serde_json::Value, wrong: &mut impl FnMut(&str, &str)) {
    use serde_json::Value;
    match value {
        Value::Object(table) if table.contains_key("zh-TW") => {
            let empty = |text: &Value| text.as_str().is_none_or(|text| text.trim().is_empty());
            if table.values().any(empty) {
                wrong(key, "needs a text in both languages");
            }
        }
        Value::Object(table) if table.contains_key("amount") => {
            let period: Option<Period> = serde_json::from_value(value.clone()).ok();
            if period.is_none_or(|period| period.amount == 0 || too_long(period)) {
                wrong(key, "the amount must be 1 or more, and the period at most 100 years");
            }
        }
        Value::Object(table) => {
            for (name, value) in table {
                walk(&if key.is_empty() { name.clone() } else { format!("{key}.{name}") }, value, wrong);
            }
        }
        Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                let code = value.get("code").and_then(Value::as_str);
                walk(&format!("{key}.{}", code.map_or(place.to_string(), str::to_owned)), value, wrong);
            }
        }
        _ => {}
    }
}

/// Whether the codes of a list are codes, each once.
fn check_codes(key: &str, codes: &[&str], wrong: &mut impl FnMut(&str, &str)) {
    let mut seen = HashSet::new();
    for code in codes {
        if !is_name(code) {
            wrong(&format!("{key}.{code}.code"), "codes are of small letters, digits, - and _");
        }
        if !seen.insert(*code) {
            wrong(&format!("{key}.{code}.code"), "stands there twice");
        }
    }
}

/// A code that names nothing, with the one that was probably meant.
fn unknown<'a>(what: &str, code: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(code, known) {
        Some(meant) => format!("there is no {what} {code}; did you mean {meant}?"),
        None => format!("there is no {what} {code}"),
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

/// Whether it can stand in an address and in a column: small letters, digits, `-` and `_`.
fn is_name(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 40
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
}
