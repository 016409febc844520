//! All notices of a person.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, post};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::told::{NoticeView, notices};
use crate::context::Ctx;
use crate::layout::Page;

/// All notices.
#[derive(Debug)]
pub struct NoticesPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Whether only unread ones are shown.
    pub unread_only: bool,
    /// How many are unread in all.
    pub unread: i64,
    /// The notices of this page.
    pub notices: &'a [NoticeView],
    /// Where the first page is, if this is another.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl NoticesPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("notices-title");
        let body = html! {
            (breadcrumb(ctx, &[("/my", &ctx.t("my-title"))]))
            h1 { (title) }
            ul.filters {
                li { a href="/my/notices" aria-current=[(!self.unread_only).then_some("page")] { (ctx.t("notices-all")) } }
                li {
                    a href="/my/notices?unread=1" aria-current=[self.unread_only.then_some("page")] {
                        (ctx.with("notices-unread", [("count", self.unread.into())]))
                    }
                }
            }
            @if self.notices.is_empty() { (empty(&ctx.t("notices-none"))) }
            @else {
                (notices(ctx, self.notices, &ctx.path))
                (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            }
            @if self.unread > 0 {
                div.actions { (post(Kind::Quiet, "/my/notices/read-all", &[], &ctx.t("notices-mark-all"))) }
            }
            p { a href="/my/mails" { (ctx.t("mails-title")) } }
        };
        Page::new(ctx, title, body).render()
    }
}
