//! Files that wait, between the dry run and the import, for the word of the facilitator who brought them.

use chrono::TimeDelta;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{DbErr, HearingId, Now, PersonId, Reader, Tx, typed_id};
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect, Set};

use crate::error::HearingError;
use crate::import::{Format, Reading};
use crate::jobs;

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_upload")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UploadId,
        pub hearing: HearingId,
        pub person: PersonId,
        pub format: String,
        pub file_name: String,
        pub content: Vec<u8>,
        pub created_at: DateTimeUtc,
        pub reading: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

typed_id!(
    /// A file that waits to be imported.
    UploadId
);

/// How long a file waits before it is forgotten.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// A file that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// The hearing it was brought for.
    pub hearing: HearingId,
    /// Its format.
    pub format: Format,
    /// Its name.
    pub file_name: String,
    /// Its bytes.
    pub content: Vec<u8>,
    /// How its speakers are to be told, if somebody said.
    pub reading: Option<Reading>,
}

/// Keeps a file for its facilitator, in place of an earlier one for the same hearing; forgets files that waited too
/// long.
///
/// # Errors
/// A database error.
#[allow(clippy::too_many_arguments)]
pub async fn keep(
    tx: &Tx,
    hearing: HearingId,
    person: PersonId,
    format: Format,
    file_name: &str,
    content: Vec<u8>,
    reading: Option<&Reading>,
    now: Now,
) -> Result<UploadId, DbErr> {
    entity::Entity::delete_many().filter(entity::Column::CreatedAt.lte(now - KEPT_FOR)).exec(tx).await?;
    jobs::forget_looks_of(tx, hearing, person).await?;
    entity::Entity::delete_many()
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::Person.eq(person))
        .exec(tx)
        .await?;
    let id = UploadId::new(now);
    let row = entity::ActiveModel {
        id: Set(id),
        hearing: Set(hearing),
        person: Set(person),
        format: Set(format.code().to_owned()),
        file_name: Set(clean_name(file_name)),
        content: Set(content),
        created_at: Set(now),
        reading: Set(reading.and_then(|r| serde_json::to_string(r).ok())),
    };
    entity::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// A file's name without folders and without what no name needs; at most 200 characters.
pub fn clean_name(raw: &str) -> String {
    let name = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let cut: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    text::line("file_name", &cut, Length { min: 0, max: 200 }).unwrap_or_default()
}

/// A waiting file, if it is this person's and has not waited too long.
///
/// # Errors
/// [`HearingError::NoUpload`], or a database error.
pub async fn get(
    conn: &impl Reader,
    id: UploadId,
    person: PersonId,
    now: Now,
) -> Result<Upload, HearingError> {
    let row = entity::Entity::find_by_id(id)
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::CreatedAt.gt(now - KEPT_FOR))
        .one(conn)
        .await?
        .ok_or(HearingError::NoUpload)?;
    Ok(Upload {
        id: row.id,
        hearing: row.hearing,
        format: row.format.parse().map_err(|_| HearingError::NoUpload)?,
        file_name: row.file_name,
        content: row.content,
        reading: row.reading.and_then(|text| serde_json::from_str(&text).ok()),
    })
}

/// Writes down how the speakers of a waiting file are to be told.
///
/// # Errors
/// [`HearingError::NoUpload`], or a database error.
pub async fn correct(tx: &Tx, id: UploadId, person: PersonId, reading: &Reading) -> Result<(), HearingError> {
    let text = serde_json::to_string(reading).map_err(|error| DbErr::Custom(error.to_string()))?;
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::Reading, sea_orm::sea_query::Expr::value(text))
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::Person.eq(person))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(HearingError::NoUpload) } else { Ok(()) }
}

/// Forgets a waiting file: it was imported, or is no longer wanted.
///
/// # Errors
/// A database error.
pub async fn discard(tx: &Tx, id: UploadId, person: PersonId) -> Result<(), DbErr> {
    let gone = entity::Entity::delete_many()
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::Person.eq(person))
        .exec(tx)
        .await?;
    if gone.rows_affected == 0 { Ok(()) } else { jobs::forget_looks(tx, id).await }
}

/// The file of this person that waits for a hearing, with its name.
///
/// # Errors
/// A database error.
pub async fn waiting(
    conn: &impl Reader,
    hearing: HearingId,
    person: PersonId,
    now: Now,
) -> Result<Option<(UploadId, String)>, DbErr> {
    entity::Entity::find()
        .select_only()
        .columns([entity::Column::Id, entity::Column::FileName])
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::CreatedAt.gt(now - KEPT_FOR))
        .into_tuple()
        .one(conn)
        .await
}

/// Forgets all files that wait for a hearing: names were taken away that may stand in them.
pub(crate) async fn forget(tx: &Tx, hearing: HearingId) -> Result<(), DbErr> {
    jobs::forget(tx, hearing).await?;
    entity::Entity::delete_many().filter(entity::Column::Hearing.eq(hearing)).exec(tx).await?;
    Ok(())
}
