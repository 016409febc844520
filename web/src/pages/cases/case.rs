//! A case as its officers work on it.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::CaseHead;
use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link};
use crate::components::case_list::case_state;
use crate::components::case_panel::{CasePanel, agencies, outcome, progress_so_far};
use crate::components::clocks::clocks;
use crate::components::follow_ups::follow_ups;
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// The draft of the response, in a line.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// Its newest version.
    pub version: i64,
    /// Who saved it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The approver's note, if it was sent back.
    pub sent_back: Option<String>,
}

/// An addendum.
#[derive(Debug, Clone)]
pub struct AddendumLine {
    /// What it says.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// `waiting`, `signed` or `declined`.
    pub state: &'static str,
    /// The approver's note, if declined.
    pub note: Option<String>,
}

/// The page.
#[derive(Debug)]
pub struct CasePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The proposal's page.
    pub proposal_href: String,
    /// The state, the clocks and what was done.
    pub panel: CasePanel,
    /// The demands.
    pub demands: Vec<String>,
    /// What the officer may do now: the code and where; the first is the next act.
    pub acts: Vec<(&'static str, String)>,
    /// Advisory clocks that were missed and wait for an explanation: name and where to explain.
    pub to_explain: Vec<(String, String)>,
    /// The draft.
    pub draft: Option<DraftLine>,
    /// The addenda.
    pub addenda: Vec<AddendumLine>,
}

impl CasePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (self.head.breadcrumb(ctx, false))
            p.meta {
                @if let Some(number) = self.head.number { span { (ctx.with("cases-number", [("number", number.into())])) } }
                (case_state(ctx.lang, self.panel.state))
            }
            h1 { (self.head.title) }
            p { a href=(self.proposal_href) { (ctx.t("cases-see-proposal")) } }
            @if let Some(days) = self.panel.overdue {
                (notice(Notice::Bad, html! { p { strong { (ctx.with("cases-response-overdue", [("days", days.into())])) } } }))
            }
            @if let Some(note) = self.draft.as_ref().and_then(|draft| draft.sent_back.as_ref()) {
                (notice(Notice::Wait, html! { h2 { (ctx.t("cases-sent-back")) } (prose(note)) }))
            }
            (self.acts())
            div.two-columns {
                div { (self.matter()) }
                aside aria-label=(ctx.t("cases-clocks")) {
                    section.panel { h2 { (ctx.t("cases-clocks")) } (clocks(ctx.lang, &self.panel.clocks)) }
                    section.panel { h2 { (ctx.t("cases-agencies-of-case")) } (self.people()) }
                }
            }
        };
        Page::new(ctx, self.head.title.clone(), body).wide().render()
    }

    fn acts(&self) -> Markup {
        let ctx = self.ctx;
        let label = |code: &str| ctx.t(&format!("cases-act-{}", code.replace('_', "-")));
        html! {
            @let mine = |code: &str| code == self.panel.next_act;
            @if self.panel.turn != "nobody" {
                p {
                    strong { (ctx.t("cases-next")) } (ctx.t("cases-colon")) (label(self.panel.next_act))
                    @if !self.acts.iter().any(|(code, _)| mine(code)) {
                        " · " (ctx.t(&format!("cases-turn-{}", self.panel.turn)))
                    }
                }
            }
            @if !self.acts.is_empty() {
                nav.actions aria-label=(ctx.t("cases-acts")) {
                    @for (code, href) in &self.acts {
                        (link(if mine(code) { Kind::Main } else { Kind::Quiet }, href, &label(code)))
                    }
                }
            }
            @for (clock, href) in &self.to_explain {
                (notice(Notice::Wait, html! {
                    p { (ctx.with("cases-explain-wanted", [("clock", clock.as_str().into())])) }
                    p { (link(Kind::Quiet, href, &ctx.t("cases-act-explain"))) }
                }))
            }
        }
    }

    fn matter(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t("cases-demands")) }
            ol { @for demand in &self.demands { li { (demand) } } }
            h2 { (ctx.t("cases-response")) }
            @if let Some(href) = &self.panel.response_href { p { a href=(href) { (ctx.t("cases-read-response")) } } }
            @else if let Some(draft) = &self.draft {
                p {
                    (ctx.with("cases-draft-line", [
                        ("version", draft.version.into()),
                        ("by", draft.by.as_str().into()),
                        ("date", format::date_time(ctx.lang, draft.at).into()),
                    ]))
                }
            } @else { p.soft { (ctx.t("cases-no-draft")) } }
            @if !self.addenda.is_empty() {
                h3 { (ctx.t("cases-addenda")) }
                @for addendum in &self.addenda {
                    div.panel {
                        p.meta {
                            span { (format::date_of(ctx.lang, addendum.at)) }
                            (badge(tone(addendum.state), &ctx.t(&format!("cases-addendum-{}", addendum.state))))
                        }
                        (prose(&addendum.body))
                        @if let Some(note) = &addendum.note { p { strong { (ctx.t("cases-note")) } } (prose(note)) }
                    }
                }
            }
            @if !self.panel.follow_ups.is_empty() {
                h2 { (ctx.t("cases-follow-ups")) }
                (follow_ups(ctx.lang, &self.panel.follow_ups))
            }
            @if let Some(words) = &self.panel.outcome { h2 { (ctx.t("cases-outcome")) } (outcome(ctx.lang, words)) }
            h2 { (ctx.t("cases-so-far")) }
            @if self.panel.is_blank() {
                p.soft { (ctx.t("cases-nothing-yet")) }
            }
            (progress_so_far(ctx.lang, &self.panel))
        }
    }

    fn people(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            dl.facts {
                dt { (ctx.t("cases-lead")) }
                dd { @if self.panel.leads.is_empty() { (ctx.t("cases-no-lead")) } @else { (agencies(ctx.lang, &self.panel.leads)) } }
                @if !self.panel.supporting.is_empty() {
                    dt { (ctx.t("cases-supporting")) } dd { (agencies(ctx.lang, &self.panel.supporting)) }
                }
            }
        }
    }
}

fn tone(state: &str) -> Tone {
    match state {
        "signed" => Tone::Good,
        "declined" => Tone::Bad,
        _ => Tone::Wait,
    }
}
