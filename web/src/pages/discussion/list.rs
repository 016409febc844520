//! The whole discussion of a proposal, page by page.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::comment_form::comment_keys;
use crate::components::discussion::{Discussion, Live, live};
use crate::components::errors;
use crate::components::pager::pager;
use crate::layout::Page;

/// The discussion of a proposal.
#[derive(Debug)]
pub struct DiscussionPage<'a> {
    /// The discussion.
    pub discussion: Discussion<'a>,
    /// Where the page hears of what is new.
    pub live: Live,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// Where its first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl DiscussionPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.discussion.ctx;
        let (title, href) = (&self.proposal.0, &self.proposal.1);
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (href, title)]))
            (errors::summary(self.discussion.form.form, comment_keys(false)))
            h1 { (ctx.t("discussion-title")) }
            p.lead { a href=(href) { (title) } }
            h2.visually-hidden { (ctx.t("proposal-discussion")) }
            (live(ctx, &self.live))
            (self.discussion.render())
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        let heading = format!("{} – {title}", ctx.t("discussion-title"));
        Page::new(ctx, heading, body)
            .script("voices.js")
            .with_errors(!self.discussion.form.form.errors.is_empty())
            .render()
    }
}
