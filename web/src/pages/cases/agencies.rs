//! All agencies, with what they owe.

use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link};
use crate::components::notice::empty;
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// An agency in the list.
#[derive(Debug, Clone)]
pub struct AgencyRow {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Cases whose response is owed.
    pub waiting: i64,
    /// Those with a deadline that has passed.
    pub overdue: i64,
    /// Cases answered.
    pub answered: i64,
    /// Whether cases may be assigned to it.
    pub active: bool,
    /// Where an administrator changes it.
    pub edit: Option<String>,
}

/// The page.
#[derive(Debug)]
pub struct AgenciesPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The agencies.
    pub agencies: Vec<AgencyRow>,
    /// Whether the reader keeps the agencies.
    pub keeps: bool,
}

impl AgenciesPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("cases-agencies-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("cases-agencies-lead")) " " a href="/record" { (ctx.t("record-title")) } }
            @if self.keeps { div.actions { (link(Kind::Main, "/desk/admin/agencies/new", &ctx.t("cases-agency-add"))) } }
            @if self.agencies.is_empty() { (empty(&ctx.t("cases-agencies-empty"))) }
            @else {
                div.table-scroll tabindex="0" role="region" aria-label=(title) {
                    table {
                        thead { tr {
                            th scope="col" { (ctx.t("cases-agency")) }
                            th.number scope="col" { (ctx.t("cases-col-waiting")) }
                            th.number scope="col" { (ctx.t("cases-col-overdue")) }
                            th.number scope="col" { (ctx.t("cases-col-answered")) }
                            @if self.keeps { th scope="col" { (ctx.t("cases-col-keep")) } }
                        } }
                        tbody { @for row in &self.agencies { (self.row(row)) } }
                    }
                }
            }
        };
        Page::new(ctx, title, body).wide().description(ctx.t("cases-agencies-lead")).render()
    }

    fn row(&self, row: &AgencyRow) -> Markup {
        let ctx = self.ctx;
        html! {
            tr {
                th scope="row" {
                    a href=(row.href) { (row.name) }
                    @if !row.active { " " (badge(Tone::Plain, &ctx.t("cases-agency-inactive"))) }
                }
                td.number { (number(row.waiting)) }
                td.number {
                    @if row.overdue > 0 { (badge(Tone::Bad, &ctx.with("cases-overdue-count", [("count", row.overdue.into())]))) }
                    @else { "0" }
                }
                td.number { (number(row.answered)) }
                @if let Some(edit) = &row.edit {
                    td { a href=(edit) aria-label=(format!("{} {}", ctx.t("cases-agency-change"), row.name)) { (ctx.t("cases-agency-change")) } }
                }
            }
        }
    }
}
