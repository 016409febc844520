//! The comments on places that the newest version no longer has.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::voice::{ThreadView, threads};
use crate::context::Ctx;
use crate::layout::Page;

/// The list.
#[derive(Debug)]
pub struct GonePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// The text's title and address.
    pub text: (String, String),
    /// The comments of this page.
    pub threads: Vec<ThreadView>,
    /// Where its first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl GonePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.proposal.1, &self.proposal.0), (&self.text.1, &self.text.0)]))
            h1 { (ctx.t("text-gone-title")) }
            p.lead { a href=(self.text.1) { (self.text.0) } }
            p { (ctx.t("text-gone-lead")) }
            h2.visually-hidden { (ctx.t("proposal-discussion")) }
            @if self.threads.is_empty() { (empty(&ctx.t("text-gone-none"))) } @else { (threads(ctx, &self.threads, &format!("{}/gone", self.text.1))) }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, format!("{} – {}", ctx.t("text-gone-title"), self.text.0), body).render()
    }
}
