//! Which procedure a proposal is to go under, where there are several.

use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::field::{Choice, Field};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page before one begins.
#[derive(Debug)]
pub struct WhichPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The procedures: id, name, summary.
    pub choices: Vec<Choice>,
    /// With the first chosen.
    pub form: FormView<'a>,
}

impl WhichPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("begin-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("which-lead")) }
            form method="get" action="/proposals/new" {
                (Field::new(self.form, "rulebook").radios(&self.choices))
                div.actions { (submit(Kind::Main, &ctx.t("which-go"))) }
            }
            p { a href="/how-it-works" { (ctx.t("begin-rules")) } }
        };
        Page::new(ctx, title, body).render()
    }
}
