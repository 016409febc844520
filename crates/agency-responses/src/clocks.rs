//! Clocks: what was promised by when, and what has become of it.

use chrono::Datelike as _;
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::{Period, days_left, last_day_before};
use folkmoot_foundation::{Actor, CaseId, Db, Now, ProposalId, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

use crate::Result;
use crate::entity::{case, clock, follow_up};
use crate::error::Error;
use crate::open::refresh_due;

/// The codes of the clocks this crate's acts meet. A rulebook may have others; they run and are shown, and the
/// published response ends them.
pub mod codes {
    /// Met by posting the timetable.
    pub const TIMETABLE: &str = "timetable";
    /// Met by recording a contact with the proposer.
    pub const CONTACT: &str = "contact";
    /// Met by the published response.
    pub const RESPONSE: &str = "response";
}

/// What has become of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// It runs; 0 days left on the last day.
    Running {
        /// Days to the last day.
        days_left: i64,
    },
    /// It runs towards a deadline that was extended.
    Extended {
        /// Days to the last day.
        days_left: i64,
        /// The deadline before the first extension.
        from: Now,
    },
    /// What was owed was done.
    Met {
        /// When.
        at: Now,
        /// How many days after the deadline: 0 if in time; nothing if the deadline is not known.
        days_late: Option<i64>,
    },
    /// Nothing is owed any more: it ended before its deadline, with the response or with the case.
    Ended {
        /// When.
        at: Now,
    },
    /// The deadline passed and what was owed was not done.
    Missed {
        /// By how many days, 1 or more; it stops growing once the response is published.
        days: i64,
    },
    /// The deadline is not known, since a year's calendar is not loaded.
    Unknown,
}

/// The facts a state is derived from.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts {
    pub due: Option<Now>,
    pub extended_from: Option<Now>,
    pub met: Option<Now>,
    pub stopped: Option<Now>,
}

impl ClockState {
    /// The state at `now`. A deadline is 24:00 in Taipei of its last day: at that instant it is missed.
    pub(crate) fn of(facts: Facts, now: Now) -> Self {
        if let Some(at) = facts.met {
            let days_late = facts.due.map(|due| if at < due { 0 } else { -days_left(due, at) });
            return Self::Met { at, days_late };
        }
        // A clock that was stopped and never met was missed before that, or nothing was owed any more.
        if let Some(at) = facts.stopped.filter(|at| facts.due.is_none_or(|due| *at < due)) {
            return Self::Ended { at };
        }
        let Some(due) = facts.due else { return Self::Unknown };
        let seen = facts.stopped.unwrap_or(now);
        let left = days_left(due, seen);
        match facts.extended_from {
            _ if seen >= due => Self::Missed { days: -left },
            Some(from) => Self::Extended { days_left: left, from },
            None => Self::Running { days_left: left },
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Running { .. } => "running",
            Self::Extended { .. } => "extended",
            Self::Met { days_late: Some(late), .. } if *late > 0 => "met_late",
            Self::Met { .. } => "met",
            Self::Ended { .. } => "ended",
            Self::Missed { .. } => "missed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether what was owed is still owed.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Met { .. } | Self::Ended { .. })
    }
}

/// A clock as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The rulebook's code: `timetable`, `contact`, `response` or another.
    pub code: String,
    /// Whether a miss is a breach (逾期); else it is to be explained.
    pub binding: bool,
    /// When it began.
    pub started: Now,
    /// The deadline: the first instant that is too late. Nothing if a year's calendar is not loaded.
    pub due: Option<Now>,
    /// The deadline before the first extension.
    pub extended_from: Option<Now>,
    /// The kind of the event that met or ended it.
    pub met_by: Option<String>,
    /// What the agency said about a miss.
    pub explanation: Option<String>,
    /// When it said so.
    pub explained_at: Option<Now>,
    /// What has become of it.
    pub state: ClockState,
}

impl Clock {
    /// Whether an advisory clock was missed, or met late, and nobody has explained it yet.
    pub fn wants_explanation(&self) -> bool {
        !self.binding && self.explanation.is_none() && matches!(self.state.code(), "missed" | "met_late")
    }
}

impl clock::Model {
    pub(crate) fn view(self, now: Now) -> Clock {
        let facts = Facts {
            due: self.due_at,
            extended_from: self.extended_from,
            met: self.met_at,
            stopped: self.stopped_at,
        };
        Clock {
            state: ClockState::of(facts, now),
            code: self.code,
            binding: self.binding,
            started: self.started_at,
            due: self.due_at,
            extended_from: self.extended_from,
            met_by: self.met_by,
            explanation: self.explanation,
            explained_at: self.explained_at,
        }
    }

    fn runs(&self) -> bool {
        self.met_at.is_none() && self.stopped_at.is_none()
    }
}

/// The clocks of a case.
pub(crate) async fn of_case(tx: &Tx, id: CaseId) -> Result<Vec<clock::Model>> {
    Ok(clock::Entity::find()
        .filter(clock::Column::CaseId.eq(id))
        .order_by_asc(clock::Column::Position)
        .all(tx)
        .await?)
}

/// Notes that what a clock asked for was done. Does nothing if the case has no such clock or it does not run any more.
pub(crate) async fn meet(tx: &Tx, case: &case::Model, code: &str, by: &'static str, now: Now) -> Result<()> {
    let Some(row) = clock::Entity::find_by_id((case.id, code.to_owned())).one(tx).await? else {
        return Ok(());
    };
    if !row.runs() {
        return Ok(());
    }
    note_missed(tx, case.proposal, &row, now).await?;
    let mut row = row.into_active_model();
    row.met_at = Set(Some(now));
    row.met_by = Set(Some(by.to_owned()));
    row.update(tx).await?;
    Ok(())
}

/// Ends every clock that still runs: the published response, or the end of the case, makes what else was owed moot.
/// Those that were missed by then stay missed, with the days counted so far.
pub(crate) async fn stop_all(tx: &Tx, case: &case::Model, by: &'static str, now: Now) -> Result<()> {
    for row in of_case(tx, case.id).await?.into_iter().filter(clock::Model::runs) {
        note_missed(tx, case.proposal, &row, now).await?;
        let mut row = row.into_active_model();
        row.stopped_at = Set(Some(now));
        row.met_by = Set(Some(by.to_owned()));
        row.update(tx).await?;
    }
    Ok(())
}

/// Writes the event of a miss, once, if the deadline has passed and no event tells of it yet. The event bears the
/// instant of the deadline, whenever it is written.
async fn note_missed(tx: &Tx, proposal: ProposalId, row: &clock::Model, now: Now) -> Result<bool> {
    let Some(due) = row.due_at.filter(|due| *due <= now) else { return Ok(false) };
    let noted = clock::Entity::update_many()
        .col_expr(clock::Column::MissedAt, Expr::value(now))
        .filter(clock::Column::CaseId.eq(row.case_id))
        .filter(clock::Column::Code.eq(row.code.as_str()))
        .filter(clock::Column::MissedAt.is_null())
        .filter(clock::Column::MetAt.is_null())
        .filter(clock::Column::StoppedAt.is_null())
        .exec(tx)
        .await?;
    if noted.rows_affected == 0 {
        return Ok(false);
    }
    let data = json!({
        "clock": row.code, "due": due, "last_day": last_day_before(due), "binding": row.binding,
    });
    let event = NewEvent::new("case.missed", proposal, Actor::System).about(row.case_id).with(data);
    event::append(tx, due, event).await?;
    Ok(true)
}

/// Writes a `case.missed` event for every clock, and a `case.follow_up_overdue` event for every follow-up, whose
/// deadline has passed and whose event is not written yet; says how many. At most 500 of each a call. The events bear
/// the instants of the deadlines.
///
/// Pages don't depend on it: they derive the state. Safe in several processes at once.
///
/// # Errors
/// A database error; what was recorded before it stays.
pub async fn record_missed(db: &Db, now: Now) -> Result<usize> {
    let due = clock::Entity::find()
        .filter(clock::Column::MetAt.is_null())
        .filter(clock::Column::StoppedAt.is_null())
        .filter(clock::Column::MissedAt.is_null())
        .filter(clock::Column::DueAt.lte(now))
        .order_by_asc(clock::Column::DueAt)
        .limit(500)
        .all(db.read())
        .await?;
    let mut recorded = 0;
    for row in due {
        let tx = db.begin().await?;
        // The case's row is what every act locks first, so nobody meets the clock meanwhile.
        let Some(case) = case::Entity::find_by_id(row.case_id).lock_exclusive().one(&tx).await? else {
            continue;
        };
        let fresh = clock::Entity::find_by_id((row.case_id, row.code)).one(&tx).await?;
        if let Some(fresh) = fresh
            && note_missed(&tx, case.proposal, &fresh, now).await?
        {
            db::commit(tx).await?;
            recorded += 1;
        }
    }
    Ok(recorded + record_overdue(db, now).await?)
}

async fn record_overdue(db: &Db, now: Now) -> Result<usize> {
    let due = follow_up::Entity::find()
        .filter(follow_up::Column::ReportedAt.is_null())
        .filter(follow_up::Column::MissedAt.is_null())
        .filter(follow_up::Column::DueAt.lte(now))
        .order_by_asc(follow_up::Column::DueAt)
        .limit(500)
        .all(db.read())
        .await?;
    let mut recorded = 0;
    for row in due {
        let tx = db.begin().await?;
        let Some(case) = case::Entity::find_by_id(row.case_id).lock_exclusive().one(&tx).await? else {
            continue;
        };
        if note_overdue(&tx, &case, &row, now).await? {
            db::commit(tx).await?;
            recorded += 1;
        }
    }
    Ok(recorded)
}

/// Writes the event of a follow-up whose day has passed without a report, once; it bears the end of that day.
pub(crate) async fn note_overdue(
    tx: &Tx,
    case: &case::Model,
    row: &follow_up::Model,
    now: Now,
) -> Result<bool> {
    if now < row.due_at {
        return Ok(false);
    }
    let noted = follow_up::Entity::update_many()
        .col_expr(follow_up::Column::MissedAt, Expr::value(now))
        .filter(follow_up::Column::Id.eq(row.id))
        .filter(follow_up::Column::MissedAt.is_null())
        .filter(follow_up::Column::ReportedAt.is_null())
        .exec(tx)
        .await?;
    if noted.rows_affected == 0 {
        return Ok(false);
    }
    let data = json!({ "follow_up": row.id, "action": row.action, "due_on": row.due_on });
    let event = NewEvent::new("case.follow_up_overdue", case.proposal, Actor::System).about(case.id);
    event::append(tx, row.due_at, event.with(data)).await?;
    Ok(true)
}

/// Counts again the deadlines that could not be counted because a year's calendar was missing; says how many are known
/// now. Called when a calendar is imported, in its transaction.
///
/// # Errors
/// A database error.
pub async fn refresh_unknown(tx: &Tx, calendar: &OfficeCalendar, now: Now) -> Result<usize> {
    let rows = clock::Entity::find().filter(clock::Column::DueAt.is_null()).all(tx).await?;
    let mut known = 0;
    for row in rows {
        let period: Period = serde_json::from_str(&row.period)?;
        let Ok(due) = period.deadline(row.started_at, calendar) else { continue };
        let Some(case) = case::Entity::find_by_id(row.case_id).lock_exclusive().one(tx).await? else {
            continue;
        };
        let code = row.code.clone();
        let mut row = row.into_active_model();
        row.due_at = Set(Some(due));
        row.update(tx).await?;
        let last_day = last_day_before(due);
        let data = json!({ "clock": code, "due": due, "last_day": last_day, "year": last_day.year() });
        let event = NewEvent::new("case.deadline_set", case.proposal, Actor::System);
        event::append(tx, now, event.about(case.id).with(data)).await?;
        refresh_due(tx, case.id).await?;
        known += 1;
    }
    Ok(known)
}

/// The clock that may still be acted on.
pub(crate) async fn running(tx: &Tx, case: CaseId, code: &str) -> Result<clock::Model> {
    let row = clock::Entity::find_by_id((case, code.to_owned())).one(tx).await?.ok_or(Error::NoSuchClock)?;
    if row.runs() { Ok(row) } else { Err(Error::ClockNotRunning) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(text: &str) -> Now {
        text.parse().unwrap()
    }

    // The deadline is 24:00 in Taipei of 2017-05-06: 16:00 UTC.
    const DUE: &str = "2017-05-06T16:00:00Z";

    #[rstest]
    #[case(None, None, "2017-03-07T02:00:00Z", "running", 60)]
    #[case(None, None, "2017-05-06T15:59:59.999Z", "running", 0)]
    #[case(None, None, DUE, "missed", 1)]
    #[case(None, None, "2017-05-07T15:59:59.999Z", "missed", 1)]
    #[case(None, None, "2017-05-07T16:00:00Z", "missed", 2)]
    #[case(Some("2017-05-06T15:59:59.999Z"), None, "2018-01-01T00:00:00Z", "met", 0)]
    #[case(Some(DUE), None, "2018-01-01T00:00:00Z", "met_late", 1)]
    #[case(Some("2017-05-10T00:00:00Z"), None, "2018-01-01T00:00:00Z", "met_late", 4)]
    #[case(None, Some("2017-05-01T00:00:00Z"), "2018-01-01T00:00:00Z", "ended", -1)]
    #[case(None, Some("2017-05-08T00:00:00Z"), "2018-01-01T00:00:00Z", "missed", 2)]
    fn a_state_follows_from_the_facts(
        #[case] met: Option<&str>,
        #[case] stopped: Option<&str>,
        #[case] now: &str,
        #[case] code: &str,
        #[case] days: i64,
    ) {
        let facts =
            Facts { due: Some(at(DUE)), extended_from: None, met: met.map(at), stopped: stopped.map(at) };
        let state = ClockState::of(facts, at(now));
        assert_eq!(state.code(), code);
        let counted = match state {
            ClockState::Running { days_left } | ClockState::Extended { days_left, .. } => days_left,
            ClockState::Missed { days } => days,
            ClockState::Met { days_late, .. } => days_late.unwrap(),
            ClockState::Unknown | ClockState::Ended { .. } => -1,
        };
        assert_eq!(counted, days);
    }

    #[test]
    fn an_extended_clock_says_from_when_and_is_missed_like_any_other() {
        let from = at("2017-05-06T16:00:00Z");
        let due = Some(at("2017-07-05T16:00:00Z"));
        let facts = Facts { due, extended_from: Some(from), ..Facts::default() };
        let state = ClockState::of(facts, at("2017-07-01T00:00:00Z"));
        assert_eq!(state, ClockState::Extended { days_left: 4, from });
        assert_eq!(ClockState::of(facts, at("2017-07-05T16:00:00Z")), ClockState::Missed { days: 1 });
    }

    #[test]
    fn an_unknown_deadline_is_neither_kept_nor_missed() {
        let now = at("2017-07-01T00:00:00Z");
        assert_eq!(ClockState::of(Facts::default(), now), ClockState::Unknown);
        let met = ClockState::of(Facts { met: Some(now), ..Facts::default() }, now);
        assert_eq!(met, ClockState::Met { at: now, days_late: None });
    }
}
