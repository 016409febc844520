//! Files between the dry run and the import. Kept are lines without names and identifiers.

use chrono::TimeDelta;
use folkmoot_foundation::text::{Length, line as clean};
use folkmoot_foundation::{DbErr, DriveId, Now, PersonId, Reader, Tx};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::entity::upload as row;
use super::lines::{Line, Said};
use super::plan::{Judged, Place, Verdict};
use super::{PaperError, UploadId};
use crate::PersonKey;
use crate::receipt::Channel;

/// How long a file waits before it is forgotten.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// A file that waits.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// The drive it was brought for.
    pub drive: DriveId,
    /// Its name.
    pub file_name: String,
    /// Its hash.
    pub sha256: [u8; 32],
    /// Its lines, with what the dry run said of each.
    pub lines: Vec<Judged>,
}

/// A line as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    row: u64,
    sheet: Option<i64>,
    line: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default, alias = "county", skip_serializing_if = "Option::is_none")]
    region: Option<folkmoot_foundation::region::RegionCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<chrono::NaiveDate>,
    /// Why it can't be read; nothing if it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wrong: Option<String>,
    /// What the dry run said, as the code of a verdict.
    verdict: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earlier: Option<Place>,
}

/// Every reason for which a line can't be counted.
pub(super) const REASONS: [&str; 15] = [
    "sheet_number",
    "line_number",
    "line_twice",
    "identifier_missing",
    "identifier_format",
    "identifier_hash",
    "region_unknown",
    "region_missing",
    "date_missing",
    "date_format",
    "date_before",
    "date_after",
    "date_future",
    "date_paused",
    "not_taken",
];

fn reason(code: &str) -> &'static str {
    REASONS.into_iter().find(|known| *known == code).unwrap_or("not_taken")
}

impl Kept {
    fn of(judged: &Judged) -> Self {
        let Judged { line, verdict } = judged;
        let said = line.said.as_ref().ok();
        Self {
            row: line.row,
            sheet: line.sheet,
            line: line.line,
            key: said.map(|said| hex::encode(said.person_key)),
            region: said.and_then(|said| said.region),
            date: said.map(|said| said.date),
            wrong: line.said.as_ref().err().map(|code| (*code).to_owned()),
            verdict: verdict.code().to_owned(),
            earlier: verdict.earlier(),
        }
    }

    fn judged(self) -> Option<Judged> {
        let said = match (self.key, self.date) {
            (Some(key), Some(date)) => {
                let mut person_key = PersonKey::default();
                hex::decode_to_slice(key, &mut person_key).ok()?;
                Ok(Said { person_key, region: self.region, date })
            }
            _ => Err(reason(self.wrong.as_deref().unwrap_or_default())),
        };
        let verdict = match (self.verdict.as_str(), self.earlier) {
            ("counts", _) => Verdict::Counts,
            ("signed_online", _) => Verdict::Signed { channel: Channel::Online },
            ("signed_paper", _) => Verdict::Signed { channel: Channel::Paper },
            ("signed_counter", _) => Verdict::Signed { channel: Channel::Counter },
            ("imported", _) => Verdict::Imported,
            ("repeated", Some((sheet, line))) => Verdict::Repeated { sheet, line },
            (code, _) => Verdict::Unreadable { code: reason(code) },
        };
        let line = Line { row: self.row, sheet: self.sheet, line: self.line, name: String::new(), said };
        Some(Judged { line, verdict })
    }
}

/// Keeps what a dry run showed, in place of an earlier one of the same facilitator for the same drive; forgets what waited
/// too long.
///
/// # Errors
/// A database error.
pub async fn keep(
    tx: &Tx,
    drive: DriveId,
    person: PersonId,
    file_name: &str,
    sha256: [u8; 32],
    lines: &[Judged],
    now: Now,
) -> Result<UploadId, DbErr> {
    purge(tx, now).await?;
    row::Entity::delete_many()
        .filter(row::Column::Drive.eq(drive))
        .filter(row::Column::Person.eq(person))
        .exec(tx)
        .await?;
    let kept: Vec<Kept> = lines.iter().map(Kept::of).collect();
    let id = UploadId::new(now);
    let row = row::ActiveModel {
        id: Set(id),
        drive: Set(drive),
        person: Set(person),
        file_name: Set(clean_name(file_name)),
        sha256: Set(sha256.to_vec()),
        lines: Set(serde_json::to_string(&kept).map_err(|error| DbErr::Json(error.to_string()))?),
        created_at: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Forgets what waited too long.
///
/// # Errors
/// A database error.
pub async fn purge(tx: &Tx, now: Now) -> Result<(), DbErr> {
    row::Entity::delete_many().filter(row::Column::CreatedAt.lte(now - KEPT_FOR)).exec(tx).await?;
    Ok(())
}

/// A file's name without folders and without what no name needs; at most 200 characters.
pub(super) fn clean_name(raw: &str) -> String {
    let name = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let cut: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    clean("file_name", &cut, Length { min: 0, max: 200 }).unwrap_or_default()
}

/// A waiting file, if it is this person's and has not waited too long.
///
/// # Errors
/// [`PaperError::NoUpload`], or a database error.
pub async fn upload(
    conn: &impl Reader,
    drive: DriveId,
    id: UploadId,
    person: PersonId,
    now: Now,
) -> Result<Upload, PaperError> {
    let row = row::Entity::find_by_id(id)
        .filter(row::Column::Drive.eq(drive))
        .filter(row::Column::Person.eq(person))
        .filter(row::Column::CreatedAt.gt(now - KEPT_FOR))
        .one(conn)
        .await?
        .ok_or(PaperError::NoUpload)?;
    let kept: Vec<Kept> = serde_json::from_str(&row.lines).map_err(|_| PaperError::NoUpload)?;
    Ok(Upload {
        id: row.id,
        drive: row.drive,
        file_name: row.file_name,
        sha256: row.sha256.try_into().map_err(|_| PaperError::NoUpload)?,
        lines: kept.into_iter().map(Kept::judged).collect::<Option<_>>().ok_or(PaperError::NoUpload)?,
    })
}

/// Forgets a waiting file: it was imported, or is no longer wanted.
///
/// # Errors
/// A database error.
pub async fn discard(tx: &Tx, id: UploadId, person: PersonId) -> Result<(), DbErr> {
    row::Entity::delete_many()
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::Person.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}
