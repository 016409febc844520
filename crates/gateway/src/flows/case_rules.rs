//! From a rulebook to the case of one proposal: its clocks, what may pause them, what an answer may decide.

use folkmoot_agency_responses::afterwards::{ReplyRule, Rule as Afterwards, SurveyRule};
use folkmoot_agency_responses::pauses::{self, Election};
use folkmoot_agency_responses::supplements::SupplementRule;
use folkmoot_agency_responses::{
    AnswerRules, Cause, DecisionRule, Ends, ExtensionRule, NewCase, NewClock, Starts, TogetherRule, cases,
};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::period::{Period, Unit};
use folkmoot_foundation::{CaseId, Now, PersonId, Tx};
use folkmoot_proposals::Proposal;
use folkmoot_proposals::polling::{self, PollingDay};
use folkmoot_proposals::rulebook::{CaseClock, ClockEnd, ClockPause, ClockStart, Decision, Pause, Rulebook};

use crate::Fault;

/// Opens the case of a proposal as its rulebook wants it; the polling days that are known pause it where the rulebook
/// says so. `threshold` is the code of the one that opened it, if one did.
///
/// # Errors
/// Those of [`cases::open`]; a database error.
pub async fn open(
    tx: &Tx,
    proposal: Proposal,
    rulebook: &Rulebook,
    threshold: Option<&str>,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<CaseId, Fault> {
    let case = case_of(proposal, rulebook, threshold, now);
    let id = case.id;
    cases::open(tx, case, now, calendar).await?;
    for day in polling::list(tx).await? {
        if let Some(election) = election(&day, rulebook, day.by) {
            pauses::apply(tx, id, &election, now, calendar).await?;
        }
    }
    Ok(id)
}

/// The pause that a polling day makes of the clocks of a rulebook's cases, if it makes one.
pub(super) fn election(day: &PollingDay, rulebook: &Rulebook, administrator: PersonId) -> Option<Election> {
    let (from, until) = day.pause_of_clocks(rulebook)?;
    Some(Election { source: day.id, name: day.name.clone(), from, until, administrator })
}

/// The case of a proposal.
fn case_of(proposal: Proposal, rulebook: &Rulebook, threshold: Option<&str>, now: Now) -> NewCase {
    let category = proposal.text.category.as_deref();
    let decision = |decision: &Decision| DecisionRule {
        code: decision.code.clone(),
        follow_up: decision.follow_up,
        needs_ground: decision.needs_ground,
    };
    let clocks: Vec<NewClock> =
        rulebook.clocks.iter().map(|clock| clock_of(clock, category, rulebook)).collect();
    NewCase {
        id: CaseId::new(now),
        proposal: proposal.id,
        title: proposal.text.title.clone(),
        category: category.unwrap_or_default().to_owned(),
        submitted: proposal.submitted_at,
        review_passed: proposal.reviewed_at,
        threshold: threshold.map(str::to_owned),
        extension: extension_of(rulebook, &clocks),
        clocks,
        supplement: rulebook.supplement.as_ref().map(|rule| SupplementRule {
            ask: Some(rule.ask),
            answer: rule.answer,
            times: rule.times,
        }),
        together: together_of(rulebook),
        follow_up_cycle: rulebook.follow_up.as_ref().map(|rule| rule.cycle),
        demands: proposal.text.decided_on(),
        decisions: rulebook.decisions.iter().map(decision).collect(),
        parts: rulebook.response_parts.iter().map(|part| part.code.clone()).collect(),
        answer: AnswerRules {
            criteria: rulebook.criteria.iter().map(|one| one.code.clone()).collect(),
            grounds: rulebook.legal_grounds.iter().map(|one| one.code.clone()).collect(),
        },
        suggested: proposal.text.agencies,
    }
}

/// How agencies work together on it; what the rulebook leaves out is as the platform usually does.
fn together_of(rulebook: &Rulebook) -> TogetherRule {
    let usual = TogetherRule::default();
    TogetherRule {
        transfer: rulebook.transfer.as_ref().map_or(usual.transfer, |rule| rule.allowed),
        refusals: rulebook.transfer.as_ref().map_or(usual.refusals, |rule| rule.refusals),
        combine: rulebook.combined.as_ref().map_or(usual.combine, |rule| rule.allowed),
    }
}

/// How the response may be extended: never, unless the rulebook names the clock that it ends.
fn extension_of(rulebook: &Rulebook, clocks: &[NewClock]) -> ExtensionRule {
    let answer = clocks.iter().find(|clock| clock.ends == Some(Ends::Response));
    let rule = rulebook
        .extension
        .as_ref()
        .filter(|rule| answer.is_some_and(|clock| rule.clocks.contains(&clock.code)));
    match rule {
        Some(rule) => ExtensionRule { times: rule.times, period: rule.period },
        None => ExtensionRule { times: 0, period: Period::new(0, Unit::Days) },
    }
}

fn clock_of(clock: &CaseClock, category: Option<&str>, rulebook: &Rulebook) -> NewClock {
    let all_stop = rulebook.election_pause.as_ref().is_some_and(|pause| pause.clocks == Pause::Stop);
    let mut pauses = Vec::new();
    if clock.pauses.contains(&ClockPause::Supplement) {
        pauses.push(Cause::Supplement);
    }
    if all_stop || clock.pauses.contains(&ClockPause::Election) {
        pauses.push(Cause::Election);
    }
    NewClock {
        code: clock.code.clone(),
        period: clock.period_for(category),
        binding: clock.binding,
        starts: match &clock.starts {
            ClockStart::Submitted => Starts::Submitted,
            ClockStart::ReviewPassed => Starts::ReviewPassed,
            ClockStart::CaseOpened => Starts::CaseOpened,
            ClockStart::Assigned => Starts::Assigned,
            ClockStart::Timetable => Starts::Timetable,
            ClockStart::Threshold(code) => Starts::Threshold(code.clone()),
        },
        ends: Some(match clock.ends_with() {
            ClockEnd::Timetable => Ends::Timetable,
            ClockEnd::Contact => Ends::Contact,
            ClockEnd::Response => Ends::Response,
            ClockEnd::Progress => Ends::Progress,
            ClockEnd::Hearing => Ends::Hearing,
            ClockEnd::Debate => Ends::Debate,
            ClockEnd::Vote => Ends::Vote,
        }),
        pauses,
        every: clock.every,
    }
}

/// What people may do after the response, as the rulebook wants it.
pub(super) fn afterwards(rulebook: &Rulebook) -> Afterwards {
    Afterwards {
        reply: rulebook.reply.as_ref().map(|reply| ReplyRule {
            period: reply.period,
            times: reply.times,
            length: reply.length(),
        }),
        feedback: rulebook.feedback.as_ref().map(|stage| stage.period),
        survey: rulebook.survey.as_ref().map(|survey| SurveyRule {
            period: survey.period,
            open: survey.open,
            questions: survey.questions.iter().map(|question| question.code.clone()).collect(),
        }),
    }
}
