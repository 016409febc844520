//! Writing a proposal, step by step.

mod begin;
mod benefits;
mod check;
mod choices;
mod content;
mod title;
mod which;

pub use begin::{BeginPage, Readiness};
pub use check::CheckPage;
pub use which::WhichPage;

use maud::{Markup, html};

use crate::components::button::{Kind, submit_as};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::notice;
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;
use crate::pages::proposals::similar::Similar;

/// A step of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The title.
    Title,
    /// Content and demands.
    Content,
    /// Benefits and evidence.
    Benefits,
    /// Category, agencies, county.
    Choices,
    /// The answers, to be checked and submitted.
    Check,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Title, Self::Content, Self::Benefits, Self::Choices, Self::Check];

    /// Its name in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Content => "content",
            Self::Benefits => "benefits",
            Self::Choices => "choices",
            Self::Check => "check",
        }
    }

    /// The step of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The one after it; the last is its own.
    pub fn next(self) -> Self {
        match self {
            Self::Title => Self::Content,
            Self::Content => Self::Benefits,
            Self::Benefits => Self::Choices,
            Self::Choices | Self::Check => Self::Check,
        }
    }

    /// The one before it, if there is one.
    pub fn previous(self) -> Option<Self> {
        match self {
            Self::Title => None,
            Self::Content => Some(Self::Title),
            Self::Benefits => Some(Self::Content),
            Self::Choices => Some(Self::Benefits),
            Self::Check => Some(Self::Choices),
        }
    }

    /// The fields it asks for.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Title => &["title"],
            Self::Content => &["content", "demands"],
            Self::Benefits => &["benefits", "evidence", "links"],
            Self::Choices => &["category", "agencies", "county"],
            Self::Check => &[],
        }
    }

    /// The step that asks for a field.
    pub fn of_field(field: &str) -> Self {
        Self::ALL.into_iter().find(|step| step.fields().contains(&field)).unwrap_or(Self::Check)
    }
}

/// A field as the rulebook has it.
#[derive(Debug, Clone, Default)]
pub struct FieldWords {
    /// Its label.
    pub name: String,
    /// What to write there.
    pub hint: String,
    /// The greatest number of characters, of a line if there are several.
    pub max: usize,
    /// The greatest number of lines or choices.
    pub most: usize,
    /// Whether the rulebook asks for it at all.
    pub asked: bool,
    /// Whether it may be left empty.
    pub optional: bool,
}

impl FieldWords {
    /// The field of a form, marked where it may be left empty.
    fn in_form<'a>(&'a self, page: &StepPage<'a>, name: &'a str, hint: &'a str) -> Field<'a> {
        let field = Field::new(page.form, name).said(&self.name, hint);
        if self.optional { field.optional() } else { field }
    }
}

/// All fields as the rulebook has them.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// 主題
    pub title: FieldWords,
    /// 提議內容或建議事項
    pub content: FieldWords,
    /// 訴求
    pub demands: FieldWords,
    /// 利益與影響
    pub benefits: FieldWords,
    /// 佐證資料
    pub evidence: FieldWords,
    /// 佐證連結
    pub links: FieldWords,
    /// 權責機關
    pub agencies: FieldWords,
}

impl Fields {
    /// The label of a field by its name in the form.
    fn label(&self, ctx: &Ctx, field: &str) -> String {
        let words = match field {
            "title" => &self.title,
            "content" => &self.content,
            "demands" => &self.demands,
            "benefits" => &self.benefits,
            "evidence" => &self.evidence,
            "links" => &self.links,
            "agencies" => &self.agencies,
            other => return ctx.t(&format!("field-proposal-{other}")),
        };
        words.name.clone()
    }
}

/// One step.
#[derive(Debug)]
pub struct StepPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Which step.
    pub step: Step,
    /// The proposal's path; none before the draft is begun.
    pub path: Option<String>,
    /// Where one came from before the draft is begun.
    pub begun_at: String,
    /// The fields.
    pub fields: Fields,
    /// What stands in them.
    pub form: FormView<'a>,
    /// The title as it was saved.
    pub title: String,
    /// Proposals like this one.
    pub similar: Vec<Similar>,
    /// Why a reviewer sent it back.
    pub sent_back: Option<String>,
    /// The categories, each followed by its sub-categories.
    pub categories: Vec<Choice>,
    /// Whether any of them has sub-categories.
    pub divided: bool,
    /// The agencies.
    pub agencies: Vec<Choice>,
    /// The counties.
    pub counties: Vec<Choice>,
}

impl StepPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t(&format!("propose-{}", self.step.code()));
        let fields = match self.step {
            Step::Title => title::fields(self),
            Step::Content => content::fields(self),
            Step::Benefits => benefits::fields(self),
            Step::Choices | Step::Check => choices::fields(self),
        };
        let body = html! {
            (errors::summary_with(self.form, |field| Some(self.fields.label(ctx, field))))
            (steps(ctx, self.step, self.path.as_deref()))
            h1 { (title) }
            @if let Some(reason) = &self.sent_back { (sent_back(ctx, reason)) }
            form method="post" novalidate {
                (fields)
                div.actions {
                    (submit_as(Kind::Main, "go", "on", &ctx.t("propose-next")))
                    @if self.path.is_some() { (submit_as(Kind::Quiet, "go", "later", &ctx.t("propose-later"))) }
                    (back(ctx, self.step, self.path.as_deref(), &self.begun_at))
                }
            }
        };
        let page = Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty());
        if matches!(self.step, Step::Title | Step::Content) {
            page.script("similar.js").render()
        } else {
            page.render()
        }
    }
}

/// Where one is among the steps; steps of a draft can be gone back to.
fn steps(ctx: &Ctx, current: Step, path: Option<&str>) -> Markup {
    let place = Step::ALL.iter().position(|step| *step == current).unwrap_or(0);
    html! {
        nav aria-label=(ctx.t("propose-steps")) {
            ol.steps {
                @for (i, step) in Step::ALL.into_iter().enumerate() {
                    @let name = ctx.t(&format!("propose-step-{}", step.code()));
                    li class=[(i < place).then_some("is-done")] aria-current=[(step == current).then_some("step")] {
                        @match path {
                            Some(path) if step != current => a href=(format!("{path}/edit/{}", step.code())) { (name) },
                            _ => span { (name) },
                        }
                    }
                }
            }
        }
    }
}

fn back(ctx: &Ctx, step: Step, path: Option<&str>, begun_at: &str) -> Markup {
    let href = match (step.previous(), path) {
        (Some(previous), Some(path)) => format!("{path}/edit/{}", previous.code()),
        (_, Some(_)) => "/my/proposals".to_owned(),
        _ => begun_at.to_owned(),
    };
    html! { a href=(href) { (ctx.t("propose-back")) } }
}

fn sent_back(ctx: &Ctx, reason: &str) -> Markup {
    notice::notice(notice::Kind::Wait, html! { h2 { (ctx.t("proposal-reason-sent-back")) } (prose(reason)) })
}
