//! All hearings.

use chrono::{NaiveDate, NaiveTime};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A hearing, in short.
#[derive(Debug, Clone)]
pub struct HearingCard {
    /// Where it leads.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The code of its kind.
    pub kind: &'static str,
    /// The code of its state: `announced`, `held`, `cancelled` or `draft`.
    pub state: &'static str,
    /// The day.
    pub held_on: NaiveDate,
    /// When it begins.
    pub starts_at: Option<NaiveTime>,
    /// Where.
    pub place: String,
    /// The proposal's title.
    pub proposal: Option<String>,
    /// How many speeches its record has.
    pub speeches: i64,
}

/// The badge of a hearing's kind.
pub fn kind_badge(ctx: &Ctx, code: &str) -> Markup {
    badge(Tone::Active, &ctx.t(&format!("hearing-kind-{}", code.replace('_', "-"))))
}

/// The badge of how far a hearing is.
pub fn state_badge(ctx: &Ctx, state: &str) -> Markup {
    let tone = match state {
        "announced" => Tone::Wait,
        "held" => Tone::Good,
        "cancelled" => Tone::Bad,
        _ => Tone::Plain,
    };
    badge(tone, &ctx.t(&format!("hearing-state-{state}")))
}

/// Hearings as cards.
pub fn cards(ctx: &Ctx, hearings: &[HearingCard]) -> Markup {
    html! {
        ul.cards {
            @for hearing in hearings {
                li.card {
                    p.voice-head {
                        (kind_badge(ctx, hearing.kind))
                        @if hearing.state != "held" { (state_badge(ctx, hearing.state)) }
                    }
                    h3 { a href=(hearing.href) { (hearing.title) } }
                    p.meta {
                        span {
                            (format::date_with_weekday(ctx.lang, hearing.held_on))
                            @if let Some(time) = hearing.starts_at { " " (time.format("%H:%M")) }
                        }
                        @if !hearing.place.is_empty() { span { (hearing.place) } }
                    }
                    @if let Some(proposal) = &hearing.proposal { p.soft.small { (proposal) } }
                    p.small {
                        @if hearing.speeches > 0 { (ctx.with("hearing-speeches", [("count", hearing.speeches.into())])) }
                        @else if hearing.state == "held" { (ctx.t("hearing-no-record")) }
                    }
                }
            }
        }
    }
}

/// The hearings of a proposal as a part of its page, with a link for entering another one.
pub fn part(ctx: &Ctx, hearings: &[HearingCard], new: Option<&str>) -> Markup {
    html! {
        @if !hearings.is_empty() { (cards(ctx, hearings)) }
        @if let Some(href) = new { p { a href=(href) { (ctx.t("hearing-new")) } } }
    }
}

/// The list of all hearings.
#[derive(Debug)]
pub struct HearingsPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// Those to come, the next one first; only on the first page.
    pub coming: Vec<HearingCard>,
    /// Those of this page that lie behind, the latest first.
    pub hearings: Vec<HearingCard>,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl HearingsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("hearings-title")) }
            p.lead { (ctx.t("hearings-lead")) }
            @if self.first.is_none() {
                h2 #coming { (ctx.t("hearings-coming")) }
                @if self.coming.is_empty() { (empty(&ctx.t("hearings-none-coming"))) } @else { (cards(ctx, &self.coming)) }
                p.small { a href="/hearings.ics" { (ctx.t("hearings-calendar")) } }
            }
            h2 { (ctx.t("hearings-past")) }
            @if self.hearings.is_empty() { (empty(&ctx.t("hearings-empty"))) } @else { (cards(ctx, &self.hearings)) }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, ctx.t("hearings-title"), body).description(ctx.t("hearings-lead")).wide().render()
    }
}
