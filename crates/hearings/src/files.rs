//! Slides and documents of a hearing as files. Their bytes are kept elsewhere, under the hearing and their hash; the caller
//! puts them there before a row tells of them, and erases them after [`to_erase`] named them.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::files::kind::{FileKind, Looked};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, Reader, Tx, typed_id};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde_json::json;

use crate::error::HearingError;
use crate::hearings::{self, CANCELLED};
use crate::notice::parse_time;

pub(crate) mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "hall_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: HallFileId,
        pub hearing: HearingId,
        pub title: String,
        pub shown_at: Option<String>,
        pub name: String,
        pub kind: String,
        pub size: i64,
        pub sha256: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
        pub removed_at: Option<DateTimeUtc>,
        pub erased_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

typed_id!(
    /// A file of a hearing.
    HallFileId
);

/// The greatest number of files of a hearing.
pub const MOST_FILES: u64 = 50;

/// A file of a hearing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HallFile {
    /// Its id.
    pub id: HallFileId,
    /// The hearing.
    pub hearing: HearingId,
    /// What it is.
    pub title: String,
    /// When it is shown in the meeting, `HH:MM`.
    pub shown_at: Option<String>,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: FileKind,
    /// Its size in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was added.
    pub at: Now,
}

fn of_row(row: entity::Model) -> Option<HallFile> {
    Some(HallFile {
        id: row.id,
        hearing: row.hearing,
        title: row.title,
        shown_at: row.shown_at,
        name: row.name,
        kind: row.kind.parse().ok()?,
        size: row.size,
        sha256: row.sha256,
        at: row.at,
    })
}

/// The files of a hearing: those that belong to a time in its order, then the others as they were added.
///
/// # Errors
/// A database error.
pub async fn of_hearing(conn: &impl Reader, hearing: HearingId) -> Result<Vec<HallFile>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::RemovedAt.is_null())
        .order_by_asc(entity::Column::At)
        .order_by_asc(entity::Column::Id)
        .all(conn)
        .await?;
    let mut files: Vec<HallFile> = rows.into_iter().filter_map(of_row).collect();
    files.sort_by_key(|file| (file.shown_at.is_none(), file.shown_at.clone()));
    Ok(files)
}

/// One file.
///
/// # Errors
/// [`HearingError::NotFound`], also for one that was removed, or a database error.
pub async fn get(conn: &impl Reader, id: HallFileId) -> Result<HallFile, HearingError> {
    let row = entity::Entity::find_by_id(id).one(conn).await?.filter(|row| row.removed_at.is_none());
    row.and_then(of_row).ok_or(HearingError::NotFound)
}

/// What is said of a file that is added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFile {
    /// What it is: 1 to 100 characters.
    pub title: String,
    /// When it is shown, `HH:MM`; may be empty.
    pub shown_at: String,
}

/// Adds a file, whose bytes are kept already. The same content twice is refused.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::WrongStage`] of a meeting that was called off, [`HearingError::Invalid`] with
/// `file_title`, `shown_at` or `file` (`same_in_meeting`, `meeting_too_many`), or a database error.
pub async fn add(
    tx: &Tx,
    hearing: HearingId,
    new: &NewFile,
    looked: &Looked,
    (size, sha256): (usize, &str),
    by: PersonId,
    now: Now,
) -> Result<HallFileId, HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    if row.stage == CANCELLED {
        return Err(HearingError::WrongStage("hearing_cancelled"));
    }
    let mut errors = FieldErrors::new();
    let title = errors.take(text::line("file_title", &new.title, Length { min: 1, max: 100 }));
    let typed = text::narrow(&new.shown_at);
    let shown_at = (!typed.is_empty()).then(|| parse_time(&typed));
    if shown_at == Some(None) {
        errors.add("shown_at", "not_a_time");
    }
    let own = || {
        let own = entity::Entity::find().filter(entity::Column::Hearing.eq(hearing));
        own.filter(entity::Column::RemovedAt.is_null())
    };
    if own().filter(entity::Column::Sha256.eq(sha256)).count(tx).await? > 0 {
        errors.add("file", "same_in_meeting");
    } else if own().count(tx).await? >= MOST_FILES {
        errors.add_with("file", "meeting_too_many", [("max", MOST_FILES.to_string())]);
    }
    let title = errors.into_result(title)?;
    let id = HallFileId::new(now);
    let file = entity::ActiveModel {
        id: Set(id),
        hearing: Set(hearing),
        title: Set(title),
        shown_at: Set(shown_at.flatten().map(|time| time.format("%H:%M").to_string())),
        name: Set(looked.name.clone()),
        kind: Set(looked.kind.code().to_owned()),
        size: Set(i64::try_from(size).unwrap_or(i64::MAX)),
        sha256: Set(sha256.to_owned()),
        by: Set(by),
        at: Set(now),
        removed_at: Set(None),
        erased_at: Set(None),
    };
    entity::Entity::insert(file).exec_without_returning(tx).await?;
    let actor = Actor::Person { id: by, role: "facilitator" };
    let event = NewEvent::new("hearing.file_added", row.proposal, actor).about(hearing).internal();
    event::append(tx, now, event.with(json!({ "file": id, "sha256": sha256 }))).await?;
    Ok(id)
}

/// Removes a file: nobody reads it any more.
///
/// # Errors
/// [`HearingError::NotFound`], also of one of another hearing or that was removed before, or a database error.
pub async fn remove(
    tx: &Tx,
    hearing: HearingId,
    id: HallFileId,
    by: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    let file = entity::Entity::find_by_id(id)
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::RemovedAt.is_null())
        .one(tx)
        .await?
        .ok_or(HearingError::NotFound)?;
    let mut file = entity::ActiveModel::from(file);
    file.removed_at = Set(Some(now));
    entity::Entity::update(file).exec(tx).await?;
    let actor = Actor::Person { id: by, role: "facilitator" };
    let event = NewEvent::new("hearing.file_removed", row.proposal, actor).about(hearing).internal();
    event::append(tx, now, event.with(json!({ "file": id }))).await?;
    Ok(())
}

/// Files that were removed and whose bytes are still there.
///
/// # Errors
/// A database error.
pub async fn removed(conn: &impl Reader, limit: u64) -> Result<Vec<(HearingId, HallFileId)>, DbErr> {
    entity::Entity::find()
        .select_only()
        .columns([entity::Column::Hearing, entity::Column::Id])
        .filter(entity::Column::RemovedAt.is_not_null())
        .filter(entity::Column::ErasedAt.is_null())
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await
}

/// Marks a removed file as erased; gives the hash of its bytes where no other file of the hearing has the same.
///
/// # Errors
/// [`HearingError::NotFound`], or a database error.
pub async fn to_erase(
    tx: &Tx,
    hearing: HearingId,
    id: HallFileId,
    now: Now,
) -> Result<Option<String>, HearingError> {
    hearings::lock(tx, hearing).await?;
    let row = entity::Entity::find_by_id(id).one(tx).await?.ok_or(HearingError::NotFound)?;
    if row.removed_at.is_none() || row.erased_at.is_some() {
        return Ok(None);
    }
    let hash = row.sha256.clone();
    let mut row = entity::ActiveModel::from(row);
    row.erased_at = Set(Some(now));
    entity::Entity::update(row).exec(tx).await?;
    let others = entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::Sha256.eq(hash.as_str()))
        .filter(entity::Column::RemovedAt.is_null())
        .count(tx)
        .await?;
    Ok((others == 0).then_some(hash))
}
