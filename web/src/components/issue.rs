//! An issue: its question, who says what of it, and through which channels it was said.

use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::prose::prose;
use crate::context::Ctx;
use crate::format::number;

/// How many people and posts there are, by side and by channel.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    /// All posts.
    pub voices: i64,
    /// All people.
    pub people: i64,
    /// The code of a side, its people, and its posts; `none` for those that take none.
    pub sides: Vec<(&'static str, i64, i64)>,
    /// The code of a channel, its people, and its posts.
    pub channels: Vec<(&'static str, i64, i64)>,
}

/// What the agency says of an issue.
#[derive(Debug, Clone)]
pub struct IssueAnswer {
    /// Its words.
    pub text: String,
    /// Whether it leaves the issue open.
    pub open: bool,
    /// Where it stands in the response.
    pub href: String,
}

/// The numbers of an issue in words and as bars.
pub fn numbers(ctx: &Ctx, numbers: &Numbers) -> Markup {
    html! {
        @if numbers.voices == 0 {
            p.soft { (ctx.t("issue-no-voices")) }
        } @else {
            p.issue-numbers {
                (ctx.with("issue-numbers", [("people", number(numbers.people).into()), ("voices", number(numbers.voices).into())]))
            }
            div.issue-bars {
                (split(ctx, &ctx.t("issue-sides"), "side", &numbers.sides))
                (split(ctx, &ctx.t("issue-channels"), "channel", &numbers.channels))
            }
        }
    }
}

/// One bar with its parts, and what they are in words: nothing is told by colour alone.
fn split(ctx: &Ctx, title: &str, kind: &str, parts: &[(&'static str, i64, i64)]) -> Markup {
    let all: i64 = parts.iter().map(|(_, people, _)| people).sum();
    let mut at = 0.0;
    let rects = parts.iter().filter(|(_, people, _)| *people > 0).map(|(code, people, _)| {
        let width = 100.0 * *people as f64 / all.max(1) as f64;
        let x = at;
        at += width;
        (code, format!("{x:.2}"), format!("{width:.2}"))
    });
    let rects: Vec<_> = rects.collect();
    html! {
        div.split {
            @if all > 0 {
                svg.split-bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                    @for (code, x, width) in &rects { rect class=(format!("{kind}-{code}")) x=(x) y="0" width=(width) height="4" {} }
                }
            }
            dl.split-parts {
                dt.visually-hidden { (title) }
                @for (code, people, voices) in parts.iter().filter(|(_, _, voices)| *voices > 0) {
                    dd {
                        svg.split-key viewBox="0 0 4 4" aria-hidden="true" { rect class=(format!("{kind}-{code}")) width="4" height="4" {} }
                        @let words = if kind == "side" { format!("issue-side-{code}") } else { format!("channel-{code}") };
                        (ctx.t(&words)) " "
                        span.number {
                            @if *people > 0 { (ctx.with("issue-part", [("people", (*people).into()), ("voices", (*voices).into())])) }
                            @else { (ctx.with("issue-part-posts", [("voices", (*voices).into())])) }
                        }
                    }
                }
            }
        }
    }
}

/// The agency's answer, above everything that was said.
pub fn answer(ctx: &Ctx, answer: &IssueAnswer) -> Markup {
    html! {
        div.issue-answer {
            p.voice-head {
                @if answer.open { (badge(Tone::Wait, &ctx.t("issue-left-open"))) } @else { (badge(Tone::Good, &ctx.t("issue-answered"))) }
                strong { (ctx.t(if answer.open { "issue-open-why" } else { "issue-answer" })) }
            }
            (prose(&answer.text))
            p.small { a href=(answer.href) { (ctx.t("issue-answer-whole")) } }
        }
    }
}
