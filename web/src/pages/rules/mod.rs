//! How it works: the procedure in words, with every number from the rulebook; as a page, and as plain text for a terminal.

mod schema;
mod text;

use folkmoot_foundation::period::{Period, Unit};
use maud::{Markup, html};

pub use schema::{Row, SchemaPage, Table};

use crate::components::badge::{Tone, badge};
use crate::context::Ctx;
use crate::format::number;
use crate::i18n::Lang;
use crate::layout::Page;

/// A rule with its number, as a line of the page.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// What it is about.
    pub name: String,
    /// What it says.
    pub text: String,
    /// How long or how many.
    pub amount: String,
    /// Where the number comes from: `rule`, `practice` or `assumption`; nothing where there is no number.
    pub basis: &'static str,
}

/// A part of the procedure.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What is said first, a paragraph each.
    pub intro: Vec<Rule>,
    /// Its lines.
    pub items: Vec<Rule>,
    /// The headings of the two columns, if the lines are to stand in a table.
    pub columns: Option<(String, String)>,
    /// What is said last.
    pub outro: Vec<Rule>,
}

/// A date of the worked example.
#[derive(Debug, Clone)]
pub struct Day {
    /// What happens.
    pub what: String,
    /// On which day, or why that is not known.
    pub day: String,
}

/// A procedure.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// The rule it follows.
    pub source: String,
    /// Which version this is; 0 for a file that was not published.
    pub version: i64,
    /// The other versions: number and page.
    pub versions: Vec<(i64, String)>,
    /// All procedures of the platform if there are several: name, page, and whether it is this one.
    pub procedures: Vec<(String, String, bool)>,
    /// The way of a proposal at a glance.
    pub steps: Vec<Rule>,
    /// The parts.
    pub sections: Vec<Section>,
    /// The worked example: from which day, and its dates.
    pub example: Vec<Day>,
    /// What is not verified.
    pub assumptions: Vec<String>,
    /// What is otherwise than in another version, and which; nothing if there is none to compare with.
    pub changes: Option<(i64, Vec<String>)>,
}

/// The page.
#[derive(Debug)]
pub struct RulesPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The procedure.
    pub rules: Rules,
}

/// A period in words: `60 天`, `3 個工作天`.
pub fn period_words(lang: Lang, period: Period) -> String {
    let key = match period.unit {
        Unit::Days => "period-days",
        Unit::WorkingDays => "period-working-days",
        Unit::Weeks => "period-weeks",
        Unit::Months => "period-months",
        Unit::Years => "period-years",
    };
    let words = lang.with(key, [("amount", i64::from(period.amount).into())]);
    if period.rolling { lang.with("period-rolling", [("period", words.as_str().into())]) } else { words }
}

/// A count for a rule's line.
pub fn count_words(count: i64) -> String {
    number(count)
}

impl RulesPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, r) = (self.ctx, &self.rules);
        let body = html! {
            h1 { (ctx.with("rules-title", [("name", r.name.as_str().into())])) }
            @if !r.procedures.is_empty() {
                nav aria-label=(ctx.t("rules-procedures")) {
                    ul.inline-list {
                        @for (name, href, here) in &r.procedures {
                            li { a href=(href) aria-current=[here.then_some("page")] { (name) } }
                        }
                    }
                }
            }
            p.lead { (r.summary) }
            p.small.soft { (ctx.with("rules-source", [("source", r.source.as_str().into()), ("version", r.version.into())])) }
            p.small.soft {
                (basis(ctx, "practice")) " " (ctx.t("rules-basis-practice")) br;
                (basis(ctx, "assumption")) " " (ctx.t("rules-basis-assumption"))
            }
            @if let Some((version, changes)) = &r.changes {
                h2 { (ctx.with("rules-changes", [("version", (*version).into())])) }
                @if changes.is_empty() { p { (ctx.t("rules-changes-none")) } }
                @else { ul { @for change in changes { li { (change) } } } }
            }
            ol.path {
                @for step in &r.steps {
                    li {
                        strong { (step.name) } (basis(ctx, step.basis))
                        p.path-amount { (step.amount) }
                        @if !step.text.is_empty() { p { (step.text) } }
                    }
                }
            }
            @for section in &r.sections { (self.section(section)) }
            @if !r.example.is_empty() {
                h2 #example { (ctx.t("rules-example")) }
                p { (ctx.t("rules-example-lead")) }
                div.table-scroll tabindex="0" role="region" aria-labelledby="example" { table {
                    thead { tr { th scope="col" { (ctx.t("rules-example-what")) } th scope="col" { (ctx.t("rules-example-day")) } } }
                    tbody { @for day in &r.example { tr { th scope="row" { (day.what) } td { (day.day) } } } }
                } }
            }
            @if !r.assumptions.is_empty() {
                h2 { (ctx.t("rules-assumptions")) }
                ul { @for text in &r.assumptions { li { (text) } } }
            }
            @if r.versions.len() > 1 {
                h2 { (ctx.t("rules-versions")) }
                ul { @for (version, href) in &r.versions { li { a href=(href) { (ctx.with("rules-version", [("version", (*version).into())])) } } } }
            }
            p.small { a href="/rules/schema" { (ctx.t("rules-schema-link")) } }
        };
        Page::new(ctx, ctx.with("rules-title", [("name", r.name.as_str().into())]), body).render()
    }

    fn section(&self, section: &Section) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (section.title) }
            @for rule in &section.intro { p { (line(ctx, rule)) } }
            @match &section.columns {
                Some((first, second)) => {
                    div.table-scroll tabindex="0" role="region" aria-label=(section.title) { table {
                        thead { tr { th scope="col" { (first) } th scope="col" { (second) } } }
                        tbody { @for rule in &section.items { tr {
                            th scope="row" { (rule.name) @if !rule.text.is_empty() { div.small.soft { (rule.text) } } }
                            td { (rule.amount) (basis(ctx, rule.basis)) }
                        } } }
                    } }
                },
                None if !section.items.is_empty() => ul { @for rule in &section.items { li { (line(ctx, rule)) } } },
                None => {},
            }
            @for rule in &section.outro { p { (line(ctx, rule)) } }
        }
    }
}

/// A rule in one line: what it is about, its number, what it says, and where the number comes from.
fn line(ctx: &Ctx, rule: &Rule) -> Markup {
    html! {
        @if !rule.name.is_empty() {
            (rule.name)
            @if !(rule.amount.is_empty() && rule.text.is_empty()) { (ctx.lang.pick("：", ": ")) }
        }
        (rule.amount)
        @if !rule.text.is_empty() {
            @if !rule.amount.is_empty() { (ctx.lang.pick("；", "; ")) }
            (rule.text)
        }
        (basis(ctx, rule.basis))
    }
}

/// A mark for what is not a written rule; nothing for what is.
fn basis(ctx: &Ctx, code: &str) -> Markup {
    html! {
        @match code {
            "practice" => { " " (badge(Tone::Plain, &ctx.t("basis-practice"))) },
            "assumption" => { " " (badge(Tone::Plain, &ctx.t("basis-assumption"))) },
            _ => {},
        }
    }
}
