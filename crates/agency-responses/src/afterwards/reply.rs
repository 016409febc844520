//! The proposer's right of reply: within the rulebook's days, as often as it says, beside the response.

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text;
use folkmoot_foundation::{Actor, CaseId, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, Set};
use serde_json::json;

use super::entity::reply;
use super::must_be;
use super::words::{Hidden, hidden_of};
use crate::Result;
use crate::error::Error;
use crate::ids::WordsId;
use crate::open::{in_state, lock};
use crate::responses::hex;
use crate::state::CaseState;

/// What the proposer wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its id.
    pub id: WordsId,
    /// The words; empty while they are hidden.
    pub body: String,
    /// When.
    pub at: Now,
    /// Why they are hidden, if they are.
    pub hidden: Option<Hidden>,
}

/// The replies to the response of a case, oldest first.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Vec<Reply>> {
    let rows = reply::Entity::find()
        .filter(reply::Column::CaseId.eq(case))
        .order_by_asc(reply::Column::At)
        .order_by_asc(reply::Column::Id)
        .all(conn)
        .await?;
    let ids: Vec<WordsId> = rows.iter().map(|row| row.id).collect();
    let mut hidden = hidden_of(conn, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let hidden = hidden.remove(&row.id);
            let body = if hidden.is_some() { String::new() } else { row.body };
            Reply { id: row.id, body, at: row.at, hidden }
        })
        .collect())
}

/// The proposer replies. The caller knows that `proposer` made the proposal.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::WrongState`] before the response; [`Error::NotOffered`] if the rulebook knows no reply;
/// [`Error::AlreadyDone`]; [`Error::WindowOver`]; [`Error::Invalid`] with `body`.
pub async fn give(tx: &Tx, proposer: PersonId, id: CaseId, body: &str, now: Now) -> Result<WordsId> {
    let (case, state) = lock(tx, id).await?;
    in_state(state, "reply", &[CaseState::Answered, CaseState::Closed])?;
    let window = must_be(tx, id).await?.reply.ok_or(Error::NotOffered)?;
    let given = reply::Entity::find().filter(reply::Column::CaseId.eq(id)).count(tx).await?;
    if given >= u64::from(window.times) {
        return Err(Error::AlreadyDone);
    }
    if now >= window.until {
        return Err(Error::WindowOver { until: window.until });
    }
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("body", body, window.length));
    let body = errors.into_result(body)?;
    let words = WordsId::new(now);
    let hash = hex(&sha256(body.as_bytes()));
    let event = NewEvent::new("case.replied", case.proposal, Actor::citizen(proposer)).about(id);
    // The words stay out of the log, since a moderator may have to hide them.
    let data = json!({ "reply": words, "hash": hash });
    let row = reply::ActiveModel {
        id: Set(words),
        case_id: Set(id),
        body: Set(body),
        by: Set(proposer),
        at: Set(now),
    };
    reply::Entity::insert(row).exec_without_returning(tx).await?;
    event::append(tx, now, event.with(data)).await?;
    Ok(words)
}
