//! The sheets of one proposal: handing in files, what was imported, evidence, and samples.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::Figures;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::format::{self, number};
use crate::layout::Page;

/// An import in a list.
#[derive(Debug)]
pub struct ImportRow {
    /// Its number.
    pub number: i64,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Its numbers.
    pub figures: Figures,
    /// Where its result stands.
    pub href: String,
}

/// A picture or scan in a list.
#[derive(Debug)]
pub struct EvidenceRow {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// When it was added.
    pub at: DateTime<Utc>,
    /// Where it can be had.
    pub href: String,
}

/// A sample in a list.
#[derive(Debug)]
pub struct SampleRow {
    /// When it was drawn.
    pub at: DateTime<Utc>,
    /// The number of its import; of all paper if none.
    pub import: Option<i64>,
    /// From how many lines it was drawn.
    pub population: i64,
    /// How many lines were drawn.
    pub size: i64,
    /// How many were checked.
    pub checked: i64,
    /// The share of valid ones with its bounds, in percent, once all were checked.
    pub share: Option<(f64, f64, f64)>,
    /// Where it is worked on, for those who may.
    pub href: Option<String>,
    /// What the choice follows from.
    pub seed: String,
}

/// The page.
#[derive(Debug)]
pub struct SheetsPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What the rulebook says of paper.
    pub rule: &'a str,
    /// Whether files are taken now.
    pub open: bool,
    /// Whether the visitor brings files; others only look.
    pub facilitates: bool,
    /// Why the file that was just sent can't be read: the key of the words, and the column they are about.
    pub refused: Option<(&'static str, Option<&'static str>)>,
    /// The imports, in their order.
    pub imports: Vec<ImportRow>,
    /// Pictures and scans.
    pub evidence: Vec<EvidenceRow>,
    /// Samples.
    pub samples: Vec<SampleRow>,
    /// The margins of error that can be asked for, in percent.
    pub margins: &'a [i64],
}

impl SheetsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/desk/paper/{}", self.id);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/paper", &ctx.t("paper-desk"))]))
            h1 { (ctx.t("paper-title")) }
            p.lead { a href=(format!("/proposals/{}", self.id)) { (self.title) } }
            p { (self.rule) }
            div.actions {
                (link(Kind::Quiet, &format!("/proposals/{}/sheet", self.id), &ctx.t("paper-blank")))
                (link(Kind::Quiet, &format!("/proposals/{}/signatures", self.id), &ctx.t("paper-numbers")))
            }
            @if let Some((code, column)) = self.refused {
                div.error-summary role="alert" tabindex="-1" {
                    h2 { (ctx.t("paper-refused")) }
                    @let key = format!("paper-file-{}", code.replace('_', "-"));
                    p {
                        @match column {
                            Some(column) => (ctx.with(&key, [("column", ctx.t(&format!("paper-column-{}", column.replace('_', "-"))).into())])),
                            None => (ctx.t(&key)),
                        }
                    }
                }
            }
            @if self.facilitates { (self.bring(&base)) }
            h2 { (ctx.t("paper-imports")) }
            @if self.imports.is_empty() { p.soft { (ctx.t("paper-imports-empty")) } } @else { (imports(ctx, &self.imports)) }
            (self.checks(&base))
            (self.pictures(&base))
        };
        Page::new(ctx, ctx.t("paper-title"), body).wide().with_errors(self.refused.is_some()).render()
    }

    fn bring(&self, base: &str) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t("paper-upload")) }
            @if !self.open { (notice(notice::Kind::Info, html! { p { (ctx.t("paper-closed")) } })) }
            @else {
                form.panel method="post" action=(format!("{base}/uploads")) enctype="multipart/form-data" novalidate {
                    div.field {
                        label for="file" { (ctx.t("field-paper-file")) }
                        p.hint #file-hint { (ctx.t("field-paper-file-hint")) }
                        input #file type="file" name="file" accept=".csv,.txt,.xlsx,.ods,text/csv" aria-describedby="file-hint";
                    }
                    (submit(Kind::Main, &ctx.t("paper-try")))
                }
                details {
                    summary { (ctx.t("paper-columns")) }
                    p { (ctx.t("paper-columns-text")) }
                    pre { code { (ctx.lang.pick("單號,行,姓名,識別資料,縣市,日期\n1,1,王小明,0912345678,臺北市,115/3/2", "sheet,line,name,identifier,county,date\n1,1,Wang Hsiao-ming,0912345678,Taipei City,2026-03-02")) } }
                }
            }
        }
    }

    fn checks(&self, base: &str) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t("paper-samples")) }
            p { (ctx.t("paper-samples-text")) }
            (samples(ctx, &self.samples))
            @if self.facilitates && !self.imports.is_empty() {
                form.panel method="post" action=(format!("{base}/samples")) {
                    div.field {
                        label for="import" { (ctx.t("field-paper-import")) }
                        select #import name="import" {
                            option value="" { (ctx.t("paper-sample-all")) }
                            @for import in &self.imports { option value=(import.number) { (ctx.with("paper-import-number", [("number", import.number.into())])) } }
                        }
                    }
                    div.field {
                        label for="margin" { (ctx.t("field-paper-margin")) }
                        select #margin name="margin" {
                            @for margin in self.margins { option value=(margin) selected[*margin == 5] { "±" (margin) " %" } }
                        }
                    }
                    (submit(Kind::Quiet, &ctx.t("paper-draw")))
                }
            }
        }
    }

    fn pictures(&self, base: &str) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t("paper-evidence")) }
            p { (ctx.t("paper-evidence-text")) }
            @if !self.evidence.is_empty() {
                ul { @for one in &self.evidence {
                    li { a href=(one.href) { (one.name) } " " span.soft { (number((one.size + 1023) / 1024)) " KiB · " (format::date_time(ctx.lang, one.at)) } }
                } }
            }
            @if self.facilitates {
                form.panel method="post" action=(format!("{base}/evidence")) enctype="multipart/form-data" novalidate {
                    div.field {
                        label for="evidence" { (ctx.t("field-paper-evidence")) }
                        p.hint #evidence-hint { (ctx.t("field-paper-evidence-hint")) }
                        input #evidence type="file" name="file" accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg" aria-describedby="evidence-hint";
                    }
                    (submit(Kind::Quiet, &ctx.t("paper-evidence-add")))
                }
            }
        }
    }
}

/// Imports as a table.
fn imports(ctx: &Ctx, imports: &[ImportRow]) -> Markup {
    html! {
        div.table-scroll { table.as-cards {
            thead { tr {
                th scope="col" { (ctx.t("paper-import")) }
                th scope="col" { (ctx.t("paper-import-at")) }
                th scope="col" { (ctx.t("paper-import-by")) }
                th.number scope="col" { (ctx.t("paper-counted")) }
                th.number scope="col" { (ctx.t("paper-duplicates")) }
                th.number scope="col" { (ctx.t("paper-unreadable")) }
            } }
            tbody { @for import in imports { tr {
                th scope="row" { a href=(import.href) { (ctx.with("paper-import-number", [("number", import.number.into())])) } }
                td { (format::date_time(ctx.lang, import.at)) }
                td { (import.by) }
                td.number data-label=(ctx.t("paper-counted")) { (number(import.figures.counted)) }
                td.number data-label=(ctx.t("paper-duplicates")) { (number(import.figures.duplicates)) }
                td.number data-label=(ctx.t("paper-unreadable")) { (number(import.figures.unreadable)) }
            } } }
        } }
    }
}

/// What was imported from paper, and what samples found, for the public: numbers alone.
pub fn published(ctx: &Ctx, imports: &[ImportRow], checks: &[SampleRow]) -> Markup {
    html! {
        @if !imports.is_empty() {
            section aria-labelledby="paper-title" {
                h2 #paper-title { (ctx.t("paper-imports")) }
                div.table-scroll { table {
                    thead { tr {
                        th scope="col" { (ctx.t("paper-import")) }
                        th scope="col" { (ctx.t("paper-import-at")) }
                        th.number scope="col" { (ctx.t("paper-counted")) }
                        th.number scope="col" { (ctx.t("paper-duplicates")) }
                        th.number scope="col" { (ctx.t("paper-unreadable")) }
                    } }
                    tbody { @for import in imports { tr {
                        th scope="row" { (import.number) }
                        td { (format::date_time(ctx.lang, import.at)) }
                        td.number { (number(import.figures.counted)) }
                        td.number { (number(import.figures.duplicates)) }
                        td.number { (number(import.figures.unreadable)) }
                    } } }
                } }
                (samples(ctx, checks))
            }
        }
    }
}

/// Samples as a list.
fn samples(ctx: &Ctx, samples: &[SampleRow]) -> Markup {
    html! {
        @if !samples.is_empty() {
            ul.plain-list { @for sample in samples {
                li.card {
                    p {
                        strong { (match sample.import {
                            Some(number) => ctx.with("paper-import-number", [("number", number.into())]),
                            None => ctx.t("paper-sample-all"),
                        }) }
                        " · " (format::date_time(ctx.lang, sample.at))
                    }
                    p { (ctx.with("paper-sample-size", [
                        ("size", number(sample.size).into()),
                        ("population", number(sample.population).into()),
                        ("checked", number(sample.checked).into()),
                    ])) }
                    @if let Some((share, low, high)) = sample.share {
                        p { (ctx.with("paper-sample-share", [
                            ("share", format!("{share:.1}").into()),
                            ("low", format!("{low:.1}").into()),
                            ("high", format!("{high:.1}").into()),
                        ])) }
                    }
                    p.small.soft { (ctx.t("paper-sample-seed")) " " code { (sample.seed) } }
                    @if let Some(href) = &sample.href { p { a href=(href) { (ctx.t("paper-sample-open")) } } }
                }
            } }
        }
    }
}
