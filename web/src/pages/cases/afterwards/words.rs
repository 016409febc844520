//! Words about a response before a moderator.

use maud::{Markup, html};

use super::About;
use crate::components::afterwards::{WordsView, words};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit, submit_as};
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;
use crate::pages::discussion::report::grounds;

/// The page.
#[derive(Debug)]
pub struct WordsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// About which response.
    pub about: About,
    /// The code of what they are: `reply`, `feedback` or `survey`.
    pub kind: &'static str,
    /// The words themselves.
    pub body: String,
    /// How they stand on the page.
    pub shown: WordsView,
    /// Whether the moderator wrote them.
    pub own: bool,
    /// The form: `ground`, `reason`.
    pub form: FormView<'a>,
    /// Why it can't be done now.
    pub refused: Option<String>,
}

impl WordsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("after-words-title");
        let reason = Field::new(form, "reason").key("moderation-reason");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/moderation", &ctx.t("moderation-title"))]))
            (summary(form, &[("ground", "moderation-ground"), ("reason", "moderation-reason")]))
            h1 { (title) }
            p { a href=(self.about.response_href) { (self.about.title) } " · " (ctx.t(&format!("after-kind-{}", self.kind))) }
            @if let Some(refused) = &self.refused { (super::super::refused(ctx, refused)) }
            blockquote { (prose(&self.body)) }
            @if self.shown.hidden.is_some() { (words(ctx.lang, &self.shown)) }
            @if self.own {
                (notice(Notice::Wait, html! { p { (ctx.t("fault-own-words")) } }))
            } @else if self.shown.hidden.is_some() {
                form.panel method="post" novalidate {
                    input type="hidden" name="act" value="restore";
                    (reason.area(3, Some(1000)))
                    (submit(Kind::Main, &ctx.t("after-restore")))
                }
            } @else {
                form.panel method="post" novalidate {
                    (Field::new(form, "ground").key("moderation-ground").radios(&grounds(ctx)))
                    (reason.area(3, Some(1000)))
                    div.actions { (submit_as(Kind::Danger, "act", "hide", &ctx.t("after-hide"))) (self.about.back(ctx)) }
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty() || self.refused.is_some()).render()
    }
}
