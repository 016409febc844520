//! The facilitator's desk.

use maud::{Markup, html};

use super::list::{HearingCard, kind_badge, state_badge};
use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// The hearings a facilitator works on.
#[derive(Debug)]
pub struct HearingsDesk<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// Those of this page, the latest day first; they lead to where one works on them.
    pub hearings: Vec<HearingCard>,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl HearingsDesk<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("hearings-desk")) }
            div.actions {
                (link(Kind::Main, "/desk/hearings/new", &ctx.t("hearing-new")))
                (link(Kind::Quiet, "/desk/paper", &ctx.t("paper-desk")))
            }
            @if self.hearings.is_empty() { (empty(&ctx.t("hearings-empty"))) } @else {
                div.table-scroll {
                    table.as-cards {
                        thead { tr {
                            th scope="col" { (ctx.t("hearing-day")) }
                            th scope="col" { (ctx.t("field-hearing-title")) }
                            th scope="col" { (ctx.t("hearing-about")) }
                            th scope="col" { (ctx.t("hearing-record")) }
                        } }
                        tbody { @for hearing in &self.hearings { (row(ctx, hearing)) } }
                    }
                }
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, ctx.t("hearings-desk"), body).wide().render()
    }
}

fn row(ctx: &Ctx, hearing: &HearingCard) -> Markup {
    html! {
        tr {
            td { (format::date(ctx.lang, hearing.held_on)) }
            td { div { a href=(hearing.href) { (hearing.title) } " " (kind_badge(ctx, hearing.kind)) } }
            td { (hearing.proposal.as_deref().unwrap_or_default()) }
            td {
                @if hearing.speeches > 0 { (ctx.with("hearing-speeches", [("count", hearing.speeches.into())])) }
                @else if hearing.state == "held" { (badge(Tone::Wait, &ctx.t("hearing-record-missing"))) }
                @else { (state_badge(ctx, hearing.state)) }
            }
        }
    }
}
