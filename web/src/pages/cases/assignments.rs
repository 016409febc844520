//! The administrator's desk: cases without an agency, handed over, overdue; and the way to all else that is kept.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, link, post};
use crate::components::case_list::{CaseRow, case_list};
use crate::components::notice::empty;
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A transfer to take note of.
#[derive(Debug, Clone)]
pub struct TransferRow {
    /// The proposal's title.
    pub title: String,
    /// Who had the case.
    pub from: String,
    /// Who has it now.
    pub to: String,
    /// Why.
    pub reasons: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Where it is assigned anew.
    pub assign_href: String,
    /// Where it is left as it is.
    pub accept_action: String,
}

/// The page.
#[derive(Debug)]
pub struct AssignmentsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Cases without an agency, oldest first.
    pub unassigned: Vec<CaseRow>,
    /// Transfers nobody took note of.
    pub transfers: Vec<TransferRow>,
    /// Cases with a deadline that has passed.
    pub overdue: Vec<CaseRow>,
}

impl AssignmentsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("cases-admin-title");
        let body = html! {
            h1 { (title) }
            nav aria-label=(ctx.t("cases-admin-nav")) {
                ul.filters {
                    @for (href, key) in [("/desk/admin/people", "cases-admin-people"), ("/agencies", "cases-admin-agencies"), ("/desk/admin/audit", "cases-admin-audit")] {
                        li { a href=(href) { (ctx.t(key)) } }
                    }
                }
            }
            h2 { (ctx.t("cases-unassigned")) " " span.soft { "(" (self.unassigned.len()) ")" } }
            @if self.unassigned.is_empty() { (empty(&ctx.t("cases-unassigned-empty"))) } @else { (case_list(ctx.lang, &self.unassigned)) }
            h2 { (ctx.t("cases-transfers")) " " span.soft { "(" (self.transfers.len()) ")" } }
            @if self.transfers.is_empty() { (empty(&ctx.t("cases-transfers-empty"))) }
            @for row in &self.transfers {
                article.panel {
                    h3 { (row.title) }
                    p.meta {
                        span { (ctx.with("cases-transferred", [("from", row.from.as_str().into()), ("to", row.to.as_str().into())])) }
                        span { (format::date_of(ctx.lang, row.at)) }
                    }
                    (prose(&row.reasons))
                    div.actions {
                        (post(Kind::Main, &row.accept_action, &[], &ctx.t("cases-transfer-accept")))
                        (link(Kind::Quiet, &row.assign_href, &ctx.t("cases-act-assign")))
                    }
                }
            }
            h2 { (ctx.t("cases-filter-overdue")) " " span.soft { "(" (self.overdue.len()) ")" } }
            @if self.overdue.is_empty() { (empty(&ctx.t("cases-overdue-empty"))) } @else { (case_list(ctx.lang, &self.overdue)) }
        };
        Page::new(ctx, title, body).wide().render()
    }
}
