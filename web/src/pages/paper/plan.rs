//! The dry run of a file with paper signatures, and what its import did.

use maud::{Markup, html};

use super::{Figures, figures, verdict};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// A line with what becomes of it.
#[derive(Debug)]
pub struct LineRow {
    /// The row of the file.
    pub row: u64,
    /// The sheet, if it could be read.
    pub sheet: Option<i64>,
    /// The line, if it could be read.
    pub line: Option<i64>,
    /// The name, right after the file was sent; kept nowhere.
    pub name: String,
    /// `counts`, `duplicate` or `unreadable`.
    pub kind: &'static str,
    /// The code of what becomes of it.
    pub code: &'static str,
    /// The line of the file that stands in its place.
    pub earlier: Option<(i64, i64)>,
}

/// What an import would do.
#[derive(Debug)]
pub struct PlanPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The file's name.
    pub file: &'a str,
    /// How many lines come out how.
    pub figures: Figures,
    /// The lines shown: first those that don't count.
    pub lines: Vec<LineRow>,
    /// How many lines there are in all.
    pub total: usize,
    /// Where it is confirmed.
    pub action: String,
    /// The hash of the file, in hexadecimal.
    pub sha256: &'a str,
}

impl PlanPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/desk/paper/{}", self.id);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/paper", &ctx.t("paper-desk")), (&base, self.title)]))
            h1 { (ctx.t("paper-plan")) }
            p.lead { (ctx.t("paper-plan-lead")) }
            p { (ctx.t("plan-file")) (ctx.lang.pick("：", ": ")) (self.file) }
            (figures(ctx, self.figures))
            div.actions {
                (post(Kind::Main, &self.action, &[("act", "import"), ("sha256", self.sha256)], &ctx.t("paper-apply")))
                (post(Kind::Quiet, &self.action, &[("act", "discard")], &ctx.t("plan-discard")))
                (link(Kind::Quiet, &format!("{}.csv", self.action), &ctx.t("paper-plan-csv")))
            }
            @if self.lines.len() < self.total {
                p.soft { (ctx.with("paper-plan-some", [("shown", self.lines.len().into()), ("total", self.total.into())])) }
            }
            p.small.soft { (ctx.t("paper-plan-names")) }
            (self.table())
        };
        Page::new(ctx, ctx.t("paper-plan"), body).wide().render()
    }

    fn table(&self) -> Markup {
        let ctx = self.ctx;
        let named = self.lines.iter().any(|line| !line.name.is_empty());
        let place = |place: Option<i64>| place.map(number).unwrap_or_else(|| "–".to_owned());
        html! {
            div.table-scroll tabindex="0" role="region" aria-label=(ctx.t("paper-plan")) { table {
                thead { tr {
                    th.number scope="col" { (ctx.t("paper-column-sheet")) }
                    th.number scope="col" { (ctx.t("paper-column-line")) }
                    @if named { th.paper-name scope="col" { (ctx.t("paper-column-name")) } }
                    th scope="col" { (ctx.t("paper-what")) }
                    th.number scope="col" { (ctx.t("paper-row")) }
                } }
                tbody { @for line in &self.lines { tr {
                    td.number { (place(line.sheet)) }
                    td.number { (place(line.line)) }
                    @if named { td { (line.name) } }
                    td { strong { (ctx.t(&format!("paper-kind-{}", line.kind))) } @if line.kind != "counts" { (ctx.lang.pick("：", ": ")) (verdict(ctx, line.code, line.earlier)) } }
                    td.number { (line.row) }
                } } }
            } }
        }
    }
}

/// A line that came out otherwise than was shown.
#[derive(Debug)]
pub struct DifferedRow {
    /// The sheet.
    pub sheet: i64,
    /// The line.
    pub line: i64,
    /// What the dry run said.
    pub said: String,
    /// What became of it.
    pub became: String,
}

/// What an import did.
#[derive(Debug)]
pub struct DonePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The number of the import.
    pub number: i64,
    /// Its numbers.
    pub figures: Figures,
    /// What came out otherwise than was shown.
    pub differed: Vec<DifferedRow>,
}

impl DonePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/desk/paper/{}", self.id);
        let title = ctx.with("paper-import-number", [("number", self.number.into())]);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/paper", &ctx.t("paper-desk")), (&base, self.title)]))
            h1 { (title) }
            (figures(ctx, self.figures))
            @if self.differed.is_empty() { p { (ctx.t("paper-as-shown")) } } @else {
                (notice(notice::Kind::Wait, html! { p { (ctx.t("paper-differed")) } }))
                div.table-scroll { table {
                    thead { tr {
                        th.number scope="col" { (ctx.t("paper-column-sheet")) }
                        th.number scope="col" { (ctx.t("paper-column-line")) }
                        th scope="col" { (ctx.t("paper-said")) }
                        th scope="col" { (ctx.t("paper-became")) }
                    } }
                    tbody { @for line in &self.differed { tr {
                        td.number { (number(line.sheet)) }
                        td.number { (number(line.line)) }
                        td { (verdict(ctx, &line.said, None)) }
                        td { (verdict(ctx, &line.became, None)) }
                    } } }
                } }
            }
            div.actions { (link(Kind::Main, &base, &ctx.t("paper-back"))) }
        };
        Page::new(ctx, title, body).render()
    }
}
