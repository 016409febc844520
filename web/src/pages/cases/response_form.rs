//! The editor of a formal response. When a colleague saved meanwhile, both texts are shown and nothing is lost.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::CaseHead;
use crate::components::button::{Kind, submit_as};
use crate::components::errors::{label, summary_with};
use crate::components::field::{Choice, Field};
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::components::response_body::{ResponseBody, response_body};
use crate::context::Ctx;
use crate::form::{FormView, message};
use crate::format;
use crate::layout::Page;

/// How many empty rows for follow-ups the form offers beyond those filled.
pub const MORE_PROMISES: usize = 2;

/// What a colleague saved meanwhile.
#[derive(Debug, Clone)]
pub struct Theirs {
    /// Its version.
    pub version: i64,
    /// Who.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What it says.
    pub body: ResponseBody,
}

/// A text that can be taken into the draft: what an agency delivered, or how a case of the same group is answered.
#[derive(Debug, Clone)]
pub struct Offered {
    /// What is sent to take it.
    pub value: String,
    /// Where it comes from.
    pub from: String,
    /// The text.
    pub text: String,
}

/// The page.
#[derive(Debug)]
pub struct ResponseFormPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The form; the field `base` is the version it was begun from.
    pub form: FormView<'a>,
    /// The demands, in order.
    pub demands: Vec<String>,
    /// The decisions.
    pub decisions: Vec<Choice>,
    /// Codes and names of the parts.
    pub parts: Vec<(String, String)>,
    /// How many rows of follow-ups there are.
    pub promises: usize,
    /// When the deadline is.
    pub due: Option<DateTime<Utc>>,
    /// The approver's note, if it was sent back.
    pub sent_back: Option<String>,
    /// What can be taken into the draft: what to send, from whom, and the text.
    pub offered: Vec<Offered>,
    /// What a colleague saved meanwhile.
    pub theirs: Option<Theirs>,
    /// Why it can't be done now.
    pub refused: Option<String>,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 6] = [
    ("summary", "cases-summary"),
    ("decision", "cases-decision"),
    ("reasons", "cases-decision-reasons"),
    ("action", "cases-action"),
    ("unit", "cases-unit"),
    ("due_on", "cases-due-on"),
];

impl ResponseFormPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("cases-response-title");
        let body = html! {
            (self.head.breadcrumb(ctx, true))
            h1 { (title) }
            @if let Some(refused) = &self.refused { (super::refused(ctx, refused)) }
            @if let Some(theirs) = &self.theirs { (self.conflict(theirs)) }
            @if let Some(note) = &self.sent_back {
                (notice(Notice::Wait, html! { h2 { (ctx.t("cases-sent-back")) } (prose(note)) }))
            }
            @if let Some(due) = self.due { p.lead { (ctx.t("cases-due")) " " (crate::components::clocks::due(ctx.lang, due)) } }
            form method="post" novalidate {
                (summary_with(form, |field| self.label(field)))
                input type="hidden" name="base" value=(form.values.get("base"));
                input type="hidden" name="demands" value=(form.values.get("demands"));
                (Field::new(form, "summary").key("cases-summary").area(4, Some(600)))
                h2 { (ctx.t("cases-answers")) }
                @for (number, demand) in (1..).zip(&self.demands) {
                    section.panel aria-labelledby=(format!("demand-{number}")) {
                        h3 id=(format!("demand-{number}")) { (number) ". " (demand) }
                        (Field::new(form, &format!("decision-{number}")).key("cases-decision").radios(&self.decisions))
                        (Field::new(form, &format!("reasons-{number}")).key("cases-decision-reasons").area(5, Some(4000)))
                    }
                }
                h2 { (ctx.t("cases-parts")) }
                @for one in &self.offered {
                    details.panel {
                        summary { (one.from) }
                        (prose(&one.text))
                        (submit_as(Kind::Quiet, "take", &one.value, &ctx.t("together-take")))
                        p.hint { (ctx.t("together-take-hint")) }
                    }
                }
                @for (code, name) in &self.parts {
                    (Field::new(form, &format!("part-{code}")).key(name).optional().area(8, Some(20_000)))
                }
                (self.promises())
                div.actions {
                    (submit_as(Kind::Main, "act", "save", &ctx.t("cases-draft-save")))
                    (submit_as(Kind::Quiet, "act", "submit", &ctx.t("cases-draft-submit")))
                    a href=(self.head.href) { (ctx.t("cases-back")) }
                }
                p.hint { (ctx.t("cases-draft-hint")) }
            }
        };
        Page::new(ctx, title, body)
            .with_errors(!form.errors.is_empty() || self.theirs.is_some() || self.refused.is_some())
            .render()
    }

    /// The label of a field, for the summary of mistakes.
    fn label(&self, field: &str) -> Option<String> {
        let part = field.strip_prefix("part-").and_then(|code| self.parts.iter().find(|(c, _)| c == code));
        part.map(|(_, name)| name.clone()).or_else(|| label(self.ctx.lang, &KEYS, field))
    }

    fn conflict(&self, theirs: &Theirs) -> Markup {
        let ctx = self.ctx;
        html! {
            div.error-summary role="alert" tabindex="-1" {
                h2 { (ctx.t("cases-conflict-title")) }
                p {
                    (ctx.with("cases-conflict-text", [
                        ("by", theirs.by.as_str().into()),
                        ("version", theirs.version.into()),
                        ("date", theirs.at.map(|at| format::date_time(ctx.lang, at)).unwrap_or_default().into()),
                    ]))
                }
                p { (ctx.t("cases-conflict-advice")) }
            }
            details.panel {
                summary { (ctx.t("cases-conflict-theirs")) }
                (response_body(ctx.lang, &theirs.body))
            }
        }
    }

    /// Rows of follow-ups: what, by whom, by when.
    fn promises(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        html! {
            fieldset.field {
                legend { (ctx.t("cases-promises")) span.optional { (ctx.t("field-optional")) } }
                p.hint { (ctx.t("cases-promises-hint")) }
                @for number in 1..=self.promises {
                    div.step-row {
                        @for (stem, kind, key) in [("action", "text", "cases-action"), ("unit", "text", "cases-unit"), ("due_on", "date", "cases-due-on")] {
                            @let name = format!("{stem}-{number}");
                            @let error = form.errors.0.iter().find(|error| error.field == name);
                            div class=(if error.is_some() { "has-error" } else { "" }) {
                                label for=(name) { span.visually-hidden { (number) " " } (ctx.t(&format!("field-{key}"))) }
                                @if let Some(error) = error { p.field-error id=(format!("{name}-error")) { (message(form.lang, error)) } }
                                input type=(kind) id=(name) name=(name) value=(form.values.get(&name))
                                    aria-describedby=[error.map(|_| format!("{name}-error"))];
                            }
                        }
                    }
                }
            }
        }
    }
}
