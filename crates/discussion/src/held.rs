//! First comments that wait for a moderator, where the administrator turned that on. Such a comment is no voice yet: nothing
//! that lists, counts or searches voices can show it. Its author sees that it waits.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text;
use folkmoot_foundation::{
    Actor, DbErr, FieldErrors, HearingId, Now, PersonId, ProposalId, Reader, Tx, VoiceId,
};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::codes::{Channel, Ground, Stance};
use crate::entity::{held, voice, watch};
use crate::error::DiscussionError as Error;
use crate::moderation::Decision;
use crate::signals::ROW;
use crate::voices::{self, NewComment, Official, Rules};
use crate::{decisions, moderation, texts};

/// What became of a comment that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// All can read it.
    Public(VoiceId),
    /// It waits for a moderator.
    Held(VoiceId),
}

/// A comment that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its id; once it is let through it is a voice with another one.
    pub id: VoiceId,
    /// The subject of the discussion.
    pub subject: ProposalId,
    /// Who wrote it.
    pub author: PersonId,
    /// What they hold of it.
    pub stance: Option<Stance>,
    /// Their words.
    pub body: String,
    /// The voice they reply to.
    pub parent: Option<VoiceId>,
    /// When they wrote.
    pub made_at: Now,
    /// When it came back because what it answers takes no replies any more.
    pub returned_at: Option<Now>,
    /// The hearing for which it is a question.
    pub hearing: Option<HearingId>,
}

impl From<held::Model> for Held {
    fn from(row: held::Model) -> Self {
        Self {
            id: row.id,
            subject: row.subject,
            author: row.author,
            stance: row.stance.and_then(|stance| stance.parse().ok()),
            body: row.body,
            parent: row.parent,
            made_at: row.made_at,
            returned_at: row.returned_at,
            hearing: row.hearing,
        }
    }
}

/// Whether first comments wait.
///
/// # Errors
/// A database error.
pub async fn holds(conn: &impl Reader) -> Result<bool, DbErr> {
    Ok(watch::Entity::find_by_id(ROW).one(conn).await?.is_some_and(|row| row.hold_first))
}

/// Lets first comments wait from now on, or no longer; what waits already goes on waiting.
///
/// # Errors
/// A database error.
pub async fn hold(tx: &Tx, on: bool, by: Actor, now: Now) -> Result<(), Error> {
    if holds(tx).await? == on {
        return Ok(());
    }
    let row = watch::ActiveModel {
        id: Set(ROW),
        words: Set(String::new()),
        hold_first: Set(on),
        updated_at: Set(now),
    };
    let instead = OnConflict::column(watch::Column::Id).update_column(watch::Column::HoldFirst).to_owned();
    watch::Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await?;
    let kind = if on { "moderation.first_held" } else { "moderation.first_let_through" };
    event::append(tx, now, NewEvent::new(kind, ROW, by).internal()).await?;
    Ok(())
}

/// Adds a comment or reply, or lets it wait if it is the first of somebody who speaks for themselves alone and first ones
/// wait. Sent again while it waits, it is the same one.
///
/// # Errors
/// As [`voices::add_comment`]; [`Error::FirstWaits`] while another of theirs waits.
pub async fn send(tx: &Tx, new: NewComment, rules: &Rules, now: Now) -> Result<Sent, Error> {
    if !waits(tx, &new).await? {
        return Ok(Sent::Public(voices::add_comment(tx, new, rules, now).await?));
    }
    if !rules.open {
        return Err(Error::Closed);
    }
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("body", &new.body, rules.length));
    if new.parent.is_none() && new.stance.is_none() {
        errors.add("stance", "required");
    }
    let body = errors.into_result(body)?;
    wait(tx, NewComment { body, ..new }, None, now).await
}

/// Whether a comment is a first one that waits.
pub(crate) async fn waits(tx: &Tx, new: &NewComment) -> Result<bool, Error> {
    let speaks_for = matches!(new.official, Some(Official::Agency(_)));
    Ok(!speaks_for && holds(tx).await? && !has_written(tx, new.author).await?)
}

/// Lets a comment wait whose words were looked at; with a hearing it is a question for that one.
pub(crate) async fn wait(
    tx: &Tx,
    new: NewComment,
    hearing: Option<HearingId>,
    now: Now,
) -> Result<Sent, Error> {
    let body = new.body.clone();
    // One at a time takes its turn here, so that of two at once the second sees the first.
    voices::take_turn(tx, new.author, now).await?;
    let waiting = held::Entity::find()
        .filter(held::Column::Author.eq(new.author))
        .filter(held::Column::ReturnedAt.is_null())
        .one(tx)
        .await?;
    if let Some(waiting) = waiting {
        let same = (&waiting.body, waiting.subject, waiting.parent, waiting.hearing)
            == (&body, new.subject, new.parent, hearing);
        let on: Option<texts::On> = waiting.on_what.as_deref().and_then(|on| serde_json::from_str(on).ok());
        let same = same && on == new.on;
        return if same { Ok(Sent::Held(waiting.id)) } else { Err(Error::FirstWaits) };
    }
    if let Some(parent) = new.parent {
        voices::answerable(tx, new.subject, parent).await?;
    }
    if let Some(on) = &new.on {
        texts::check(tx, new.subject, on).await?;
    }
    let on_what = new.on.as_ref().map(serde_json::to_string).transpose();
    let id = VoiceId::new(now);
    let row = held::Model {
        id,
        subject: new.subject,
        author: new.author,
        stance: new.stance.map(|stance| stance.code().to_owned()),
        body,
        parent: new.parent,
        official: new.official.map(|official| official.code().to_owned()),
        made_at: now,
        returned_at: None,
        hearing,
        on_what: on_what.map_err(|error| DbErr::Custom(error.to_string()))?,
    };
    let active = held::ActiveModel::from(row).reset_all();
    held::Entity::insert(active).exec_without_returning(tx).await?;
    let told = NewEvent::new("comment.held", new.subject, Actor::citizen(new.author)).about(id);
    event::append(tx, now, told.internal()).await?;
    Ok(Sent::Held(id))
}

async fn has_written(tx: &Tx, author: PersonId) -> Result<bool, DbErr> {
    let online = voice::Column::Channel.eq(Channel::Online.code());
    // Whose first one was refused has it before them still.
    let first = voice::Entity::find()
        .filter(voice::Column::Author.eq(author))
        .filter(voice::Column::HiddenAt.is_null())
        .filter(online)
        .limit(1);
    Ok(first.one(tx).await?.is_some())
}

/// What waits, the one waiting longest first; at most `limit`.
///
/// # Errors
/// A database error.
pub async fn waiting(conn: &impl Reader, limit: u64) -> Result<Vec<Held>, DbErr> {
    let rows = held::Entity::find()
        .filter(held::Column::ReturnedAt.is_null())
        .order_by_asc(held::Column::MadeAt)
        .order_by_asc(held::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Held::from).collect())
}

/// How many wait.
///
/// # Errors
/// A database error.
pub async fn count(conn: &impl Reader) -> Result<i64, DbErr> {
    let count = held::Entity::find().filter(held::Column::ReturnedAt.is_null()).count(conn).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// One that waits or came back.
///
/// # Errors
/// A database error.
pub async fn find(conn: &impl Reader, id: VoiceId) -> Result<Option<Held>, DbErr> {
    Ok(held::Entity::find_by_id(id).one(conn).await?.map(Held::from))
}

/// A person's own of a subject, those that came back included.
///
/// # Errors
/// A database error.
pub async fn mine(conn: &impl Reader, author: PersonId, subject: ProposalId) -> Result<Vec<Held>, DbErr> {
    let rows = held::Entity::find()
        .filter(held::Column::Author.eq(author))
        .filter(held::Column::Subject.eq(subject))
        .order_by_asc(held::Column::MadeAt)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Held::from).collect())
}

/// Takes one's own back: its words are erased.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], or a database error.
pub async fn withdraw(tx: &Tx, id: VoiceId, author: PersonId) -> Result<Held, Error> {
    let row = lock(tx, id).await?;
    if row.author != author {
        return Err(Error::NotYours);
    }
    held::Entity::delete_by_id(id).exec(tx).await?;
    Ok(row.into())
}

/// Erases what somebody left waiting who deletes their account.
///
/// # Errors
/// A database error.
pub async fn forget(tx: &Tx, author: PersonId) -> Result<(), DbErr> {
    held::Entity::delete_many().filter(held::Column::Author.eq(author)).exec(tx).await?;
    Ok(())
}

async fn lock(tx: &Tx, id: VoiceId) -> Result<held::Model, Error> {
    held::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}

/// What a moderator made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is a voice now.
    Passed(VoiceId),
    /// It is a hidden voice now, with ground and reason, against which its author may appeal.
    Refused(Decision),
    /// What it answers takes no replies any more: its author has it back.
    Returned,
}

/// Lets it through, or refuses it with a ground and a reason. It was sent in time, so that the discussion may be over
/// by now; what it answers must still take replies.
///
/// # Errors
/// [`Error::NotFound`] also of one that another moderator decided; [`Error::OwnVoice`]; [`Error::Invalid`] (field
/// `reason`); a database error.
pub async fn decide(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    refusal: Option<(Ground, &str)>,
    now: Now,
) -> Result<Outcome, Error> {
    // Whoever writes locks their own row first.
    let author = find(tx, id).await?.ok_or(Error::NotFound)?.author;
    if author == moderator {
        return Err(Error::OwnVoice);
    }
    if let Some((_, reason)) = refusal {
        decisions::worded(reason, decisions::REASON)?;
    }
    voices::author_row(tx, author, Some(now)).await?;
    let row = lock(tx, id).await?;
    if row.returned_at.is_some() {
        return Err(Error::NotFound);
    }
    if let Some(parent) = row.parent
        && voices::answerable(tx, row.subject, parent).await.is_err()
    {
        held::Entity::update_many()
            .col_expr(held::Column::ReturnedAt, Expr::value(now))
            .filter(held::Column::Id.eq(id))
            .exec(tx)
            .await?;
        return Ok(Outcome::Returned);
    }
    held::Entity::delete_by_id(id).exec(tx).await?;
    let new = NewComment {
        subject: row.subject,
        author,
        stance: row.stance.as_deref().and_then(|stance| stance.parse().ok()),
        body: row.body,
        parent: row.parent,
        official: row.official.as_deref().map(|_| Official::Proposer),
        // Versions stay, so that what it was set on is there whatever was published while it waited.
        on: row.on_what.as_deref().and_then(|on| serde_json::from_str(on).ok()),
    };
    let voice = voices::insert(tx, new, row.hearing, now).await?;
    match refusal {
        None => Ok(Outcome::Passed(voice)),
        Some((ground, reason)) => {
            Ok(Outcome::Refused(moderation::hide(tx, voice, moderator, ground, reason, now).await?))
        }
    }
}
