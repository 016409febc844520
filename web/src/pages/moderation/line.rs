//! Hiding a statement that was typed in a hall, before its record is there.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;
use crate::pages::discussion::report::grounds;

/// A statement to decide about.
#[derive(Debug)]
pub struct HideLine<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What was typed and what is wrong with it.
    pub form: FormView<'a>,
    /// The statement's id.
    pub id: String,
    /// The address of the live record and the hearing's title.
    pub hearing: (String, String),
    /// Its place in the record.
    pub position: i64,
    /// Who spoke.
    pub speaker: Option<String>,
    /// The words.
    pub body: String,
}

impl HideLine<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (back, title) = &self.hearing;
        let body = html! {
            (breadcrumb(ctx, &[("/desk/moderation", &ctx.t("moderation-title"))]))
            (errors::summary(self.form, &[("ground", "moderation-ground"), ("reason", "line-hide-reason")]))
            h1 { (ctx.t("line-hide-title")) }
            p { a href=(back) { (title) } }
            p { (ctx.t("line-hide-lead")) }
            div.statement {
                p.voice-head {
                    strong.voice-name { (self.speaker.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) }
                    span.statement-number { "#" (self.position) }
                }
                (prose(&self.body))
            }
            h2 { (ctx.t("moderation-what")) }
            form.panel method="post" action=(format!("/desk/moderation/lines/{}", self.id)) novalidate {
                (Field::new(self.form, "ground").key("moderation-ground").radios(&grounds(ctx)))
                (Field::new(self.form, "reason").key("line-hide-reason").area(3, Some(1000)))
                div.actions { (submit(Kind::Danger, &ctx.t("line-hide-do"))) (link(Kind::Quiet, back, &ctx.t("comment-cancel"))) }
            }
        };
        Page::new(ctx, ctx.t("line-hide-title"), body).with_errors(!self.form.errors.is_empty()).render()
    }
}
