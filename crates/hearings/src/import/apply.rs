//! Comparing a file with a hearing's record, and taking it over.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{
    Actor, DbErr, HearingId, Now, PersonId, Progress, ProposalId, Reader, StatementId, Tx,
};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};

use super::align::{Change, Counts, Plan, align};
use super::own;
use super::{Format, ParsedRecord, ParsedStatement, Reading, Stage as Step, StatementKind, is_long};
use crate::error::HearingError;
use crate::hearings::{self, entity as hearing_entity};
use crate::live::Stage;
use crate::records::{revision, statement, version};
use crate::spot::Spot;

/// How many rows one insert carries: far below the databases' limits of parameters.
const ROWS: usize = 500;

/// Where a record comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's format.
    pub format: Format,
    /// The file's name, already cleaned.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// The facilitator who imports it.
    pub by: PersonId,
    /// How the facilitator said that its speakers are to be told, if they did: remembered for the next file.
    pub reading: Option<Reading>,
    /// Where whoever spoke has corrected their words, the statements of which the file's words hold all the same; of all
    /// others their own stay.
    pub take: Vec<StatementId>,
}

/// A statement after an import, for those who keep something about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedStatement {
    /// Its id.
    pub id: StatementId,
    /// Its place in the record, from 1.
    pub position: i64,
    /// What it is.
    pub kind: StatementKind,
    /// Who spoke.
    pub speaker: Option<String>,
    /// What was said.
    pub body: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The proposal the hearing is about.
    pub proposal: ProposalId,
    /// The number of the record's version, from 1.
    pub version: i64,
    /// What happened to how many statements.
    pub counts: Counts,
    /// Whether nothing was done, since this very file was the last one imported.
    pub same_file: bool,
    /// All statements of the present record, in order; those that vanished are not among them.
    pub statements: Vec<ImportedStatement>,
}

/// A file compared with the record that was there, before anything is locked for it.
#[derive(Debug, Clone)]
pub struct Prepared {
    parsed: ParsedRecord,
    /// What there was to compare with.
    before: Vec<statement::Model>,
    plan: Plan,
}

impl Prepared {
    /// What importing it would do.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The file.
    pub fn parsed(&self) -> &ParsedRecord {
        &self.parsed
    }
}

/// What importing the record would do: the dry run.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`] before the day of the hearing, or a database error.
pub async fn plan(
    conn: &impl Reader,
    hearing: HearingId,
    parsed: ParsedRecord,
    sha256: &[u8; 32],
    now: Now,
) -> Result<Plan, HearingError> {
    let told = Arc::new(Progress::default());
    Ok(prepare(conn, hearing, parsed, sha256, &[], &told, now).await?.plan)
}

/// Compares a file with the record that is there; a long one beside whatever else is to be done, telling how far it is.
/// `take` are the statements of which the file's words hold, whatever whoever spoke has put in their place.
///
/// # Errors
/// As of [`plan`].
pub async fn prepare(
    conn: &impl Reader,
    hearing: HearingId,
    parsed: ParsedRecord,
    sha256: &[u8; 32],
    take: &[StatementId],
    told: &Arc<Progress>,
    now: Now,
) -> Result<Prepared, HearingError> {
    let row = hearing_entity::Entity::find_by_id(hearing).one(conn).await?.ok_or(HearingError::NotFound)?;
    hearings::check_held(&row, now)?;
    let before = present(conn, hearing).await?;
    let same_file = is_last(conn, hearing, sha256).await?;
    Ok(compare(before, parsed, same_file, take, told).await?)
}

/// The statements of a hearing, those that are gone too.
async fn present(conn: &impl Reader, hearing: HearingId) -> Result<Vec<statement::Model>, DbErr> {
    statement::Entity::find()
        .filter(statement::Column::Hearing.eq(hearing))
        .order_by_asc(statement::Column::Position)
        .order_by_asc(statement::Column::Id)
        .all(conn)
        .await
}

/// Whether the file of this hash was the last one imported.
async fn is_last(conn: &impl Reader, hearing: HearingId, sha256: &[u8; 32]) -> Result<bool, DbErr> {
    let last = version::Entity::find()
        .filter(version::Column::Hearing.eq(hearing))
        .order_by_desc(version::Column::Number)
        .limit(1)
        .one(conn)
        .await?;
    Ok(last.is_some_and(|last| last.sha256 == sha256))
}

async fn compare(
    before: Vec<statement::Model>,
    parsed: ParsedRecord,
    same_file: bool,
    take: &[StatementId],
    told: &Arc<Progress>,
) -> Result<Prepared, DbErr> {
    told.begin(Step::Comparing.step(), parsed.statements.len());
    let take: HashSet<StatementId> = take.iter().copied().collect();
    let long = is_long(0, Some(before.len().max(parsed.statements.len())));
    let told = Arc::clone(told);
    let compare = move || {
        let plan = compared(&before, parsed.statements.clone(), &take, &told);
        Prepared { plan: Plan { same_file, ..plan }, before, parsed }
    };
    if !long {
        return Ok(compare());
    }
    let compared = tokio::task::spawn_blocking(compare).await;
    compared.map_err(|error| DbErr::Custom(format!("comparing a record: {error}")))
}

fn compared(
    rows: &[statement::Model],
    statements: Vec<ParsedStatement>,
    take: &HashSet<StatementId>,
    told: &Progress,
) -> Plan {
    let present = {
        let said: HashSet<&str> = match rows.iter().any(|row| row.recorded.is_some()) {
            true => statements.iter().map(|statement| statement.body.as_str()).collect(),
            false => HashSet::new(),
        };
        rows.iter().map(|row| own::seen(row, &said)).collect()
    };
    let mut plan = align(present, statements, told);
    own::settle(&mut plan, rows, take);
    plan
}

/// Takes a record over: every statement that still exists keeps its id, changed ones keep what they said before,
/// vanished ones stay as marked gaps. Importing the same file twice changes nothing.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`] before the day of the hearing, [`HearingError::NobodySpeaks`], or
/// a database error.
pub async fn apply(
    tx: &Tx,
    hearing: HearingId,
    parsed: ParsedRecord,
    source: &Source,
    now: Now,
) -> Result<Applied, HearingError> {
    let told = Arc::new(Progress::default());
    // Two imports at once would both compare with the record before them.
    let row = hearings::lock(tx, hearing).await?;
    may_be_taken(&row, &parsed, now)?;
    let (present, same_file) = (present(tx, hearing).await?, is_last(tx, hearing, &source.sha256).await?);
    let prepared = compare(present, parsed, same_file, &source.take, &told).await?;
    carry_out(tx, row, prepared, source, &told, now).await
}

/// Refuses a record that can't be taken over now.
fn may_be_taken(row: &hearing_entity::Model, parsed: &ParsedRecord, now: Now) -> Result<(), HearingError> {
    hearings::check_held(row, now)?;
    // What is typed meanwhile would stand after the transcript that has it already.
    if Stage::of(row) == Stage::On {
        return Err(HearingError::WrongStage("hearing_is_live"));
    }
    if parsed.speeches() == 0 { Err(HearingError::NobodySpeaks) } else { Ok(()) }
}

/// As [`apply`], of a file that was compared before. If the record is another by now, it is compared again.
///
/// # Errors
/// As of [`apply`].
pub async fn apply_prepared(
    tx: &Tx,
    hearing: HearingId,
    prepared: Prepared,
    source: &Source,
    told: &Arc<Progress>,
    now: Now,
) -> Result<Applied, HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    may_be_taken(&row, &prepared.parsed, now)?;
    let (present, same_file) = (present(tx, hearing).await?, is_last(tx, hearing, &source.sha256).await?);
    let still = prepared.before == present && prepared.plan.same_file == same_file;
    let prepared = match still {
        true => prepared,
        false => compare(present, prepared.parsed, same_file, &source.take, told).await?,
    };
    carry_out(tx, row, prepared, source, told, now).await
}

async fn carry_out(
    tx: &Tx,
    row: hearing_entity::Model,
    prepared: Prepared,
    source: &Source,
    told: &Progress,
    now: Now,
) -> Result<Applied, HearingError> {
    let hearing = row.id;
    let Prepared { plan, before, .. } = prepared;
    let counts = plan.counts();
    let rows = rows(&plan, &before, hearing, now);
    let imported = rows.iter().map(imported).collect();
    let (proposal, number) = (row.proposal, row.versions + 1);
    if plan.same_file {
        let version = row.versions;
        return Ok(Applied { proposal, version, counts, same_file: true, statements: imported });
    }
    keep_wordings(tx, &plan, row.versions, now).await?;
    mark_gone(tx, &plan, number).await?;
    write(tx, &before, rows, told).await?;
    let speeches = plan.entries.iter().filter(|e| e.statement.kind.is_spoken()).count();
    let statements = count(plan.entries.len());
    hearing_entity::Entity::update_many()
        .col_expr(hearing_entity::Column::Versions, Expr::value(number))
        .col_expr(hearing_entity::Column::Speeches, Expr::value(count(speeches)))
        .filter(hearing_entity::Column::Id.eq(hearing))
        .exec(tx)
        .await?;
    let version = version::ActiveModel {
        id: Set(folkmoot_foundation::ids::uuid_at(now)),
        hearing: Set(hearing),
        number: Set(number),
        format: Set(source.format.code().to_owned()),
        file_name: Set(source.file_name.clone()),
        sha256: Set(source.sha256.to_vec()),
        statements: Set(statements),
        imported_at: Set(now),
        imported_by: Set(source.by),
        added: Set(Some(count(counts.new + counts.returned))),
        changed: Set(Some(count(counts.changed))),
        removed: Set(Some(count(counts.vanished))),
        reading: Set(source.reading.as_ref().and_then(|r| serde_json::to_string(r).ok())),
    };
    version::Entity::insert(version).exec_without_returning(tx).await?;
    let facts = serde_json::json!({
        "version": number, "statements": speeches, "title": row.title, "kind": row.kind,
        "new": counts.new, "returned": counts.returned, "changed": counts.changed, "vanished": counts.vanished,
    });
    let actor = Actor::Person { id: source.by, role: "facilitator" };
    let told = NewEvent::new("hearing.record_imported", proposal, actor).about(hearing).with(facts);
    event::append(tx, now, told).await?;
    for conflict in plan.conflicts.iter().filter(|conflict| conflict.taken) {
        let facts = serde_json::json!({
            "statement": conflict.id, "author": conflict.person, "title": row.title, "gone": conflict.file.is_none(),
        });
        let told = NewEvent::new("hearing.words_overruled", proposal, actor).about(hearing).with(facts);
        event::append(tx, now, told.internal()).await?;
    }
    Ok(Applied { proposal, version: number, counts, same_file: false, statements: imported })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The rows of the record as it will be.
fn rows(plan: &Plan, before: &[statement::Model], hearing: HearingId, now: Now) -> Vec<statement::Model> {
    // Own words stay own words, until the file's are taken instead.
    let own: HashMap<StatementId, &statement::Model> =
        before.iter().filter(|row| row.corrected_by.is_some()).map(|row| (row.id, row)).collect();
    let files: HashMap<StatementId, &str> =
        plan.conflicts.iter().filter_map(|c| Some((c.id, c.file.as_deref()?))).collect();
    let row = |(position, statement, change): (i64, &ParsedStatement, &Change)| {
        let was = change.id().and_then(|id| own.get(&id)).filter(|was| was.body == statement.body);
        let recorded =
            was.and_then(|was| files.get(&was.id).map(|file| (*file).to_owned()).or(was.recorded.clone()));
        statement::Model {
            id: change.id().unwrap_or_else(|| StatementId::new(now)),
            hearing,
            position,
            kind: statement.kind.code().to_owned(),
            speaker: statement.speaker.clone(),
            section: statement.section.clone(),
            body: statement.body.clone(),
            started_ms: statement.started_ms,
            ended_ms: statement.ended_ms,
            gone: false,
            gone_since: None,
            // Added to what is stored, see `write`.
            revisions: i64::from(matches!(change, Change::Changed(_))),
            corrected_by: was.and_then(|was| was.corrected_by),
            recorded,
            spot: statement.on.as_ref().and_then(Spot::stored),
        }
    };
    (1..).zip(&plan.entries).map(|(position, e)| row((position, &e.statement, &e.change))).collect()
}

fn imported(row: &statement::Model) -> ImportedStatement {
    ImportedStatement {
        id: row.id,
        position: row.position,
        kind: StatementKind::of(&row.kind),
        speaker: row.speaker.clone(),
        body: row.body.clone(),
    }
}

async fn keep_wordings(tx: &Tx, plan: &Plan, version: i64, now: Now) -> Result<(), DbErr> {
    let changed = plan.entries.iter().filter_map(|entry| match &entry.change {
        Change::Changed(was) => Some(revision::ActiveModel {
            id: Set(folkmoot_foundation::ids::uuid_at(now)),
            statement: Set(was.id),
            version: Set(version),
            speaker: Set(was.speaker.clone()),
            section: Set(was.section.clone()),
            body: Set(was.body.clone()),
            replaced_at: Set(now),
            made_by: Set(None),
            reason: Set(None),
        }),
        _ => None,
    });
    let changed: Vec<_> = changed.collect();
    for rows in changed.chunks(ROWS) {
        revision::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn mark_gone(tx: &Tx, plan: &Plan, version: i64) -> Result<(), DbErr> {
    let vanished: Vec<StatementId> = plan.vanished.iter().map(|v| v.id).collect();
    for ids in vanished.chunks(ROWS) {
        statement::Entity::update_many()
            .col_expr(statement::Column::Gone, Expr::value(true))
            .col_expr(statement::Column::GoneSince, Expr::value(version))
            .filter(statement::Column::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Writes what differs with few statements: new rows are inserted, known ones take their new place and words.
async fn write(
    tx: &Tx,
    before: &[statement::Model],
    mut rows: Vec<statement::Model>,
    told: &Progress,
) -> Result<(), DbErr> {
    use statement::Column as C;
    let before: HashMap<StatementId, &statement::Model> = before.iter().map(|row| (row.id, row)).collect();
    rows.retain(|row| {
        let stays = before.get(&row.id).is_some_and(|was| {
            statement::Model { revisions: was.revisions + row.revisions, ..row.clone() } == **was
        });
        !stays
    });
    told.begin(Step::Writing.step(), rows.len());
    let present = |column: C| Expr::col((statement::Entity, column));
    let excluded = |column: &'static str| Expr::col((sea_orm::sea_query::Alias::new("excluded"), column));
    for rows in rows.chunks(ROWS) {
        let take_over = OnConflict::column(C::Id)
            .update_columns([C::Position, C::Kind, C::Speaker, C::Section, C::Body])
            .update_columns([C::StartedMs, C::EndedMs, C::Gone, C::GoneSince])
            .update_columns([C::CorrectedBy, C::Recorded, C::Spot])
            .value(C::Revisions, present(C::Revisions).add(excluded("revisions")))
            .to_owned();
        let rows: Vec<statement::ActiveModel> =
            rows.iter().map(|row| statement::ActiveModel::from(row.clone()).reset_all()).collect();
        let parts = rows.len();
        statement::Entity::insert_many(rows).on_conflict(take_over).exec_without_returning(tx).await?;
        told.advance(parts);
    }
    Ok(())
}

/// How the speakers of a file of this format were told the last time, as the facilitator said: in this hearing's record, or
/// else in the last one that they imported, without its names then.
///
/// # Errors
/// A database error.
pub async fn learned(
    conn: &impl Reader,
    hearing: HearingId,
    person: PersonId,
    format: Format,
) -> Result<Option<Reading>, DbErr> {
    use version::Column as C;
    let said = || {
        version::Entity::find().filter(C::Format.eq(format.code())).filter(C::Reading.is_not_null()).limit(1)
    };
    let read = |row: version::Model| row.reading.and_then(|text| serde_json::from_str::<Reading>(&text).ok());
    let own = said().filter(C::Hearing.eq(hearing)).order_by_desc(C::Number).one(conn).await?;
    if let Some(reading) = own.and_then(read) {
        return Ok(Some(reading));
    }
    let last = said().filter(C::ImportedBy.eq(person)).order_by_desc(C::ImportedAt).order_by_desc(C::Id);
    Ok(last.one(conn).await?.and_then(read).map(|reading| reading.for_others()))
}
