//! Notes of the agencies that work on a case. They are never public: no event, list or file holds their words.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text;
use folkmoot_foundation::{CaseId, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, Set};

use crate::Result;
use crate::cases::REASONS;
use crate::entity::note;
use crate::ids::NoteId;
use crate::open::lock_part;
use crate::state::Officer;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// What it says.
    pub body: String,
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub at: Now,
}

/// The notes of a case, newest first. The caller knows that the reader works on the case.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Vec<Note>> {
    let rows = note::Entity::find()
        .filter(note::Column::CaseId.eq(case))
        .order_by_desc(note::Column::At)
        .order_by_desc(note::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| Note { id: row.id, body: row.body, by: row.by, at: row.at }).collect())
}

/// Somebody of an agency with a part in the case, lead or supporting, writes a note.
///
/// # Errors
/// [`Error::NotYours`](crate::Error::NotYours), [`Error::Invalid`](crate::Error::Invalid) with `note`.
pub async fn add(tx: &Tx, officer: &Officer, id: CaseId, body: &str, now: Now) -> Result<NoteId> {
    let (case, _) = lock_part(tx, officer, id).await?;
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("note", body, REASONS));
    let body = errors.into_result(body)?;
    let note = NoteId::new(now);
    let row = note::ActiveModel {
        id: Set(note),
        case_id: Set(id),
        body: Set(body),
        by: Set(officer.person),
        at: Set(now),
    };
    note::Entity::insert(row).exec_without_returning(tx).await?;
    let event = NewEvent::new("case.note_added", case.proposal, officer.officer()).about(id).internal();
    event::append(tx, now, event).await?;
    Ok(note)
}
