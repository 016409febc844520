//! The way back up.

use maud::{Markup, html};

use crate::context::Ctx;

/// Links from the general to the particular, without the page itself.
pub fn breadcrumb(ctx: &Ctx, links: &[(&str, &str)]) -> Markup {
    html! {
        nav.breadcrumb aria-label=(ctx.t("breadcrumb")) {
            ol { @for (href, text) in links { li { a href=(href) { (text) } } } }
        }
    }
}
