//! A worked example: the dates of one proposal that takes all the time it may.

use chrono::{Days, NaiveDate};
use folkmoot_foundation::calendar::{OfficeCalendar, YearNotLoaded};
use folkmoot_foundation::period::Period;

use super::{ClockEnd, ClockStart, Rulebook, WindowStart};

/// What happens on a day of the example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happens {
    /// The proposal is submitted.
    Submitted,
    /// The last day on which the office may ask for a supplement.
    SupplementAsked,
    /// The last day to find supporters.
    SupportersDue,
    /// From the next day on a review that still waits is flagged, for the so-many-th time.
    ReviewFlag(usize),
    /// The last day of the review; here it passes.
    ReviewDue,
    /// The first day of signing.
    WindowOpens,
    /// The last day of signing; here the thresholds are reached.
    WindowCloses,
    /// The case opens.
    CaseOpened,
    /// The last day of a clock, by its code; without a day it has no fixed date.
    Clock(String),
    /// The last day of a clock that was extended as often and as long as it may be.
    Extended(String),
    /// The last day of the proposer's reply.
    ReplyDue,
    /// The last day of feedback.
    FeedbackEnds,
    /// The day of the survey.
    SurveyAsked,
    /// The last day of the survey.
    SurveyEnds,
    /// The last day of the first report on a decision, by its code.
    FollowUp(String),
    /// The last day on which the same matter can't be proposed again.
    RepeatBanEnds,
}

/// When it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// On this day.
    On(NaiveDate),
    /// There is no fixed date.
    Open,
    /// It can't be reckoned: the office calendar of this year is not loaded.
    Unknown(i32),
}

/// A day of the example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What happens.
    pub what: Happens,
    /// When.
    pub day: Day,
}

/// The dates of a proposal that is submitted on a day, whose review, signing and answer take all the time they may, and
/// whose agency is found and announces its timetable on the day the case opens.
pub fn timeline(rulebook: &Rulebook, calendar: &OfficeCalendar, submitted: NaiveDate) -> Vec<Step> {
    let after = |day: Day, period: Period| match day {
        Day::On(first) => match period.last_day(first, calendar) {
            Ok(last) => Day::On(last),
            Err(YearNotLoaded(year)) => Day::Unknown(year),
        },
        other => other,
    };
    let mut steps = Vec::new();
    let mut add = |what, day| steps.push(Step { what, day });
    let start = Day::On(submitted);
    add(Happens::Submitted, start);
    if let Some(supplement) = &rulebook.supplement {
        add(Happens::SupplementAsked, after(start, supplement.ask));
    }
    let mut passed = start;
    if let Some(supporters) = rulebook.supporters.as_ref().and_then(|s| s.period) {
        passed = after(start, supporters);
        add(Happens::SupportersDue, passed);
    }
    if let Some(review) = &rulebook.review {
        let since = passed;
        passed = after(since, review.period);
        add(Happens::ReviewDue, passed);
        for (place, flag) in (1..).zip(&review.flags) {
            add(Happens::ReviewFlag(place), after(since, *flag));
        }
    }
    let mut opened = passed;
    if let Some(drive) = &rulebook.drive {
        let opens = match (drive.starts, passed) {
            (WindowStart::NextDay, Day::On(day)) => Day::On(day + Days::new(1)),
            (_, day) => day,
        };
        add(Happens::WindowOpens, opens);
        opened = after(passed, drive.period);
        add(Happens::WindowCloses, opened);
    }
    add(Happens::CaseOpened, opened);
    let mut answered = Day::Open;
    for clock in &rulebook.clocks {
        let since = match &clock.starts {
            ClockStart::Submitted => start,
            ClockStart::ReviewPassed => passed,
            ClockStart::CaseOpened
            | ClockStart::Assigned
            | ClockStart::Timetable
            | ClockStart::Threshold(_) => opened,
        };
        let longest = || clock.by_category.values().max_by_key(|period| period.amount).copied();
        let day = match clock.period.or_else(longest) {
            Some(period) => after(since, period),
            None => Day::Open,
        };
        add(Happens::Clock(clock.code.clone()), day);
        if clock.ends_with() == ClockEnd::Response {
            answered = day;
        }
        if let (Some(extension), Day::On(_)) = (rulebook.extension_of(&clock.code), day) {
            let last = (0..extension.times).fold(day, |day, _| after(day, extension.period));
            add(Happens::Extended(clock.code.clone()), last);
        }
    }
    if let Some(reply) = &rulebook.reply {
        add(Happens::ReplyDue, after(answered, reply.period));
    }
    if let Some(feedback) = &rulebook.feedback {
        add(Happens::FeedbackEnds, after(answered, feedback.period));
    }
    if let Some(survey) = &rulebook.survey {
        let asked = after(answered, survey.period);
        add(Happens::SurveyAsked, asked);
        if let Some(open) = survey.open {
            add(Happens::SurveyEnds, after(asked, open));
        }
    }
    for decision in &rulebook.decisions {
        if let Some(period) = decision.follow_up {
            add(Happens::FollowUp(decision.code.clone()), after(answered, period));
        }
    }
    if let Some(period) = rulebook.repeat_ban() {
        add(Happens::RepeatBanEnds, after(answered, period));
    }
    steps
}
