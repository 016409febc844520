//! Cases in a list: what each is about, how it stands, what is to be done next.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::clocks::{ClockView, clock_badge};
use crate::format;
use crate::i18n::Lang;

/// A case in a list.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// The proposal's title.
    pub title: String,
    /// The proposal's number.
    pub number: Option<i64>,
    /// Where the title leads.
    pub href: String,
    /// The code of the case's state.
    pub state: &'static str,
    /// The lead agencies, in the reader's language.
    pub agencies: String,
    /// When it opened.
    pub opened: DateTime<Utc>,
    /// The clock that matters most now.
    pub clock: Option<ClockView>,
    /// Follow-ups overdue.
    pub overdue_follow_ups: usize,
    /// The next act: its code and where it is done; nothing for readers.
    pub next: Option<(&'static str, String)>,
    /// Whether the row marks a case that is overdue.
    pub overdue: bool,
    /// Whom it waits for, if not for the reader: `proposer`, `agency` or `lead`.
    pub waits: Option<&'static str>,
    /// What is sent when the case is chosen for a reminder; nothing if it can't be.
    pub pick: Option<String>,
}

/// The badge of a case's state.
pub fn case_state(lang: Lang, code: &str) -> Markup {
    let tone = match code {
        "unassigned" | "awaiting_approval" => Tone::Wait,
        "answered" | "closed" => Tone::Good,
        _ => Tone::Active,
    };
    badge(tone, &lang.t(&format!("cases-state-{}", code.replace('_', "-"))))
}

/// The cases in the order given.
pub fn case_list(lang: Lang, rows: &[CaseRow]) -> Markup {
    html! {
        ul.case-list {
            @for row in rows {
                li class=[row.overdue.then_some("is-overdue")] {
                    @if let Some(case) = &row.pick {
                        label.pick {
                            input type="checkbox" name="case" value=(case) form="remind";
                            span.visually-hidden { (lang.with("desk-pick", [("title", row.title.as_str().into())])) }
                        }
                    }
                    div {
                        h3 { a href=(row.href) { (row.title) } }
                        p.meta {
                            @if let Some(number) = row.number { span { (lang.with("cases-number", [("number", number.into())])) } }
                            @if !row.agencies.is_empty() { span { (row.agencies) } }
                            span { (lang.with("cases-opened-at", [("date", format::date_of(lang, row.opened).into())])) }
                        }
                        p.case-state {
                            (case_state(lang, row.state))
                            @if let Some(waits) = row.waits { " " (badge(Tone::Wait, &lang.t(&format!("desk-waits-{waits}")))) }
                            @if let Some(clock) = &row.clock {
                                " " (clock_badge(lang, clock)) " "
                                span.small {
                                    (clock.name)
                                    @if let Some(due) = clock.due { " " (format::deadline(lang, due)) }
                                }
                            }
                            @if row.overdue_follow_ups > 0 {
                                " " (badge(Tone::Bad, &lang.with("cases-overdue-follow-ups", [("count", row.overdue_follow_ups.into())])))
                            }
                        }
                    }
                    @if let Some((act, href)) = &row.next {
                        a.button.button-small href=(href) { (lang.t(&format!("cases-act-{}", act.replace('_', "-")))) }
                    }
                }
            }
        }
    }
}
