//! What moderators decided.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A decision.
#[derive(Debug)]
pub struct DecisionView {
    /// The voice's id.
    pub voice: String,
    /// The code of what was decided.
    pub act: &'static str,
    /// The code of the ground.
    pub ground: Option<&'static str>,
    /// The reason.
    pub reason: String,
    /// Who decided.
    pub moderator: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How many reports it settled.
    pub reports: i64,
    /// Until when a pause lasts.
    pub until: Option<DateTime<Utc>>,
    /// Whether it was undone.
    pub undone: bool,
    /// What came of an appeal: none yet, or whether it was upheld.
    pub appeal: Option<Option<bool>>,
}

/// Decisions as a list.
pub fn list(ctx: &Ctx, decisions: &[DecisionView]) -> Markup {
    html! {
        ul.plain-list {
            @for decision in decisions {
                li.card {
                    p.voice-head {
                        @let tone = if matches!(decision.act, "keep" | "restore" | "reopen") { Tone::Good } else { Tone::Bad };
                        (badge(tone, &ctx.t(&format!("act-{}", decision.act.replace('_', "-")))))
                        @if decision.undone { (badge(Tone::Plain, &ctx.t("moderation-undone"))) }
                        @if let Some(outcome) = decision.appeal {
                            (badge(Tone::Wait, &ctx.t(match outcome { None => "appeal-waits-short", Some(true) => "appeal-upheld", Some(false) => "appeal-dismissed" })))
                        }
                        @if let Some(ground) = decision.ground { span { (ctx.t(&format!("ground-{}", ground.replace('_', "-")))) } }
                        span.soft { (decision.moderator) " · " (format::date_time(ctx.lang, decision.at)) }
                        @if decision.reports > 0 { span.soft { (ctx.with("moderation-reports", [("count", decision.reports.into())])) } }
                    }
                    @if let Some(until) = decision.until { p.soft { (ctx.with("moderation-until", [("date", format::date_time(ctx.lang, until).into())])) } }
                    @if !decision.reason.is_empty() { p { (decision.reason) } }
                    p { a href=(format!("/desk/moderation/{}", decision.voice)) { (ctx.t("moderation-see-voice")) } }
                }
            }
        }
    }
}

/// All decisions.
#[derive(Debug)]
pub struct DecisionsPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// Those of this page, the newest first.
    pub decisions: Vec<DecisionView>,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl DecisionsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (breadcrumb(ctx, &[("/desk/moderation", &ctx.t("moderation-title"))]))
            h1 { (ctx.t("moderation-decisions")) }
            @if self.decisions.is_empty() { (empty(&ctx.t("moderation-decisions-empty"))) } @else { (list(ctx, &self.decisions)) }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, ctx.t("moderation-decisions"), body).wide().render()
    }
}
