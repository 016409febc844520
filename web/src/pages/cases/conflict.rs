//! What a colleague saved meanwhile, beside what was typed: piece by piece, each to be kept, taken or joined.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, submit_as};
use crate::components::changes::{Word, changes};
use crate::components::response_body::{ResponseBody, response_body};
use crate::context::Ctx;
use crate::format;

/// A piece that both changed, each in another way.
#[derive(Debug, Clone)]
pub struct Contested {
    /// Its code, as the fields are named.
    pub code: String,
    /// Which, in words.
    pub name: String,
    /// What was typed.
    pub mine: String,
    /// What the colleague saved, with what it changes about the other.
    pub theirs: Vec<Word>,
    /// Whether both can stand in it, one after the other.
    pub both: bool,
}

/// What a colleague saved meanwhile.
#[derive(Debug, Clone)]
pub struct Theirs {
    /// Its version.
    pub version: i64,
    /// Who.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What only they had changed, and what stands in the form now, in words.
    pub taken: Vec<String>,
    /// What both had changed.
    pub contested: Vec<Contested>,
    /// All it says.
    pub body: ResponseBody,
}

/// What happened, in the manner of an error summary.
pub(super) fn told(ctx: &Ctx, theirs: &Theirs) -> Markup {
    html! {
        div.error-summary role="alert" tabindex="-1" {
            h2 { (ctx.t("cases-conflict-title")) }
            p {
                (ctx.with("cases-conflict-text", [
                    ("by", theirs.by.as_str().into()),
                    ("version", theirs.version.into()),
                    ("date", theirs.at.map(|at| format::date_time(ctx.lang, at)).unwrap_or_default().into()),
                ]))
            }
            p { (ctx.t("cases-conflict-advice")) }
            @if !theirs.taken.is_empty() {
                p { (ctx.with("conflict-taken", [("pieces", theirs.taken.join(&ctx.t("cases-and")).into())])) }
            }
            @if theirs.contested.is_empty() { p { (ctx.t("conflict-nothing-left")) } }
            @else { p { (ctx.with("conflict-contested", [("count", theirs.contested.len().into())])) } }
        }
    }
}

/// The pieces to be settled; stands in the form, so that nothing typed is lost by pressing one of the buttons.
pub(super) fn contested(ctx: &Ctx, theirs: &Theirs) -> Markup {
    html! {
        @for one in &theirs.contested {
            section.panel.contested aria-labelledby=(format!("contested-{}", one.code)) {
                h2 id=(format!("contested-{}", one.code)) { (one.name) }
                div.side-by-side {
                    div { h3 { (ctx.t("conflict-mine")) } @if one.mine.is_empty() { p.soft { (ctx.t("conflict-empty")) } } @else { p.prose { (one.mine) } } }
                    div { h3 { (ctx.with("conflict-theirs", [("by", theirs.by.as_str().into())])) } (changes(&one.theirs)) }
                }
                div.actions {
                    (submit_as(Kind::Quiet, "choose", &format!("mine:{}", one.code), &ctx.t("conflict-keep-mine")))
                    (submit_as(Kind::Quiet, "choose", &format!("theirs:{}", one.code), &ctx.t("conflict-take-theirs")))
                    @if one.both { (submit_as(Kind::Quiet, "choose", &format!("both:{}", one.code), &ctx.t("conflict-both"))) }
                }
            }
        }
        details.panel {
            summary { (ctx.t("cases-conflict-theirs")) }
            (response_body(ctx.lang, &theirs.body))
        }
    }
}
