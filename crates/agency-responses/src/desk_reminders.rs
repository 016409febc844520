//! Reminders from those who answer for a case's officers: at most one a case and day.

use std::collections::HashSet;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::{AgencyId, CaseId, Now, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect as _, Set};
use serde_json::json;

use crate::Result;
use crate::agencies;
use crate::entity::{agency, reminder};
use crate::error::Error;
use crate::open::lock;
use crate::state::{CaseState, Officer};

/// The greatest number of cases in one go.
const MOST: usize = 200;

/// What became of reminding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reminded {
    /// Cases whose officers are told.
    pub told: usize,
    /// Cases of which they were reminded today already.
    pub already: usize,
    /// Cases in which officers have nothing to do now: they wait for a signature, or are done.
    pub idle: usize,
}

/// Reminds the officers of the cases' lead agencies. For approvers of a lead agency, and of the agency that supervises one.
///
/// # Errors
/// [`Error::NotYours`] if one of the cases is neither; then nobody is reminded. [`Error::NotFound`].
pub async fn remind(tx: &Tx, approver: &Officer, cases: &[CaseId], now: Now) -> Result<Reminded> {
    let supervised: Vec<AgencyId> = agency::Entity::find()
        .select_only()
        .column(agency::Column::Id)
        .filter(agency::Column::Parent.is_in(approver.agencies.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let own: HashSet<AgencyId> = approver.agencies.iter().copied().chain(supervised).collect();
    let day = day_of(now).to_string();
    let mut reminded = Reminded::default();
    // Locked in one order, so that two who remind of the same cases don't wait for each other.
    let mut ids: Vec<CaseId> = cases.iter().copied().take(MOST).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let (case, state) = lock(tx, id).await?;
        let leads = agencies::leads_of(tx, id).await?;
        if !leads.iter().any(|lead| own.contains(lead)) {
            return Err(Error::NotYours);
        }
        let owed = matches!(state, CaseState::Assigned | CaseState::Drafting)
            || (state == CaseState::Answered && crate::followups::open_count(tx, id).await? > 0);
        if !owed {
            reminded.idle += 1;
            continue;
        }
        // The case is locked: nobody reminds of it meanwhile.
        if reminder::Entity::find_by_id((id, day.clone())).one(tx).await?.is_some() {
            reminded.already += 1;
            continue;
        }
        let row = reminder::ActiveModel {
            case_id: Set(id),
            day: Set(day.clone()),
            by: Set(approver.person),
            at: Set(now),
        };
        reminder::Entity::insert(row).exec_without_returning(tx).await?;
        let event = NewEvent::new("case.reminded", case.proposal, approver.approver()).about(id).internal();
        event::append(tx, now, event.with(json!({ "leads": leads }))).await?;
        reminded.told += 1;
    }
    Ok(reminded)
}
