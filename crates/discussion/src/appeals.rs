//! Appeals against decisions (申訴): one for each decision, by the author of the voice, decided by another moderator.

use std::collections::HashMap;

use chrono::TimeDelta;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, Now, PersonId, Reader, Tx, VoiceId};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::codes::Act;
use crate::decisions::{REASON, lock_as_needed, revert, worded};
use crate::entity::{appeal, decision};
use crate::error::DiscussionError as Error;
use crate::moderation::Decision;

/// How long after a decision an appeal is taken.
pub const WINDOW: TimeDelta = TimeDelta::days(30);

/// How long an appeal is, in characters.
pub const WORDS: Length = Length { min: 5, max: 2000 };

/// The decisions against which there is an appeal: those that take something from an author.
pub const APPEALABLE: [Act; 4] = [Act::Hide, Act::AskEdit, Act::Pause, Act::Close];

/// An appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Its id.
    pub id: Uuid,
    /// The decision.
    pub decision: Uuid,
    /// The voice that was decided about.
    pub voice: VoiceId,
    /// Who appeals.
    pub person: PersonId,
    /// Why.
    pub words: String,
    /// When.
    pub made_at: Now,
    /// What came of it, if it was decided.
    pub outcome: Option<Outcome>,
}

/// What came of an appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it was right: then the decision was taken back.
    pub upheld: bool,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Now,
}

impl From<appeal::Model> for Appeal {
    fn from(row: appeal::Model) -> Self {
        Self {
            id: row.id,
            decision: row.decision,
            voice: row.voice,
            person: row.person,
            words: row.words,
            made_at: row.made_at,
            outcome: row.decided_at.map(|at| Outcome {
                upheld: row.upheld,
                reason: row.reason.unwrap_or_default(),
                at,
            }),
        }
    }
}

/// Until when an appeal against a decision is taken; none where there is none to be made.
pub fn open_until(decision: &Decision) -> Option<Now> {
    let open = APPEALABLE.contains(&decision.act) && decision.undone_at.is_none();
    open.then(|| decision.made_at + WINDOW)
}

/// Appeals against a decision about one's own words.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::TooLate`] also of a decision that took nothing or was undone,
/// [`Error::AppealedAlready`], [`Error::Invalid`] (field `words`), or a database error.
pub async fn appeal(
    tx: &Tx,
    decision: Uuid,
    person: PersonId,
    words: &str,
    now: Now,
) -> Result<Appeal, Error> {
    let found = decision::Entity::find_by_id(decision).one(tx).await?.ok_or(Error::NotFound)?;
    if found.author != Some(person) {
        return Err(Error::NotYours);
    }
    let words = text::block("words", words, WORDS).map_err(|e| FieldErrors(vec![e]))?;
    // The voice is the turn, as for those who decide and undo.
    lock_as_needed(tx, &found).await?;
    let row = decision::Entity::find_by_id(decision).one(tx).await?.ok_or(Error::NotFound)?;
    if open_until(&row.into()).is_none_or(|until| now >= until) {
        return Err(Error::TooLate);
    }
    if of_decisions(tx, &[decision]).await?.contains_key(&decision) {
        return Err(Error::AppealedAlready);
    }
    let row = appeal::Model {
        id: uuid_at(now),
        decision,
        voice: found.voice,
        person,
        words,
        made_at: now,
        decided_at: None,
        moderator: None,
        upheld: false,
        reason: None,
    };
    let active = appeal::ActiveModel::from(row.clone()).reset_all();
    appeal::Entity::insert(active).exec_without_returning(tx).await?;
    let facts = serde_json::json!({ "decision": decision, "appeal": row.id });
    let told = NewEvent::new("comment.appealed", found.subject, Actor::citizen(person)).about(found.voice);
    event::append(tx, now, told.with(facts).internal()).await?;
    Ok(row.into())
}

/// Decides an appeal. If it is upheld, everything is as before the decision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::SameModerator`] of whoever made the decision, [`Error::OwnVoice`], [`Error::TooLate`] if
/// it was decided already, [`Error::Invalid`] (field `reason`), or a database error.
pub async fn decide(
    tx: &Tx,
    id: Uuid,
    moderator: PersonId,
    upheld: bool,
    reason: &str,
    now: Now,
) -> Result<Appeal, Error> {
    let reason = worded(reason, REASON)?;
    let found = appeal::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let decision = decision::Entity::find_by_id(found.decision).one(tx).await?.ok_or(Error::NotFound)?;
    if decision.moderator == moderator {
        return Err(Error::SameModerator);
    }
    if found.person == moderator {
        return Err(Error::OwnVoice);
    }
    let voice = lock_as_needed(tx, &decision).await?;
    let row = appeal::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.decided_at.is_some() {
        return Err(Error::TooLate);
    }
    let row = appeal::Model {
        decided_at: Some(now),
        moderator: Some(moderator),
        upheld,
        reason: Some(reason.clone()),
        ..row
    };
    appeal::Entity::update_many()
        .set(appeal::ActiveModel {
            decided_at: Set(row.decided_at),
            moderator: Set(row.moderator),
            upheld: Set(upheld),
            reason: Set(row.reason.clone()),
            ..Default::default()
        })
        .filter(appeal::Column::Id.eq(id))
        .exec(tx)
        .await?;
    if upheld {
        revert(tx, &decision, &voice, now).await?;
    }
    let actor = Actor::Person { id: moderator, role: "moderator" };
    let facts = serde_json::json!({
        "decision": decision.id, "appeal": id, "upheld": upheld, "reason": reason, "author": row.person,
    });
    let told = NewEvent::new("comment.appeal_decided", decision.subject, actor).about(row.voice).with(facts);
    event::append(tx, now, told.internal()).await?;
    Ok(row.into())
}

/// One appeal.
///
/// # Errors
/// A database error.
pub async fn get(conn: &impl Reader, id: Uuid) -> Result<Option<Appeal>, DbErr> {
    Ok(appeal::Entity::find_by_id(id).one(conn).await?.map(Appeal::from))
}

/// The appeals that wait for a moderator, the one waiting longest first, at most `limit`.
///
/// # Errors
/// A database error.
pub async fn waiting(conn: &impl Reader, limit: u64) -> Result<Vec<Appeal>, DbErr> {
    let rows = appeal::Entity::find()
        .filter(appeal::Column::DecidedAt.is_null())
        .order_by_asc(appeal::Column::MadeAt)
        .order_by_asc(appeal::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Appeal::from).collect())
}

/// The appeals against these decisions.
///
/// # Errors
/// A database error.
pub async fn of_decisions(conn: &impl Reader, decisions: &[Uuid]) -> Result<HashMap<Uuid, Appeal>, DbErr> {
    let rows = appeal::Entity::find()
        .filter(appeal::Column::Decision.is_in(decisions.iter().copied()))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.decision, row.into())).collect())
}
