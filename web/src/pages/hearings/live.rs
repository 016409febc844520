//! The record while it is made: the page on which everybody follows, and the page on which it is typed.

use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, empty, notice};
use crate::components::prose::prose;
use crate::components::voice::hidden;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;
use crate::pages::discussion::report::grounds;

/// A statement that was typed.
#[derive(Debug, Clone)]
pub struct LineView {
    /// Its id.
    pub id: String,
    /// Its place in the record.
    pub position: i64,
    /// Who speaks.
    pub speaker: Option<String>,
    /// What was said.
    pub body: String,
    /// Whether it only tells what happened.
    pub narrative: bool,
    /// Ground and reason, if a moderator hid it.
    pub hidden: Option<(&'static str, String)>,
}

/// How one takes a statement back: first it is opened, then pressed.
fn strike(ctx: &Ctx, action: &str, id: &str) -> Markup {
    html! {
        details.strike {
            summary { (ctx.t("hall-strike")) }
            p { (ctx.t("hall-strike-lead")) }
            (post(Kind::Danger, action, &[("act", "strike"), ("statement", id)], &ctx.t("hall-strike-do")))
        }
    }
}

/// Where a moderator decides about a statement.
fn moderate(ctx: &Ctx, id: &str) -> Markup {
    html! { a.small href=(format!("/desk/moderation/lines/{id}")) { (ctx.t("line-hide")) } }
}

/// What whoever looks may do with the statements.
#[derive(Clone, Copy)]
enum May<'a> {
    Read,
    /// Have a moderator's decision about them.
    Moderate,
    /// Take them back, at this address.
    Strike(&'a str),
}

/// The statements, to which the script adds what comes.
fn lines(ctx: &Ctx, lines: &[LineView], stream: &str, may: May<'_>) -> Markup {
    let last = lines.last().map_or(0, |line| line.position);
    let beside = |line: &LineView| match may {
        May::Strike(action) if line.hidden.is_none() => strike(ctx, action, &line.id),
        May::Moderate if line.hidden.is_none() && !line.narrative => moderate(ctx, &line.id),
        _ => html! {},
    };
    html! {
        @match may {
            May::Read => {},
            May::Moderate => { template #hall-moderate { (moderate(ctx, "")) } },
            May::Strike(action) => { template #hall-strike { (strike(ctx, action, "")) } },
        }
        // What stands in the place of hidden words, by ground; the script puts the reason in.
        @for ground in grounds(ctx) { template id=(format!("hall-hidden-{}", ground.value)) { (hidden(ctx, &ground.value, "")) } }
        div.record #hall-lines data-hall=(stream) data-after=(last) data-unnamed=(ctx.t("voice-unnamed")) {
            @for line in lines {
                @if line.narrative {
                    div.narrative id=(format!("s-{}", line.id)) data-position=(line.position) {
                        (prose(&line.body))
                        (beside(line))
                    }
                } @else {
                    div.statement id=(format!("s-{}", line.id)) data-position=(line.position) data-hidden[line.hidden.is_some()] {
                        p.voice-head {
                            strong.voice-name { (line.speaker.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) }
                            a.statement-number href=(format!("/statements/{}", line.id)) { "#" (line.position) }
                        }
                        @match &line.hidden {
                            Some((ground, reason)) => (hidden(ctx, ground, reason)),
                            None => (prose(&line.body)),
                        }
                        (beside(line))
                    }
                }
            }
        }
    }
}

/// How the live record stands.
fn stage_badge(ctx: &Ctx, stage: &str) -> Markup {
    let tone = if stage == "on" { Tone::Good } else { Tone::Plain };
    html! { span #hall-stage data-on=(ctx.t("hall-live-on")) data-over=(ctx.t("hall-live-over")) { (badge(tone, &ctx.t(&format!("hall-live-{stage}")))) } }
}

/// Where one follows.
#[derive(Debug)]
pub struct LivePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The hearing's address and title.
    pub hearing: (String, String),
    /// The last statements.
    pub lines: Vec<LineView>,
    /// The address of the stream.
    pub stream: String,
    /// Whether whoever looks may hide statements.
    pub moderates: bool,
    /// Where questions are asked.
    pub questions: String,
}

impl LivePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("hall-live-title");
        let (href, name) = &self.hearing;
        let body = html! {
            (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings")), (href, name)]))
            p.voice-head { (stage_badge(ctx, "on")) }
            h1 { (title) }
            p.lead { (name) }
            p.hint { (ctx.t("hall-live-lead")) }
            div.actions {
                (link(Kind::Quiet, &self.questions, &ctx.t("questions-go")))
                (link(Kind::Quiet, &format!("{href}#record"), &ctx.t("hall-live-whole")))
            }
            (lines(ctx, &self.lines, &self.stream, if self.moderates { May::Moderate } else { May::Read }))
            @if self.lines.is_empty() { div #hall-empty { (empty(&ctx.t("hall-live-none"))) } }
            p.visually-hidden role="status" #hall-status data-words=(ctx.t("hall-live-new")) {}
            noscript { p { a href=(ctx.path) { (ctx.t("hall-live-again")) } } }
        };
        Page::new(ctx, title, body).script("hall.js").render()
    }
}

/// Where it is typed.
#[derive(Debug)]
pub struct TypingPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `none`, `on` or `over`.
    pub stage: &'static str,
    /// Whether its day has come.
    pub held: bool,
    /// Whether a transcript is there already.
    pub has_transcript: bool,
    /// Who spoke so far, the chair first.
    pub speakers: Vec<String>,
    /// The last statements.
    pub lines: Vec<LineView>,
    /// The address of the stream.
    pub stream: String,
    /// By what the statement in the form is known, where there are no scripts.
    pub client: String,
    /// The greatest length of a statement.
    pub max: usize,
}

impl TypingPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("hall-typing-title");
        let desk = format!("/desk/hearings/{}", self.id);
        let action = format!("{desk}/live");
        let public = format!("/hearings/{}/live", self.id);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&desk, &self.title)]))
            (errors::summary(self.form, &[("speaker", "hall-speaker"), ("body", "hall-body")]))
            p.voice-head { (stage_badge(ctx, self.stage)) }
            h1 { (title) }
            p.lead { (self.title) }
            @match self.stage {
                "on" => (self.typing(&action, &public)),
                _ if !self.held => (notice(notice::Kind::Info, html! { p { (ctx.t("hall-typing-not-yet")) } })),
                _ if self.has_transcript => (notice(notice::Kind::Info, html! { p { (ctx.t("fault-hearing-has-record")) } })),
                "over" => {
                    (notice(notice::Kind::Done, html! { p { (ctx.t("hall-typing-over")) } }))
                    div.actions {
                        (link(Kind::Main, &desk, &ctx.t("hall-typing-deliver")))
                        (post(Kind::Quiet, &action, &[("act", "begin")], &ctx.t("hall-typing-again")))
                    }
                    (self.waiting(&action))
                },
                _ => {
                    p { (ctx.t("hall-typing-lead")) }
                    (post(Kind::Main, &action, &[("act", "begin")], &ctx.t("hall-typing-begin")))
                },
            }
            @if self.stage != "none" {
                h2 { (ctx.t("hall-typed")) }
                (lines(ctx, &self.lines, &self.stream, if self.stage == "on" { May::Strike(&action) } else { May::Read }))
            }
        };
        Page::new(ctx, title, body)
            .with_errors(!self.form.errors.is_empty())
            .script("hall.js")
            .script("steno.js")
            .render()
    }

    /// What the script needs, and the place where it says what waits to be sent.
    fn waiting(&self, action: &str) -> Markup {
        let ctx = self.ctx;
        html! {
            div #steno data-post=(format!("{action}/lines")) data-hearing=(self.id)
                data-sent=(ctx.t("hall-all-sent")) data-waiting=(ctx.t("hall-waiting")) data-offline=(ctx.t("hall-offline"))
                data-over=(ctx.t("hall-kept-over")) data-sign-in=(ctx.t("hall-kept-sign-in")) data-refused=(ctx.t("hall-kept-refused")) {
                p.steno-state role="status" {}
                ol.steno-queue aria-label=(ctx.t("hall-queue")) {}
            }
        }
    }

    fn typing(&self, action: &str, public: &str) -> Markup {
        let ctx = self.ctx;
        html! {
            form.panel #steno-form method="post" action=(action) novalidate {
                input type="hidden" name="act" value="line";
                input type="hidden" name="client" value=(self.client);
                (Field::new(self.form, "speaker").key("hall-speaker").optional().input("text", Some("off")))
                div #steno-speakers hidden role="group" aria-label=(ctx.t("hall-speakers")) data-names=(one_a_line(&self.speakers)) {}
                div.choice {
                    input id="narrative" type="checkbox" name="narrative" value="yes" checked[self.form.values.has("narrative", "yes")];
                    label for="narrative" { (ctx.t("hall-narrative")) }
                }
                (Field::new(self.form, "body").key("hall-body").area(3, None))
                div.actions { (submit(Kind::Main, &ctx.t("hall-send"))) a href=(public) target="_blank" rel="noopener" { (ctx.t("hall-public-page")) } }
                p.hint #steno-keys hidden { (ctx.t("hall-keys")) }
            }
            (self.waiting(action))
            details {
                summary { (ctx.t("hall-typing-end-title")) }
                p { (ctx.t("hall-typing-end-lead")) }
                (post(Kind::Danger, action, &[("act", "end")], &ctx.t("hall-typing-end")))
            }
        }
    }
}

/// The names, one a line: no name has a line's end.
fn one_a_line(names: &[String]) -> String {
    names.join("\n")
}
