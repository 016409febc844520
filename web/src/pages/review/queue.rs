//! What waits for a review, the most urgent first.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::notice;
use crate::components::proposal_card::days;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A proposal that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The page to review it on.
    pub href: String,
    /// Its number.
    pub number: Option<i64>,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: Option<String>,
    /// How many times it was submitted.
    pub revision: i64,
    /// For how long it has waited, if that is too long by the rulebook's own marks.
    pub late: Option<String>,
    /// When it was submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// By when it must be reviewed, if that is known.
    pub due: Option<DateTime<Utc>>,
}

/// The queue.
#[derive(Debug)]
pub struct QueuePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What waits, the most urgent first.
    pub waiting: Vec<Waiting>,
    /// How many wait in all.
    pub total: u64,
    /// How many signatures wait for a check.
    pub signatures: i64,
    /// How many originals of opinions wait for a look.
    pub originals: i64,
}

impl QueuePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let total = i64::try_from(self.total).unwrap_or(i64::MAX);
        let late = self.waiting.iter().filter(|one| one.due.is_some_and(|due| ctx.now >= due)).count();
        let body = html! {
            h1 { (ctx.t("review-title")) }
            p.lead {
                (ctx.with("review-total", [("count", total.into())]))
                @if late > 0 { " " (badge(Tone::Bad, &ctx.with("review-late", [("count", late.into())]))) }
            }
            p { a href="/desk/review/signatures" { (ctx.t("checks-title")) } " " (ctx.with("checks-total", [("count", self.signatures.into())])) }
            p { a href="/desk/originals" { (ctx.with("originals-link", [("count", self.originals.into())])) } }
            @if self.waiting.is_empty() { (notice::empty(&ctx.t("review-empty"))) }
            @else {
                div.table-scroll { table.as-cards {
                    caption.visually-hidden { (ctx.t("review-title")) }
                    thead { tr {
                        th scope="col" { (ctx.t("review-due")) }
                        th scope="col" { (ctx.t("review-proposal")) }
                        th scope="col" { (ctx.t("review-submitted")) }
                    } }
                    tbody { @for one in &self.waiting { (self.row(one)) } }
                } }
            }
        };
        Page::new(ctx, ctx.t("review-title"), body).wide().render()
    }

    fn row(&self, one: &Waiting) -> Markup {
        let ctx = self.ctx;
        html! {
            tr {
                td {
                    @if let Some(period) = &one.late { (badge(Tone::Bad, &ctx.with("review-flagged", [("period", period.as_str().into())]))) br; }
                    @match one.due {
                        None => (badge(Tone::Wait, &ctx.t("standing-date-unknown"))),
                        Some(due) if ctx.now >= due => { (badge(Tone::Bad, &ctx.t("review-missed"))) br; span.small { (format::deadline(ctx.lang, due)) } },
                        Some(due) => { strong { (days(ctx, due)) } br; span.small { (format::deadline(ctx.lang, due)) } },
                    }
                }
                th scope="row" {
                    a href=(one.href) { (one.title) }
                    div.meta {
                        @if let Some(number) = one.number { span { "#" (number) } }
                        @if let Some(category) = &one.category { span { (category) } }
                        @if one.revision > 1 { span { (ctx.with("review-again", [("number", one.revision.into())])) } }
                    }
                }
                td.small { @if let Some(at) = one.submitted_at { (format::date_time(ctx.lang, at)) } }
            }
        }
    }
}
