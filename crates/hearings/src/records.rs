//! The record of a hearing: its statements, what they said before, and its versions.

use std::collections::HashMap;

use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::{DbErr, HearingId, Now, PersonId, Reader, StatementId};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::correction;
use crate::correction::longest;
use crate::import::StatementKind;
use crate::spot::Spot;

pub(crate) mod statement {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "statement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StatementId,
        pub hearing: HearingId,
        pub position: i64,
        pub kind: String,
        pub speaker: Option<String>,
        pub section: Option<String>,
        pub body: String,
        pub started_ms: Option<i64>,
        pub ended_ms: Option<i64>,
        pub gone: bool,
        pub revisions: i64,
        pub gone_since: Option<i64>,
        pub corrected_by: Option<PersonId>,
        pub recorded: Option<String>,
        /// The place of a draft text that it is on, as JSON.
        pub spot: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// The place of a draft text that it is on.
        pub(crate) fn spot(&self) -> Option<Spot> {
            self.spot.as_deref().and_then(Spot::of_stored)
        }
    }
}

pub(crate) mod revision {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "statement_revision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub statement: StatementId,
        /// The version of the record that it stood in last.
        pub version: i64,
        pub speaker: Option<String>,
        pub section: Option<String>,
        pub body: String,
        pub replaced_at: DateTimeUtc,
        pub made_by: Option<String>,
        pub reason: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod version {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hearing: HearingId,
        pub number: i64,
        pub format: String,
        pub file_name: String,
        pub sha256: Vec<u8>,
        pub statements: i64,
        pub imported_at: DateTimeUtc,
        pub imported_by: PersonId,
        pub added: Option<i64>,
        pub changed: Option<i64>,
        pub removed: Option<i64>,
        pub reading: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A statement of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id, which every corrected record keeps.
    pub id: StatementId,
    /// Its place in the record, from 1.
    pub position: i64,
    /// What it is.
    pub kind: StatementKind,
    /// Who spoke.
    pub speaker: Option<String>,
    /// The headings it stands under.
    pub section: Option<String>,
    /// What was said. Kept also for one that is gone, for the history; pages don't show it then.
    pub body: String,
    /// When it began, in milliseconds from the beginning of the recording.
    pub started_ms: Option<i64>,
    /// When it ended, likewise.
    pub ended_ms: Option<i64>,
    /// Whether the present record lacks it: a marked gap.
    pub gone: bool,
    /// The version of the record that it is missing from, if it is gone; not known of those that went before versions
    /// were written down with them.
    pub gone_since: Option<i64>,
    /// How many earlier wordings there are.
    pub revisions: i64,
    /// Whether the words are those that whoever spoke put there themselves.
    pub own_words: bool,
    /// How long words of one's own may be in their place, in characters.
    pub longest: usize,
    /// The place of a draft text that it is on.
    pub on: Option<Spot>,
}

impl From<statement::Model> for Statement {
    fn from(row: statement::Model) -> Self {
        Self {
            id: row.id,
            longest: longest(row.recorded.as_deref().unwrap_or(&row.body)),
            on: row.spot(),
            position: row.position,
            kind: StatementKind::of(&row.kind),
            speaker: row.speaker,
            section: row.section,
            body: row.body,
            started_ms: row.started_ms,
            ended_ms: row.ended_ms,
            gone: row.gone,
            gone_since: row.gone_since.filter(|_| row.gone),
            revisions: row.revisions,
            own_words: row.corrected_by.is_some(),
        }
    }
}

/// What a statement said before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The version of the record it stood in last.
    pub version: i64,
    /// Who spoke, as it stood then.
    pub speaker: Option<String>,
    /// What was said, as it stood then.
    pub body: String,
    /// When it was replaced.
    pub replaced_at: Now,
    /// Whether whoever spoke replaced it; else a corrected record did.
    pub by_speaker: bool,
    /// Why, if they said so.
    pub reason: Option<String>,
}

/// A version of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// The code of the file's format.
    pub format: String,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: Vec<u8>,
    /// How many statements it has.
    pub statements: i64,
    /// When it was imported.
    pub imported_at: Now,
    /// What it did to the version before it; not known of old ones.
    pub correction: Option<Correction>,
}

/// What a version did to the one before it, in numbers of statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// New, or back after a version without them.
    pub added: i64,
    /// Whose speaker or words changed.
    pub changed: i64,
    /// Missing since.
    pub removed: i64,
}

/// The statements of a hearing in the order of the record, gaps included.
///
/// # Errors
/// A database error.
pub async fn statements(
    conn: &impl Reader,
    hearing: HearingId,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<Statement>, DbErr> {
    let mut query = statement::Entity::find().filter(statement::Column::Hearing.eq(hearing));
    if let Some(after) = after {
        let (position, id) = (statement::Column::Position, statement::Column::Id);
        query = query.filter(cursor::above(position, after.key, id, StatementId(after.id)));
    }
    let rows = query
        .order_by_asc(statement::Column::Position)
        .order_by_asc(statement::Column::Id)
        .limit(limit as u64 + 1)
        .all(conn)
        .await?;
    let statements = rows.into_iter().map(Statement::from).collect();
    Ok(Page::cut(statements, limit, |s| Cursor { key: s.position, id: s.id.0 }))
}

/// One statement and the hearing it belongs to.
///
/// # Errors
/// A database error.
pub async fn statement(conn: &impl Reader, id: StatementId) -> Result<Option<(HearingId, Statement)>, DbErr> {
    let row = statement::Entity::find_by_id(id).one(conn).await?;
    Ok(row.map(|row| (row.hearing, Statement::from(row))))
}

/// How many statements stand before the given place of the record, so that a page can begin at it.
///
/// # Errors
/// A database error.
pub async fn count_before(conn: &impl Reader, hearing: HearingId, position: i64) -> Result<u64, DbErr> {
    statement::Entity::find()
        .filter(statement::Column::Hearing.eq(hearing))
        .filter(statement::Column::Position.lt(position))
        .count(conn)
        .await
}

/// The earlier wordings of a statement, the oldest first.
///
/// # Errors
/// A database error.
pub async fn revisions(conn: &impl Reader, id: StatementId) -> Result<Vec<Revision>, DbErr> {
    let rows = revision::Entity::find()
        .filter(revision::Column::Statement.eq(id))
        .order_by_asc(revision::Column::Version)
        .order_by_asc(revision::Column::ReplacedAt)
        .order_by_asc(revision::Column::Id)
        .limit(100)
        .all(conn)
        .await?;
    let of = |r: revision::Model| Revision {
        version: r.version,
        speaker: r.speaker,
        body: r.body,
        replaced_at: r.replaced_at,
        by_speaker: r.made_by.as_deref() == Some(correction::SPEAKER),
        reason: r.reason,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The versions of a record, the newest first; at most 100.
///
/// # Errors
/// A database error.
pub async fn versions(conn: &impl Reader, hearing: HearingId) -> Result<Vec<Version>, DbErr> {
    let rows = version::Entity::find()
        .filter(version::Column::Hearing.eq(hearing))
        .order_by_desc(version::Column::Number)
        .limit(100)
        .all(conn)
        .await?;
    let correction =
        |v: &version::Model| Some(Correction { added: v.added?, changed: v.changed?, removed: v.removed? });
    let of = |v: version::Model| Version {
        correction: correction(&v),
        number: v.number,
        format: v.format,
        file_name: v.file_name,
        sha256: v.sha256,
        statements: v.statements,
        imported_at: v.imported_at,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// When the first version of a record was published.
///
/// # Errors
/// A database error.
pub async fn first_published(conn: &impl Reader, hearing: HearingId) -> Result<Option<Now>, DbErr> {
    let first = version::Entity::find()
        .filter(version::Column::Hearing.eq(hearing))
        .order_by_asc(version::Column::Number)
        .limit(1)
        .one(conn)
        .await?;
    Ok(first.map(|version| version.imported_at))
}

/// Since which version of their records statements are missing; those that stand in it, and those of whom that is not
/// known, are left out. Two queries, or one if none is missing.
///
/// # Errors
/// A database error.
pub async fn removals(
    conn: &impl Reader,
    ids: &[StatementId],
) -> Result<HashMap<StatementId, Removal>, DbErr> {
    let gone: Vec<(StatementId, HearingId, Option<i64>)> = statement::Entity::find()
        .select_only()
        .columns([statement::Column::Id, statement::Column::Hearing, statement::Column::GoneSince])
        .filter(statement::Column::Id.is_in(ids.iter().copied()))
        .filter(statement::Column::Gone.eq(true))
        .into_tuple()
        .all(conn)
        .await?;
    if gone.is_empty() {
        return Ok(HashMap::new());
    }
    let versions: Vec<(HearingId, i64, Now)> = version::Entity::find()
        .select_only()
        .columns([version::Column::Hearing, version::Column::Number, version::Column::ImportedAt])
        .filter(version::Column::Hearing.is_in(gone.iter().map(|(_, hearing, _)| *hearing)))
        .filter(version::Column::Number.is_in(gone.iter().filter_map(|(_, _, number)| *number)))
        .into_tuple()
        .all(conn)
        .await?;
    let versions: HashMap<_, _> = versions.into_iter().map(|(h, number, at)| ((h, number), at)).collect();
    let of = |(id, hearing, number): (StatementId, HearingId, Option<i64>)| {
        let (version, at) = (number?, *versions.get(&(hearing, number?))?);
        Some((id, Removal { version, at }))
    };
    Ok(gone.into_iter().filter_map(of).collect())
}

/// The version that a statement is missing from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// Its number.
    pub version: i64,
    /// When it was imported.
    pub at: Now,
}

/// The speakers of a hearing with the number of their speeches, the most frequent first; at most 200.
///
/// # Errors
/// A database error.
pub async fn speakers(conn: &impl Reader, hearing: HearingId) -> Result<Vec<(String, i64)>, DbErr> {
    let rows: Vec<(String, i64)> = statement::Entity::find()
        .select_only()
        .column(statement::Column::Speaker)
        .column_as(statement::Column::Id.count(), "speeches")
        .filter(statement::Column::Hearing.eq(hearing))
        .filter(statement::Column::Gone.eq(false))
        .filter(statement::Column::Speaker.is_not_null())
        .group_by(statement::Column::Speaker)
        .order_by_desc(statement::Column::Id.count())
        .order_by_asc(statement::Column::Speaker)
        .limit(200)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows)
}

/// What the present record has under some names, in its order; at most 300.
///
/// # Errors
/// A database error.
pub async fn of_speakers(
    conn: &impl Reader,
    hearing: HearingId,
    names: &[String],
) -> Result<Vec<Statement>, DbErr> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let rows = statement::Entity::find()
        .filter(statement::Column::Hearing.eq(hearing))
        .filter(statement::Column::Gone.eq(false))
        .filter(statement::Column::Speaker.is_in(names))
        .order_by_asc(statement::Column::Position)
        .limit(300)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Statement::from).collect())
}

/// What some statements are, for those that are more than speeches.
///
/// # Errors
/// A database error.
pub async fn kinds(
    conn: &impl Reader,
    ids: &[StatementId],
) -> Result<HashMap<StatementId, StatementKind>, DbErr> {
    let mut found = HashMap::new();
    for ids in ids.chunks(500) {
        let rows: Vec<(StatementId, String)> = statement::Entity::find()
            .select_only()
            .columns([statement::Column::Id, statement::Column::Kind])
            .filter(statement::Column::Id.is_in(ids.iter().copied()))
            .filter(statement::Column::Kind.ne(StatementKind::Speech.code()))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows.into_iter().map(|(id, kind)| (id, StatementKind::of(&kind))));
    }
    Ok(found)
}

/// The places of statements in their records, for lists that link to them.
///
/// # Errors
/// A database error.
pub async fn positions(conn: &impl Reader, ids: &[StatementId]) -> Result<HashMap<StatementId, i64>, DbErr> {
    let rows: Vec<(StatementId, i64)> = statement::Entity::find()
        .select_only()
        .columns([statement::Column::Id, statement::Column::Position])
        .filter(statement::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The present record as it is given out: without gaps, and without those that the caller may not show.
///
/// # Errors
/// A database error.
pub async fn to_give_out(
    conn: &impl Reader,
    hearing: HearingId,
    withheld: &std::collections::HashSet<StatementId>,
) -> Result<Vec<crate::export::Out>, DbErr> {
    let rows = statement::Entity::find()
        .filter(statement::Column::Hearing.eq(hearing))
        .filter(statement::Column::Gone.eq(false))
        .order_by_asc(statement::Column::Position)
        .order_by_asc(statement::Column::Id)
        .all(conn)
        .await?;
    let shown = rows.into_iter().filter(|row| !withheld.contains(&row.id));
    Ok(shown.map(|row| Statement::from(row).into()).collect())
}
