//! The timeline of a proposal: its public events, and the dates to come.

use chrono::NaiveDate;
use folkmoot_agency_responses::rule_code;
use folkmoot_foundation::event::Event;
use folkmoot_foundation::period::{day_of, last_day_before};
use folkmoot_foundation::{AgencyId, Now, ProposalId};
use folkmoot_proposals::{Proposal, ReviewClock, Rulebook, State};
use folkmoot_web::Lang;
use folkmoot_web::pages::proposals::history::{Coming, Happening};
use serde_json::Value;

use super::views::AgencyNames;
use crate::links;
use crate::pages::parts::case::CasePart;

/// The keys under which events hold what somebody wrote.
const WRITTEN: &[&str] =
    &["reason", "reasons", "progress", "explanation", "body", "summary", "action", "report", "title"];

/// An event in the terms of the page.
pub(crate) fn happening(
    event: Event,
    proposal: &Proposal,
    lang: Lang,
    rulebook: &Rulebook,
    names: &AgencyNames,
) -> Happening {
    let own = event.role == "citizen" && event.actor == Some(proposal.proposer.0);
    let data = &event.data;
    let code = lang.code();
    let text = |key: &str| data.get(key).and_then(Value::as_str);
    let codes = |key: &str| -> Vec<String> {
        let list = data.get(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    let agency_ids: Vec<AgencyId> = ["leads", "supporting"]
        .into_iter()
        .flat_map(codes)
        .chain(["from", "to"].into_iter().filter_map(|key| text(key).map(str::to_owned)))
        .filter_map(|id| id.parse().ok())
        .collect();
    let name_of = |code_of: &str| {
        rulebook
            .ground(code_of)
            .map(|ground| &ground.text)
            .or_else(|| rulebook.decision(code_of).map(|decision| &decision.name))
            .map(|label| label.get(code).to_owned())
    };
    let clock = text("clock")
        .map(rule_code)
        .map(|clock| rulebook.clock(clock).map_or(clock, |clock| clock.name.get(code)).to_owned());
    let instant = |key: &str| text(key).and_then(|at| at.parse::<Now>().ok());
    let day = |key: &str| text(key).and_then(|day| day.parse::<NaiveDate>().ok());
    Happening {
        at: event.at,
        role: if own { "proposer".to_owned() } else { event.role.clone() },
        agencies: names.of(lang, &agency_ids),
        names: ["grounds", "decisions"].into_iter().flat_map(codes).filter_map(|c| name_of(&c)).collect(),
        clock,
        texts: WRITTEN
            .iter()
            .filter_map(|key| text(key))
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
            .collect(),
        from: instant("opens").map(day_of).or_else(|| day("from_day")),
        to: instant("closes")
            .map(last_day_before)
            .or_else(|| day("to_day"))
            .or_else(|| day("last_day"))
            .or_else(|| day("due_on")),
        window_to: instant("window_closes").map(last_day_before),
        count: data.get("count").and_then(Value::as_i64),
        correction: correction(&event),
        href: event
            .about
            .filter(|_| event.kind.starts_with("proposal."))
            .map(|other| links::proposal(ProposalId(other))),
        kind: event.kind,
    }
}

/// What a corrected record added, changed and removed; nothing for a first one.
fn correction(event: &Event) -> Option<(i64, i64, i64)> {
    let number = |key: &str| event.data.get(key).and_then(Value::as_i64);
    let corrects = event.kind == "hearing.record_imported" && number("version")? > 1;
    let added = number("new")? + number("returned").unwrap_or_default();
    corrects.then_some((added, number("changed")?, number("vanished")?))
}

/// The dates to come, in their order.
pub(crate) fn coming(proposal: &Proposal, case: Option<&CasePart>, lang: Lang, now: Now) -> Vec<Coming> {
    let one = |at: Now, key: &str| Coming { at, title: lang.t(key), missed: now >= at };
    let mut all = Vec::new();
    match proposal.review {
        Some(ReviewClock::Running { due } | ReviewClock::Missed { due }) => {
            all.push(one(due, "coming-review"))
        }
        Some(ReviewClock::Asked { until, due }) => {
            all.push(one(until, "coming-supplement"));
            all.extend(due.map(|due| one(due, "coming-review")));
        }
        Some(ReviewClock::Unknown) | None => {}
    }
    if proposal.state == State::Supporting {
        all.extend(proposal.closes_at.map(|at| one(at, "coming-supporters")));
    }
    if matches!(proposal.state, State::Open | State::Reached) {
        all.extend(proposal.closes_at.filter(|closes| now < *closes).map(|at| one(at, "coming-closes")));
    }
    all.extend(case.and_then(|case| case.due).map(|due| one(due, "coming-response")));
    all.extend(case.and_then(|case| case.follow_up_due).map(|due| one(due, "coming-follow-up")));
    all.extend(case.into_iter().flat_map(|case| &case.afterwards).map(|(at, key)| one(*at, key)));
    all.sort_by_key(|coming| coming.at);
    all
}
