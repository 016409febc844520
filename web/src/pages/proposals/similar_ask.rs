//! The question whether to co-sign a proposal that was named as similar to one that was withdrawn.

use maud::{Markup, html};

use crate::components::prose::prose;
use crate::context::Ctx;
use crate::layout::Page;

/// One of the two.
#[derive(Debug, Clone)]
pub struct Side {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// What is demanded.
    pub demands: Vec<String>,
    /// The content.
    pub content: String,
}

/// Both texts, and the box in which one signs.
#[derive(Debug)]
pub struct AskPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was withdrawn.
    pub withdrawn: Side,
    /// What was named.
    pub other: Side,
    /// The box of what was named.
    pub sign_box: Markup,
}

impl AskPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("similar-ask-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("similar-ask-text")) }
            div.proposal-grid {
                div.proposal-main {
                    (self.side("similar-ask-other", &self.other))
                    (self.side("similar-ask-withdrawn", &self.withdrawn))
                }
                aside { (self.sign_box) }
            }
        };
        Page::new(ctx, title, body).wide().render()
    }

    fn side(&self, key: &str, side: &Side) -> Markup {
        html! {
            section {
                h2 { a href=(side.href) { (side.title) } }
                p.meta { (self.ctx.t(key)) }
                @if !side.demands.is_empty() { ol { @for demand in &side.demands { li { (demand) } } } }
                (prose(&side.content))
            }
        }
    }
}
