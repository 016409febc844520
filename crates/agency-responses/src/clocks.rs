//! Clocks: what was promised by when, and what has become of it.

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::period::{Period, days_left};
use folkmoot_foundation::{CaseId, Now, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, Set};

use crate::Result;
use crate::deadlines;
use crate::entity::{case, clock, pause};
use crate::error::Error;
use crate::pauses;
use crate::rules::{Cause, Ends, NewClock, Rules, Starts, next_round, round, rule_code};
use crate::tick::note_missed;

/// The usual codes of the clocks of a case. A rulebook may have others, and says what each is met by.
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
    /// It is owed, and no date is fixed for it.
    NoDate,
    /// It stands still: what was left of it goes on afterwards.
    StandsStill {
        /// Since when.
        since: Now,
        /// Until when at the latest; nothing if nobody knows yet.
        until: Option<Now>,
        /// Why.
        cause: Cause,
    },
    /// What starts it has not happened.
    Waiting,
}

/// The facts a state is derived from.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts {
    pub due: Option<Now>,
    pub extended_from: Option<Now>,
    pub met: Option<Now>,
    pub stopped: Option<Now>,
    /// Whether no date is fixed.
    pub dateless: bool,
    /// The pause it stands still in: since when, until when, why.
    pub still: Option<(Now, Option<Now>, Cause)>,
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
        let seen = facts.stopped.unwrap_or(now);
        // A pause moves the deadline beyond its end: what was missed before it stays missed.
        if let Some((since, until, cause)) = facts.still.filter(|_| facts.due.is_none_or(|due| seen < due)) {
            return Self::StandsStill { since, until, cause };
        }
        let Some(due) = facts.due else { return if facts.dateless { Self::NoDate } else { Self::Unknown } };
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
            Self::NoDate => "no_date",
            Self::StandsStill { .. } => "stands_still",
            Self::Waiting => "waiting",
        }
    }

    /// Whether what was owed is still owed.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Met { .. } | Self::Ended { .. } | Self::Waiting)
    }
}

/// A clock as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Which clock of the case: the rulebook's code, in a later round followed by `.` and its number.
    pub code: String,
    /// Whether a miss is a breach (逾期); else it is to be explained.
    pub binding: bool,
    /// What it starts with.
    pub starts: Starts,
    /// What it is met by.
    pub ends: Option<Ends>,
    /// How long it runs; nothing if no date is fixed, or it is not known any more.
    pub period: Option<Period>,
    /// When it began; nothing while it waits for its start.
    pub started: Option<Now>,
    /// The deadline: the first instant that is too late. Nothing if none is fixed, if a year's calendar is not loaded, and
    /// while it stands still and nobody knows until when.
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

    /// The rulebook's code.
    pub fn rule_code(&self) -> &str {
        rule_code(&self.code)
    }

    /// Which time it is that the same is owed, from 1.
    pub fn round(&self) -> u32 {
        round(&self.code)
    }

    /// A clock of the rule that waits for its start.
    pub(crate) fn waiting(rule: &NewClock) -> Self {
        Self {
            code: rule.code.clone(),
            binding: rule.binding,
            starts: rule.starts.clone(),
            ends: rule.ends,
            period: rule.period,
            started: None,
            due: None,
            extended_from: None,
            met_by: None,
            explanation: None,
            explained_at: None,
            state: ClockState::Waiting,
        }
    }
}

impl clock::Model {
    pub(crate) fn view(self, rules: &Rules, pauses: &[pause::Model], now: Now) -> Clock {
        let rule = rules.of(&self.code, self.binding);
        let period: Option<Period> = serde_json::from_str(&self.period).unwrap_or_default();
        let facts = Facts {
            due: self.due_at,
            extended_from: self.extended_from,
            met: self.met_at,
            stopped: self.stopped_at,
            dateless: period.is_none(),
            still: pauses::still(pauses, &rule, self.started_at, self.stopped_at.unwrap_or(now)),
        };
        Clock {
            state: ClockState::of(facts, now),
            code: self.code,
            binding: self.binding,
            starts: rule.starts,
            ends: rule.ends,
            period,
            started: Some(self.started_at),
            due: self.due_at,
            extended_from: self.extended_from,
            met_by: self.met_by,
            explanation: self.explanation,
            explained_at: self.explained_at,
        }
    }

    pub(crate) fn runs(&self) -> bool {
        self.met_at.is_none() && self.stopped_at.is_none()
    }
}

/// What the clocks of a case are: those that have started, and those that wait for their start.
pub(crate) fn views(
    rows: Vec<clock::Model>,
    rules: &Rules,
    pauses: &[pause::Model],
    now: Now,
    closed: bool,
) -> Vec<Clock> {
    let waiting: Vec<Clock> = rules
        .iter()
        .filter(|rule| !closed && !rows.iter().any(|row| row.code == rule.code))
        .map(Clock::waiting)
        .collect();
    rows.into_iter().map(|row| row.view(rules, pauses, now)).chain(waiting).collect()
}

/// The clocks of a case as they stand.
pub(crate) async fn views_of(tx: &Tx, case: &case::Model, now: Now) -> Result<Vec<Clock>> {
    let (rules, pauses) = (Rules::stored(&case.clocks)?, pauses::of_case(tx, case.id).await?);
    Ok(views(of_case(tx, case.id).await?, &rules, &pauses, now, false))
}

/// The clocks of a case that have started.
pub(crate) async fn of_case(tx: &Tx, id: CaseId) -> Result<Vec<clock::Model>> {
    Ok(clock::Entity::find()
        .filter(clock::Column::CaseId.eq(id))
        .order_by_asc(clock::Column::Position)
        .order_by_asc(clock::Column::StartedAt)
        .order_by_asc(clock::Column::Code)
        .all(tx)
        .await?)
}

/// What an act did to the clocks of its case, for its event.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    /// The codes of those that were met.
    pub met: Vec<String>,
    /// The codes of those that ended without being met.
    pub ended: Vec<String>,
}

impl Ended {
    /// Adds the facts to those of an event.
    pub(crate) fn told(&self, mut data: serde_json::Value) -> serde_json::Value {
        data["met"] = self.met.clone().into();
        data["ended"] = self.ended.clone().into();
        data
    }
}

/// Notes that what some clocks asked for was done. Those that come again begin their next round, as long as the response
/// is owed.
pub(crate) async fn meet(
    tx: &Tx,
    case: &case::Model,
    ends: Ends,
    by: &'static str,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<Ended> {
    let rules = Rules::stored(&case.clocks)?;
    let mut done = Ended::default();
    for row in of_case(tx, case.id).await?.into_iter().filter(clock::Model::runs) {
        let rule = rules.of(&row.code, row.binding);
        if rule.ends != Some(ends) {
            continue;
        }
        note_missed(tx, case.proposal, &row, now).await?;
        done.met.push(row.code.clone());
        let (code, position) = (next_round(&row.code), row.position);
        let mut row = row.into_active_model();
        row.met_at = Set(Some(now));
        row.met_by = Set(Some(by.to_owned()));
        row.update(tx).await?;
        if let Some(period) = rule.every.filter(|_| ends != Ends::Response) {
            let again = NewClock { code, period: Some(period), ..rule };
            deadlines::start(tx, case, &again, position, now, now, calendar).await?;
        }
    }
    Ok(done)
}

/// Ends clocks that still run: the published response makes what else was owed moot, save duties of their own; the end of
/// the case (`all`) those too. What was missed by then stays missed, with the days counted so far.
pub(crate) async fn stop(
    tx: &Tx,
    case: &case::Model,
    all: bool,
    by: &'static str,
    now: Now,
) -> Result<Vec<String>> {
    let rules = Rules::stored(&case.clocks)?;
    let mut ended = Vec::new();
    for row in of_case(tx, case.id).await?.into_iter().filter(clock::Model::runs) {
        if !all && rules.of(&row.code, row.binding).ends.is_some_and(Ends::outlives_response) {
            continue;
        }
        note_missed(tx, case.proposal, &row, now).await?;
        ended.push(row.code.clone());
        let mut row = row.into_active_model();
        row.stopped_at = Set(Some(now));
        row.met_by = Set(Some(by.to_owned()));
        row.update(tx).await?;
    }
    Ok(ended)
}

/// The clock of the response that may still be acted on.
pub(crate) async fn answer_clock(tx: &Tx, case: &case::Model) -> Result<clock::Model> {
    let rules = Rules::stored(&case.clocks)?;
    let rows = of_case(tx, case.id).await?;
    let mut owed = rows
        .into_iter()
        .filter(|row| rules.of(&row.code, row.binding).ends == Some(Ends::Response))
        .peekable();
    owed.peek().ok_or(Error::NoSuchClock)?;
    owed.find(clock::Model::runs).ok_or(Error::ClockNotRunning)
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
            Facts { due: Some(at(DUE)), met: met.map(at), stopped: stopped.map(at), ..Facts::default() };
        let state = ClockState::of(facts, at(now));
        assert_eq!(state.code(), code);
        let counted = match state {
            ClockState::Running { days_left } | ClockState::Extended { days_left, .. } => days_left,
            ClockState::Missed { days } => days,
            ClockState::Met { days_late, .. } => days_late.unwrap(),
            _ => -1,
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
