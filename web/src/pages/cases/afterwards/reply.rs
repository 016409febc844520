//! The proposer replies to the response.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::About;
use crate::components::afterwards::window;
use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::components::notice::{Kind as Notice, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct ReplyPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// To which response.
    pub about: About,
    /// What the rulebook says of it.
    pub rule: String,
    /// The instant it is over.
    pub until: DateTime<Utc>,
    /// Whether the proposer may still reply.
    pub open: bool,
    /// The greatest number of characters.
    pub max: usize,
    /// The form: `body`.
    pub form: FormView<'a>,
    /// Why it can't be done now.
    pub refused: Option<String>,
}

impl ReplyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("after-reply-write");
        let body = html! {
            (self.about.crumbs(ctx))
            h1 { (title) }
            p.lead { (self.rule) }
            p { (window(ctx.lang, self.open, self.until, "after-reply")) }
            @if let Some(refused) = &self.refused { (super::super::refused(ctx, refused)) }
            @if self.open || self.refused.is_some() {
                form method="post" novalidate {
                    (summary(form, &[("body", "after-reply")]))
                    (Field::new(form, "body").key("after-reply").area(10, Some(self.max)))
                    div.actions { (submit(Kind::Main, &ctx.t("after-reply-send"))) (self.about.back(ctx)) }
                }
            } @else {
                (notice(Notice::Info, html! { p { (ctx.t("after-reply-closed")) } }))
                p { (self.about.back(ctx)) }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty() || self.refused.is_some()).render()
    }
}
