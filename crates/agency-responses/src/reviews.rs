//! The internal review of a draft: what approver and colleagues say of its versions. All of it stays inside the lead
//! agencies.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::text;
use folkmoot_foundation::{CaseId, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};

use crate::Result;
use crate::cases::REASONS;
use crate::drafts::draft_at;
use crate::entity::draft_comment;
use crate::error::Error;
use crate::open::lock_own;
use crate::state::{CaseState, Officer};

/// What somebody said of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewComment {
    /// Of which version.
    pub version: i64,
    /// Of which piece, by its code in that version ([`crate::Piece::code`]); nothing for the whole.
    pub about: Option<String>,
    /// What they said.
    pub body: String,
    /// Whether the approver sent the draft back with it.
    pub sent_back: bool,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Now,
}

/// In which role somebody comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewer {
    /// As an officer.
    Officer,
    /// As an approver.
    Approver,
}

/// What was said of a draft, newest first; at most 200. The caller knows that the reader is of a lead agency.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Vec<ReviewComment>> {
    let rows = draft_comment::Entity::find()
        .filter(draft_comment::Column::CaseId.eq(case))
        .order_by_desc(draft_comment::Column::At)
        .order_by_desc(draft_comment::Column::Id)
        .limit(200)
        .all(conn)
        .await?;
    let comment = |row: draft_comment::Model| ReviewComment {
        version: row.version,
        about: row.about,
        body: row.body,
        sent_back: row.sent_back,
        by: row.by,
        at: row.at,
    };
    Ok(rows.into_iter().map(comment).collect())
}

/// Somebody of a lead agency comments on a version, while it is drafted or waits for its signature; on a piece of it
/// (`about`, empty for the whole).
///
/// # Errors
/// [`Error::NotYours`]; [`Error::WrongState`]; [`Error::NotFound`] if there is no such version; [`Error::Invalid`] with
/// `comment`, or with `about` if the version holds no such piece.
pub async fn comment(
    tx: &Tx,
    (person, role): (&Officer, Reviewer),
    id: CaseId,
    (version, about): (i64, &str),
    body: &str,
    now: Now,
) -> Result<()> {
    let states = [CaseState::Drafting, CaseState::AwaitingApproval];
    let (case, _) = lock_own(tx, person, id, "comment_draft", &states).await?;
    let content = draft_at(tx, id, version).await?.content;
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("comment", body, REASONS));
    let about = Some(about.trim()).filter(|about| !about.is_empty());
    if let Some(about) = about {
        let demands: Vec<_> = content.demands.iter().map(|one| one.demand).collect();
        if !content.written().iter().any(|piece| piece.code(&demands) == about) {
            errors.add("about", "no_such_choice");
        }
    }
    let body = errors.into_result(body)?;
    crate::drafts::keep(tx, id, version).await?;
    insert(tx, person.person, id, (version, about), (body, false), now).await?;
    let actor = match role {
        Reviewer::Officer => person.officer(),
        Reviewer::Approver => person.approver(),
    };
    let event = NewEvent::new("case.draft_commented", case.proposal, actor).about(id).internal();
    // Told to the lead agencies alone: supporting ones don't read drafts.
    let leads = crate::agencies::leads_of(tx, id).await?;
    Ok(event::append(tx, now, event.with(serde_json::json!({ "version": version, "leads": leads }))).await?)
}

/// Writes a comment down; the caller has checked it.
pub(crate) async fn insert(
    tx: &Tx,
    by: PersonId,
    id: CaseId,
    (version, about): (i64, Option<&str>),
    (body, sent_back): (String, bool),
    now: Now,
) -> Result<(), Error> {
    let row = draft_comment::ActiveModel {
        id: Set(uuid_at(now)),
        case_id: Set(id),
        version: Set(version),
        about: Set(about.map(str::to_owned)),
        body: Set(body),
        sent_back: Set(sent_back),
        by: Set(by),
        at: Set(now),
    };
    draft_comment::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
