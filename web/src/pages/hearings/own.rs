//! Words of one's own in a record: correcting them, and what stood there before.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::changes::{Word, changes};
use crate::components::comment_form::all_the_same;
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, empty, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// How the days for corrections stand to the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionView {
    /// None are given.
    None,
    /// The first and the last day, which lie ahead.
    Ahead(NaiveDate, NaiveDate),
    /// They go on until this day.
    Open(NaiveDate),
    /// They were over with this day.
    Over(NaiveDate),
}

impl CorrectionView {
    /// What readers are told of them.
    pub fn told(&self, ctx: &Ctx) -> Markup {
        let day = |day: NaiveDate| format::date_with_weekday(ctx.lang, day);
        let (kind, words) = match *self {
            Self::None => return html! { p.soft { (ctx.t("words-window-none")) } },
            Self::Ahead(from, until) => (
                notice::Kind::Wait,
                ctx.with("words-window-ahead", [("from", day(from).into()), ("until", day(until).into())]),
            ),
            Self::Open(until) => {
                (notice::Kind::Info, ctx.with("words-window-open", [("until", day(until).into())]))
            }
            Self::Over(until) => {
                (notice::Kind::Info, ctx.with("words-window-over", [("until", day(until).into())]))
            }
        };
        notice(kind, html! { p { (words) } })
    }
}

/// Something that the reader said.
#[derive(Debug)]
pub struct OwnStatement {
    /// Its id.
    pub id: String,
    /// Its place in the record.
    pub position: i64,
    /// The words, cut.
    pub words: String,
}

/// One's own statements, each with the way to correct it while that is possible.
pub fn own_statements(ctx: &Ctx, window: CorrectionView, statements: &[OwnStatement]) -> Markup {
    html! {
        h2 #mine { (ctx.with("words-mine", [("count", statements.len().into())])) }
        (window.told(ctx))
        ul.plain-list {
            @for statement in statements {
                li.card {
                    p { a.statement-number href=(format!("/statements/{}", statement.id)) { "#" (statement.position) } " " (statement.words) }
                    p.small {
                        @if matches!(window, CorrectionView::Open(_)) {
                            a href=(format!("/statements/{}/correct", statement.id)) { (ctx.t("words-correct")) span.visually-hidden { " #" (statement.position) } }
                        } @else {
                            a href=(format!("/statements/{}/history", statement.id)) { (ctx.t("words-history")) span.visually-hidden { " #" (statement.position) } }
                        }
                    }
                }
            }
        }
    }
}

/// The form in which whoever spoke corrects their words.
#[derive(Debug)]
pub struct CorrectPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// The statement's id.
    pub id: String,
    /// Address and title of the hearing.
    pub hearing: (String, String),
    /// The statement's place in the record.
    pub position: i64,
    /// Who spoke.
    pub speaker: String,
    /// The days for it.
    pub window: CorrectionView,
    /// What stands there now.
    pub present: String,
    /// The greatest length, in characters.
    pub max: usize,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 2] = [("body", "words-body"), ("reason", "words-why")];

impl CorrectPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("words-correct");
        let body = html! {
            (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings")), (&self.hearing.0, &self.hearing.1)]))
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            p.lead { (self.speaker) " " a.statement-number href=(format!("/statements/{}", self.id)) { "#" (self.position) } }
            (self.window.told(ctx))
            p { (ctx.t("words-correct-lead")) }
            details open[!self.form.errors.is_empty()] {
                summary { (ctx.t("words-present")) }
                (prose(&self.present))
            }
            form.panel method="post" action=(format!("/statements/{}/correct", self.id)) novalidate {
                input type="hidden" name="seen" value=(self.form.values.get("seen"));
                (Field::new(self.form, "body").key("words-body").area(10, Some(self.max)))
                (Field::new(self.form, "reason").key("words-why").optional().area(2, Some(500)))
                (submit(Kind::Main, &ctx.t("words-correct-save")))
                (all_the_same(self.form))
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}

/// How a wording became the next one.
#[derive(Debug)]
pub struct WordingStep {
    /// When.
    pub at: DateTime<Utc>,
    /// The version of the record that did it; none if whoever spoke did.
    pub version: Option<i64>,
    /// Why; may be empty.
    pub reason: String,
    /// Another name of the speaker: before and after.
    pub renamed: Option<(Option<String>, Option<String>)>,
    /// What changed in the words.
    pub words: Vec<Word>,
}

/// The wordings of a statement.
#[derive(Debug)]
pub struct StatementHistoryPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The statement's id.
    pub id: String,
    /// Address and title of the hearing.
    pub hearing: (String, String),
    /// The statement's place in the record.
    pub position: i64,
    /// Who spoke.
    pub speaker: Option<String>,
    /// The changes, the newest first.
    pub steps: Vec<WordingStep>,
    /// What stood there first; nothing of what nobody may read.
    pub first: Option<String>,
}

impl StatementHistoryPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("words-history");
        let body = html! {
            (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings")), (&self.hearing.0, &self.hearing.1)]))
            h1 { (title) }
            p.lead {
                (self.speaker.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) " "
                a.statement-number href=(format!("/statements/{}", self.id)) { "#" (self.position) }
            }
            @if self.first.is_none() { (empty(&ctx.t("wording-empty"))) }
            @else if self.steps.is_empty() { p { (ctx.t("words-never-changed")) } }
            @else { p.soft { (ctx.t("draft-compare-legend")) " " del { (ctx.t("draft-removed")) } " " ins { (ctx.t("draft-added")) } } }
            @for step in &self.steps {
                section.panel {
                    h2 {
                        @match step.version {
                            None => (ctx.t("words-by-speaker")),
                            Some(version) => (ctx.with("words-by-record", [("version", version.into())])),
                        }
                    }
                    p.soft { (format::date_time(ctx.lang, step.at)) }
                    @if !step.reason.is_empty() { p { (ctx.t("after-why")) (step.reason) } }
                    @if let Some((before, after)) = &step.renamed {
                        p { del { (before.as_deref().unwrap_or("–")) } " " ins { (after.as_deref().unwrap_or("–")) } }
                    }
                    (changes(&step.words))
                }
            }
            @if let Some(first) = &self.first {
                section.panel {
                    h2 { (ctx.t(if self.steps.is_empty() { "wording-now" } else { "words-first" })) }
                    (prose(first))
                }
            }
        };
        Page::new(ctx, title, body).render()
    }
}
