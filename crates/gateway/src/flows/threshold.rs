//! What happens when a drive reaches a threshold: the rulebook of its proposal says it, and it happens in the
//! transaction of the signature that crosses.

use std::fmt::Display;
use std::sync::Arc;

use folkmoot_agency_responses::{DecisionRule, ExtensionRule, NewCase, NewClock, cases};
use folkmoot_foundation::calendar::SharedCalendar;
use folkmoot_foundation::period::{Period, Unit};
use folkmoot_foundation::{CaseId, DbErr, Now, ProposalId, Tx};
use folkmoot_proposals::rulebook::{CaseClock, Decision, Effect, Rulebook};
use folkmoot_proposals::{Proposal, Rulebooks, life, read};
use folkmoot_signatures::{Crossing, OnThreshold};
use tokio::sync::Notify;

/// The thresholds of proposals.
pub struct ProposalThresholds {
    /// The rulebooks that proposals live under.
    pub rulebooks: Rulebooks,
    /// For the deadlines of a case.
    pub calendar: SharedCalendar,
    /// Rung when there is something to tell people.
    pub work: Arc<Notify>,
}

#[async_trait::async_trait]
impl OnThreshold for ProposalThresholds {
    async fn crossed(&self, tx: &Tx, crossing: &Crossing, now: Now) -> Result<(), DbErr> {
        let id = ProposalId(crossing.drive.0);
        let proposal = read::get(tx, id, now).await.map_err(failed)?;
        let rulebook = self.rulebooks.get(&proposal.rulebook, proposal.rulebook_version).map_err(failed)?;
        let threshold = rulebook
            .threshold(&crossing.threshold_code)
            .ok_or_else(|| failed(format!("no threshold {} in {}", crossing.threshold_code, rulebook.id)))?;
        if threshold.has(Effect::OwnershipCheck) {
            life::note_ownership_check(tx, id, crossing.count, now).await.map_err(failed)?;
        }
        // Thresholds ascend: the first that owes something opens the case, and what later ones owe happens within it.
        if rulebook.case_threshold().is_some_and(|first| first.code == threshold.code) {
            life::mark_reached(tx, id, crossing.count, now).await.map_err(failed)?;
            let case = case_of(proposal, &rulebook, now);
            cases::open(tx, case, now, &self.calendar.get()).await.map_err(failed)?;
        }
        self.work.notify_one();
        Ok(())
    }
}

/// The case of a proposal, as its rulebook wants it.
fn case_of(proposal: Proposal, rulebook: &Rulebook, now: Now) -> NewCase {
    let category = proposal.text.category.as_deref();
    // A clock without a period has no date that could be kept or missed.
    let clock = |clock: &CaseClock| {
        let period = clock.period_for(category)?;
        Some(NewClock { code: clock.code.clone(), period, binding: clock.binding })
    };
    let decision =
        |decision: &Decision| DecisionRule { code: decision.code.clone(), follow_up: decision.follow_up };
    NewCase {
        id: CaseId::new(now),
        proposal: proposal.id,
        clocks: rulebook.clocks.iter().filter_map(clock).collect(),
        demands: proposal.text.demands,
        extension: match &rulebook.extension {
            Some(extension) => ExtensionRule { times: extension.times, period: extension.period },
            None => ExtensionRule { times: 0, period: Period::new(0, Unit::Days) },
        },
        decisions: rulebook.decisions.iter().map(decision).collect(),
        parts: rulebook.response_parts.iter().map(|part| part.code.clone()).collect(),
        suggested: proposal.text.agencies,
    }
}

/// The hook speaks the database's errors, so that the whole batch is undone.
fn failed(error: impl Display) -> DbErr {
    DbErr::Custom(format!("a threshold was crossed, but: {error}"))
}
