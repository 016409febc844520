//! Transfers: an agency hands its lead on, the receiving one may refuse once, and then the administrator decides.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text;
use folkmoot_foundation::{Actor, AgencyId, CaseId, FieldErrors, Now, PersonId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, Set};
use serde_json::json;

use crate::allowed::{OfficerAct, may_refuse, may_transfer};
use crate::cases::{LEAD, REASONS, insert_part};
use crate::desk::refresh_lines;
use crate::entity::{case, part, transfer};
use crate::error::Error;
use crate::ids::TransferId;
use crate::open::{TogetherRule, in_state, lock, lock_own_for};
use crate::state::{CaseState, NoSuchCode, Officer};
use crate::{Result, agencies, clocks, terms};

/// What the administrator decides after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeDecision {
    /// The case stays with the agency that wanted to hand it on.
    Stays,
    /// It goes to the agency that refused.
    Moves,
    /// Both lead it.
    AllLead,
}

impl DisputeDecision {
    /// All, in the order of forms.
    pub const ALL: [Self; 3] = [Self::AllLead, Self::Moves, Self::Stays];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Moves => "moves",
            Self::AllLead => "all_lead",
        }
    }
}

impl std::str::FromStr for DisputeDecision {
    type Err = NoSuchCode;
    fn from_str(code: &str) -> Result<Self, NoSuchCode> {
        Self::ALL.into_iter().find(|one| one.code() == code).ok_or(NoSuchCode)
    }
}

/// Removes agencies from a case and lets one lead it.
async fn hand(tx: &Tx, case: &case::Model, leaving: &[AgencyId], lead: AgencyId, now: Now) -> Result<()> {
    part::Entity::delete_many()
        .filter(part::Column::CaseId.eq(case.id))
        .filter(part::Column::AgencyId.is_in(leaving.iter().copied().chain([lead])))
        .exec(tx)
        .await?;
    insert_part(tx, case, lead, LEAD, now).await?;
    refresh_lines(tx, case.id).await
}

async fn must_be_transferable(tx: &Tx, case: &case::Model, now: Now) -> Result<()> {
    may_transfer(&clocks::views_of(tx, case, now).await?)
}

/// A lead agency hands its part to another agency, with reasons for the public. Clocks run on; the administrator finds
/// the transfer on their desk.
///
/// # Errors
/// [`Error::NotYours`] unless `officer` acts for `from` and it leads the case; [`Error::NoTransfer`]; [`Error::WrongState`] before assignment
/// and once the response waits for a signature; [`Error::MissedHere`] after a binding deadline was missed;
/// [`Error::Disputed`] if that agency has refused it before; [`Error::Invalid`]: `to` `no_such_agency` or `same_agency`,
/// `reasons`.
pub async fn transfer(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    from: AgencyId,
    to: AgencyId,
    reasons: &str,
    now: Now,
) -> Result<TransferId> {
    let (row, _) = lock_own_for(tx, officer, id, OfficerAct::Transfer).await?;
    if !TogetherRule::stored(&row)?.transfer {
        return Err(Error::NoTransfer);
    }
    let leads = agencies::leads_of(tx, id).await?;
    if !leads.contains(&from) || !officer.agencies.contains(&from) {
        return Err(Error::NotYours);
    }
    must_be_transferable(tx, &row, now).await?;
    let mut errors = FieldErrors::new();
    let reasons = errors.take(text::block("reasons", reasons, REASONS));
    if leads.contains(&to) {
        errors.add("to", "same_agency");
    }
    let reasons = errors.into_result(reasons)?;
    agencies::must_be_active(tx, "to", &[to]).await?;
    let refused = transfer::Entity::find()
        .filter(transfer::Column::CaseId.eq(id))
        .filter(transfer::Column::ToAgency.eq(to))
        .filter(transfer::Column::RefusedAt.is_not_null());
    if refused.count(tx).await? > 0 {
        return Err(Error::Disputed);
    }
    hand(tx, &row, &[from], to, now).await?;
    let transfer = TransferId::new(now);
    let event = NewEvent::new("case.transferred", row.proposal, officer.officer()).about(id);
    let data = json!({ "transfer": transfer, "from": from, "to": to, "reasons": reasons });
    let row = transfer::ActiveModel {
        id: Set(transfer),
        case_id: Set(id),
        from_agency: Set(from),
        to_agency: Set(to),
        reasons: Set(reasons),
        by: Set(officer.person),
        at: Set(now),
        seen_at: Set(None),
        refused_at: Set(None),
        refused_by: Set(None),
        refusal: Set(None),
        decided_at: Set(None),
        decision: Set(None),
        decision_reasons: Set(None),
    };
    transfer::Entity::insert(row).exec_without_returning(tx).await?;
    event::append(tx, now, event.with(data)).await?;
    terms::note(tx, id, now).await?;
    Ok(transfer)
}

/// The receiving agency refuses with reasons for the public, as often as the rulebook allows that: the case goes back to
/// whom it came from, and after the last refusal the administrator finds the dispute on their desk. Before anything is drafted.
///
/// # Errors
/// [`Error::NotYours`] unless `officer` acts for the agency that received it and leads it; [`Error::WrongState`];
/// [`Error::MissedHere`]; [`Error::AlreadyDone`] if the case did not come by a transfer that may still be refused; [`Error::NoRefusalLeft`];
/// [`Error::Invalid`] with `reasons`.
pub async fn refuse(tx: &Tx, officer: &Officer, id: CaseId, reasons: &str, now: Now) -> Result<TransferId> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::RefuseTransfer).await?;
    let leads = agencies::leads_of(tx, id).await?;
    let row = transfer::Entity::find()
        .filter(transfer::Column::CaseId.eq(id))
        .filter(transfer::Column::RefusedAt.is_null())
        .filter(transfer::Column::SeenAt.is_null())
        .filter(transfer::Column::ToAgency.is_in(leads))
        .filter(transfer::Column::ToAgency.is_in(officer.agencies.iter().copied()))
        .order_by_desc(transfer::Column::At)
        .one(tx)
        .await?
        .ok_or(Error::AlreadyDone)?;
    let rule = TogetherRule::stored(&case)?;
    let used = transfer::Entity::find()
        .filter(transfer::Column::CaseId.eq(id))
        .filter(transfer::Column::RefusedAt.is_not_null())
        .count(tx)
        .await?;
    let used = usize::try_from(used).unwrap_or(usize::MAX);
    may_refuse(rule, used)?;
    // Only the last refusal wants a decision; before it, whoever it goes back to may try another agency.
    let last = may_refuse(rule, used.saturating_add(1)).is_err();
    must_be_transferable(tx, &case, now).await?;
    let mut errors = FieldErrors::new();
    let reasons = errors.take(text::block("reasons", reasons, REASONS));
    let reasons = errors.into_result(reasons)?;
    let (from, to, transfer) = (row.from_agency, row.to_agency, row.id);
    hand(tx, &case, &[to], from, now).await?;
    let event = NewEvent::new("case.transfer_refused", case.proposal, officer.officer()).about(id);
    // Told to the officers of whom it goes back to.
    let data = json!({ "transfer": transfer, "from": to, "to": from, "reasons": reasons });
    let mut row = row.into_active_model();
    row.refused_at = Set(Some(now));
    row.refused_by = Set(Some(officer.person));
    row.refusal = Set(Some(reasons));
    if !last {
        row.seen_at = Set(Some(now));
    }
    row.update(tx).await?;
    event::append(tx, now, event.with(data)).await?;
    terms::note(tx, id, now).await?;
    Ok(transfer)
}

/// The transfer, with its case locked.
async fn lock_transfer(tx: &Tx, id: TransferId) -> Result<(transfer::Model, case::Model, CaseState)> {
    let row = transfer::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let (case, state) = lock(tx, row.case_id).await?;
    let row = transfer::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.seen_at.is_some() { Err(Error::AlreadyDone) } else { Ok((row, case, state)) }
}

/// The administrator takes note of a transfer and leaves it as it is; after that it can't be refused.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::AlreadyDone`]; [`Error::Disputed`] if it was refused, which wants a decision.
pub async fn accept_transfer(tx: &Tx, by: PersonId, id: TransferId, now: Now) -> Result<()> {
    let (row, case, _) = lock_transfer(tx, id).await?;
    if row.refused_at.is_some() {
        return Err(Error::Disputed);
    }
    let mut row = row.into_active_model();
    row.seen_at = Set(Some(now));
    row.update(tx).await?;
    let event =
        NewEvent::new("case.transfer_noted", case.proposal, Actor::Person { id: by, role: "administrator" })
            .about(case.id)
            .internal();
    Ok(event::append(tx, now, event.with(json!({ "transfer": id }))).await?)
}

/// The administrator decides who leads after a refusal, with reasons for the public. Nobody can refuse that.
///
/// # Errors
/// [`Error::NotFound`], also for a transfer that was not refused; [`Error::AlreadyDone`]; [`Error::WrongState`] once it is
/// answered; [`Error::Invalid`] with `reasons`.
pub async fn decide(
    tx: &Tx,
    by: PersonId,
    id: TransferId,
    decision: DisputeDecision,
    reasons: &str,
    now: Now,
) -> Result<()> {
    let (row, case, state) = lock_transfer(tx, id).await?;
    if row.refused_at.is_none() {
        return Err(Error::NotFound);
    }
    in_state(state, "decide_transfer", &CaseState::WAITING)?;
    let mut errors = FieldErrors::new();
    let reasons = errors.take(text::block("reasons", reasons, REASONS));
    let reasons = errors.into_result(reasons)?;
    let (from, to) = (row.from_agency, row.to_agency);
    match decision {
        DisputeDecision::Stays => {}
        DisputeDecision::Moves => hand(tx, &case, &[from], to, now).await?,
        DisputeDecision::AllLead => hand(tx, &case, &[], to, now).await?,
    }
    let leads = agencies::leads_of(tx, case.id).await?;
    let actor = Actor::Person { id: by, role: "administrator" };
    let event = NewEvent::new("case.transfer_decided", case.proposal, actor).about(case.id);
    let data = json!({
        "transfer": id, "decision": decision.code(), "leads": leads, "reasons": reasons,
    });
    let mut row = row.into_active_model();
    row.seen_at = Set(Some(now));
    row.decided_at = Set(Some(now));
    row.decision = Set(Some(decision.code().to_owned()));
    row.decision_reasons = Set(Some(reasons));
    row.update(tx).await?;
    event::append(tx, now, event.with(data)).await?;
    terms::note(tx, case.id, now).await
}

/// The case that a transfer is about.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn case_of(conn: &impl folkmoot_foundation::Reader, id: TransferId) -> Result<CaseId> {
    Ok(transfer::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?.case_id)
}
