//! Periods and deadlines (行政程序法 §48; RULES.md §3).

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Asia::Taipei;
use serde::{Deserialize, Serialize};

use crate::calendar::{OfficeCalendar, YearNotLoaded};
use crate::clock::Now;

/// The unit a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Days on which government offices work.
    WorkingDays,
    /// Weeks of seven days.
    Weeks,
    /// Months, to the corresponding day.
    Months,
    /// Years, to the corresponding day.
    Years,
}

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// How many units, 1 or more.
    pub amount: u32,
    /// The unit.
    pub unit: Unit,
    /// Whether a last day that is off moves to the next working day (§48 IV). Join runs its 60 days without rolling.
    #[serde(default)]
    pub rolling: bool,
}

impl Period {
    /// A period that does not roll.
    pub const fn new(amount: u32, unit: Unit) -> Self {
        Self { amount, unit, rolling: false }
    }

    /// The last day of the period that starts with `first`, which is not counted (§48 II).
    ///
    /// Weeks, months and years end on the day before the corresponding day of what begins after `first`, which is the
    /// day of the same number; where the last month has no such day, on the last day of that month (§48 III).
    ///
    /// # Errors
    /// [`YearNotLoaded`] if working days are needed of a year whose calendar is missing.
    pub fn last_day(&self, first: NaiveDate, calendar: &OfficeCalendar) -> Result<NaiveDate, YearNotLoaded> {
        let last = match self.unit {
            Unit::Days => first + Days::new(u64::from(self.amount)),
            Unit::Weeks => first + Days::new(u64::from(self.amount) * 7),
            Unit::Months => plus_months(first, self.amount),
            Unit::Years => plus_months(first, self.amount.saturating_mul(12)),
            Unit::WorkingDays => return calendar.plus_working_days(first, self.amount),
        };
        if self.rolling { calendar.first_working_day_from(last) } else { Ok(last) }
    }

    /// The instant the period is over: 24:00 in Taipei of its last day.
    ///
    /// # Errors
    /// As [`Period::last_day`].
    pub fn deadline(&self, start: Now, calendar: &OfficeCalendar) -> Result<Now, YearNotLoaded> {
        Ok(end_of_day(self.last_day(day_of(start), calendar)?))
    }
}

/// `months` later: the day of the same number, or the last day of the month where there is none.
///
/// The period begins on the day after `first`; the day before the day corresponding to that one is counted from
/// there, so that a period begun on the last day of a month whose next day is the 1st ends with a whole month (§48 III).
fn plus_months(first: NaiveDate, months: u32) -> NaiveDate {
    let begins = first + Days::new(1);
    let zero_based =
        begins.year() * 12 + i32::try_from(begins.month0()).unwrap_or(0) + i32::try_from(months).unwrap_or(0);
    let (year, month) = (zero_based.div_euclid(12), zero_based.rem_euclid(12).unsigned_abs() + 1);
    match NaiveDate::from_ymd_opt(year, month, begins.day()) {
        Some(corresponding) => corresponding - Days::new(1),
        None => last_of_month(year, month),
    }
}

fn last_of_month(year: i32, month: u32) -> NaiveDate {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MAX) - Days::new(1)
}

/// The day in Taipei on which `at` falls.
pub fn day_of(at: Now) -> NaiveDate {
    at.with_timezone(&Taipei).date_naive()
}

/// 00:00 in Taipei of `day`.
pub fn start_of_day(day: NaiveDate) -> Now {
    match Taipei.from_local_datetime(&day.and_time(NaiveTime::MIN)) {
        chrono::LocalResult::Single(at) | chrono::LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        // Midnight was skipped by a change to summer time (last in 1979): the day begins an hour later.
        chrono::LocalResult::None => DateTime::from_naive_utc_and_offset(
            day.and_time(NaiveTime::MIN) - chrono::TimeDelta::hours(8) + chrono::TimeDelta::hours(1),
            Utc,
        ),
    }
}

/// 24:00 in Taipei of `day`: the first instant that is too late.
pub fn end_of_day(day: NaiveDate) -> Now {
    start_of_day(day + Days::new(1))
}

/// The day on which a deadline runs out: the day whose 24:00 it is.
pub fn last_day_before(deadline: Now) -> NaiveDate {
    day_of(deadline - chrono::TimeDelta::milliseconds(1))
}

/// Whole days from the present to the last day of `deadline`: 0 on the last day itself, negative once it has passed.
pub fn days_left(deadline: Now, now: Now) -> i64 {
    (last_day_before(deadline) - day_of(now)).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[rstest]
    // Worked cases of Join: the window of 2024 and two formal responses (RULES.md §1).
    #[case("2024-01-15", 60, Unit::Days, false, "2024-03-15")]
    #[case("2017-03-07", 60, Unit::Days, false, "2017-05-06")]
    #[case("2021-09-24", 60, Unit::Days, false, "2021-11-23")]
    // The same Saturday with rolling becomes the Monday.
    #[case("2017-03-07", 60, Unit::Days, true, "2017-05-08")]
    // The corresponding day and the end of a month.
    #[case("2025-01-15", 2, Unit::Months, false, "2025-03-15")]
    #[case("2025-01-31", 1, Unit::Months, false, "2025-02-28")]
    #[case("2024-01-31", 1, Unit::Months, false, "2024-02-29")]
    #[case("2024-12-31", 2, Unit::Months, false, "2025-02-28")]
    #[case("2024-02-29", 1, Unit::Years, false, "2025-02-28")]
    #[case("2025-01-30", 1, Unit::Months, false, "2025-02-28")]
    #[case("2025-01-15", 6, Unit::Weeks, false, "2025-02-26")]
    // An application (§51): two months, and two more by an extension counted from the deadline.
    #[case("2025-03-07", 2, Unit::Months, false, "2025-05-07")]
    #[case("2025-05-07", 2, Unit::Months, false, "2025-07-07")]
    // The last day of a month whose next day is the 1st: a whole month; and where the last month is shorter, its end.
    #[case("2025-02-28", 1, Unit::Months, false, "2025-03-31")]
    #[case("2025-08-30", 6, Unit::Months, false, "2026-02-28")]
    #[case("2023-02-28", 1, Unit::Years, false, "2024-02-29")]
    // A last day on a Saturday, on a holiday, and on the first of several days off moves on; one that is worked stays.
    #[case("2025-04-19", 2, Unit::Weeks, true, "2025-05-05")]
    #[case("2025-01-13", 2, Unit::Weeks, true, "2025-02-03")]
    #[case("2025-01-11", 4, Unit::Weeks, true, "2025-02-08")]
    // Working days over a new year's holiday, and over a make-up working Saturday (2025-02-08).
    #[case("2025-01-24", 3, Unit::WorkingDays, false, "2025-02-05")]
    #[case("2025-02-07", 1, Unit::WorkingDays, false, "2025-02-08")]
    fn periods_end_on_the_day_the_law_says(
        #[case] first: &str,
        #[case] amount: u32,
        #[case] unit: Unit,
        #[case] rolling: bool,
        #[case] last: &str,
    ) {
        let calendar = OfficeCalendar::shipped();
        assert_eq!(Period { amount, unit, rolling }.last_day(day(first), &calendar), Ok(day(last)));
    }

    #[test]
    fn a_deadline_ends_at_midnight_in_taipei() {
        let calendar = OfficeCalendar::shipped();
        let start = "2024-01-15T03:00:00Z".parse().unwrap();
        let deadline = Period::new(60, Unit::Days).deadline(start, &calendar).unwrap();
        assert_eq!(deadline.to_rfc3339(), "2024-03-15T16:00:00+00:00");
        assert_eq!(days_left(deadline, start), 60);
        assert_eq!(days_left(deadline, deadline - chrono::TimeDelta::milliseconds(1)), 0);
        assert_eq!(days_left(deadline, deadline), -1);
    }

    #[test]
    fn a_year_not_loaded_is_said() {
        let calendar = OfficeCalendar::shipped();
        assert_eq!(
            Period::new(3, Unit::WorkingDays).last_day(day("2031-05-01"), &calendar),
            Err(YearNotLoaded(2031))
        );
    }

    proptest::proptest! {
        #[test]
        fn a_later_start_never_ends_earlier(
            offset in 0u64..3600, amount in 1u32..90, unit in 0usize..5, rolling in proptest::bool::ANY,
        ) {
            let calendar = OfficeCalendar::shipped();
            let unit = [Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months, Unit::Years][unit];
            let amount = if unit == Unit::Years { amount % 3 + 1 } else { amount };
            let first = day("2017-01-01") + Days::new(offset);
            let period = Period { amount, unit, rolling };
            if let (Ok(a), Ok(b)) = (period.last_day(first, &calendar), period.last_day(first + Days::new(1), &calendar)) {
                proptest::prop_assert!(b >= a);
                proptest::prop_assert!(a > first);
            }
        }

        #[test]
        fn one_working_day_more_is_later(offset in 0u64..3600, amount in 1u32..60) {
            let calendar = OfficeCalendar::shipped();
            let first = day("2017-01-01") + Days::new(offset);
            let n = Period::new(amount, Unit::WorkingDays).last_day(first, &calendar);
            let next = Period::new(amount + 1, Unit::WorkingDays).last_day(first, &calendar);
            if let (Ok(n), Ok(next)) = (n, next) {
                proptest::prop_assert!(next > n);
            }
        }
    }
}
