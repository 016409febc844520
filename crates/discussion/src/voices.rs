//! Voices: adding, editing, deleting and reacting to them. Reading them is in the second half of this module's API,
//! from [`list`] on.

use chrono::TimeDelta;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::search::terms;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, ProposalId, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};

use crate::codes::{Channel, ReactionKind, Stance};
use crate::counting::{self, Change};
use crate::entity::{reaction, report, revision, voice, voice_author};
use crate::error::DiscussionError as Error;
use crate::texts::{self, On};
use crate::{balance, index, issues, questions, queue, reading, signals};

pub use crate::counting::{Count, Counts, counts, days};
pub use crate::reading::{
    Filter, Official, Reactions, Revision, Standing, Thread, Viewer, Voice, before_reply, before_thread,
    find, find_many, hidden_why, list, of_author, of_statements, replies, revisions, thread,
};
pub use crate::statements::{
    Replaced, StatementVoice, correct_statement, replace_statements, replace_statements_telling, stand,
    voice_of,
};

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
    /// How long after it was written a comment is changed without a trace.
    pub free_edit: TimeDelta,
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
    /// The voice they reply to. What answers a reply stands under the same voice as that one.
    pub parent: Option<VoiceId>,
    /// Whose words they officially are.
    pub official: Option<Official>,
    /// What of the subject a comment is on; a reply is on what its root is on.
    pub on: Option<On>,
}

/// How soon the same words of the same person, in the same place, are one press of the button too many.
pub(crate) const SAME_PRESS: TimeDelta = TimeDelta::seconds(60);

/// From how many characters on the same words are not said twice about one subject.
const REPEATED_FROM: usize = 20;

/// How many of a person's comments on a subject are looked through for the same words.
const LOOKED_AT: u64 = 200;

/// Adds a comment or reply. Sent twice within a minute it is the first one that is given: nothing is added.
///
/// # Errors
/// [`Error::Closed`]; [`Error::Invalid`] (fields `stance` and `body`); [`Error::NotFound`] or [`Error::WrongState`] of
/// the voice replied to; [`Error::ThreadClosed`]; [`Error::Paused`]; [`Error::SaidAlready`]; [`Error::TooMany`]; a database error.
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
    take_turn(tx, new.author, now).await?;
    if let Some(first) = just_said(tx, &new, &body, now).await? {
        return Ok(first);
    }
    if let Some(voice) = said_before(tx, &new, &body).await? {
        return Err(Error::SaidAlready { voice });
    }
    keep_rate(tx, new.author, rules.rate, now).await?;
    insert(tx, NewComment { body, ..new }, None, now).await
}

/// Adds a comment whose words and author were looked at. With a hearing it is a question for that one.
pub(crate) async fn insert(
    tx: &Tx,
    new: NewComment,
    hearing: Option<HearingId>,
    now: Now,
) -> Result<VoiceId, Error> {
    // First, as where a text is published: so the two never wait for each other.
    let on = match new.on.as_ref().filter(|_| new.parent.is_none()) {
        Some(on) => Some(texts::check(tx, new.subject, on).await?),
        None => None,
    };
    let (root, reply_to) = match new.parent {
        Some(parent) => stand_under(tx, new.subject, parent).await?,
        None => (None, None),
    };
    let id = VoiceId::new(now);
    let stance = new.stance.map(Stance::code);
    let (shelf, rank) = balance::place(stance, 0, 0, now);
    let row = voice::Model {
        id,
        subject: new.subject,
        channel: Channel::Online.code().to_owned(),
        stance: stance.map(str::to_owned),
        author: Some(new.author),
        speaker: None,
        parent: root,
        hearing,
        statement: None,
        position: None,
        body: new.body,
        said_at: now,
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
        reply_to,
        official: new.official.map(|official| official.code().to_owned()),
        agency: new.official.and_then(Official::agency),
        officials: i64::from(root.is_none() && new.official.is_some()),
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
    };
    let active = voice::ActiveModel::from(row.clone()).reset_all();
    voice::Entity::insert(active).exec_without_returning(tx).await?;
    let issue = on.as_ref().and_then(texts::Kept::issue);
    if let Some(on) = on {
        texts::keep(tx, id, on).await?;
    }
    if let Some(root) = root {
        add_to(tx, root, voice::Column::Officials, i64::from(new.official.is_some())).await?;
    }
    if let Some(hearing) = hearing {
        questions::keep(tx, id, hearing).await?;
    }
    counting::apply(tx, new.subject, &[Change::of(&row, 1)]).await?;
    if let Some(issue) = issue {
        issues::file_own(tx, new.subject, (issue, id), new.author, now).await?;
    }
    index::refresh(tx, [&row]).await?;
    let facts = serde_json::json!({ "stance": new.stance, "parent": new.parent });
    let told = NewEvent::new("comment.added", new.subject, Actor::citizen(new.author)).about(id).with(facts);
    event::append(tx, now, told.internal()).await?;
    signals::look(tx, &row, now).await?;
    Ok(id)
}

/// Refuses a reply to what takes none.
pub(crate) async fn answerable(tx: &Tx, subject: ProposalId, parent: VoiceId) -> Result<(), Error> {
    let row = lock(tx, parent).await?;
    if row.subject != subject {
        return Err(Error::NotFound);
    }
    let standing = row.standing();
    if standing != "visible" {
        return Err(Error::WrongState { standing });
    }
    let closed = match row.parent {
        Some(root) => lock(tx, root).await?.closed_at.is_some(),
        None => row.closed_at.is_some(),
    };
    if closed { Err(Error::ThreadClosed) } else { Ok(()) }
}

/// Under which voice a reply stands, and which reply it answers, with their counts moved on. Root and reply are locked in
/// the order in which everybody does, so that a delete meanwhile waits or is seen.
async fn stand_under(
    tx: &Tx,
    subject: ProposalId,
    parent: VoiceId,
) -> Result<(Option<VoiceId>, Option<VoiceId>), Error> {
    let row = lock(tx, parent).await?;
    if row.subject != subject {
        return Err(Error::NotFound);
    }
    let standing = row.standing();
    if standing != "visible" {
        return Err(Error::WrongState { standing });
    }
    if row.closed_at.is_some() {
        return Err(Error::ThreadClosed);
    }
    add_to(tx, parent, voice::Column::Replies, 1).await?;
    match row.parent {
        Some(root) => {
            if lock(tx, root).await?.closed_at.is_some() {
                return Err(Error::ThreadClosed);
            }
            add_to(tx, root, voice::Column::Replies, 1).await?;
            Ok((Some(root), Some(parent)))
        }
        None => Ok((Some(parent), None)),
    }
}

/// A person's comments take turns on their row, which also says whether they may write.
pub(crate) async fn take_turn(tx: &Tx, person: PersonId, now: Now) -> Result<(), Error> {
    let row = author_row(tx, person, Some(now)).await?;
    match row.and_then(|row| row.paused_until).filter(|until| *until > now) {
        Some(until) => Err(Error::Paused { until }),
        None => Ok(()),
    }
}

/// The row of a person who writes, locked. `since`: when they write, in case it is for the first time.
pub(crate) async fn author_row(
    tx: &Tx,
    person: PersonId,
    since: Option<Now>,
) -> Result<Option<voice_author::Model>, Error> {
    let row = voice_author::ActiveModel { person: Set(person), paused_until: Set(None), since: Set(since) };
    let known = OnConflict::column(voice_author::Column::Person).do_nothing().to_owned();
    voice_author::Entity::insert(row).on_conflict(known).exec_without_returning(tx).await?;
    Ok(voice_author::Entity::find_by_id(person).lock_exclusive().one(tx).await?)
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
    let same = |row: &&voice::Model| {
        let answers = row.reply_to.or(row.parent);
        row.body == body && answers == new.parent && row.stance.as_deref() == stance
    };
    for row in recent.iter().filter(|row| same(row)) {
        // "Agreed" may be said of two articles.
        if new.parent.is_some() || texts::is_on(tx, row.id, new.on.as_ref()).await? {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}

/// The comment that says the same, of the same person about the same subject. Short words, such as thanks, may be said
/// again.
async fn said_before(tx: &Tx, new: &NewComment, body: &str) -> Result<Option<VoiceId>, Error> {
    if body.chars().count() < REPEATED_FROM {
        return Ok(None);
    }
    let words = terms(body);
    let own = voice::Entity::find()
        .filter(voice::Column::Author.eq(new.author))
        .filter(voice::Column::Subject.eq(new.subject))
        .filter(voice::Column::DeletedAt.is_null())
        .order_by_desc(voice::Column::CreatedAt)
        .limit(LOOKED_AT)
        .all(tx)
        .await?;
    let stance = new.stance.map(Stance::code);
    let same = |row: &voice::Model| {
        let said = if words.is_empty() { row.body == body } else { terms(&row.body) == words };
        // Whoever took the wrong side may say it again on the right one.
        said && row.stance.as_deref() == stance
    };
    Ok(own.into_iter().find(same).map(|row| row.id))
}

/// Refuses the comment that would be one too many.
pub(crate) async fn keep_rate(tx: &Tx, person: PersonId, rate: Rate, now: Now) -> Result<(), Error> {
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
pub(crate) async fn add_to(tx: &Tx, id: VoiceId, column: voice::Column, by: i64) -> Result<(), DbErr> {
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

/// A new wording of one's own comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The words.
    pub body: String,
    /// The stance; none leaves it.
    pub stance: Option<Stance>,
    /// The [`Voice::mark`] of the wording that the author had before them. Without it the last edit wins.
    pub seen: Option<String>,
}

/// Changes one's own comment. In the first minutes that leaves no trace; later what it said before stays readable. A
/// question that others have marked stays what they marked.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::WrongState`] if it is hidden or deleted, [`Error::Closed`],
/// [`Error::Marked`],
/// [`Error::Changed`] if it says something else by now, [`Error::Invalid`] (field `body`), or a database error.
pub async fn edit(
    tx: &Tx,
    id: VoiceId,
    author: PersonId,
    edit: &Edit,
    rules: &Rules,
    now: Now,
) -> Result<(), Error> {
    let row = lock_own(tx, id, author).await?;
    if !rules.open {
        return Err(Error::Closed);
    }
    let is_question = row.hearing.is_some();
    if is_question && row.useful > 0 {
        return Err(Error::Marked);
    }
    let length = if is_question { questions::LENGTH } else { rules.length };
    let body = text::block("body", &edit.body, length).map_err(|e| FieldErrors(vec![e]))?;
    let stance = edit.stance.filter(|_| !is_question).map(Stance::code).or(row.stance.as_deref());
    if row.body == body && row.stance.as_deref() == stance {
        return Ok(());
    }
    let present = reading::mark(row.stance.as_deref(), &row.body);
    if edit.seen.as_ref().is_some_and(|seen| *seen != present) {
        return Err(Error::Changed);
    }
    let freely = now < row.created_at + rules.free_edit;
    if !freely {
        let before = revision::ActiveModel {
            id: Set(uuid_at(now)),
            voice: Set(id),
            speaker: Set(None),
            stance: Set(row.stance.clone()),
            body: Set(row.body.clone()),
            replaced_at: Set(now),
        };
        revision::Entity::insert(before).exec_without_returning(tx).await?;
    }
    let mut after = row.clone();
    after.stance = stance.map(str::to_owned);
    after.body.clone_from(&body);
    let place = balance::place(stance, row.useful, row.not_useful, row.said_at);
    let update = voice::Entity::update_many()
        .col_expr(voice::Column::Body, Expr::value(body))
        .col_expr(voice::Column::Stance, Expr::value(after.stance.clone()))
        .col_expr(voice::Column::EditedAt, Expr::value(now))
        // Whoever was asked to edit has done so.
        .col_expr(voice::Column::EditAsked, Expr::value(Option::<Uuid>::None))
        .col_expr(voice::Column::Revisions, Expr::value(row.revisions + i64::from(!freely)));
    balance::set_place(update, place).filter(voice::Column::Id.eq(id)).exec(tx).await?;
    let told = NewEvent::new("comment.edited", row.subject, Actor::citizen(author)).about(id);
    event::append(tx, now, told.internal()).await?;
    signals::look(tx, &after, now).await?;
    if after.stance != row.stance {
        counting::apply(tx, row.subject, &[Change::of(&row, -1), Change::of(&after, 1)]).await?;
    }
    if row.filed != 0 {
        issues::follow(tx, row.subject, &[id]).await?;
    }
    index::refresh_one(tx, id).await?;
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
    leave(tx, &row).await?;
    uncount(tx, &row).await?;
    queue::refresh(tx, id).await?;
    let told = NewEvent::new("comment.deleted", row.subject, Actor::citizen(author)).about(id);
    event::append(tx, now, told.internal()).await?;
    Ok(())
}

/// A deleted reply is taken off the counts of what it answered. One that was answered itself stays as a gap and counts;
/// a gap that nothing answers any more goes with it. The root comes last, as where replies are added.
async fn leave(tx: &Tx, row: &voice::Model) -> Result<(), Error> {
    let Some(root) = row.parent.filter(|_| row.replies == 0) else { return Ok(()) };
    let (mut left, mut answered) = (1, row.reply_to);
    while let Some(id) = answered {
        add_to(tx, id, voice::Column::Replies, -1).await?;
        let its = lock(tx, id).await?;
        let vanishes = its.deleted_at.is_some() && its.replies == 0;
        left += i64::from(vanishes);
        answered = its.reply_to.filter(|_| vanishes);
    }
    Ok(add_to(tx, root, voice::Column::Replies, -left).await?)
}

/// A visible voice is no longer one.
pub(crate) async fn uncount(tx: &Tx, row: &voice::Model) -> Result<(), DbErr> {
    recount(tx, row, -1).await
}

/// A voice is visible again.
pub(crate) async fn count_again(tx: &Tx, row: &voice::Model) -> Result<(), DbErr> {
    recount(tx, row, 1).await
}

async fn recount(tx: &Tx, row: &voice::Model, by: i64) -> Result<(), DbErr> {
    if row.official.is_some() {
        add_to(tx, row.parent.unwrap_or(row.id), voice::Column::Officials, by).await?;
    }
    index::refresh_one(tx, row.id).await?;
    counting::apply(tx, row.subject, &[Change::of(row, by)]).await?;
    if row.filed != 0 { issues::follow(tx, row.subject, &[row.id]).await } else { Ok(()) }
}

/// Says of a voice that it is useful or not, or takes that back; doing either twice changes nothing, and saying the one
/// takes back the other. Nobody reacts to their own words.
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
    // The voice's row is the turn: whoever reacts at the same time waits for it.
    let row = lock(tx, id).await?;
    if row.standing() != "visible" {
        return Err(Error::WrongState { standing: row.standing() });
    }
    if on && (row.author == Some(person) || row.claimed_by == Some(person)) {
        return Err(Error::OwnReaction);
    }
    let before = reaction::Entity::find()
        .filter(reaction::Column::Voice.eq(id))
        .filter(reaction::Column::Person.eq(person))
        .one(tx)
        .await?;
    let had: Option<ReactionKind> = before.as_ref().and_then(|row| row.kind.parse().ok());
    let has = if on { Some(kind) } else { had.filter(|had| *had != kind) };
    if had == has {
        return Ok(());
    }
    if let Some(before) = before {
        reaction::Entity::delete_by_id(before.id).exec(tx).await?;
    }
    if let Some(kind) = has {
        let row = reaction::ActiveModel {
            id: Set(uuid_at(now)),
            voice: Set(id),
            person: Set(person),
            kind: Set(kind.code().to_owned()),
            made_at: Set(now),
        };
        reaction::Entity::insert(row).exec_without_returning(tx).await?;
    }
    let step = |kind| i64::from(has == Some(kind)) - i64::from(had == Some(kind));
    let useful = row.useful + step(ReactionKind::Useful);
    let not_useful = row.not_useful + step(ReactionKind::NotUseful);
    let update = voice::Entity::update_many()
        .col_expr(voice::Column::Useful, Expr::value(useful))
        .col_expr(voice::Column::NotUseful, Expr::value(not_useful))
        .col_expr(voice::Column::Reactions, Expr::value(useful + not_useful));
    let place = balance::place(row.stance.as_deref(), useful, not_useful, row.said_at);
    balance::set_place(update, place).filter(voice::Column::Id.eq(id)).exec(tx).await?;
    if row.filed != 0 {
        issues::vote(tx, id, useful - not_useful, place).await?;
    }
    Ok(())
}
