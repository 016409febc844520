//! When what happens: the fate of each proposal laid out in days.

use chrono::{NaiveDate, TimeDelta};
use folkmoot_foundation::Now;
use folkmoot_foundation::period::{day_of, start_of_day};

use super::content::{Does, Fate, Sample};

/// Something that happens in the story of a proposal. Indices point into its lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Draft,
    Submit,
    Open,
    Refuse,
    SendBack,
    Withdraw,
    Sign(i64),
    Comment(usize),
    Assign,
    Timetable,
    Contact,
    Extend,
    Respond,
    /// The proposer replies to the response.
    Reply,
    /// Somebody says whether it helped.
    Feedback(usize),
    /// Somebody answers the survey.
    Survey(usize),
    Report(usize),
    Hearing,
    Record,
    /// A version of the draft text is published.
    Text(usize),
    /// Somebody comments on it.
    TextComment(usize),
    /// The facilitator files what was said under issues.
    Issues,
    /// A step of a story that is told step by step and has no other name.
    Step(usize),
}

/// An act at its time.
#[derive(Debug, Clone, Copy)]
pub struct Planned {
    /// When.
    pub at: Now,
    /// Which proposal.
    pub sample: usize,
    /// What.
    pub act: Act,
}

/// The days of the story, counted back from the present.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    present: Now,
    today: NaiveDate,
}

impl Days {
    /// Days before `present`.
    pub fn before(present: Now) -> Self {
        Self { present, today: day_of(present) }
    }

    /// The day `ago` days before today.
    pub fn day(&self, ago: i64) -> NaiveDate {
        self.today - TimeDelta::days(ago)
    }

    /// An hour of that day, but never later than the present.
    fn at(&self, ago: i64, hour: i64, minute: i64) -> Now {
        let at = start_of_day(self.day(ago)) + TimeDelta::hours(hour) + TimeDelta::minutes(minute);
        at.min(self.present - TimeDelta::minutes(1))
    }
}

/// All acts of all proposals, in the order of time.
pub fn plan(samples: &[Sample], days: Days) -> Vec<Planned> {
    let mut all: Vec<Planned> =
        samples.iter().enumerate().flat_map(|(i, sample)| of_one(i, sample, days)).collect();
    all.sort_by_key(|planned| planned.at);
    all
}

fn of_one(index: usize, sample: &Sample, days: Days) -> Vec<Planned> {
    let mut acts = Vec::new();
    let mut put = |ago: i64, hour: i64, minute: i64, act: Act| {
        acts.push(Planned { at: days.at(ago.max(0), hour, minute), sample: index, act });
    };
    for (i, step) in sample.steps.iter().enumerate() {
        // One after another, where several are on one day.
        let minute = i64::try_from(i).unwrap_or(0);
        put(step.ago, 10, minute, act_of(i, step.does));
    }
    if sample.fate == Fate::Told {
        // The first word comes when people have had time to read.
        let opened = sample.steps.iter().find(|step| step.does == Does::Open);
        for i in 0..sample.comments.len() {
            let step = i64::try_from(i).unwrap_or(0);
            put(opened.map_or(0, |open| open.ago) - 2 - step, 13 + step, 20, Act::Comment(i));
        }
        return acts;
    }
    let submitted = sample.submitted;
    put(submitted, 9, 10, Act::Draft);
    if sample.fate == Fate::Draft {
        return acts;
    }
    put(submitted, 9, 40, Act::Submit);
    let reviewed = submitted - 1;
    match sample.fate {
        Fate::InReview => return acts,
        Fate::SentBack => put(reviewed, 15, 0, Act::SendBack),
        Fate::Refused => put(reviewed, 15, 0, Act::Refuse),
        _ => put(reviewed, 15, 0, Act::Open),
    }
    if matches!(sample.fate, Fate::SentBack | Fate::Refused) {
        return acts;
    }
    let first_day = reviewed - 1;
    let reached = sample.reached_after.map(|after| submitted - after);
    // Whoever withdraws does so after twenty days; other windows are open for sixty.
    let last_day = if sample.fate == Fate::Withdrawn { first_day - 19 } else { (first_day - 57).max(0) };
    for (ago, n) in signing(sample.signatures, first_day, reached, last_day) {
        put(ago, 12 + (n % 9), (n * 7) % 60, Act::Sign(n));
    }
    for i in 0..sample.comments.len() {
        let step = i64::try_from(i).unwrap_or(0);
        // The last comment of an overdue case complains about just that.
        let last = i + 1 == sample.comments.len() && sample.fate == Fate::Missed;
        put(if last { 6 } else { (first_day - 1 - step * 3).max(step % 4) }, 10 + step, 20, Act::Comment(i));
    }
    if sample.fate == Fate::Withdrawn {
        put(first_day - 20, 18, 0, Act::Withdraw);
    }
    if let Some(reached) = reached {
        put(reached - 1, 10, 0, Act::Assign);
        put(reached - sample.timetable_after(), 11, 0, Act::Timetable);
        put(reached - 10, 14, 0, Act::Contact);
        if sample.fate == Fate::Extended {
            put(reached - 52, 16, 0, Act::Extend);
        }
        if let Some(after) = sample.answered_after {
            put(reached - after, 17, 0, Act::Respond);
            let since = |days: i64| reached - after - days;
            for i in 0..sample.feedback.len() {
                put(since(1), 18, 5 * i64::try_from(i).unwrap_or(0), Act::Feedback(i));
            }
            if sample.reply.is_some() {
                put(since(4), 20, 0, Act::Reply);
            }
            // The survey opens a month after the response, and stays open for two weeks.
            for i in 0..sample.survey.len() {
                put(since(33), 19, 5 * i64::try_from(i).unwrap_or(0), Act::Survey(i));
            }
        }
    }
    for (i, follow_up) in sample.follow_ups.iter().enumerate().filter(|(_, f)| f.report.is_some()) {
        put(-follow_up.due_in + 3, 11, 30, Act::Report(i));
    }
    if let Some(hearing) = &sample.hearing {
        put(hearing.announced.unwrap_or(hearing.held + 8), 9, 0, Act::Hearing);
        if hearing.record.is_some() {
            put(hearing.held - 3, 10, 0, Act::Record);
            put(hearing.held - 4, 10, 0, Act::Issues);
        }
    }
    if let Some(text) = &sample.text {
        for (i, version) in text.version.iter().enumerate() {
            put(version.ago, 10, 0, Act::Text(i));
        }
        for (i, comment) in text.comment.iter().enumerate() {
            put(comment.ago, 19, 20, Act::TextComment(i));
        }
    }
    acts
}

fn act_of(i: usize, does: Does) -> Act {
    match does {
        Does::Draft => Act::Draft,
        Does::Submit => Act::Submit,
        Does::Open => Act::Open,
        Does::Contact => Act::Contact,
        Does::Timetable => Act::Timetable,
        Does::Extend => Act::Extend,
        Does::Respond => Act::Respond,
        _ => Act::Step(i),
    }
}

/// How many sign on which day, counted back: many in the first days, fewer later; where the threshold is reached, enough
/// by that day, and some after it.
fn signing(total: i64, first_day: i64, reached: Option<i64>, last_day: i64) -> Vec<(i64, i64)> {
    if total == 0 {
        return Vec::new();
    }
    let spread = |count: i64, from: i64, to: i64| -> Vec<(i64, i64)> {
        let length = (from - to + 1).max(1);
        // Quadratic: the share of day d of n falls off towards the end.
        let weight = |d: i64| (length - d) * (length - d) + length;
        let all: i64 = (0..length).map(weight).sum();
        let mut done = 0;
        let mut out = Vec::new();
        let mut so_far = 0;
        for d in 0..length {
            so_far += weight(d);
            let upto = if d + 1 == length { count } else { count * so_far / all };
            if upto > done {
                out.push((from - d, upto - done));
                done = upto;
            }
        }
        out
    };
    match reached {
        // One short of the demo's threshold until the day, then across.
        Some(reached) => {
            let before = 45.min(total);
            let mut out = spread(before, first_day, reached + 1);
            // Those who carry it across the threshold come one after another, so that it is crossed by just one.
            let on_the_day = 5.min(total - before);
            out.push((reached, on_the_day));
            let rest = total - before - on_the_day;
            let until = (first_day - 58).max(0).max(reached - 25);
            if rest > 0 {
                out.extend(spread(rest, reached - 1, until));
            }
            out
        }
        None => spread(total, first_day, last_day),
    }
}
