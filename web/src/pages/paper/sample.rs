//! Checking the lines of a random sample.

use maud::{Markup, html};

use super::sheets::SampleRow;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit_as};
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct SamplePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The sample.
    pub sample: &'a SampleRow,
    /// Sheet, line and what was found.
    pub lines: Vec<(i64, i64, Option<bool>)>,
    /// Where a line is marked; nothing for those who only look.
    pub action: Option<String>,
}

impl SamplePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/desk/paper/{}", self.id);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/paper", &ctx.t("paper-desk")), (&base, self.title)]))
            h1 { (ctx.t("paper-sample")) }
            p.lead { (ctx.with("paper-sample-size", [
                ("size", number(self.sample.size).into()),
                ("population", number(self.sample.population).into()),
                ("checked", number(self.sample.checked).into()),
            ])) }
            @if let Some((share, low, high)) = self.sample.share {
                p { strong { (ctx.with("paper-sample-share", [
                    ("share", format!("{share:.1}").into()), ("low", format!("{low:.1}").into()), ("high", format!("{high:.1}").into()),
                ])) } }
            }
            p { (ctx.t("paper-sample-how")) }
            p.small.soft { (ctx.t("paper-sample-seed")) " " code { (self.sample.seed) } }
            p.small.soft { (ctx.t("paper-sample-again")) }
            div.table-scroll { table {
                thead { tr {
                    th.number scope="col" { (ctx.t("paper-column-sheet")) }
                    th.number scope="col" { (ctx.t("paper-column-line")) }
                    th scope="col" { (ctx.t("paper-sample-found")) }
                    @if self.action.is_some() { th scope="col" { (ctx.t("paper-sample-mark")) } }
                } }
                tbody { @for (sheet, line, valid) in &self.lines { tr id=(format!("line-{sheet}-{line}")) {
                    td.number { (number(*sheet)) }
                    td.number { (number(*line)) }
                    td { (ctx.t(match valid { Some(true) => "paper-valid", Some(false) => "paper-invalid", None => "paper-unchecked" })) }
                    @if let Some(action) = &self.action { td {
                        form.paper-marks method="post" action=(action) {
                            input type="hidden" name="sheet" value=(sheet);
                            input type="hidden" name="line" value=(line);
                            @if *valid != Some(true) { (submit_as(Kind::Quiet, "verdict", "valid", &ctx.t("paper-mark-valid"))) }
                            @if *valid != Some(false) { (submit_as(Kind::Quiet, "verdict", "invalid", &ctx.t("paper-mark-invalid"))) }
                        }
                    } }
                } } }
            } }
        };
        Page::new(ctx, ctx.t("paper-sample"), body).wide().render()
    }
}
