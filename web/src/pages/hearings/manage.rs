//! Working on one hearing: delivering its record.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::list::state_badge;
use super::long_import::Works;
use super::show::{VersionView, version_list};
use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post, submit};
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
    pub code: String,
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
    /// The code of its state.
    pub state: &'static str,
    /// Of a draft: the fields that its notice lacks.
    pub missing: Option<Vec<&'static str>>,
    /// Whether it is a hearing under the law.
    pub is_under_law: bool,
    /// How many have a place and how many wait for one, if one registers for it.
    pub registered: Option<(i64, i64)>,
    /// The proposal's title and address; none if it is its own subject.
    pub proposal: Option<(String, String)>,
    /// The versions of its record, the newest first.
    pub versions: Vec<VersionView>,
    /// Why the file that was just sent can't be read.
    pub refused: Option<(String, Vec<ProblemView>)>,
    /// The day of the hearing, while it lies ahead: before it no record is taken.
    pub not_before: Option<NaiveDate>,
    /// Whether its record can be typed while it goes on.
    pub typing: bool,
    /// Files that wait or are worked on.
    pub works: Works,
    /// The greatest size of a file, in mebibytes.
    pub max_mib: usize,
}

impl ManagePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk"))]))
            p.voice-head { (state_badge(ctx, self.state)) }
            h1 { (self.title) }
            @if let Some((title, href)) = &self.proposal { p { a href=(href) { (title) } } }
            div.actions {
                (link(Kind::Quiet, &format!("/hearings/{}", self.id), &ctx.t("hearing-public-page")))
                @if self.state != "cancelled" { (link(Kind::Quiet, &format!("/desk/hearings/{}/edit", self.id), &ctx.t("hearing-change"))) }
                @if self.state == "announced" { (link(Kind::Quiet, &format!("/desk/hearings/{}/cancel", self.id), &ctx.t("hearing-cancel"))) }
                @if self.state != "cancelled" { (link(Kind::Quiet, &format!("/desk/hearings/{}/files", self.id), &ctx.t("hall-files-title"))) }
                @if self.typing { (link(Kind::Quiet, &format!("/desk/hearings/{}/live", self.id), &ctx.t("hall-typing-title"))) }
                @if let Some((_, href)) = &self.proposal { (link(Kind::Quiet, &format!("/desk{href}/issues"), &ctx.t("issues-manage"))) }
            }
            @if self.state == "held" { p { a href=(format!("/desk/hearings/{}/after", self.id)) { (ctx.t("hearing-after-title")) } } }
            @if matches!(self.state, "held" | "announced") { p { a href=(format!("/desk/hearings/{}/words", self.id)) { (ctx.t("words-title")) } } }
            @if let Some(missing) = &self.missing { (self.draft(missing)) }
            @if let Some((placed, waiting)) = self.registered {
                h2 { (ctx.t("registrations-title")) }
                p { (ctx.with("registrations-lead", [("placed", placed.into()), ("waiting", waiting.into())])) }
                p { a href=(format!("/desk/hearings/{}/registrations", self.id)) { (ctx.t("registrations-look")) } }
            }
            @if let Some((name, list)) = &self.refused {
                div.error-summary role="alert" tabindex="-1" {
                    h2 { (ctx.with("import-refused", [("file", name.clone().into())])) }
                    p { (ctx.t("import-refused-note")) }
                    (problems(ctx, list))
                }
            }
            @if !matches!(self.state, "draft" | "cancelled") { (self.import()) }
            @if !self.versions.is_empty() {
                h2 { (ctx.with("hearing-versions", [("count", self.versions.len().into())])) }
                (version_list(ctx, &self.versions))
            }
        };
        Page::new(ctx, self.title.clone(), body).with_errors(self.refused.is_some()).render()
    }

    /// What is still to be done before a draft can be published, and the button.
    fn draft(&self, missing: &[&str]) -> Markup {
        const ITEMS: [&str; 9] =
            ["basis", "parties", "starts_at", "place", "procedure", "counsel", "rights", "absence", "agency"];
        let ctx = self.ctx;
        let edit = format!("/desk/hearings/{}/edit", self.id);
        html! {
            section.panel #notice {
                h2 { (ctx.t("hearing-draft-title")) }
                @if self.is_under_law {
                    p { (ctx.t("hearing-checklist-lead")) }
                    ul {
                        @for item in ITEMS {
                            @let lacks = missing.contains(&item);
                            li {
                                (badge(if lacks { Tone::Bad } else { Tone::Good }, &ctx.t(if lacks { "hearing-item-missing" } else { "hearing-item-there" })))
                                " "
                                @let name = ctx.t(&format!("hearing-item-{}", item.replace('_', "-")));
                                @if lacks { a href=(format!("{edit}#{item}")) { (name) } } @else { (name) }
                            }
                        }
                    }
                } @else { p { (ctx.t("hearing-draft-lead")) } }
                @if missing.is_empty() {
                    (post(Kind::Main, &format!("/desk/hearings/{}/publish", self.id), &[], &ctx.t("hearing-publish")))
                } @else {
                    p { strong { (ctx.with("hearing-checklist-missing", [("count", missing.len().into())])) } }
                }
            }
        }
    }

    /// Delivering the record.
    fn import(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t(if self.versions.is_empty() { "import-title" } else { "import-title-again" })) }
            (self.works.render(ctx))
            @if !self.versions.is_empty() && self.works.takes_files() { (notice(notice::Kind::Info, html! { p { (ctx.t("import-again-note")) } })) }
            @if let Some(day) = self.not_before {
                (notice(notice::Kind::Info, html! { p { (ctx.with("import-not-before", [("date", format::date_with_weekday(ctx.lang, day).into())])) } }))
            } @else if self.works.takes_files() { form.panel method="post" action=(format!("/desk/hearings/{}/record", self.id)) enctype="multipart/form-data" novalidate {
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
        }
    }
}
