//! Everything a person follows.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, post};
use crate::components::follow::TopicView;
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::proposal_card::titled;
use crate::context::Ctx;
use crate::layout::Page;

/// Everything a person follows.
#[derive(Debug)]
pub struct FollowsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What is followed, the latest first; proposals, too.
    pub follows: &'a [TopicView],
    /// Where the first page is, if this is another.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl FollowsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("follows-title");
        let body = html! {
            (breadcrumb(ctx, &[("/my", &ctx.t("my-title"))]))
            h1 { (title) }
            p.lead { (ctx.t("follows-lead")) }
            @if self.follows.is_empty() { (empty(&ctx.t("follows-none"))) }
            @else {
                ul.my-list {
                    @for follow in self.follows { li { (self.entry(follow)) } }
                }
                (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            }
            h2 { (ctx.t("follows-more")) }
            p { (ctx.t("follows-more-text")) }
            ul {
                li { a href="/proposals" { (ctx.t("nav-proposals")) } }
                li { a href="/agencies" { (ctx.t("nav-agencies")) } }
                li { a href="/my/mails" { (ctx.t("mails-title")) } }
            }
        };
        Page::new(ctx, title, body).render()
    }

    fn entry(&self, follow: &TopicView) -> Markup {
        let ctx = self.ctx;
        let name = titled(ctx.lang, &follow.name);
        let hidden = [("kind", follow.kind), ("key", follow.key.as_str()), ("back", ctx.path.as_str())];
        html! {
            p.my-entry {
                span.soft { (ctx.with("follows-kind", [("kind", follow.kind.into())])) } " "
                @if let Some(href) = &follow.href { a href=(href) { (name) } } @else { (name) }
            }
            (post(Kind::Quiet, "/my/follows/end", &hidden, &ctx.with("follows-end", [("name", name.clone().into())])))
        }
    }
}
