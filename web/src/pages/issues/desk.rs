//! The facilitator's outline: making, ordering and merging issues, and the steps that led there.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::merged::{Filed, filed_words};
use crate::FormView;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit_as};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::empty;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// An issue on the desk.
#[derive(Debug)]
pub struct DeskIssue {
    /// Its id.
    pub id: String,
    /// The question.
    pub title: String,
    /// How many voices and people.
    pub voices: i64,
    /// How many people.
    pub people: i64,
    /// For how many waiting voices it is suggested.
    pub near: usize,
}

/// A step.
#[derive(Debug)]
pub struct StepLine {
    /// Its number.
    pub number: i64,
    /// The code of what was done.
    pub kind: &'static str,
    /// To which issues.
    pub titles: String,
    /// What came of it.
    pub into: Option<String>,
    /// How many voices it moved.
    pub voices: usize,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
    /// Whether it can be undone now.
    pub last: bool,
}

/// The desk of the issues of a proposal.
#[derive(Debug)]
pub struct IssuesDesk<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: String,
    /// Its title.
    pub proposal: String,
    /// How many voices are filed.
    pub filed: Filed,
    /// The issues in their order.
    pub issues: Vec<DeskIssue>,
    /// The last steps, the newest first.
    pub steps: Vec<StepLine>,
    /// The form for a new one.
    pub form: FormView<'a>,
}

/// The words of a step.
pub fn step_words(ctx: &Ctx, step: &StepLine) -> String {
    ctx.with(
        &format!("issue-step-{}", step.kind.replace('_', "-")),
        [
            ("titles", step.titles.as_str().into()),
            ("into", step.into.as_deref().unwrap_or_default().into()),
            ("voices", step.voices.into()),
        ],
    )
}

/// The button that undoes the last step.
pub fn undo(ctx: &Ctx, action: &str, step: &StepLine, back: Option<&str>) -> Markup {
    html! {
        form.inline method="post" action=(action) {
            input type="hidden" name="step" value=(step.number);
            @if let Some(back) = back { input type="hidden" name="back" value=(back); }
            button.quiet type="submit" name="act" value="undo" { (ctx.t("issue-undo")) span.visually-hidden { " " (step_words(ctx, step)) } }
        }
    }
}

impl IssuesDesk<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let action = format!("/desk/proposals/{}/issues", self.id);
        let filing = format!("/desk/proposals/{}/filing", self.id);
        let public = format!("/proposals/{}/merged", self.id);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&public, &self.proposal)]))
            (errors::summary(form, &KEYS))
            h1 { (ctx.t("issues-desk")) }
            p.lead { a href=(public) { (self.proposal) } }
            p { (filed_words(ctx, &self.filed)) }
            div.actions {
                (link(Kind::Main, &filing, &ctx.with("issues-file-waiting", [("count", self.filed.waiting.into())])))
                (link(Kind::Quiet, &public, &ctx.t("merged-title")))
                (link(Kind::Quiet, &format!("/desk/proposals/{}/voices", self.id), &ctx.t("voice-import-title")))
                @if self.filed.aside > 0 { a href=(format!("{filing}?show=aside")) { (ctx.with("issues-aside-list", [("count", self.filed.aside.into())])) } }
            }
            @if self.issues.is_empty() { (empty(&ctx.t("issues-none"))) } @else { (self.outline(&action, &filing)) }
            h2 #new { (ctx.t("issue-new")) }
            form.panel method="post" action=(action) novalidate {
                (Field::new(form, "title").key("issue-title").input("text", None))
                (Field::new(form, "summary").key("issue-summary").optional().area(3, Some(500)))
                (submit_as(Kind::Main, "act", "make", &ctx.t("issue-make")))
            }
            (self.steps(&action))
        };
        Page::new(ctx, ctx.t("issues-desk"), body).wide().with_errors(!form.errors.is_empty()).render()
    }

    fn outline(&self, action: &str, filing: &str) -> Markup {
        let ctx = self.ctx;
        let error = self.form.error("issues");
        html! {
            form method="post" action=(action) {
                div.table-scroll {
                    table.as-cards {
                        caption.visually-hidden { (ctx.t("issues-desk")) }
                        thead { tr {
                            th scope="col" { (ctx.t("issues-order")) }
                            th scope="col" { (ctx.t("field-issue-title")) }
                            th scope="col" { (ctx.t("issue-voices")) }
                            th scope="col" { (ctx.t("issues-near")) }
                            th scope="col" { (ctx.t("issues-merge-these")) }
                        } }
                        tbody {
                            @for (number, issue) in (1..).zip(&self.issues) {
                                tr {
                                    td {
                                        input.short.place type="text" inputmode="numeric" name=(format!("place-{}", issue.id)) value=(number)
                                            aria-label=(ctx.with("issues-place-of", [("title", issue.title.as_str().into())]));
                                    }
                                    th scope="row" { a href=(format!("/desk/issues/{}", issue.id)) { (issue.title) } }
                                    td { (ctx.with("issue-numbers", [("people", format::number(issue.people).into()), ("voices", format::number(issue.voices).into())])) }
                                    td {
                                        @if issue.near > 0 { a href=(format!("{filing}?near={}", issue.id)) { (ctx.with("issues-near-count", [("count", issue.near.into())])) } }
                                        @else { span.soft { "–" } }
                                    }
                                    td {
                                        label.tick {
                                            input type="checkbox" name="issues" value=(issue.id);
                                            span { (ctx.t("issues-merge-this")) span.visually-hidden { " " (issue.title) } }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                div.actions { (submit_as(Kind::Quiet, "act", "arrange", &ctx.t("issues-arrange"))) }
                @if self.issues.len() > 1 {
                    div class=(if error.is_some() { "field has-error" } else { "field" }) #issues {
                        label for="into" { (ctx.t("issues-merge-into")) }
                        @if let Some(error) = &error { p.field-error #issues-error { (error) } }
                        div.search-row {
                            select #into name="into" aria-describedby=[error.as_ref().map(|_| "issues-error")] {
                                @for issue in &self.issues { option value=(issue.id) { (issue.title) } }
                            }
                            (submit_as(Kind::Quiet, "act", "merge", &ctx.t("issues-merge")))
                        }
                    }
                }
            }
        }
    }

    fn steps(&self, action: &str) -> Markup {
        let ctx = self.ctx;
        html! {
            @if !self.steps.is_empty() {
                h2 #steps { (ctx.t("issues-steps")) }
                p.hint { (ctx.t("issues-steps-hint")) }
                ol.plain-list reversed {
                    @for step in &self.steps {
                        li {
                            span.soft.small { (format::date_time(ctx.lang, step.at)) " · " (step.by) } " "
                            @if step.undone_at.is_some() { del { (step_words(ctx, step)) } " " span.soft { (ctx.t("issue-undone")) } }
                            @else { (step_words(ctx, step)) }
                            @if step.last { " " (undo(ctx, action, step, None)) }
                        }
                    }
                }
            }
        }
    }
}

/// The words of the fields.
pub const KEYS: [(&str, &str); 4] = [
    ("title", "issue-title"),
    ("summary", "issue-summary"),
    ("issues", "issues"),
    ("voices", "issue-voices"),
];
