//! Importing what a dry run showed, in one transaction.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, DbErr, DriveId, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};
use serde::{Deserialize, Serialize};

use super::entity::{import as row, line as place};
use super::plan::{Counts, Judged, Verdict, judge};
use super::{ImportId, PaperError, UploadId, uploads};
use crate::batch::take;
use crate::drives::{Drive, lock};
use crate::intake::{OnThreshold, SignRequest};
use crate::receipt::Channel;

/// How many signatures one batch takes.
const AT_ONCE: usize = 2000;

/// How many lines are written in one statement: five values each.
const LINES: usize = 2000;

/// An import as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Its number in the drive, from 1.
    pub number: i64,
    /// Who did it.
    pub by: PersonId,
    /// When.
    pub at: Now,
    /// The hash of the file.
    pub sha256: Vec<u8>,
    /// How many lines came out how.
    pub counts: Counts,
    /// The lines that came out otherwise than the dry run said.
    pub differed: Vec<Differed>,
}

/// A line that came out otherwise than the dry run said, since somebody signed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differed {
    /// The sheet.
    pub sheet: i64,
    /// The line.
    pub line: i64,
    /// What the dry run said.
    pub said: String,
    /// What became of it.
    pub became: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The import.
    pub import: Import,
    /// Whether the file had been imported before, so that nothing was changed now.
    pub again: bool,
}

fn of(row: row::Model) -> Import {
    Import {
        id: row.id,
        number: row.number,
        by: row.person,
        at: row.imported_at,
        sha256: row.sha256,
        counts: Counts { counted: row.counted, duplicates: row.duplicates, unreadable: row.unreadable },
        differed: serde_json::from_str(&row.differed).unwrap_or_default(),
    }
}

/// The imports of a drive, in their order.
///
/// # Errors
/// A database error.
pub async fn imports_of(conn: &impl Reader, drive: DriveId) -> Result<Vec<Import>, DbErr> {
    let rows = row::Entity::find()
        .filter(row::Column::Drive.eq(drive))
        .order_by_asc(row::Column::Number)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(of).collect())
}

/// An import by its number.
///
/// # Errors
/// [`PaperError::NotFound`], or a database error.
pub async fn import_numbered(conn: &impl Reader, drive: DriveId, number: i64) -> Result<Import, PaperError> {
    let row = row::Entity::find()
        .filter(row::Column::Drive.eq(drive))
        .filter(row::Column::Number.eq(number))
        .one(conn)
        .await?;
    row.map(of).ok_or(PaperError::NotFound)
}

async fn of_file(conn: &impl Reader, drive: DriveId, sha256: &[u8]) -> Result<Option<Import>, DbErr> {
    let row = row::Entity::find()
        .filter(row::Column::Drive.eq(drive))
        .filter(row::Column::Sha256.eq(sha256.to_vec()))
        .one(conn)
        .await?;
    Ok(row.map(of))
}

/// Imports the waiting file of a facilitator, which must have this hash. A file that was imported before changes nothing,
/// also if it waits no longer: then the button was pressed twice.
///
/// # Errors
/// [`PaperError::NoUpload`], [`PaperError::Sign`] if the drive takes no signatures, or a database error.
pub async fn apply(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    drive: DriveId,
    upload: UploadId,
    sha256: &[u8],
    facilitator: PersonId,
) -> Result<Applied, PaperError> {
    let held = lock(tx, drive).await?;
    if let Some(import) = of_file(tx, drive, sha256).await? {
        uploads::discard(tx, upload, facilitator).await?;
        return Ok(Applied { import, again: true });
    }
    let waiting = uploads::upload(tx, drive, upload, facilitator, now).await?;
    if waiting.sha256 != sha256 {
        return Err(PaperError::NoUpload);
    }
    held.check(now)?;
    let (said, lines): (Vec<Verdict>, Vec<_>) =
        waiting.lines.into_iter().map(|judged| (judged.verdict, judged.line)).unzip();
    let mut judged = judge(tx, &held, lines, now).await?;
    let id = ImportId::new(now);
    sign(tx, now, hook, &held, id, &mut judged).await?;
    let differed = said.iter().zip(&judged).filter_map(|(said, judged)| differed(said, judged)).collect();
    let number: Option<i64> = row::Entity::find()
        .select_only()
        .column_as(row::Column::Number.max(), "last")
        .filter(row::Column::Drive.eq(drive))
        .into_tuple::<Option<i64>>()
        .one(tx)
        .await?
        .flatten();
    let import = Import {
        id,
        number: number.unwrap_or(0) + 1,
        by: facilitator,
        at: now,
        sha256: sha256.to_vec(),
        counts: Counts::of(judged.iter().map(|judged| &judged.verdict)),
        differed,
    };
    write(tx, drive, &import).await?;
    uploads::discard(tx, upload, facilitator).await?;
    let Counts { counted, duplicates, unreadable } = import.counts;
    let data = serde_json::json!({
        "number": import.number,
        "counted": counted,
        "duplicates": duplicates,
        "unreadable": unreadable,
    });
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let told = NewEvent::new("signatures.paper_imported", drive, actor).about(id).with(data);
    event::append(tx, now, told).await?;
    Ok(Applied { import, again: false })
}

async fn write(tx: &Tx, drive: DriveId, import: &Import) -> Result<(), DbErr> {
    let row = row::ActiveModel {
        id: Set(import.id),
        drive: Set(drive),
        number: Set(import.number),
        person: Set(import.by),
        sha256: Set(import.sha256.clone()),
        imported_at: Set(import.at),
        counted: Set(import.counts.counted),
        duplicates: Set(import.counts.duplicates),
        unreadable: Set(import.counts.unreadable),
        differed: Set(serde_json::to_string(&import.differed).map_err(|e| DbErr::Json(e.to_string()))?),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes the signatures of the lines that count, and keeps where each stands.
async fn sign(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    drive: &Drive,
    import: ImportId,
    judged: &mut [Judged],
) -> Result<(), PaperError> {
    let mut counting: Vec<&mut Judged> =
        judged.iter_mut().filter(|judged| judged.verdict == Verdict::Counts).collect();
    let mut places = Vec::with_capacity(counting.len());
    for lines in counting.chunks_mut(AT_ONCE) {
        let request = |judged: &&mut Judged| {
            let said = judged.line.said.as_ref().ok()?;
            Some(SignRequest {
                drive: drive.id,
                person: None,
                person_key: said.person_key,
                region: said.region,
                channel: Channel::Paper,
                origin: None,
            })
        };
        let requests: Vec<SignRequest> = lines.iter().filter_map(request).collect();
        let answers = take(tx, || now, hook, &requests).await?;
        for (judged, answer) in lines.iter_mut().zip(answers) {
            match answer {
                Ok(signed) if signed.already => {
                    judged.verdict = Verdict::Signed { channel: signed.receipt.channel };
                }
                Ok(signed) => places.push(place::ActiveModel {
                    drive: Set(drive.id),
                    sheet: Set(judged.line.sheet.unwrap_or_default()),
                    line: Set(judged.line.line.unwrap_or_default()),
                    import: Set(import),
                    signature: Set(signed.receipt.id),
                }),
                // The drive is locked and takes signatures: there is no error but the drive's own.
                Err(error) => return Err(PaperError::Sign(error)),
            }
        }
    }
    for places in places.chunks(LINES) {
        place::Entity::insert_many(places.iter().cloned()).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn differed(said: &Verdict, judged: &Judged) -> Option<Differed> {
    (*said != judged.verdict).then(|| Differed {
        sheet: judged.line.sheet.unwrap_or_default(),
        line: judged.line.line.unwrap_or_default(),
        said: said.code().to_owned(),
        became: judged.verdict.code().to_owned(),
    })
}
