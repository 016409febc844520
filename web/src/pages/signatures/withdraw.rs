//! Asking once more before a signature is taken back.

use maud::{Markup, html};

use crate::components::button::{Kind, link, post};
use crate::context::Ctx;
use crate::layout::Page;

/// The question.
#[derive(Debug)]
pub struct WithdrawPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub proposal: &'a str,
    /// Its title.
    pub title: &'a str,
}

impl WithdrawPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/proposals/{}", self.proposal);
        let title = ctx.t("sign-withdraw-title");
        let body = html! {
            h1 { (title) }
            p.lead { (self.title) }
            p { (ctx.t("sign-withdraw-text")) }
            div.actions {
                (post(Kind::Danger, &format!("{base}/unsign"), &[], &ctx.t("sign-withdraw-button")))
                (link(Kind::Quiet, &base, &ctx.t("sign-withdraw-keep")))
            }
        };
        Page::new(ctx, title, body).render()
    }
}
