//! National polling days: before them a rulebook may let proposing and co-signing pause.

use chrono::{Days, Months, NaiveDate};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::period::{Period, Unit, day_of, end_of_day, start_of_day};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, Set};
use serde_json::json;

use crate::entity::polling_day;
use crate::error::Error;
use crate::rulebook::{ClockPause, Pause, Rulebook};

/// How long a polling day's name may be.
const NAME: Length = Length { min: 2, max: 60 };

/// How many years ahead a polling day may lie.
const AHEAD: u32 = 10;

/// A national polling day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollingDay {
    /// Its id.
    pub id: Uuid,
    /// The day.
    pub day: NaiveDate,
    /// What people call it.
    pub name: String,
    /// The first instant at which any procedure pauses because of it; before that it can be taken back.
    pub pauses_from: Now,
    /// Who entered it.
    pub by: PersonId,
}

impl PollingDay {
    /// The first instant of the pause that a rulebook makes of it, and the first after it; nothing if it makes none.
    pub fn pause(&self, rulebook: &Rulebook) -> Option<(Now, Now)> {
        let rule = rulebook.election_pause.as_ref().filter(|rule| rule.drives == Pause::Stop)?;
        Some((start_of_day(before(self.day, rule.period)), end_of_day(self.day)))
    }

    /// The same for the clocks of cases, all of them or single ones.
    pub fn pause_of_clocks(&self, rulebook: &Rulebook) -> Option<(Now, Now)> {
        let rule = rulebook.election_pause.as_ref()?;
        let single = rulebook.clocks.iter().any(|clock| clock.pauses.contains(&ClockPause::Election));
        let stops = rule.clocks == Pause::Stop || single;
        stops.then(|| (start_of_day(before(self.day, rule.period)), end_of_day(self.day)))
    }
}

/// The day that lies a period before another. `check` has made sure that it is not counted in working days.
fn before(day: NaiveDate, period: Period) -> NaiveDate {
    let amount = u64::from(period.amount);
    let earlier = match period.unit {
        Unit::Days | Unit::WorkingDays => day.checked_sub_days(Days::new(amount)),
        Unit::Weeks => day.checked_sub_days(Days::new(amount.saturating_mul(7))),
        Unit::Months => day.checked_sub_months(Months::new(period.amount)),
        Unit::Years => day.checked_sub_months(Months::new(period.amount.saturating_mul(12))),
    };
    earlier.unwrap_or(day)
}

/// All polling days, the earliest first.
///
/// # Errors
/// A database error.
pub async fn list(conn: &impl Reader) -> Result<Vec<PollingDay>, Error> {
    let rows = polling_day::Entity::find().order_by_asc(polling_day::Column::Day).all(conn).await?;
    rows.into_iter().map(of_row).collect()
}

fn of_row(row: polling_day::Model) -> Result<PollingDay, Error> {
    let day = row.day.parse().map_err(|_| Error::Unreadable { id: row.id, what: "its day" })?;
    Ok(PollingDay {
        id: row.id,
        day,
        name: row.name,
        pauses_from: row.pauses_from,
        by: PersonId(row.made_by),
    })
}

/// Enters a polling day, for the procedures of these rulebooks. The caller lets the drives pause in the same transaction.
///
/// # Errors
/// [`Error::Invalid`] (`day`, `name`), or a database error.
pub async fn add(
    tx: &Tx,
    rulebooks: &[std::sync::Arc<Rulebook>],
    day: &str,
    name: &str,
    administrator: PersonId,
    now: Now,
) -> Result<PollingDay, Error> {
    let mut errors = FieldErrors::new();
    let name = errors.take(text::line("name", name, NAME));
    let today = day_of(now);
    let day = day.trim().parse::<NaiveDate>().ok();
    let latest = today.checked_add_months(Months::new(12 * AHEAD)).unwrap_or(today);
    match day {
        None => errors.add("day", "not_a_date"),
        Some(day) if day < today || day > latest => errors.add_day("day", "out_of_range", today, latest),
        Some(_) => {}
    }
    if let Some(day) = day {
        let known = polling_day::Entity::find().filter(polling_day::Column::Day.eq(day.to_string()));
        if known.one(tx).await?.is_some() {
            errors.add("day", "known");
        }
    }
    let (day, name) = errors.into_result(day.zip(name))?;
    let mut entered =
        PollingDay { id: uuid_at(now), day, name, pauses_from: start_of_day(day), by: administrator };
    let pauses =
        |rulebook: &std::sync::Arc<Rulebook>| [entered.pause(rulebook), entered.pause_of_clocks(rulebook)];
    let starts = rulebooks.iter().flat_map(pauses).flatten().map(|(from, _)| from);
    entered.pauses_from = starts.min().unwrap_or(entered.pauses_from);
    let row = polling_day::ActiveModel {
        id: Set(entered.id),
        day: Set(day.to_string()),
        name: Set(entered.name.clone()),
        pauses_from: Set(entered.pauses_from),
        made_by: Set(administrator.0),
        made_at: Set(now),
    };
    polling_day::Entity::insert(row).exec_without_returning(tx).await?;
    let facts = json!({ "day": day, "name": entered.name });
    tell(tx, "polling_day.added", entered.id, facts, administrator, now).await?;
    Ok(entered)
}

/// Takes a polling day back before any procedure pauses because of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::HasBegun`], or a database error.
pub async fn remove(tx: &Tx, id: Uuid, administrator: PersonId, now: Now) -> Result<PollingDay, Error> {
    let row = polling_day::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let day = of_row(row)?;
    if now >= day.pauses_from {
        return Err(Error::HasBegun);
    }
    polling_day::Entity::delete_by_id(id).exec(tx).await?;
    let facts = json!({ "day": day.day, "name": day.name });
    tell(tx, "polling_day.removed", id, facts, administrator, now).await?;
    Ok(day)
}

async fn tell(
    tx: &Tx,
    kind: &'static str,
    id: Uuid,
    facts: serde_json::Value,
    administrator: PersonId,
    now: Now,
) -> Result<(), Error> {
    let actor = Actor::Person { id: administrator, role: "administrator" };
    event::append(tx, now, NewEvent::new(kind, id, actor).with(facts)).await?;
    Ok(())
}

/// Until when proposing pauses under a rulebook; nothing if it does not pause at `now`.
///
/// # Errors
/// A database error.
pub async fn proposing_pauses(
    conn: &impl Reader,
    rulebook: &Rulebook,
    now: Now,
) -> Result<Option<Now>, Error> {
    if rulebook.election_pause.is_none() {
        return Ok(None);
    }
    let mut pauses: Vec<(Now, Now)> = list(conn)
        .await?
        .iter()
        .filter_map(|day| day.pause(rulebook))
        .filter(|(_, end)| now < *end)
        .collect();
    pauses.sort_unstable();
    // Pauses that touch are one.
    let mut until = None;
    for (from, end) in pauses {
        if from <= until.unwrap_or(now) {
            until = until.max(Some(end));
        }
    }
    Ok(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_lasts_from_so_long_before_to_the_end_of_the_day() {
        let rulebook = crate::rulebook::SHIPPED
            .iter()
            .find_map(|(id, text)| (*id == "join").then(|| crate::rulebook::parse(text)))
            .unwrap()
            .unwrap();
        let day: NaiveDate = "2026-11-28".parse().unwrap();
        let polling = PollingDay {
            id: Uuid::nil(),
            day,
            name: "地方選舉".to_owned(),
            pauses_from: start_of_day(day),
            by: PersonId(Uuid::nil()),
        };
        let at = |text: &str| text.parse::<Now>().unwrap();
        assert_eq!(polling.pause(&rulebook), Some((at("2026-09-28T16:00:00Z"), at("2026-11-28T16:00:00Z"))));
        assert_eq!(before(day, Period::new(1, Unit::Months)), "2026-10-28".parse().unwrap());
    }
}
