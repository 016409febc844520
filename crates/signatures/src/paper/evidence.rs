//! Pictures and scans of sheets. They show names and handwriting: only those who check sheets ever get them.

use chrono::TimeDelta;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::{DbErr, DriveId, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};

use super::entity::evidence as row;
use super::uploads::clean_name;
use super::{EvidenceId, PaperError};
use crate::drives;

/// The greatest size of a picture or scan, in bytes.
pub const MAX_EVIDENCE: usize = 10 * 1024 * 1024;

/// So many days after the end of signing, pictures and scans are erased: whoever doubts a count has had time to.
pub const EVIDENCE_DAYS: i64 = 180;

/// So many drives are looked at in one step.
const STEP: u64 = 100;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A document of pages.
    Pdf,
    /// A picture.
    Png,
    /// A photograph.
    Jpeg,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Pdf, Self::Png, Self::Jpeg];

    /// What these bytes begin as.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let begins: [(&[u8], Self); 3] =
            [(b"%PDF-", Self::Pdf), (b"\x89PNG\r\n\x1A\n", Self::Png), (b"\xFF\xD8\xFF", Self::Jpeg)];
        begins.into_iter().find(|(begin, _)| bytes.starts_with(begin)).map(|(_, kind)| kind)
    }

    /// Its stable name, which is also the ending of a file's name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A picture or scan, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// What it is.
    pub kind: Kind,
    /// Its name, as it was handed in.
    pub file_name: String,
    /// Its size in bytes.
    pub size: i64,
    /// When it was added.
    pub at: Now,
}

/// A picture or scan with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub content: Vec<u8>,
}

fn kind_of(code: &str) -> Kind {
    Kind::ALL.into_iter().find(|kind| kind.code() == code).unwrap_or(Kind::Pdf)
}

/// Keeps a picture or scan; the same file again changes nothing.
///
/// # Errors
/// [`PaperError::NoEvidence`] if it is none that is taken, or a database error.
pub async fn add_evidence(
    tx: &Tx,
    drive: DriveId,
    person: PersonId,
    file_name: &str,
    content: Vec<u8>,
    now: Now,
) -> Result<(), PaperError> {
    let kind = Kind::of(&content).filter(|_| content.len() <= MAX_EVIDENCE).ok_or(PaperError::NoEvidence)?;
    let row = row::ActiveModel {
        id: Set(EvidenceId::new(now)),
        drive: Set(drive),
        person: Set(person),
        kind: Set(kind.code().to_owned()),
        file_name: Set(clean_name(file_name)),
        sha256: Set(sha256(&content).to_vec()),
        size: Set(i64::try_from(content.len()).unwrap_or(i64::MAX)),
        content: Set(content),
        added_at: Set(now),
    };
    row::Entity::insert(row)
        .on_conflict_do_nothing_on([row::Column::Drive, row::Column::Sha256])
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Erases the pictures and scans of drives that have been over for [`EVIDENCE_DAYS`]; says how many.
///
/// # Errors
/// A database error.
pub async fn erase_evidence(tx: &Tx, now: Now) -> Result<u64, DbErr> {
    let before = now - TimeDelta::days(EVIDENCE_DAYS);
    // A picture is handed in while its drive runs, or soon after: what is younger than that is not due in any drive.
    let old: Vec<DriveId> = row::Entity::find()
        .select_only()
        .column(row::Column::Drive)
        .distinct()
        .filter(row::Column::AddedAt.lte(before))
        .order_by_asc(row::Column::Drive)
        .limit(STEP)
        .into_tuple()
        .all(tx)
        .await?;
    let over: Vec<DriveId> = drives::get_many(tx, &old)
        .await?
        .into_values()
        // Closed before its time, or at it; one that pauses without an end is not over.
        .filter(|drive| drive.closed_at.or(drive.ends_at()).is_some_and(|end| end <= before))
        .map(|drive| drive.id)
        .collect();
    if over.is_empty() {
        return Ok(0);
    }
    Ok(row::Entity::delete_many().filter(row::Column::Drive.is_in(over)).exec(tx).await?.rows_affected)
}

/// The pictures and scans of a drive, in the order in which they came.
///
/// # Errors
/// A database error.
pub async fn evidence_of(conn: &impl Reader, drive: DriveId) -> Result<Vec<Evidence>, DbErr> {
    let rows: Vec<(EvidenceId, String, String, i64, Now)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::Kind, row::Column::FileName, row::Column::Size])
        .column(row::Column::AddedAt)
        .filter(row::Column::Drive.eq(drive))
        .order_by_asc(row::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let of = |(id, kind, file_name, size, at): (EvidenceId, String, String, i64, Now)| Evidence {
        id,
        kind: kind_of(&kind),
        file_name,
        size,
        at,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// One picture or scan of a drive.
///
/// # Errors
/// [`PaperError::NotFound`], or a database error.
pub async fn evidence(
    conn: &impl Reader,
    drive: DriveId,
    id: EvidenceId,
) -> Result<EvidenceFile, PaperError> {
    let row = row::Entity::find_by_id(id).filter(row::Column::Drive.eq(drive)).one(conn).await?;
    let row = row.ok_or(PaperError::NotFound)?;
    Ok(EvidenceFile { kind: kind_of(&row.kind), content: row.content })
}
