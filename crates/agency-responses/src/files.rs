//! Evidence: which files a case holds. Their bytes are kept elsewhere, under the case and their hash; the caller puts them
//! there before a row tells of them, and erases them after [`to_erase`] named them.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{CaseId, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

pub use folkmoot_foundation::files::kind::{FileKind, Looked, MOST_BYTES, look};

use crate::Result;
use crate::cases::REASONS;
use crate::entity::file;
use crate::error::Error;
use crate::ids::FileId;
use crate::open::{lock, lock_part};
use crate::state::Officer;

/// The greatest number of files of a case.
pub const MOST_FILES: u64 = 100;

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// Its id.
    pub id: FileId,
    /// The case.
    pub case: CaseId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its size in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What it shows.
    pub about: String,
    /// Whether the public may read it.
    pub public: bool,
    /// Who added it.
    pub by: PersonId,
    /// When.
    pub at: Now,
    /// When and why it was removed.
    pub removed: Option<(Now, String)>,
}

fn file_of(row: file::Model) -> Option<CaseFile> {
    Some(CaseFile {
        id: row.id,
        case: row.case_id,
        name: row.name,
        kind: row.kind.parse().ok()?,
        size: row.size,
        sha256: row.sha256,
        about: row.about,
        public: row.public,
        by: row.by,
        at: row.at,
        removed: row.removed_at.map(|at| (at, row.removed_reasons.unwrap_or_default())),
    })
}

/// The files of a case, oldest first, the removed ones too.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Vec<CaseFile>> {
    let rows = file::Entity::find()
        .filter(file::Column::CaseId.eq(case))
        .order_by_asc(file::Column::At)
        .order_by_asc(file::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(file_of).collect())
}

/// One file.
///
/// # Errors
/// [`Error::NotFound`], also for one that was removed.
pub async fn get(conn: &impl Reader, id: FileId) -> Result<CaseFile> {
    let row = file::Entity::find_by_id(id).one(conn).await?.and_then(file_of).ok_or(Error::NotFound)?;
    if row.removed.is_some() { Err(Error::NotFound) } else { Ok(row) }
}

/// A file about to be added.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Its name as the sender has it.
    pub name: String,
    /// What it shows; at most 200 characters.
    pub about: String,
    /// Whether the public may read it.
    pub public: bool,
}

/// Adds a file, whose bytes are kept already, to a case of an agency with a part in it.
///
/// # Errors
/// [`Error::NotYours`], [`Error::Invalid`] with `about` or `file` (`too_many`, `there_already`).
pub async fn add(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    new: &NewFile,
    looked: &Looked,
    (size, sha256): (usize, &str),
    now: Now,
) -> Result<FileId> {
    let (case, _) = lock_part(tx, officer, id).await?;
    let mut errors = FieldErrors::new();
    let about = errors.take(text::line("about", &new.about, Length { min: 1, max: 200 }));
    let own = || file::Entity::find().filter(file::Column::CaseId.eq(id));
    let there = own().filter(file::Column::RemovedAt.is_null()).filter(file::Column::Sha256.eq(sha256));
    if there.count(tx).await? > 0 {
        errors.add("file", "there_already");
    } else if own().count(tx).await? >= MOST_FILES {
        errors.add_with("file", "too_many", [("max", MOST_FILES.to_string())]);
    }
    let about = errors.into_result(about)?;
    let file = FileId::new(now);
    let event = NewEvent::new("case.file_added", case.proposal, officer.officer()).about(id);
    let event = if new.public {
        event.with(json!({ "file": file, "sha256": sha256, "body": about }))
    } else {
        event.internal().with(json!({ "file": file }))
    };
    let row = file::ActiveModel {
        id: Set(file),
        case_id: Set(id),
        name: Set(looked.name.clone()),
        kind: Set(looked.kind.code().to_owned()),
        size: Set(i64::try_from(size).unwrap_or(i64::MAX)),
        sha256: Set(sha256.to_owned()),
        about: Set(about),
        public: Set(new.public),
        by: Set(officer.person),
        at: Set(now),
        removed_at: Set(None),
        removed_by: Set(None),
        removed_reasons: Set(None),
        erased_at: Set(None),
    };
    file::Entity::insert(row).exec_without_returning(tx).await?;
    event::append(tx, now, event).await?;
    Ok(file)
}

/// Removes a file: nobody reads it any more; that it was there, when and why it went stays. For an agency with a part in
/// the case.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::AlreadyDone`], [`Error::Invalid`] with `reasons`.
pub async fn remove(
    tx: &Tx,
    officer: &Officer,
    case: CaseId,
    id: FileId,
    reasons: &str,
    now: Now,
) -> Result<()> {
    let (case, _) = lock_part(tx, officer, case).await?;
    let row = file::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.case_id != case.id {
        return Err(Error::NotFound);
    }
    if row.removed_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    let mut errors = FieldErrors::new();
    let reasons = errors.take(text::block("reasons", reasons, REASONS));
    let reasons = errors.into_result(reasons)?;
    let event = NewEvent::new("case.file_removed", case.proposal, officer.officer()).about(case.id);
    let event = if row.public {
        event.with(json!({ "file": id, "reasons": text::excerpt(&reasons, 300) }))
    } else {
        event.internal().with(json!({ "file": id }))
    };
    let mut row = row.into_active_model();
    row.removed_at = Set(Some(now));
    row.removed_by = Set(Some(officer.person));
    row.removed_reasons = Set(Some(reasons));
    row.update(tx).await?;
    Ok(event::append(tx, now, event).await?)
}

/// Removed files whose bytes are still kept, at most `limit`.
///
/// # Errors
/// A database error.
pub async fn removed(conn: &impl Reader, limit: u64) -> Result<Vec<(CaseId, FileId)>> {
    let rows = file::Entity::find()
        .filter(file::Column::RemovedAt.is_not_null())
        .filter(file::Column::ErasedAt.is_null())
        .order_by_asc(file::Column::RemovedAt)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.case_id, row.id)).collect())
}

/// Marks the bytes of a removed file as erased, and says under which hash they are to be erased before the transaction
/// ends: nothing if another file of the case has the same. The case is locked until then, so that no such file is added
/// meanwhile; whoever adds one afterwards finds the bytes gone and puts them there again.
///
/// # Errors
/// A database error.
pub async fn to_erase(tx: &Tx, case: CaseId, id: FileId, now: Now) -> Result<Option<String>> {
    lock(tx, case).await?;
    let Some(row) = file::Entity::find_by_id(id).one(tx).await? else { return Ok(None) };
    let others = file::Entity::find()
        .filter(file::Column::CaseId.eq(case))
        .filter(file::Column::Sha256.eq(row.sha256.as_str()))
        .filter(file::Column::RemovedAt.is_null())
        .count(tx)
        .await?;
    file::Entity::update_many()
        .col_expr(file::Column::ErasedAt, Expr::value(now))
        .filter(file::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok((others == 0).then_some(row.sha256))
}
