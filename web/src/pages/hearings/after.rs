//! What follows a hearing: when its record is due, evidence, objections, signatures, and how it was weighed.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// How the record stands to the day it is due.
#[derive(Debug, Clone, Copy)]
pub enum DueView {
    /// Since when it is there, and how many days late it came.
    Published(NaiveDate, i64),
    /// The last day.
    Due(NaiveDate),
    /// The last day, and how many days ago that was.
    Overdue(NaiveDate, i64),
    /// No calendar says.
    Unknown,
}

/// Evidence, an objection, or a signature.
#[derive(Debug, Clone)]
pub struct PaperView {
    /// Its id.
    pub id: String,
    /// `evidence`, `objection` or `signature`.
    pub kind: String,
    /// Whose.
    pub who: String,
    /// What it says.
    pub body: String,
    /// Where it can be seen; may be empty.
    pub link: String,
    /// How it stands, as a code.
    pub state: String,
    /// The chair's handling, or why somebody did not sign.
    pub reason: String,
    /// When it was entered.
    pub at: DateTime<Utc>,
}

/// What everybody reads.
#[derive(Debug, Clone)]
pub struct AfterPart {
    /// When the record is due.
    pub due: DueView,
    /// The first day on which people correct their own words, if it is named, and the last.
    pub correction: Option<(Option<NaiveDate>, NaiveDate)>,
    /// All papers.
    pub papers: Vec<PaperView>,
    /// How it was weighed, and when that was published.
    pub weighing: Option<(String, DateTime<Utc>)>,
}

impl AfterPart {
    fn of(&self, kind: &str) -> Vec<&PaperView> {
        self.papers.iter().filter(|paper| paper.kind == kind).collect()
    }

    /// On the page of the hearing.
    pub fn render(&self, ctx: &Ctx) -> Markup {
        html! {
            section #after {
                h2 { (ctx.t("hearing-after-title")) }
                dl.facts {
                    dt { (ctx.t("after-due")) }
                    dd { (self.due(ctx)) }
                    @if let Some((from, until)) = self.correction {
                        dt { (ctx.t("words-window")) }
                        dd {
                            @if let Some(from) = from { (format::date_with_weekday(ctx.lang, from)) "–" }
                            (ctx.with("after-until", [("date", format::date_with_weekday(ctx.lang, until).into())]))
                        }
                    }
                }
                @if let Some((words, at)) = &self.weighing {
                    h3 #weighing { (ctx.t("field-after-weighing")) }
                    div.panel { (prose(words)) p.soft.small { (format::date_time(ctx.lang, *at)) } }
                } @else { p.soft { (ctx.t("after-not-weighed")) } }
                @for kind in ["objection", "evidence", "signature"] {
                    @let papers = self.of(kind);
                    @if !papers.is_empty() {
                        h3 { (ctx.t(&format!("after-{kind}s"))) }
                        ul { @for paper in papers { li { (paper_view(ctx, paper)) } } }
                    }
                }
            }
        }
    }

    fn due(&self, ctx: &Ctx) -> Markup {
        let day = |day: NaiveDate| format::date_with_weekday(ctx.lang, day);
        html! {
            @match self.due {
                DueView::Published(on, late) => {
                    (day(on)) " "
                    @if late > 0 { (badge(Tone::Bad, &ctx.with("after-published-late", [("days", late.into())]))) }
                    @else { (badge(Tone::Good, &ctx.t("after-published"))) }
                },
                DueView::Due(by) => (ctx.with("after-until", [("date", day(by).into())])),
                DueView::Overdue(by, days) => { (day(by)) " " (badge(Tone::Bad, &ctx.with("after-overdue", [("days", days.into())]))) },
                DueView::Unknown => (ctx.t("after-unknown")),
            }
        }
    }
}

fn paper_view(ctx: &Ctx, paper: &PaperView) -> Markup {
    let tone = match paper.state.as_str() {
        "open" | "refused" | "absent" => Tone::Wait,
        "upheld" | "signed" => Tone::Good,
        _ => Tone::Plain,
    };
    html! {
        p {
            strong { (paper.who) } " "
            @if !paper.state.is_empty() { (badge(tone, &ctx.t(&format!("after-state-{}", paper.state)))) }
        }
        @if !paper.body.is_empty() { (prose(&paper.body)) }
        @if !paper.link.is_empty() { p { a href=(paper.link) rel="nofollow ugc noopener" { (paper.link) } } }
        @if !paper.reason.is_empty() {
            p.soft { (ctx.t(if paper.kind == "objection" { "after-handling" } else { "after-why" })) }
            (prose(&paper.reason))
        }
    }
}

/// The facilitator's page.
#[derive(Debug)]
pub struct AfterPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is there.
    pub part: AfterPart,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 13] = [
    ("reason", "words-reason"),
    ("publish_due", "after-publish-due"),
    ("objection_who", "after-objection-who"),
    ("objection_body", "after-objection-body"),
    ("outcome", "after-outcome"),
    ("handling", "after-handling"),
    ("evidence_who", "after-evidence-who"),
    ("evidence_body", "after-evidence-body"),
    ("evidence_link", "after-evidence-link"),
    ("signature_who", "after-signature-who"),
    ("signature_state", "after-signature-state"),
    ("signature_reason", "after-signature-reason"),
    ("weighing", "after-weighing"),
];

impl<'a> AfterPage<'a> {
    fn field(&self, name: &'a str) -> Field<'a> {
        let key = KEYS.iter().find(|(field, _)| *field == name).map_or(name, |(_, key)| *key);
        Field::new(self.form, name).key(key)
    }

    /// A form of one act.
    fn act(&self, act: &str, fields: &Markup) -> Markup {
        html! {
            form.panel method="post" action=(format!("/desk/hearings/{}/after", self.id)) novalidate {
                input type="hidden" name="act" value=(act);
                (fields)
                (submit(Kind::Quiet, &self.ctx.t(&format!("after-save-{act}"))))
            }
        }
    }

    fn choices<const N: usize>(&self, codes: [&str; N]) -> [Choice; N] {
        codes.map(|code| Choice::new(code, self.ctx.t(&format!("after-state-{code}"))))
    }

    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("hearing-after-title");
        let back = format!("/desk/hearings/{}", self.id);
        let list = |kind: &str| html! { ul { @for paper in self.part.of(kind) { li { (paper_view(ctx, paper)) } } } };
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&back, &self.title)]))
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            p.lead { (ctx.t("after-lead")) }
            h2 { (ctx.t("after-dates")) }
            p { (ctx.t("after-due")) ": " (self.part.due(ctx)) }
            (self.act("dates", &html! {
                (self.field("publish_due").optional().input("date", None))
                (self.field("reason").area(2, Some(1_000)))
            }))
            p { a href=(format!("/desk/hearings/{}/words", self.id)) { (ctx.t("words-title")) } }
            h2 { (ctx.t("after-objections")) }
            (list("objection"))
            (self.handling())
            (self.act("objection", &html! {
                (self.field("objection_who").input("text", None))
                (self.field("objection_body").area(3, Some(2_000)))
            }))
            h2 { (ctx.t("after-evidences")) }
            (list("evidence"))
            (self.act("evidence", &html! {
                (self.field("evidence_who").input("text", None))
                (self.field("evidence_body").area(2, Some(2_000)))
                (self.field("evidence_link").optional().input("url", None))
            }))
            h2 { (ctx.t("after-signatures")) }
            (list("signature"))
            (self.act("signature", &html! {
                (self.field("signature_who").input("text", None))
                (self.field("signature_state").radios(&self.choices(["signed", "refused", "absent"])))
                (self.field("signature_reason").optional().area(2, Some(1_000)))
            }))
            h2 { (ctx.t("field-after-weighing")) }
            @match &self.part.weighing {
                Some((words, _)) => div.panel { (prose(words)) },
                None => (self.act("weighing", &html! { (self.field("weighing").area(8, Some(20_000))) })),
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    /// The form for an objection that waits for the chair; nothing if none does.
    fn handling(&self) -> Markup {
        let waiting = self.part.of("objection");
        let waiting: Vec<_> = waiting.into_iter().filter(|paper| paper.state == "open").collect();
        let objections: Vec<Choice> = waiting
            .iter()
            .map(|paper| {
                let start: String = paper.body.chars().take(40).collect();
                Choice::new(paper.id.as_str(), format!("{}: {start}", paper.who))
            })
            .collect();
        html! {
            @if !objections.is_empty() {
                (self.act("handle", &html! {
                    (Field::new(self.form, "objection").key("after-which").select(None, &objections))
                    (self.field("outcome").radios(&self.choices(["upheld", "noted", "dismissed"])))
                    (self.field("handling").area(3, Some(2_000)))
                }))
            }
        }
    }
}
