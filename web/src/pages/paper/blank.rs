//! The sheet that is printed and signed.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// How many lines a sheet has.
const LINES: usize = 10;

/// The page.
#[derive(Debug)]
pub struct BlankPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its number.
    pub number: Option<i64>,
    /// Its title.
    pub title: &'a str,
    /// What it demands.
    pub demands: &'a [String],
    /// The number of the sheet, if it has one yet.
    pub sheet: Option<i64>,
    /// `mobile` or `email`: what identifies a signer.
    pub identifier: &'static str,
    /// What a region is called.
    pub region: &'a str,
    /// The first instant at which sheets are no longer taken, if it is known.
    pub closes_at: Option<DateTime<Utc>>,
    /// The address of the platform.
    pub public_url: &'a str,
}

impl BlankPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let identifier = ctx.t(&format!("paper-identifier-{}", self.identifier));
        let body = html! {
            form.panel.no-print method="get" action=(format!("/proposals/{}/sheet", self.id)) {
                p { (ctx.t("paper-blank-how")) }
                div.field {
                    label for="sheet" { (ctx.t("paper-blank-number")) }
                    input #sheet name="sheet" type="text" inputmode="numeric" value=[self.sheet];
                }
                (submit(Kind::Quiet, &ctx.t("paper-blank-set")))
            }
            div.paper-sheet {
                p.paper-sheet-number { (ctx.t("paper-blank-sheet")) " " @match self.sheet { Some(sheet) => strong { (sheet) }, None => span.paper-sheet-blank {} } }
                h1 { (ctx.t("paper-blank-title")) }
                p.lead { @if let Some(number) = self.number { "#" (number) " " } (self.title) }
                h2 { (ctx.t("paper-blank-demands")) }
                ol { @for demand in self.demands { li { (demand) } } }
                p.small { (self.public_url) "/proposals/" (self.id) }
                @if let Some(at) = self.closes_at { p { (ctx.with("paper-blank-until", [("at", format::deadline(ctx.lang, at).into())])) } }
                div.table-scroll tabindex="0" role="region" aria-label=(ctx.t("paper-blank-title")) { table.paper-lines {
                    thead { tr {
                        th scope="col" { (ctx.t("paper-column-line")) }
                        th scope="col" { (ctx.t("paper-column-name")) }
                        th scope="col" { (identifier) }
                        th scope="col" { (self.region) }
                        th scope="col" { (ctx.t("paper-column-date")) }
                        th scope="col" { (ctx.t("paper-blank-signature")) }
                    } }
                    tbody { @for line in 1..=LINES { tr { th scope="row" { (line) } td {} td {} td {} td {} td {} } } }
                } }
                p.small { (ctx.with("paper-blank-privacy", [("identifier", identifier.clone().into())])) }
            }
        };
        Page::new(ctx, ctx.t("paper-blank-title"), body).wide().render()
    }
}
