//! What was asked, told and held up on the way to a response.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::prose::prose;
use crate::format;
use crate::i18n::Lang;

/// Something the proposer was asked for.
#[derive(Debug, Clone)]
pub struct SupplementView {
    /// What was asked for.
    pub wanted: String,
    /// The last day for an answer.
    pub answer_by: NaiveDate,
    /// When it was asked for.
    pub asked: DateTime<Utc>,
    /// `open`, `answered` or `unanswered`.
    pub state: &'static str,
    /// The answer, and when it came.
    pub answer: Option<(String, DateTime<Utc>)>,
    /// Where the reader answers it, if it is theirs to answer.
    pub href: Option<String>,
}

/// A pause of clocks.
#[derive(Debug, Clone)]
pub struct PauseView {
    /// The code of the cause.
    pub cause: &'static str,
    /// Why, in words.
    pub reason: String,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when, if somebody knows.
    pub until: Option<DateTime<Utc>>,
}

/// Something the agency told.
#[derive(Debug, Clone)]
pub struct AccountView {
    /// `progress`, `hearing`, `debate` or `vote`.
    pub kind: &'static str,
    /// The day on which it was held.
    pub held_on: Option<NaiveDate>,
    /// Where more of it stands.
    pub link: Option<String>,
    /// In words.
    pub body: String,
    /// When it was told.
    pub at: DateTime<Utc>,
}

/// What was asked of the proposer.
pub fn supplements(lang: Lang, all: &[SupplementView]) -> Markup {
    html! {
        @for one in all {
            h3 { (lang.t("cases-supplement-title")) " " (supplement_state(lang, one.state)) }
            p.soft.small {
                (lang.with("cases-supplement-facts", [
                    ("date", format::date_of(lang, one.asked).into()),
                    ("by", format::date_with_weekday(lang, one.answer_by).into()),
                ]))
            }
            (prose(&one.wanted))
            @if let Some((answer, at)) = &one.answer {
                h4 { (lang.with("cases-supplement-answered-at", [("date", format::date_of(lang, *at).into())])) }
                (prose(answer))
            }
            @if let Some(href) = &one.href { p { a.button href=(href) { (lang.t("cases-supplement-do")) } } }
        }
    }
}

fn supplement_state(lang: Lang, state: &str) -> Markup {
    let tone = match state {
        "answered" => Tone::Good,
        "open" => Tone::Wait,
        _ => Tone::Plain,
    };
    badge(tone, &lang.t(&format!("cases-supplement-{state}")))
}

/// When clocks stood still and why.
pub fn pauses(lang: Lang, all: &[PauseView]) -> Markup {
    html! {
        // What was asked of the proposer stands with its question.
        @let told: Vec<&PauseView> = all.iter().filter(|pause| pause.cause != "supplement").collect();
        @if !told.is_empty() {
            h3 { (lang.t("cases-pauses")) }
            ul {
                @for pause in told {
                    li {
                        (lang.t(&format!("cases-still-{}", pause.cause))) (lang.t("cases-colon"))
                        @let since = format::date_of(lang, pause.from);
                        @match pause.until {
                            Some(until) => { (lang.with("cases-still-until", [("since", since.into()), ("until", format::deadline(lang, until).into())])) }
                            None => { (lang.with("cases-still-since", [("date", since.into())])) }
                        }
                        (prose(&pause.reason))
                    }
                }
            }
        }
    }
}

/// How far the agency said it was, and what came of hearings, debates and votes.
pub fn accounts(lang: Lang, all: &[AccountView]) -> Markup {
    html! {
        @for one in all {
            h3 { (lang.t(&format!("cases-account-{}", one.kind))) }
            p.soft.small {
                @match one.held_on {
                    Some(day) => { (format::date_with_weekday(lang, day)) }
                    None => { (lang.with("cases-posted-at", [("date", format::date_of(lang, one.at).into())])) }
                }
            }
            (prose(&one.body))
            @if let Some(link) = &one.link { p { a href=(link) rel="nofollow ugc noopener" { (lang.t("cases-account-link")) } } }
        }
    }
}
