//! What a facilitator types about a hearing, and what must be right about it.

use chrono::{NaiveDate, NaiveTime};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{FieldErrors, Now};

use super::{Kind, Subject, is_web_address};
use crate::notice::{self, Particulars, parse_time};

/// What a facilitator types about a hearing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The code of a [`Kind`].
    pub kind: String,
    /// 3 to 200 characters.
    pub title: String,
    /// `YYYY-MM-DD`, of the years 1900 to 2200.
    pub held_on: String,
    /// At most 200 characters.
    pub place: String,
    /// At most 100 characters.
    pub chair: String,
    /// At most 20,000 characters.
    pub notice: String,
    /// The address of the recording (`https://…`), at most 500 characters.
    pub recording: String,
    /// The code of a [`Subject`]; empty for a proposal.
    pub subject: String,
    /// `HH:MM`.
    pub starts_at: String,
    /// `HH:MM`, later than the beginning.
    pub ends_at: String,
    /// What the law asks of the notice, each at most 2,000 characters.
    pub particulars: Particulars,
    /// A line for each item, beginning with its time.
    pub agenda: String,
    /// The address of the live stream.
    pub stream: String,
    /// The address of the slides.
    pub slides: String,
    /// Whether one registers for it.
    pub registration: bool,
    /// `YYYY-MM-DD`, not after the day; empty for the day itself.
    pub registration_until: String,
    /// A number; empty for as many as come.
    pub places: String,
    /// The day its proposal was made: it can't be held before, unless it is historical.
    pub proposed_on: Option<NaiveDate>,
    /// Whether it was held before its proposal was made, and is entered for its record.
    pub historical: bool,
    /// Whether it stays a draft; only asked of a new one.
    pub draft: bool,
    /// Why a published notice is changed; only asked of such.
    pub reason: String,
}

/// The first day a hearing can have been held on.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
/// The last day a hearing can be announced for.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2200, 12, 31).unwrap();

/// A draft that was found good.
pub(super) struct Checked {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) held_on: NaiveDate,
    pub(super) place: String,
    pub(super) chair: String,
    pub(super) notice: String,
    pub(super) recording: String,
    pub(super) starts_at: Option<NaiveTime>,
    pub(super) ends_at: Option<NaiveTime>,
    pub(super) particulars: Particulars,
    pub(super) agenda: String,
    pub(super) stream: String,
    pub(super) slides: String,
    pub(super) registration_until: Option<NaiveDate>,
    pub(super) places: Option<i64>,
}

impl Draft {
    /// Whether a meeting of that day lies before its proposal, or in the past if it is its own subject.
    pub(super) fn lies_before(&self, held_on: NaiveDate, now: Now) -> bool {
        match self.proposed_on {
            Some(made) if self.subject != Subject::Own.code() => held_on < made,
            _ => held_on < folkmoot_foundation::period::day_of(now),
        }
    }

    /// Checks all fields. `published` asks besides for what a published notice must say.
    pub(super) fn check(&self, published: bool, now: Now) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::new();
        let kind = self.kind.parse::<Kind>().ok();
        if kind.is_none() {
            errors.add("kind", "required");
        }
        let title = errors.take(text::line("title", &self.title, Length { min: 3, max: 200 }));
        if self.held_on.trim().is_empty() {
            errors.add("held_on", "required");
        }
        let held_on = day(&mut errors, "held_on", &self.held_on);
        if let Some((held_on, proposed_on)) = held_on.zip(self.proposed_on)
            && held_on < proposed_on
            && !self.historical
            && self.subject != Subject::Own.code()
        {
            errors.add("held_on", "before_proposal");
        }
        // What is entered afterwards needs no notice any more; nothing else gets round it.
        if self.historical && held_on.is_some_and(|held| !self.lies_before(held, now)) {
            errors.add("historical", "not_before");
        }
        let mut line = |field, raw, max| errors.take(text::line(field, raw, Length { min: 0, max }));
        let place = line("place", &self.place, 200);
        let chair = line("chair", &self.chair, 100);
        let recording = line("recording", &self.recording, 500);
        let stream = line("stream", &self.stream, 500);
        let slides = line("slides", &self.slides, 500);
        for (field, address) in [("recording", &recording), ("stream", &stream), ("slides", &slides)] {
            if address.as_deref().is_some_and(|address| !address.is_empty() && !is_web_address(address)) {
                errors.add(field, "not_an_address");
            }
        }
        if stream.as_deref().is_some_and(|address| address.starts_with("http://")) {
            errors.add("stream", "not_https");
        }
        let notice = errors.take(text::block("notice", &self.notice, Length { min: 0, max: 20_000 }));
        let particulars = self.particulars.check(&mut errors);
        let starts_at = time(&mut errors, "starts_at", &self.starts_at);
        let ends_at = time(&mut errors, "ends_at", &self.ends_at);
        if ends_at.is_some_and(|ends| starts_at.is_none_or(|starts| ends <= starts)) {
            errors.add("ends_at", "before_start");
        }
        let agenda = errors.take(text::block("agenda", &self.agenda, Length { min: 0, max: 10_000 }));
        if let Err(line) = notice::agenda(agenda.as_deref().unwrap_or_default()) {
            errors.add_with("agenda", "no_time", [("line", line.to_string())]);
        }
        let registration_until = day(&mut errors, "registration_until", &self.registration_until);
        if registration_until.zip(held_on).is_some_and(|(until, held)| until > held) {
            errors.add("registration_until", "after_hearing");
        }
        let typed = text::narrow(&self.places);
        let places = (!typed.is_empty()).then(|| typed.parse().ok().filter(|n| (1..=100_000).contains(n)));
        if places == Some(None) {
            errors.add("places", "not_a_number");
        }
        if let Some(kind) = kind.filter(|_| published && !self.historical) {
            let has_place = place.as_deref().is_some_and(|place| !place.is_empty());
            for field in notice::missing(kind, &particulars, starts_at.is_some(), has_place) {
                errors.add(field, "of_notice");
            }
        }
        let all = (|| {
            Some(Checked {
                kind: kind?,
                title: title?,
                held_on: held_on?,
                place: place?,
                chair: chair?,
                notice: notice?,
                recording: recording?,
                starts_at,
                ends_at,
                particulars,
                agenda: agenda?,
                stream: stream?,
                slides: slides?,
                registration_until,
                places: places.flatten(),
            })
        })();
        errors.into_result(all)
    }
}

/// A day that was typed, if one was.
fn day(errors: &mut FieldErrors, field: &str, raw: &str) -> Option<NaiveDate> {
    if raw.trim().is_empty() {
        return None;
    }
    let day = NaiveDate::parse_from_str(&text::narrow(raw), "%Y-%m-%d").ok();
    let within = day.filter(|day| (FIRST_DAY..=LAST_DAY).contains(day));
    match day {
        None => errors.add(field, "not_a_date"),
        Some(_) if within.is_none() => errors.add_day(field, "out_of_range", FIRST_DAY, LAST_DAY),
        Some(_) => {}
    }
    within
}

/// A time of the day that was typed, if one was.
fn time(errors: &mut FieldErrors, field: &str, raw: &str) -> Option<NaiveTime> {
    if raw.trim().is_empty() {
        return None;
    }
    let time = parse_time(&text::narrow(raw));
    if time.is_none() {
        errors.add(field, "not_a_time");
    }
    time
}
