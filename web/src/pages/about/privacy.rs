//! What the platform keeps of people, and for how long.

use maud::{Markup, html};

use crate::context::Ctx;
use crate::layout::Page;

/// The privacy statement.
#[derive(Debug)]
pub struct PrivacyPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// So many days after the end of signing, pictures of paper sheets are erased.
    pub evidence_days: i64,
}

impl PrivacyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("privacy-title")) }
            p.lead { (ctx.t("privacy-lead")) }
            dl.facts {
                @for key in ["account", "second-factor", "identity", "signature", "signature-mail", "signature-origin", "signature-paper", "originals", "comment", "afterwards", "log", "cookies", "delete"] {
                    dt { (ctx.t(&format!("privacy-{key}-title"))) }
                    dd { (ctx.with(&format!("privacy-{key}"), [("days", self.evidence_days.into())])) }
                }
            }
        };
        Page::new(ctx, ctx.t("privacy-title"), body).render()
    }
}
