//! Reports of voices that should not stand.

use std::collections::HashMap;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, Now, PersonId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::codes::Ground;
use crate::entity::report;
use crate::error::DiscussionError as Error;
use crate::voices;

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
    Ok(crate::queue::refresh(tx, id).await?)
}

/// The open reports of one voice, the oldest first, at most 20.
///
/// # Errors
/// A database error.
pub async fn open_reports(conn: &impl Reader, id: VoiceId) -> Result<Vec<Report>, DbErr> {
    Ok(told(conn, &[id]).await?.remove(&id).unwrap_or_default())
}

pub(crate) async fn told(
    conn: &impl Reader,
    ids: &[VoiceId],
) -> Result<HashMap<VoiceId, Vec<Report>>, DbErr> {
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
