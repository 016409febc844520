//! Going on in a list.

use maud::{Markup, html};

use crate::context::Ctx;

/// A link back to the first page and one to the next, where there are.
pub fn pager(ctx: &Ctx, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav.pager aria-label=(ctx.t("pager")) {
                @if let Some(href) = first { a href=(href) { (ctx.t("pager-first")) } } @else { span {} }
                @if let Some(href) = next { a.button.quiet href=(href) rel="next" { (ctx.t("pager-next")) } }
            }
        }
    }
}
