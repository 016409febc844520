//! One voice before the moderator: in its context, with its reports and what was decided before.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::decisions::{DecisionView, list};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit, submit_as};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, notice};
use crate::components::voice::{Standing, VoiceView, voice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;
use crate::pages::discussion::report::grounds;

/// One report.
#[derive(Debug)]
pub struct ReportView {
    /// The code of its ground.
    pub ground: &'static str,
    /// Its words.
    pub words: String,
    /// Who reported.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A voice to decide about.
#[derive(Debug)]
pub struct DecidePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// The voice it replies to.
    pub parent: Option<VoiceView>,
    /// The voice.
    pub voice: VoiceView,
    /// The open reports.
    pub reports: Vec<ReportView>,
    /// What was decided about it before, the newest first.
    pub decisions: Vec<DecisionView>,
    /// What was typed and what is wrong with it.
    pub form: FormView<'a>,
    /// Whether the moderator wrote it.
    pub own: bool,
}

impl DecidePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let back = format!("/desk/moderation/{}", self.voice.id);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/moderation", &ctx.t("moderation-title"))]))
            (errors::summary(self.form, &[("ground", "moderation-ground"), ("reason", "moderation-reason")]))
            h1 { (ctx.t("moderation-decide-title")) }
            p { a href=(self.proposal.1) { (self.proposal.0) } " · " a href=(format!("/voices/{}", self.voice.id)) { (ctx.t("moderation-context")) } }
            @if let Some(parent) = &self.parent {
                p.soft { (ctx.t("moderation-in-reply-to")) }
                (voice(ctx, parent, &back))
            }
            (voice(ctx, &self.voice, &back))
            @if !self.reports.is_empty() {
                h2 { (ctx.with("moderation-reports", [("count", self.reports.len().into())])) }
                ul {
                    @for report in &self.reports {
                        li {
                            strong { (ctx.t(&format!("ground-{}", report.ground.replace('_', "-")))) }
                            @if !report.words.is_empty() { "：" (report.words) }
                            " " span.soft { (report.name) " · " (format::date_time(ctx.lang, report.at)) }
                        }
                    }
                }
            }
            @if self.own { (notice(notice::Kind::Wait, html! { p { (ctx.t("moderation-own")) } })) } @else { (self.acts()) }
            @if !self.decisions.is_empty() {
                h2 { (ctx.t("moderation-before")) }
                (list(ctx, &self.decisions))
            }
        };
        Page::new(ctx, ctx.t("moderation-decide-title"), body)
            .with_errors(!self.form.errors.is_empty())
            .render()
    }

    fn acts(&self) -> Markup {
        let ctx = self.ctx;
        let action = format!("/desk/moderation/{}", self.voice.id);
        let reason = Field::new(self.form, "reason").key("moderation-reason");
        html! {
            @match self.voice.standing {
                Standing::Visible => {
                    h2 { (ctx.t("moderation-what")) }
                    form.panel method="post" action=(action) novalidate {
                        (Field::new(self.form, "ground").key("moderation-ground").radios(&grounds(ctx)))
                        (reason.area(3, Some(1000)))
                        div.actions {
                            (submit_as(Kind::Danger, "act", "hide", &ctx.t("moderation-hide")))
                            @if !self.reports.is_empty() { (submit_as(Kind::Quiet, "act", "keep", &ctx.t("moderation-keep"))) }
                        }
                    }
                }
                Standing::Hidden { .. } => {
                    h2 { (ctx.t("moderation-what")) }
                    form.panel method="post" action=(action) novalidate {
                        input type="hidden" name="act" value="restore";
                        (reason.area(3, Some(1000)))
                        (submit(Kind::Main, &ctx.t("moderation-restore")))
                    }
                }
                Standing::Gone { .. } if !self.reports.is_empty() => {
                    form method="post" action=(action) {
                        (submit_as(Kind::Quiet, "act", "keep", &ctx.t("moderation-keep")))
                    }
                }
                Standing::Gone { .. } | Standing::Deleted => {}
            }
        }
    }
}
