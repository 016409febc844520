//! Voices in the index of what can be found: those that everybody may read, and no others.

use folkmoot_foundation::search::{self, Document, Kind, backlog};
use folkmoot_foundation::{Db, DbErr, Tx, VoiceId, db};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};

use crate::entity::voice;

/// The part of the index that is this crate's.
const PART: &str = "voices";

/// How many voices one step takes.
const STEP: u64 = 500;

fn kind(row: &voice::Model) -> Kind {
    if row.statement.is_some() { Kind::Statement } else { Kind::Comment }
}

fn document(row: &voice::Model) -> Document {
    Document {
        kind: kind(row),
        id: row.id.0,
        subject: row.subject.0,
        at: row.said_at,
        channel: Some(row.channel.clone()),
        side: row.stance.clone(),
        // A statement is found by who said it, too.
        title: row.speaker.clone().unwrap_or_default(),
        body: row.body.clone(),
    }
}

/// Has the index say what is to be read: each voice is found if it is visible, and not if it is not.
pub(crate) async fn refresh<'a>(
    tx: &Tx,
    rows: impl IntoIterator<Item = &'a voice::Model>,
) -> Result<(), DbErr> {
    let (visible, others): (Vec<&voice::Model>, Vec<&voice::Model>) =
        rows.into_iter().partition(|row| row.standing() == "visible");
    for one in [Kind::Comment, Kind::Statement] {
        let ids: Vec<Uuid> = others.iter().filter(|row| kind(row) == one).map(|row| row.id.0).collect();
        search::remove(tx, one, &ids).await?;
    }
    let documents: Vec<Document> = visible.into_iter().map(document).collect();
    search::put(tx, &documents).await
}

/// As [`refresh`], for a voice as it stands in the database now.
pub(crate) async fn refresh_one(tx: &Tx, id: VoiceId) -> Result<(), DbErr> {
    match voice::Entity::find_by_id(id).one(tx).await? {
        Some(row) => refresh(tx, [&row]).await,
        None => Ok(()),
    }
}

/// Puts the next voices into the index that were there before it; says how many.
///
/// # Errors
/// A database error; the steps before stay.
pub async fn catch_up(db: &Db) -> Result<usize, DbErr> {
    let tx = db.begin().await?;
    let Some(after) = backlog::place(&tx, PART).await? else { return Ok(0) };
    // Locked, so that nobody hides or changes one between reading and putting it.
    let rows = voice::Entity::find()
        .filter(voice::Column::Id.gt(after))
        .order_by_asc(voice::Column::Id)
        .limit(STEP)
        .lock_exclusive()
        .all(&tx)
        .await?;
    refresh(&tx, &rows).await?;
    backlog::advance(&tx, PART, rows.last().map(|row| row.id.0)).await?;
    db::commit(tx).await?;
    Ok(rows.len())
}
