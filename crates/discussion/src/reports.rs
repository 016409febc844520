//! Reports of voices that should not stand, and the queue they make.

use std::collections::HashMap;

use folkmoot_foundation::cursor::{Cursor, Page};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, Now, PersonId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};

use crate::codes::Ground;
use crate::entity::report;
use crate::error::DiscussionError as Error;
use crate::voices::{self, Viewer, Voice};

/// How many reports of one voice the queue shows in full.
const SHOWN: usize = 20;

/// One report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Who reported.
    pub person: PersonId,
    /// On which ground.
    pub ground: Ground,
    /// In which words; may be empty.
    pub words: String,
    /// When.
    pub made_at: Now,
}

/// A voice that waits for a moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The voice, as a moderator sees it.
    pub voice: Voice,
    /// How many people reported it.
    pub reports: i64,
    /// When the first did.
    pub first_at: Now,
    /// The first 20 reports, the oldest first.
    pub told: Vec<Report>,
}

/// Reports a voice to the moderators. The ground `other` needs words.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`] if the voice is not visible, [`Error::OwnVoice`],
/// [`Error::ReportedAlready`], [`Error::Invalid`] (field `words`), or a database error.
pub async fn report(
    tx: &Tx,
    id: VoiceId,
    person: PersonId,
    ground: Ground,
    words: &str,
    now: Now,
) -> Result<(), Error> {
    let min = if ground == Ground::Other { 5 } else { 0 };
    let words = text::block("words", words, Length { min, max: 1000 }).map_err(|e| FieldErrors(vec![e]))?;
    let row = voices::lock(tx, id).await?;
    if row.standing() != "visible" {
        return Err(Error::WrongState { standing: row.standing() });
    }
    if row.author == Some(person) {
        return Err(Error::OwnVoice);
    }
    let earlier = report::Entity::find()
        .filter(report::Column::Voice.eq(id))
        .filter(report::Column::Person.eq(person))
        .one(tx)
        .await?;
    if earlier.is_some() {
        return Err(Error::ReportedAlready);
    }
    let new = report::ActiveModel {
        id: Set(uuid_at(now)),
        voice: Set(id),
        person: Set(person),
        ground: Set(ground.code().to_owned()),
        words: Set(words),
        made_at: Set(now),
        decision: Set(None),
    };
    report::Entity::insert(new).exec_without_returning(tx).await?;
    let told = NewEvent::new("comment.reported", row.subject, Actor::citizen(person)).about(id);
    event::append(tx, now, told.with(serde_json::json!({ "ground": ground })).internal()).await?;
    Ok(())
}

/// How many voices wait for a moderator.
///
/// # Errors
/// A database error.
pub async fn waiting(conn: &impl Reader) -> Result<i64, DbErr> {
    let distinct = Expr::from(Func::count_distinct(Expr::col(report::Column::Voice)));
    let count: Option<i64> = report::Entity::find()
        .select_only()
        .expr_as(distinct, "voices")
        .filter(report::Column::Decision.is_null())
        .into_tuple()
        .one(conn)
        .await?;
    Ok(count.unwrap_or(0))
}

/// The voices that wait for a moderator, the one waiting longest first.
///
/// # Errors
/// A database error.
pub async fn queue(conn: &impl Reader, after: Option<Cursor>, limit: usize) -> Result<Page<Reported>, DbErr> {
    use report::Column as C;
    let mut query = report::Entity::find()
        .select_only()
        .column(C::Voice)
        .expr_as(C::Id.count(), "reports")
        .expr_as(C::MadeAt.min(), "first_at")
        .filter(C::Decision.is_null())
        .group_by(C::Voice);
    if let Some(after) = after {
        let at = after.instant();
        let later = C::MadeAt.min().gt(at);
        query = query.having(later.or(C::MadeAt.min().eq(at).and(C::Voice.gt(VoiceId(after.id)))));
    }
    let rows: Vec<(VoiceId, i64, Now)> = query
        .order_by_asc(C::MadeAt.min())
        .order_by_asc(C::Voice)
        .limit(limit as u64 + 1)
        .into_tuple()
        .all(conn)
        .await?;
    let page = Page::cut(rows, limit, |(voice, _, first_at)| Cursor::at(*first_at, *voice));
    let ids: Vec<VoiceId> = page.items.iter().map(|(voice, ..)| *voice).collect();
    let mut voices = voices::find_many(conn, &ids, &Viewer { person: None, moderator: true }).await?;
    let mut told = told(conn, &ids).await?;
    let items = page.items.into_iter().filter_map(|(id, reports, first_at)| {
        let told = told.remove(&id).unwrap_or_default();
        Some(Reported { voice: voices.remove(&id)?, reports, first_at, told })
    });
    Ok(Page { items: items.collect(), next: page.next })
}

/// The open reports of one voice, the oldest first, at most 20.
///
/// # Errors
/// A database error.
pub async fn open_reports(conn: &impl Reader, id: VoiceId) -> Result<Vec<Report>, DbErr> {
    Ok(told(conn, &[id]).await?.remove(&id).unwrap_or_default())
}

async fn told(conn: &impl Reader, ids: &[VoiceId]) -> Result<HashMap<VoiceId, Vec<Report>>, DbErr> {
    let rows = report::Entity::find()
        .filter(report::Column::Voice.is_in(ids.iter().copied()))
        .filter(report::Column::Decision.is_null())
        .order_by_asc(report::Column::MadeAt)
        .order_by_asc(report::Column::Id)
        .limit(1000)
        .all(conn)
        .await?;
    let mut told: HashMap<VoiceId, Vec<Report>> = HashMap::new();
    for row in rows {
        let list = told.entry(row.voice).or_default();
        if list.len() < SHOWN {
            list.push(Report {
                person: row.person,
                ground: row.ground.parse().unwrap_or(Ground::Other),
                words: row.words,
                made_at: row.made_at,
            });
        }
    }
    Ok(told)
}
