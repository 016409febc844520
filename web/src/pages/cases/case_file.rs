//! The case file of a proposal as the public reads it: what is asked, how it goes, who works on it, what was found.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::case_file::{ChangeView, FileView, QuestionView, demands, files, questions};
use crate::components::case_list::case_state;
use crate::components::case_panel::{CasePanel, case_panel};
use crate::components::notice::{Kind as Notice, notice};
use crate::context::Ctx;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct CaseFilePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title.
    pub title: String,
    /// Its number.
    pub number: Option<i64>,
    /// Its page.
    pub proposal_href: String,
    /// How many things wait for the reader, who made the proposal.
    pub for_you: usize,
    /// The state, the clocks and what was done.
    pub panel: CasePanel,
    /// The demands.
    pub demands: Vec<String>,
    /// The changes that were suggested.
    pub changes: Vec<ChangeView>,
    /// The questions the reader may read.
    pub questions: Vec<QuestionView>,
    /// The public files.
    pub files: Vec<FileView>,
    /// Cases that are handled together with this one: title, where, whether its answer is still owed.
    pub combined: Vec<(String, String, bool)>,
    /// The hearings.
    pub hearings: Markup,
    /// The timeline.
    pub timeline: Markup,
}

impl CaseFilePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("file-title");
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.proposal_href, &self.title)]))
            p.meta {
                @if let Some(number) = self.number { span { (ctx.with("cases-number", [("number", number.into())])) } }
                (case_state(ctx.lang, self.panel.state))
            }
            h1 { (title) }
            p.lead { (self.title) }
            @if self.for_you > 0 {
                (notice(Notice::Wait, html! { p { strong { (ctx.with("file-for-you", [("count", self.for_you.into())])) } } }))
            }
            div.two-columns {
                div {
                    h2 #demands { (ctx.t("cases-demands")) }
                    (demands(ctx.lang, &self.demands, &self.changes))
                    @if !self.combined.is_empty() {
                        h2 { (ctx.t("group-title")) }
                        (combined(ctx, &self.combined))
                    }
                    h2 #questions { (ctx.t("file-questions")) }
                    (questions(ctx.lang, &self.questions, self.questions.iter().any(|one| !one.public)))
                    h2 #files { (ctx.t("file-files")) }
                    (files(ctx.lang, &self.files, false))
                    @if !self.hearings.0.is_empty() { section #hearings { h2 { (ctx.t("file-hearings")) } (self.hearings) } }
                    h2 { (ctx.t("file-timeline")) }
                    (self.timeline)
                }
                aside aria-label=(ctx.t("cases-clocks")) {
                    section.panel { h2 { (ctx.t("file-standing")) } (case_panel(ctx.lang, &self.panel)) }
                }
            }
        };
        Page::new(ctx, title, body).wide().render()
    }
}

/// Cases that are handled together, each with whether its own answer is still owed.
pub(super) fn combined(ctx: &Ctx, cases: &[(String, String, bool)]) -> Markup {
    use crate::components::badge::{Tone, badge};
    html! {
        p.soft { (ctx.t("group-about")) }
        ul {
            @for (title, href, owed) in cases {
                li {
                    a href=(href) { (title) } " "
                    @if *owed { (badge(Tone::Wait, &ctx.t("group-owed"))) } @else { (badge(Tone::Good, &ctx.t("group-answered"))) }
                }
            }
        }
    }
}
