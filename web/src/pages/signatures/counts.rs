//! How the co-signing of a proposal went: the box, the history, the map, and where the numbers can be had.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use crate::components::check::why;
use crate::components::count_image::{HEIGHT, WIDTH};
use crate::components::county_map::county_map;
use crate::components::history_chart::{history_chart, hours_chart};
use crate::components::regions::{RegionNumbers, region_numbers};
use crate::components::sign_box::SignBox;
use crate::components::thresholds::{Threshold, thresholds};
use crate::context::Ctx;
use crate::format;
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
    /// All thresholds, lowest first.
    pub thresholds: &'a [Threshold],
    /// Signatures by hour of the first days, none left out.
    pub hours: &'a [(DateTime<Utc>, i64)],
    /// Signatures by day, none left out.
    pub days: &'a [(NaiveDate, i64)],
    /// Signatures by county code, where the regions are the counties.
    pub counties: Option<&'a [(String, i64)]>,
    /// The numbers of all regions.
    pub regions: &'a RegionNumbers,
    /// Signatures by the code of their channel, greatest first.
    pub channels: &'a [(&'static str, i64)],
    /// How many wait for a check, were found valid, and were invalidated for which reason, by its code.
    pub checks: (i64, i64, &'a [(String, i64)]),
    /// The licence of the numbers, by its identifier, and where it can be read.
    pub licence: (&'a str, &'a str),
    /// What was imported from paper and what samples of it found.
    pub paper: Markup,
    /// Where facilitators work on paper sheets.
    pub sheets: Option<&'a str>,
    /// Where an administrator lets the co-signing pause or go on.
    pub manage: Option<&'a str>,
    /// The address of the platform, without a slash at the end.
    pub public_url: &'a str,
}

impl CountsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, sign_box) = (self.ctx, &self.sign_box);
        let id = sign_box.proposal;
        let body = html! {
            p.small { a href=(format!("/proposals/{id}")) { (ctx.t("sign-back")) } }
            h1 { (ctx.t("counts-title")) }
            p.lead { (self.title) }
            div.proposal-grid {
                aside {
                    (sign_box.render())
                    @if let Some(href) = self.sheets { p { a href=(href) { (ctx.t("paper-title")) } } }
                    @if let Some(href) = self.manage { p { a href=(href) { (ctx.t("pause-title")) } } }
                }
                div.proposal-main {
                    section aria-labelledby="thresholds-title" {
                        h2 #thresholds-title { (ctx.t("thresholds-title")) }
                        (thresholds(ctx, sign_box.count, sign_box.standing, self.thresholds))
                        (self.files("thresholds"))
                    }
                    section aria-labelledby="history-title" {
                        h2 #history-title { (ctx.t("history-title")) }
                        h3 { (ctx.t("history-by-day")) }
                        (history_chart(ctx.lang, self.days, sign_box.threshold))
                        @if !self.hours.is_empty() {
                            h3 { (ctx.t("history-by-hour")) }
                            (hours_chart(ctx.lang, self.hours, sign_box.threshold))
                        }
                        (self.files("history"))
                    }
                    section aria-labelledby="map-title" {
                        h2 #map-title { (ctx.with("regions-summary", [("name", self.regions.label.as_str().into())])) }
                        @if let Some(counties) = self.counties { (county_map(ctx.lang, counties, self.regions.unknown)) }
                        // Where nothing is asked of the counties, the map with its own table says it all.
                        @if self.counties.is_none() || self.regions.reached.is_some() { (region_numbers(ctx, self.regions)) }
                        (self.files("by-region"))
                    }
                    @if !self.channels.is_empty() {
                        section aria-labelledby="channels-title" {
                            h2 #channels-title { (ctx.t("channels-title")) }
                            ul { @for (code, count) in self.channels {
                                li { (ctx.t(&format!("channel-{code}"))) " " strong { (format::number(*count)) } }
                            } }
                        }
                    }
                    (self.paper)
                    (self.checked())
                    section aria-labelledby="numbers-title" {
                        h2 #numbers-title { (ctx.t("counts-data")) }
                        p { (ctx.with("counts-as-of", [("at", format::date_time(ctx.lang, ctx.now).into())])) }
                        p { (ctx.t("counts-rule")) }
                        p { a href=(self.licence.1) rel="license" { (ctx.with("counts-licence", [("licence", self.licence.0.into())])) } }
                        p { (ctx.t("counts-csv")) }
                        p { a href=(format!("/api/v1/proposals/{id}/signatures/count")) { (ctx.t("counts-json-count")) } }
                        p {
                            a href=(format!("/proposals/{id}/signatures.jsonl")) { (ctx.t("counts-proof")) }
                            " " a href="/verify" { (ctx.t("counts-proof-how")) }
                        }
                    }
                    (self.embedding())
                }
            }
        };
        Page::new(ctx, ctx.with("counts-page-title", [("title", self.title.into())]), body).wide().render()
    }

    /// What was checked, in public numbers; nothing if nothing was.
    fn checked(&self) -> Markup {
        let (ctx, (waiting, confirmed, invalidated)) = (self.ctx, self.checks);
        if waiting + confirmed == 0 && invalidated.is_empty() {
            return html! {};
        }
        html! {
            section aria-labelledby="checked-title" {
                h2 #checked-title { (ctx.t("checked-title")) }
                p { (ctx.t("checked-text")) }
                ul {
                    @if waiting > 0 { li { (ctx.with("checked-waiting", [("count", waiting.into())])) } }
                    @if confirmed > 0 { li { (ctx.with("checked-confirmed", [("count", confirmed.into())])) } }
                    @for (reason, count) in invalidated {
                        li { (ctx.with("checked-invalidated", [("count", (*count).into())])) " " (why(ctx.lang, reason)) }
                    }
                }
            }
        }
    }

    /// The picture for other sites, with the HTML that shows it.
    fn embedding(&self) -> Markup {
        let (ctx, id) = (self.ctx, self.sign_box.proposal);
        let query = ctx.lang.pick("", "?lang=en");
        let (page, picture) = (format!("/proposals/{id}"), format!("/proposals/{id}/badge.svg{query}"));
        let alt = ctx.with("embed-alt", [("title", self.title.into())]);
        let code = html! {
            a href=(format!("{}{page}", self.public_url)) {
                img src=(format!("{}{picture}", self.public_url)) alt=(alt) width=(WIDTH) height=(HEIGHT);
            }
        };
        html! {
            section aria-labelledby="embed-title" {
                h2 #embed-title { (ctx.t("embed-title")) }
                p { (ctx.t("embed-text")) }
                p { img.embed-preview src=(picture) alt=(alt) width=(WIDTH) height=(HEIGHT); }
                div.field {
                    label for="embed-code" { (ctx.t("embed-code")) }
                    textarea #embed-code readonly rows="4" spellcheck="false" { (code.into_string()) }
                }
            }
        }
    }

    /// Where the numbers of a section can be had as files.
    fn files(&self, name: &str) -> Markup {
        let ctx = self.ctx;
        let json = format!("/api/v1/proposals/{}/signatures/{name}", self.sign_box.proposal);
        html! {
            p.small {
                (ctx.t("counts-download")) " "
                a href=(json) download=(format!("{name}.json")) { (ctx.t(&format!("counts-{name}"))) " JSON" }
                " · "
                a href=(format!("{json}.csv")) download=(format!("{name}.csv")) { (ctx.t(&format!("counts-{name}"))) " CSV" }
            }
        }
    }
}
