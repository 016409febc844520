//! The same record from the event log alone: what anybody who has the log can count again.

use std::collections::HashMap;

use folkmoot_foundation::event::{self, Event};
use folkmoot_foundation::period::end_of_day;
use folkmoot_foundation::{AgencyId, CaseId, Now, Reader};
use serde_json::Value;

use super::{FOLLOW_UP, Ledger, Promise, Term};
use crate::Result;
use crate::clocks::codes;
use crate::rules::rule_code;

/// How many events are read at a time.
const AT_ONCE: u64 = 1000;

/// The promises of all cases as the events tell of them.
///
/// # Errors
/// A database error.
pub async fn from_log(conn: &impl Reader) -> Result<Ledger> {
    let mut reading = Reading::default();
    let mut after = 0;
    loop {
        let events = event::of_kind(conn, "case.", after, AT_ONCE).await?;
        let Some(last) = events.last() else { return Ok(reading.ledger().sorted()) };
        after = last.seq;
        for event in &events {
            reading.take(event);
        }
    }
}

#[derive(Default)]
struct Reading {
    promises: HashMap<(CaseId, String), Promise>,
    terms: HashMap<CaseId, Vec<Term>>,
}

fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

fn instant(value: &Value) -> Option<Now> {
    text(value)?.parse().ok()
}

fn ids(value: &Value) -> Vec<AgencyId> {
    value.as_array().into_iter().flatten().filter_map(text).filter_map(|id| id.parse().ok()).collect()
}

impl Reading {
    fn ledger(self) -> Ledger {
        Ledger { promises: self.promises.into_values().collect(), terms: self.terms }
    }

    fn take(&mut self, event: &Event) {
        let Some(case) = event.about.map(CaseId) else { return };
        let (data, at) = (&event.data, event.at);
        match event.kind.as_str() {
            "case.opened" | "case.clock_started" | "case.paused" | "case.resumed" => {
                for clock in data["clocks"].as_array().into_iter().flatten() {
                    self.clock(case, clock, at);
                }
            }
            "case.deadline_set" => self.due(case, text(&data["clock"]), instant(&data["due"])),
            "case.extended" => {
                self.due(case, text(&data["clock"]), instant(&data["to"]));
                if let Some(promise) = self.clock_of(case, text(&data["clock"])) {
                    promise.extended = true;
                }
            }
            "case.assigned" | "case.transfer_decided" => self.lead(case, &ids(&data["leads"]), at),
            "case.transferred" | "case.transfer_refused" => {
                let agency = |key: &str| text(&data[key]).and_then(|id| id.parse::<AgencyId>().ok());
                let (from, to) = (agency("from"), agency("to"));
                let mut leads: Vec<AgencyId> = self.leading(case);
                leads.retain(|lead| Some(*lead) != from && Some(*lead) != to);
                leads.extend(to);
                self.lead(case, &leads, at);
            }
            "case.follow_up_added" => self.follow_up(case, data, at),
            "case.follow_up_reported" => {
                if let Some(promise) = self.clock_of(case, text(&data["follow_up"])) {
                    promise.met = Some(at);
                }
            }
            _ => {}
        }
        self.ends(case, event);
    }

    /// A clock that was started, or whose deadline is another now.
    fn clock(&mut self, case: CaseId, clock: &Value, at: Now) {
        let Some(code) = text(&clock["code"]) else { return };
        let promise = self.promises.entry((case, code.to_owned())).or_insert_with(|| Promise {
            case_id: case,
            which: code.to_owned(),
            code: rule_code(code).to_owned(),
            started: instant(&clock["started"]).unwrap_or(at),
            due: None,
            extended: false,
            met: None,
            ended: None,
        });
        promise.due = instant(&clock["due"]);
    }

    fn clock_of(&mut self, case: CaseId, which: Option<&str>) -> Option<&mut Promise> {
        self.promises.get_mut(&(case, which?.to_owned()))
    }

    fn due(&mut self, case: CaseId, which: Option<&str>, due: Option<Now>) {
        if let Some(promise) = self.clock_of(case, which) {
            promise.due = due;
        }
    }

    fn follow_up(&mut self, case: CaseId, data: &Value, at: Now) {
        let Some(which) = text(&data["follow_up"]).map(str::to_owned) else { return };
        let due = text(&data["due_on"]).and_then(|day| day.parse().ok()).map(end_of_day);
        let promise = Promise {
            case_id: case,
            which: which.clone(),
            code: FOLLOW_UP.to_owned(),
            started: at,
            due,
            extended: false,
            met: None,
            ended: None,
        };
        self.promises.insert((case, which), promise);
    }

    /// What an act met and ended. Events of before say it by their kind alone.
    fn ends(&mut self, case: CaseId, event: &Event) {
        let said = |key: &str| -> Option<Vec<String>> {
            let codes = event.data[key].as_array()?;
            Some(codes.iter().filter_map(text).map(str::to_owned).collect())
        };
        let (met, ended) = match (said("met"), said("ended")) {
            (Some(met), Some(ended)) => (met, ended),
            _ => {
                let met = match event.kind.as_str() {
                    "case.timetable_posted" => codes::TIMETABLE,
                    "case.contact_recorded" => codes::CONTACT,
                    "case.response_published" => codes::RESPONSE,
                    "case.closed" => "",
                    _ => return,
                };
                let all = matches!(event.kind.as_str(), "case.response_published" | "case.closed");
                let running =
                    self.promises.values().filter(|one| one.case_id == case && one.code != FOLLOW_UP);
                let ended = running.filter(|one| all && one.which != met).map(|one| one.which.clone());
                (vec![met.to_owned()], ended.collect())
            }
        };
        for (codes, is_met) in [(met, true), (ended, false)] {
            for code in codes {
                let Some(promise) = self.clock_of(case, Some(&code)) else { continue };
                if promise.met.is_none() && promise.ended.is_none() {
                    *(if is_met { &mut promise.met } else { &mut promise.ended }) = Some(event.at);
                }
            }
        }
    }

    fn leading(&self, case: CaseId) -> Vec<AgencyId> {
        let terms = self.terms.get(&case).map(Vec::as_slice).unwrap_or_default();
        terms.iter().filter(|term| term.until.is_none()).map(|term| term.agency).collect()
    }

    /// Who leads from `at` on.
    fn lead(&mut self, case: CaseId, leads: &[AgencyId], at: Now) {
        let terms = self.terms.entry(case).or_default();
        for term in terms.iter_mut().filter(|term| term.until.is_none() && !leads.contains(&term.agency)) {
            term.until = Some(at);
        }
        for agency in leads {
            if terms.iter().any(|term| term.agency == *agency && term.until.is_none()) {
                continue;
            }
            match terms.iter_mut().find(|term| term.agency == *agency && term.until == Some(at)) {
                Some(term) => term.until = None,
                None => terms.push(Term { agency: *agency, since: at, until: None }),
            }
        }
    }
}
