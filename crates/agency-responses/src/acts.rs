//! What an officer does on the way to a response: timetable, contact, extension, explanation of a miss.

use chrono::{Days, NaiveDate};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::{day_of, end_of_day, last_day_before};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{CaseId, FieldErrors, Now, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Result;
use crate::allowed::{OfficerAct, may_explain, may_extend};
use crate::cases::REASONS;
use crate::clocks::{ClockState, answer_clock, meet, views_of};
use crate::content::{PLANNED_AHEAD, check_planned_day};
use crate::deadlines::{settle, start_waiting};
use crate::entity::{clock, contact, extension, timetable};
use crate::error::Error;
use crate::open::{ExtensionRule, lock_own_for, refresh_due};
use crate::reminders;
use crate::rules::{Ends, Starts};
use crate::state::{NoSuchCode, Officer};

/// The greatest number of steps in a timetable.
const MOST_STEPS: usize = 20;

/// One planned step of a timetable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The day it is planned for, in Taipei.
    pub on: NaiveDate,
    /// What happens then, at most 200 characters.
    pub what: String,
}

/// A timetable about to be posted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timetable {
    /// How the agency will work on the case, at most 4,000 characters.
    pub body: String,
    /// Its steps; at most 20, in any order.
    pub steps: Vec<Step>,
}

/// Posts a timetable, which meets the timetable clock. A later one replaces it; all stay public.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::Invalid`] with `body`, `steps` (`too_many`), `step-N` or
/// `date-N` (`before_case`, `in_past`, `too_far`).
pub async fn post_timetable(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    new: &Timetable,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::PostTimetable).await?;
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("body", &new.body, REASONS));
    if new.steps.len() > MOST_STEPS {
        errors.add_with("steps", "too_many", [("max", MOST_STEPS.to_string())]);
    }
    let (today, mut steps) = (day_of(now), Vec::new());
    for (step, number) in new.steps.iter().zip(1..) {
        let field = format!("step-{number}");
        let date = format!("date-{number}");
        if step.on < day_of(case.opened_at) {
            errors.add_day(&date, "before_case", today, today + PLANNED_AHEAD);
        } else {
            check_planned_day(&mut errors, &date, step.on, today);
        }
        if let Some(what) = errors.take(text::line(&field, &step.what, Length { min: 1, max: 200 })) {
            steps.push(Step { on: step.on, what });
        }
    }
    let body = errors.into_result(body)?;
    steps.sort_by_key(|step| step.on);
    let event = NewEvent::new("case.timetable_posted", case.proposal, officer.officer());
    let data = json!({ "body": text::excerpt(&body, 300), "steps": steps });
    let row = timetable::ActiveModel {
        id: Set(folkmoot_foundation::ids::uuid_at(now)),
        case_id: Set(id),
        body: Set(body),
        steps: Set(serde_json::to_string(&steps)?),
        by: Set(officer.person),
        at: Set(now),
    };
    timetable::Entity::insert(row).exec_without_returning(tx).await?;
    let done = meet(tx, &case, Ends::Timetable, "case.timetable_posted", now, calendar).await?;
    refresh_due(tx, id).await?;
    event::append(tx, now, event.about(id).with(done.told(data))).await?;
    start_waiting(tx, &case, &Starts::Timetable, now, calendar).await
}

/// How an agency got in touch with the proposer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactManner {
    /// By telephone.
    Telephone,
    /// By e-mail.
    Email,
    /// In a meeting in a hall.
    Meeting,
    /// In a meeting by video.
    Video,
    /// By letter.
    Letter,
    /// In another way, told in the summary.
    Other,
}

impl ContactManner {
    /// All, in the order of forms.
    pub const ALL: [Self; 6] =
        [Self::Telephone, Self::Email, Self::Meeting, Self::Video, Self::Letter, Self::Other];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Email => "email",
            Self::Meeting => "meeting",
            Self::Video => "video",
            Self::Letter => "letter",
            Self::Other => "other",
        }
    }
}

impl std::str::FromStr for ContactManner {
    type Err = NoSuchCode;
    fn from_str(code: &str) -> Result<Self, NoSuchCode> {
        Self::ALL.into_iter().find(|manner| manner.code() == code).ok_or(NoSuchCode)
    }
}

/// A contact with the proposer about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The day, in Taipei; not in the future.
    pub on: NaiveDate,
    /// How.
    pub manner: ContactManner,
    /// What was talked about, for the public; at most 4,000 characters, nothing personal.
    pub summary: String,
}

/// Records a contact with the proposer, which meets the contact clock. Also possible after the answer.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::Invalid`] with `on` (`in_future`, `before_case`) or `summary`.
pub async fn record_contact(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    new: &Contact,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::RecordContact).await?;
    let mut errors = FieldErrors::new();
    let (first, today) = (day_of(case.opened_at), day_of(now));
    if new.on > today {
        errors.add_day("on", "in_future", first, today);
    } else if new.on < first {
        errors.add_day("on", "before_case", first, today);
    }
    let summary = errors.take(text::block("summary", &new.summary, REASONS));
    let summary = errors.into_result(summary)?;
    let event = NewEvent::new("case.contact_recorded", case.proposal, officer.officer());
    let data = json!({ "on": new.on, "manner": new.manner.code(), "summary": text::excerpt(&summary, 300) });
    let row = contact::ActiveModel {
        id: Set(folkmoot_foundation::ids::uuid_at(now)),
        case_id: Set(id),
        held_on: Set(new.on),
        manner: Set(new.manner.code().to_owned()),
        summary: Set(summary),
        by: Set(officer.person),
        at: Set(now),
    };
    contact::Entity::insert(row).exec_without_returning(tx).await?;
    let done = meet(tx, &case, Ends::Contact, "case.contact_recorded", now, calendar).await?;
    refresh_due(tx, id).await?;
    Ok(event::append(tx, now, event.about(id).with(done.told(data))).await?)
}

/// An extension asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtensionAsked {
    /// The new last day; the longest the rulebook allows if nothing.
    pub until: Option<NaiveDate>,
    /// Why, for the public.
    pub reasons: String,
    /// What was done so far, for the public.
    pub progress: String,
}

/// The last day an extension may reach, counted from the deadline before.
///
/// # Errors
/// [`Error::Calendar`] if it needs the calendar of a year that is not loaded.
pub fn longest_extension(rule: &ExtensionRule, due: Now, calendar: &OfficeCalendar) -> Result<NaiveDate> {
    Ok(rule.period.last_day(last_day_before(due), calendar)?)
}

/// Extends the response clock, public at once; gives the new deadline. Only before the deadline, as often and by as
/// much as the rulebook allows; the new deadline is counted from the old one.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::TooLate`], [`Error::NoExtensionLeft`],
/// [`Error::StandsStill`], [`Error::DeadlineUnknown`], [`Error::ClockNotRunning`], [`Error::NoSuchClock`], [`Error::Calendar`],
/// [`Error::Invalid`] with `until` (`not_later`, `after_limit`), `reasons`, `progress`.
pub async fn ask_extension(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    asked: &ExtensionAsked,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<Now> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::AskExtension).await?;
    let clock = answer_clock(tx, &case).await?;
    let rule: ExtensionRule = serde_json::from_str(&case.extension)?;
    let used = extension::Entity::find().filter(extension::Column::CaseId.eq(id)).count(tx).await?;
    let code = clock.code.clone();
    let views = views_of(tx, &case, now).await?;
    let state = views.into_iter().find(|view| view.code == code).map(|view| view.state);
    let due = may_extend(state, clock.due_at, u32::try_from(used).unwrap_or(u32::MAX), rule.times, now)?;
    let limit = longest_extension(&rule, due, calendar)?;
    let until = asked.until.unwrap_or(limit);
    let mut errors = FieldErrors::new();
    let first = last_day_before(due) + Days::new(1);
    if until < first {
        errors.add_day("until", "not_later", first, limit);
    } else if until > limit {
        errors.add_day("until", "after_limit", first, limit);
    }
    let reasons = errors.take(text::block("reasons", &asked.reasons, REASONS));
    let progress = errors.take(text::block("progress", &asked.progress, REASONS));
    let (reasons, progress) = errors.into_result(reasons.zip(progress))?;

    let first = clock.extended_from.unwrap_or(due);
    let mut clock = clock.into_active_model();
    clock.due_at = Set(Some(end_of_day(until)));
    clock.extended_from = Set(Some(first));
    clock.counted_from = Set(Some(last_day_before(due)));
    clock.extended_to = Set(Some(until));
    clock.remind_at = Set(reminders::next(now, Some(end_of_day(until)), now));
    clock.update(tx).await?;
    // A pause that is known already may lie in the time that was added.
    settle(tx, &case, now, calendar).await?;
    let to = answer_clock(tx, &case).await?.due_at.ok_or(Error::DeadlineUnknown)?;
    let event = NewEvent::new("case.extended", case.proposal, officer.officer()).about(id);
    let data = json!({
        "clock": code, "from": due, "to": to,
        "from_day": last_day_before(due), "to_day": last_day_before(to), "reasons": reasons, "progress": progress,
    });
    let row = extension::ActiveModel {
        id: Set(folkmoot_foundation::ids::uuid_at(now)),
        case_id: Set(id),
        clock: Set(code),
        from_due: Set(due),
        to_due: Set(to),
        reasons: Set(reasons),
        progress: Set(progress),
        by: Set(officer.person),
        at: Set(now),
    };
    extension::Entity::insert(row).exec_without_returning(tx).await?;
    refresh_due(tx, id).await?;
    event::append(tx, now, event.with(data)).await?;
    Ok(to)
}

/// Explains in public why a clock was missed or met late. Possible once a clock, at any time after the miss.
///
/// # Errors
/// [`Error::NotYours`], [`Error::NoSuchClock`], [`Error::ClockNotRunning`] if it was not missed,
/// [`Error::AlreadyDone`], [`Error::Invalid`] with `explanation`.
pub async fn explain(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    code: &str,
    explanation: &str,
    now: Now,
) -> Result<()> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::Explain(code)).await?;
    let row = clock::Entity::find_by_id((id, code.to_owned())).one(tx).await?.ok_or(Error::NoSuchClock)?;
    let views = views_of(tx, &case, now).await?;
    let state =
        views.into_iter().find(|view| view.code == code).map_or(ClockState::Unknown, |view| view.state);
    may_explain(&state, row.explanation.is_some())?;
    let mut errors = FieldErrors::new();
    let explanation = errors.take(text::block("explanation", explanation, REASONS));
    let explanation = errors.into_result(explanation)?;
    let event = NewEvent::new("case.miss_explained", case.proposal, officer.officer()).about(id);
    let data = json!({ "clock": code, "explanation": explanation });
    let mut row = row.into_active_model();
    row.explanation = Set(Some(explanation));
    row.explained_at = Set(Some(now));
    row.update(tx).await?;
    Ok(event::append(tx, now, event.with(data)).await?)
}
