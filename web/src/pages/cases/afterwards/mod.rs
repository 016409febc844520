//! What people say of a published response: the proposer's reply, whether it helped, the survey, and a moderator's page.

pub mod feedback;
pub mod reply;
pub mod survey;
pub mod words;

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::context::Ctx;

/// To which response a page belongs.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The proposal's title.
    pub title: String,
    /// Its page.
    pub proposal_href: String,
    /// The response.
    pub response_href: String,
}

impl About {
    fn crumbs(&self, ctx: &Ctx) -> Markup {
        let response = ctx.t("cases-response");
        breadcrumb(ctx, &[(&self.proposal_href, &self.title), (&self.response_href, &response)])
    }

    fn back(&self, ctx: &Ctx) -> Markup {
        html! { a href=(self.response_href) { (ctx.t("after-back")) } }
    }
}
