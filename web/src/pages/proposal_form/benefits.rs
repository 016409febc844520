//! Benefits and evidence.

use maud::{Markup, html};

use super::StepPage;
use crate::components::field::Field;

pub(super) fn fields(page: &StepPage<'_>) -> Markup {
    let f = &page.fields;
    let hint = format!(
        "{}\n{}",
        f.links.hint,
        page.ctx.with("propose-lines", [("most", f.links.most.into()), ("max", f.links.max.into())])
    );
    html! {
        (Field::new(page.form, "benefits").said(&f.benefits.name, &f.benefits.hint).area(8, Some(f.benefits.max)))
        (Field::new(page.form, "evidence").said(&f.evidence.name, &f.evidence.hint).optional().area(6, Some(f.evidence.max)))
        (Field::new(page.form, "links").said(&f.links.name, &hint).optional().area(3, None))
    }
}
