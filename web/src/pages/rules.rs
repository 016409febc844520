//! How it works: the procedure in words, with every number from the rulebook.

use folkmoot_foundation::period::{Period, Unit};
use maud::{Markup, html};

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
    /// Where the number comes from: `rule`, `practice` or `assumption`.
    pub basis: &'static str,
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
    /// Which version this is.
    pub version: i64,
    /// The other versions: number and page.
    pub versions: Vec<(i64, String)>,
    /// All procedures of the platform if there are several: name, page, and whether it is this one.
    pub procedures: Vec<(String, String, bool)>,
    /// Who may take part, and how they are known.
    pub who: Vec<String>,
    /// The fields of a proposal.
    pub fields: Vec<Rule>,
    /// What a proposal may be about.
    pub categories: Vec<String>,
    /// The review, where there is one.
    pub review: Option<Rule>,
    /// The grounds of a refusal.
    pub grounds: Vec<Rule>,
    /// Withdrawal.
    pub withdrawal: String,
    /// Co-signing, where there is any.
    pub drive: Option<Window>,
    /// The thresholds.
    pub thresholds: Vec<Rule>,
    /// The clocks: with whether a miss breaks a duty.
    pub clocks: Vec<(Rule, bool)>,
    /// Extension, where there is any, and how many times.
    pub extension: Option<(Rule, i64)>,
    /// The decisions of an answer.
    pub decisions: Vec<Rule>,
    /// The parts of an answer.
    pub parts: Vec<String>,
    /// Signing on paper, if it is possible.
    pub paper: Option<Rule>,
    /// What comes after the answer, and around elections.
    pub later: Vec<Rule>,
    /// What is not verified.
    pub assumptions: Vec<String>,
}

/// The time of co-signing.
#[derive(Debug, Clone)]
pub struct Window {
    /// Its name and length.
    pub rule: Rule,
    /// Whether signing begins the day after the review.
    pub next_day: bool,
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
    lang.with(key, [("amount", i64::from(period.amount).into())])
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
            ol.path {
                li { (self.step("rules-step-propose", r.who.first().map_or("", String::as_str))) }
                @if let Some(review) = &r.review { li { (self.step("rules-step-review", &review.amount)) } }
                @if let Some(drive) = &r.drive { li { (self.step("rules-step-sign", &drive.rule.amount)) } }
                @for threshold in &r.thresholds { li { strong { (threshold.name) } (basis(ctx, threshold.basis)) p.path-amount { (ctx.with("rules-people", [("count", threshold.amount.as_str().into())])) } p { (threshold.text) } } }
                @for (clock, _) in &r.clocks { li { strong { (clock.name) } (basis(ctx, clock.basis)) p.path-amount { (within(ctx, &clock.amount)) } } }
            }
            h2 { (ctx.t("rules-who")) }
            ul { @for line in &r.who { li { (line) } } }
            h2 { (ctx.t("rules-fields")) }
            (table(ctx, &r.fields, "rules-field", "rules-bounds"))
            p { (ctx.t("rules-categories")) (ctx.lang.pick("：", ": ")) (r.categories.join(ctx.lang.pick("、", ", "))) }
            @if let Some(review) = &r.review {
                h2 { (review.name) }
                p { (ctx.with("rules-review", [("period", review.amount.as_str().into())])) (basis(ctx, review.basis)) }
                p { (ctx.t("rules-grounds")) }
                ul { @for ground in &r.grounds { li { (ground.name) (basis(ctx, ground.basis)) } } }
                p { (ctx.t("rules-kept")) }
            }
            p { (r.withdrawal) }
            @if let Some(Window { rule, next_day }) = &r.drive {
                h2 { (rule.name) }
                p {
                    @if *next_day { (ctx.with("rules-drive-next-day", [("period", rule.amount.as_str().into())])) }
                    @else { (ctx.with("rules-drive-at-once", [("period", rule.amount.as_str().into())])) }
                    (basis(ctx, rule.basis))
                }
                p { (ctx.t("rules-once")) }
            }
            @if let Some(paper) = &r.paper { p { (paper.name) (ctx.lang.pick("：", ": ")) (paper.text) (basis(ctx, paper.basis)) } }
            h2 { (ctx.t("rules-answer")) }
            ul {
                @for (clock, binding) in &r.clocks {
                    li { (clock.name) (ctx.lang.pick("：", ": ")) (within(ctx, &clock.amount)) " "
                        span.soft { (ctx.t(if *binding { "rules-binding" } else { "rules-advisory" })) } (basis(ctx, clock.basis)) }
                }
            }
            @if let Some((rule, times)) = &r.extension {
                p { (rule.name) (ctx.lang.pick("：", ": ")) (rule.text) " "
                    (ctx.with("rules-extension", [("times", (*times).into()), ("period", rule.amount.as_str().into())])) (basis(ctx, rule.basis)) }
            }
            p { (ctx.t("rules-decisions")) }
            ul { @for decision in &r.decisions { li { (decision.name)
                @if !decision.amount.is_empty() { " " span.soft { (ctx.with("rules-follow-up", [("period", decision.amount.as_str().into())])) } (basis(ctx, decision.basis)) } } } }
            @if !r.parts.is_empty() { p { (ctx.t("rules-parts")) (ctx.lang.pick("：", ": ")) (r.parts.join(ctx.lang.pick("、", ", "))) } }
            @if !r.later.is_empty() {
                h2 { (ctx.t("rules-later")) }
                ul { @for rule in &r.later { li { (rule.name) (ctx.lang.pick("：", ": ")) (rule.amount) @if !rule.text.is_empty() { " " (rule.text) } (basis(ctx, rule.basis)) } } }
            }
            @if !r.assumptions.is_empty() {
                h2 { (ctx.t("rules-assumptions")) }
                ul { @for text in &r.assumptions { li { (text) } } }
            }
            @if r.versions.len() > 1 {
                h2 { (ctx.t("rules-versions")) }
                ul { @for (version, href) in &r.versions { li { a href=(href) { (ctx.with("rules-version", [("version", (*version).into())])) } } } }
            }
        };
        Page::new(ctx, ctx.with("rules-title", [("name", r.name.as_str().into())]), body).render()
    }

    fn step(&self, key: &str, amount: &str) -> Markup {
        html! { strong { (self.ctx.t(key)) } p.path-amount { (amount) } p { (self.ctx.t(&format!("{key}-text"))) } }
    }
}

/// By when, or that there is no date.
fn within(ctx: &Ctx, period: &str) -> String {
    if period.is_empty() {
        ctx.t("rules-no-date")
    } else {
        ctx.with("rules-within", [("period", period.into())])
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

fn table(ctx: &Ctx, rules: &[Rule], name: &str, amount: &str) -> Markup {
    html! {
        div.table-scroll { table {
            thead { tr { th scope="col" { (ctx.t(name)) } th scope="col" { (ctx.t(amount)) } } }
            tbody { @for rule in rules { tr {
                th scope="row" { (rule.name) @if !rule.text.is_empty() { div.small.soft { (rule.text) } } }
                td { (rule.amount) (basis(ctx, rule.basis)) }
            } } }
        } }
    }
}

/// A count for a rule's line.
pub fn count_words(count: i64) -> String {
    number(count)
}
