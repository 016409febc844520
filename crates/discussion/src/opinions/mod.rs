//! Opinions from paper forms and counters, entered one by one. Each becomes a voice by the rules of an imported table, so
//! that it makes no difference which way it came: known again by its number, or without one by name and words; a name
//! counts once. The scan or recording that goes with it waits for a reviewer ([`originals`]).

mod entity;
pub mod originals;

use chrono::{NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Asia::Taipei;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{
    Actor, DbErr, FieldErrors, Now, PersonId, ProposalId, Reader, Tx, VoiceId, period, typed_id,
};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};

use crate::codes::{Channel, Stance};
use crate::counting;
use crate::error::DiscussionError as Error;
use crate::import::{self, MOST, NAME, Opinion};
use crate::names::Replaced;
use entity::form;

typed_id!(
    /// A scan or recording of an opinion.
    OriginalId
);

/// The source of what was entered by hand, as imported tables have theirs.
const SOURCE: &str = import::BY_HAND;

const NUMBER: Length = Length { min: 0, max: 40 };
const PLACE: Length = Length { min: 0, max: 100 };
/// What tells two people of one name apart.
const MARK: Length = Length { min: 0, max: 30 };

/// How far back a form may have been handed in.
const YEARS: i32 = 10;

/// An opinion as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed<'a> {
    /// The code of the channel: `paper` or `counter`.
    pub channel: &'a str,
    /// The code of the side.
    pub stance: &'a str,
    /// The words.
    pub body: &'a str,
    /// Whose they are; empty for somebody who gives no name.
    pub name: &'a str,
    /// What tells people of one name apart; may be empty.
    pub mark: &'a str,
    /// The number of the form; may be empty.
    pub number: &'a str,
    /// Where it was handed in; may be empty.
    pub place: &'a str,
    /// The day on which it was handed in, `2026-03-02`.
    pub day: &'a str,
}

/// What came of entering an opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// It is a voice now.
    New(VoiceId),
    /// It was one already: nothing was added.
    Already(VoiceId),
}

/// Where an opinion was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its voice.
    pub voice: VoiceId,
    /// What it is about.
    pub subject: ProposalId,
    /// Where; may be empty.
    pub place: String,
    /// Its number; may be empty.
    pub number: String,
    /// When it was entered.
    pub at: Now,
}

impl From<form::Model> for Form {
    fn from(row: form::Model) -> Self {
        Self {
            voice: row.voice,
            subject: row.subject,
            place: row.place,
            number: row.number,
            at: row.entered_at,
        }
    }
}

/// What was typed, cleaned.
struct Clean {
    opinion: Opinion,
    place: String,
    number: String,
}

fn clean(typed: &Typed<'_>, now: Now) -> Result<Clean, FieldErrors> {
    let mut errors = FieldErrors::new();
    let channel = typed.channel.parse().ok().filter(|one| matches!(one, Channel::Paper | Channel::Counter));
    if channel.is_none() {
        errors.add("channel", "unknown_choice");
    }
    let stance = typed.stance.parse::<Stance>().ok();
    if stance.is_none() {
        errors.add("stance", "required");
    }
    let body = errors.take(text::block("body", typed.body, Length { min: 1, max: MOST }));
    let name = errors.take(text::line("person", typed.name, NAME));
    let mark = errors.take(text::line("mark", typed.mark, MARK));
    let number = errors.take(text::line("number", typed.number, NUMBER));
    let place = errors.take(text::line("place", typed.place, PLACE));
    let day = handed_in(typed.day, now).map_err(|code| errors.add("day", code)).ok();
    if name.as_deref() == Some("") && mark.as_deref().is_some_and(|mark| !mark.is_empty()) {
        errors.add("person", "required");
    }
    let words = channel.zip(body).zip(name.zip(mark)).zip(number.zip(place)).zip(day);
    let ((((channel, body), (name, mark)), (number, place)), day) = errors.into_result(words)?;
    let name = match (name.is_empty(), mark.is_empty()) {
        (true, _) => None,
        (false, true) => Some(name),
        (false, false) => Some(format!("{name}（{mark}）")),
    };
    let key = if number.is_empty() { import::key_of(name.as_deref(), &body) } else { number.clone() };
    // At noon: the hour is not known. Of today it is no later than now.
    let noon = day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default());
    let said_at =
        Taipei.from_local_datetime(&noon).earliest().map_or(now, |at| at.with_timezone(&Utc)).min(now);
    let opinion = Opinion { key, name, stance, channel, said_at: Some(said_at), body };
    Ok(Clean { opinion, place, number })
}

/// The day of a form, or what is wrong with it.
fn handed_in(typed: &str, now: Now) -> Result<NaiveDate, &'static str> {
    let today = period::day_of(now);
    let typed = text::narrow(typed).replace('/', "-");
    let day = NaiveDate::parse_from_str(&typed, "%Y-%m-%d").map_err(|_| "not_a_date")?;
    let earliest = today.checked_sub_months(chrono::Months::new(YEARS.unsigned_abs() * 12)).unwrap_or(today);
    match day {
        day if day > today => Err("in_future"),
        day if day < earliest => Err("not_a_date"),
        day => Ok(day),
    }
}

/// Enters an opinion without the names that are taken away from the discussion; `role` is that of whoever enters it.
///
/// # Errors
/// [`Error::Invalid`] (fields as of [`Typed`], the name as `person`; `number` with `number_says_else` if the form of that number
/// says something else), or a database error.
pub async fn enter(
    tx: &Tx,
    subject: ProposalId,
    typed: &Typed<'_>,
    replaced: Replaced<'_>,
    (by, role): (PersonId, &'static str),
    now: Now,
) -> Result<Entered, Error> {
    let Clean { opinion, place, number } = clean(typed, now)?;
    let (opinion, place) = (opinion.without(replaced), replaced(&place).unwrap_or(place));
    // Two who enter the same form at once would both add it.
    counting::take_turn(tx, subject).await?;
    if let Some(known) = import::known(tx, subject, SOURCE, &opinion).await? {
        let same = known.body == opinion.body && known.speaker == opinion.name;
        return match same || number.is_empty() {
            true => Ok(Entered::Already(known.id)),
            false => Err(FieldErrors::one("number", "number_says_else").into()),
        };
    }
    // It may have come with a table, or without its number.
    if let Some(known) = import::said_elsewhere(tx, subject, SOURCE, &opinion).await? {
        return Ok(Entered::Already(known));
    }
    let voice = import::add(tx, subject, SOURCE, &opinion, now).await?;
    let row = form::ActiveModel {
        voice: Set(voice),
        subject: Set(subject),
        place: Set(place),
        number: Set(number),
        entered_by: Set(by),
        entered_at: Set(now),
    };
    form::Entity::insert(row).exec_without_returning(tx).await?;
    let told = NewEvent::new("opinion.entered", subject, Actor::Person { id: by, role }).about(voice);
    let facts = serde_json::json!({ "channel": opinion.channel, "stance": opinion.stance });
    event::append(tx, now, told.with(facts).internal()).await?;
    Ok(Entered::New(voice))
}

/// Where an opinion was handed in, if it was entered by hand.
///
/// # Errors
/// A database error.
pub async fn form_of(conn: &impl Reader, voice: VoiceId) -> Result<Option<Form>, DbErr> {
    Ok(form::Entity::find_by_id(voice).one(conn).await?.map(Form::from))
}

/// What somebody entered about a subject, the latest first.
///
/// # Errors
/// A database error.
pub async fn entered_by(
    conn: &impl Reader,
    subject: ProposalId,
    by: PersonId,
    limit: u64,
) -> Result<Vec<Form>, DbErr> {
    let rows = form::Entity::find()
        .filter(form::Column::Subject.eq(subject))
        .filter(form::Column::EnteredBy.eq(by))
        .order_by_desc(form::Column::Voice)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Form::from).collect())
}
