//! Content and demands; similar proposals first, for those who saw none while writing the title.

use maud::{Markup, html};

use super::StepPage;
use crate::components::field::Field;
use crate::pages::proposals::similar::similar;

pub(super) fn fields(page: &StepPage<'_>) -> Markup {
    let (content, demands) = (&page.fields.content, &page.fields.demands);
    let hint = format!(
        "{}\n{}",
        demands.hint,
        page.ctx.with("propose-lines", [("most", demands.most.into()), ("max", demands.max.into())])
    );
    html! {
        (similar(page.ctx, &page.similar))
        (Field::new(page.form, "content").said(&content.name, &content.hint).area(12, Some(content.max)))
        (Field::new(page.form, "demands").said(&demands.name, &hint).area(5, None))
    }
}
