//! What the administrator has discussions watched for.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The list of words and whether first comments wait.
#[derive(Debug)]
pub struct WatchPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What was typed: `words`, and `hold` with the value `yes`.
    pub form: FormView<'a>,
    /// How many words the list has.
    pub count: usize,
    /// When it was given.
    pub updated_at: Option<DateTime<Utc>>,
    /// How many first comments wait.
    pub waiting: i64,
}

impl WatchPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("watch-title");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/admin", &ctx.t("desk-administrator"))]))
            (summary(form, &[("words", "watch-words")]))
            h1 { (title) }
            form method="post" action="/desk/admin/watch" novalidate {
                h2 { (ctx.t("watch-words-title")) }
                p { (ctx.t("watch-words-text")) }
                @if let Some(at) = self.updated_at {
                    p.soft { (ctx.with("watch-words-now", [("count", self.count.into()), ("at", format::date_time(ctx.lang, at).into())])) }
                }
                (Field::new(form, "words").key("watch-words").optional().area(12, None))
                h2 { (ctx.t("watch-hold-title")) }
                p { (ctx.t("watch-hold-text")) }
                @if self.waiting > 0 { p { (ctx.with("held-waiting", [("count", self.waiting.into())])) } }
                div.choice {
                    input id="hold" type="checkbox" name="hold" value="yes" checked[form.values.get("hold") == "yes"];
                    label for="hold" { (ctx.t("watch-hold")) }
                }
                (submit(Kind::Main, &ctx.t("watch-save")))
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
