//! Who has a place at a hearing and who waits for one. The row of the hearing is locked for every change, so that places are
//! never given twice.

use chrono::{NaiveDate, TimeDelta};
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{
    Actor, DbErr, FieldErrors, HearingId, Now, PersonId, ProposalId, Reader, Tx, period, typed_id,
};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect, QueryTrait, Set};
use serde::{Deserialize, Serialize};

use crate::error::HearingError;
use crate::hearings::{self, Hearing};

pub(crate) mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "hearing_registration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RegistrationId,
        pub hearing: HearingId,
        pub person: Option<PersonId>,
        pub state: String,
        pub turn: i64,
        pub code: String,
        pub sealed: String,
        pub speaks: bool,
        pub has_needs: bool,
        pub registered_at: DateTimeUtc,
        pub placed_at: Option<DateTimeUtc>,
        pub cancelled_at: Option<DateTimeUtc>,
        pub attended_at: Option<DateTimeUtc>,
        pub attended_by: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

typed_id!(
    /// A registration for a hearing.
    RegistrationId
);

/// How long after the day of a hearing the names and needs of those who registered are kept.
pub const KEPT_DAYS: i64 = 30;

const PLACED: &str = "placed";
const WAITING: &str = "waiting";
const CANCELLED: &str = "cancelled";

/// What somebody who registers says of themselves. Facilitators alone read it, until it is erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// How they are called at the door: 1 to 50 characters.
    pub name: String,
    /// What they need to take part; may be empty; at most 500 characters.
    pub needs: String,
    /// What they wish to speak about, if they wish to speak; at most 200 characters.
    pub topic: String,
}

/// A registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its id.
    pub id: RegistrationId,
    /// The hearing.
    pub hearing: HearingId,
    /// Whose; nobody if they came without an account.
    pub person: Option<PersonId>,
    /// `placed`, `waiting` or `cancelled`.
    pub state: String,
    /// The place on the waiting list, from 1, while on it.
    pub waiting: Option<i64>,
    /// What they show at the door.
    pub code: String,
    /// Whether they wish to speak.
    pub speaks: bool,
    /// Whether they need something to take part.
    pub has_needs: bool,
    /// What they said; none once it was erased.
    pub said: Option<Particulars>,
    /// When they registered.
    pub at: Now,
    /// When they were let in, if they were.
    pub attended_at: Option<Now>,
    /// How that was noted: `door`, `code`, `list` or `paper`.
    pub attended_by: Option<String>,
}

impl Registration {
    fn of(row: entity::Model, keyring: &Keyring, waiting: Option<i64>) -> Self {
        let said = keyring.open(&row.sealed).ok().and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: row.id,
            hearing: row.hearing,
            person: row.person,
            state: row.state,
            waiting,
            code: row.code,
            speaks: row.speaks,
            has_needs: row.has_needs,
            said,
            at: row.registered_at,
            attended_at: row.attended_at,
            attended_by: row.attended_by,
        }
    }
}

/// How many registered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// With a place.
    pub placed: i64,
    /// On the waiting list.
    pub waiting: i64,
    /// Who came.
    pub attended: i64,
}

/// How many registered for a hearing.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, hearing: HearingId) -> Result<Counts, DbErr> {
    let rows: Vec<(String, i64, i64)> = entity::Entity::find()
        .select_only()
        .column(entity::Column::State)
        .column_as(entity::Column::Id.count(), "people")
        .column_as(entity::Column::AttendedAt.count(), "came")
        .filter(entity::Column::Hearing.eq(hearing))
        .group_by(entity::Column::State)
        .into_tuple()
        .all(conn)
        .await?;
    let of = |state: &str| rows.iter().find(|row| row.0 == state).map_or(0, |row| row.1);
    let attended = rows.iter().map(|row| row.2).sum();
    Ok(Counts { placed: of(PLACED), waiting: of(WAITING), attended })
}

/// A clean form of what was said, or what is wrong with it.
fn check(said: &Particulars) -> Result<Particulars, FieldErrors> {
    let mut errors = FieldErrors::new();
    let name = errors.take(text::line("attendee", &said.name, Length { min: 1, max: 50 }));
    let needs = errors.take(text::block("needs", &said.needs, Length { min: 0, max: 500 }));
    let topic = errors.take(text::line("topic", &said.topic, Length { min: 0, max: 200 }));
    let all = (|| Some(Particulars { name: name?, needs: needs?, topic: topic? }))();
    errors.into_result(all)
}

/// Registers a person: with a place while there is one, else at the end of the waiting list. Who is registered already
/// keeps their turn, and what they say now holds. `code` is six digits of chance.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::Invalid`], [`HearingError::WrongStage`] if it takes no registrations (any more), or
/// a database error.
#[allow(clippy::too_many_arguments)]
pub async fn register(
    tx: &Tx,
    keyring: &Keyring,
    hearing: HearingId,
    person: PersonId,
    said: &Particulars,
    speaks: bool,
    code: impl Fn() -> String,
    now: Now,
) -> Result<RegistrationId, HearingError> {
    let said = check(said)?;
    let row = hearings::lock(tx, hearing).await?;
    let (proposal, places) = (row.proposal, row.places);
    let found = Hearing::from_row(row, now);
    if !found.is_public() {
        return Err(HearingError::NotFound);
    }
    if !found.takes_registrations(now) {
        return Err(HearingError::WrongStage("registration_closed"));
    }
    let sealed = keyring.seal(&serde_json::to_string(&said).map_err(|e| DbErr::Json(e.to_string()))?);
    let has_needs = !said.needs.is_empty();
    let known = of_person_row(tx, hearing, person).await?;
    if let Some(row) = known.clone().filter(|row| row.state != CANCELLED) {
        let id = row.id;
        let mut row = entity::ActiveModel::from(row);
        row.sealed = Set(sealed);
        row.speaks = Set(speaks);
        row.has_needs = Set(has_needs);
        entity::Entity::update(row).exec(tx).await?;
        return Ok(id);
    }
    let counts = counts(tx, hearing).await?;
    // Whoever waits goes before whoever comes now.
    let free = places.is_none_or(|places| counts.placed < places) && counts.waiting == 0;
    let last: Option<Option<i64>> = entity::Entity::find()
        .select_only()
        .column_as(entity::Column::Turn.max(), "turn")
        .filter(entity::Column::Hearing.eq(hearing))
        .into_tuple()
        .one(tx)
        .await?;
    let id = known.as_ref().map_or_else(|| RegistrationId::new(now), |row| row.id);
    let code = match &known {
        Some(row) => row.code.clone(),
        None => free_code(tx, hearing, code).await?,
    };
    let row = entity::ActiveModel {
        id: Set(id),
        hearing: Set(hearing),
        person: Set(Some(person)),
        state: Set(if free { PLACED } else { WAITING }.to_owned()),
        turn: Set(last.flatten().unwrap_or_default() + 1),
        code: Set(code),
        sealed: Set(sealed),
        speaks: Set(speaks),
        has_needs: Set(has_needs),
        registered_at: Set(now),
        placed_at: Set(free.then_some(now)),
        cancelled_at: Set(None),
        attended_at: Set(None),
        attended_by: Set(None),
    };
    if known.is_some() {
        entity::Entity::update(row).exec(tx).await?;
    } else {
        entity::Entity::insert(row).exec_without_returning(tx).await?;
    }
    let facts = serde_json::json!({
        "registration": id, "state": if free { PLACED } else { WAITING }, "title": found.title, "held_on": found.held_on,
    });
    let actor = Actor::Person { id: person, role: "citizen" };
    let event = NewEvent::new("hearing.registered", proposal, actor).about(hearing).internal().with(facts);
    event::append(tx, now, event).await?;
    Ok(id)
}

/// A code that nobody else of this hearing has.
async fn free_code(tx: &Tx, hearing: HearingId, code: impl Fn() -> String) -> Result<String, HearingError> {
    const TRIES: usize = 20;
    for _ in 0..TRIES {
        let code = code();
        let taken = entity::Entity::find()
            .filter(entity::Column::Hearing.eq(hearing))
            .filter(entity::Column::Code.eq(code.as_str()))
            .count(tx)
            .await?;
        if taken == 0 {
            return Ok(code);
        }
    }
    Err(HearingError::WrongStage("registration_closed"))
}

async fn of_person_row(
    conn: &impl Reader,
    hearing: HearingId,
    person: PersonId,
) -> Result<Option<entity::Model>, DbErr> {
    entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::Person.eq(person))
        .one(conn)
        .await
}

/// The registration of a person, cancelled ones left out.
///
/// # Errors
/// A database error.
pub async fn of_person(
    conn: &impl Reader,
    keyring: &Keyring,
    hearing: HearingId,
    person: PersonId,
) -> Result<Option<Registration>, DbErr> {
    let Some(row) = of_person_row(conn, hearing, person).await?.filter(|row| row.state != CANCELLED) else {
        return Ok(None);
    };
    let waiting = if row.state == WAITING {
        let before = entity::Entity::find()
            .filter(entity::Column::Hearing.eq(hearing))
            .filter(entity::Column::State.eq(WAITING))
            .filter(entity::Column::Turn.lte(row.turn))
            .count(conn)
            .await?;
        i64::try_from(before).ok()
    } else {
        None
    };
    Ok(Some(Registration::of(row, keyring, waiting)))
}

/// Gives a person's place or turn back; the first who waits moves up. What they said of themselves is erased.
///
/// # Errors
/// [`HearingError::NotFound`] if they are not registered, [`HearingError::WrongStage`] if they have come already, or a
/// database error.
pub async fn cancel(tx: &Tx, hearing: HearingId, person: PersonId, now: Now) -> Result<(), HearingError> {
    let found = hearings::lock(tx, hearing).await?;
    let row = of_person_row(tx, hearing, person).await?.filter(|row| row.state != CANCELLED);
    let row = row.ok_or(HearingError::NotFound)?;
    if row.attended_at.is_some() {
        return Err(HearingError::WrongStage("registration_attended"));
    }
    let (id, proposal, places) = (row.id, found.proposal, found.places);
    let mut row = entity::ActiveModel::from(row);
    row.state = Set(CANCELLED.to_owned());
    row.cancelled_at = Set(Some(now));
    row.sealed = Set(String::new());
    row.has_needs = Set(false);
    entity::Entity::update(row).exec(tx).await?;
    let actor = Actor::Person { id: person, role: "citizen" };
    let event = NewEvent::new("hearing.registration_cancelled", proposal, actor).about(hearing).internal();
    event::append(tx, now, event.with(serde_json::json!({ "registration": id }))).await?;
    if Hearing::from_row(found, now).state == hearings::State::Announced {
        fill_places(tx, proposal, hearing, places, now).await?;
    }
    Ok(())
}

/// Moves up who waits while places are free, in their order, and tells each of them. The hearing must be locked.
pub(crate) async fn fill_places(
    tx: &Tx,
    proposal: ProposalId,
    hearing: HearingId,
    places: Option<i64>,
    now: Now,
) -> Result<(), DbErr> {
    let counts = counts(tx, hearing).await?;
    let free = places.map_or(counts.waiting, |places| (places - counts.placed).min(counts.waiting));
    let Some(free) = u64::try_from(free).ok().filter(|free| *free > 0) else { return Ok(()) };
    let first: Vec<RegistrationId> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Id)
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::State.eq(WAITING))
        .order_by_asc(entity::Column::Turn)
        .limit(free)
        .into_tuple()
        .all(tx)
        .await?;
    let facts = hearings::entity::Entity::find_by_id(hearing).one(tx).await?;
    let (title, held_on) = facts.map(|row| (row.title, row.held_on)).unwrap_or_default();
    for id in first {
        entity::Entity::update_many()
            .col_expr(entity::Column::State, Expr::value(PLACED))
            .col_expr(entity::Column::PlacedAt, Expr::value(Some(now)))
            .filter(entity::Column::Id.eq(id))
            .exec(tx)
            .await?;
        let facts = serde_json::json!({ "registration": id, "title": title, "held_on": held_on });
        let event = NewEvent::new("hearing.place_given", proposal, Actor::System)
            .about(hearing)
            .internal()
            .with(facts);
        event::append(tx, now, event).await?;
    }
    Ok(())
}

/// The hearing, if people are let in now: on its day and after it, unless it was called off.
async fn open(tx: &Tx, hearing: HearingId, now: Now) -> Result<hearings::entity::Model, HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    hearings::check_held(&row, now)?;
    Ok(row)
}

/// Shows a new code in the hall, with which people let themselves in.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`] before its day, [`HearingError::WrongStage`], or a database error.
pub async fn open_door(tx: &Tx, hearing: HearingId, code: &str, now: Now) -> Result<(), HearingError> {
    let row = open(tx, hearing, now).await?;
    let mut row = hearings::entity::ActiveModel::from(row);
    row.door_code = Set(Some(code.to_owned()));
    hearings::entity::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Notes that somebody who registered has come; a second time changes nothing.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::WrongStage`], or a database error.
pub async fn attend(
    tx: &Tx,
    hearing: HearingId,
    registration: RegistrationId,
    now: Now,
) -> Result<(), HearingError> {
    open(tx, hearing, now).await?;
    let row = entity::Entity::find_by_id(registration)
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::State.ne(CANCELLED))
        .one(tx)
        .await?;
    came(tx, row.ok_or(HearingError::NotFound)?, "door", now).await
}

/// Notes that somebody came, as a list says that was looked at.
pub(crate) async fn note_came(
    tx: &Tx,
    registration: RegistrationId,
    how: &str,
    now: Now,
) -> Result<(), HearingError> {
    let row = entity::Entity::find_by_id(registration).one(tx).await?.ok_or(HearingError::NotFound)?;
    came(tx, row, how, now).await
}

async fn came(tx: &Tx, row: entity::Model, how: &str, now: Now) -> Result<(), HearingError> {
    if row.attended_at.is_some() {
        return Ok(());
    }
    let mut row = entity::ActiveModel::from(row);
    row.attended_at = Set(Some(now));
    row.attended_by = Set(Some(how.to_owned()));
    entity::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Lets somebody in who types the code of the hall and their own, on the day of the hearing.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::Invalid`] for `hall` or `own` (`wrong`),
/// [`HearingError::WrongStage`] if the door is closed or they wait for a place, or a database error.
pub async fn check_in(
    tx: &Tx,
    hearing: HearingId,
    hall: &str,
    own: &str,
    now: Now,
) -> Result<(), HearingError> {
    let row = open(tx, hearing, now).await?;
    let code = row.door_code.filter(|_| row.held_on == period::day_of(now));
    let code = code.ok_or(HearingError::WrongStage("door_closed"))?;
    if text::narrow(hall) != code {
        return Err(FieldErrors::one("hall", "wrong").into());
    }
    let row = entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::Code.eq(text::narrow(own)))
        .filter(entity::Column::State.ne(CANCELLED))
        .one(tx)
        .await?
        .ok_or_else(|| FieldErrors::one("own", "wrong"))?;
    if row.state == WAITING {
        return Err(HearingError::WrongStage("registration_waits"));
    }
    came(tx, row, "code", now).await
}

/// Notes somebody who came without having registered.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::Invalid`] for `attendee`, or a database error.
pub async fn walk_in(
    tx: &Tx,
    keyring: &Keyring,
    hearing: HearingId,
    name: &str,
    code: impl Fn() -> String,
    now: Now,
) -> Result<(), HearingError> {
    open(tx, hearing, now).await?;
    enter(tx, keyring, hearing, name, "door", code, now).await
}

/// Enters somebody who came without having registered.
pub(crate) async fn enter(
    tx: &Tx,
    keyring: &Keyring,
    hearing: HearingId,
    name: &str,
    how: &str,
    code: impl Fn() -> String,
    now: Now,
) -> Result<(), HearingError> {
    let said = check(&Particulars { name: name.to_owned(), ..Particulars::default() })?;
    let sealed = keyring.seal(&serde_json::to_string(&said).map_err(|e| DbErr::Json(e.to_string()))?);
    let row = entity::ActiveModel {
        id: Set(RegistrationId::new(now)),
        hearing: Set(hearing),
        person: Set(None),
        state: Set(PLACED.to_owned()),
        turn: Set(0),
        code: Set(free_code(tx, hearing, code).await?),
        sealed: Set(sealed),
        speaks: Set(false),
        has_needs: Set(false),
        registered_at: Set(now),
        placed_at: Set(Some(now)),
        cancelled_at: Set(None),
        attended_at: Set(Some(now)),
        attended_by: Set(Some(how.to_owned())),
    };
    entity::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Who is registered, those with a place first, each in their order; cancelled ones left out; at most 10,000.
///
/// # Errors
/// A database error.
pub async fn all(
    conn: &impl Reader,
    keyring: &Keyring,
    hearing: HearingId,
) -> Result<Vec<Registration>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::State.ne(CANCELLED))
        .order_by_asc(entity::Column::State)
        .order_by_asc(entity::Column::Turn)
        .limit(10_000)
        .all(conn)
        .await?;
    let mut waiting = 0;
    let of = |row: entity::Model| {
        let turn = (row.state == WAITING).then(|| {
            waiting += 1;
            waiting
        });
        Registration::of(row, keyring, turn)
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The people registered for a hearing, in the order of their registrations after `after`, for telling them; of `only` alone
/// if that is given. A registration stands for its person.
///
/// # Errors
/// A database error.
pub async fn people(
    conn: &impl Reader,
    hearing: HearingId,
    only: Option<RegistrationId>,
    after: Option<RegistrationId>,
    limit: u64,
) -> Result<Vec<(RegistrationId, PersonId)>, DbErr> {
    let mut query = entity::Entity::find()
        .select_only()
        .columns([entity::Column::Id, entity::Column::Person])
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::State.ne(CANCELLED))
        .filter(entity::Column::Person.is_not_null());
    if let Some(only) = only {
        query = query.filter(entity::Column::Id.eq(only));
    }
    if let Some(after) = after {
        query = query.filter(entity::Column::Id.gt(after));
    }
    query.order_by_asc(entity::Column::Id).limit(limit).into_tuple().all(conn).await
}

/// The last day on which what people said of themselves is kept.
pub fn kept_until(held_on: NaiveDate) -> NaiveDate {
    held_on + TimeDelta::days(KEPT_DAYS)
}

/// Erases what people said of themselves once a hearing is [`KEPT_DAYS`] days past.
///
/// # Errors
/// A database error.
pub async fn purge(tx: &Tx, now: Now) -> Result<u64, DbErr> {
    let day = period::day_of(now) - TimeDelta::days(KEPT_DAYS);
    let past = hearings::entity::Entity::find()
        .select_only()
        .column(hearings::entity::Column::Id)
        .filter(hearings::entity::Column::HeldOn.lt(day))
        .into_query();
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::Sealed, Expr::value(""))
        .filter(entity::Column::Sealed.ne(""))
        .filter(entity::Column::Hearing.in_subquery(past))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Gives back all places of a person whose account is deleted and erases what they said.
///
/// # Errors
/// A database error.
pub async fn forget(tx: &Tx, person: PersonId, now: Now) -> Result<(), HearingError> {
    let held: Vec<HearingId> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Hearing)
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::State.ne(CANCELLED))
        .filter(entity::Column::AttendedAt.is_null())
        // In one order, so that two who leave at once don't wait for each other.
        .order_by_asc(entity::Column::Hearing)
        .into_tuple()
        .all(tx)
        .await?;
    for hearing in held {
        cancel(tx, hearing, person, now).await?;
    }
    entity::Entity::update_many()
        .col_expr(entity::Column::Sealed, Expr::value(""))
        .filter(entity::Column::Person.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}
