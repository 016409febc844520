//! Changing or deleting one's own comment.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, link, submit};
use crate::components::comment_form::{all_the_same, comment_keys};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::markdown::markdown;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The form with which one changes one's own comment.
#[derive(Debug)]
pub struct EditPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The comment's id.
    pub id: String,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// Whether it is a reply, which has no stance to choose.
    pub reply: bool,
    /// The greatest length in characters.
    pub max: usize,
    /// Until when it is changed without a trace, if that isn't over.
    pub freely_until: Option<DateTime<Utc>>,
    /// What it says by now, where it was changed meanwhile.
    pub changed: Option<String>,
}

impl EditPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let stances = ["pro", "con", "other"].map(|code| Choice::new(code, ctx.t(&format!("stance-{code}"))));
        let body = html! {
            (errors::summary(self.form, comment_keys(self.reply)))
            h1 { (ctx.t("comment-edit-title")) }
            p {
                @match self.freely_until {
                    Some(until) => (ctx.with("comment-edit-free", [("time", format::date_time(ctx.lang, until).into())])),
                    None => (ctx.t("comment-edit-note")),
                }
            }
            @if let Some(changed) = &self.changed {
                h2 { (ctx.t("comment-edit-meanwhile")) }
                blockquote { (markdown(changed)) }
                h2 { (ctx.t("comment-edit-yours")) }
            }
            form method="post" action=(format!("/voices/{}/edit", self.id)) novalidate {
                input type="hidden" name="seen" value=(self.form.values.get("seen"));
                @if !self.reply {
                    div.choices-inline-group { (Field::new(self.form, "stance").key("comment-stance").radios(&stances)) }
                }
                (Field::new(self.form, "body").key(if self.reply { "reply-body" } else { "comment-body" }).area(6, Some(self.max)))
                p.soft.small { (ctx.t("comment-markdown")) }
                div.actions {
                    (submit(Kind::Main, &ctx.t("comment-save")))
                    (all_the_same(self.form))
                    (link(Kind::Quiet, &format!("/voices/{}", self.id), &ctx.t("comment-cancel")))
                }
            }
        };
        Page::new(ctx, ctx.t("comment-edit-title"), body).with_errors(!self.form.errors.is_empty()).render()
    }
}

/// Asks whether one's own comment is to be deleted.
#[derive(Debug)]
pub struct DeletePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The comment's id.
    pub id: String,
    /// Its words, if they can be seen.
    pub body: Option<String>,
    /// Whether replies hang on it.
    pub has_replies: bool,
}

impl DeletePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("comment-delete-title")) }
            @if let Some(body) = &self.body { blockquote { (markdown(body)) } }
            p { (ctx.t(if self.has_replies { "comment-delete-note-replies" } else { "comment-delete-note" })) }
            form method="post" action=(format!("/voices/{}/delete", self.id)) {
                div.actions {
                    (submit(Kind::Danger, &ctx.t("comment-delete")))
                    (link(Kind::Quiet, &format!("/voices/{}", self.id), &ctx.t("comment-cancel")))
                }
            }
        };
        Page::new(ctx, ctx.t("comment-delete-title"), body).render()
    }
}
