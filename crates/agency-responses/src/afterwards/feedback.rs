//! Feedback 意見回饋: people say whether the response helped and why, once each, and may change it while the window is open.

use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{CaseId, FieldErrors, Now, PersonId, Reader, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};

use super::entity::feedback;
use super::must_be;
use super::words::{Hidden, hidden_of};
use crate::Result;
use crate::error::Error;
use crate::ids::WordsId;

/// How long a reason may be.
pub const REASON: Length = Length { min: 0, max: 500 };

/// How many people said what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// That it helped.
    pub helpful: i64,
    /// That it did not.
    pub unhelpful: i64,
}

/// What one person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Its id.
    pub id: WordsId,
    /// Whether it helped.
    pub helpful: bool,
    /// Why; empty while it is hidden.
    pub reason: String,
    /// When they said so, or changed it.
    pub at: Now,
    /// Why the reason is hidden, if it is.
    pub hidden: Option<Hidden>,
}

/// Says whether the response of a case helped, or changes what was said. `mark` is the same for all accounts of a person.
/// A reason that was hidden stays hidden and can't be changed.
///
/// # Errors
/// [`Error::NotOffered`] before the response and if the rulebook knows no feedback; [`Error::WindowOver`];
/// [`Error::AlreadyDone`] if the person said so from another account; [`Error::Invalid`] with `helpful` or `reason`.
pub async fn give(
    tx: &Tx,
    (person, mark): (PersonId, [u8; 32]),
    case: CaseId,
    helpful: Option<bool>,
    reason: &str,
    now: Now,
) -> Result<()> {
    let until = must_be(tx, case).await?.feedback_until.ok_or(Error::NotOffered)?;
    if now >= until {
        return Err(Error::WindowOver { until });
    }
    let mut errors = FieldErrors::new();
    if helpful.is_none() {
        errors.add("helpful", "unknown_choice");
    }
    let reason = errors.take(text::block("reason", reason, REASON));
    let (helpful, reason) = errors.into_result(helpful.zip(reason))?;
    let before = row_of(tx, case, person).await?;
    // Words that a moderator hid are not written anew; whether it helped may be said again.
    if let Some(before) = &before
        && before.reason != reason
        && hidden_of(tx, &[before.id]).await?.contains_key(&before.id)
    {
        return Err(FieldErrors::one("reason", "words_hidden").into());
    }
    // Other words are other words: what a moderator decided was about those before.
    let id = match &before {
        Some(before) if before.reason == reason => before.id,
        _ => WordsId::new(now),
    };
    let row = feedback::ActiveModel {
        id: Set(id),
        case_id: Set(case),
        person: Set(person),
        mark: Set(mark.to_vec()),
        helpful: Set(helpful),
        reason: Set(reason),
        at: Set(now),
    };
    use feedback::Column;
    let changed = OnConflict::columns([Column::CaseId, Column::Person])
        .update_columns([Column::Id, Column::Mark, Column::Helpful, Column::Reason, Column::At])
        .to_owned();
    feedback::Entity::insert(row)
        .on_conflict(changed)
        .exec_without_returning(tx)
        .await
        .map_err(|e| if db::is_unique_violation(&e) { Error::AlreadyDone } else { e.into() })?;
    Ok(())
}

async fn row_of(conn: &impl Reader, case: CaseId, person: PersonId) -> Result<Option<feedback::Model>> {
    Ok(feedback::Entity::find()
        .filter(feedback::Column::CaseId.eq(case))
        .filter(feedback::Column::Person.eq(person))
        .one(conn)
        .await?)
}

/// What a person said, with the words as they wrote them.
///
/// # Errors
/// A database error.
pub async fn of_person(conn: &impl Reader, case: CaseId, person: PersonId) -> Result<Option<Feedback>> {
    let Some(row) = row_of(conn, case, person).await? else { return Ok(None) };
    let hidden = hidden_of(conn, &[row.id]).await?.remove(&row.id);
    Ok(Some(Feedback { id: row.id, helpful: row.helpful, reason: row.reason, at: row.at, hidden }))
}

/// How many people said what.
///
/// # Errors
/// A database error.
pub async fn totals(conn: &impl Reader, case: CaseId) -> Result<Totals> {
    let counted: Vec<(bool, i64)> = feedback::Entity::find()
        .select_only()
        .column(feedback::Column::Helpful)
        .column_as(feedback::Column::Id.count(), "people")
        .filter(feedback::Column::CaseId.eq(case))
        .group_by(feedback::Column::Helpful)
        .into_tuple()
        .all(conn)
        .await?;
    let of =
        |helpful: bool| counted.iter().find(|(said, _)| *said == helpful).map_or(0, |(_, people)| *people);
    Ok(Totals { helpful: of(true), unhelpful: of(false) })
}

/// The reasons that people gave, newest first; `limit` a page, at most 100.
///
/// # Errors
/// A database error.
pub async fn reasons(
    conn: &impl Reader,
    case: CaseId,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<Feedback>> {
    use feedback::Column as C;
    let limit = limit.clamp(1, 100);
    let mut query = feedback::Entity::find().filter(C::CaseId.eq(case)).filter(C::Reason.ne(""));
    if let Some(after) = after {
        query = query.filter(cursor::below(C::At, after.instant(), C::Id, WordsId(after.id)));
    }
    let rows = query
        .order_by_desc(C::At)
        .order_by_desc(C::Id)
        .limit(u64::try_from(limit).unwrap_or(100) + 1)
        .all(conn)
        .await?;
    let ids: Vec<WordsId> = rows.iter().map(|row| row.id).collect();
    let mut hidden = hidden_of(conn, &ids).await?;
    let said = rows
        .into_iter()
        .map(|row| {
            let hidden = hidden.remove(&row.id);
            let reason = if hidden.is_some() { String::new() } else { row.reason };
            Feedback { id: row.id, helpful: row.helpful, reason, at: row.at, hidden }
        })
        .collect();
    Ok(Page::cut(said, limit, |one: &Feedback| Cursor::at(one.at, one.id)))
}
