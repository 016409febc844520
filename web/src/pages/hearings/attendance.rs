//! Entering who came from a list.

use maud::{Markup, html};

use crate::FormView;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit_as};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::layout::Page;
use crate::pages::issues::import::Refused;

/// What taking the list over would do.
#[derive(Debug)]
pub struct PlanView {
    /// How many are found among those who registered, are added, and were noted before.
    pub counts: (usize, usize, usize),
    /// The first of those found: line and name.
    pub found: Vec<(u64, String)>,
    /// The first of those added.
    pub added: Vec<(u64, String)>,
}

/// The form for a list.
#[derive(Debug)]
pub struct AttendancePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The form.
    pub form: FormView<'a>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why the list is refused.
    pub refused: Vec<Refused>,
    /// What taking it over would do.
    pub plan: Option<PlanView>,
}

impl AttendancePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let desk = format!("/desk/hearings/{}", self.id);
        let list = format!("{desk}/registrations");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&desk, &self.title), (&list, &ctx.t("registrations-title"))]))
            (errors::summary(form, &[("file", "attendance-file"), ("names", "attendance-names")]))
            h1 { (ctx.t("attendance-title")) }
            p.lead { (self.title) }
            p { (ctx.t("attendance-lead")) }
            @if let Some(plan) = &self.plan { (self.planned(plan)) }
            @if !self.refused.is_empty() { (self.problems()) }
            form.panel method="post" action=(format!("{desk}/attendance")) enctype="multipart/form-data" novalidate {
                div class=(if form.error("file").is_some() { "field has-error" } else { "field" }) {
                    label for="file" { (ctx.t("field-attendance-file")) }
                    p.hint #file-hint { (ctx.t("field-attendance-file-hint")) }
                    @if let Some(error) = form.error("file") { p.field-error { (error) } }
                    input #file type="file" name="file" accept=".csv,.tsv,.txt,.xlsx,.ods" aria-describedby="file-hint";
                }
                (Field::new(form, "names").key("attendance-names").optional().area(6, None))
                div.actions {
                    (submit_as(Kind::Main, "act", "check", &ctx.t("attendance-check")))
                    (submit_as(Kind::Quiet, "act", "import", &ctx.t("attendance-do")))
                }
            }
        };
        let wrong = !form.errors.is_empty() || !self.refused.is_empty();
        Page::new(ctx, ctx.t("attendance-title"), body).with_errors(wrong).render()
    }

    fn planned(&self, plan: &PlanView) -> Markup {
        let ctx = self.ctx;
        let (found, added, same) = plan.counts;
        let names = |key: &str, all: &[(u64, String)], count: usize| {
            html! {
                @if count > 0 {
                    details open[count <= 10] {
                        summary { (ctx.with(key, [("count", count.into())])) }
                        ul { @for (line, name) in all { li { (name) " " span.soft { (ctx.with("attendance-line", [("line", i64::try_from(*line).unwrap_or(0).into())])) } } } }
                        @if count > all.len() { p.soft { (ctx.with("attendance-more", [("count", (count - all.len()).into())])) } }
                    }
                }
            }
        };
        notice(
            notice::Kind::Done,
            html! {
                p { (ctx.with("attendance-plan", [("found", found.into()), ("added", added.into()), ("same", same.into())])) }
                (names("attendance-found", &plan.found, found))
                (names("attendance-added", &plan.added, added))
                p { (ctx.t(if found + added > 0 { "attendance-next" } else { "attendance-nothing" })) }
            },
        )
    }

    fn problems(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            div.error-summary role="alert" tabindex="-1" {
                h2 { (ctx.t("attendance-refused")) }
                ul {
                    @for one in &self.refused {
                        li {
                            @if let Some(line) = one.line { (ctx.with("voice-import-line", [("line", line.into())])) }
                            (ctx.with(&format!("attendance-{}", one.code.replace('_', "-")), [("detail", one.detail.as_str().into())]))
                        }
                    }
                }
            }
        }
    }
}
