//! Statements of hearings as voices of the discussion.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::search::{self, Kind};
use folkmoot_foundation::{DbErr, HearingId, Now, Progress, ProposalId, Reader, StatementId, Tx, VoiceId};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder as _, QuerySelect as _};

use crate::codes::Channel;
use crate::counting::{self, Change};
use crate::entity::{revision, voice};
use crate::error::DiscussionError as Error;
use crate::{balance, claims, index, issues, signals};

/// How many rows one insert carries: far below the databases' limits of parameters.
const ROWS: usize = 300;

/// A statement that is to stand in the discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementVoice {
    /// The statement, whose voice keeps its id over every import.
    pub statement: StatementId,
    /// Its place in the record.
    pub position: i64,
    /// Who spoke; a public name from the record.
    pub speaker: Option<String>,
    /// What was said.
    pub body: String,
    /// Its place in the order of time.
    pub said_at: Now,
}

/// What happened to how many voices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Voices that were added.
    pub added: usize,
    /// Voices whose speaker or words changed.
    pub changed: usize,
    /// Voices that are gaps now.
    pub gone: usize,
}

/// Makes the voices of a hearing be those of its present record: known ones keep id, replies and reactions, changed
/// ones keep what they said before, those that are missing stay as gaps.
///
/// # Errors
/// A database error.
pub async fn replace_statements(
    tx: &Tx,
    subject: ProposalId,
    hearing: HearingId,
    statements: Vec<StatementVoice>,
    now: Now,
) -> Result<Replaced, DbErr> {
    replace_statements_telling(tx, subject, hearing, statements, &Progress::default(), now).await
}

/// As [`replace_statements`], telling how many of those that differ are done.
///
/// # Errors
/// A database error.
pub async fn replace_statements_telling(
    tx: &Tx,
    subject: ProposalId,
    hearing: HearingId,
    statements: Vec<StatementVoice>,
    told: &Progress,
    now: Now,
) -> Result<Replaced, DbErr> {
    let present =
        voice::Entity::find().filter(voice::Column::Hearing.eq(hearing)).lock_exclusive().all(tx).await?;
    let mut present: HashMap<StatementId, voice::Model> =
        present.into_iter().filter_map(|row| Some((row.statement?, row))).collect();
    let claimed = claims::confirmed(tx, hearing).await?;
    let by_whom = |speaker: &Option<String>| speaker.as_ref().and_then(|name| claimed.get(name)).copied();
    let mut replaced = Replaced::default();
    let (mut write, mut before, mut counted) = (Vec::new(), Vec::new(), Vec::new());
    let mut filed: Vec<VoiceId> = Vec::new();
    let mut seen = HashSet::new();
    for statement in statements.into_iter().filter(|s| seen.insert(s.statement)) {
        let Some(mut row) = present.remove(&statement.statement) else {
            replaced.added += 1;
            let by = by_whom(&statement.speaker);
            let row = voice::Model { claimed_by: by, ..new_row(subject, hearing, statement, now) };
            counted.push(Change::of(&row, 1));
            write.push(voice::ActiveModel::from(row).reset_all());
            continue;
        };
        if row.standing() == "visible" {
            counted.push(Change::of(&row, -1));
        }
        let place = (Some(statement.position), statement.said_at, false);
        let words_differ = (&row.speaker, &row.body) != (&statement.speaker, &statement.body);
        if words_differ {
            replaced.changed += 1;
            before.push(earlier(&row, now));
            row.claimed_by = by_whom(&statement.speaker);
            row.speaker = statement.speaker;
            row.body = statement.body;
            row.edited_at = Some(now);
            row.revisions += 1;
        } else if (row.position, row.said_at, row.gone) == place {
            // As it was: what was taken off above is put back.
            counted.extend((row.standing() == "visible").then(|| Change::of(&row, 1)));
            continue;
        }
        (row.position, row.said_at, row.gone) = place;
        filed.extend((row.filed != 0).then_some(row.id));
        counted.extend((row.standing() == "visible").then(|| Change::of(&row, 1)));
        write.push(voice::ActiveModel::from(row).reset_all());
    }
    for rows in before.chunks(ROWS) {
        revision::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    told.of(write.len());
    let written = upsert(tx, write).await?;
    counted.extend(present.values().filter(|row| row.standing() == "visible").map(|row| Change::of(row, -1)));
    filed.extend(present.values().filter(|row| row.filed != 0 && !row.gone).map(|row| row.id));
    let missing: Vec<VoiceId> = present.values().filter(|row| !row.gone).map(|row| row.id).collect();
    replaced.gone = missing.len();
    for ids in missing.chunks(ROWS) {
        voice::Entity::update_many()
            .col_expr(voice::Column::Gone, Expr::value(true))
            .filter(voice::Column::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    counting::apply(tx, subject, &counted).await?;
    issues::follow(tx, subject, &filed).await?;
    search::remove(tx, Kind::Statement, &missing.iter().map(|id| id.0).collect::<Vec<_>>()).await?;
    for ids in written.chunks(ROWS) {
        let rows = voice::Entity::find()
            .filter(voice::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(voice::Column::Position)
            .order_by_asc(voice::Column::Id)
            .all(tx)
            .await?;
        index::refresh(tx, &rows).await?;
        told.advance(ids.len());
    }
    Ok(replaced)
}

/// Lets a statement stand in the discussion before its record does, so that a moderator can decide about it; when the record
/// comes it is this voice. One that stands there already stays as it is. Gives its voice.
///
/// # Errors
/// A database error.
pub async fn stand(
    tx: &Tx,
    subject: ProposalId,
    hearing: HearingId,
    statement: StatementVoice,
    now: Now,
) -> Result<VoiceId, DbErr> {
    if let Some(there) = voice_of(tx, statement.statement).await? {
        return Ok(there);
    }
    let claimed = claims::confirmed(tx, hearing).await?;
    let by = statement.speaker.as_ref().and_then(|name| claimed.get(name)).copied();
    let row = voice::Model { claimed_by: by, ..new_row(subject, hearing, statement, now) };
    upsert(tx, vec![voice::ActiveModel::from(row.clone()).reset_all()]).await?;
    counting::apply(tx, subject, &[Change::of(&row, 1)]).await?;
    index::refresh(tx, [&row]).await?;
    Ok(row.id)
}

/// The voice of a statement, where it has one.
///
/// # Errors
/// A database error.
pub async fn voice_of(conn: &impl Reader, statement: StatementId) -> Result<Option<VoiceId>, DbErr> {
    let found: Option<VoiceId> = voice::Entity::find()
        .select_only()
        .column(voice::Column::Id)
        .filter(voice::Column::Statement.eq(statement))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(found)
}

/// Lets the voice of a statement say what whoever spoke has put in their words; what it said before stays readable.
///
/// # Errors
/// [`Error::WrongState`] of one that a moderator hid, or a database error.
pub async fn correct_statement(tx: &Tx, statement: StatementId, body: &str, now: Now) -> Result<(), Error> {
    let found =
        voice::Entity::find().filter(voice::Column::Statement.eq(statement)).lock_exclusive().one(tx).await?;
    // What is its own subject has no discussion.
    let Some(row) = found else { return Ok(()) };
    let standing = row.standing();
    if standing != "visible" {
        return Err(Error::WrongState { standing });
    }
    revision::Entity::insert(earlier(&row, now)).exec_without_returning(tx).await?;
    let after =
        voice::Model { body: body.to_owned(), edited_at: Some(now), revisions: row.revisions + 1, ..row };
    upsert(tx, vec![voice::ActiveModel::from(after.clone()).reset_all()]).await?;
    if after.filed != 0 {
        issues::follow(tx, after.subject, &[after.id]).await?;
    }
    index::refresh(tx, [&after]).await?;
    // As what people write here: it is public at once.
    signals::look(tx, &after, now).await
}

fn new_row(subject: ProposalId, hearing: HearingId, statement: StatementVoice, now: Now) -> voice::Model {
    let (shelf, rank) = balance::place(None, 0, 0, statement.said_at);
    voice::Model {
        id: VoiceId::new(now),
        subject,
        channel: Channel::Hearing.code().to_owned(),
        stance: None,
        author: None,
        speaker: statement.speaker,
        parent: None,
        hearing: Some(hearing),
        statement: Some(statement.statement),
        position: Some(statement.position),
        body: statement.body,
        said_at: statement.said_at,
        created_at: now,
        edited_at: None,
        deleted_at: None,
        hidden_at: None,
        hide_ground: None,
        hide_reason: None,
        gone: false,
        reactions: 0,
        replies: 0,
        revisions: 0,
        reply_to: None,
        official: None,
        agency: None,
        officials: 0,
        useful: 0,
        not_useful: 0,
        shelf,
        rank,
        edit_asked: None,
        closed_at: None,
        close_reason: None,
        filed: 0,
        origin: None,
        claimed_by: None,
    }
}

fn earlier(row: &voice::Model, now: Now) -> revision::ActiveModel {
    revision::ActiveModel {
        id: Set(uuid_at(now)),
        voice: Set(row.id),
        speaker: Set(row.speaker.clone()),
        stance: Set(None),
        body: Set(row.body.clone()),
        replaced_at: Set(now),
    }
}

/// Inserts new voices and gives known ones their new words and place, touching nothing that people did to them since;
/// gives the ids of all.
async fn upsert(tx: &Tx, rows: Vec<voice::ActiveModel>) -> Result<Vec<VoiceId>, DbErr> {
    use voice::Column as C;
    let take_over = OnConflict::column(C::Id)
        .update_columns([C::Speaker, C::Body, C::Position, C::SaidAt, C::EditedAt, C::Gone, C::Revisions])
        .update_column(C::ClaimedBy)
        .to_owned();
    let ids = rows.iter().filter_map(|row| row.id.try_as_ref().copied()).collect();
    for rows in rows.chunks(ROWS) {
        voice::Entity::insert_many(rows.to_vec())
            .on_conflict(take_over.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(ids)
}
