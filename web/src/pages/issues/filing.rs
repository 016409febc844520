//! Filing what waits: many voices at once, with what the machine finds alike beside each. It files nothing by itself.

use maud::{Markup, html};

use super::desk::{StepLine, step_words, undo};
use crate::FormView;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit, submit_as};
use crate::components::discussion::{Chosen, choices};
use crate::components::errors;
use crate::components::notice::{self, empty, notice};
use crate::components::pager::pager;
use crate::components::voice::{channel_badge, stance_badge};
use crate::context::Ctx;
use crate::layout::Page;

/// A voice to be filed.
#[derive(Debug)]
pub struct Waiting {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub href: String,
    /// Whose it is.
    pub name: Option<String>,
    /// The code of its channel.
    pub channel: &'static str,
    /// The code of its side.
    pub stance: Option<&'static str>,
    /// The first of its words, and whether there are more.
    pub words: String,
    /// How many others say nearly the same.
    pub same: i64,
    /// The issues that are most alike, with the score in per cent: id, title, score.
    pub near: Vec<(String, String, i64)>,
}

/// A page of voices that a facilitator files.
#[derive(Debug)]
pub struct FilingPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: String,
    /// Its title.
    pub proposal: String,
    /// How many wait in all.
    pub waiting: i64,
    /// Whether this shows what was put aside.
    pub aside: bool,
    /// The issues: id and title.
    pub issues: Vec<(String, String)>,
    /// The channels to choose from.
    pub channels: Vec<Chosen>,
    /// What is near which issue.
    pub near: Vec<Chosen>,
    /// The words that are looked for.
    pub words: String,
    /// What else the address of this page says, for the form of the search.
    pub hidden: Vec<(&'static str, String)>,
    /// The voices of this page.
    pub voices: Vec<Waiting>,
    /// What is ticked, and what is wrong.
    pub form: FormView<'a>,
    /// The address of this page, to come back to.
    pub back: String,
    /// The last step, to be undone.
    pub last: Option<StepLine>,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl FilingPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let desk = format!("/desk/proposals/{}/issues", self.id);
        let action = format!("/desk/proposals/{}/filing", self.id);
        let title = ctx.t(if self.aside { "filing-aside-title" } else { "filing-title" });
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&desk, &ctx.t("issues-desk"))]))
            (errors::summary(form, &super::desk::KEYS))
            h1 { (title) }
            p.lead { (self.proposal) }
            @if self.aside {
                p { (ctx.t("filing-aside-lead")) " " a href=(action) { (ctx.t("filing-title")) } }
            } @else {
                p { (ctx.with("filing-waiting", [("count", self.waiting.into())])) " " (ctx.t("filing-lead")) }
                @if self.issues.is_empty() { (notice(notice::Kind::Wait, html! { p { (ctx.t("filing-no-issues")) " " a href=(format!("{desk}#new")) { (ctx.t("issue-new")) } } })) }
                @if let Some(step) = &self.last {
                    p.soft { (ctx.t("filing-last")) " " (step_words(ctx, step)) " " (undo(ctx, &action, step, Some(&self.back))) }
                }
                (choices(ctx, &[(&ctx.t("discussion-channel"), &self.channels), (&ctx.t("filing-near"), &self.near)]))
                form.search-row method="get" action=(action) role="search" {
                    @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                    label for="q" { (ctx.t("filing-words")) }
                    input #q type="search" name="q" value=(self.words);
                    (submit(Kind::Quiet, &ctx.t("filing-search")))
                }
            }
            @if self.voices.is_empty() {
                (empty(&ctx.t(if self.aside { "filing-aside-empty" } else { "filing-empty" })))
            } @else {
                (self.form(&action))
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, title, body).wide().with_errors(!form.errors.is_empty()).render()
    }

    fn form(&self, action: &str) -> Markup {
        let ctx = self.ctx;
        html! {
            form method="post" action=(action) {
                input type="hidden" name="back" value=(self.back);
                // The enter key in the form files what is ticked, never a single row.
                button.visually-hidden type="submit" name="act" value="file" tabindex="-1" aria-hidden="true" { (ctx.t("filing-file")) }
                (self.tools())
                ul.plain-list.filing #voices {
                    @for voice in &self.voices { (self.row(voice)) }
                }
                (self.buttons())
            }
        }
    }

    fn tools(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @for voice in &self.voices { input type="hidden" name="shown" value=(voice.id); }
            @if !self.aside {
                fieldset.field.filing-issues {
                    legend { (ctx.t("filing-under")) }
                    @for (id, title) in &self.issues {
                        label.tick { input type="checkbox" name="issue" value=(id) checked[self.form.values.has("issue", id)]; span { (title) } }
                    }
                }
            }
            label.tick { input type="checkbox" name="all" value="yes"; span { (ctx.with("filing-all", [("count", self.voices.len().into())])) } }
            (self.buttons())
        }
    }

    fn buttons(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            div.actions {
                @if self.aside {
                    (submit_as(Kind::Main, "act", "wait", &ctx.t("filing-wait-again")))
                } @else {
                    (submit_as(Kind::Main, "act", "file", &ctx.t("filing-file")))
                    (submit_as(Kind::Quiet, "act", "nearest", &ctx.t("filing-nearest")))
                    (submit_as(Kind::Quiet, "act", "aside", &ctx.t("filing-aside")))
                }
            }
        }
    }

    fn row(&self, voice: &Waiting) -> Markup {
        let ctx = self.ctx;
        let id = format!("v-{}", voice.id);
        html! {
            li.voice id=(format!("voice-{}", voice.id)) {
                label.tick for=(id) {
                    input id=(id) type="checkbox" name="voice" value=(voice.id) checked[self.form.values.has("voice", &voice.id)];
                    span { (voice.words) }
                }
                p.voice-head {
                    a href=(voice.href) { (voice.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) }
                    (channel_badge(ctx.lang, voice.channel))
                    @if let Some(stance) = voice.stance { (stance_badge(ctx.lang, stance)) }
                    @if voice.same > 0 { span.soft { (ctx.with("filing-same", [("count", voice.same.into())])) } }
                }
                @if !voice.near.is_empty() {
                    p.filing-near {
                        span.soft.small { (ctx.t("filing-suggested")) }
                        @for (issue, title, score) in &voice.near {
                            button.small.quiet type="submit" name="one" value=(format!("{issue}:{}", voice.id)) {
                                (title) " " span.number { (score) " %" }
                                span.visually-hidden { " " (ctx.t("filing-one")) }
                            }
                        }
                    }
                }
            }
        }
    }
}
