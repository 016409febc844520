//! The clocks of a case: what is owed by when, and what has become of it. Words first, colour beside them.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::prose::prose;
use crate::format;
use crate::i18n::Lang;

/// What has become of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It runs; 0 days left on the last day.
    Running {
        /// Days to the last day.
        days_left: i64,
    },
    /// It runs towards an extended deadline.
    Extended {
        /// Days to the last day.
        days_left: i64,
        /// The deadline before.
        from: DateTime<Utc>,
    },
    /// It was met.
    Met {
        /// When.
        at: DateTime<Utc>,
        /// Days late; 0 in time.
        days_late: i64,
    },
    /// Nothing is owed any more.
    Ended,
    /// It was missed.
    Missed {
        /// By how many days.
        days: i64,
    },
    /// The deadline can't be counted yet.
    Unknown,
    /// No date is fixed.
    NoDate,
    /// It stands still.
    StandsStill {
        /// Since when.
        since: DateTime<Utc>,
        /// Until when at the latest.
        until: Option<DateTime<Utc>>,
        /// The code of the cause.
        cause: &'static str,
    },
    /// What starts it has not happened.
    Waiting {
        /// The code of what starts it.
        starts: &'static str,
    },
}

/// A clock.
#[derive(Debug, Clone)]
pub struct ClockView {
    /// What is owed, in the reader's language.
    pub name: String,
    /// Whether a miss is a breach; else it is to be explained.
    pub binding: bool,
    /// The deadline.
    pub due: Option<DateTime<Utc>>,
    /// What has become of it.
    pub standing: Standing,
    /// What the agency said about a miss.
    pub explanation: Option<String>,
}

impl ClockView {
    /// Whether it is to be said that a miss need only be explained: while that can still happen, or is still owed.
    fn shows_advisory(&self) -> bool {
        let may_be = match self.standing {
            Standing::Met { .. } | Standing::Ended => false,
            Standing::Missed { .. } => self.explanation.is_none(),
            _ => true,
        };
        may_be && !self.binding
    }
}

/// How a clock stands, as a badge.
pub fn clock_badge(lang: Lang, clock: &ClockView) -> Markup {
    let (tone, text) = match clock.standing {
        Standing::Running { days_left: 0 } | Standing::Extended { days_left: 0, .. } => {
            (Tone::Wait, lang.t("cases-clock-today"))
        }
        Standing::Running { days_left } | Standing::Extended { days_left, .. } => {
            let tone = if days_left <= 7 { Tone::Wait } else { Tone::Active };
            (tone, lang.with("cases-clock-left", [("days", days_left.into())]))
        }
        Standing::Met { days_late: 0, .. } => (Tone::Good, lang.t("cases-clock-met")),
        Standing::Met { days_late, .. } => {
            (Tone::Wait, lang.with("cases-clock-met-late", [("days", days_late.into())]))
        }
        Standing::Ended => (Tone::Plain, lang.t("cases-clock-ended")),
        Standing::Missed { days } if clock.binding => {
            (Tone::Bad, lang.with("cases-clock-overdue", [("days", days.into())]))
        }
        Standing::Missed { days } => (Tone::Wait, lang.with("cases-clock-missed", [("days", days.into())])),
        Standing::Unknown => (Tone::Plain, lang.t("cases-clock-unknown")),
        Standing::NoDate => (Tone::Active, lang.t("cases-clock-no-date")),
        Standing::StandsStill { .. } => (Tone::Wait, lang.t("cases-clock-stands-still")),
        Standing::Waiting { .. } => (Tone::Plain, lang.t("cases-clock-waiting")),
    };
    badge(tone, &text)
}

/// A deadline with its weekday and, where officials expect it, the 民國 year.
pub fn due(lang: Lang, at: DateTime<Utc>) -> Markup {
    let day = folkmoot_foundation::period::last_day_before(at);
    html! {
        time datetime=(day.to_string()) { (format::date_with_weekday(lang, day)) }
        @if lang == Lang::ZhTw { " " span.soft.small { (format::official_date(lang, day)) } }
    }
}

/// By when it is owed, or why there is no date.
fn facts(lang: Lang, clock: &ClockView) -> Markup {
    let day = |at| format::date_of(lang, at).into();
    html! {
        @match clock.standing {
            Standing::StandsStill { since, until, cause } => {
                (lang.t(&format!("cases-still-{cause}"))) (lang.t("cases-colon"))
                @match until {
                    Some(until) => { (lang.with("cases-still-until", [("since", day(since)), ("until", format::deadline(lang, until).into())])) }
                    None => { (lang.with("cases-still-since", [("date", day(since))])) }
                }
                @if let Some(at) = clock.due { br; (lang.t("cases-due-then")) " " (due(lang, at)) }
            }
            Standing::Waiting { starts } => { (lang.t(&format!("cases-starts-{}", starts.replace('_', "-")))) }
            Standing::NoDate => { (lang.t("cases-due-none")) }
            Standing::Met { .. } | Standing::Ended if clock.due.is_none() => {}
            _ => {
                @match clock.due {
                    Some(at) => { (lang.t("cases-due")) " " (due(lang, at)) },
                    None => { (lang.t("cases-due-unknown")) },
                }
            }
        }
    }
}

/// All clocks of a case.
pub fn clocks(lang: Lang, clocks: &[ClockView]) -> Markup {
    html! {
        ul.clocks {
            @for clock in clocks {
                li {
                    p.clock-name {
                        strong { (clock.name) } " " (clock_badge(lang, clock))
                        @if clock.shows_advisory() { " " span.soft.small { (lang.t("cases-clock-advisory")) } }
                    }
                    p.clock-facts {
                        (facts(lang, clock))
                        @if let Standing::Extended { from, .. } = clock.standing {
                            br; (lang.with("cases-extended-from", [("date", format::deadline(lang, from).into())]))
                        }
                        @if let Standing::Met { at, .. } = clock.standing {
                            br; (lang.with("cases-met-at", [("date", format::date_of(lang, at).into())]))
                        }
                    }
                    @match &clock.explanation {
                        Some(text) => { details { summary { (lang.t("cases-explained")) } (prose(text)) } },
                        None => {
                            @if !clock.binding && matches!(clock.standing, Standing::Missed { .. }) {
                                p.small { (lang.t("cases-to-be-explained")) }
                            }
                        },
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_is_not_called_advisory() {
        let at = DateTime::UNIX_EPOCH;
        let one = |standing, explanation: Option<&str>| ClockView {
            name: "公布辦理時程".to_owned(),
            binding: false,
            due: Some(at),
            standing,
            explanation: explanation.map(str::to_owned),
        };
        assert!(one(Standing::Running { days_left: 3 }, None).shows_advisory());
        assert!(one(Standing::Missed { days: 3 }, None).shows_advisory());
        assert!(!one(Standing::Missed { days: 3 }, Some("人力不足")).shows_advisory());
        assert!(!one(Standing::Met { at, days_late: 5 }, None).shows_advisory());
        let late = clock_badge(Lang::ZhTw, &one(Standing::Met { at, days_late: 5 }, None)).into_string();
        assert!(late.contains("逾期 5 天後完成"), "{late}");
    }
}
