//! What happens when a drive reaches a threshold: the rulebook of its proposal says it, and it happens in the
//! transaction of the signature that crosses.

use std::fmt::Display;
use std::sync::Arc;

use folkmoot_agency_responses::cases;
use folkmoot_foundation::calendar::SharedCalendar;
use folkmoot_foundation::{DbErr, Now, ProposalId, Tx};
use folkmoot_proposals::rulebook::Effect;
use folkmoot_proposals::{Rulebooks, life, read};
use folkmoot_signatures::{Crossing, OnThreshold};
use tokio::sync::Notify;

use super::case_rules;

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
            case_rules::open(tx, proposal, &rulebook, Some(&threshold.code), now, &self.calendar.get())
                .await
                .map_err(|fault| failed(fault.source_text()))?;
        } else {
            cases::threshold_reached(tx, id, &threshold.code, now, &self.calendar.get())
                .await
                .map_err(failed)?;
        }
        self.work.notify_one();
        Ok(())
    }
}

/// The hook speaks the database's errors, so that the whole batch is undone.
fn failed(error: impl Display) -> DbErr {
    DbErr::Custom(format!("a threshold was crossed, but: {error}"))
}
