//! Whether the response helped: how many said what, why, and one's own word.

use maud::{Markup, html};

use super::About;
use crate::components::afterwards::{FeedbackView, WordsView, feedback_bars, window, words};
use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct FeedbackPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Of which response.
    pub about: About,
    /// How many said what, and until when.
    pub feedback: FeedbackView,
    /// Why: whether it helped, and the words.
    pub reasons: Vec<(bool, WordsView)>,
    /// The first page of the reasons, from a later one.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// Whether somebody is signed in, and whether they have said something before.
    pub signed_in: Option<bool>,
    /// Where to sign in.
    pub sign_in: String,
    /// The greatest number of characters of a reason.
    pub max: usize,
    /// The form: `helpful`, `reason`.
    pub form: FormView<'a>,
    /// Why it can't be done now.
    pub refused: Option<String>,
    /// The same in CSV and in JSON.
    pub data: (String, String),
}

impl FeedbackPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("after-feedback");
        let body = html! {
            (self.about.crumbs(ctx))
            h1 { (title) }
            p.lead { (window(ctx.lang, self.feedback.open, self.feedback.until, "after-feedback")) }
            @if let Some(refused) = &self.refused { (super::super::refused(ctx, refused)) }
            (feedback_bars(ctx.lang, &self.feedback))
            @if self.feedback.open || self.refused.is_some() { (self.own()) }
            h2 #reasons { (ctx.t("after-reasons")) }
            @if self.reasons.is_empty() { (empty(&ctx.t(if self.feedback.open { "after-reasons-none" } else { "after-reasons-nobody" }))) }
            ul.plain-list {
                @for (helpful, said) in &self.reasons {
                    li.card {
                        p { @if *helpful { (badge(Tone::Good, &ctx.t("after-helpful"))) } @else { (badge(Tone::Wait, &ctx.t("after-unhelpful"))) } }
                        (words(ctx.lang, said))
                    }
                }
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            p { a href=(self.data.0) { (ctx.t("record-csv")) } " · " a href=(self.data.1) { (ctx.t("record-json")) } }
            p { (self.about.back(ctx)) }
        };
        let wrong = !self.form.errors.is_empty() || self.refused.is_some();
        Page::new(ctx, format!("{title}：{}", self.about.title), body).with_errors(wrong).render()
    }

    fn own(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let choices =
            [Choice::new("yes", ctx.t("after-helpful")), Choice::new("no", ctx.t("after-unhelpful"))];
        html! {
            section.panel {
                h2 #own { (ctx.t(if self.signed_in == Some(true) { "after-feedback-change" } else { "after-feedback-own" })) }
                @match self.signed_in {
                    None => p { a.button href=(self.sign_in) { (ctx.t("after-feedback-sign-in")) } },
                    Some(_) => form method="post" novalidate {
                        (summary(form, &[("helpful", "after-helpful"), ("reason", "after-reason")]))
                        (Field::new(form, "helpful").key("after-helpful").radios(&choices))
                        (Field::new(form, "reason").key("after-reason").optional().area(4, Some(self.max)))
                        div.actions { (submit(Kind::Main, &ctx.t("after-feedback-send"))) }
                    },
                }
            }
        }
    }
}
