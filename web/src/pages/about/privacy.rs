//! What the platform keeps of people, and for how long.

use maud::{Markup, html};

use crate::context::Ctx;
use crate::layout::Page;

/// The privacy statement.
#[derive(Debug)]
pub struct PrivacyPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
}

impl PrivacyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("privacy-title")) }
            p.lead { (ctx.t("privacy-lead")) }
            dl.facts {
                @for key in ["account", "signature", "signature-mail", "signature-origin", "comment", "log", "cookies", "delete"] {
                    dt { (ctx.t(&format!("privacy-{key}-title"))) }
                    dd { (ctx.t(&format!("privacy-{key}"))) }
                }
            }
        };
        Page::new(ctx, ctx.t("privacy-title"), body).render()
    }
}
