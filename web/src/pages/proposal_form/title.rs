//! The title, with similar proposals as it is written.

use maud::{Markup, html};

use super::StepPage;
use crate::components::field::Field;
use crate::pages::proposals::similar::similar;

pub(super) fn fields(page: &StepPage<'_>) -> Markup {
    let words = &page.fields.title;
    html! {
        (Field::new(page.form, "title").said(&words.name, &words.hint).area(2, Some(words.max)))
        div #similar aria-live="polite" { (similar(page.ctx, &page.similar)) }
    }
}
