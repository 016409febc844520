//! What waits for a moderator.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link};
use crate::components::notice::{self, empty, notice};
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
    /// The codes of the signals that speak for looking at it.
    pub signals: Vec<&'static str>,
    /// The codes of the grounds named, each with its number.
    pub grounds: Vec<(&'static str, usize)>,
    /// When the first report came.
    pub first_at: DateTime<Utc>,
    /// Whether the moderator wrote it and so can't decide.
    pub own: bool,
    /// Another moderator who is at it now.
    pub claimed_by: Option<String>,
}

/// An appeal that waits, in short.
#[derive(Debug)]
pub struct WaitingAppeal {
    /// The voice's id.
    pub voice: String,
    /// Its words, cut.
    pub excerpt: String,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Whether the moderator decided what it is about, so that another one must decide it.
    pub own: bool,
}

/// The queue.
#[derive(Debug)]
pub struct QueuePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// How many voices wait in all.
    pub total: i64,
    /// The decision that the moderator has just made and may take back.
    pub undo: Option<String>,
    /// How many first comments wait.
    pub held: i64,
    /// The appeals that wait, the one waiting longest first.
    pub appeals: Vec<WaitingAppeal>,
    /// Those of this page, the most pressing first.
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
            p { a href="/desk/moderation/decisions" { (ctx.t("moderation-decisions-link")) } " · " a href="/moderation" { (ctx.t("figures-title")) } }
            @if self.held > 0 { p { (link(Kind::Main, "/desk/moderation/held", &ctx.with("held-waiting", [("count", self.held.into())]))) } }
            @else { p { a href="/desk/moderation/held" { (ctx.t("held-title")) } } }
            (undo(ctx, self.undo.as_deref()))
            (keys(ctx, &["j", "k", "enter"]))
            @if !self.appeals.is_empty() {
                h2 { (ctx.with("moderation-appeals", [("count", self.appeals.len().into())])) }
                ol.voices {
                    @for appeal in &self.appeals {
                        li { article.card {
                            p.voice-head { (badge(Tone::Wait, &ctx.t("appeal-title"))) span.soft { (format::date_time(ctx.lang, appeal.at)) } }
                            h3 { a data-row="" href=(format!("/desk/moderation/{}", appeal.voice)) { (appeal.excerpt) } }
                            @if appeal.own { p.soft { (ctx.t("appeal-another")) } }
                        } }
                    }
                }
                h2 { (ctx.t("moderation-reported")) }
            }
            @if self.waiting.is_empty() { (empty(&ctx.t("moderation-empty"))) }
            ol.voices {
                @for item in &self.waiting { li { (card(ctx, item)) } }
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, ctx.t("moderation-title"), body).wide().render()
    }
}

/// Offers to take back what was just decided.
pub fn undo(ctx: &Ctx, decision: Option<&str>) -> Markup {
    html! {
        @if let Some(id) = decision {
            (notice(notice::Kind::Info, html! {
                p { (ctx.t("moderation-undo-note")) }
                form.inline method="post" action=(format!("/desk/moderation/decisions/{id}/undo")) {
                    button.quiet type="submit" data-key="u" { (ctx.t("moderation-undo")) }
                }
            }))
        }
    }
}

/// Which keys do what, and a switch: keys without a modifier must be possible to turn off.
pub fn keys(ctx: &Ctx, which: &[&str]) -> Markup {
    html! {
        details.keys hidden data-keys="" {
            summary { (ctx.t("keys-title")) }
            ul { @for key in which { li { kbd { (key) } " " (ctx.t(&format!("keys-{key}"))) } } }
            label { input type="checkbox" data-keys-switch="" checked; " " (ctx.t("keys-on")) }
        }
    }
}

fn card(ctx: &Ctx, item: &Waiting) -> Markup {
    html! {
        article.card {
            p.voice-head {
                @if item.reports > 0 { (badge(Tone::Wait, &ctx.with("moderation-reports", [("count", item.reports.into())]))) }
                @for signal in &item.signals { (badge(Tone::Bad, &ctx.t(&format!("voice-signal-{signal}")))) }
                (channel_badge(ctx.lang, item.channel))
                @for (ground, count) in &item.grounds {
                    span { (ctx.t(&format!("ground-{}", ground.replace('_', "-")))) @if *count > 1 { " ×" (count) } }
                }
                span.soft { (ctx.with("moderation-since", [("date", format::date_time(ctx.lang, item.first_at).into())])) }
            }
            h2 { a data-row="" href=(format!("/desk/moderation/{}", item.id)) { (item.excerpt) } }
            @if let Some(name) = &item.claimed_by { p.soft { (ctx.with("moderation-claimed", [("name", name.clone().into())])) } }
            p.meta { span { (item.name) } span { (item.proposal) } }
            @if item.own { p.soft { (ctx.t("moderation-own")) } }
            @else { (link(Kind::Quiet, &format!("/desk/moderation/{}", item.id), &ctx.t("moderation-decide"))) }
        }
    }
}
