//! Addenda: texts that stand beside a published response, written by an officer and signed by an approver.

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors, Now, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

use crate::Result;
use crate::allowed::OfficerAct;
use crate::cases::{LEAD, REASONS};
use crate::entity::{addendum, case, part};
use crate::error::Error;
use crate::ids::AddendumId;
use crate::index;
use crate::open::{lock_own, lock_own_for};
use crate::responses::{Signer, checked_signer, hex};
use crate::state::{CaseState, Officer};

/// A text beside a published response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addendum {
    /// Its id.
    pub id: AddendumId,
    /// Its number among the signed ones, from 1.
    pub number: Option<i64>,
    /// What it says.
    pub body: String,
    /// When it was written.
    pub written: Now,
    /// Who signed it and when; nothing while it waits.
    pub signed: Option<(Signer, Now)>,
    /// The approver's note, if they declined to sign.
    pub declined: Option<String>,
}

impl From<addendum::Model> for Addendum {
    fn from(row: addendum::Model) -> Self {
        let signer = row.signer_name.zip(row.signer_title).map(|(name, title)| Signer { name, title });
        Self {
            id: row.id,
            number: row.number,
            body: row.body,
            written: row.written_at,
            signed: signer.zip(row.signed_at),
            declined: row.declined_note,
        }
    }
}

/// All addenda of a case, also those that wait for a signature or were declined; at most 200, oldest first.
///
/// # Errors
/// A database error.
pub async fn addenda(conn: &impl Reader, case: CaseId) -> Result<Vec<Addendum>> {
    let rows = addendum::Entity::find()
        .filter(addendum::Column::CaseId.eq(case))
        .order_by_asc(addendum::Column::WrittenAt)
        .order_by_asc(addendum::Column::Id)
        .limit(200)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Addendum::from).collect())
}

/// The addenda of all cases that `agencies` lead which wait for a signature, oldest first; at most 100.
///
/// # Errors
/// A database error.
pub async fn waiting_addenda(conn: &impl Reader, agencies: &[AgencyId]) -> Result<Vec<(CaseId, Addendum)>> {
    let led = Query::select()
        .column(part::Column::CaseId)
        .from(part::Entity)
        .and_where(part::Column::AgencyId.is_in(agencies.iter().copied()))
        .and_where(part::Column::Part.eq(LEAD))
        .to_owned();
    let rows = addendum::Entity::find()
        .filter(addendum::Column::SignedAt.is_null())
        .filter(addendum::Column::DeclinedAt.is_null())
        .filter(addendum::Column::CaseId.in_subquery(led))
        .order_by_asc(addendum::Column::WrittenAt)
        .limit(100)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.case_id, Addendum::from(row))).collect())
}

/// One addendum and its case.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn addendum_by_id(conn: &impl Reader, id: AddendumId) -> Result<(CaseId, Addendum)> {
    let row = addendum::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?;
    Ok((row.case_id, Addendum::from(row)))
}

/// An officer writes an addendum to the published response; it becomes public when an approver signs it.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`] before publication, [`Error::Invalid`] with `body`.
pub async fn addendum(tx: &Tx, officer: &Officer, id: CaseId, body: &str, now: Now) -> Result<AddendumId> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::WriteAddendum).await?;
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("body", body, Length { min: 1, max: 20_000 }));
    let body = errors.into_result(body)?;
    let addendum = AddendumId::new(now);
    let row = addendum::ActiveModel {
        id: Set(addendum),
        case_id: Set(id),
        body: Set(body),
        written_by: Set(officer.person),
        written_at: Set(now),
        ..Default::default()
    };
    addendum::Entity::insert(row).exec_without_returning(tx).await?;
    let event = NewEvent::new("case.addendum_written", case.proposal, officer.officer()).about(id).internal();
    event::append(tx, now, event.with(json!({ "addendum": addendum }))).await?;
    Ok(addendum)
}

async fn waiting_addendum(
    tx: &Tx,
    approver: &Officer,
    id: AddendumId,
    action: &'static str,
) -> Result<(case::Model, addendum::Model)> {
    let row = addendum::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let states = [CaseState::Answered, CaseState::Closed];
    let (case, _) = lock_own(tx, approver, row.case_id, action, &states).await?;
    // Read again under the lock of the case.
    let row = addendum::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.signed_at.is_some() || row.declined_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    Ok((case, row))
}

/// An approver signs an addendum, which publishes it beside the response.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::AlreadyDone`], [`Error::Invalid`] with `name` or `title`.
pub async fn sign_addendum(
    tx: &Tx,
    approver: &Officer,
    id: AddendumId,
    signer: &Signer,
    now: Now,
) -> Result<()> {
    let (case, row) = waiting_addendum(tx, approver, id, "sign_addendum").await?;
    let signer = checked_signer(signer)?;
    let signed = addendum::Entity::find()
        .filter(addendum::Column::CaseId.eq(case.id))
        .filter(addendum::Column::SignedAt.is_not_null())
        .count(tx)
        .await?;
    let number = i64::try_from(signed).unwrap_or(i64::MAX).saturating_add(1);
    let hash = hex(&sha256(row.body.as_bytes()));
    let event = NewEvent::new("case.addendum", case.proposal, approver.approver()).about(case.id);
    let data = json!({
        "addendum": id, "number": number, "body": text::excerpt(&row.body, 300), "hash": hash,
        "signer_title": signer.title,
    });
    index::addendum(tx, id.0, case.proposal, &row.body, now).await?;
    let mut row = row.into_active_model();
    row.number = Set(Some(number));
    row.signer_name = Set(Some(signer.name));
    row.signer_title = Set(Some(signer.title));
    row.signed_by = Set(Some(approver.person));
    row.signed_at = Set(Some(now));
    row.update(tx).await?;
    Ok(event::append(tx, now, event.with(data)).await?)
}

/// An approver declines to sign an addendum, with a note for the officers; they may write another.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::AlreadyDone`], [`Error::Invalid`] with `note`.
pub async fn decline_addendum(
    tx: &Tx,
    approver: &Officer,
    id: AddendumId,
    note: &str,
    now: Now,
) -> Result<()> {
    let (case, row) = waiting_addendum(tx, approver, id, "decline_addendum").await?;
    let mut errors = FieldErrors::new();
    let note = errors.take(text::block("note", note, REASONS));
    let note = errors.into_result(note)?;
    let mut row = row.into_active_model();
    row.declined_note = Set(Some(note));
    row.declined_at = Set(Some(now));
    row.update(tx).await?;
    let event = NewEvent::new("case.addendum_declined", case.proposal, approver.approver()).about(case.id);
    Ok(event::append(tx, now, event.internal().with(json!({ "addendum": id }))).await?)
}
