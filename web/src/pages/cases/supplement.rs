//! The proposer's answer to what an officer asked for.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct SupplementPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's page.
    pub path: String,
    /// The proposal's title.
    pub title: String,
    /// What was asked for.
    pub wanted: String,
    /// The last day for an answer.
    pub answer_by: NaiveDate,
    /// Whether it can still be answered.
    pub open: bool,
    /// The form: `answer`.
    pub form: FormView<'a>,
    /// Why it can't be done now.
    pub refused: Option<String>,
}

impl SupplementPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("cases-supplement-title");
        let by = format::date_with_weekday(ctx.lang, self.answer_by);
        let body = html! {
            (breadcrumb(ctx, &[(&self.path, &self.title)]))
            h1 { (title) }
            p.lead { (ctx.with("cases-supplement-lead", [("date", by.into())])) }
            @if let Some(refused) = &self.refused { (super::refused(ctx, refused)) }
            h2 { (ctx.t("cases-supplement-wanted")) }
            (prose(&self.wanted))
            @if self.open || self.refused.is_some() {
                form method="post" novalidate {
                    (summary(form, &[("answer", "cases-supplement-answer")]))
                    (Field::new(form, "answer").key("cases-supplement-answer").area(10, Some(10_000)))
                    div.actions {
                        (submit(Kind::Main, &ctx.t("cases-supplement-send")))
                        a href=(self.path) { (ctx.t("cases-back")) }
                    }
                }
            } @else {
                (notice(Notice::Info, html! { p { (ctx.t("cases-supplement-over")) } }))
                p { a href=(self.path) { (ctx.t("cases-back")) } }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty() || self.refused.is_some()).render()
    }
}
