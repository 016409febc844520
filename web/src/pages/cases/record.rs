//! The record of promises, of one agency or of all: what was kept, extended and missed, how long it took, what waits.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::case_list::{CaseRow, case_list};
use crate::components::disclosure_table::disclosure_table;
use crate::components::notice::empty;
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// How one kind of date was kept.
#[derive(Debug, Clone)]
pub struct ClockRow {
    /// What is owed.
    pub name: String,
    /// Met in time.
    pub kept: i64,
    /// Extended.
    pub extended: i64,
    /// Missed.
    pub missed: i64,
    /// Running.
    pub running: i64,
    /// Median and ninth decile of the days it took.
    pub days: Option<(i64, i64)>,
}

/// How the dates of a quarter were kept.
#[derive(Debug, Clone, Copy)]
pub struct QuarterRow {
    /// The year.
    pub year: i32,
    /// 1 to 4.
    pub quarter: u32,
    /// Met in time.
    pub kept: i64,
    /// Extended.
    pub extended: i64,
    /// Missed.
    pub missed: i64,
}

/// The page.
#[derive(Debug)]
pub struct RecordPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Whose record: name and page; of all together if nothing.
    pub agency: Option<(String, String)>,
    /// Its own path.
    pub path: String,
    /// The year that is shown; all if nothing.
    pub year: Option<i32>,
    /// The years to choose from.
    pub years: Vec<i32>,
    /// By kind of date.
    pub clocks: Vec<ClockRow>,
    /// By quarter, oldest first.
    pub quarters: Vec<QuarterRow>,
    /// What waits, oldest first.
    pub waiting: Vec<CaseRow>,
    /// The records of single agencies: name and path.
    pub others: Vec<(String, String)>,
    /// The same in CSV and in JSON.
    pub data: (String, String),
}

/// The columns of the table that hold numbers.
const NUMBERS: [&str; 6] = [
    "cases-col-kept",
    "cases-col-missed",
    "cases-col-extended",
    "cases-col-running",
    "record-col-median",
    "record-col-p90",
];

const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 150.0;
const BASE: f64 = 126.0;

impl RecordPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = match &self.agency {
            Some((name, _)) => ctx.with("record-title-agency", [("agency", name.as_str().into())]),
            None => ctx.t("record-title"),
        };
        let body = html! {
            @if let Some((name, href)) = &self.agency { (breadcrumb(ctx, &[("/agencies", &ctx.t("nav-agencies")), (href, name)])) }
            h1 { (title) }
            p.lead { (ctx.t("record-lead")) }
            (self.choice())
            h2 #clocks { (ctx.t("record-by-clock")) }
            @if self.clocks.is_empty() { (empty(&ctx.t("record-empty"))) } @else { (self.table()) }
            @if !self.quarters.is_empty() { h2 { (ctx.t("record-by-quarter")) } (self.chart()) }
            h2 { (ctx.t("record-waiting")) " " span.soft { "(" (self.waiting.len()) ")" } }
            @if self.waiting.is_empty() { (empty(&ctx.t("record-none-waiting"))) } @else { (case_list(ctx.lang, &self.waiting)) }
            @if !self.others.is_empty() {
                h2 { (ctx.t("record-agencies")) }
                ul { @for (name, href) in &self.others { li { a href=(href) { (name) } } } }
            }
            h2 { (ctx.t("record-data")) }
            p { a href=(self.data.0) { (ctx.t("record-csv")) } " · " a href=(self.data.1) { (ctx.t("record-json")) } }
        };
        Page::new(ctx, title, body).wide().description(ctx.t("record-lead")).render()
    }

    fn choice(&self) -> Markup {
        let ctx = self.ctx;
        let one = |href: String, words: String, here: bool| {
            html! { li { a href=(href) aria-current=[here.then_some("page")] { (words) } } }
        };
        html! {
            nav aria-label=(ctx.t("record-years")) {
                ul.filters {
                    (one(self.path.clone(), ctx.t("record-all-years"), self.year.is_none()))
                    @for year in &self.years {
                        (one(format!("{}?year={year}", self.path), ctx.with("record-year", [("year", year.to_string().into())]), self.year == Some(*year)))
                    }
                }
            }
        }
    }

    fn table(&self) -> Markup {
        let ctx = self.ctx;
        let days = |days: Option<i64>| match days {
            Some(days) => ctx.with("record-days", [("days", days.into())]),
            None => "–".to_owned(),
        };
        html! {
            div.table-scroll tabindex="0" role="region" aria-labelledby="clocks" {
                table.as-cards {
                    thead { tr {
                        th scope="col" { (ctx.t("cases-clock")) }
                        @for key in NUMBERS { th.number scope="col" { (ctx.t(key)) } }
                        th scope="col" { (ctx.t("cases-col-share")) }
                    } }
                    tbody {
                        @for row in &self.clocks {
                            tr {
                                th scope="row" { (row.name) }
                                @let counts = [row.kept, row.missed, row.extended, row.running].map(number);
                                @let (median, p90) = (days(row.days.map(|days| days.0)), days(row.days.map(|days| days.1)));
                                @for (key, cell) in NUMBERS.into_iter().zip(counts.into_iter().chain([median, p90])) {
                                    td.number data-label=(ctx.t(key)) { (cell) }
                                }
                                td data-label=(ctx.t("cases-col-share")) { (share(ctx, row.kept, row.missed)) }
                            }
                        }
                    }
                }
            }
            p.soft.small { (ctx.t("record-days-note")) }
        }
    }

    /// A bar for each quarter, what was kept below and what was missed above it, and the same in a table.
    fn chart(&self) -> Markup {
        let ctx = self.ctx;
        let (kept, missed) =
            self.quarters.iter().fold((0, 0), |sum, row| (sum.0 + row.kept, sum.1 + row.missed));
        let summary = ctx.with("record-chart", [("kept", kept.into()), ("missed", missed.into())]);
        let most = self.quarters.iter().map(|row| row.kept + row.missed).max().unwrap_or(1).max(1);
        let step = WIDTH / self.quarters.len() as f64;
        let wide = (step * 0.7).min(40.0);
        let tall = |count: i64| (BASE - 10.0) * count as f64 / most as f64;
        let name = |row: &QuarterRow| {
            ctx.with(
                "record-quarter",
                [("year", row.year.to_string().into()), ("quarter", i64::from(row.quarter).into())],
            )
        };
        let rows: Vec<[String; 4]> = self
            .quarters
            .iter()
            .map(|row| [name(row), number(row.kept), number(row.missed), number(row.extended)])
            .collect();
        let heads = ["record-by-quarter", "cases-col-kept", "cases-col-missed", "cases-col-extended"]
            .map(|key| ctx.t(key));
        html! {
            figure.figure.figure-narrow {
                figcaption { (summary) }
                svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(summary) {
                    line.grid x1="0" x2=(WIDTH) y1=(BASE) y2=(BASE) {}
                    @for (i, row) in self.quarters.iter().enumerate() {
                        @let left = step * (i as f64 + 0.5) - wide / 2.0;
                        @let (kept, missed) = (tall(row.kept), tall(row.missed));
                        rect.bar.bar-soft x=(format!("{left:.1}")) y=(format!("{:.1}", BASE - kept)) width=(format!("{wide:.1}")) height=(format!("{kept:.1}")) {}
                        rect.bar.bar-missed x=(format!("{left:.1}")) y=(format!("{:.1}", BASE - kept - missed)) width=(format!("{wide:.1}")) height=(format!("{missed:.1}")) {}
                        @if i == 0 || i + 1 == self.quarters.len() {
                            text x=(format!("{:.1}", left + wide / 2.0)) y=(HEIGHT - 6.0) text-anchor=(if i == 0 && self.quarters.len() > 1 { "start" } else if i > 0 { "end" } else { "middle" }) {
                                (row.year) " Q" (row.quarter)
                            }
                        }
                    }
                }
                p.legend.small.soft {
                    span.key.key-bar {} (ctx.t("cases-col-kept")) " "
                    span.key.key-missed {} (ctx.t("cases-col-missed"))
                }
            }
            (disclosure_table(&ctx.t("chart-as-table"), &[&heads[0], &heads[1], &heads[2], &heads[3]], &rows))
        }
    }
}

/// The share of what was kept, as a bar with its number.
pub fn share(ctx: &Ctx, kept: i64, missed: i64) -> Markup {
    let decided = kept + missed;
    html! {
        @if decided > 0 {
            @let percent = kept * 100 / decided;
            @let words = ctx.with("cases-share-kept", [("percent", percent.into())]);
            progress max="100" value=(percent) aria-label=(words) {}
            span.small { (words) }
        } @else { "–" }
    }
}
