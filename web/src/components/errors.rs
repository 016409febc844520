//! The summary of what is wrong with a form, which takes the focus and links to the fields.

use maud::{Markup, html};

use crate::form::{FormView, message};

/// The summary; nothing if nothing is wrong. An error of the field `form` belongs to the whole form.
pub fn summary(form: FormView<'_>) -> Markup {
    html! {
        @if !form.errors.is_empty() {
            div.error-summary role="alert" tabindex="-1" aria-labelledby="error-summary-title" {
                h2 #error-summary-title { (form.lang.t("error-summary")) }
                ul {
                    @for error in &form.errors.0 {
                        li {
                            @if error.field == "form" { (message(form.lang, error)) }
                            @else { a href=(format!("#{}", error.field)) { (message(form.lang, error)) } }
                        }
                    }
                }
            }
        }
    }
}
