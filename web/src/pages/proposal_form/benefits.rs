//! Benefits and evidence.

use maud::{Markup, html};

use super::StepPage;

pub(super) fn fields(page: &StepPage<'_>) -> Markup {
    let f = &page.fields;
    let hint = format!(
        "{}\n{}",
        f.links.hint,
        page.ctx.with("propose-lines", [("most", f.links.most.into()), ("max", f.links.max.into())])
    );
    html! {
        @if f.benefits.asked { (f.benefits.in_form(page, "benefits", &f.benefits.hint).area(8, Some(f.benefits.max))) }
        @if f.evidence.asked { (f.evidence.in_form(page, "evidence", &f.evidence.hint).area(6, Some(f.evidence.max))) }
        @if f.links.asked { (f.links.in_form(page, "links", &hint).area(3, None)) }
        @if !(f.benefits.asked || f.evidence.asked || f.links.asked) { p { (page.ctx.t("propose-nothing-here")) } }
    }
}
