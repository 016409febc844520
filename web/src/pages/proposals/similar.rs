//! Proposals like the one that is being written.

use maud::{Markup, html};

use crate::components::badge;
use crate::context::Ctx;

/// A proposal that may be the same matter.
#[derive(Debug, Clone)]
pub struct Similar {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The code of its state.
    pub state: &'static str,
}

/// The list; nothing if there are none.
pub fn similar(ctx: &Ctx, found: &[Similar]) -> Markup {
    html! {
        @if !found.is_empty() {
            div.notice {
                h2 { (ctx.t("similar-title")) }
                p { (ctx.t("similar-text")) }
                ul {
                    @for one in found {
                        li { a href=(one.href) target="_blank" rel="noopener" { (one.title) } " " (badge::proposal_state(ctx.lang, one.state)) }
                    }
                }
            }
        }
    }
}
