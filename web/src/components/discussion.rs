//! The discussion of a proposal: numbers, filters and voices, as a section of its page or as a page of its own.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::comment_form::CommentForm;
use super::notice::empty;
use super::prose::prose;
use super::stance_chart::stance_chart;
use super::voice::{ThreadView, both_sides, threads};
use crate::context::Ctx;
use crate::format::{self, number};

/// Where a page that is open hears of what is written, and where that is shown.
#[derive(Debug, Clone)]
pub struct Live {
    /// The address of the stream.
    pub stream: String,
    /// The page of what is new.
    pub href: String,
}

/// The button that appears once something is new, and the place where what is new is put; nothing without scripts. The
/// button floats above the page, so that nothing moves when it appears.
pub fn live(ctx: &Ctx, live: &Live) -> Markup {
    html! {
        div.live-voices data-live-voices=(live.stream) data-new=(live.href)
            data-words=(ctx.t("live-new")) data-words-one=(ctx.t("live-new-one")) data-words-most=(ctx.t("live-new-most"))
            data-words-there=(ctx.t("live-there")) data-most="60" {
            a.button hidden href=(live.href) {}
            p.visually-hidden role="status" {}
        }
        section #new-voices hidden tabindex="-1" aria-label=(ctx.t("live-title")) { ol.voices {} }
    }
}

/// A filter or order that can be chosen.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Where it leads.
    pub href: String,
    /// Its words, with the number where there is one.
    pub text: String,
    /// Whether it is the present one.
    pub current: bool,
}

/// How many people and posts hold a stance.
#[derive(Debug, Clone, Copy)]
pub struct StanceCount {
    /// The code of the stance.
    pub stance: &'static str,
    /// How many people.
    pub people: i64,
    /// How many posts.
    pub voices: i64,
}

/// The reader's own first comment that waits for a moderator, or came back.
#[derive(Debug)]
pub struct HeldView {
    /// Its id.
    pub id: String,
    /// The code of its stance.
    pub stance: Option<&'static str>,
    /// Its words.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Whether it came back because what it answers takes no replies any more.
    pub returned: bool,
}

/// The discussion.
#[derive(Debug)]
pub struct Discussion<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// All visible posts.
    pub voices: i64,
    /// All people.
    pub people: i64,
    /// By stance.
    pub stances: Vec<StanceCount>,
    /// How many posts take no side, and of how many people.
    pub neither: (i64, i64),
    /// How many people took a stance for the first time on a day, by day and code, the earliest first.
    pub days: Vec<(NaiveDate, &'static str, i64)>,
    /// The channels to choose from.
    pub channels: Vec<Chosen>,
    /// The stances to choose from.
    pub stance_filters: Vec<Chosen>,
    /// The orders to choose from.
    pub orders: Vec<Chosen>,
    /// The reader's own that wait.
    pub held: Vec<HeldView>,
    /// The voices.
    pub threads: Vec<ThreadView>,
    /// Whether both sides are to stand beside each other.
    pub both_sides: bool,
    /// The form for a new comment.
    pub form: CommentForm<'a>,
    /// Where the issues are, and how many, if there are any or the reader makes them.
    pub merged: Option<(String, i64)>,
    /// Where one comes back to after pressing a button.
    pub back: String,
    /// Whether any filter is set, for the words of an empty list.
    pub filtered: bool,
}

impl Discussion<'_> {
    /// Numbers, form, filters and voices; the heading above is the page's.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            (self.numbers())
            @if let Some((href, count)) = &self.merged {
                p { a.button.quiet href=(href) { (ctx.with("merged-see", [("count", (*count).into())])) } }
            }
            details.comment-box open[!self.form.form.errors.is_empty() || self.voices == 0] {
                summary { (ctx.t("comment-write")) }
                (self.form.render())
            }
            @for one in &self.held { (held(ctx, one)) }
            @if self.voices > 0 || self.filtered || !self.threads.is_empty() { (self.choices()) }
            @if self.threads.is_empty() {
                (empty(&ctx.t(if self.filtered { "discussion-empty-filtered" } else { "discussion-empty" })))
            } @else if self.both_sides {
                (both_sides(ctx, &self.threads, &self.back))
            } @else {
                (threads(ctx, &self.threads, &self.back))
            }
        }
    }

    /// As a part of the proposal's page, with a link to the whole discussion if there is more.
    pub fn render_part(&self, whole: Option<&str>) -> Markup {
        html! {
            (self.render())
            @if let Some(href) = whole { p { a.button.quiet href=(href) { (self.ctx.t("discussion-whole")) } } }
        }
    }

    fn numbers(&self) -> Markup {
        let ctx = self.ctx;
        let most = self.stances.iter().map(|s| s.people).max().unwrap_or(0).max(1);
        html! {
            @if self.voices > 0 {
                p.lead { (ctx.with("discussion-numbers", [("people", number(self.people).into()), ("voices", number(self.voices).into())])) }
            }
            @if self.stances.iter().any(|s| s.people > 0) {
                div.table-scroll {
                    table.stance-table {
                        caption.visually-hidden { (ctx.t("discussion-stances")) }
                        thead.visually-hidden { tr { th scope="col" { (ctx.t("field-comment-stance")) } th scope="col" { (ctx.t("discussion-people")) } th scope="col" { (ctx.t("discussion-posts")) } } }
                        tbody {
                            @for stance in &self.stances {
                                tr {
                                    th scope="row" { (ctx.t(&format!("stance-{}", stance.stance))) }
                                    td {
                                        progress class=(format!("bar-{}", stance.stance)) max=(most) value=(stance.people) aria-hidden="true" {}
                                        (ctx.with("discussion-stance-people", [("count", stance.people.into())]))
                                    }
                                    td.number.soft { (ctx.with("discussion-stance-posts", [("count", stance.voices.into())])) }
                                }
                            }
                        }
                    }
                }
                @if self.neither.1 > 0 {
                    p.soft { (ctx.with("discussion-no-stance", [("people", self.neither.1.into()), ("posts", self.neither.0.into())])) }
                }
                @if self.days.iter().map(|(day, ..)| day).min() != self.days.iter().map(|(day, ..)| day).max() {
                    details.stance-history {
                        summary { (ctx.t("discussion-over-time")) }
                        (stance_chart(ctx.lang, &self.days))
                    }
                }
            }
        }
    }

    fn choices(&self) -> Markup {
        let ctx = self.ctx;
        choices(
            ctx,
            &[
                (&ctx.t("discussion-channel"), &self.channels),
                (&ctx.t("field-comment-stance"), &self.stance_filters),
                (&ctx.t("discussion-order"), &self.orders),
            ],
        )
    }
}

/// Filters and orders, each row with its label.
pub fn choices(ctx: &Ctx, rows: &[(&str, &[Chosen])]) -> Markup {
    html! {
        nav.voice-filters.no-print aria-label=(ctx.t("discussion-filters")) {
            @for (label, options) in rows { (row(label, options)) }
        }
    }
}

fn row(label: &str, options: &[Chosen]) -> Markup {
    html! {
        div.filter-row {
            span.soft { (label) }
            ul.filters {
                @for option in options {
                    li { a href=(option.href) aria-current=[option.current.then_some("true")] rel="nofollow" { (option.text) } }
                }
            }
        }
    }
}

/// What its author sees of a comment that waits.
fn held(ctx: &Ctx, one: &HeldView) -> Markup {
    html! {
        section.card id="held" aria-label=(ctx.t("held-yours")) {
            p.voice-head {
                (badge(Tone::Wait, &ctx.t(if one.returned { "held-came-back" } else { "held-waits" })))
                span.soft { (format::date_time(ctx.lang, one.at)) }
            }
            p { (ctx.t(if one.returned { "held-came-back-text" } else { "held-waits-text" })) }
            (prose(&one.body))
            form.inline method="post" action=(format!("/held/{}/withdraw", one.id)) {
                button.quiet type="submit" { (ctx.t("held-withdraw")) }
            }
        }
    }
}
