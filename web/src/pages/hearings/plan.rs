//! The dry run: what importing a file will do.

use maud::{Markup, html};

use super::manage::{ProblemView, problems};
use super::reading::{ReadingView, reading_form};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, post, submit};
use crate::components::changes::{Word, changes};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// A statement, in short.
#[derive(Debug)]
pub struct Sample {
    /// The line of the file, if it stands there.
    pub line: Option<u32>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The words, cut.
    pub body: String,
    /// Whether its words stood in another statement before, or stand in another now.
    pub moved_words: Option<&'static str>,
    /// Who spoke and the words, cut, as they stood before.
    pub was: Option<(Option<String>, String)>,
}

/// One kind of change.
#[derive(Debug)]
pub struct Part {
    /// The code: `new`, `changed`, `returned`, `vanished`, `unchanged`.
    pub code: &'static str,
    /// How many statements.
    pub count: usize,
    /// Some of them.
    pub samples: Vec<Sample>,
}

/// Words that whoever spoke corrected themselves, where the file says otherwise.
#[derive(Debug)]
pub struct ConflictView {
    /// The statement's id.
    pub id: String,
    /// The line of the file, if it has the statement.
    pub line: Option<u32>,
    /// Who spoke.
    pub speaker: Option<String>,
    /// Their own words, cut.
    pub own: String,
    /// What the file would change in them; none if it lacks the statement.
    pub words: Option<Vec<Word>>,
}

/// What an import will do.
#[derive(Debug)]
pub struct PlanPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The hearing's id.
    pub hearing: String,
    /// Its title.
    pub hearing_title: String,
    /// The file's name.
    pub file: String,
    /// The code of its format.
    pub format: &'static str,
    /// The name of the encoding of a text.
    pub encoding: Option<String>,
    /// The title in the file.
    pub title: Option<String>,
    /// How speakers were told, where a person may correct it.
    pub reading: Option<ReadingView>,
    /// How many new statements were split off from others, and how many that vanish stand in others now.
    pub split_and_joined: (usize, usize),
    /// How many speeches it has.
    pub speeches: usize,
    /// How many narratives.
    pub narratives: usize,
    /// The first speakers …
    pub speakers: Vec<String>,
    /// … and how many there are.
    pub all_speakers: usize,
    /// What happens, by kind.
    pub parts: Vec<Part>,
    /// What a person should look at.
    pub notes: Vec<ProblemView>,
    /// Where it says otherwise than whoever spoke.
    pub conflicts: Vec<ConflictView>,
    /// Whether this very file was the last one imported.
    pub same_file: bool,
    /// Whether the record has changed since the file was compared with it, so that it is compared again first.
    pub stale: bool,
    /// Whether nothing of the record there is stays as it is.
    pub keeps_nothing: bool,
    /// Where it is confirmed.
    pub action: String,
    /// The hash of the file in hexadecimal, sent along so that a second press can be told from a lost file.
    pub sha256: String,
}

impl PlanPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let manage = format!("/desk/hearings/{}", self.hearing);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&manage, &self.hearing_title)]))
            h1 { (ctx.t("plan-title")) }
            @if self.same_file {
                (notice(notice::Kind::Info, html! { p { (ctx.t("plan-same-file")) } }))
            } @else {
                p.lead { (ctx.t("plan-lead")) }
            }
            dl.facts {
                dt { (ctx.t("plan-file")) } dd { (self.file) " · " (ctx.t(&format!("format-{}", self.format.replace('_', "-")))) }
                @if let Some(encoding) = &self.encoding { dt { (ctx.t("plan-encoding")) } dd { (encoding) } }
                @if let Some(title) = &self.title { dt { (ctx.t("plan-file-title")) } dd { (title) } }
                dt { (ctx.t("plan-content")) }
                dd {
                    (ctx.with("hearing-speeches", [("count", self.speeches.into())])) " · "
                    (ctx.with("plan-narratives", [("count", self.narratives.into())])) " · "
                    (ctx.with("hearing-speakers", [("count", self.all_speakers.into())]))
                }
            }
            dl.figures {
                @for part in &self.parts {
                    div { dt { (ctx.t(&format!("plan-{}", part.code))) } dd { (number(i64::try_from(part.count).unwrap_or(i64::MAX))) } }
                }
            }
            @if self.split_and_joined != (0, 0) {
                @let (split, joined) = self.split_and_joined;
                p.soft { (ctx.with("plan-split-and-joined", [("split", split.into()), ("joined", joined.into())])) }
            }
            @if !self.notes.is_empty() {
                (notice(notice::Kind::Wait, html! { h2 { (ctx.with("plan-notes", [("count", self.notes.len().into())])) } (problems(ctx, &self.notes)) }))
            }
            @if self.stale { (notice(notice::Kind::Wait, html! { p { (ctx.t("longjob-stale")) } })) }
            @if self.keeps_nothing {
                (notice(notice::Kind::Bad, html! { p { strong { (ctx.t("plan-keeps-nothing")) } " " (ctx.t("plan-keeps-nothing-text")) } }))
            }
            @if !self.same_file && !self.conflicts.is_empty() && self.speeches > 0 { (self.with_conflicts()) }
            @if !self.same_file {
                div.actions {
                    @if self.speeches > 0 && self.conflicts.is_empty() { (post(if self.keeps_nothing { Kind::Danger } else { Kind::Main }, &self.action, &[("act", "import"), ("sha256", &self.sha256)], &ctx.t("plan-import"))) }
                    (post(Kind::Quiet, &self.action, &[("act", "discard")], &ctx.t("plan-discard")))
                }
            }
            @if let Some(reading) = &self.reading { (reading_form(ctx, &self.action, reading)) }
            @for part in self.parts.iter().filter(|p| !p.samples.is_empty()) { (self.samples(part)) }
            @if !self.speakers.is_empty() {
                h2 { (ctx.with("hearing-speakers", [("count", self.all_speakers.into())])) }
                ul.chips { @for name in &self.speakers { li.chip { (name) } } }
            }
        };
        Page::new(ctx, ctx.t("plan-title"), body).wide().render()
    }

    /// The form in which the facilitator says where the file's words hold all the same.
    fn with_conflicts(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            form.panel method="post" action=(self.action) {
                h2 { (ctx.with("words-conflicts", [("count", self.conflicts.len().into())])) }
                p { (ctx.t("words-conflicts-lead")) }
                p.soft { del { (ctx.t("words-conflict-own")) } " " ins { (ctx.t("words-conflict-file")) } }
                input type="hidden" name="act" value="import";
                input type="hidden" name="sha256" value=(self.sha256);
                @for conflict in &self.conflicts {
                    @let id = format!("take-{}", conflict.id);
                    div.quote {
                        p.voice-head {
                            @if let Some(speaker) = &conflict.speaker { strong { (speaker) } }
                            @if let Some(line) = conflict.line { span.soft { (ctx.with("plan-line", [("line", i64::from(line).into())])) } }
                        }
                        @match &conflict.words {
                            Some(words) => (changes(words)),
                            None => { p { (conflict.own) } p.soft { (ctx.t("words-conflict-gone")) } }
                        }
                        div.choice {
                            input id=(id) type="checkbox" name="take" value=(conflict.id);
                            label for=(id) { (ctx.t("words-conflict-take")) }
                        }
                    }
                }
                (submit(if self.keeps_nothing { Kind::Danger } else { Kind::Main }, &ctx.t("plan-import")))
            }
        }
    }

    fn samples(&self, part: &Part) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t(&format!("plan-{}", part.code))) " " span.soft.number { (number(i64::try_from(part.count).unwrap_or(i64::MAX))) } }
            @if part.samples.len() < part.count { p.soft { (ctx.with("plan-samples", [("count", part.samples.len().into())])) } }
            ol.plain-list {
                @for sample in &part.samples {
                    li.card {
                        p.voice-head {
                            @if let Some(speaker) = &sample.speaker { strong { (speaker) } }
                            @if let Some(code) = sample.moved_words { span.soft { (ctx.t(&format!("plan-{code}"))) } }
                            @if let Some(line) = sample.line { span.soft { (ctx.with("plan-line", [("line", i64::from(line).into())])) } }
                        }
                        @if let Some((speaker, body)) = &sample.was {
                            p { span.soft { (ctx.t("plan-before")) } " " del { @if *speaker != sample.speaker { (speaker.as_deref().unwrap_or_default()) "：" } (body) } }
                            p { span.soft { (ctx.t("plan-after")) } " " ins { (sample.body) } }
                        } @else { p { (sample.body) } }
                    }
                }
            }
        }
    }
}
