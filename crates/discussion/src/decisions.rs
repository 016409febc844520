//! What a moderator may decide, each by its own function; and taking a decision back.

use chrono::TimeDelta;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, FieldErrors, Now, PersonId, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use crate::codes::{Act, Ground};
use crate::entity::{appeal, claim, decision, report, voice, voice_author};
use crate::error::DiscussionError as Error;
use crate::moderation::Decision;
use crate::{queue, voices};

/// How long a moderator's reason is, in characters.
pub const REASON: Length = Length { min: 5, max: 1000 };

/// For how many days a person's writing may be paused.
pub const PAUSES: [i64; 4] = [1, 3, 7, 30];

/// How long whoever decided may take it back.
pub const UNDO: TimeDelta = TimeDelta::minutes(10);

/// Hides a visible voice: ground and reason stand in its place, only moderators still see its words.
///
/// # Errors
/// [`Error::NotFound`], [`Error::OwnVoice`], [`Error::WrongState`], [`Error::Invalid`] (field `reason`), or a database
/// error.
pub async fn hide(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    ground: Ground,
    reason: &str,
    now: Now,
) -> Result<Decision, Error> {
    let reason = worded(reason, REASON)?;
    let row = lock_for(tx, id, moderator, &["visible"]).await?;
    set_hidden(tx, id, Some((now, ground.code(), &reason))).await?;
    let decision = decide(tx, &row, moderator, Act::Hide, Some(ground), reason, None, now).await?;
    voices::uncount(tx, &row).await?;
    Ok(decision)
}

/// Lets a voice stand that was reported or that a signal speaks about.
///
/// # Errors
/// [`Error::NotFound`], [`Error::OwnVoice`], [`Error::NothingReported`], [`Error::Invalid`] (field `reason`, which may be
/// empty), or a database error.
pub async fn keep(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    reason: &str,
    now: Now,
) -> Result<Decision, Error> {
    let reason = worded(reason, Length { min: 0, max: REASON.max })?;
    let row = lock_for(tx, id, moderator, &["visible", "hidden", "gone"]).await?;
    let open = report::Entity::find()
        .filter(report::Column::Voice.eq(id))
        .filter(report::Column::Decision.is_null())
        .limit(1)
        .one(tx)
        .await?;
    let signalled = !crate::signals::of(tx, id).await?.is_empty();
    if open.is_none() && !signalled {
        return Err(Error::NothingReported);
    }
    decide(tx, &row, moderator, Act::Keep, None, reason, None, now).await
}

/// Shows a hidden voice again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::OwnVoice`], [`Error::WrongState`], [`Error::Invalid`] (field `reason`), or a database
/// error.
pub async fn restore(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    reason: &str,
    now: Now,
) -> Result<Decision, Error> {
    let reason = worded(reason, REASON)?;
    let row = lock_for(tx, id, moderator, &["hidden"]).await?;
    set_hidden(tx, id, None).await?;
    let decision = decide(tx, &row, moderator, Act::Restore, None, reason, None, now).await?;
    voices::count_again(tx, &row).await?;
    Ok(decision)
}

/// Asks the author to change their words. The voice stays, and the request with it until they have.
///
/// # Errors
/// [`Error::NotFound`] also of a voice without an author here, [`Error::OwnVoice`], [`Error::WrongState`],
/// [`Error::Invalid`] (field `reason`), or a database error.
pub async fn ask_edit(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    ground: Ground,
    reason: &str,
    now: Now,
) -> Result<Decision, Error> {
    let reason = worded(reason, REASON)?;
    let row = lock_for(tx, id, moderator, &["visible"]).await?;
    row.author.ok_or(Error::NotFound)?;
    let decision = decide(tx, &row, moderator, Act::AskEdit, Some(ground), reason, None, now).await?;
    set(tx, id, voice::Column::EditAsked, Expr::value(Some(decision.id))).await?;
    Ok(decision)
}

/// Pauses the author's writing for one of [`PAUSES`]. What they wrote stays, and they still read, vote and report. Of two
/// pauses the longer one holds.
///
/// # Errors
/// [`Error::NotFound`] also of a voice without an author here, [`Error::OwnVoice`], [`Error::WrongState`],
/// [`Error::Invalid`] (fields `days` and `reason`), or a database error.
pub async fn pause(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    ground: Ground,
    reason: &str,
    days: i64,
    now: Now,
) -> Result<Decision, Error> {
    if !PAUSES.contains(&days) {
        return Err(FieldErrors::one("days", "unknown_choice").into());
    }
    let reason = worded(reason, REASON)?;
    // Whoever writes locks their own row before any voice: the same order here.
    let author = voice::Entity::find_by_id(id).one(tx).await?.and_then(|row| row.author);
    let author = author.ok_or(Error::NotFound)?;
    let paused = voices::author_row(tx, author, None).await?.and_then(|row| row.paused_until);
    let row = lock_for(tx, id, moderator, &["visible", "hidden"]).await?;
    let until = now + TimeDelta::days(days);
    set_paused(tx, author, Some(paused.map_or(until, |other| other.max(until)))).await?;
    decide(tx, &row, moderator, Act::Pause, Some(ground), reason, Some(until), now).await
}

/// Closes a thread: it stays readable and takes no more replies.
///
/// # Errors
/// [`Error::NotFound`], [`Error::OwnVoice`], [`Error::WrongState`] (also of a reply or a closed thread),
/// [`Error::Invalid`] (field `reason`), or a database error.
pub async fn close(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    ground: Ground,
    reason: &str,
    now: Now,
) -> Result<Decision, Error> {
    let reason = worded(reason, REASON)?;
    let row = lock_for(tx, id, moderator, &["visible", "hidden", "gone"]).await?;
    if row.parent.is_some() || row.closed_at.is_some() {
        return Err(Error::ThreadClosed);
    }
    set_closed(tx, id, Some((now, &reason))).await?;
    decide(tx, &row, moderator, Act::Close, Some(ground), reason, None, now).await
}

/// Opens a closed thread again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::OwnVoice`], [`Error::WrongState`] of a thread that is open, [`Error::Invalid`] (field
/// `reason`), or a database error.
pub async fn reopen(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    reason: &str,
    now: Now,
) -> Result<Decision, Error> {
    let reason = worded(reason, REASON)?;
    let row = lock_for(tx, id, moderator, &["visible", "hidden", "gone"]).await?;
    if row.closed_at.is_none() {
        return Err(Error::WrongState { standing: "visible" });
    }
    set_closed(tx, id, None).await?;
    decide(tx, &row, moderator, Act::Reopen, None, reason, None, now).await
}

/// Takes back one's own decision: everything is as before, and the reports wait again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::TooLate`] after ten minutes, after an appeal, after another
/// decision about the same voice or once its author deleted it, or a database error.
pub async fn undo(tx: &Tx, id: Uuid, moderator: PersonId, now: Now) -> Result<Decision, Error> {
    let found = decision::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if found.moderator != moderator {
        return Err(Error::NotYours);
    }
    let voice = lock_as_needed(tx, &found).await?;
    // Read again, now that nothing else can change it.
    let row = decision::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let last = decision::Entity::find()
        .filter(decision::Column::Voice.eq(row.voice))
        .filter(decision::Column::UndoneAt.is_null())
        .order_by_desc(decision::Column::MadeAt)
        .order_by_desc(decision::Column::Id)
        .limit(1)
        .one(tx)
        .await?;
    let appealed =
        appeal::Entity::find().filter(appeal::Column::Decision.eq(id)).limit(1).one(tx).await?.is_some();
    // Nothing is to be decided about what its author has deleted since, so the reports can't wait again.
    let deleted = voice.deleted_at.is_some();
    if now >= row.made_at + UNDO || appealed || deleted || last.is_none_or(|last| last.id != id) {
        return Err(Error::TooLate);
    }
    decision::Entity::update_many()
        .col_expr(decision::Column::UndoneAt, Expr::value(now))
        .filter(decision::Column::Id.eq(id))
        .exec(tx)
        .await?;
    report::Entity::update_many()
        .col_expr(report::Column::Decision, Expr::value(Option::<Uuid>::None))
        .filter(report::Column::Decision.eq(id))
        .exec(tx)
        .await?;
    queue::settle_signals(tx, row.voice, Some(id), None).await?;
    queue::refresh(tx, row.voice).await?;
    revert(tx, &row, &voice, now).await?;
    let actor = Actor::Person { id: moderator, role: "moderator" };
    let facts = serde_json::json!({ "decision": id, "act": row.act, "author": row.author });
    let told = NewEvent::new("comment.decision_undone", row.subject, actor).about(row.voice).with(facts);
    event::append(tx, now, told.internal()).await?;
    Ok(Decision { undone_at: Some(now), ..row.into() })
}

/// The voice that a decision is about, locked after the writer whom it pauses.
pub(crate) async fn lock_as_needed(tx: &Tx, row: &decision::Model) -> Result<voice::Model, Error> {
    if row.act == Act::Pause.code()
        && let Some(author) = row.author
    {
        voices::author_row(tx, author, None).await?;
    }
    voices::lock(tx, row.voice).await
}

/// Makes everything be as it was before a decision.
pub(crate) async fn revert(
    tx: &Tx,
    row: &decision::Model,
    voice: &voice::Model,
    now: Now,
) -> Result<(), Error> {
    let id = row.voice;
    match row.act.parse().unwrap_or(Act::Keep) {
        Act::Keep => Ok(()),
        // What another decision hid later stays hidden.
        Act::Hide if voice.hidden_at == Some(row.made_at) => {
            set_hidden(tx, id, None).await?;
            let standing = voice::Model { hidden_at: None, ..voice.clone() };
            if standing.standing() == "visible" { Ok(voices::count_again(tx, voice).await?) } else { Ok(()) }
        }
        Act::Restore if voice.hidden_at.is_none() => {
            let Some(before) = before(tx, row, Act::Hide).await? else { return Ok(()) };
            let ground = before.ground.unwrap_or_else(|| Ground::Other.code().to_owned());
            set_hidden(tx, id, Some((before.made_at, &ground, &before.reason))).await?;
            if voice.standing() == "visible" { Ok(voices::uncount(tx, voice).await?) } else { Ok(()) }
        }
        Act::AskEdit if voice.edit_asked == Some(row.id) => {
            set(tx, id, voice::Column::EditAsked, Expr::value(Option::<Uuid>::None)).await
        }
        Act::Pause => {
            let Some(author) = row.author else { return Ok(()) };
            set_paused(tx, author, other_pause(tx, row, now).await?).await
        }
        Act::Close if voice.closed_at == Some(row.made_at) => set_closed(tx, id, None).await,
        Act::Reopen => {
            let Some(before) = before(tx, row, Act::Close).await? else { return Ok(()) };
            set_closed(tx, id, Some((before.made_at, &before.reason))).await
        }
        Act::Hide | Act::Restore | Act::AskEdit | Act::Close => Ok(()),
    }
}

/// The last decision of a kind about the voice that still stands.
async fn before(tx: &Tx, row: &decision::Model, act: Act) -> Result<Option<decision::Model>, Error> {
    let found = decision::Entity::find()
        .filter(decision::Column::Voice.eq(row.voice))
        .filter(decision::Column::Act.eq(act.code()))
        .filter(decision::Column::UndoneAt.is_null())
        .order_by_desc(decision::Column::MadeAt)
        .order_by_desc(decision::Column::Id)
        .limit(1)
        .one(tx)
        .await?;
    Ok(found)
}

/// Until when the author is still paused by other decisions that stand.
async fn other_pause(tx: &Tx, row: &decision::Model, now: Now) -> Result<Option<Now>, Error> {
    let pauses = decision::Entity::find()
        .filter(decision::Column::Author.eq(row.author))
        .filter(decision::Column::Act.eq(Act::Pause.code()))
        .filter(decision::Column::Until.gt(now))
        .filter(decision::Column::UndoneAt.is_null())
        .filter(decision::Column::Id.ne(row.id))
        .all(tx)
        .await?;
    let ids = pauses.iter().map(|row| row.id);
    let upheld: Vec<Uuid> = appeal::Entity::find()
        .filter(appeal::Column::Decision.is_in(ids))
        .filter(appeal::Column::Upheld.eq(true))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| row.decision)
        .collect();
    Ok(pauses.into_iter().filter(|row| !upheld.contains(&row.id)).filter_map(|row| row.until).max())
}

pub(crate) fn worded(reason: &str, length: Length) -> Result<String, Error> {
    Ok(text::block("reason", reason, length).map_err(|e| FieldErrors(vec![e]))?)
}

async fn set(tx: &Tx, id: VoiceId, column: voice::Column, value: Expr) -> Result<(), Error> {
    voice::Entity::update_many().col_expr(column, value).filter(voice::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

async fn set_hidden(tx: &Tx, id: VoiceId, hidden: Option<(Now, &str, &str)>) -> Result<(), Error> {
    use voice::Column as C;
    voice::Entity::update_many()
        .col_expr(C::HiddenAt, Expr::value(hidden.map(|h| h.0)))
        .col_expr(C::HideGround, Expr::value(hidden.map(|h| h.1.to_owned())))
        .col_expr(C::HideReason, Expr::value(hidden.map(|h| h.2.to_owned())))
        .filter(C::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn set_closed(tx: &Tx, id: VoiceId, closed: Option<(Now, &str)>) -> Result<(), Error> {
    use voice::Column as C;
    voice::Entity::update_many()
        .col_expr(C::ClosedAt, Expr::value(closed.map(|c| c.0)))
        .col_expr(C::CloseReason, Expr::value(closed.map(|c| c.1.to_owned())))
        .filter(C::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn set_paused(tx: &Tx, author: PersonId, until: Option<Now>) -> Result<(), Error> {
    voice_author::Entity::update_many()
        .col_expr(voice_author::Column::PausedUntil, Expr::value(until))
        .filter(voice_author::Column::Person.eq(author))
        .exec(tx)
        .await?;
    Ok(())
}

/// The voice, locked, so that of two moderators the second finds what the first decided.
async fn lock_for(
    tx: &Tx,
    id: VoiceId,
    moderator: PersonId,
    allowed: &[&str],
) -> Result<voice::Model, Error> {
    let row = voices::lock(tx, id).await?;
    if row.author == Some(moderator) {
        return Err(Error::OwnVoice);
    }
    let standing = row.standing();
    if !allowed.contains(&standing) {
        return Err(Error::WrongState { standing });
    }
    Ok(row)
}

/// Writes the decision down and settles the open reports with it.
#[expect(
    clippy::too_many_arguments,
    reason = "the parts of a decision, each with a name of its own at the call"
)]
async fn decide(
    tx: &Tx,
    row: &voice::Model,
    moderator: PersonId,
    act: Act,
    ground: Option<Ground>,
    reason: String,
    until: Option<Now>,
    now: Now,
) -> Result<Decision, Error> {
    let id = uuid_at(now);
    let first = report::Entity::find()
        .filter(report::Column::Voice.eq(row.id))
        .filter(report::Column::Decision.is_null())
        .order_by_asc(report::Column::MadeAt)
        .limit(1)
        .one(tx)
        .await?;
    let settled = report::Entity::update_many()
        .col_expr(report::Column::Decision, Expr::value(id))
        .filter(report::Column::Voice.eq(row.id))
        .filter(report::Column::Decision.is_null())
        .exec(tx)
        .await?
        .rows_affected;
    claim::Entity::delete_by_id(row.id).exec(tx).await?;
    queue::settle_signals(tx, row.id, None, Some(id)).await?;
    queue::refresh(tx, row.id).await?;
    let reports = i64::try_from(settled).unwrap_or(i64::MAX);
    let facts = serde_json::json!({
        "decision": id, "ground": ground, "reason": reason, "reports": reports, "author": row.author,
        "until": until,
    });
    let new = decision::Model {
        id,
        voice: row.id,
        subject: row.subject,
        moderator,
        act: act.code().to_owned(),
        ground: ground.map(|g| g.code().to_owned()),
        reason,
        reports,
        made_at: now,
        author: row.author,
        until,
        undone_at: None,
        waited: first.map(|first| (now - first.made_at).num_seconds()),
    };
    let active = decision::ActiveModel::from(new.clone()).reset_all();
    decision::Entity::insert(active).exec_without_returning(tx).await?;
    let kind = match act {
        Act::Hide => "comment.hidden",
        Act::Keep => "comment.kept",
        Act::Restore => "comment.restored",
        Act::AskEdit => "comment.edit_asked",
        Act::Pause => "comment.author_paused",
        Act::Close => "comment.thread_closed",
        Act::Reopen => "comment.thread_reopened",
    };
    let actor = Actor::Person { id: moderator, role: "moderator" };
    event::append(tx, now, NewEvent::new(kind, row.subject, actor).about(row.id).with(facts).internal())
        .await?;
    Ok(new.into())
}
