//! The forms of an officer's acts on a case: each on a page of its own, with what it means before it is done.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::CaseHead;
use super::file_forms::visibility_field;
use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::components::notice::{Kind as Notice, notice};
use crate::context::Ctx;
use crate::form::{FormView, message};
use crate::format;
use crate::layout::Page;

/// How many steps a timetable's form offers.
pub const STEPS: usize = 6;

/// Which act.
#[derive(Debug)]
pub enum Act {
    /// Post the timetable.
    PostTimetable,
    /// Record a contact with the proposer.
    RecordContact {
        /// The codes of the manners.
        manners: Vec<&'static str>,
    },
    /// Extend the deadline of the response.
    AskExtension {
        /// The present deadline.
        due: DateTime<Utc>,
        /// The last day it may be extended to.
        limit: chrono::NaiveDate,
        /// How many extensions are left.
        left: u32,
    },
    /// Tell how far the case is.
    TellProgress,
    /// Record what came of a hearing, a debate or a vote.
    RecordOutcome {
        /// The codes of what it may be of.
        kinds: Vec<&'static str>,
    },
    /// Ask the proposer for something.
    AskSupplement {
        /// The last day for an answer.
        limit: chrono::NaiveDate,
    },
    /// Hand the case to another agency.
    Transfer {
        /// The agencies the officer acts for.
        from: Vec<Choice>,
        /// The agencies it may go to.
        to: Vec<Choice>,
    },
    /// Explain a missed clock.
    Explain {
        /// What was missed.
        clock: String,
    },
    /// Write an addendum.
    WriteAddendum,
    /// Promise a follow-up.
    AddFollowUp,
    /// Report on a follow-up.
    ReportFollowUp {
        /// What was promised.
        action: String,
        /// Whether it is the last open one, with which the case closes if nothing goes on.
        last: bool,
        /// The latest day for the next report, if it goes on.
        latest: chrono::NaiveDate,
    },
    /// Close the case.
    Close,
    /// Ask the proposer something.
    AskProposer,
    /// Suggest other words for demands.
    SuggestDemands {
        /// The codes of what can be suggested.
        kinds: Vec<&'static str>,
        /// The demands.
        demands: Vec<Choice>,
        /// How many texts the form offers.
        pieces: usize,
    },
}

impl Act {
    /// The keys of the words of its fields.
    fn keys(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::PostTimetable => {
                &[("body", "cases-timetable"), ("date", "cases-step-on"), ("step", "cases-step-what")]
            }
            Self::RecordContact { .. } => &[
                ("on", "cases-contact-on"),
                ("manner", "cases-manner"),
                ("summary", "cases-contact-summary"),
            ],
            Self::AskExtension { .. } => &[
                ("until", "cases-until"),
                ("reasons", "cases-extension-reasons"),
                ("progress", "cases-extension-progress"),
            ],
            Self::TellProgress => &[("body", "cases-progress-body")],
            Self::RecordOutcome { .. } => &[
                ("kind", "cases-duty-kind"),
                ("on", "cases-duty-on"),
                ("link", "cases-duty-link"),
                ("summary", "cases-duty-summary"),
            ],
            Self::AskSupplement { .. } => {
                &[("wanted", "cases-supplement-wanted"), ("answer_by", "cases-answer-by")]
            }
            Self::Transfer { .. } => {
                &[("from", "cases-from"), ("to", "cases-to"), ("reasons", "cases-transfer-reasons")]
            }
            Self::Explain { .. } => &[("explanation", "cases-explanation")],
            Self::WriteAddendum => &[("body", "cases-addendum")],
            Self::AddFollowUp => {
                &[("action", "cases-action"), ("unit", "cases-unit"), ("due_on", "cases-due-on")]
            }
            Self::ReportFollowUp { .. } => &[
                ("report", "cases-report"),
                ("then", "cases-report-then"),
                ("next", "cases-report-next"),
                ("outcome", "cases-outcome-text"),
            ],
            Self::Close => &[("outcome", "cases-outcome-text")],
            Self::AskProposer => &[("body", "file-question"), ("public", "file-visibility")],
            Self::SuggestDemands { .. } => &[
                ("kind", "file-change-kind"),
                ("demands", "file-demands"),
                ("after", "file-after"),
                ("reasons", "file-change-reasons"),
            ],
        }
    }

    /// The code, as in the keys of words.
    fn code(&self) -> &'static str {
        match self {
            Self::PostTimetable => "post-timetable",
            Self::RecordContact { .. } => "record-contact",
            Self::AskExtension { .. } => "ask-extension",
            Self::TellProgress => "tell-progress",
            Self::RecordOutcome { .. } => "record-outcome",
            Self::AskSupplement { .. } => "ask-supplement",
            Self::Transfer { .. } => "transfer",
            Self::Explain { .. } => "explain",
            Self::WriteAddendum => "write-addendum",
            Self::AddFollowUp => "add-follow-up",
            Self::ReportFollowUp { .. } => "report-follow-up",
            Self::Close => "close",
            Self::AskProposer => "ask-proposer",
            Self::SuggestDemands { .. } => "suggest-demands",
        }
    }
}

/// The page of an act.
#[derive(Debug)]
pub struct ActPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The form.
    pub form: FormView<'a>,
    /// Which act.
    pub act: Act,
    /// Why it can't be done now.
    pub refused: Option<String>,
}

impl ActPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form, code) = (self.ctx, self.form, self.act.code());
        let title = ctx.t(&format!("cases-act-{code}"));
        let body = html! {
            (self.head.breadcrumb(ctx, true))
            h1 { (title) }
            p.lead { (ctx.t(&format!("cases-about-{code}"))) }
            @if let Some(refused) = &self.refused { (super::refused(ctx, refused)) }
            form method="post" novalidate {
                (summary(form, self.act.keys()))
                (self.fields())
                div.actions {
                    (submit(Kind::Main, &ctx.t(&format!("cases-do-{code}"))))
                    a href=(self.head.href) { (ctx.t("cases-back")) }
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty() || self.refused.is_some()).render()
    }

    fn fields(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let area = |name: &'static str, key: &'static str, rows| {
            Field::new(form, name).key(key).area(rows, Some(4000))
        };
        match &self.act {
            Act::PostTimetable => html! { (area("body", "cases-timetable", 6)) (self.steps()) },
            Act::RecordContact { manners } => {
                let choices: Vec<Choice> = manners
                    .iter()
                    .map(|code| Choice::new(*code, ctx.t(&format!("cases-manner-{code}"))))
                    .collect();
                html! {
                    (Field::new(form, "on").key("cases-contact-on").input("date", None))
                    (Field::new(form, "manner").key("cases-manner").radios(&choices))
                    (area("summary", "cases-contact-summary", 6))
                }
            }
            Act::AskExtension { due, limit, left } => html! {
                (notice(Notice::Info, html! {
                    p { (ctx.with("cases-extension-now", [("due", format::deadline(ctx.lang, *due).into())])) }
                    p { (ctx.with("cases-extension-limit", [
                        ("limit", format::date_with_weekday(ctx.lang, *limit).into()),
                        ("left", i64::from(*left).into()),
                    ])) }
                }))
                (Field::new(form, "until").key("cases-until").input("date", None))
                (area("reasons", "cases-extension-reasons", 5))
                (area("progress", "cases-extension-progress", 5))
            },
            Act::TellProgress => area("body", "cases-progress-body", 6),
            Act::RecordOutcome { kinds } => {
                let choices: Vec<Choice> = kinds
                    .iter()
                    .map(|code| Choice::new(*code, ctx.t(&format!("cases-duty-{code}"))))
                    .collect();
                html! {
                    (Field::new(form, "kind").key("cases-duty-kind").radios(&choices))
                    (Field::new(form, "on").key("cases-duty-on").input("date", None))
                    (area("summary", "cases-duty-summary", 6))
                    (Field::new(form, "link").key("cases-duty-link").optional().input("url", None))
                }
            }
            Act::AskSupplement { limit } => html! {
                (area("wanted", "cases-supplement-wanted", 6))
                p { (ctx.with("cases-answer-by-limit", [("date", format::date_with_weekday(ctx.lang, *limit).into())])) }
                (Field::new(form, "answer_by").key("cases-answer-by").input("date", None))
            },
            Act::Transfer { from, to } => html! {
                @if from.len() > 1 { (Field::new(form, "from").key("cases-from").radios(from)) }
                @else if let Some(only) = from.first() { input type="hidden" name="from" value=(only.value); }
                (Field::new(form, "to").key("cases-to").select(Some(&ctx.t("cases-choose")), to))
                (area("reasons", "cases-transfer-reasons", 5))
            },
            Act::Explain { clock } => html! {
                p { (ctx.with("cases-explain-what", [("clock", clock.as_str().into())])) }
                (area("explanation", "cases-explanation", 5))
            },
            Act::WriteAddendum => {
                html! { (Field::new(form, "body").key("cases-addendum").area(10, Some(20_000))) }
            }
            Act::AddFollowUp => html! {
                (Field::new(form, "action").key("cases-action").area(3, Some(500)))
                (Field::new(form, "unit").key("cases-unit").input("text", None))
                (Field::new(form, "due_on").key("cases-due-on").input("date", None))
            },
            Act::ReportFollowUp { action, last, latest } => html! {
                (notice(Notice::Info, html! {
                    p { strong { (action) } }
                    @if *last { p { (ctx.t("cases-report-closes")) } }
                }))
                (area("report", "cases-report", 6))
                (Field::new(form, "then").key("cases-report-then").radios(&[
                    Choice::new("done", ctx.t("cases-report-done")),
                    Choice::new("goes_on", ctx.t("cases-report-goes-on")),
                ]))
                p { (ctx.with("cases-report-next-limit", [("date", format::date_with_weekday(ctx.lang, *latest).into())])) }
                (Field::new(form, "next").key("cases-report-next").optional().input("date", None))
                @if *last { (Field::new(form, "outcome").key("cases-outcome-text").optional().area(4, Some(4000))) }
            },
            Act::Close => area("outcome", "cases-outcome-text", 5),
            Act::AskProposer => html! {
                (area("body", "file-question", 5))
                (visibility_field(ctx, form))
            },
            Act::SuggestDemands { kinds, demands, pieces } => {
                let kinds: Vec<Choice> = kinds
                    .iter()
                    .map(|kind| Choice::new(*kind, ctx.t(&format!("file-change-{kind}"))))
                    .collect();
                html! {
                    (Field::new(form, "kind").key("file-change-kind").radios(&kinds))
                    (Field::new(form, "demands").key("file-demands").checkboxes(demands))
                    @for number in 1..=*pieces {
                        @let name = format!("after-{number}");
                        @let label = ctx.with("file-after-numbered", [("number", number.into())]);
                        @let field = Field::new(form, &name).said(&label, "");
                        @if number == 1 { (field.area(2, Some(500))) } @else { (field.optional().area(2, Some(500))) }
                    }
                    (area("reasons", "file-change-reasons", 4))
                }
            }
        }
    }

    /// The rows of a timetable's steps: a day and what happens then.
    fn steps(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        html! {
            fieldset.field {
                legend { (ctx.t("cases-steps")) span.optional { (ctx.t("field-optional")) } }
                p.hint #steps { (ctx.t("cases-steps-hint")) }
                @for number in 1..=STEPS {
                    @let (day, what) = (format!("date-{number}"), format!("step-{number}"));
                    div.step-row {
                        @for (name, kind, key) in [(&day, "date", "field-cases-step-on"), (&what, "text", "field-cases-step-what")] {
                            @let error = form.errors.0.iter().find(|error| error.field == *name);
                            div class=(if error.is_some() { "has-error" } else { "" }) {
                                label for=(name) { span.visually-hidden { (number) " " } (ctx.t(key)) }
                                @if let Some(error) = error { p.field-error id=(format!("{name}-error")) { (message(form.lang, error)) } }
                                input type=(kind) id=(name) name=(name) value=(form.values.get(name))
                                    aria-describedby=[error.map(|_| format!("{name}-error"))];
                            }
                        }
                    }
                }
            }
        }
    }
}
