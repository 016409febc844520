//! Choosing the region under which a signature is counted, where a signature can't do without.

use maud::{Markup, html};

use crate::components::button::{Kind, link, submit};
use crate::components::errors;
use crate::components::regions::{FIELD, RegionChoice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct RegionPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub proposal: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What there is to choose.
    pub regions: &'a RegionChoice,
    /// What was chosen.
    pub form: FormView<'a>,
}

impl RegionPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/proposals/{}", self.proposal);
        let title = ctx.t("sign-region-title");
        let body = html! {
            (errors::summary(self.form, &[(FIELD, "sign-region")]))
            h1 { (title) }
            p.lead { a href=(base) { (self.title) } }
            form method="post" action=(format!("{base}/sign")) novalidate {
                (self.regions.field(self.form))
                div.actions {
                    (submit(Kind::Main, &ctx.t("sign-button")))
                    (link(Kind::Quiet, &base, &ctx.t("sign-back")))
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}
