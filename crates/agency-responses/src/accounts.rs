//! What an agency tells on the way, in public: how far it is, and what came of a hearing, a debate or a vote. Each meets
//! the clocks that ask for it.

use chrono::NaiveDate;
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{CaseId, FieldErrors, Now, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, Set};
use serde_json::json;

use crate::Result;
use crate::allowed::OfficerAct;
use crate::cases::REASONS;
use crate::clocks::meet;
use crate::entity::account;
use crate::open::{lock_own_for, refresh_due};
use crate::rules::Ends;
use crate::state::Officer;

/// How long a link may be.
const LINK: Length = Length { min: 0, max: 500 };

/// Something an agency told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Of what: [`Ends::Progress`], or the duty whose outcome it is.
    pub kind: Ends,
    /// The day on which it was held; nothing for progress.
    pub held_on: Option<NaiveDate>,
    /// Where more of it stands, if anywhere.
    pub link: Option<String>,
    /// In words.
    pub body: String,
    /// When it was told.
    pub at: Now,
}

/// The outcome of a hearing, a debate or a vote about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Of what: [`Ends::Hearing`], [`Ends::Debate`] or [`Ends::Vote`].
    pub kind: Ends,
    /// The day it was held, in Taipei; not in the future.
    pub on: NaiveDate,
    /// Where its record stands; `http` or `https`, or empty.
    pub link: String,
    /// What came of it, at most 4,000 characters.
    pub summary: String,
}

/// What was told in a case, oldest first; at most 200.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Vec<Account>> {
    use sea_orm::QuerySelect as _;
    let rows = account::Entity::find()
        .filter(account::Column::CaseId.eq(case))
        .order_by_asc(account::Column::At)
        .order_by_asc(account::Column::Id)
        .limit(200)
        .all(conn)
        .await?;
    let view = |row: account::Model| Account {
        kind: Ends::ALL.into_iter().find(|end| end.code() == row.kind).unwrap_or(Ends::Progress),
        held_on: row.held_on,
        link: row.link,
        body: row.body,
        at: row.at,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Tells in public how far the case is; where the rulebook wants it told again, the next is due so much later.
///
/// # Errors
/// [`Error::NotYours`](crate::Error::NotYours), [`Error::WrongState`](crate::Error::WrongState),
/// [`Error::Invalid`](crate::Error::Invalid) with `body`.
pub async fn tell_progress(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    body: &str,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::TellProgress).await?;
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("body", body, REASONS));
    let body = errors.into_result(body)?;
    let event = NewEvent::new("case.progress_told", case.proposal, officer.officer()).about(id);
    let data = json!({ "body": text::excerpt(&body, 300) });
    insert(tx, officer, id, Ends::Progress, (None, None), body, now).await?;
    let done = meet(tx, &case, Ends::Progress, "case.progress_told", now, calendar).await?;
    refresh_due(tx, id).await?;
    Ok(event::append(tx, now, event.with(done.told(data))).await?)
}

/// Records in public what came of a hearing, a debate or a vote.
///
/// # Errors
/// [`Error::NotYours`](crate::Error::NotYours), [`Error::WrongState`](crate::Error::WrongState),
/// [`Error::Invalid`](crate::Error::Invalid) with `kind` (`no_such_choice`), `on` (`in_future`, `before_case`), `link`
/// (`not_a_web_address`), `summary`.
pub async fn record_outcome(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    new: &Outcome,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::RecordOutcome).await?;
    let mut errors = FieldErrors::new();
    if !new.kind.outlives_response() {
        errors.add("kind", "no_such_choice");
    }
    let (first, today) = (day_of(case.opened_at), day_of(now));
    if new.on > today {
        errors.add_day("on", "in_future", first, today);
    } else if new.on < first {
        errors.add_day("on", "before_case", first, today);
    }
    let link = errors.take(text::line("link", &new.link, LINK)).filter(|link| !link.is_empty());
    if link.as_ref().is_some_and(|link| !(link.starts_with("https://") || link.starts_with("http://"))) {
        errors.add("link", "not_a_web_address");
    }
    let summary = errors.take(text::block("summary", &new.summary, REASONS));
    let summary = errors.into_result(summary)?;
    let event = NewEvent::new("case.outcome_recorded", case.proposal, officer.officer()).about(id);
    let data = json!({
        "kind": new.kind.code(), "on": new.on, "link": link, "summary": text::excerpt(&summary, 300),
    });
    insert(tx, officer, id, new.kind, (Some(new.on), link), summary, now).await?;
    let done = meet(tx, &case, new.kind, "case.outcome_recorded", now, calendar).await?;
    refresh_due(tx, id).await?;
    Ok(event::append(tx, now, event.with(done.told(data))).await?)
}

async fn insert(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    kind: Ends,
    (held_on, link): (Option<NaiveDate>, Option<String>),
    body: String,
    now: Now,
) -> Result<()> {
    let row = account::ActiveModel {
        id: Set(uuid_at(now)),
        case_id: Set(id),
        kind: Set(kind.code().to_owned()),
        held_on: Set(held_on),
        link: Set(link),
        body: Set(body),
        by: Set(officer.person),
        at: Set(now),
    };
    account::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
