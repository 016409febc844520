//! What follows a hearing (行政程序法 §63, §64, §66): evidence, objections with the chair's handling, signatures of the record
//! or why there is none, the day the record is due, and how the hearing was weighed.

use chrono::NaiveDate;
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, Reader, Tx, typed_id};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde_json::json;

use crate::correction;
use crate::error::HearingError;
use crate::hearings::{self, Hearing, State, entity as hearing_entity, is_web_address};

pub(crate) mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "hearing_paper")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PaperId,
        pub hearing: HearingId,
        pub kind: String,
        pub who: String,
        pub body: String,
        pub link: String,
        pub state: String,
        pub reason: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
        pub handled_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

typed_id!(
    /// A piece of evidence, an objection or a signature.
    PaperId
);

/// Within how many working days of the hearing its record is due, unless the facilitator names another day.
pub const USUAL_WORKING_DAYS: u32 = 10;

/// What became of an objection.
pub const OUTCOMES: [&str; 3] = ["upheld", "noted", "dismissed"];

/// How somebody stands to the record.
pub const SIGNED: [&str; 3] = ["signed", "refused", "absent"];

/// Something that belongs to the record beside what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its id.
    pub id: PaperId,
    /// `evidence`, `objection` or `signature`.
    pub kind: String,
    /// Who produced it, objected, or was to sign.
    pub who: String,
    /// What it is, or the grounds of the objection.
    pub body: String,
    /// Where it can be seen; may be empty.
    pub link: String,
    /// Of an objection `open` or one of [`OUTCOMES`], of a signature one of [`SIGNED`].
    pub state: String,
    /// The chair's handling, or why somebody did not sign.
    pub reason: String,
    /// When it was entered.
    pub at: Now,
    /// When the chair handled it.
    pub handled_at: Option<Now>,
}

/// What a facilitator enters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPaper {
    /// 1 to 100 characters.
    pub who: String,
    /// 2 to 2,000 characters; nothing for a signature.
    pub body: String,
    /// An address, only of evidence.
    pub link: String,
    /// One of [`SIGNED`], only of a signature.
    pub state: String,
    /// Why somebody did not sign: 2 to 1,000 characters then.
    pub reason: String,
}

/// What kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Documents and other evidence that was produced.
    Evidence,
    /// An objection to the procedure or to the record.
    Objection,
    /// A signature of the record, or its refusal.
    Signature,
}

impl Kind {
    /// The code that is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Objection => "objection",
            Self::Signature => "signature",
        }
    }

    fn event(self) -> &'static str {
        match self {
            Self::Evidence => "hearing.evidence_added",
            Self::Objection => "hearing.objection_raised",
            Self::Signature => "hearing.signature_noted",
        }
    }
}

/// The hearing, if it has been held.
async fn held(tx: &Tx, id: HearingId, now: Now) -> Result<hearing_entity::Model, HearingError> {
    let row = hearings::lock(tx, id).await?;
    match Hearing::from_row(row.clone(), now).state {
        State::Held => Ok(row),
        State::Cancelled => Err(HearingError::WrongStage("hearing_cancelled")),
        State::Draft => Err(HearingError::WrongStage("hearing_is_draft")),
        State::Announced => Err(HearingError::NotHeldYet { held_on: row.held_on }),
    }
}

fn actor(facilitator: PersonId) -> Actor {
    Actor::Person { id: facilitator, role: "facilitator" }
}

/// Enters a paper; its fields in errors are `<kind>_<field>`.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::WrongStage`], [`HearingError::Invalid`], or a database
/// error.
pub async fn add(
    tx: &Tx,
    hearing: HearingId,
    kind: Kind,
    new: &NewPaper,
    facilitator: PersonId,
    now: Now,
) -> Result<PaperId, HearingError> {
    let row = held(tx, hearing, now).await?;
    let mut errors = FieldErrors::new();
    let name = |field: &str| format!("{}_{field}", kind.code());
    let who = errors.take(text::line(&name("who"), &new.who, Length { min: 1, max: 100 }));
    let body = match kind {
        Kind::Signature => Some(String::new()),
        _ => errors.take(text::block(&name("body"), &new.body, Length { min: 2, max: 2_000 })),
    };
    let link = errors.take(text::line(&name("link"), &new.link, Length { min: 0, max: 500 }));
    if link.as_deref().is_some_and(|link| !link.is_empty() && !is_web_address(link)) {
        errors.add(&name("link"), "not_an_address");
    }
    let state = match kind {
        Kind::Evidence => Some(""),
        Kind::Objection => Some("open"),
        Kind::Signature => SIGNED.into_iter().find(|state| *state == new.state),
    };
    if state.is_none() {
        errors.add(&name("state"), "required");
    }
    let needed = matches!(state, Some("refused" | "absent"));
    let reason = match kind {
        Kind::Signature => {
            let length = Length { min: if needed { 2 } else { 0 }, max: 1_000 };
            errors.take(text::block(&name("reason"), &new.reason, length))
        }
        _ => Some(String::new()),
    };
    let whole = (|| Some((who?, body?, link?, state?, reason?)))();
    let (who, body, link, state, reason) = errors.into_result(whole)?;
    let id = PaperId::new(now);
    let paper = entity::ActiveModel {
        id: Set(id),
        hearing: Set(hearing),
        kind: Set(kind.code().to_owned()),
        who: Set(who),
        body: Set(body),
        link: Set(link),
        state: Set(state.to_owned()),
        reason: Set(reason),
        by: Set(facilitator),
        at: Set(now),
        handled_at: Set(None),
    };
    entity::Entity::insert(paper).exec_without_returning(tx).await?;
    let facts = json!({ "paper": id, "state": state });
    let event = NewEvent::new(kind.event(), row.proposal, actor(facilitator)).about(hearing).with(facts);
    event::append(tx, now, event).await?;
    Ok(id)
}

/// Writes down how the chair handled an objection; once.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::WrongStage`] if it was handled already, [`HearingError::Invalid`] for `outcome` and
/// `handling`, or a database error.
pub async fn handle(
    tx: &Tx,
    hearing: HearingId,
    objection: PaperId,
    outcome: &str,
    handling: &str,
    facilitator: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let row = held(tx, hearing, now).await?;
    let mut errors = FieldErrors::new();
    let outcome = OUTCOMES.into_iter().find(|known| *known == outcome);
    if outcome.is_none() {
        errors.add("outcome", "required");
    }
    let handling = errors.take(text::block("handling", handling, Length { min: 2, max: 2_000 }));
    let (outcome, handling) = errors.into_result(outcome.zip(handling))?;
    let paper = entity::Entity::find_by_id(objection)
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::Kind.eq(Kind::Objection.code()))
        .one(tx)
        .await?
        .ok_or(HearingError::NotFound)?;
    if paper.state != "open" {
        return Err(HearingError::WrongStage("objection_handled"));
    }
    let mut paper = entity::ActiveModel::from(paper);
    paper.state = Set(outcome.to_owned());
    paper.reason = Set(handling);
    paper.handled_at = Set(Some(now));
    entity::Entity::update(paper).exec(tx).await?;
    let facts = json!({ "paper": objection, "outcome": outcome });
    let event = NewEvent::new("hearing.objection_handled", row.proposal, actor(facilitator)).about(hearing);
    event::append(tx, now, event.with(facts)).await?;
    Ok(())
}

/// The papers of a hearing in the order they were entered; at most 1,000.
///
/// # Errors
/// A database error.
pub async fn of_hearing(conn: &impl Reader, hearing: HearingId) -> Result<Vec<Paper>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .order_by_asc(entity::Column::At)
        .order_by_asc(entity::Column::Id)
        .limit(1_000)
        .all(conn)
        .await?;
    let of = |row: entity::Model| Paper {
        id: row.id,
        kind: row.kind,
        who: row.who,
        body: row.body,
        link: row.link,
        state: row.state,
        reason: row.reason,
        at: row.at,
        handled_at: row.handled_at,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// Names the day the record is due; empty for the usual one. What is changed is public with its reason. A day that has
/// passed, or a record that is there, can't be made timely afterwards.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::WrongStage`], [`HearingError::Invalid`] (fields
/// `publish_due` and `reason`), or a database error.
pub async fn set_due(
    tx: &Tx,
    hearing: HearingId,
    (publish_due, reason): (&str, &str),
    calendar: &OfficeCalendar,
    facilitator: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let row = held(tx, hearing, now).await?;
    let mut errors = FieldErrors::new();
    let day = NaiveDate::parse_from_str(&text::narrow(publish_due), "%Y-%m-%d").ok();
    let due = match day {
        _ if publish_due.trim().is_empty() => None,
        None => {
            errors.add("publish_due", "not_a_date");
            None
        }
        Some(day) if day < row.held_on => {
            errors.add("publish_due", "before_hearing");
            None
        }
        other => other,
    };
    if errors.is_empty() && due == row.publish_due {
        return Ok(());
    }
    if row.versions > 0 {
        return Err(HearingError::WrongStage("record_published"));
    }
    let usual = calendar.plus_working_days(row.held_on, USUAL_WORKING_DAYS).ok();
    let before = row.publish_due.or(usual);
    let today = day_of(now);
    if before.is_some_and(|before| before < today) {
        return Err(HearingError::WrongStage("record_overdue"));
    }
    if errors.is_empty() && due.or(usual).is_some_and(|day| day < today) {
        errors.add("publish_due", "day_passed");
    }
    let reason = errors.take(text::block("reason", reason, correction::REASON));
    let reason = errors.into_result(reason)?;
    let proposal = row.proposal;
    let mut row = hearing_entity::ActiveModel::from(row);
    row.publish_due = Set(due);
    hearing_entity::Entity::update(row).exec(tx).await?;
    hearings::note(tx, hearing, "dates", &reason, &json!({ "publish_due": before }), facilitator, now)
        .await?;
    let facts = json!({ "publish_due": due });
    let event = NewEvent::new("hearing.dates_set", proposal, actor(facilitator)).about(hearing).with(facts);
    event::append(tx, now, event).await?;
    Ok(())
}

/// Publishes how the hearing was weighed (§66, §108); once, since people have been told.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::WrongStage`], [`HearingError::Invalid`] for `weighing`, or
/// a database error.
pub async fn weigh(
    tx: &Tx,
    hearing: HearingId,
    words: &str,
    facilitator: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let row = held(tx, hearing, now).await?;
    let words = text::block("weighing", words, Length { min: 20, max: 20_000 });
    let words = words.map_err(|error| FieldErrors(vec![error]))?;
    if row.weighing.is_some() {
        return Err(HearingError::WrongStage("hearing_weighed"));
    }
    let (proposal, title) = (row.proposal, row.title.clone());
    let mut row = hearing_entity::ActiveModel::from(row);
    row.weighing = Set(Some(words));
    row.weighed_at = Set(Some(now));
    hearing_entity::Entity::update(row).exec(tx).await?;
    let facts = json!({ "title": title });
    let event = NewEvent::new("hearing.weighed", proposal, actor(facilitator)).about(hearing).with(facts);
    event::append(tx, now, event).await?;
    Ok(())
}

/// Whether the record came in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publication {
    /// It is there: since which day, and how many days late.
    Published {
        /// The day.
        on: NaiveDate,
        /// Days after the one it was due.
        late: i64,
    },
    /// It is due by this day.
    Due {
        /// The last day.
        by: NaiveDate,
    },
    /// It should have been there.
    Overdue {
        /// The last day.
        by: NaiveDate,
        /// Days since.
        days: i64,
    },
    /// The office calendar of that year is not loaded.
    Unknown,
}

/// How the record of a hearing stands to the day it is due; derived, so that a miss shows without anybody doing anything.
pub fn publication(
    hearing: &Hearing,
    first_version: Option<Now>,
    calendar: &OfficeCalendar,
    now: Now,
) -> Publication {
    let usual = || calendar.plus_working_days(hearing.held_on, USUAL_WORKING_DAYS).ok();
    let due = hearing.publish_due.or_else(usual);
    let today = day_of(now);
    let after = |day: NaiveDate| due.map_or(0, |due| (day - due).num_days().max(0));
    match (first_version, due) {
        (Some(at), _) => Publication::Published { on: day_of(at), late: after(day_of(at)) },
        (None, None) => Publication::Unknown,
        (None, Some(by)) if by < today => Publication::Overdue { by, days: after(today) },
        (None, Some(by)) => Publication::Due { by },
    }
}
