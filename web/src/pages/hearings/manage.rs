//! Working on one hearing: delivering its record.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::show::{VersionView, version_list};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// The beginning of a transcript.
const EXAMPLE_ZH: &str = "# 2026-03-02 公聽會\n\n> （播放影片）\n\n### 王小明：\n各位好，我想先說明現況。";
const EXAMPLE_EN: &str = "# 2026-03-02 Public hearing\n\n> (A film is shown.)\n\n### Wang Hsiao-ming:\nGood morning. Let me begin.";

/// The kinds of files, as browsers offer them to choose from.
const ACCEPT: &str = ".md,.markdown,.txt,.xml,.akn,.vtt,.srt,.docx,.odt,.csv,.tsv,.xlsx,.ods,.json";

/// A problem of a file.
#[derive(Debug)]
pub struct ProblemView {
    /// The line, from 1; 0 for the whole file.
    pub line: u32,
    /// Its stable code.
    pub code: &'static str,
    /// The value its words need.
    pub detail: String,
}

/// Problems as a table.
pub fn problems(ctx: &Ctx, problems: &[ProblemView]) -> Markup {
    html! {
        div.table-scroll tabindex="0" role="region" aria-label=(ctx.t("import-problem")) {
            table {
                thead { tr { th scope="col" { (ctx.t("import-line")) } th scope="col" { (ctx.t("import-problem")) } } }
                tbody {
                    @for problem in problems {
                        tr {
                            td.number { @if problem.line == 0 { (ctx.t("import-whole-file")) } @else { (format::number(i64::from(problem.line))) } }
                            td { (ctx.with(&format!("import-problem-{}", problem.code.replace('_', "-")), [("detail", problem.detail.clone().into())])) }
                        }
                    }
                }
            }
        }
    }
}

/// What one may do with a hearing.
#[derive(Debug)]
pub struct ManagePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// The versions of its record, the newest first.
    pub versions: Vec<VersionView>,
    /// Why the file that was just sent can't be read.
    pub refused: Option<(String, Vec<ProblemView>)>,
    /// The day of the hearing, while it lies ahead: before it no record is taken.
    pub not_before: Option<NaiveDate>,
    /// The greatest size of a file, in mebibytes.
    pub max_mib: usize,
}

impl ManagePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk"))]))
            h1 { (self.title) }
            p { a href=(self.proposal.1) { (self.proposal.0) } }
            div.actions {
                (link(Kind::Quiet, &format!("/hearings/{}", self.id), &ctx.t("hearing-public-page")))
                (link(Kind::Quiet, &format!("/desk/hearings/{}/edit", self.id), &ctx.t("hearing-change")))
                (link(Kind::Quiet, &format!("/desk{}/issues", self.proposal.1), &ctx.t("issues-manage")))
            }
            @if let Some((name, list)) = &self.refused {
                div.error-summary role="alert" tabindex="-1" {
                    h2 { (ctx.with("import-refused", [("file", name.clone().into())])) }
                    p { (ctx.t("import-refused-note")) }
                    (problems(ctx, list))
                }
            }
            h2 { (ctx.t(if self.versions.is_empty() { "import-title" } else { "import-title-again" })) }
            @if !self.versions.is_empty() { (notice(notice::Kind::Info, html! { p { (ctx.t("import-again-note")) } })) }
            @if let Some(day) = self.not_before {
                (notice(notice::Kind::Info, html! { p { (ctx.with("import-not-before", [("date", format::date_with_weekday(ctx.lang, day).into())])) } }))
            } @else { form.panel method="post" action=(format!("/desk/hearings/{}/record", self.id)) enctype="multipart/form-data" novalidate {
                div.field {
                    label for="file" { (ctx.t("field-record-file")) }
                    p.hint #file-hint { (ctx.with("field-record-file-hint", [("max", self.max_mib.into())])) }
                    input #file type="file" name="file" accept=(ACCEPT) aria-describedby="file-hint";
                }
                (submit(Kind::Main, &ctx.t("import-check")))
            } }
            details {
                summary { (ctx.t("import-formats")) }
                p { (ctx.t("import-format-markdown")) }
                pre { code { (ctx.lang.pick(EXAMPLE_ZH, EXAMPLE_EN)) } }
                @for format in ["akn", "documents", "captions", "tables"] { p { (ctx.t(&format!("import-format-{format}"))) } }
                p { (ctx.t("import-encodings")) }
            }
            @if !self.versions.is_empty() {
                h2 { (ctx.with("hearing-versions", [("count", self.versions.len().into())])) }
                (version_list(ctx, &self.versions))
            }
        };
        Page::new(ctx, self.title.clone(), body).with_errors(self.refused.is_some()).render()
    }
}
