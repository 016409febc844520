//! Forms around a case file: a file to add or to remove, the proposer's answer and word on a suggested change.

use maud::{Markup, html};

use super::CaseHead;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit, submit_as};
use crate::components::case_file::{ChangeView, change_words};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// Whether the public reads it, as a field `public`.
pub(super) fn visibility_field(ctx: &Ctx, form: FormView<'_>) -> Markup {
    let choices = [
        Choice { hint: Some(ctx.t("file-public-hint")), ..Choice::new("yes", ctx.t("file-public")) },
        Choice { hint: Some(ctx.t("file-internal-hint")), ..Choice::new("no", ctx.t("file-internal")) },
    ];
    html! { (Field::new(form, "public").key("file-visibility").radios(&choices)) }
}

/// The form with which an agency adds a file.
#[derive(Debug)]
pub struct AddFilePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The form: `file`, `about`, `public`.
    pub form: FormView<'a>,
    /// The greatest size in MB.
    pub most: usize,
}

impl AddFilePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("cases-act-add-file");
        let error = form.error("file");
        let body = html! {
            (self.head.breadcrumb(ctx, true))
            h1 { (title) }
            p.lead { (ctx.with("file-add-about", [("max", self.most.into())])) }
            form method="post" enctype="multipart/form-data" novalidate {
                (summary(form, &[("file", "file-file"), ("about", "file-about"), ("public", "file-visibility")]))
                div class=(if error.is_some() { "field has-error" } else { "field" }) {
                    label for="file" { (ctx.t("field-file-file")) }
                    @if let Some(error) = &error {
                        p.field-error #file-error { span.visually-hidden { (ctx.t("title-error-prefix")) } (error) }
                    }
                    input #file type="file" name="file" aria-describedby=[error.is_some().then_some("file-error")] aria-invalid=[error.is_some().then_some("true")]
                        accept=".pdf,.png,.jpg,.jpeg,.webp,.odt,.ods,.odp,.docx,.xlsx,.pptx,.csv,.txt";
                }
                (Field::new(form, "about").key("file-about").input("text", Some("off")))
                (visibility_field(ctx, form))
                div.actions { (submit(Kind::Main, &ctx.t("file-do-add"))) a href=(self.head.href) { (ctx.t("cases-back")) } }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}

/// The form with which an agency removes a file.
#[derive(Debug)]
pub struct RemoveFilePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The form: `reasons`.
    pub form: FormView<'a>,
    /// What the file shows.
    pub about: &'a str,
}

impl RemoveFilePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("file-remove");
        let body = html! {
            (self.head.breadcrumb(ctx, true))
            h1 { (title) }
            p.lead { (self.about) }
            p { (ctx.t("file-remove-about")) }
            form method="post" novalidate {
                (summary(form, &[("reasons", "file-remove-reasons")]))
                (Field::new(form, "reasons").key("file-remove-reasons").area(4, Some(4000)))
                div.actions { (submit(Kind::Danger, &ctx.t("file-do-remove"))) a href=(self.head.href) { (ctx.t("cases-back")) } }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}

/// What the proposer is asked for.
#[derive(Debug)]
pub enum Asked {
    /// The answer to a question: `answer`.
    Answer {
        /// The question.
        question: String,
        /// Whether the answer will be public.
        public: bool,
    },
    /// A word on a suggested change: `act` `agree` or `decline`, `note`.
    Decision(ChangeView),
}

/// The proposer's form.
#[derive(Debug)]
pub struct ProposerPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title.
    pub title: String,
    /// Its page.
    pub proposal_href: String,
    /// The page of the case file.
    pub file_href: String,
    /// The form.
    pub form: FormView<'a>,
    /// What for.
    pub asked: Asked,
    /// Why it can't be done now.
    pub refused: Option<String>,
}

impl ProposerPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = match &self.asked {
            Asked::Answer { .. } => ctx.t("file-answer-title"),
            Asked::Decision(_) => ctx.t("file-decide-title"),
        };
        let body = html! {
            (breadcrumb(ctx, &[(&self.proposal_href, &self.title), (&self.file_href, &ctx.t("file-title"))]))
            h1 { (title) }
            @if let Some(refused) = &self.refused { (super::refused(ctx, refused)) }
            @match &self.asked {
                Asked::Answer { question, public } => {
                    blockquote.said { (prose(question)) }
                    p { (ctx.t(if *public { "file-answer-public" } else { "file-answer-internal" })) }
                    form method="post" novalidate {
                        (summary(form, &[("answer", "file-answer")]))
                        (Field::new(form, "answer").key("file-answer").area(8, Some(4000)))
                        div.actions { (submit(Kind::Main, &ctx.t("file-send-answer"))) a href=(self.file_href) { (ctx.t("cases-back")) } }
                    }
                },
                Asked::Decision(change) => {
                    p { (ctx.t(&format!("file-decide-about-{}", change.kind))) }
                    (change_words(ctx.lang, change))
                    form method="post" novalidate {
                        (summary(form, &[("note", "file-note")]))
                        (Field::new(form, "note").key("file-note").optional().area(4, Some(4000)))
                        div.actions {
                            (submit_as(Kind::Main, "act", "agree", &ctx.t("file-agree")))
                            (submit_as(Kind::Quiet, "act", "decline", &ctx.t("file-decline")))
                            a href=(self.file_href) { (ctx.t("cases-back")) }
                        }
                    }
                },
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty() || self.refused.is_some()).render()
    }
}
