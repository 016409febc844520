//! Whoever spoke corrects their own words, in the days that are given for it. What stood there before stays readable; nobody
//! else changes a word but by a corrected record, which stands in the history too.

use chrono::{Days, NaiveDate};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, StatementId, Tx};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use serde_json::json;

use crate::error::HearingError;
use crate::hearings::{self, Hearing, entity as hearing_entity};
use crate::import::{MAX_STATEMENT, StatementKind};
use crate::live;
use crate::records::{revision, statement, version};

/// For how many working days after a record was put up people may correct their words, unless other days are named.
pub const USUAL_WORKING_DAYS: u32 = 10;

/// The same in days, where the office calendar of the year is not loaded.
const USUAL_DAYS: Days = Days::new(14);

/// How often one statement is corrected by whoever spoke.
const MOST: i64 = 50;

/// So many times as long as the record has them corrected words may be …
const TIMES: usize = 2;

/// … with so many characters besides, since a recorder may have caught a piece alone.
const BESIDES: usize = 500;

/// Who replaced a wording, if it was whoever spoke.
pub(crate) const SPEAKER: &str = "speaker";

/// How long a reason of a facilitator is.
pub(crate) const REASON: Length = Length { min: 5, max: 1_000 };

/// How the days for corrections stand to the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// None are given.
    None,
    /// They lie ahead.
    Ahead {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        until: NaiveDate,
    },
    /// They go on.
    Open {
        /// The last day.
        until: NaiveDate,
    },
    /// They are over.
    Over {
        /// The last day.
        until: NaiveDate,
    },
}

impl Hearing {
    /// How the days for corrections stand to the present. Without a record there is nothing to correct.
    pub fn corrections(&self, now: Now) -> Window {
        let today = day_of(now);
        match (self.correction_from, self.correction_until) {
            (_, None) => Window::None,
            (Some(from), Some(until)) if today < from => Window::Ahead { from, until },
            // They passed before there was anything to correct; the first record brings others.
            (_, Some(until)) if today > until && self.versions == 0 => Window::None,
            (_, Some(until)) if today > until => Window::Over { until },
            (_, Some(until)) => Window::Open { until },
        }
    }
}

/// The days that follow from the day on which a record was put up.
pub fn usual(put_up: NaiveDate, calendar: &OfficeCalendar) -> (NaiveDate, NaiveDate) {
    let until = calendar.plus_working_days(put_up, USUAL_WORKING_DAYS);
    (put_up, until.unwrap_or(put_up + USUAL_DAYS))
}

/// Gives the usual days to a hearing whose record was just imported, unless others were named that nobody has missed: days
/// that passed before the first record are given again, as are those from before people could correct their words here.
///
/// # Errors
/// [`HearingError::NotFound`], or a database error.
pub async fn begin(
    tx: &Tx,
    hearing: HearingId,
    calendar: &OfficeCalendar,
    now: Now,
) -> Result<(), HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    if let Some(until) = row.correction_until {
        let missed =
            until < day_of(now) && (row.correction_from.is_none() || is_first(tx, hearing, now).await?);
        if !missed {
            return Ok(());
        }
    }
    let (from, until) = usual(day_of(now), calendar);
    let mut row = hearing_entity::ActiveModel::from(row);
    row.correction_from = Set(Some(from));
    row.correction_until = Set(Some(until));
    hearing_entity::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Whether the record that was just imported is the first that came as a file.
async fn is_first(tx: &Tx, hearing: HearingId, now: Now) -> Result<bool, DbErr> {
    use version::Column as C;
    // What was typed in the hall nobody could read through before it stood there.
    let filed = version::Entity::find()
        .filter(C::Hearing.eq(hearing))
        .filter(C::FileName.ne(live::FILE))
        .filter(C::ImportedAt.lt(now));
    Ok(filed.count(tx).await? == 0)
}

/// Names the days for corrections. What was named already is changed with a reason, in public; days that are over stay so.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::WrongStage`], [`HearingError::Invalid`] (fields
/// `correction_from`, `correction_until` and `reason`), or a database error.
pub async fn set_days(
    tx: &Tx,
    hearing: HearingId,
    (from, until): (&str, &str),
    reason: &str,
    facilitator: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    hearings::check_held(&row, now)?;
    let before = (row.correction_from, row.correction_until);
    if let Window::Over { .. } = Hearing::from_row(row.clone(), now).corrections(now) {
        return Err(HearingError::WrongStage("corrections_over"));
    }
    let mut errors = FieldErrors::new();
    let from = day(&mut errors, "correction_from", from, row.held_on);
    let until = day(&mut errors, "correction_until", until, row.held_on);
    if let (Some(from), Some(until)) = (from, until) {
        if until < from {
            errors.add("correction_until", "before_start");
        } else if until < day_of(now) {
            errors.add("correction_until", "day_passed");
        }
    }
    let changes = before.1.is_some() && (from, until) != before;
    let reason =
        if changes { errors.take(text::block("reason", reason, REASON)) } else { Some(String::new()) };
    let (reason, until) = errors.into_result(reason.zip(until))?;
    if (from, Some(until)) == before {
        return Ok(());
    }
    let proposal = row.proposal;
    let mut row = hearing_entity::ActiveModel::from(row);
    row.correction_from = Set(from);
    row.correction_until = Set(Some(until));
    hearing_entity::Entity::update(row).exec(tx).await?;
    if changes {
        let was = json!({ "correction_from": before.0, "correction_until": before.1 });
        hearings::note(tx, hearing, "dates", &reason, &was, facilitator, now).await?;
    }
    let facts = json!({ "correction_from": from, "correction_until": until });
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let event = NewEvent::new("hearing.dates_set", proposal, actor).about(hearing).with(facts);
    event::append(tx, now, event).await?;
    Ok(())
}

/// A day that must be there and not lie before the hearing.
fn day(errors: &mut FieldErrors, field: &str, raw: &str, held_on: NaiveDate) -> Option<NaiveDate> {
    if raw.trim().is_empty() {
        errors.add(field, "required");
        return None;
    }
    let day = NaiveDate::parse_from_str(&text::narrow(raw), "%Y-%m-%d").ok();
    match day {
        None => errors.add(field, "not_a_date"),
        Some(day) if day < held_on => errors.add(field, "before_hearing"),
        Some(_) => {}
    }
    day.filter(|day| *day >= held_on)
}

/// New words of whoever spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction<'a> {
    /// The words.
    pub body: &'a str,
    /// Why; may be empty.
    pub reason: &'a str,
    /// How many earlier wordings there were when they had it before them.
    pub seen: i64,
}

/// How long corrected words are at most, in characters: far more than what was heard is another speech.
pub fn longest(recorded: &str) -> usize {
    (recorded.chars().count() * TIMES + BESIDES).min(MAX_STATEMENT)
}

/// Whether a statement is of one of these names.
pub fn is_theirs(speaker: Option<&str>, names: &[String]) -> bool {
    speaker.is_some_and(|speaker| names.iter().any(|name| name == speaker))
}

/// Replaces the words of a statement by those of whoever spoke: `names` are those under which they are confirmed to have spoken
/// at the hearing. Says whether anything changed.
///
/// # Errors
/// [`HearingError::NotFound`]; [`HearingError::NotYours`]; [`HearingError::WrongStage`] outside the days for it, of what is
/// missing from the record, or was changed meanwhile; [`HearingError::Invalid`] (fields `body` and `reason`); a database error.
pub async fn correct(
    tx: &Tx,
    (hearing, id): (HearingId, StatementId),
    new: &Correction<'_>,
    names: &[String],
    person: PersonId,
    now: Now,
) -> Result<Option<String>, HearingError> {
    // An import at the same time would compare with the words before.
    let about = hearings::lock(tx, hearing).await?;
    let row = statement::Entity::find_by_id(id).one(tx).await?;
    let row = row.filter(|row| row.hearing == hearing).ok_or(HearingError::NotFound)?;
    if !StatementKind::of(&row.kind).is_spoken() || !is_theirs(row.speaker.as_deref(), names) {
        return Err(HearingError::NotYours);
    }
    match Hearing::from_row(about.clone(), now).corrections(now) {
        Window::Open { .. } => {}
        Window::Ahead { .. } => return Err(HearingError::WrongStage("corrections_ahead")),
        Window::Over { .. } => return Err(HearingError::WrongStage("corrections_over")),
        Window::None => return Err(HearingError::WrongStage("corrections_not_given")),
    }
    if row.gone {
        return Err(HearingError::WrongStage("statement_gone"));
    }
    let mut errors = FieldErrors::new();
    let max = longest(row.recorded.as_deref().unwrap_or(&row.body));
    let body = errors.take(text::block("body", new.body, Length { min: 1, max }));
    let reason = errors.take(text::block("reason", new.reason, Length { min: 0, max: 500 }));
    let (body, reason) = errors.into_result(body.zip(reason))?;
    if body == row.body {
        return Ok(None);
    }
    if row.revisions != new.seen {
        return Err(HearingError::WrongStage("statement_changed"));
    }
    if row.revisions >= MOST {
        return Err(HearingError::WrongStage("statement_corrected_often"));
    }
    let before = revision::ActiveModel {
        id: Set(folkmoot_foundation::ids::uuid_at(now)),
        statement: Set(id),
        version: Set(about.versions),
        speaker: Set(row.speaker.clone()),
        section: Set(row.section.clone()),
        body: Set(row.body.clone()),
        replaced_at: Set(now),
        made_by: Set(Some(SPEAKER.to_owned())),
        reason: Set(Some(reason).filter(|reason| !reason.is_empty())),
    };
    revision::Entity::insert(before).exec_without_returning(tx).await?;
    statement::Entity::update_many()
        .col_expr(statement::Column::Body, Expr::value(body.as_str()))
        .col_expr(statement::Column::Revisions, Expr::value(row.revisions + 1))
        .col_expr(statement::Column::CorrectedBy, Expr::value(person))
        .col_expr(statement::Column::Recorded, Expr::value(row.recorded.unwrap_or(row.body)))
        .filter(statement::Column::Id.eq(id))
        .exec(tx)
        .await?;
    let facts = json!({ "statement": id });
    let told =
        NewEvent::new("hearing.words_corrected", about.proposal, Actor::citizen(person)).about(hearing);
    event::append(tx, now, told.with(facts).internal()).await?;
    Ok(Some(body))
}
