//! The editor of a formal response. When a colleague saved meanwhile, both texts are shown and nothing is lost.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::conflict::{self, Theirs};
use super::{CaseHead, refused};
use crate::components::button::{Kind, submit_as};
use crate::components::errors::{label, summary_with};
use crate::components::field::{Choice, Field};
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::{FormView, message};
use crate::layout::Page;

/// How many empty rows for follow-ups the form offers beyond those filled.
pub const MORE_PROMISES: usize = 2;
/// How often the page saves by itself what was changed.
const AUTOSAVE_SECONDS: u32 = 20;

/// Something a demand is judged by.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What to think of; empty for nothing.
    pub hint: String,
}

/// A voice that can be answered as an issue.
#[derive(Debug, Clone)]
pub struct OfferedVoice {
    /// What is sent to take it.
    pub value: String,
    /// It in a line.
    pub said: String,
    /// Its page.
    pub href: String,
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
    /// What each demand is judged by.
    pub criteria: Vec<Criterion>,
    /// The grounds in law that a decision can name.
    pub grounds: Vec<Choice>,
    /// How many rows of issues there are.
    pub issues: usize,
    /// What was raised most and stands in no row.
    pub voices: Vec<OfferedVoice>,
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
const KEYS: [(&str, &str); 11] = [
    ("summary", "cases-summary"),
    ("decision", "cases-decision"),
    ("reasons", "cases-decision-reasons"),
    ("legal_basis", "answer-legal-basis"),
    ("grounds", "answer-grounds"),
    ("issue", "answer-issue"),
    ("issue_text", "answer-issue-text"),
    ("cites", "answer-cites"),
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
            @if let Some(why) = &self.refused { (refused(ctx, why)) }
            @if let Some(theirs) = &self.theirs { (conflict::told(ctx, theirs)) }
            @if let Some(note) = &self.sent_back {
                (notice(Notice::Wait, html! { h2 { (ctx.t("cases-sent-back")) } (prose(note)) }))
            }
            @if let Some(due) = self.due { p.lead { (ctx.t("cases-due")) " " (crate::components::clocks::due(ctx.lang, due)) } }
            form method="post" action=(format!("{}/response", self.head.href)) novalidate
                data-autosave=[self.theirs.is_none().then_some(AUTOSAVE_SECONDS)] {
                // The first button is what the enter key presses: it saves.
                button.visually-hidden type="submit" name="act" value="save" tabindex="-1" aria-hidden="true" { (ctx.t("cases-draft-save")) }
                (summary_with(form, |field| self.label(field)))
                input type="hidden" name="base" value=(form.values.get("base"));
                input type="hidden" name="demands" value=(form.values.get("demands"));
                @for name in ["merging", "merge_base", "settled"] {
                    @if !form.values.get(name).is_empty() { input type="hidden" name=(name) value=(form.values.get(name)); }
                }
                @if let Some(theirs) = &self.theirs { (conflict::contested(ctx, theirs)) }
                (Field::new(form, "summary").key("cases-summary").area(4, Some(600)))
                h2 { (ctx.t("cases-answers")) }
                @for (number, demand) in (1..).zip(&self.demands) {
                    section.panel aria-labelledby=(format!("demand-{number}")) {
                        h3 id=(format!("demand-{number}")) { (number) ". " (demand) }
                        (Field::new(form, &format!("decision-{number}")).key("cases-decision").radios(&self.decisions))
                        (Field::new(form, &format!("reasons-{number}")).key("cases-decision-reasons").area(5, Some(4000)))
                        @if !self.grounds.is_empty() {
                            (Field::new(form, &format!("grounds-{number}")).key("answer-grounds").optional().checkboxes(&self.grounds))
                        }
                        (Field::new(form, &format!("legal_basis-{number}")).key("answer-legal-basis").optional().area(2, Some(1000)))
                        (self.criteria(number))
                    }
                }
                (self.issues())
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
                    @if form.values.get("base") != "0" { a href=(format!("{}/draft", self.head.href)) { (ctx.t("draft-read")) } }
                }
                p.hint { (ctx.t("cases-draft-hint")) }
                p.hint #autosave role="status" data-failed=(ctx.t("draft-autosave-failed")) {}
            }
        };
        Page::new(ctx, title, body)
            .script("draft.js")
            .with_errors(!form.errors.is_empty() || self.theirs.is_some() || self.refused.is_some())
            .render()
    }

    /// How a demand stands by each criterion; folded until something is written there.
    fn criteria(&self, number: usize) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let name = |code: &str| format!("criterion-{number}-{code}");
        let written = |one: &Criterion| {
            !form.values.get(&name(&one.code)).is_empty() || form.error(&name(&one.code)).is_some()
        };
        html! {
            @if !self.criteria.is_empty() {
                details open[self.criteria.iter().any(written)] {
                    summary { (ctx.t("answer-criteria")) }
                    p.hint { (ctx.t("answer-criteria-hint")) }
                    @for one in &self.criteria {
                        (Field::new(form, &name(&one.code)).said(&one.name, &one.hint).optional().area(2, Some(2000)))
                    }
                }
            }
        }
    }

    /// Rows of issues: what was raised, where, whether it is answered, and how.
    fn issues(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let stands =
            ["answered", "open"].map(|code| Choice::new(code, ctx.t(&format!("answer-issue-{code}"))));
        html! {
            h2 #issues { (ctx.t("answer-issues")) }
            p { (ctx.t("answer-issues-hint")) }
            @if !self.voices.is_empty() {
                details.panel {
                    summary { (ctx.t("answer-voices")) }
                    ul.plain-list {
                        @for voice in &self.voices {
                            li {
                                p { a href=(voice.href) { (voice.said) } }
                                (submit_as(Kind::Quiet, "take", &voice.value, &ctx.t("answer-take-voice")))
                            }
                        }
                    }
                }
            }
            @for number in 1..=self.issues {
                @let name = |stem: &str| format!("{stem}-{number}");
                section.panel aria-labelledby=(name("about-issue")) {
                    h3 id=(name("about-issue")) { (ctx.with("answer-issue-number", [("number", number.into())])) }
                    @if let Some(href) = issue_of(form.values.get(&name("cites"))) {
                        p { a href=(href) { (ctx.t("answer-issue-voices")) } }
                    }
                    (Field::new(form, &name("issue")).key("answer-issue").optional().input("text", None))
                    (Field::new(form, &name("cites")).key("answer-cites").optional().area(2, None))
                    (Field::new(form, &name("issue_stand")).key("answer-issue-stand").optional().radios(&stands))
                    (Field::new(form, &name("issue_text")).key("answer-issue-text").optional().area(4, Some(4000)))
                }
            }
            p { (submit_as(Kind::Quiet, "act", "more_issues", &ctx.t("answer-more-issues"))) }
        }
    }

    /// The label of a field, for the summary of mistakes.
    fn label(&self, field: &str) -> Option<String> {
        let criterion = field.strip_prefix("criterion-").and_then(|rest| {
            let (number, code) = rest.split_once('-')?;
            let one = self.criteria.iter().find(|one| one.code == code)?;
            let number: i64 = number.parse().ok()?;
            let words = [("number", number.into()), ("field", one.name.as_str().into())];
            Some(self.ctx.with("error-summary-numbered", words))
        });
        if criterion.is_some() {
            return criterion;
        }
        let part = field.strip_prefix("part-").and_then(|code| self.parts.iter().find(|(c, _)| c == code));
        part.map(|(_, name)| name.clone()).or_else(|| label(self.ctx.lang, &KEYS, field))
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

/// The address of the issue that stands among what a row cites.
fn issue_of(cites: &str) -> Option<&str> {
    cites.split_whitespace().find(|line| line.starts_with("/issues/"))
}
