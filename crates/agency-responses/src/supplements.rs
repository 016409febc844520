//! Supplements 補正: the officer asks the proposer for something by a date, and the time until the answer does not count
//! for the clocks that stand still for it.

use chrono::{Days, NaiveDate};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::{Period, day_of, end_of_day};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, CaseId, FieldErrors, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Result;
use crate::allowed::OfficerAct;
use crate::cases::REASONS;
use crate::entity::{case, pause, supplement};
use crate::error::Error;
use crate::ids::SupplementId;
use crate::open::{lock, lock_own_for};
use crate::pauses::{self, NewPause};
use crate::rules::Cause;
use crate::state::Officer;

/// How long an answer may be.
const ANSWER: Length = Length { min: 1, max: 10_000 };

/// Whether and how the proposer may be asked for something, as the rulebook has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementRule {
    /// How long after the opening of the case the office may ask; as long as the response is owed if nothing.
    pub ask: Option<Period>,
    /// How long the proposer has at most, from being asked.
    pub answer: Period,
    /// How many times.
    pub times: u32,
}

/// Something the proposer was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplement {
    /// Its id.
    pub id: SupplementId,
    /// What was asked for.
    pub wanted: String,
    /// The last day for an answer, in Taipei.
    pub answer_by: NaiveDate,
    /// When it was asked for.
    pub asked: Now,
    /// The answer, and when it came.
    pub answer: Option<(String, Now)>,
}

impl Supplement {
    /// `open`, `answered`, or `unanswered` once its date has passed.
    pub fn state(&self, now: Now) -> &'static str {
        match self.answer {
            Some(_) => "answered",
            None if now < end_of_day(self.answer_by) => "open",
            None => "unanswered",
        }
    }
}

impl From<supplement::Model> for Supplement {
    fn from(row: supplement::Model) -> Self {
        Self {
            id: row.id,
            wanted: row.wanted,
            answer_by: row.answer_by,
            asked: row.asked_at,
            answer: row.answer.zip(row.answered_at),
        }
    }
}

/// What the officer asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSupplement {
    /// What is missing, for the public; at most 4,000 characters.
    pub wanted: String,
    /// The last day for an answer; as late as the rulebook allows if nothing.
    pub answer_by: Option<NaiveDate>,
}

/// What was asked for in a case, oldest first.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Vec<Supplement>> {
    let rows = supplement::Entity::find()
        .filter(supplement::Column::CaseId.eq(case))
        .order_by_asc(supplement::Column::AskedAt)
        .order_by_asc(supplement::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Supplement::from).collect())
}

/// Whether something may be asked for now.
pub(crate) fn may_ask(
    rule: Option<&SupplementRule>,
    opened: Now,
    asked: &[Supplement],
    now: Now,
    calendar: Option<&OfficeCalendar>,
) -> Result<SupplementRule> {
    let rule = *rule.ok_or(Error::NoSupplement)?;
    if asked.iter().any(|one| one.state(now) == "open") {
        return Err(Error::AlreadyDone);
    }
    if asked.len() >= usize::try_from(rule.times).unwrap_or(usize::MAX) {
        return Err(Error::NoSupplementLeft { times: rule.times });
    }
    if let Some((period, calendar)) = rule.ask.zip(calendar) {
        let due = period.deadline(opened, calendar)?;
        if now >= due {
            return Err(Error::TooLate { due });
        }
    }
    Ok(rule)
}

/// The last day an answer may be asked for by.
///
/// # Errors
/// [`Error::Calendar`] if it needs the calendar of a year that is not loaded.
pub fn latest(rule: &SupplementRule, now: Now, calendar: &OfficeCalendar) -> Result<NaiveDate> {
    Ok(rule.answer.last_day(day_of(now), calendar)?)
}

/// Asks the proposer for something, in public. Clocks that stand still for it go on with the answer, or when the date has
/// passed.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::NoSupplement`] if the rulebook knows none,
/// [`Error::NoSupplementLeft`], [`Error::AlreadyDone`] while another waits for its answer, [`Error::TooLate`],
/// [`Error::Calendar`], [`Error::Invalid`] with `wanted`, `answer_by` (`out_of_range`).
pub async fn ask(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    new: &NewSupplement,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<SupplementId> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::AskSupplement).await?;
    let rule: Option<SupplementRule> = case.supplement.as_deref().map(serde_json::from_str).transpose()?;
    let rule = may_ask(rule.as_ref(), case.opened_at, &of_case(tx, id).await?, now, Some(calendar))?;
    let limit = latest(&rule, now, calendar)?;
    let answer_by = new.answer_by.unwrap_or(limit);
    let mut errors = FieldErrors::new();
    let first = day_of(now) + Days::new(1);
    if answer_by < first || answer_by > limit {
        errors.add_day("answer_by", "out_of_range", first, limit);
    }
    let wanted = errors.take(text::block("wanted", &new.wanted, REASONS));
    let wanted = errors.into_result(wanted)?;
    let supplement = SupplementId::new(now);
    let row = supplement::ActiveModel {
        id: Set(supplement),
        case_id: Set(id),
        wanted: Set(wanted.clone()),
        answer_by: Set(answer_by),
        asked_by: Set(officer.person),
        asked_at: Set(now),
        answer: Set(None),
        answered_at: Set(None),
    };
    supplement::Entity::insert(row).exec_without_returning(tx).await?;
    let event = NewEvent::new("case.supplement_asked", case.proposal, officer.officer()).about(id);
    let data = json!({ "supplement": supplement, "reason": wanted, "last_day": answer_by });
    event::append(tx, now, event.with(data)).await?;
    let pause = NewPause {
        cause: Cause::Supplement,
        source: Some(supplement.0),
        reason: &wanted,
        from: now,
        until: Some(end_of_day(answer_by)),
    };
    pauses::insert(tx, &case, pause, (officer.person, officer.officer()), now, calendar).await?;
    Ok(supplement)
}

/// The proposer answers, in public, and the clocks go on. The caller has made sure that it is the proposer.
///
/// # Errors
/// [`Error::NotFound`] unless it was asked for in the case of this proposal; [`Error::AlreadyDone`];
/// [`Error::TooLate`] once its date has passed; [`Error::Invalid`] with `answer`.
pub async fn answer(
    tx: &Tx,
    proposal: ProposalId,
    proposer: PersonId,
    id: SupplementId,
    answer: &str,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let case = case::Entity::find().filter(case::Column::Proposal.eq(proposal)).one(tx).await?;
    let (case, _) = lock(tx, case.ok_or(Error::NotFound)?.id).await?;
    let row = supplement::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.case_id != case.id {
        return Err(Error::NotFound);
    }
    if row.answered_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    let due = end_of_day(row.answer_by);
    if now >= due {
        return Err(Error::TooLate { due });
    }
    let mut errors = FieldErrors::new();
    let answer = errors.take(text::block("answer", answer, ANSWER));
    let answer = errors.into_result(answer)?;
    let actor = Actor::citizen(proposer);
    let event = NewEvent::new("case.supplement_answered", case.proposal, actor).about(case.id);
    let data = json!({ "supplement": id, "body": text::excerpt(&answer, 300) });
    let mut row = row.into_active_model();
    row.answer = Set(Some(answer));
    row.answered_at = Set(Some(now));
    row.update(tx).await?;
    event::append(tx, now, event.with(data)).await?;
    let own = pause::Entity::find().filter(pause::Column::Source.eq(id.0)).one(tx).await?;
    if let Some(own) = own {
        pauses::end(tx, &case, own, actor, "answered", now, calendar).await?;
    }
    Ok(())
}
