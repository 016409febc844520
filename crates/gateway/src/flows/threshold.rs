//! What happens when a drive reaches a threshold: the rulebook of its proposal says it, and it happens in the
//! transaction of the signature that crosses.

use std::fmt::Display;
use std::sync::Arc;

use folkmoot_agency_responses::cases;
use folkmoot_foundation::calendar::SharedCalendar;
use folkmoot_foundation::{DbErr, Now, ProposalId, Tx};
use folkmoot_proposals::life::{LISTING, Next, SUPPORTERS};
use folkmoot_proposals::rulebook::{Rulebook, Threshold};
use folkmoot_proposals::{Proposal, Rulebooks, State, life, read};
use folkmoot_signatures::{Crossing, OnThreshold};
use tokio::sync::Notify;

use super::{case_rules, opening};

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
        match crossing.threshold_code.as_str() {
            SUPPORTERS => self.supported(tx, &proposal, crossing.count, now).await?,
            LISTING => life::list(tx, id, crossing.count, now).await.map_err(failed)?,
            code => {
                let threshold = rulebook.threshold(code);
                let threshold =
                    threshold.ok_or_else(|| failed(format!("no threshold {code} in {}", rulebook.id)))?;
                self.reached(tx, proposal, (&rulebook, threshold), crossing.count, now).await?;
            }
        }
        self.work.notify_one();
        Ok(())
    }
}

impl ProposalThresholds {
    /// Enough people stand behind a proposal.
    async fn supported(&self, tx: &Tx, proposal: &Proposal, count: i64, now: Now) -> Result<(), DbErr> {
        // Found while its review has begun otherwise, they change nothing.
        if proposal.state != State::Supporting {
            return Ok(());
        }
        let (id, calendar) = (proposal.id, self.calendar.get());
        let next = life::supporters_found(tx, &self.rulebooks, &calendar, id, count, now).await;
        match next.map_err(failed)? {
            // The last supporter lets it pass where nobody reviews.
            Next::Passed(opened) => {
                let begun = opening::begin(tx, self, id, &opened, proposal.proposer, now);
                // Opening a drive may reach its first thresholds, which leads here again.
                Box::pin(begun).await.map_err(|fault| failed(fault.source_text()))
            }
            Next::Review | Next::Supporters(_) => Ok(()),
        }
    }

    /// A threshold of the rulebook is reached: each of its effects is public, the first that owes anything opens the case,
    /// and what later ones owe is owed within it, while the drive goes on.
    async fn reached(
        &self,
        tx: &Tx,
        proposal: Proposal,
        (rulebook, threshold): (&Rulebook, &Threshold),
        count: i64,
        now: Now,
    ) -> Result<(), DbErr> {
        let first = rulebook.case_threshold().is_some_and(|first| first.code == threshold.code);
        if !first {
            // The case before the proposal, in the order in which publishing a response takes them.
            let calendar = self.calendar.get();
            let started = cases::threshold_reached(tx, proposal.id, &threshold.code, now, &calendar).await;
            started.map_err(failed)?;
        }
        for effect in &threshold.effects {
            life::note_effect(tx, proposal.id, *effect, count, now).await.map_err(failed)?;
        }
        if first {
            life::mark_reached(tx, proposal.id, count, now).await.map_err(failed)?;
            let calendar = self.calendar.get();
            let opened =
                case_rules::open(tx, proposal, rulebook, Some(&threshold.code), now, &calendar).await;
            opened.map_err(|fault| failed(fault.source_text()))?;
        }
        Ok(())
    }
}

/// The hook speaks the database's errors, so that the whole batch is undone.
fn failed(error: impl Display) -> DbErr {
    DbErr::Custom(format!("a threshold was crossed, but: {error}"))
}
