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
    /// Why the receiving agency refused it.
    pub refusal: Option<String>,
    /// Where it is left as it is.
    pub accept_action: String,
    /// Where the administrator decides after a refusal.
    pub decide_href: String,
}

/// How the mails and text messages stand.
#[derive(Debug, Clone)]
pub struct OutboxView {
    /// How many wait to be sent.
    pub waiting: usize,
    /// Since when the oldest waits.
    pub oldest: Option<DateTime<Utc>>,
    /// Those that were given up, by reason.
    pub failures: Vec<FailureRow>,
}

/// Messages that were given up for one reason.
#[derive(Debug, Clone)]
pub struct FailureRow {
    /// `mail` or `sms`.
    pub channel: String,
    /// The code of the error.
    pub reason: String,
    /// How many.
    pub count: i64,
    /// When the latest was given up.
    pub latest: DateTime<Utc>,
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
    /// Mails and text messages.
    pub outbox: OutboxView,
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
                    @for (href, key) in [("/desk/admin/people", "cases-admin-people"), ("/agencies", "cases-admin-agencies"), ("/desk/admin/polling-days", "cases-admin-polling"), ("/desk/admin/mail-domains", "domains-title"), ("/desk/admin/watch", "watch-title"), ("/desk/admin/audit", "cases-admin-audit")] {
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
                    @if let Some(refusal) = &row.refusal {
                        h4 { (ctx.with("together-refused-by", [("agency", row.to.as_str().into())])) }
                        (prose(refusal))
                    }
                    div.actions {
                        @if row.refusal.is_some() { (link(Kind::Main, &row.decide_href, &ctx.t("cases-act-decide-dispute"))) }
                        @else { (post(Kind::Main, &row.accept_action, &[], &ctx.t("cases-transfer-accept"))) }
                        (link(Kind::Quiet, &row.assign_href, &ctx.t("cases-act-assign")))
                    }
                }
            }
            h2 { (ctx.t("cases-filter-overdue")) " " span.soft { "(" (self.overdue.len()) ")" } }
            @if self.overdue.is_empty() { (empty(&ctx.t("cases-overdue-empty"))) } @else { (case_list(ctx.lang, &self.overdue)) }
            h2 { (ctx.t("outbox-title")) }
            (self.outbox(ctx))
        };
        Page::new(ctx, title, body).wide().render()
    }

    fn outbox(&self, ctx: &Ctx) -> Markup {
        let outbox = &self.outbox;
        html! {
            @match outbox.oldest {
                Some(since) => p { (ctx.with("outbox-waiting", [
                    ("count", outbox.waiting.into()),
                    ("since", format::date_time(ctx.lang, since).into()),
                ])) },
                None => p { (ctx.t("outbox-none-waiting")) },
            }
            @if outbox.failures.is_empty() { p { (ctx.t("outbox-none-failed")) } } @else {
                p { (ctx.t("outbox-failed")) }
                div.table-scroll {
                    table.as-cards {
                        thead { tr {
                            th scope="col" { (ctx.t("outbox-channel")) }
                            th scope="col" { (ctx.t("outbox-reason")) }
                            th scope="col" { (ctx.t("outbox-count")) }
                            th scope="col" { (ctx.t("outbox-latest")) }
                        } }
                        tbody { @for row in &outbox.failures { tr {
                            td data-label=(ctx.t("outbox-channel")) { (ctx.t(&format!("outbox-channel-{}", row.channel))) }
                            td data-label=(ctx.t("outbox-reason")) { (reason(ctx, &row.reason)) }
                            td data-label=(ctx.t("outbox-count")) { (row.count) }
                            td data-label=(ctx.t("outbox-latest")) { (format::date_time(ctx.lang, row.latest)) }
                        } } }
                    }
                }
            }
        }
    }
}

/// Our own reasons in words; a mail server's or gateway's code as it is.
fn reason(ctx: &Ctx, code: &str) -> String {
    let ours = ctx.lang.find(&format!("outbox-reason-{}", code.replace('_', "-")));
    ours.unwrap_or_else(|| ctx.with("outbox-reason-other", [("code", code.into())]))
}
