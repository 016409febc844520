//! What is shown when more people sign at once than can be taken: nothing was counted, and a button tries again.

use maud::{Markup, html};

use crate::components::button::{Kind, link, post};
use crate::context::Ctx;
use crate::layout::Page;

/// The signature was not taken.
#[derive(Debug)]
pub struct BusyPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub proposal: &'a str,
    /// Where the button that tries again leads.
    pub again: &'a str,
    /// After how many seconds to try again.
    pub seconds: u64,
}

impl BusyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/proposals/{}", self.proposal);
        let seconds = i64::try_from(self.seconds).unwrap_or(i64::MAX);
        let title = ctx.t("sign-busy-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.with("sign-busy-text", [("seconds", seconds.into())])) }
            div.actions {
                (post(Kind::Main, self.again, &[], &ctx.t("sign-busy-retry")))
                (link(Kind::Quiet, &base, &ctx.t("sign-back")))
            }
        };
        Page::new(ctx, title, body).bare().render()
    }
}
