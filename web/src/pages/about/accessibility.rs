//! What the platform does so that everyone can use it.

use maud::{Markup, html};

use crate::context::Ctx;
use crate::layout::Page;

/// The accessibility statement.
#[derive(Debug)]
pub struct AccessibilityPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
}

impl AccessibilityPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("accessibility-title")) }
            p.lead { (ctx.t("accessibility-lead")) }
            ul {
                @for key in ["standard", "scripts", "keyboard", "colour", "language", "offline"] {
                    li { (ctx.t(&format!("accessibility-{key}"))) }
                }
            }
            h2 { (ctx.t("accessibility-missing-title")) }
            p { (ctx.t("accessibility-missing")) }
        };
        Page::new(ctx, ctx.t("accessibility-title"), body).render()
    }
}
