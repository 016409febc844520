//! Decisions of moderators. Each has a reason, stays readable, and can be taken back by another decision.

use std::collections::HashMap;

use chrono::TimeDelta;
use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::{DbErr, Now, PersonId, ProposalId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::codes::{Act, Ground};
use crate::entity::{claim, decision};

pub use crate::decisions::{PAUSES, REASON, UNDO, ask_edit, close, hide, keep, pause, reopen, restore, undo};
pub use crate::queue::{Reported, queue, waiting};
pub use crate::reports::{Report, open_reports, report};
pub use crate::signals::{Signal, WatchList, alike_decided, give_watch_list, purge, watch_list};

/// How long a moderator who opened a voice counts as being at it.
const CLAIM: TimeDelta = TimeDelta::minutes(10);

/// A moderator's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: Uuid,
    /// The voice it is about.
    pub voice: VoiceId,
    /// The subject of the discussion.
    pub subject: ProposalId,
    /// Who decided.
    pub moderator: PersonId,
    /// What was decided.
    pub act: Act,
    /// On which ground, for a hidden voice.
    pub ground: Option<Ground>,
    /// Why, in the moderator's words; may be empty if the voice stays.
    pub reason: String,
    /// How many open reports it settled.
    pub reports: i64,
    /// When.
    pub made_at: Now,
    /// Whose voice it was, where it was somebody's with an account.
    pub author: Option<PersonId>,
    /// Until when a pause lasts.
    pub until: Option<Now>,
    /// When whoever made it took it back.
    pub undone_at: Option<Now>,
}

impl From<decision::Model> for Decision {
    fn from(row: decision::Model) -> Self {
        Self {
            id: row.id,
            voice: row.voice,
            subject: row.subject,
            moderator: row.moderator,
            // Only codes of this crate are ever stored.
            act: row.act.parse().unwrap_or(Act::Keep),
            ground: row.ground.and_then(|g| g.parse().ok()),
            reason: row.reason,
            reports: row.reports,
            made_at: row.made_at,
            author: row.author,
            until: row.until,
            undone_at: row.undone_at,
        }
    }
}

/// Says that a moderator is at a voice, and who was there before them: within ten minutes, unless that one has decided.
/// Nobody is kept from deciding by it.
///
/// # Errors
/// A database error.
pub async fn claim(
    tx: &Tx,
    voice: VoiceId,
    moderator: PersonId,
    now: Now,
) -> Result<Option<(PersonId, Now)>, DbErr> {
    let mine = claim::ActiveModel { voice: Set(voice), moderator: Set(moderator), claimed_at: Set(now) };
    let first = OnConflict::column(claim::Column::Voice).do_nothing().to_owned();
    claim::Entity::insert(mine).on_conflict(first).exec_without_returning(tx).await?;
    let Some(row) = claim::Entity::find_by_id(voice).lock_exclusive().one(tx).await? else {
        return Ok(None);
    };
    if row.moderator != moderator && now < row.claimed_at + CLAIM {
        return Ok(Some((row.moderator, row.claimed_at)));
    }
    claim::Entity::update_many()
        .col_expr(claim::Column::Moderator, Expr::value(moderator))
        .col_expr(claim::Column::ClaimedAt, Expr::value(now))
        .filter(claim::Column::Voice.eq(voice))
        .exec(tx)
        .await?;
    Ok(None)
}

/// Who is at these voices now.
///
/// # Errors
/// A database error.
pub async fn claims(
    conn: &impl Reader,
    voices: &[VoiceId],
    now: Now,
) -> Result<HashMap<VoiceId, PersonId>, DbErr> {
    let rows = claim::Entity::find()
        .filter(claim::Column::Voice.is_in(voices.iter().copied()))
        .filter(claim::Column::ClaimedAt.gt(now - CLAIM))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.voice, row.moderator)).collect())
}

/// One decision.
///
/// # Errors
/// A database error.
pub async fn decision(conn: &impl Reader, id: Uuid) -> Result<Option<Decision>, DbErr> {
    Ok(decision::Entity::find_by_id(id).one(conn).await?.map(Decision::from))
}

/// What was decided about a person's voices, the newest first, at most `limit`; undone ones are left out.
///
/// # Errors
/// A database error.
pub async fn decisions_of_author(
    conn: &impl Reader,
    author: PersonId,
    limit: u64,
) -> Result<Vec<Decision>, DbErr> {
    let rows = decision::Entity::find()
        .filter(decision::Column::Author.eq(author))
        .filter(decision::Column::UndoneAt.is_null())
        .order_by_desc(decision::Column::MadeAt)
        .order_by_desc(decision::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Decision::from).collect())
}

/// The decisions of all moderators, the newest first.
///
/// # Errors
/// A database error.
pub async fn decisions(
    conn: &impl Reader,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<Decision>, DbErr> {
    use decision::Column as C;
    let mut query = decision::Entity::find();
    if let Some(after) = after {
        query = query.filter(cursor::below(C::MadeAt, after.instant(), C::Id, after.id));
    }
    let rows = query.order_by_desc(C::MadeAt).order_by_desc(C::Id).limit(limit as u64 + 1).all(conn).await?;
    let decisions = rows.into_iter().map(Decision::from).collect();
    Ok(Page::cut(decisions, limit, |d: &Decision| Cursor::at(d.made_at, d.id)))
}

/// The decisions about voices, the newest first for each.
///
/// # Errors
/// A database error.
pub async fn decisions_about(
    conn: &impl Reader,
    voices: &[VoiceId],
) -> Result<HashMap<VoiceId, Vec<Decision>>, DbErr> {
    let rows = decision::Entity::find()
        .filter(decision::Column::Voice.is_in(voices.iter().copied()))
        .order_by_desc(decision::Column::MadeAt)
        .order_by_desc(decision::Column::Id)
        .limit(500)
        .all(conn)
        .await?;
    let mut about: HashMap<VoiceId, Vec<Decision>> = HashMap::new();
    for row in rows {
        about.entry(row.voice).or_default().push(row.into());
    }
    Ok(about)
}
