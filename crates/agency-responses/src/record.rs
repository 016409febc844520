//! The record of promises: what agencies kept, extended and missed, how long it took, and what waits. It follows from the
//! rows of clocks and follow-ups, and the same from the event log alone (`from_log`).

use std::collections::HashMap;

use chrono::Datelike as _;
use folkmoot_foundation::period::{day_of, last_day_before};
use folkmoot_foundation::{AgencyId, CaseId, Now, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Func, Query, SimpleExpr};
use sea_orm::{FromQueryResult, JoinType, QueryOrder as _, QuerySelect as _};

use crate::Result;
use crate::cases::{LEAD, of_agencies};
use crate::entity::{case, clock, follow_up, lead_term, part};
use crate::read::{CaseBrief, briefs};
use crate::rules::rule_code;
use crate::state::CaseState;

mod from_log;

pub use from_log::from_log;

/// The code under which follow-ups stand in the record.
pub const FOLLOW_UP: &str = "follow_up";

/// A date that was owed, and the facts about it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Promise {
    /// In which case.
    pub case_id: CaseId,
    /// Which one: the clock's code, or the follow-up's id.
    pub which: String,
    /// The rulebook's code of the clock, or [`FOLLOW_UP`].
    pub code: String,
    /// When it began.
    pub started: Now,
    /// The first instant that is too late, as it is now.
    pub due: Option<Now>,
    /// Whether it was extended.
    pub extended: bool,
    /// When it was kept or met late.
    pub met: Option<Now>,
    /// When it ended without being met.
    pub ended: Option<Now>,
}

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Met in time.
    Kept,
    /// Not met by its date, whenever it was met afterwards.
    Missed,
    /// It ended before its date and was not owed any more.
    Ended,
    /// Its date lies ahead.
    Running,
    /// It has no date, or none that is known.
    Dateless,
}

impl Promise {
    /// What became of it at `now`.
    pub fn fate(&self, now: Now) -> Fate {
        let over = self.met.or(self.ended);
        match (self.due, over) {
            (Some(due), Some(at)) if at >= due => Fate::Missed,
            (Some(due), None) if now >= due => Fate::Missed,
            (_, Some(_)) if self.met.is_some() => Fate::Kept,
            (_, Some(_)) => Fate::Ended,
            (Some(_), None) => Fate::Running,
            (None, None) => Fate::Dateless,
        }
    }

    /// The instant that tells whose promise it was: when it was missed or met, else the present.
    fn decided(&self, now: Now) -> Now {
        match self.fate(now) {
            Fate::Missed => self.due.unwrap_or(now) - chrono::TimeDelta::milliseconds(1),
            _ => self.met.or(self.ended).unwrap_or(now),
        }
    }

    /// The quarter in which its date lies; that in which it was met if it had none.
    fn quarter(&self) -> Option<Quarter> {
        let day = self.due.map(last_day_before).or_else(|| self.met.map(day_of))?;
        Some(Quarter { year: day.year(), quarter: day.month0() / 3 + 1 })
    }
}

/// From when until when an agency led a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Which agency.
    pub agency: AgencyId,
    /// From when.
    pub since: Now,
    /// Until when; nothing while it leads.
    pub until: Option<Now>,
}

/// All promises, and who led which case when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The promises, by case and by which.
    pub promises: Vec<Promise>,
    /// Who led, by case.
    pub terms: HashMap<CaseId, Vec<Term>>,
}

/// A quarter of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    /// The year.
    pub year: i32,
    /// 1 to 4.
    pub quarter: u32,
}

/// How one kind of promise was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClockRecord {
    /// The clock's code, or [`FOLLOW_UP`].
    pub code: String,
    /// Met in time.
    pub kept: i64,
    /// Missed: not met yet after the deadline, or met late.
    pub missed: i64,
    /// Extended at least once, whatever came of it.
    pub extended: i64,
    /// Running, the deadline ahead.
    pub running: i64,
    /// With a deadline that is not known, or without one.
    pub unknown: i64,
    /// How many days half of those that were met took at most, and nine of ten; the day it began is not counted.
    pub days: Option<(i64, i64)>,
}

/// How promises of a quarter were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuarterRecord {
    /// Which quarter: that of the date owed.
    pub quarter: Quarter,
    /// Met in time.
    pub kept: i64,
    /// Missed.
    pub missed: i64,
    /// Extended at least once.
    pub extended: i64,
}

/// A record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// By kind of promise, in the order of their codes.
    pub clocks: Vec<ClockRecord>,
    /// By quarter, oldest first; only those with promises.
    pub quarters: Vec<QuarterRecord>,
    /// The years with promises, newest first, whichever year was asked for.
    pub years: Vec<i32>,
}

impl Ledger {
    /// The agencies that answer for a promise: who led when it was decided. Nobody if no agency had the case then.
    pub fn answers(&self, promise: &Promise, now: Now) -> Vec<AgencyId> {
        let at = promise.decided(now);
        let led = |term: &&Term| term.since <= at && term.until.is_none_or(|until| at < until);
        let terms = self.terms.get(&promise.case_id).map(Vec::as_slice).unwrap_or_default();
        terms.iter().filter(led).map(|term| term.agency).collect()
    }

    /// The record of one agency or of all together, of one year or of all.
    pub fn record(&self, agency: Option<AgencyId>, year: Option<i32>, now: Now) -> Record {
        let mut clocks: HashMap<&str, (ClockRecord, Vec<i64>)> = HashMap::new();
        let mut quarters: HashMap<Quarter, QuarterRecord> = HashMap::new();
        let mut years = std::collections::BTreeSet::new();
        for promise in &self.promises {
            if agency.is_some_and(|agency| !self.answers(promise, now).contains(&agency)) {
                continue;
            }
            let quarter = promise.quarter();
            years.extend(quarter.map(|quarter| quarter.year));
            if year.is_some_and(|year| quarter.is_none_or(|quarter| quarter.year != year)) {
                continue;
            }
            let (fate, extended) = (promise.fate(now), i64::from(promise.extended));
            let (row, days) = clocks.entry(&promise.code).or_default();
            row.extended += extended;
            match fate {
                Fate::Kept => row.kept += 1,
                Fate::Missed => row.missed += 1,
                Fate::Running => row.running += 1,
                Fate::Dateless => row.unknown += 1,
                Fate::Ended => {}
            }
            days.extend(promise.met.map(|met| (day_of(met) - day_of(promise.started)).num_days()));
            if let Some(quarter) = quarter.filter(|_| matches!(fate, Fate::Kept | Fate::Missed)) {
                let row = quarters.entry(quarter).or_insert(QuarterRecord {
                    quarter,
                    kept: 0,
                    missed: 0,
                    extended: 0,
                });
                row.kept += i64::from(fate == Fate::Kept);
                row.missed += i64::from(fate == Fate::Missed);
                row.extended += extended;
            }
        }
        let mut clocks: Vec<ClockRecord> = clocks
            .into_iter()
            .map(|(code, (row, days))| ClockRecord { code: code.to_owned(), days: shares(days), ..row })
            .collect();
        clocks.sort_by(|a, b| a.code.cmp(&b.code));
        let mut quarters: Vec<QuarterRecord> = quarters.into_values().collect();
        quarters.sort_by_key(|row| row.quarter);
        Record { clocks, quarters, years: years.into_iter().rev().collect() }
    }

    /// What two ledgers have that differs, in words for an operator; nothing if they tell the same.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut told = Vec::new();
        let find = |ledger: &'_ Self, promise: &Promise| {
            let same = |one: &&Promise| one.case_id == promise.case_id && one.which == promise.which;
            ledger.promises.iter().find(same).cloned()
        };
        for promise in &self.promises {
            let against = find(other, promise);
            if against.as_ref() != Some(promise) {
                told.push(format!("{promise:?} against {against:?}"));
            }
        }
        for promise in other.promises.iter().filter(|promise| find(self, promise).is_none()) {
            told.push(format!("nothing against {promise:?}"));
        }
        for case in self.terms.keys().chain(other.terms.keys().filter(|id| !self.terms.contains_key(id))) {
            let (own, against) = (self.terms.get(case), other.terms.get(case));
            if own != against {
                told.push(format!("who led {case}: {own:?} against {against:?}"));
            }
        }
        told
    }

    /// In an order of its own, so that ledgers can be compared.
    fn sorted(mut self) -> Self {
        self.promises.sort_by(|a, b| (a.case_id, &a.which).cmp(&(b.case_id, &b.which)));
        for terms in self.terms.values_mut() {
            terms.sort_by_key(|term| (term.since, term.agency));
        }
        self
    }
}

/// The median and the ninth decile, each the value at its rank.
fn shares(mut days: Vec<i64>) -> Option<(i64, i64)> {
    days.sort_unstable();
    let at = |percent: usize| days.get((days.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    at(50).zip(at(90))
}

/// The promises of all cases, or of those that an agency leads or led, as the rows have them. Three queries.
///
/// # Errors
/// A database error.
pub async fn ledger(conn: &impl Reader, agency: Option<AgencyId>) -> Result<Ledger> {
    let led = agency.map(|agency| {
        Query::select()
            .column(lead_term::Column::CaseId)
            .from(lead_term::Entity)
            .and_where(lead_term::Column::AgencyId.eq(agency))
            .to_owned()
    });
    let mut clocks = clock::Entity::find()
        .select_only()
        .column(clock::Column::CaseId)
        .column_as(clock::Column::Code, "which")
        .column(clock::Column::Code)
        .column_as(clock::Column::StartedAt, "started")
        .column_as(clock::Column::DueAt, "due")
        .expr_as(Expr::col(clock::Column::ExtendedFrom).is_not_null(), "extended")
        .column_as(clock::Column::MetAt, "met")
        .column_as(clock::Column::StoppedAt, "ended");
    let mut follow_ups = follow_up::Entity::find();
    let mut terms = lead_term::Entity::find();
    if let Some(led) = led {
        clocks = clocks.filter(clock::Column::CaseId.in_subquery(led.clone()));
        follow_ups = follow_ups.filter(follow_up::Column::CaseId.in_subquery(led.clone()));
        terms = terms.filter(lead_term::Column::CaseId.in_subquery(led));
    }
    let mut promises: Vec<Promise> = clocks.into_model().all(conn).await?;
    for promise in &mut promises {
        promise.code = rule_code(&promise.which).to_owned();
    }
    promises.extend(follow_ups.all(conn).await?.into_iter().map(|row| Promise {
        case_id: row.case_id,
        which: row.id.to_string(),
        code: FOLLOW_UP.to_owned(),
        started: row.added_at,
        due: Some(row.due_at),
        extended: false,
        met: row.reported_at,
        ended: None,
    }));
    let mut ledger = Ledger { promises, terms: HashMap::new() };
    for row in terms.all(conn).await? {
        let term = Term { agency: row.agency_id, since: row.since, until: row.until };
        ledger.terms.entry(row.case_id).or_default().push(term);
    }
    Ok(ledger.sorted())
}

/// The record of one agency or of all together, of one year or of all.
///
/// # Errors
/// A database error.
pub async fn record(
    conn: &impl Reader,
    agency: Option<AgencyId>,
    year: Option<i32>,
    now: Now,
) -> Result<Record> {
    Ok(ledger(conn, agency).await?.record(agency, year, now))
}

/// The cases whose response an agency owes, or any agency if nothing; oldest first, at most 100.
///
/// # Errors
/// A database error.
pub async fn waiting(conn: &impl Reader, agency: Option<AgencyId>, now: Now) -> Result<Vec<CaseBrief>> {
    let mut query = case::Entity::find();
    if let Some(agency) = agency {
        query = query.filter(of_agencies(&[agency], Some(LEAD)));
    }
    let rows = query
        .filter(case::Column::State.is_in(CaseState::WAITING.map(CaseState::code)))
        .order_by_asc(case::Column::OpenedAt)
        .order_by_asc(case::Column::Id)
        .limit(100)
        .all(conn)
        .await?;
    briefs(conn, rows, now).await
}

/// How many cases each agency leads whose response is owed, how many are overdue in a clock or a follow-up, and how many
/// are answered: for the list of agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct AgencyLoad {
    /// Which agency.
    pub agency_id: AgencyId,
    /// Cases whose response is owed.
    pub waiting: i64,
    /// Cases with a deadline that has passed: of a clock while the response is owed, of a follow-up once it is answered.
    pub overdue: i64,
    /// Cases answered, closed ones among them.
    pub answered: i64,
}

/// The load of every agency that leads a case.
///
/// # Errors
/// A database error.
pub async fn loads(conn: &impl Reader, now: Now) -> Result<Vec<AgencyLoad>> {
    let waiting = || case::Column::State.is_in(CaseState::WAITING.map(CaseState::code));
    let count = |cond: SimpleExpr| Func::count(CaseStatement::new().case(cond, Expr::cust("1")));
    let join = sea_orm::RelationDef::from(
        part::Entity::belongs_to(case::Entity).from(part::Column::CaseId).to(case::Column::Id),
    );
    Ok(part::Entity::find()
        .select_only()
        .column(part::Column::AgencyId)
        .join(JoinType::InnerJoin, join)
        .expr_as(count(waiting()), "waiting")
        .expr_as(count(case::Column::DueMs.lte(now.timestamp_millis())), "overdue")
        .expr_as(count(waiting().not()), "answered")
        .filter(part::Column::Part.eq(LEAD))
        .group_by(part::Column::AgencyId)
        .into_model::<AgencyLoad>()
        .all(conn)
        .await?)
}
