//! One voice before the moderator: in its context, with its reports and what was decided before.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::decisions::{DecisionView, list};
use super::queue::{keys, undo};
use super::statement::{AppealView, appeal_view};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit_as};
use crate::components::errors;
use crate::components::field::{Choice, Field};
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
    /// The codes of the signals that speak for looking at it.
    pub signals: Vec<&'static str>,
    /// What was decided about the voices of others whose words are most like these.
    pub alike: Vec<DecisionView>,
    /// What was decided about it before, the newest first.
    pub decisions: Vec<DecisionView>,
    /// What was decided about other voices of the same author, the newest first.
    pub history: Vec<DecisionView>,
    /// Another moderator who is at it, and since when.
    pub claimed_by: Option<(String, DateTime<Utc>)>,
    /// The open appeal, and whether the moderator may decide it.
    pub appeal: Option<(AppealView, bool)>,
    /// The decision that the moderator has just made and may take back.
    pub undo: Option<String>,
    /// Whether the voice begins a thread that is open, or closed.
    pub thread: Option<bool>,
    /// Whether its author has an account, who can be asked and paused.
    pub has_author: bool,
    /// For how many days one may pause.
    pub pauses: &'static [i64],
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
            (undo(ctx, self.undo.as_deref()))
            h1 { (ctx.t("moderation-decide-title")) }
            p { a href=(self.proposal.1) { (self.proposal.0) } " · " a href=(format!("/voices/{}", self.voice.id)) { (ctx.t("moderation-context")) } }
            @if let Some((name, since)) = &self.claimed_by {
                (notice(notice::Kind::Wait, html! { p { (ctx.with("moderation-claimed-since", [("name", name.clone().into()), ("time", format::date_time(ctx.lang, *since).into())])) } }))
            }
            @if let Some((appeal, may)) = &self.appeal { (self.appeal(appeal, *may)) }
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
            @if !self.signals.is_empty() {
                h2 { (ctx.t("signals-title")) }
                ul { @for signal in &self.signals { li { strong { (ctx.t(&format!("voice-signal-{signal}"))) } " " span.soft { (ctx.t(&format!("voice-signal-{signal}-text"))) } } } }
            }
            @if self.own { (notice(notice::Kind::Wait, html! { p { (ctx.t("moderation-own")) } })) } @else { (self.acts()) }
            @if !self.alike.is_empty() {
                h2 { (ctx.t("moderation-alike")) }
                (list(ctx, &self.alike))
            }
            @if !self.decisions.is_empty() {
                h2 { (ctx.t("moderation-before")) }
                (list(ctx, &self.decisions))
            }
            @if !self.history.is_empty() {
                h2 { (ctx.t("moderation-history")) }
                (list(ctx, &self.history))
            }
        };
        Page::new(ctx, ctx.t("moderation-decide-title"), body)
            .with_errors(!self.form.errors.is_empty())
            .render()
    }

    fn appeal(&self, appeal: &AppealView, may: bool) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t("appeal-title")) }
            (appeal_view(ctx, appeal))
            @if may {
                form.panel method="post" action=(format!("/desk/moderation/appeals/{}", appeal.id)) novalidate {
                    (Field::new(self.form, "reason").key("appeal-reason").area(3, Some(1000)))
                    div.actions {
                        (submit_as(Kind::Main, "outcome", "uphold", &ctx.t("appeal-uphold")))
                        (submit_as(Kind::Quiet, "outcome", "dismiss", &ctx.t("appeal-dismiss")))
                    }
                }
            } @else { p.soft { (ctx.t("appeal-another")) } }
        }
    }

    fn acts(&self) -> Markup {
        let ctx = self.ctx;
        let visible = self.voice.standing == Standing::Visible;
        let hidden = matches!(self.voice.standing, Standing::Hidden { .. });
        if self.voice.standing == Standing::Deleted || self.appeal.as_ref().is_some_and(|(_, may)| *may) {
            return html! {};
        }
        let open = visible || hidden;
        let button = |kind: &str, act: &str, key: &str| {
            let words = ctx.t(&format!("moderation-{}", act.replace('_', "-")));
            html! { button class=(kind) type="submit" name="act" value=(act) data-key=(key) { (words) } }
        };
        let days = self.pauses.iter().map(|days| {
            Choice::new(days.to_string(), ctx.with("moderation-days", [("count", (*days).into())]))
        });
        html! {
            h2 { (ctx.t("moderation-what")) }
            (keys(ctx, &["digits", "r", "h", "b", "e", "p", "c", "u"]))
            form.panel method="post" action=(format!("/desk/moderation/{}", self.voice.id)) novalidate data-digits="" {
                @if open || self.thread == Some(true) { (Field::new(self.form, "ground").key("moderation-ground").radios(&grounds(ctx))) }
                div data-key-area="r" { (Field::new(self.form, "reason").key("moderation-reason").area(3, Some(1000))) }
                div.actions {
                    @if visible { (button("danger", "hide", "h")) }
                    @if hidden { (button("", "restore", "h")) }
                    @if !self.reports.is_empty() || !self.signals.is_empty() { (button("quiet", "keep", "b")) }
                    @if visible && self.has_author { (button("quiet", "ask_edit", "e")) }
                    @if self.thread == Some(true) { (button("quiet", "close", "c")) }
                    @if self.thread == Some(false) { (button("quiet", "reopen", "c")) }
                }
                @if open && self.has_author {
                    (Field::new(self.form, "days").key("moderation-pause").select(None, &days.collect::<Vec<_>>()))
                    (button("quiet", "pause", "p"))
                }
            }
        }
    }
}
