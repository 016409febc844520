//! Days that a period does not count: the time a supplement was asked for, or before an election (行政程序法 §51).

use chrono::{Days, NaiveDate};

use crate::calendar::{OfficeCalendar, YearNotLoaded};
use crate::period::{Period, Unit};

/// Days on which a clock stands still: `from` is the first of them, `until` the first that counts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The first day that doesn't count.
    pub from: NaiveDate,
    /// The first day that counts again.
    pub until: NaiveDate,
}

impl Pause {
    fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }
}

impl Period {
    /// The last day of the period that starts with `first`, without the days of `pauses`. Days of two pauses count once; a
    /// last day that is off moves on only after the pauses have moved it.
    ///
    /// # Errors
    /// [`YearNotLoaded`] if working days are needed of a year whose calendar is missing.
    pub fn last_day_past(
        &self,
        first: NaiveDate,
        pauses: &[Pause],
        calendar: &OfficeCalendar,
    ) -> Result<NaiveDate, YearNotLoaded> {
        let still = Self { rolling: false, ..*self };
        let last = self.moved(first, still.last_day(first, calendar)?, pauses, calendar)?;
        if self.rolling { calendar.first_working_day_from(last) } else { Ok(last) }
    }

    /// Where pauses after the day `after` move the last day `last`: as many days on as they took away before it, of the
    /// period's own kind, and past every pause on the way.
    ///
    /// # Errors
    /// As [`Period::last_day_past`].
    pub fn moved(
        &self,
        after: NaiveDate,
        last: NaiveDate,
        pauses: &[Pause],
        calendar: &OfficeCalendar,
    ) -> Result<NaiveDate, YearNotLoaded> {
        let stands_still = |day| pauses.iter().any(|pause| pause.holds(day));
        let counts = |day| match self.unit {
            Unit::WorkingDays => calendar.is_working_day(day),
            _ => Ok(true),
        };
        let mut owed = 0_u32;
        for day in after.iter_days().skip(1).take_while(|day| *day <= last).filter(|day| stands_still(*day)) {
            owed += u32::from(counts(day)?);
        }
        let mut day = last;
        while owed > 0 {
            day = day + Days::new(1);
            if !stands_still(day) && counts(day)? {
                owed -= 1;
            }
        }
        Ok(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn pause(from: &str, until: &str) -> Pause {
        Pause { from: day(from), until: day(until) }
    }

    #[rstest]
    // The answer of 2017-05-06, with five days in which the proposer was asked for something.
    #[case(60, Unit::Days, false, &[("2017-03-20", "2017-03-25")], "2017-05-11")]
    // Two pauses that overlap: 2017-03-20 to 03-29 are ten days, once.
    #[case(60, Unit::Days, false, &[("2017-03-20", "2017-03-27"), ("2017-03-24", "2017-03-30")], "2017-05-16")]
    // One after the other.
    #[case(60, Unit::Days, false, &[("2017-03-20", "2017-03-25"), ("2017-04-01", "2017-04-03")], "2017-05-13")]
    // What begins on the last day moves it; what begins after it comes too late.
    #[case(60, Unit::Days, false, &[("2017-05-06", "2017-05-09")], "2017-05-09")]
    #[case(60, Unit::Days, false, &[("2017-05-07", "2017-05-09")], "2017-05-06")]
    // A pause beyond the end takes effect when another moves the end there.
    #[case(60, Unit::Days, false, &[("2017-03-20", "2017-03-25"), ("2017-05-10", "2017-05-20")], "2017-05-21")]
    // The first day was not counted in any case.
    #[case(60, Unit::Days, false, &[("2017-03-01", "2017-03-08")], "2017-05-06")]
    // Of working days only those are lost: 03-18 and 03-19 were a weekend.
    #[case(14, Unit::WorkingDays, false, &[("2017-03-17", "2017-03-21")], "2017-03-29")]
    #[case(14, Unit::WorkingDays, false, &[("2017-03-18", "2017-03-20")], "2017-03-27")]
    // 2017-05-07 is a Sunday: moved there, a rolling period ends on the Monday.
    #[case(60, Unit::Days, true, &[("2017-03-20", "2017-03-21")], "2017-05-08")]
    #[case(60, Unit::Days, true, &[], "2017-05-08")]
    #[case(2, Unit::Months, false, &[("2017-03-20", "2017-03-25")], "2017-05-12")]
    fn a_pause_moves_the_end(
        #[case] amount: u32,
        #[case] unit: Unit,
        #[case] rolling: bool,
        #[case] pauses: &[(&str, &str)],
        #[case] last: &str,
    ) {
        let pauses: Vec<Pause> = pauses.iter().map(|(from, until)| pause(from, until)).collect();
        let period = Period { amount, unit, rolling };
        let counted = period.last_day_past(day("2017-03-07"), &pauses, &OfficeCalendar::shipped());
        assert_eq!(counted, Ok(day(last)));
    }

    #[test]
    fn an_extended_deadline_is_moved_by_what_comes_after_the_old_one_alone() {
        let calendar = OfficeCalendar::shipped();
        let (period, old) = (Period::new(60, Unit::Days), day("2017-05-11"));
        let pauses = [pause("2017-03-20", "2017-03-25"), pause("2017-06-01", "2017-06-04")];
        let new = period.last_day(old, &calendar).unwrap();
        assert_eq!(period.moved(old, new, &pauses, &calendar), Ok(new + Days::new(3)));
    }

    #[test]
    fn a_year_not_loaded_is_said() {
        let moved = Period::new(3, Unit::WorkingDays).moved(
            day("2027-12-20"),
            day("2027-12-30"),
            &[pause("2027-12-21", "2028-01-03")],
            &OfficeCalendar::shipped(),
        );
        assert_eq!(moved, Err(YearNotLoaded(2028)));
    }

    fn some_pauses() -> impl Strategy<Value = Vec<(u64, u64)>> {
        proptest::collection::vec((0_u64..200, 0_u64..40), 0..5)
    }

    fn at(first: NaiveDate, pauses: &[(u64, u64)]) -> Vec<Pause> {
        pauses
            .iter()
            .map(|(begin, length)| {
                let from = first + Days::new(*begin);
                Pause { from, until: from + Days::new(*length) }
            })
            .collect()
    }

    proptest! {
        #[test]
        fn a_pause_of_so_many_days_moves_the_end_by_as_many(
            offset in 0_u64..3000, amount in 1_u32..120, begin in 1_u64..120, length in 0_u64..60, unit in 0_usize..2,
        ) {
            let calendar = OfficeCalendar::shipped();
            let (first, unit) = (day("2017-01-01") + Days::new(offset), [Unit::Days, Unit::Months][unit]);
            let period = Period::new(if unit == Unit::Days { amount } else { amount % 6 + 1 }, unit);
            let plain = period.last_day(first, &calendar).unwrap();
            let pauses = at(first, &[(begin, length)]);
            let moved = period.last_day_past(first, &pauses, &calendar).unwrap();
            let lost = if pauses[0].from <= plain { length } else { 0 };
            prop_assert_eq!(moved, plain + Days::new(lost));
        }

        #[test]
        fn what_is_left_of_the_period_is_as_long_as_ever(
            offset in 0_u64..3000, amount in 1_u32..90, pauses in some_pauses(), working in any::<bool>(),
        ) {
            let calendar = OfficeCalendar::shipped();
            let first = day("2017-01-01") + Days::new(offset);
            let period = Period::new(amount, if working { Unit::WorkingDays } else { Unit::Days });
            let pauses = at(first, &pauses);
            let last = period.last_day_past(first, &pauses, &calendar).unwrap();
            let counted = first
                .iter_days()
                .skip(1)
                .take_while(|day| *day <= last)
                .filter(|day| !pauses.iter().any(|pause| pause.holds(*day)))
                .filter(|day| !working || calendar.is_working_day(*day).unwrap())
                .count();
            prop_assert_eq!(counted, usize::try_from(amount).unwrap());
            // Overlapping ones count once, in whatever order they are told, and one more never ends earlier.
            let mut twice: Vec<Pause> = pauses.iter().rev().copied().collect();
            twice.extend_from_slice(&pauses);
            prop_assert_eq!(period.last_day_past(first, &twice, &calendar).unwrap(), last);
            if let Some((_, fewer)) = pauses.split_first() {
                prop_assert!(period.last_day_past(first, fewer, &calendar).unwrap() <= last);
            }
        }

        #[test]
        fn a_later_start_never_ends_earlier_whatever_stands_still(
            offset in 0_u64..3000, amount in 1_u32..60, pauses in some_pauses(), unit in 0_usize..4, rolling in any::<bool>(),
        ) {
            let calendar = OfficeCalendar::shipped();
            let unit = [Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months][unit];
            let amount = if matches!(unit, Unit::Weeks | Unit::Months) { amount % 8 + 1 } else { amount };
            let first = day("2017-01-01") + Days::new(offset);
            let (period, pauses) = (Period { amount, unit, rolling }, at(first, &pauses));
            let early = period.last_day_past(first, &pauses, &calendar).unwrap();
            let late = period.last_day_past(first + Days::new(1), &pauses, &calendar).unwrap();
            prop_assert!(late >= early, "{} {}", early, late);
        }
    }
}
