//! What happens when a drive reaches a threshold: the rulebook of its proposal says it, and it happens in the
//! transaction of the signature that crosses.

use std::fmt::Display;
use std::sync::Arc;

use folkmoot_agency_responses::{DecisionRule, ExtensionRule, NewCase, NewClock, cases};
use folkmoot_foundation::calendar::SharedCalendar;
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
        match threshold.effect {
            Effect::OwnershipCheck => {
                life::note_ownership_check(tx, id, crossing.count, now).await.map_err(failed)?;
            }
            Effect::Case => {
                life::mark_reached(tx, id, crossing.count, now).await.map_err(failed)?;
                let case = case_of(proposal, &rulebook, now);
                cases::open(tx, case, now, &self.calendar.get()).await.map_err(failed)?;
            }
        }
        self.work.notify_one();
        Ok(())
    }
}

/// The case of a proposal, as its rulebook wants it.
fn case_of(proposal: Proposal, rulebook: &Rulebook, now: Now) -> NewCase {
    let clock = |clock: &CaseClock| NewClock {
        code: clock.code.clone(),
        period: clock.period,
        binding: clock.binding,
    };
    let decision =
        |decision: &Decision| DecisionRule { code: decision.code.clone(), follow_up: decision.follow_up };
    NewCase {
        id: CaseId::new(now),
        proposal: proposal.id,
        demands: proposal.text.demands,
        clocks: rulebook.clocks.iter().map(clock).collect(),
        extension: ExtensionRule { times: rulebook.extension.times, period: rulebook.extension.period },
        decisions: rulebook.decisions.iter().map(decision).collect(),
        parts: rulebook.response_parts.iter().map(|part| part.code.clone()).collect(),
        suggested: proposal.text.agencies,
    }
}

/// The hook speaks the database's errors, so that the whole batch is undone.
fn failed(error: impl Display) -> DbErr {
    DbErr::Custom(format!("a threshold was crossed, but: {error}"))
}
