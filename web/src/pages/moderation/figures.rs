//! What moderators did, in numbers, for everybody.

use maud::{Markup, html};

use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// The numbers of one month, or of all.
#[derive(Debug, Clone, Default)]
pub struct FiguresView {
    /// `2026-03`; empty for all together.
    pub month: String,
    /// Reports.
    pub reports: i64,
    /// Decisions.
    pub decisions: i64,
    /// What was decided, by code.
    pub acts: Vec<(&'static str, i64)>,
    /// Hidden voices, by the code of the ground.
    pub hidden: Vec<(&'static str, i64)>,
    /// Decisions undone within minutes.
    pub undone: i64,
    /// Seconds until half, and nine of ten, were decided.
    pub waited: Option<(i64, i64)>,
    /// Appeals, those decided, those upheld.
    pub appeals: (i64, i64, i64),
}

/// The page.
#[derive(Debug)]
pub struct FiguresPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// All months together.
    pub all: FiguresView,
    /// Each month, the newest first.
    pub months: Vec<FiguresView>,
    /// How many voices wait for a decision.
    pub waiting: i64,
}

impl FiguresPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let all = &self.all;
        let list = |title: &str, prefix: &str, counts: &[(&'static str, i64)]| {
            html! {
                h2 { (ctx.t(title)) }
                @if counts.is_empty() { p.soft { (ctx.t("figures-none")) } } @else {
                    div.table-scroll { table {
                        thead { tr { th scope="col" { (ctx.t(title)) } th.number scope="col" { (ctx.t("figures-decisions")) } } }
                        tbody { @for (code, count) in counts {
                            tr { th scope="row" { (ctx.t(&format!("{prefix}-{}", code.replace('_', "-")))) } td.number { (number(*count)) } }
                        } }
                    } }
                }
            }
        };
        let body = html! {
            h1 { (ctx.t("figures-title")) }
            p.lead { (ctx.t("figures-lead")) }
            dl.facts {
                div { dt { (ctx.t("figures-reports")) } dd { (number(all.reports)) } }
                div { dt { (ctx.t("figures-waiting")) } dd { (number(self.waiting)) } }
                div { dt { (ctx.t("figures-decisions")) } dd { (number(all.decisions)) " " span.soft { (ctx.with("figures-undone", [("count", all.undone.into())])) } } }
                div { dt { (ctx.t("figures-median")) } dd { (self.time(all.waited.map(|w| w.0))) } }
                div { dt { (ctx.t("figures-ninety")) } dd { (self.time(all.waited.map(|w| w.1))) } }
                div { dt { (ctx.t("figures-appeals")) } dd { (self.appeals(all)) } }
            }
            (list("figures-by-act", "act", &all.acts))
            (list("figures-by-ground", "ground", &all.hidden))
            h2 { (ctx.t("figures-by-month")) }
            div.table-scroll tabindex="0" role="region" aria-label=(ctx.t("figures-by-month")) {
                table {
                    thead { tr {
                        @for key in ["figures-month", "figures-reports", "figures-decisions", "figures-median", "figures-ninety", "figures-appeals"] { th scope="col" { (ctx.t(key)) } }
                    } }
                    tbody { @for month in &self.months {
                        tr {
                            th.nowrap scope="row" { (month.month) }
                            td.number { (number(month.reports)) }
                            td.number { (number(month.decisions)) }
                            td { (self.time(month.waited.map(|w| w.0))) }
                            td { (self.time(month.waited.map(|w| w.1))) }
                            td { (self.appeals(month)) }
                        }
                    } }
                }
            }
            p { a href="/api/v1/moderation/figures.csv" { (ctx.t("figures-csv")) } " · " a href="/api/v1/moderation/figures" { "JSON" } }
        };
        Page::new(ctx, ctx.t("figures-title"), body).render()
    }

    fn appeals(&self, figures: &FiguresView) -> String {
        let (made, decided, upheld) = figures.appeals;
        self.ctx.with(
            "figures-appeals-of",
            [
                ("made", number(made).into()),
                ("decided", number(decided).into()),
                ("upheld", number(upheld).into()),
            ],
        )
    }

    fn time(&self, seconds: Option<i64>) -> String {
        let Some(seconds) = seconds else { return "–".to_owned() };
        let (key, count) = match seconds {
            ..3600 => ("figures-minutes", (seconds + 59) / 60),
            3600..172_800 => ("figures-hours", (seconds + 1800) / 3600),
            _ => ("figures-days", (seconds + 43_200) / 86_400),
        };
        self.ctx.with(key, [("count", count.into())])
    }
}
