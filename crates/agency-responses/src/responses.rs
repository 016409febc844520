//! The formal response: approval and publication of what was drafted.
//!
//! A published response is inserted once; there is no way to change it, and the
//! database refuses to.

use std::collections::HashMap;

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{CaseId, FieldErrors, Now, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{IntoActiveModel as _, Set};
use serde_json::json;

use crate::Result;
pub use crate::addenda::{
    Addendum, addenda, addendum, addendum_by_id, decline_addendum, sign_addendum, waiting_addenda,
};
use crate::cases::REASONS;
use crate::clocks::{self, meet};
use crate::content::{Content, Frame, IssueAnswer, PlannedFollowUp};
pub use crate::drafts::{
    Draft, DraftVersion, VersionLine, as_saved, draft, draft_at, save_by_itself, save_draft, versions,
};
use crate::entity::{case, demand, draft as draft_row, response};
use crate::error::Error;
use crate::followups::{self, NewFollowUp};
use crate::ids::DemandId;
use crate::open::{DecisionRule, lock_own, refresh_due, set_state};
use crate::rules::Ends;
pub use crate::signing::{AgencySignature, signatures};
use crate::state::{CaseState, Officer};
use crate::{drafts, groups, index, reviews, signing};

const SIGNER: Length = Length { min: 1, max: 100 };

/// A published response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The case it answers.
    pub case: CaseId,
    /// The proposal it answers.
    pub proposal: ProposalId,
    /// What it says.
    pub content: Content,
    /// Who signed it: name and title, as they stand on the paper; of several lead agencies, whose signature was the last.
    pub signer: Signer,
    /// Every lead agency's signature, in the order in which they came; empty if one agency answers alone.
    pub signatures: Vec<AgencySignature>,
    /// When.
    pub published: Now,
    /// SHA-256, in hexadecimal, of what [`Response::hashed`] gives; it stands in the event log.
    pub hash: String,
    /// The signed addenda, oldest first.
    pub addenda: Vec<Addendum>,
}

/// The name and title under a response.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Signer {
    /// The name, at most 100 characters.
    pub name: String,
    /// The title, at most 100 characters.
    pub title: String,
}

impl Response {
    /// The bytes whose SHA-256 is the response's hash: a JSON array of the case, the proposal, the content, the signer
    /// and the instant of publication in milliseconds. Where several agencies answer, an array of all their signatures
    /// stands in the place of the signer.
    ///
    /// # Errors
    /// None in practice: all parts can be written as JSON.
    pub fn hashed(&self) -> Result<Vec<u8>> {
        hashed((self.case, self.proposal), &self.content, (&self.signer, &self.signatures), self.published)
    }
}

fn hashed(
    (case, proposal): (CaseId, ProposalId),
    content: &Content,
    (signer, signatures): (&Signer, &[AgencySignature]),
    at: Now,
) -> Result<Vec<u8>> {
    let at = at.timestamp_millis();
    Ok(if signatures.is_empty() {
        serde_json::to_vec(&(case, proposal, content, signer, at))?
    } else {
        serde_json::to_vec(&(case, proposal, content, signatures, at))?
    })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Submits the draft as it stands in `version` for the approver's signature.
///
/// # Errors
/// [`Error::NotYours`]; [`Error::WrongState`]; [`Error::Conflict`] if `version` is not the newest;
/// [`Error::Invalid`] with everything that is missing: `decision-N`, `reasons-N`, `grounds-N`, `issue-N`,
/// `issue_text-N`, `summary` (`required`), `due_on-N` (`in_past`).
pub async fn submit_for_approval(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    version: i64,
    now: Now,
) -> Result<()> {
    let (case, _) = lock_own(tx, officer, id, "submit_response", &[CaseState::Drafting]).await?;
    let newest = draft(tx, id).await?.newest;
    if newest.version != version {
        return Err(Error::Conflict(Box::new(newest)));
    }
    newest.content.complete(&Frame::of(&case, Vec::new())?, now)?;
    groups::check_own_answer(tx, id, &newest.content).await?;
    signing::forget(tx, id).await?;
    drafts::keep(tx, id, version).await?;
    drafts::finished(tx, id).await?;
    let row = draft_row::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let mut row = row.into_active_model();
    row.submitted_by = Set(Some(officer.person));
    row.submitted_at = Set(Some(now));
    row.sent_back_note = Set(None);
    row.sent_back_at = Set(None);
    row.sent_back_by = Set(None);
    row.update(tx).await?;
    set_state(tx, id, CaseState::AwaitingApproval).await?;
    let event = NewEvent::new("case.response_submitted", case.proposal, officer.officer()).about(id);
    Ok(event::append(tx, now, event.internal().with(json!({ "version": version }))).await?)
}

/// The approver sends the draft back to the officers with a note, which stays inside the agency.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::Invalid`] with `note`.
pub async fn send_back(tx: &Tx, approver: &Officer, id: CaseId, note: &str, now: Now) -> Result<()> {
    let states = [CaseState::AwaitingApproval];
    let (case, _) = lock_own(tx, approver, id, "send_back_response", &states).await?;
    let mut errors = FieldErrors::new();
    let note = errors.take(text::block("note", note, REASONS));
    let note = errors.into_result(note)?;
    let row = draft_row::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    // The draft holds the last note alone; the review keeps them all.
    reviews::insert(tx, approver.person, id, (row.version, None), (note.clone(), true), now).await?;
    let mut row = row.into_active_model();
    row.submitted_by = Set(None);
    row.submitted_at = Set(None);
    row.sent_back_note = Set(Some(note));
    row.sent_back_by = Set(Some(approver.person));
    row.sent_back_at = Set(Some(now));
    row.update(tx).await?;
    signing::forget(tx, id).await?;
    set_state(tx, id, CaseState::Drafting).await?;
    let event = NewEvent::new("case.response_sent_back", case.proposal, approver.approver()).about(id);
    Ok(event::append(tx, now, event.internal()).await?)
}

/// The approver signs the draft as it stands in `version`, for those of their agencies that lead. The signature of the
/// last lead agency publishes it for good: the response clock is met, the other clocks end, and follow-ups begin: those
/// planned, and a report on each demand whose decision asks for one. The caller marks the proposal as answered in the same
/// transaction. Nothing is given while other lead agencies still have to sign; their approvers are told.
///
/// # Errors
/// [`Error::NotYours`]; [`Error::WrongState`]; [`Error::Conflict`] if `version` is not what waits for the signature;
/// [`Error::AlreadyDone`] if the approver's agencies have signed and others have not; [`Error::Invalid`] with `name` or
/// `title`.
pub async fn sign_and_publish(
    tx: &Tx,
    approver: &Officer,
    id: CaseId,
    version: i64,
    signer: &Signer,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<Option<Response>> {
    let states = [CaseState::AwaitingApproval];
    let (case, _) = lock_own(tx, approver, id, "sign_response", &states).await?;
    let newest = draft(tx, id).await?.newest;
    if newest.version != version {
        return Err(Error::Conflict(Box::new(newest)));
    }
    let signer = checked_signer(signer)?;
    let waiting = signing::add(tx, approver, id, version, &signer, now).await?;
    if !waiting.is_empty() {
        let event = NewEvent::new("case.response_signed", case.proposal, approver.approver()).about(id);
        event::append(tx, now, event.internal().with(json!({ "leads": waiting }))).await?;
        return Ok(None);
    }
    let leads = crate::agencies::leads_of(tx, id).await?;
    let mut signatures = signing::signatures(tx, id).await?;
    signatures.retain(|one| leads.contains(&one.agency));
    if signatures.len() < 2 {
        signatures.clear();
    }
    let hash = hashed((id, case.proposal), &newest.content, (&signer, &signatures), now)?;
    let hash = hex(&sha256(&hash));
    let signers = (!signatures.is_empty()).then(|| serde_json::to_string(&signatures)).transpose()?;
    let row = response::ActiveModel {
        case_id: Set(id),
        proposal: Set(case.proposal),
        version: Set(version),
        content: Set(serde_json::to_string(&newest.content)?),
        signer_name: Set(signer.name.clone()),
        signer_title: Set(signer.title.clone()),
        signed_by: Set(approver.person),
        published_at: Set(now),
        hash: Set(hash.clone()),
        signers: Set(signers),
    };
    response::Entity::insert(row).exec_without_returning(tx).await?;
    index::response(tx, id, case.proposal, &newest.content, now).await?;
    let mut done = meet(tx, &case, Ends::Response, "case.response_published", now, calendar).await?;
    done.ended = clocks::stop(tx, &case, false, "case.response_published", now).await?;
    let decisions: Vec<&str> = newest.content.demands.iter().map(|answer| answer.decision.as_str()).collect();
    let event = NewEvent::new("case.response_published", case.proposal, approver.approver()).about(id);
    let open = newest.content.issues.iter().filter(|issue| issue.left_open).count();
    let data = json!({
        "hash": hash, "signer_title": signer.title, "decisions": decisions, "summary": newest.content.summary,
        "issues": newest.content.issues.len(), "left_open": open,
    });
    event::append(tx, now, event.with(done.told(data))).await?;
    for planned in &newest.content.follow_ups {
        let new = NewFollowUp { demand: None, planned, continues: None };
        followups::insert(tx, &case, new, approver.person, approver.approver(), now).await?;
    }
    for (demand, planned) in owed_reports(tx, &case, &newest.content, now, calendar).await? {
        let new = NewFollowUp { demand: Some(demand), planned: &planned, continues: None };
        followups::insert(tx, &case, new, approver.person, approver.approver(), now).await?;
    }
    let proposal = case.proposal;
    let mut row = case.into_active_model();
    row.state = Set(CaseState::Answered.code().to_owned());
    row.answered_at = Set(Some(now));
    row.update(tx).await?;
    refresh_due(tx, id).await?;
    let content = newest.content;
    let addenda = Vec::new();
    Ok(Some(Response { case: id, proposal, content, signer, signatures, published: now, hash, addenda }))
}

/// The reports that the decisions ask for: one for each demand whose decision has a follow-up in the rulebook.
async fn owed_reports(
    tx: &Tx,
    case: &case::Model,
    content: &Content,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<Vec<(DemandId, PlannedFollowUp)>> {
    let rules: Vec<DecisionRule> = serde_json::from_str(&case.decisions)?;
    let mut owed = Vec::new();
    for answer in &content.demands {
        let rule = rules.iter().find(|rule| rule.code == answer.decision);
        let Some(period) = rule.and_then(|rule| rule.follow_up) else { continue };
        let demand = demand::Entity::find_by_id(answer.demand).one(tx).await?.ok_or(Error::NotFound)?;
        let due_on = period.last_day(day_of(now), calendar)?;
        owed.push((demand.id, PlannedFollowUp { action: demand.body, unit: String::new(), due_on }));
    }
    Ok(owed)
}

pub(crate) fn checked_signer(signer: &Signer) -> Result<Signer> {
    let mut errors = FieldErrors::new();
    let name = errors.take(text::line("name", &signer.name, SIGNER));
    let title = errors.take(text::line("title", &signer.title, SIGNER));
    let (name, title) = errors.into_result(name.zip(title))?;
    Ok(Signer { name, title })
}

/// What the published response of a proposal says of issues, in its order; nothing before there is one.
///
/// # Errors
/// A database error.
pub async fn published_issues(conn: &impl Reader, proposal: ProposalId) -> Result<Vec<IssueAnswer>> {
    let case = Query::select()
        .column(case::Column::Id)
        .from(case::Entity)
        .and_where(case::Column::Proposal.eq(proposal))
        .to_owned();
    let row = response::Entity::find().filter(response::Column::CaseId.in_subquery(case)).one(conn).await?;
    let Some(row) = row else { return Ok(Vec::new()) };
    let content: Content = serde_json::from_str(&row.content)?;
    Ok(content.issues)
}

/// The codes of what the published responses to proposals decided on their demands, each once, in the order in which they
/// stand; proposals without a response are absent.
///
/// # Errors
/// A database error.
pub async fn decisions(
    conn: &impl Reader,
    proposals: &[ProposalId],
) -> Result<HashMap<ProposalId, Vec<String>>> {
    let published = response::Entity::find()
        .filter(response::Column::Proposal.is_in(proposals.iter().copied()))
        .all(conn)
        .await?;
    let mut decided = HashMap::new();
    for row in published {
        let content: Content = serde_json::from_str(&row.content)?;
        let codes: &mut Vec<String> = decided.entry(row.proposal).or_default();
        for answer in content.demands {
            if !codes.contains(&answer.decision) {
                codes.push(answer.decision);
            }
        }
    }
    Ok(decided)
}

/// The published response of a case with its signed addenda; nothing while it is owed.
///
/// # Errors
/// A database error.
pub async fn get(conn: &impl Reader, case: CaseId) -> Result<Option<Response>> {
    let Some(row) = response::Entity::find_by_id(case).one(conn).await? else { return Ok(None) };
    let addenda = addenda(conn, case).await?.into_iter().filter(|one| one.signed.is_some()).collect();
    Ok(Some(Response {
        case: row.case_id,
        proposal: row.proposal,
        content: serde_json::from_str(&row.content)?,
        signer: Signer { name: row.signer_name, title: row.signer_title },
        signatures: row.signers.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default(),
        published: row.published_at,
        hash: row.hash,
        addenda,
    }))
}
