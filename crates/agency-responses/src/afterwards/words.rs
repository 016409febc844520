//! Words that stand beside a response, and what a moderator does about them: put out of sight, with the ground and the
//! reason in their place, and shown again.

use std::collections::HashMap;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text;
use folkmoot_foundation::{Actor, CaseId, FieldErrors, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use serde_json::json;

use super::entity::{answer, feedback, hidden, reply, windows};
use crate::Result;
use crate::error::Error;
use crate::ids::WordsId;
use crate::open::lock;

/// How long a reason for hiding may be.
const REASON: text::Length = text::Length { min: 1, max: 1000 };

/// Why words are hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The code of the ground.
    pub ground: String,
    /// The moderator's reason.
    pub reason: String,
    /// When.
    pub at: Now,
}

/// What the words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The proposer's reply.
    Reply,
    /// Why somebody found the response helpful or not.
    Feedback,
    /// What somebody wrote in the survey, to be published.
    Survey,
}

impl Kind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Feedback => "feedback",
            Self::Survey => "survey",
        }
    }
}

/// Words as a moderator reads them, hidden or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Their id.
    pub id: WordsId,
    /// The case they are about.
    pub case: CaseId,
    /// The proposal.
    pub proposal: ProposalId,
    /// What they are.
    pub kind: Kind,
    /// The words.
    pub body: String,
    /// Who wrote them.
    pub by: PersonId,
    /// When.
    pub at: Now,
    /// Why they are hidden, if they are.
    pub hidden: Option<Hidden>,
}

/// Which of these are hidden, and why.
pub(super) async fn hidden_of(conn: &impl Reader, ids: &[WordsId]) -> Result<HashMap<WordsId, Hidden>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = hidden::Entity::find().filter(hidden::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, Hidden { ground: row.ground, reason: row.reason, at: row.at }))
        .collect())
}

/// Words by their id, for moderators.
///
/// # Errors
/// [`Error::NotFound`], also for words of a survey that are not to be published.
pub async fn get(conn: &impl Reader, id: WordsId) -> Result<Words> {
    let (kind, case, body, by, at) = if let Some(row) = reply::Entity::find_by_id(id).one(conn).await? {
        (Kind::Reply, row.case_id, row.body, row.by, row.at)
    } else if let Some(row) = feedback::Entity::find_by_id(id).one(conn).await? {
        (Kind::Feedback, row.case_id, row.reason, row.person, row.at)
    } else {
        let row = answer::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?;
        if !row.publish {
            return Err(Error::NotFound);
        }
        (Kind::Survey, row.case_id, row.words, row.person, row.at)
    };
    if body.is_empty() {
        return Err(Error::NotFound);
    }
    let windows = windows::Entity::find_by_id(case).one(conn).await?.ok_or(Error::NotFound)?;
    let hidden = hidden_of(conn, &[id]).await?.remove(&id);
    Ok(Words { id, case, proposal: windows.proposal, kind, body, by, at, hidden })
}

/// The words, under the lock of their case; nobody decides on their own.
async fn locked(tx: &Tx, moderator: PersonId, id: WordsId) -> Result<Words> {
    lock(tx, get(tx, id).await?.case).await?;
    let words = get(tx, id).await?;
    if words.by == moderator { Err(Error::OwnWords) } else { Ok(words) }
}

fn reason_of(reason: &str) -> Result<String> {
    let mut errors = FieldErrors::new();
    let reason = errors.take(text::block("reason", reason, REASON));
    Ok(errors.into_result(reason)?)
}

/// A moderator hides words; ground and reason stand in their place. `ground` is the code of one that moderation knows.
///
/// # Errors
/// [`Error::NotFound`], [`Error::OwnWords`], [`Error::AlreadyDone`], [`Error::Invalid`] with `reason`.
pub async fn hide(
    tx: &Tx,
    moderator: PersonId,
    id: WordsId,
    ground: &'static str,
    reason: &str,
    now: Now,
) -> Result<()> {
    let words = locked(tx, moderator, id).await?;
    if words.hidden.is_some() {
        return Err(Error::AlreadyDone);
    }
    let reason = reason_of(reason)?;
    let row = hidden::ActiveModel {
        id: Set(id),
        case_id: Set(words.case),
        ground: Set(ground.to_owned()),
        reason: Set(reason.clone()),
        by: Set(moderator),
        at: Set(now),
    };
    hidden::Entity::insert(row).exec_without_returning(tx).await?;
    decided(tx, "case.words_hidden", moderator, &words, Some(ground), reason, now).await
}

/// A moderator shows hidden words again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::OwnWords`], [`Error::AlreadyDone`], [`Error::Invalid`] with `reason`.
pub async fn restore(tx: &Tx, moderator: PersonId, id: WordsId, reason: &str, now: Now) -> Result<()> {
    let words = locked(tx, moderator, id).await?;
    if words.hidden.is_none() {
        return Err(Error::AlreadyDone);
    }
    let reason = reason_of(reason)?;
    hidden::Entity::delete_by_id(id).exec(tx).await?;
    decided(tx, "case.words_restored", moderator, &words, None, reason, now).await
}

async fn decided(
    tx: &Tx,
    kind: &'static str,
    moderator: PersonId,
    words: &Words,
    ground: Option<&str>,
    reason: String,
    now: Now,
) -> Result<()> {
    let actor = Actor::Person { id: moderator, role: "moderator" };
    let data = json!({
        "words": words.id, "what": words.kind.code(), "author": words.by, "ground": ground, "reason": reason,
    });
    let event = NewEvent::new(kind, words.proposal, actor).about(words.case).internal().with(data);
    Ok(event::append(tx, now, event).await?)
}
