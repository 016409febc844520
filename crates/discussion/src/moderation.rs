//! Decisions of moderators. Each has a reason, stays readable, and can be taken back by another decision.

use std::collections::HashMap;

use folkmoot_foundation::cursor::{Cursor, Page};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, Now, PersonId, ProposalId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ExprTrait, QueryOrder, QuerySelect};

use crate::codes::{Act, Ground};
use crate::entity::{decision, report, voice};
use crate::error::DiscussionError as Error;
use crate::voices;

pub use crate::reports::{Report, Reported, open_reports, queue, report, waiting};

/// How long a moderator's reason is, in characters.
pub const REASON: Length = Length { min: 5, max: 1000 };

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
        }
    }
}

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
    let reason = text::block("reason", reason, REASON).map_err(|e| FieldErrors(vec![e]))?;
    let row = lock_for(tx, id, moderator, &["visible"]).await?;
    voice::Entity::update_many()
        .col_expr(voice::Column::HiddenAt, Expr::value(now))
        .col_expr(voice::Column::HideGround, Expr::value(ground.code()))
        .col_expr(voice::Column::HideReason, Expr::value(reason.clone()))
        .filter(voice::Column::Id.eq(id))
        .exec(tx)
        .await?;
    let decision = decide(tx, &row, moderator, Act::Hide, Some(ground), reason, now).await?;
    voices::uncount(tx, &row).await?;
    Ok(decision)
}

/// Lets a reported voice stand.
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
    let length = Length { min: 0, max: REASON.max };
    let reason = text::block("reason", reason, length).map_err(|e| FieldErrors(vec![e]))?;
    let row = lock_for(tx, id, moderator, &["visible", "hidden", "gone"]).await?;
    let open = report::Entity::find()
        .filter(report::Column::Voice.eq(id))
        .filter(report::Column::Decision.is_null())
        .limit(1)
        .one(tx)
        .await?;
    if open.is_none() {
        return Err(Error::NothingReported);
    }
    decide(tx, &row, moderator, Act::Keep, None, reason, now).await
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
    let reason = text::block("reason", reason, REASON).map_err(|e| FieldErrors(vec![e]))?;
    let row = lock_for(tx, id, moderator, &["hidden"]).await?;
    voice::Entity::update_many()
        .col_expr(voice::Column::HiddenAt, Expr::value(Option::<Now>::None))
        .col_expr(voice::Column::HideGround, Expr::value(Option::<String>::None))
        .col_expr(voice::Column::HideReason, Expr::value(Option::<String>::None))
        .filter(voice::Column::Id.eq(id))
        .exec(tx)
        .await?;
    let decision = decide(tx, &row, moderator, Act::Restore, None, reason, now).await?;
    voices::count_again(tx, &row).await?;
    Ok(decision)
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
async fn decide(
    tx: &Tx,
    row: &voice::Model,
    moderator: PersonId,
    act: Act,
    ground: Option<Ground>,
    reason: String,
    now: Now,
) -> Result<Decision, Error> {
    let id = uuid_at(now);
    let settled = report::Entity::update_many()
        .col_expr(report::Column::Decision, Expr::value(id))
        .filter(report::Column::Voice.eq(row.id))
        .filter(report::Column::Decision.is_null())
        .exec(tx)
        .await?
        .rows_affected;
    let reports = i64::try_from(settled).unwrap_or(i64::MAX);
    let facts = serde_json::json!({
        "decision": id, "ground": ground, "reason": reason, "reports": reports, "author": row.author,
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
    };
    let active = decision::ActiveModel::from(new.clone()).reset_all();
    decision::Entity::insert(active).exec_without_returning(tx).await?;
    let kind = match act {
        Act::Hide => "comment.hidden",
        Act::Keep => "comment.kept",
        Act::Restore => "comment.restored",
    };
    let actor = Actor::Person { id: moderator, role: "moderator" };
    event::append(tx, now, NewEvent::new(kind, row.subject, actor).about(row.id).with(facts).internal())
        .await?;
    Ok(new.into())
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
        let at = after.instant();
        query = query.filter(C::MadeAt.lt(at).or(C::MadeAt.eq(at).and(C::Id.lt(after.id))));
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
