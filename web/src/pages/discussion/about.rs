//! What is said about a hearing, a response or a promise, with the form for saying something.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::comment_form::{CommentForm, comment_keys};
use crate::components::errors;
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::voice::{ThreadView, threads};
use crate::layout::Page;

/// A thread about something of a proposal.
#[derive(Debug)]
pub struct AboutPage<'a> {
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// What it is about.
    pub name: String,
    /// Where that is.
    pub href: String,
    /// How many comments there are.
    pub count: i64,
    /// The comments of this page.
    pub threads: Vec<ThreadView>,
    /// The form.
    pub form: CommentForm<'a>,
    /// Where its first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
    /// Where one comes back to after pressing a button.
    pub back: String,
}

impl AboutPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.form.ctx;
        let (title, href) = (&self.proposal.0, &self.proposal.1);
        let all = format!("{href}/discussion");
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (href, title), (&all, &ctx.t("discussion-title"))]))
            (errors::summary(self.form.form, comment_keys(false)))
            h1 { (ctx.with("about-title", [("name", self.name.clone().into())])) }
            p.lead { a href=(self.href) { (self.name) } }
            h2 { (ctx.t("comment-write")) }
            (self.form.render())
            h2 { (ctx.with("text-comments", [("count", self.count.into())])) }
            @if self.threads.is_empty() { (empty(&ctx.t("text-no-comments"))) } @else { (threads(ctx, &self.threads, &self.back)) }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        let heading = ctx.with("about-title", [("name", self.name.clone().into())]);
        Page::new(ctx, heading, body).with_errors(!self.form.form.errors.is_empty()).render()
    }
}
