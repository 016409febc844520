//! Forms by which agencies work together on a case: parts, transfers that are refused, cases that are combined.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::CaseHead;
use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// Which act.
#[derive(Debug)]
pub enum Together {
    /// Refuse a case that was handed over: `reasons`.
    RefuseTransfer {
        /// From which agency it came.
        from: String,
        /// Why.
        reasons: String,
    },
    /// Ask an agency for its part: `agency`, `asked`, `due_on`.
    AskAgency {
        /// The agencies of the case.
        agencies: Vec<Choice>,
    },
    /// Deliver one's part: `delivered`.
    Deliver {
        /// What is asked.
        asked: String,
        /// The last day.
        due_on: NaiveDate,
    },
    /// Handle it together with another case: `with`, `reasons`.
    Combine {
        /// The other cases that the officer's agencies lead.
        cases: Vec<Choice>,
    },
    /// Handle it on its own again: `reasons`.
    Separate,
    /// Decide who leads after a refusal: `decision`, `reasons`.
    Decide {
        /// Who handed it over, to whom.
        between: (String, String),
        /// Why it was handed over.
        reasons: String,
        /// Why it was refused.
        refusal: String,
        /// The codes of the decisions.
        decisions: Vec<&'static str>,
    },
}

impl Together {
    fn code(&self) -> &'static str {
        match self {
            Self::RefuseTransfer { .. } => "refuse-transfer",
            Self::AskAgency { .. } => "ask-agency",
            Self::Deliver { .. } => "deliver",
            Self::Combine { .. } => "combine",
            Self::Separate => "separate",
            Self::Decide { .. } => "decide-dispute",
        }
    }

    /// The keys of the words of its fields.
    fn keys(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::RefuseTransfer { .. } => &[("reasons", "together-refusal")],
            Self::AskAgency { .. } => {
                &[("agency", "together-agency"), ("asked", "together-asked"), ("due_on", "together-due-on")]
            }
            Self::Deliver { .. } => &[("delivered", "together-delivered")],
            Self::Combine { .. } => &[("with", "together-with"), ("reasons", "together-combine-reasons")],
            Self::Separate => &[("reasons", "together-separate-reasons")],
            Self::Decide { .. } => {
                &[("decision", "together-decision"), ("reasons", "together-decision-reasons")]
            }
        }
    }
}

/// The page of an act.
#[derive(Debug)]
pub struct TogetherPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The form.
    pub form: FormView<'a>,
    /// Which act.
    pub act: Together,
    /// Why it can't be done now.
    pub refused: Option<String>,
}

impl TogetherPage<'_> {
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
        let area =
            |name: &'static str, key: &'static str| Field::new(form, name).key(key).area(5, Some(4000));
        match &self.act {
            Together::RefuseTransfer { from, reasons } => html! {
                (notice(Notice::Info, html! {
                    p { strong { (ctx.with("together-came-from", [("agency", from.as_str().into())])) } }
                    (prose(reasons))
                }))
                (area("reasons", "together-refusal"))
            },
            Together::AskAgency { agencies } => html! {
                (Field::new(form, "agency").key("together-agency").radios(agencies))
                (area("asked", "together-asked"))
                (Field::new(form, "due_on").key("together-due-on").input("date", None))
            },
            Together::Deliver { asked, due_on } => html! {
                (notice(Notice::Info, html! {
                    (prose(asked))
                    p { (ctx.t("cases-due")) " " (format::date_with_weekday(ctx.lang, *due_on)) }
                }))
                (Field::new(form, "delivered").key("together-delivered").area(10, Some(20_000)))
            },
            Together::Combine { cases } => html! {
                @if cases.is_empty() { p { (ctx.t("together-no-cases")) } }
                (Field::new(form, "with").key("together-with").select(Some(&ctx.t("cases-choose")), cases))
                (area("reasons", "together-combine-reasons"))
            },
            Together::Separate => area("reasons", "together-separate-reasons"),
            Together::Decide { between, reasons, refusal, decisions } => {
                let choice = |code: &&'static str| {
                    let label = ctx.with(
                        &format!("together-decision-{}", code.replace('_', "-")),
                        [("from", between.0.as_str().into()), ("to", between.1.as_str().into())],
                    );
                    Choice::new(*code, label)
                };
                let choices: Vec<Choice> = decisions.iter().map(choice).collect();
                html! {
                    h2 { (ctx.with("together-handed", [("agency", between.0.as_str().into())])) }
                    (prose(reasons))
                    h2 { (ctx.with("together-refused-by", [("agency", between.1.as_str().into())])) }
                    (prose(refusal))
                    (Field::new(form, "decision").key("together-decision").radios(&choices))
                    (area("reasons", "together-decision-reasons"))
                }
            }
        }
    }
}
