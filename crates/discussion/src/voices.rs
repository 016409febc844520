//! Voices: adding, editing, deleting and reacting to them. Reading them is in the second half of this module's API,
//! from [`list`] on.

use chrono::TimeDelta;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, FieldErrors, Now, PersonId, ProposalId, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};

use crate::codes::{Channel, ReactionKind, Stance};
use crate::entity::{reaction, report, revision, voice, voice_author};
use crate::error::DiscussionError as Error;

pub use crate::counting::{Count, Counts, counts};
pub use crate::reading::{
    Filter, Reactions, Revision, Standing, Thread, Viewer, Voice, find, find_many, hidden_statements, list,
    of_author, of_statements, replies, revisions, thread,
};
pub use crate::statements::{Replaced, StatementVoice, replace_statements};

/// How often one person may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The greatest number of comments and replies …
    pub max: u64,
    /// … in this time.
    pub per: TimeDelta,
}

/// What the caller's rulebook says about comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Whether the subject takes comments now.
    pub open: bool,
    /// How long a comment may be, in characters.
    pub length: Length,
    /// How often one person may write, over all subjects.
    pub rate: Rate,
}

/// A comment or reply about to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// The subject of the discussion.
    pub subject: ProposalId,
    /// Who writes.
    pub author: PersonId,
    /// What they hold of it; a reply may have none, a comment must have one.
    pub stance: Option<Stance>,
    /// Their words.
    pub body: String,
    /// The voice they reply to, which is no reply itself.
    pub parent: Option<VoiceId>,
}

/// How soon the same words of the same person, in the same place, are one press of the button too many.
const SAME_PRESS: TimeDelta = TimeDelta::seconds(60);

/// Adds a comment or reply. Sent twice within a minute it is the first one that is given: nothing is added.
///
/// # Errors
/// [`Error::Closed`]; [`Error::Invalid`] (fields `stance` and `body`); [`Error::NotFound`] or [`Error::WrongState`] of
/// the voice replied to; [`Error::TooMany`]; a database error.
pub async fn add_comment(tx: &Tx, new: NewComment, rules: &Rules, now: Now) -> Result<VoiceId, Error> {
    if !rules.open {
        return Err(Error::Closed);
    }
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("body", &new.body, rules.length));
    if new.parent.is_none() && new.stance.is_none() {
        errors.add("stance", "required");
    }
    let body = errors.into_result(body)?;
    take_turn(tx, new.author).await?;
    if let Some(first) = just_said(tx, &new, &body, now).await? {
        return Ok(first);
    }
    keep_rate(tx, new.author, rules.rate, now).await?;
    if let Some(parent) = new.parent {
        let row = lock(tx, parent).await?;
        if row.subject != new.subject {
            return Err(Error::NotFound);
        }
        let standing = if row.parent.is_some() { "reply" } else { row.standing() };
        if standing != "visible" {
            return Err(Error::WrongState { standing });
        }
        add_to(tx, parent, voice::Column::Replies, 1).await?;
    }
    let id = VoiceId::new(now);
    let row = voice::ActiveModel {
        id: Set(id),
        subject: Set(new.subject),
        channel: Set(Channel::Online.code().to_owned()),
        stance: Set(new.stance.map(|s| s.code().to_owned())),
        author: Set(Some(new.author)),
        parent: Set(new.parent),
        body: Set(body),
        said_at: Set(now),
        created_at: Set(now),
        gone: Set(false),
        reactions: Set(0),
        replies: Set(0),
        revisions: Set(0),
        ..Default::default()
    };
    voice::Entity::insert(row).exec_without_returning(tx).await?;
    let facts = serde_json::json!({ "stance": new.stance, "parent": new.parent });
    let told = NewEvent::new("comment.added", new.subject, Actor::citizen(new.author)).about(id).with(facts);
    event::append(tx, now, told.internal()).await?;
    Ok(id)
}

/// A person's comments take turns on their row.
async fn take_turn(tx: &Tx, person: PersonId) -> Result<(), Error> {
    let row = voice_author::ActiveModel { person: Set(person) };
    let known = OnConflict::column(voice_author::Column::Person).do_nothing().to_owned();
    voice_author::Entity::insert(row).on_conflict(known).exec_without_returning(tx).await?;
    voice_author::Entity::find_by_id(person).lock_exclusive().one(tx).await?;
    Ok(())
}

/// The comment that this one repeats, if it was said just now.
async fn just_said(tx: &Tx, new: &NewComment, body: &str, now: Now) -> Result<Option<VoiceId>, Error> {
    let stance = new.stance.map(Stance::code);
    let recent = voice::Entity::find()
        .filter(voice::Column::Author.eq(new.author))
        .filter(voice::Column::CreatedAt.gt(now - SAME_PRESS))
        .filter(voice::Column::Subject.eq(new.subject))
        .filter(voice::Column::DeletedAt.is_null())
        .order_by_asc(voice::Column::CreatedAt)
        .all(tx)
        .await?;
    let same =
        |row: &voice::Model| row.body == body && row.parent == new.parent && row.stance.as_deref() == stance;
    Ok(recent.into_iter().find(same).map(|row| row.id))
}

/// Refuses the comment that would be one too many.
async fn keep_rate(tx: &Tx, person: PersonId, rate: Rate, now: Now) -> Result<(), Error> {
    let newest: Vec<Now> = voice::Entity::find()
        .select_only()
        .column(voice::Column::CreatedAt)
        .filter(voice::Column::Author.eq(person))
        .filter(voice::Column::CreatedAt.gt(now - rate.per))
        .order_by_desc(voice::Column::CreatedAt)
        .limit(rate.max)
        .into_tuple()
        .all(tx)
        .await?;
    match newest.last() {
        Some(oldest) if newest.len() as u64 >= rate.max => {
            let wait_seconds = Ord::max((*oldest + rate.per - now).num_seconds(), 1);
            Err(Error::TooMany { wait_seconds })
        }
        _ => Ok(()),
    }
}

pub(crate) async fn lock(tx: &Tx, id: VoiceId) -> Result<voice::Model, Error> {
    voice::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}

/// Adds to one of a voice's counts.
pub(crate) async fn add_to(tx: &Tx, id: VoiceId, column: voice::Column, by: i64) -> Result<(), Error> {
    voice::Entity::update_many()
        .col_expr(column, Expr::col(column).add(by))
        .filter(voice::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The author's own comment, locked, if it is visible.
async fn lock_own(tx: &Tx, id: VoiceId, author: PersonId) -> Result<voice::Model, Error> {
    let row = lock(tx, id).await?;
    if row.author != Some(author) {
        return Err(Error::NotYours);
    }
    let standing = row.standing();
    if standing != "visible" {
        return Err(Error::WrongState { standing });
    }
    Ok(row)
}

/// Changes the words (and, if given, the stance) of one's own comment; what it said before stays readable.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::WrongState`] if it is hidden or deleted, [`Error::Closed`],
/// [`Error::Invalid`] (field `body`), or a database error.
pub async fn edit(
    tx: &Tx,
    id: VoiceId,
    author: PersonId,
    body: &str,
    stance: Option<Stance>,
    rules: &Rules,
    now: Now,
) -> Result<(), Error> {
    let row = lock_own(tx, id, author).await?;
    if !rules.open {
        return Err(Error::Closed);
    }
    let body = text::block("body", body, rules.length).map_err(|e| FieldErrors(vec![e]))?;
    let stance = stance.map(|s| s.code().to_owned()).or_else(|| row.stance.clone());
    if row.body == body && row.stance == stance {
        return Ok(());
    }
    let before = revision::ActiveModel {
        id: Set(uuid_at(now)),
        voice: Set(id),
        speaker: Set(None),
        stance: Set(row.stance),
        body: Set(row.body),
        replaced_at: Set(now),
    };
    revision::Entity::insert(before).exec_without_returning(tx).await?;
    voice::Entity::update_many()
        .col_expr(voice::Column::Body, Expr::value(body))
        .col_expr(voice::Column::Stance, Expr::value(stance))
        .col_expr(voice::Column::EditedAt, Expr::value(now))
        .col_expr(voice::Column::Revisions, Expr::value(row.revisions + 1))
        .filter(voice::Column::Id.eq(id))
        .exec(tx)
        .await?;
    let told = NewEvent::new("comment.edited", row.subject, Actor::citizen(author)).about(id);
    event::append(tx, now, told.internal()).await?;
    Ok(())
}

/// Deletes one's own comment: its words and their history are erased for good. Open reports about it fall away. One that
/// a moderator hid stays as it is: deleting it would take the ground and reason of that decision out of public sight.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::WrongState`] if it is hidden or deleted already, or a database
/// error.
pub async fn delete(tx: &Tx, id: VoiceId, author: PersonId, now: Now) -> Result<(), Error> {
    let row = lock_own(tx, id, author).await?;
    revision::Entity::delete_many().filter(revision::Column::Voice.eq(id)).exec(tx).await?;
    report::Entity::delete_many()
        .filter(report::Column::Voice.eq(id))
        .filter(report::Column::Decision.is_null())
        .exec(tx)
        .await?;
    voice::Entity::update_many()
        .col_expr(voice::Column::Body, Expr::value(""))
        .col_expr(voice::Column::Revisions, Expr::value(0))
        .col_expr(voice::Column::DeletedAt, Expr::value(now))
        .filter(voice::Column::Id.eq(id))
        .exec(tx)
        .await?;
    if let Some(parent) = row.parent {
        add_to(tx, parent, voice::Column::Replies, -1).await?;
    }
    let told = NewEvent::new("comment.deleted", row.subject, Actor::citizen(author)).about(id);
    event::append(tx, now, told.internal()).await?;
    Ok(())
}

/// Sets or takes back a reaction; doing either twice changes nothing. Nobody reacts to their own words.
///
/// # Errors
/// [`Error::NotFound`], [`Error::OwnReaction`], [`Error::WrongState`] if the voice is not visible, or a database error.
pub async fn react(
    tx: &Tx,
    id: VoiceId,
    person: PersonId,
    kind: ReactionKind,
    on: bool,
    now: Now,
) -> Result<(), Error> {
    let row = lock(tx, id).await?;
    if row.standing() != "visible" {
        return Err(Error::WrongState { standing: row.standing() });
    }
    if on && row.author == Some(person) {
        return Err(Error::OwnReaction);
    }
    let its = reaction::Entity::find()
        .filter(reaction::Column::Voice.eq(id))
        .filter(reaction::Column::Person.eq(person))
        .filter(reaction::Column::Kind.eq(kind.code()))
        .one(tx)
        .await?;
    match (its, on) {
        (None, true) => {
            let row = reaction::ActiveModel {
                id: Set(uuid_at(now)),
                voice: Set(id),
                person: Set(person),
                kind: Set(kind.code().to_owned()),
                made_at: Set(now),
            };
            reaction::Entity::insert(row).exec_without_returning(tx).await?;
            add_to(tx, id, voice::Column::Reactions, 1).await
        }
        (Some(row), false) => {
            reaction::Entity::delete_by_id(row.id).exec(tx).await?;
            add_to(tx, id, voice::Column::Reactions, -1).await
        }
        _ => Ok(()),
    }
}
