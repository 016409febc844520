//! Content and demands; similar proposals first, for those who saw none while writing the title.

use maud::{Markup, html};

use super::StepPage;
use crate::pages::proposals::similar::similar;

pub(super) fn fields(page: &StepPage<'_>) -> Markup {
    let (content, demands) = (&page.fields.content, &page.fields.demands);
    let hint = format!(
        "{}\n{}",
        demands.hint,
        page.ctx.with("propose-lines", [("most", demands.most.into()), ("max", demands.max.into())])
    );
    html! {
        div #similar aria-live="polite" data-title=(page.title) { (similar(page.ctx, &page.similar)) }
        @if content.asked { (content.in_form(page, "content", &content.hint).area(12, Some(content.max))) }
        @if demands.asked { (demands.in_form(page, "demands", &hint).area(5, None)) }
    }
}
