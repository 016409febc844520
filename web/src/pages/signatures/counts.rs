//! How the co-signing of a proposal went: the box, the history, the map, and where the numbers can be had.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::components::county_map::county_map;
use crate::components::history_chart::history_chart;
use crate::components::sign_box::SignBox;
use crate::context::Ctx;
use crate::layout::Page;

/// The numbers of one drive.
#[derive(Debug)]
pub struct CountsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title.
    pub title: &'a str,
    /// The box in which one signs.
    pub sign_box: SignBox<'a>,
    /// Signatures by day, none left out.
    pub days: &'a [(NaiveDate, i64)],
    /// Signatures by county code.
    pub counties: &'a [(String, i64)],
    /// Signatures without a county.
    pub unknown: i64,
}

impl CountsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let id = self.sign_box.proposal;
        let api = format!("/api/v1/proposals/{id}/signatures");
        let body = html! {
            p.small { a href=(format!("/proposals/{id}")) { (ctx.t("sign-back")) } }
            h1 { (ctx.t("counts-title")) }
            p.lead { (self.title) }
            div.proposal-grid {
                aside { (self.sign_box.render()) }
                div.proposal-main {
                    section aria-labelledby="history-title" {
                        h2 #history-title { (ctx.t("history-title")) }
                        (history_chart(ctx.lang, self.days, self.sign_box.threshold))
                    }
                    section aria-labelledby="map-title" {
                        h2 #map-title { (ctx.t("map-title")) }
                        (county_map(ctx.lang, self.counties, self.unknown))
                    }
                    section aria-labelledby="numbers-title" {
                        h2 #numbers-title { (ctx.t("counts-data")) }
                        p { (ctx.t("counts-rule")) }
                        ul {
                            li { a href=(format!("{api}/count")) { (ctx.t("counts-json-count")) } }
                            li { a href=(format!("{api}/history")) { (ctx.t("counts-json-history")) } }
                            li { a href=(format!("{api}/by-county")) { (ctx.t("counts-json-counties")) } }
                            li {
                                a href=(format!("/proposals/{id}/signatures.jsonl")) { (ctx.t("counts-proof")) }
                                " " a href="/verify" { (ctx.t("counts-proof-how")) }
                            }
                        }
                    }
                }
            }
        };
        Page::new(ctx, ctx.with("counts-page-title", [("title", self.title.into())]), body).wide().render()
    }
}
