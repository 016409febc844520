//! The approver's desk: what waits for a signature.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, link};
use crate::components::case_list::{CaseRow, case_list};
use crate::components::notice::empty;
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// An addendum that waits.
#[derive(Debug, Clone)]
pub struct WaitingAddendum {
    /// The proposal's title.
    pub title: String,
    /// What it says.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Where it is signed.
    pub href: String,
}

/// The page.
#[derive(Debug)]
pub struct ApprovalsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Responses that wait, first due first.
    pub responses: Vec<CaseRow>,
    /// Addenda that wait, oldest first.
    pub addenda: Vec<WaitingAddendum>,
}

impl ApprovalsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("cases-approvals-title");
        let body = html! {
            h1 { (title) }
            h2 { (ctx.t("cases-approvals-responses")) " " span.soft { "(" (self.responses.len()) ")" } }
            @if self.responses.is_empty() { (empty(&ctx.t("cases-approvals-empty"))) } @else { (case_list(ctx.lang, &self.responses)) }
            @if !self.addenda.is_empty() {
                h2 { (ctx.t("cases-approvals-addenda")) " " span.soft { "(" (self.addenda.len()) ")" } }
                @for one in &self.addenda {
                    article.panel {
                        h3 { (one.title) }
                        p.meta { span { (format::date_of(ctx.lang, one.at)) } }
                        (prose(&one.body))
                        (link(Kind::Main, &one.href, &ctx.t("cases-act-sign-addendum")))
                    }
                }
            }
        };
        Page::new(ctx, title, body).wide().render()
    }
}
