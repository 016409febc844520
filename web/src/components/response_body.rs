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
    /// What was raised in discussion and hearings.
    pub issues: Vec<IssueView>,
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
    /// The articles of law it stands on.
    pub legal_basis: String,
    /// The grounds in law that it names.
    pub grounds: Vec<String>,
    /// The rulebook's criteria, each with how the demand stands by it if that is told.
    pub criteria: Vec<(String, Option<String>)>,
}

/// What a response says of an issue that was raised.
#[derive(Debug, Clone)]
pub struct IssueView {
    /// What was raised.
    pub issue: String,
    /// Whether it stays open.
    pub left_open: bool,
    /// The answer, or why there is none.
    pub text: String,
    /// The voices that raised it: in a line, and where they stand.
    pub cites: Vec<(String, String)>,
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
                    (grounds(lang, answer))
                    (criteria(lang, &answer.criteria))
                }
            }
        }
        (issues(lang, &response.issues))
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

/// What an answer stands on in law.
fn grounds(lang: Lang, answer: &AnswerView) -> Markup {
    html! {
        @if !answer.grounds.is_empty() || !answer.legal_basis.is_empty() {
            h4 { (lang.t("answer-legal-basis")) }
            @if !answer.grounds.is_empty() { ul { @for ground in &answer.grounds { li { (ground) } } } }
            (prose(&answer.legal_basis))
        }
    }
}

/// How a demand stands by each criterion. What is not told is shown as not told; where nothing is, nothing is listed.
fn criteria(lang: Lang, criteria: &[(String, Option<String>)]) -> Markup {
    html! {
        @if criteria.iter().any(|(_, text)| text.is_some()) {
            h4 { (lang.t("answer-criteria")) }
            dl.facts {
                @for (name, text) in criteria {
                    dt { (name) }
                    dd { @if let Some(text) = text { (prose(text)) } @else { span.soft { (lang.t("answer-not-told")) } } }
                }
            }
        } @else if !criteria.is_empty() {
            p.soft { (lang.t("answer-criteria-none")) }
        }
    }
}

/// What was raised: first how many stay open, then each with its answer or why there is none.
fn issues(lang: Lang, issues: &[IssueView]) -> Markup {
    let open = issues.iter().filter(|issue| issue.left_open).count();
    html! {
        @if !issues.is_empty() {
            h2 #raised { (lang.t("answer-issues")) }
            p.soft { (lang.with("answer-issues-count", [("count", issues.len().into()), ("open", open.into())])) }
            ol.answer-list {
                @for (number, issue) in (1..).zip(issues) {
                    li.panel id=(format!("raised-{number}")) {
                        h3 { (issue.issue) }
                        p {
                            @if issue.left_open { (badge(Tone::Wait, &lang.t("answer-issue-open"))) }
                            @else { (badge(Tone::Good, &lang.t("answer-issue-answered"))) }
                        }
                        @if issue.left_open { h4 { (lang.t("answer-issue-why-open")) } }
                        (prose(&issue.text))
                        @if !issue.cites.is_empty() {
                            h4 { (lang.t("answer-issue-raised-by")) }
                            ul { @for (said, href) in &issue.cites { li { a href=(href) { (said) } } } }
                        }
                    }
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
