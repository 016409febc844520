//! A person's own proposals: drafts first among what is to be done.

use maud::{Markup, html};

use crate::components::button::{Kind, link};
use crate::components::pager::pager;
use crate::components::proposal_card::{Card, cards};
use crate::context::Ctx;
use crate::layout::Page;

/// A person's proposals.
#[derive(Debug)]
pub struct MinePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposals, the latest begun first.
    pub cards: Vec<Card>,
    /// Back to the first page.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

impl MinePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("mine-title")) }
            p { (link(Kind::Main, "/proposals/new", &ctx.t("nav-propose"))) }
            (cards(ctx, &self.cards, 2, &ctx.t("mine-empty")))
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, ctx.t("mine-title"), body).wide().render()
    }
}
