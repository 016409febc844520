//! What a formal response says, as a preview and as published.

use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::prose::prose;
use crate::i18n::Lang;

/// A formal response.
#[derive(Debug, Clone, Default)]
pub struct ResponseBody {
    /// In plain words.
    pub summary: String,
    /// The answer to each demand.
    pub answers: Vec<AnswerView>,
    /// Titles and texts of the other parts.
    pub parts: Vec<(String, String)>,
    /// What is promised: action, unit, last day in words.
    pub promises: Vec<(String, String, String)>,
}

/// The answer to one demand.
#[derive(Debug, Clone)]
pub struct AnswerView {
    /// The demand.
    pub demand: String,
    /// The decision's code.
    pub code: String,
    /// The decision in words.
    pub decision: String,
    /// Why.
    pub reasons: String,
}

/// A decision as a badge.
pub fn decision_badge(code: &str, words: &str) -> Markup {
    let tone = match code {
        "adopted" => Tone::Good,
        "partly_adopted" => Tone::Active,
        "not_adopted" => Tone::Bad,
        _ => Tone::Wait,
    };
    badge(tone, words)
}

/// The response, beginning with what a citizen wants to know first.
pub fn response_body(lang: Lang, response: &ResponseBody) -> Markup {
    html! {
        @if !response.summary.is_empty() {
            section.panel {
                h2 { (lang.t("cases-summary")) }
                (prose(&response.summary))
            }
        }
        h2 { (lang.t("cases-answers")) }
        ol.answer-list {
            @for answer in &response.answers {
                li.panel {
                    h3 { (answer.demand) }
                    p {
                        (lang.t("cases-decision")) " "
                        @if answer.decision.is_empty() { span.soft { (lang.t("cases-undecided")) } }
                        @else { (decision_badge(&answer.code, &answer.decision)) }
                    }
                    (prose(&answer.reasons))
                }
            }
        }
        @for (title, text) in &response.parts { h2 { (title) } (prose(text)) }
        @if !response.promises.is_empty() {
            h2 { (lang.t("cases-promises")) }
            ul {
                @for (action, unit, due) in &response.promises {
                    li { (action) " (" (unit) ") · " (lang.t("cases-due")) " " (due) }
                }
            }
        }
    }
}

/// The response in brief, for the proposal's page: the summary and the decision on each demand.
pub fn response_brief(lang: Lang, response: &ResponseBody, href: &str) -> Markup {
    html! {
        (prose(&response.summary))
        ul.clocks {
            @for answer in &response.answers {
                li { (answer.demand) " " (decision_badge(&answer.code, &answer.decision)) }
            }
        }
        p { a.button href=(href) { (lang.t("cases-read-response")) } }
    }
}
