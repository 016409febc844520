//! Taking a proposal back.

use maud::{Markup, html};

use super::similar::{Similar, similar};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page on which the proposer withdraws.
#[derive(Debug)]
pub struct WithdrawPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What the rulebook says of withdrawing.
    pub rule: String,
    /// Label and hint of the reason, and its greatest length.
    pub reason: (String, String, usize),
    /// Proposals like it.
    pub similar: Vec<Similar>,
    /// The form.
    pub form: FormView<'a>,
}

impl WithdrawPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (label, hint, max) = &self.reason;
        let body = html! {
            (errors::summary_with(self.form, |field| Some(if field == "similar" { ctx.t("field-similar") } else { label.clone() })))
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.path, &self.title)]))
            h1 { (ctx.t("withdraw-title")) }
            (notice::notice(notice::Kind::Wait, html! { p { (self.rule) } p { (ctx.t("withdraw-final")) } }))
            form method="post" novalidate {
                (Field::new(self.form, "reason").said(label, hint).area(5, Some(*max)))
                (Field::new(self.form, "similar").optional().input("text", Some("off")))
                (similar(ctx, &self.similar))
                div.actions {
                    (submit(Kind::Danger, &ctx.t("proposal-withdraw")))
                    a href=(self.path) { (ctx.t("proposal-keep")) }
                }
            }
        };
        Page::new(ctx, ctx.t("withdraw-title"), body).with_errors(!self.form.errors.is_empty()).render()
    }
}
