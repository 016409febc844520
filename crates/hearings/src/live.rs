//! The record while it is made: during a hearing a facilitator types what is said, statement by statement. Each is a
//! statement of the record from the beginning, with an id and an address that it keeps: ending makes a version of what stands
//! there, and the corrected transcript replaces that like any other.
//!
//! Whoever types gives each statement an id of their own, so that sending it again changes nothing. When two type at once,
//! their statements stand in the order in which they arrive, and those of each in the order in which they were typed.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::crypto::{Keyring, sha256};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, Reader, StatementId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde_json::json;

use crate::aliases::Mask;
use crate::error::HearingError;
use crate::hearings::{self, entity as hearing_entity};
use crate::import::{
    Format, MAX_SPEAKER, MAX_STATEMENTS, ParsedRecord, ParsedStatement, Source, StatementKind,
};
use crate::records::{statement, version};

mod entity {
    use super::*;

    /// By what the sender knows a statement.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "hall_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub statement: StatementId,
        pub hearing: HearingId,
        pub client: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the version that a live record ends as is called.
pub(crate) const FILE: &str = "live";

/// How many statements are sent at once at the most.
pub const MOST: usize = 100;

/// How long one statement is, in characters.
pub const BODY: Length = Length { min: 1, max: 5_000 };

/// How the live record of a hearing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It was not begun.
    None,
    /// Statements are taken.
    On,
    /// It has ended.
    Over,
}

impl Stage {
    pub(crate) fn of(row: &hearing_entity::Model) -> Self {
        match (row.live_since, row.live_until) {
            (None, _) => Self::None,
            (Some(_), None) => Self::On,
            (Some(_), Some(_)) => Self::Over,
        }
    }
}

/// A statement as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewLine {
    /// By what the sender knows it: 8 to 64 letters, digits and dashes.
    pub client: String,
    /// Who speaks; may be empty.
    pub speaker: String,
    /// What was said, or what happened.
    pub body: String,
    /// Whether it only tells what happened.
    pub narrative: bool,
}

/// A statement that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// By what the sender knows it.
    pub client: String,
    /// Its id.
    pub statement: StatementId,
    /// Whether it had been taken before.
    pub again: bool,
}

/// A statement as those see it who follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: StatementId,
    /// Its place in the record.
    pub position: i64,
    /// Who speaks.
    pub speaker: Option<String>,
    /// What was said.
    pub body: String,
    /// Whether it only tells what happened.
    pub narrative: bool,
    /// Whether a moderator hid it; then it has no words here.
    pub hidden: bool,
}

/// The end of a record as those see it who follow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tail {
    /// The last statements.
    pub lines: Vec<Line>,
    /// Those among the last that a facilitator took back.
    pub dropped: Vec<StatementId>,
    /// The place at which it begins.
    pub from: i64,
}

fn actor(facilitator: PersonId) -> Actor {
    Actor::Person { id: facilitator, role: "facilitator" }
}

async fn told(
    tx: &Tx,
    row: &hearing_entity::Model,
    kind: &'static str,
    facts: serde_json::Value,
    (by, now): (PersonId, Now),
) -> Result<(), DbErr> {
    let event = NewEvent::new(kind, row.proposal, actor(by)).about(row.id).internal().with(facts);
    event::append(tx, now, event).await?;
    Ok(())
}

/// Whether the present record is one that was made here, or there is none.
async fn is_own(tx: &Tx, row: &hearing_entity::Model) -> Result<bool, DbErr> {
    let last = version::Entity::find()
        .filter(version::Column::Hearing.eq(row.id))
        .order_by_desc(version::Column::Number)
        .limit(1)
        .one(tx)
        .await?;
    Ok(last.is_none_or(|last| last.file_name == FILE))
}

/// Begins to take statements, or goes on after it was ended too early; while they are taken that changes nothing.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::WrongStage`] (`hearing_has_record` once a
/// transcript is there), or a database error.
pub async fn begin(tx: &Tx, hearing: HearingId, by: PersonId, now: Now) -> Result<(), HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    hearings::check_held(&row, now)?;
    if Stage::of(&row) == Stage::On {
        return Ok(());
    }
    if !is_own(tx, &row).await? {
        return Err(HearingError::WrongStage("hearing_has_record"));
    }
    told(tx, &row, "hearing.live_begun", json!({}), (by, now)).await?;
    let since = row.live_since.unwrap_or(now);
    let mut row = hearing_entity::ActiveModel::from(row);
    row.live_since = Set(Some(since));
    row.live_until = Set(None);
    hearing_entity::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// A clean form of a statement, or what is wrong with it.
fn check(line: &NewLine, errors: &mut FieldErrors) -> Option<NewLine> {
    let is_id =
        |id: &str| (8..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_id(&line.client) {
        errors.add("client", "format");
        return None;
    }
    let speaker = errors.take(text::line("speaker", &line.speaker, Length { min: 0, max: MAX_SPEAKER }))?;
    let body = errors.take(text::block("body", &line.body, BODY))?;
    Some(NewLine { client: line.client.clone(), speaker, body, narrative: line.narrative })
}

/// Takes statements, in their order, after all that are there; those that were taken before stay as they were. If one is
/// wrong, none is taken. Names that were taken away stay away.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::Invalid`], [`HearingError::WrongStage`] (`live_not_begun`, `live_over` unless
/// all were taken before, `live_full`), or a database error.
pub async fn take(
    tx: &Tx,
    keyring: &Keyring,
    hearing: HearingId,
    lines: &[NewLine],
    by: PersonId,
    now: Now,
) -> Result<Vec<Taken>, HearingError> {
    let mut errors = FieldErrors::new();
    if lines.len() > MOST {
        errors.add_with("lines", "too_many", [("max", MOST.to_string())]);
    }
    let lines: Vec<NewLine> = lines.iter().filter_map(|line| check(line, &mut errors)).collect();
    errors.into_result(Some(()))?;
    let row = hearings::lock(tx, hearing).await?;
    let clients: Vec<&str> = lines.iter().map(|line| line.client.as_str()).collect();
    let known: HashMap<String, StatementId> = entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::Client.is_in(clients))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.client, row.statement))
        .collect();
    if lines.iter().any(|line| !known.contains_key(&line.client)) {
        match Stage::of(&row) {
            Stage::On => {}
            Stage::None => return Err(HearingError::WrongStage("live_not_begun")),
            Stage::Over => return Err(HearingError::WrongStage("live_over")),
        }
    }
    let mut seen = HashSet::new();
    let new: Vec<&NewLine> = lines
        .iter()
        .filter(|line| !known.contains_key(&line.client) && seen.insert(line.client.as_str()))
        .collect();
    let last = last_position(tx, hearing).await?;
    if last + i64::try_from(new.len()).unwrap_or(i64::MAX) > i64::try_from(MAX_STATEMENTS).unwrap_or(i64::MAX)
    {
        return Err(HearingError::WrongStage("live_full"));
    }
    let mask = Mask::of(tx, keyring, row.proposal).await?;
    let rows: Vec<(statement::Model, &NewLine)> = (last + 1..)
        .zip(&new)
        .map(|(position, line)| (of_line(line, &mask, hearing, position, now), *line))
        .collect();
    if !rows.is_empty() {
        let statements = rows.iter().map(|(row, _)| statement::ActiveModel::from(row.clone()).reset_all());
        statement::Entity::insert_many(statements).exec_without_returning(tx).await?;
        let beside = rows.iter().map(|(row, line)| entity::ActiveModel {
            statement: Set(row.id),
            hearing: Set(hearing),
            client: Set(line.client.clone()),
            by: Set(by),
            at: Set(now),
        });
        entity::Entity::insert_many(beside).exec_without_returning(tx).await?;
        let facts = json!({ "statements": rows.len(), "last": last + rows.len() as i64 });
        told(tx, &row, "hearing.live_taken", facts, (by, now)).await?;
    }
    let fresh: HashMap<&str, StatementId> =
        rows.iter().map(|(row, line)| (line.client.as_str(), row.id)).collect();
    let taken = lines.iter().filter_map(|line| {
        let again = known.get(&line.client).copied();
        let statement = again.or_else(|| fresh.get(line.client.as_str()).copied())?;
        Some(Taken { client: line.client.clone(), statement, again: again.is_some() })
    });
    Ok(taken.collect())
}

fn of_line(line: &NewLine, mask: &Mask, hearing: HearingId, position: i64, now: Now) -> statement::Model {
    let kind = if line.narrative { StatementKind::Narrative } else { StatementKind::Speech };
    statement::Model {
        id: StatementId::new(now),
        hearing,
        position,
        kind: kind.code().to_owned(),
        speaker: Some(mask.text(line.speaker.clone())).filter(|name| !name.is_empty() && !line.narrative),
        section: None,
        body: mask.text(line.body.clone()),
        started_ms: None,
        ended_ms: None,
        gone: false,
        revisions: 0,
        gone_since: None,
        corrected_by: None,
        recorded: None,
        spot: None,
    }
}

/// Takes a statement back that was typed by mistake: its words and its speaker are erased, and its place stays empty. Only
/// while statements are taken, and only of what stands in no version of the record yet; a second time changes nothing.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::WrongStage`] (`live_not_begun`, `live_over`, `hall_line_recorded`), or a
/// database error.
pub async fn strike(
    tx: &Tx,
    hearing: HearingId,
    statement: StatementId,
    by: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    let line =
        entity::Entity::find_by_id(statement).filter(entity::Column::Hearing.eq(hearing)).one(tx).await?;
    let line = line.ok_or(HearingError::NotFound)?;
    let said = statement::Entity::find_by_id(statement).one(tx).await?.ok_or(HearingError::NotFound)?;
    match Stage::of(&row) {
        Stage::On => {}
        Stage::None => return Err(HearingError::WrongStage("live_not_begun")),
        Stage::Over => return Err(HearingError::WrongStage("live_over")),
    }
    if said.gone {
        return Ok(());
    }
    let recorded = version::Entity::find()
        .filter(version::Column::Hearing.eq(hearing))
        .filter(version::Column::ImportedAt.gte(line.at))
        .count(tx)
        .await?;
    if recorded > 0 {
        return Err(HearingError::WrongStage("hall_line_recorded"));
    }
    told(tx, &row, "hearing.live_struck", json!({ "position": said.position }), (by, now)).await?;
    let mut said = statement::ActiveModel::from(said);
    said.speaker = Set(None);
    said.body = Set(String::new());
    said.gone = Set(true);
    statement::Entity::update(said).exec(tx).await?;
    Ok(())
}

async fn last_position(conn: &impl Reader, hearing: HearingId) -> Result<i64, DbErr> {
    let last: Option<Option<i64>> = statement::Entity::find()
        .select_only()
        .column_as(statement::Column::Position.max(), "last")
        .filter(statement::Column::Hearing.eq(hearing))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(last.flatten().unwrap_or_default())
}

/// Ends the taking of statements; a second time changes nothing. Gives what is to be taken over as a version of the record
/// in the same transaction; nothing if nobody spoke.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::WrongStage`] (`live_not_begun`), or a database error.
pub async fn end(
    tx: &Tx,
    hearing: HearingId,
    by: PersonId,
    now: Now,
) -> Result<Option<(ParsedRecord, Source)>, HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    match Stage::of(&row) {
        Stage::None => return Err(HearingError::WrongStage("live_not_begun")),
        Stage::Over => return Ok(None),
        Stage::On => {}
    }
    told(tx, &row, "hearing.live_ended", json!({}), (by, now)).await?;
    let title = row.title.clone();
    let mut row = hearing_entity::ActiveModel::from(row);
    row.live_until = Set(Some(now));
    hearing_entity::Entity::update(row).exec(tx).await?;
    let rows = statement::Entity::find()
        .filter(statement::Column::Hearing.eq(hearing))
        .filter(statement::Column::Gone.eq(false))
        .order_by_asc(statement::Column::Position)
        .order_by_asc(statement::Column::Id)
        .all(tx)
        .await?;
    let mut all = String::new();
    for row in &rows {
        all.push_str(&format!(
            "{}\n{}\n{}\n\n",
            row.kind,
            row.speaker.as_deref().unwrap_or_default(),
            row.body
        ));
    }
    let statements = (1..).zip(rows).map(|(line, row)| ParsedStatement {
        kind: StatementKind::of(&row.kind),
        speaker: row.speaker,
        section: row.section,
        body: row.body,
        started_ms: row.started_ms,
        ended_ms: row.ended_ms,
        line,
        on: None,
    });
    let parsed =
        ParsedRecord { title: Some(title), statements: statements.collect(), ..ParsedRecord::default() };
    if parsed.speeches() == 0 {
        return Ok(None);
    }
    let (format, file_name, reading) = (Format::Json, FILE.to_owned(), None);
    Ok(Some((
        parsed,
        Source { format, file_name, sha256: sha256(all.as_bytes()), by, reading, take: Vec::new() },
    )))
}

/// How the live record of a hearing stands.
///
/// # Errors
/// A database error.
pub async fn stage(conn: &impl Reader, hearing: HearingId) -> Result<Stage, DbErr> {
    let row = hearing_entity::Entity::find_by_id(hearing).one(conn).await?;
    Ok(row.map_or(Stage::None, |row| Stage::of(&row)))
}

/// A statement that was typed, with the hearing locked, while statements are taken: for somebody to decide about it.
///
/// # Errors
/// [`HearingError::NotFound`], also of one that was taken back; [`HearingError::WrongStage`] (`live_not_begun`, `live_over`;
/// `hall_line_told` of what nobody said); a database error.
pub async fn line(tx: &Tx, hearing: HearingId, statement: StatementId) -> Result<Line, HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    let said = statement::Entity::find_by_id(statement)
        .filter(statement::Column::Hearing.eq(hearing))
        .filter(statement::Column::Gone.eq(false))
        .one(tx)
        .await?;
    let said = said.ok_or(HearingError::NotFound)?;
    match Stage::of(&row) {
        Stage::On => {}
        Stage::None => return Err(HearingError::WrongStage("live_not_begun")),
        Stage::Over => return Err(HearingError::WrongStage("live_over")),
    }
    if !StatementKind::of(&said.kind).is_spoken() {
        return Err(HearingError::WrongStage("hall_line_told"));
    }
    Ok(shown(said, false))
}

fn shown(row: statement::Model, hidden: bool) -> Line {
    Line {
        id: row.id,
        position: row.position,
        narrative: !StatementKind::of(&row.kind).is_spoken(),
        speaker: row.speaker,
        body: if hidden { String::new() } else { row.body },
        hidden,
    }
}

/// The last statements of a record, in their order, of `limit` places: without what was struck, and without the words of
/// those that are `hidden`.
///
/// # Errors
/// A database error.
pub async fn tail(
    conn: &impl Reader,
    hearing: HearingId,
    limit: u64,
    hidden: &HashSet<StatementId>,
) -> Result<Tail, DbErr> {
    let rows = statement::Entity::find()
        .filter(statement::Column::Hearing.eq(hearing))
        .order_by_desc(statement::Column::Position)
        .order_by_desc(statement::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    let from = rows.last().map_or(0, |row| row.position);
    let (dropped, lines): (Vec<_>, Vec<_>) = rows.into_iter().rev().partition(|row| row.gone);
    let of = |row: statement::Model| {
        let hidden = hidden.contains(&row.id);
        shown(row, hidden)
    };
    Ok(Tail {
        lines: lines.into_iter().map(of).collect(),
        dropped: dropped.into_iter().map(|row| row.id).collect(),
        from,
    })
}
