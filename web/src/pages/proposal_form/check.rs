//! The answers, before they are submitted.

use maud::{Markup, html};

use super::{Fields, Step, sent_back, steps};
use crate::components::button::{Kind, submit};
use crate::components::comment_form::all_the_same;
use crate::components::errors;
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;
use crate::pages::proposals::show::Words;

/// The last step.
#[derive(Debug)]
pub struct CheckPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's path.
    pub path: String,
    /// The fields.
    pub fields: Fields,
    /// The answers.
    pub words: Words,
    /// Whether the platform is to decide whose matter it is.
    pub platform: bool,
    /// What is missing or wrong; its values are not used.
    pub form: FormView<'a>,
    /// Whether it was tried to submit it so.
    pub tried: bool,
    /// Why a reviewer sent it back.
    pub sent_back: Option<String>,
    /// How long the review takes, in words, where there is one.
    pub review: Option<String>,
}

impl CheckPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (w, f) = (&self.words, &self.fields);
        let lines = |lines: &[String]| html! { ol { @for line in lines { li { (line) } } } };
        let body = html! {
            @if self.tried { (errors::summary_of(self.form, |field| Some(f.label(ctx, field)), |field| self.edit(field))) }
            (steps(ctx, Step::Check, Some(&self.path)))
            h1 { (ctx.t("propose-check")) }
            @if let Some(reason) = &self.sent_back { (sent_back(ctx, reason)) }
            dl.answers {
                (self.answer("title", &f.title.name, html! { (w.title) }, !w.title.is_empty()))
                @if f.content.asked { (self.answer("content", &f.content.name, prose(&w.content), !w.content.is_empty())) }
                @if f.demands.asked { (self.answer("demands", &f.demands.name, lines(&w.demands), !w.demands.is_empty())) }
                @if f.benefits.asked { (self.answer("benefits", &f.benefits.name, prose(&w.benefits), !w.benefits.is_empty())) }
                @if f.evidence.asked { (self.answer("evidence", &f.evidence.name, prose(&w.evidence), !w.evidence.is_empty())) }
                @if f.links.asked { (self.answer("links", &f.links.name, lines(&w.links), !w.links.is_empty())) }
                (self.answer("category", &ctx.t("field-proposal-category"), html! { (w.category.as_deref().unwrap_or_default()) }, w.category.is_some()))
                @if f.agencies.asked { (self.answer("agencies", &f.agencies.name, self.agencies(), self.platform || !w.agencies.is_empty())) }
                (self.answer("county", &ctx.t("field-proposal-county"), html! { (w.county.clone().unwrap_or_else(|| ctx.t("proposal-county-all"))) }, true))
            }
            @if let Some(review) = &self.review { p { (ctx.with("propose-then", [("period", review.as_str().into())])) } }
            @else { p { (ctx.t("propose-then-at-once")) } }
            form method="post" action=(format!("{}/edit/check", self.path)) {
                div.actions {
                    (submit(Kind::Main, &ctx.t("propose-submit")))
                    (all_the_same(self.form))
                    a href="/my/proposals" { (ctx.t("propose-keep")) }
                }
            }
        };
        Page::new(ctx, ctx.t("propose-check"), body)
            .with_errors(self.tried && !self.form.errors.is_empty())
            .render()
    }

    fn agencies(&self) -> Markup {
        html! {
            @if self.platform { (self.ctx.t("propose-platform")) }
            @else { (self.words.agencies.join(self.ctx.lang.pick("、", ", "))) }
        }
    }

    fn edit(&self, field: &str) -> String {
        format!("{}/edit/{}#{field}", self.path, Step::of_field(field).code())
    }

    fn answer(&self, field: &str, name: &str, value: Markup, there: bool) -> Markup {
        let ctx = self.ctx;
        let error = self.form.error(field);
        html! {
            div class=[error.is_some().then_some("has-error")] {
                dt { (name) }
                dd {
                    @if there { (value) } @else { span.soft { (ctx.t("propose-nothing")) } }
                    @if let Some(error) = &error { p.field-error { (error) } }
                }
                dd.answers-change { a href=(self.edit(field)) { (ctx.t("propose-change")) span.visually-hidden { " " (name) } } }
            }
        }
    }
}
