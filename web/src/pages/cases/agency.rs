//! One agency: what it owes, oldest first, and its record of dates kept.

use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::case_list::{CaseRow, case_list};
use crate::components::follow::{TopicView, topics};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;
use crate::pages::cases::record::share;

/// How the agency kept one kind of clock.
#[derive(Debug, Clone)]
pub struct RecordRow {
    /// What is owed.
    pub name: String,
    /// Met in time.
    pub kept: i64,
    /// Extended.
    pub extended: i64,
    /// Missed.
    pub missed: i64,
    /// Running.
    pub running: i64,
}

/// The page.
#[derive(Debug)]
pub struct AgencyPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The button that begins or ends following it.
    pub follow: Vec<TopicView>,
    /// Its name.
    pub name: String,
    /// Its name in the other language.
    pub other_name: String,
    /// Whether cases may be assigned to it.
    pub active: bool,
    /// How the public reaches it.
    pub contact: String,
    /// The agency that supervises it.
    pub parent: Option<(String, String)>,
    /// Its record.
    pub records: Vec<RecordRow>,
    /// The page of its whole record.
    pub record_href: String,
    /// The cases it owes a response to, oldest first.
    pub waiting: Vec<CaseRow>,
    /// All its cases, newest first, without those above.
    pub others: Vec<CaseRow>,
    /// The first page, if this is a later one.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

impl AgencyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let overdue = self.waiting.iter().filter(|row| row.overdue).count();
        let body = html! {
            (breadcrumb(ctx, &[("/agencies", &ctx.t("nav-agencies"))]))
            h1 { (self.name) }
            p.soft lang=(ctx.lang.other().code()) { (self.other_name) }
            (topics(ctx, &self.follow))
            @if !self.active { p { (badge(Tone::Plain, &ctx.t("cases-agency-inactive"))) } }
            @if self.first.is_none() { (self.owed(overdue)) (self.record()) }
            h2 { (ctx.t("cases-agency-others")) }
            @if self.others.is_empty() { (empty(&ctx.t("cases-agency-no-others"))) } @else { (case_list(ctx.lang, &self.others)) }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            @if !self.contact.is_empty() || self.parent.is_some() {
                h2 { (ctx.t("cases-agency-about")) }
                @if let Some((name, href)) = &self.parent { p { (ctx.t("cases-agency-parent")) " " a href=(href) { (name) } } }
                (prose(&self.contact))
            }
        };
        Page::new(ctx, self.name.clone(), body).wide().render()
    }

    fn owed(&self, overdue: usize) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 {
                (ctx.t("cases-agency-waiting")) " " span.soft { "(" (self.waiting.len()) ")" }
                @if overdue > 0 { " " (badge(Tone::Bad, &ctx.with("cases-overdue-count", [("count", overdue.into())]))) }
            }
            @if self.waiting.is_empty() { (empty(&ctx.t("cases-agency-none-waiting"))) } @else { (case_list(ctx.lang, &self.waiting)) }
        }
    }

    fn record(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 #record { (ctx.t("cases-record-title")) }
            @if self.records.is_empty() { (empty(&ctx.t("cases-record-empty"))) }
            @else {
                p.soft { (ctx.t("cases-record-lead")) " " a href=(self.record_href) { (ctx.t("record-more")) } }
                div.table-scroll tabindex="0" role="region" aria-labelledby="record" {
                    table {
                        thead { tr {
                            th scope="col" { (ctx.t("cases-clock")) }
                            th.number scope="col" { (ctx.t("cases-col-kept")) }
                            th.number scope="col" { (ctx.t("cases-col-missed")) }
                            th.number scope="col" { (ctx.t("cases-col-extended")) }
                            th.number scope="col" { (ctx.t("cases-col-running")) }
                            th scope="col" { (ctx.t("cases-col-share")) }
                        } }
                        tbody { @for row in &self.records { (self.record_row(row)) } }
                    }
                }
            }
        }
    }

    fn record_row(&self, row: &RecordRow) -> Markup {
        let ctx = self.ctx;
        html! {
            tr {
                th scope="row" { (row.name) }
                td.number { (number(row.kept)) }
                td.number { (number(row.missed)) }
                td.number { (number(row.extended)) }
                td.number { (number(row.running)) }
                td { (share(ctx, row.kept, row.missed)) }
            }
        }
    }
}
