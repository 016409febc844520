//! The draft texts of a proposal, on its page.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::context::Ctx;
use crate::format;

/// A text, in short.
#[derive(Debug, Clone)]
pub struct TextCard {
    /// Where it leads.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The code of its kind.
    pub kind: &'static str,
    /// The number of its newest version, 0 for a draft that nobody else sees.
    pub latest: i64,
    /// When that was published.
    pub published_at: Option<DateTime<Utc>>,
    /// How many comments it has.
    pub count: i64,
}

/// The texts, and where another is drafted.
pub fn part(ctx: &Ctx, texts: &[TextCard], new: Option<&str>) -> Markup {
    html! {
        @if !texts.is_empty() {
            ul.cards {
                @for text in texts {
                    li.card {
                        p.voice-head {
                            (badge(Tone::Active, &ctx.t(&format!("text-kind-{}", text.kind))))
                            @if text.latest == 0 { (badge(Tone::Wait, &ctx.t("text-unpublished"))) }
                        }
                        h3 { a href=(text.href) { (text.title) } }
                        p.meta {
                            @if text.latest > 0 { span { (ctx.with("text-version", [("number", text.latest.into())])) } }
                            @if let Some(at) = text.published_at { span { (format::date_of(ctx.lang, at)) } }
                            @if text.latest > 0 { span { (ctx.with("text-comments", [("count", text.count.into())])) } }
                        }
                    }
                }
            }
        }
        @if let Some(href) = new { p { a href=(href) { (ctx.t("text-new")) } } }
    }
}
