//! The page of the demo's identity provider, where one picks who one is.

use maud::{Markup, html};

use crate::components::button::{Kind, submit_as};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::layout::Page;

/// Somebody one can be.
#[derive(Debug, Clone)]
pub struct SampleIdentity<'a> {
    /// Their place in the sample.
    pub place: usize,
    /// Their name.
    pub name: &'a str,
    /// Their number, with its middle hidden.
    pub masked: String,
}

/// Everybody one can be.
#[derive(Debug)]
pub struct IdentityChoicePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Where the choice goes.
    pub action: &'a str,
    /// The people.
    pub samples: Vec<SampleIdentity<'a>>,
}

impl IdentityChoicePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("demo-identity-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("demo-identity-lead")) }
            (notice(notice::Kind::Info, html! { p { (ctx.t("demo-identity-text")) } }))
            form method="post" action=(self.action) {
                ul.rows {
                    @for sample in &self.samples {
                        li data-identity=(sample.place) {
                            div { strong { (sample.name) } br; span.soft.small { (sample.masked) } }
                            button.quiet.button-small type="submit" name="place" value=(sample.place) {
                                (ctx.t("demo-identity-be")) span.visually-hidden { " " (sample.name) }
                            }
                        }
                    }
                }
                div.actions { (submit_as(Kind::Quiet, "act", "cancel", &ctx.t("demo-identity-cancel"))) }
            }
        };
        Page::new(ctx, title, body).render()
    }
}
