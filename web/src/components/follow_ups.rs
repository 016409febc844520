//! Follow-ups: what an agency promised, by when, and whether it was done.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::prose::prose;
use crate::format;
use crate::i18n::Lang;

/// A follow-up.
#[derive(Debug, Clone)]
pub struct FollowUpView {
    /// What was promised, or the demand to be reported on.
    pub action: String,
    /// Whether it is a report on a demand under study.
    pub is_report: bool,
    /// Which unit does it.
    pub unit: String,
    /// The last day.
    pub due_on: NaiveDate,
    /// `due`, `overdue` or `done`.
    pub state: &'static str,
    /// Days left, days overdue or days late.
    pub days: i64,
    /// What was done.
    pub report: Option<String>,
    /// Whether the report says that the matter goes on.
    pub interim: bool,
    /// Where an officer reports on it.
    pub report_href: Option<String>,
    /// Where it is discussed.
    pub discuss: Option<String>,
}

fn state(lang: Lang, one: &FollowUpView) -> Markup {
    let days = [("days", one.days.into())];
    match one.state {
        "overdue" => badge(Tone::Bad, &lang.with("cases-clock-overdue", days)),
        "done" if one.interim && one.days == 0 => badge(Tone::Good, &lang.t("cases-reported-goes-on")),
        "done" if one.days > 0 => badge(Tone::Wait, &lang.with("cases-clock-met-late", days)),
        "done" => badge(Tone::Good, &lang.t("cases-clock-met")),
        _ if one.days == 0 => badge(Tone::Wait, &lang.t("cases-clock-today")),
        _ => badge(Tone::Active, &lang.with("cases-clock-left", days)),
    }
}

/// The follow-ups of a case.
pub fn follow_ups(lang: Lang, all: &[FollowUpView]) -> Markup {
    html! {
        ul.clocks {
            @for one in all {
                li {
                    p.clock-name {
                        @if one.is_report { (lang.t("cases-report-on")) }
                        strong { (one.action) } " " (state(lang, one))
                    }
                    p.clock-facts {
                        (lang.t("cases-due")) " " (format::date_with_weekday(lang, one.due_on))
                        @if !one.unit.is_empty() { " · " (lang.t("cases-unit")) " " (one.unit) }
                    }
                    @if let Some(report) = &one.report { (prose(report)) }
                    @if let Some(href) = &one.discuss {
                        p.small.no-print { a href=(href) { (lang.t("about-discuss")) span.visually-hidden { (lang.with("voice-of", [("name", one.action.clone().into())])) } } }
                    }
                    @if let Some(href) = &one.report_href {
                        p { a.button.button-small.quiet href=(href) { (lang.t("cases-act-report-follow-up")) } }
                    }
                }
            }
        }
    }
}
