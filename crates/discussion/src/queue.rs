//! The queue of moderators: voices that were reported or that a signal speaks about, the most pressing first. Each stands in
//! it once, at a place that is kept with it and follows its reports.

use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::{DbErr, Now, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::entity::{queue_item, report, signal, voice};
use crate::reports::{Report, told};
use crate::signals::Signal;
use crate::voices::{self, Viewer, Voice};

/// A voice that waits for a moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The voice, as a moderator sees it.
    pub voice: Voice,
    /// How many people reported it; may be none.
    pub reports: i64,
    /// What else speaks for looking at it.
    pub signals: Vec<Signal>,
    /// Since when it waits.
    pub first_at: Now,
    /// The first 20 reports, the oldest first.
    pub told: Vec<Report>,
}

/// What presses more than this presses alike.
const MOST: i64 = 99;

/// A step of the order is longer than any instant in milliseconds.
const STEP: i64 = 100_000_000_000_000;

/// How many voices wait for a moderator.
///
/// # Errors
/// A database error.
pub async fn waiting(conn: &impl Reader) -> Result<i64, DbErr> {
    Ok(i64::try_from(queue_item::Entity::find().count(conn).await?).unwrap_or(i64::MAX))
}

/// The voices that wait for a moderator: what more people reported and more signals speak about first, then what has waited
/// longest.
///
/// # Errors
/// A database error.
pub async fn queue(conn: &impl Reader, after: Option<Cursor>, limit: usize) -> Result<Page<Reported>, DbErr> {
    use queue_item::Column as C;
    let mut query = queue_item::Entity::find();
    if let Some(after) = after {
        query = query.filter(cursor::above(C::Place, after.key, C::Voice, VoiceId(after.id)));
    }
    let rows = query.order_by_asc(C::Place).order_by_asc(C::Voice).limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| Cursor { key: row.place, id: row.voice.0 });
    let ids: Vec<VoiceId> = page.items.iter().map(|row| row.voice).collect();
    let mut voices = voices::find_many(conn, &ids, &Viewer { person: None, moderator: true }).await?;
    let mut told = told(conn, &ids).await?;
    let items = page.items.into_iter().filter_map(|row| {
        Some(Reported {
            voice: voices.remove(&row.voice)?,
            reports: row.reports,
            signals: Signal::stored(&row.signals),
            first_at: row.first_at,
            told: told.remove(&row.voice).unwrap_or_default(),
        })
    });
    Ok(Page { items: items.collect(), next: page.next })
}

/// Puts a voice where its open reports and signals say, or takes it out of the queue.
pub(crate) async fn refresh(tx: &Tx, id: VoiceId) -> Result<(), DbErr> {
    let (reports, reported): (i64, Option<Now>) = report::Entity::find()
        .select_only()
        .expr_as(report::Column::Id.count(), "reports")
        .expr_as(report::Column::MadeAt.min(), "first_at")
        .filter(report::Column::Voice.eq(id))
        .filter(report::Column::Decision.is_null())
        .into_tuple()
        .one(tx)
        .await?
        .unwrap_or_default();
    let signalled = signal::Entity::find_by_id(id).filter(signal::Column::Decision.is_null()).one(tx).await?;
    let signals = signalled.as_ref().map(|row| Signal::stored(&row.signals)).unwrap_or_default();
    let calls = reports > 0 || signals.iter().any(|signal| *signal != Signal::Burst);
    let deleted = voice::Entity::find_by_id(id).one(tx).await?.is_none_or(|row| row.deleted_at.is_some());
    let first_at = [reported, signalled.as_ref().map(|row| row.at)].into_iter().flatten().min();
    let Some(first_at) = first_at.filter(|_| calls && !deleted) else {
        queue_item::Entity::delete_by_id(id).exec(tx).await?;
        return Ok(());
    };
    let pressing = reports + signals.iter().map(|signal| signal.weight()).sum::<i64>();
    let row = queue_item::ActiveModel {
        voice: Set(id),
        place: Set((MOST - pressing.min(MOST)) * STEP + first_at.timestamp_millis()),
        reports: Set(reports),
        signals: Set(signalled.map(|row| row.signals).unwrap_or_default()),
        first_at: Set(first_at),
    };
    use queue_item::Column as C;
    let instead = OnConflict::column(C::Voice)
        .update_columns([C::Place, C::Reports, C::Signals, C::FirstAt])
        .to_owned();
    queue_item::Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await?;
    Ok(())
}

/// Settles the signals of a voice with a decision, or lets them wait again when it is undone.
pub(crate) async fn settle_signals(
    tx: &Tx,
    id: VoiceId,
    from: Option<Uuid>,
    to: Option<Uuid>,
) -> Result<(), DbErr> {
    let same = match from {
        Some(decision) => signal::Column::Decision.eq(decision),
        None => signal::Column::Decision.is_null(),
    };
    signal::Entity::update_many()
        .col_expr(signal::Column::Decision, Expr::value(to))
        .filter(signal::Column::Voice.eq(id))
        .filter(same)
        .exec(tx)
        .await?;
    Ok(())
}
