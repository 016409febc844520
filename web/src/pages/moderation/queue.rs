//! What waits for a moderator.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::voice::channel_badge;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A reported voice, in short.
#[derive(Debug)]
pub struct Waiting {
    /// The voice's id.
    pub id: String,
    /// The proposal's title.
    pub proposal: String,
    /// The code of its channel.
    pub channel: &'static str,
    /// Whose it is.
    pub name: String,
    /// Its words, cut.
    pub excerpt: String,
    /// How many people reported it.
    pub reports: i64,
    /// The codes of the grounds named, each with its number.
    pub grounds: Vec<(&'static str, usize)>,
    /// When the first report came.
    pub first_at: DateTime<Utc>,
    /// Whether the moderator wrote it and so can't decide.
    pub own: bool,
}

/// The queue.
#[derive(Debug)]
pub struct QueuePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// How many voices wait in all.
    pub total: i64,
    /// Those of this page, the one waiting longest first.
    pub waiting: Vec<Waiting>,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl QueuePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("moderation-title")) }
            p.lead { (ctx.with("moderation-waiting", [("count", self.total.into())])) }
            p { a href="/desk/moderation/decisions" { (ctx.t("moderation-decisions-link")) } }
            @if self.waiting.is_empty() { (empty(&ctx.t("moderation-empty"))) }
            ol.voices {
                @for item in &self.waiting { li { (card(ctx, item)) } }
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, ctx.t("moderation-title"), body).wide().render()
    }
}

fn card(ctx: &Ctx, item: &Waiting) -> Markup {
    html! {
        article.card {
            p.voice-head {
                (badge(Tone::Wait, &ctx.with("moderation-reports", [("count", item.reports.into())])))
                (channel_badge(ctx.lang, item.channel))
                @for (ground, count) in &item.grounds {
                    span { (ctx.t(&format!("ground-{}", ground.replace('_', "-")))) @if *count > 1 { " ×" (count) } }
                }
                span.soft { (ctx.with("moderation-since", [("date", format::date_time(ctx.lang, item.first_at).into())])) }
            }
            h2 { a href=(format!("/desk/moderation/{}", item.id)) { (item.excerpt) } }
            p.meta { span { (item.name) } span { (item.proposal) } }
            @if item.own { p.soft { (ctx.t("moderation-own")) } }
            @else { (link(Kind::Quiet, &format!("/desk/moderation/{}", item.id), &ctx.t("moderation-decide"))) }
        }
    }
}
