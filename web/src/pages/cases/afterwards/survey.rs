//! The survey of proposer and co-signers: its questions while it is open, how it came out once it is over.

use maud::{Markup, html};

use super::About;
use crate::components::afterwards::{SurveyView, WordsView, survey_stand, words};
use crate::components::bars::bars;
use crate::components::button::{Kind, submit};
use crate::components::errors::summary_with;
use crate::components::field::{Choice, Field};
use crate::components::notice::{Kind as Notice, notice};
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// What the visitor has to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nobody is signed in.
    Unknown,
    /// Neither proposer nor co-signer.
    No,
    /// They may answer.
    Yes,
    /// They have answered.
    Answered,
}

/// A question: its code, its words, and how many answered 1 to 5.
#[derive(Debug, Clone, Default)]
pub struct QuestionView {
    /// The code, as in the form `q-CODE`.
    pub code: String,
    /// The words.
    pub words: String,
    /// How many answered 1 to 5, once it is over.
    pub counts: Option<[i64; 5]>,
    /// The mean, in words.
    pub mean: Option<String>,
    /// Whether it asks how satisfied people are; others are statements to agree with.
    pub is_satisfaction: bool,
}

impl QuestionView {
    /// An answer, 1 to 5, in words.
    fn answer(&self, ctx: &Ctx, n: i64) -> String {
        ctx.t(&format!("after-{}-{n}", if self.is_satisfaction { "scale" } else { "agree" }))
    }
}

/// The page.
#[derive(Debug)]
pub struct SurveyPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// About which response.
    pub about: About,
    /// Where it stands.
    pub survey: SurveyView,
    /// What is asked.
    pub questions: Vec<QuestionView>,
    /// Of fewer answers nothing is told but their number.
    pub least: i64,
    /// What the visitor has to do with it.
    pub asked: Asked,
    /// Where to sign in.
    pub sign_in: String,
    /// What people wrote whose words may be published.
    pub opinions: Vec<WordsView>,
    /// What the others wrote, for the lead agency.
    pub kept: Vec<WordsView>,
    /// The first page of the opinions, from a later one.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// The greatest number of characters of the words.
    pub max: usize,
    /// The form: `q-CODE`, `words`, `publish`.
    pub form: FormView<'a>,
    /// Why it can't be done now.
    pub refused: Option<String>,
    /// The same in CSV and in JSON.
    pub data: (String, String),
}

impl SurveyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("after-survey");
        let body = html! {
            (self.about.crumbs(ctx))
            h1 { (title) }
            p.lead { (survey_stand(ctx.lang, &self.survey)) }
            @if let Some(refused) = &self.refused { (super::super::refused(ctx, refused)) }
            @if self.survey.stand == "open" || self.refused.is_some() { (self.own()) }
            @if self.survey.stand == "over" { (self.results()) }
            p { (self.about.back(ctx)) }
        };
        let wrong = !self.form.errors.is_empty() || self.refused.is_some();
        Page::new(ctx, format!("{title}：{}", self.about.title), body).with_errors(wrong).render()
    }

    fn own(&self) -> Markup {
        let ctx = self.ctx;
        match self.asked {
            Asked::Unknown => html! {
                p { (ctx.t("after-survey-who")) }
                p { a.button href=(self.sign_in) { (ctx.t("after-survey-sign-in")) } }
            },
            Asked::No if self.refused.is_none() => {
                notice(Notice::Info, html! { p { (ctx.t("after-survey-not-asked")) } })
            }
            Asked::Answered if self.refused.is_none() => {
                notice(Notice::Done, html! { p { (ctx.t("after-survey-thanks")) } })
            }
            _ => self.questionnaire(),
        }
    }

    fn questionnaire(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let label = |field: &str| match field.strip_prefix("q-") {
            Some(code) => self.questions.iter().find(|one| one.code == code).map(|one| one.words.clone()),
            None => ctx.lang.find("field-after-words"),
        };
        let publish = [Choice::new("yes", ctx.t("after-publish"))];
        html! {
            p { (ctx.t("after-survey-note")) }
            form.panel method="post" novalidate {
                (summary_with(form, label))
                @for question in &self.questions {
                    @let name = format!("q-{}", question.code);
                    @let choices: Vec<Choice> = (1..=5).map(|n| Choice::new(n.to_string(), question.answer(ctx, n))).collect();
                    (Field::new(form, &name).said(&question.words, "").radios(&choices))
                }
                (Field::new(form, "words").key("after-words").optional().area(5, Some(self.max)))
                (Field::new(form, "publish").key("after-publish").optional().checkboxes(&publish))
                div.actions { (submit(Kind::Main, &ctx.t("after-survey-send"))) }
            }
        }
    }

    fn results(&self) -> Markup {
        let ctx = self.ctx;
        let heads = [ctx.t("after-answer"), ctx.t("after-people")];
        html! {
            @if self.survey.answers > 0 && self.questions.iter().all(|one| one.counts.is_none()) {
                (notice(Notice::Info, html! { p { (ctx.with("after-survey-few", [("least", self.least.into())])) } }))
            }
            @for question in &self.questions {
                @if let Some(counts) = question.counts {
                    h2 { (question.words) }
                    @let rows: Vec<(String, i64)> = (1..=5).zip(counts).map(|(n, count)| (question.answer(ctx, n), count)).collect();
                    @let mean = question.mean.clone().unwrap_or_default();
                    (bars(ctx.lang, &ctx.with("after-survey-mean", [("mean", mean.into())]), [&heads[0], &heads[1]], &rows))
                }
            }
            @if !self.opinions.is_empty() {
                h2 #opinions { (ctx.t("after-opinions")) }
                ul.plain-list { @for one in &self.opinions { li.card { (words(ctx.lang, one)) } } }
                (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            }
            @if !self.kept.is_empty() {
                h2 { (ctx.t("after-kept")) }
                p.soft { (ctx.t("after-kept-note")) }
                ul.plain-list { @for one in &self.kept { li.card { (words(ctx.lang, one)) } } }
            }
            p { a href=(self.data.0) { (ctx.t("record-csv")) } " · " a href=(self.data.1) { (ctx.t("record-json")) } }
        }
    }
}
