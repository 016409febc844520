//! Entering voices from a table: comments of another platform, paper forms, a counter.

use maud::{Markup, html};

use crate::FormView;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit_as};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::layout::Page;

/// A row that is refused.
#[derive(Debug)]
pub struct Refused {
    /// Its line; nothing for the whole file.
    pub line: Option<i64>,
    /// The code of what is wrong.
    pub code: &'static str,
    /// What stands there.
    pub detail: String,
}

/// The form for a table of voices.
#[derive(Debug)]
pub struct VoiceImport<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: String,
    /// Its title.
    pub proposal: String,
    /// The form.
    pub form: FormView<'a>,
    /// Why the table is refused.
    pub refused: Vec<Refused>,
    /// What importing it would do: new, changed, unchanged.
    pub plan: Option<(usize, usize, usize)>,
}

impl VoiceImport<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let desk = format!("/desk/proposals/{}/issues", self.id);
        let channels =
            ["online", "paper", "counter"].map(|code| Choice::new(code, ctx.t(&format!("channel-{code}"))));
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&desk, &ctx.t("issues-desk"))]))
            (errors::summary(form, &[("file", "voice-file"), ("source", "voice-source")]))
            h1 { (ctx.t("voice-import-title")) }
            p.lead { (self.proposal) }
            p { (ctx.t("voice-import-lead")) }
            p { a href=(format!("/desk/opinions/{}", self.id)) { (ctx.t("opinion-one-by-one")) } }
            @if let Some((new, changed, same)) = self.plan {
                (notice(notice::Kind::Done, html! {
                    p { (ctx.with("voice-import-plan", [("new", new.into()), ("changed", changed.into()), ("same", same.into())])) }
                    p { (ctx.t("voice-import-again")) }
                }))
            }
            @if !self.refused.is_empty() {
                div.error-summary role="alert" tabindex="-1" {
                    h2 { (ctx.t("voice-import-refused")) }
                    ul {
                        @for one in &self.refused {
                            li {
                                @if let Some(line) = one.line { (ctx.with("voice-import-line", [("line", line.into())])) }
                                (ctx.with(&format!("voice-import-{}", one.code.replace('_', "-")), [("detail", one.detail.as_str().into())]))
                            }
                        }
                    }
                }
            }
            form.panel method="post" action=(format!("/desk/proposals/{}/voices", self.id)) enctype="multipart/form-data" novalidate {
                div.field {
                    label for="file" { (ctx.t("field-voice-file")) }
                    p.hint #file-hint { (ctx.t("field-voice-file-hint")) }
                    input #file type="file" name="file" accept=".csv,.tsv,.txt,.xlsx,.ods" aria-describedby="file-hint";
                }
                (Field::new(form, "source").key("voice-source").input("text", None))
                (Field::new(form, "channel").key("voice-channel").radios(&channels))
                div.actions {
                    (submit_as(Kind::Quiet, "act", "check", &ctx.t("voice-import-check")))
                    (submit_as(Kind::Main, "act", "import", &ctx.t("voice-import-do")))
                }
            }
        };
        let wrong = !form.errors.is_empty() || !self.refused.is_empty();
        Page::new(ctx, ctx.t("voice-import-title"), body).with_errors(wrong).render()
    }
}
