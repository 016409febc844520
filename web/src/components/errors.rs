//! The summary of what is wrong with a form, which takes the focus, names the fields and links to them.

use maud::{Markup, html};

use crate::form::{FormView, message};
use crate::i18n::Lang;

/// The summary; nothing if nothing is wrong. `keys` gives the fields whose words have another key than their name, as
/// `(name, key)`; a field of a numbered row, such as `action-2`, has the key of `action`. An error of the field `form`
/// belongs to the whole form.
pub fn summary(form: FormView<'_>, keys: &[(&str, &str)]) -> Markup {
    summary_with(form, |field| label(form.lang, keys, field))
}

/// As [`summary`], for fields whose labels come from elsewhere, such as a rulebook.
pub fn summary_with(form: FormView<'_>, label: impl Fn(&str) -> Option<String>) -> Markup {
    summary_of(form, label, |field| format!("#{field}"))
}

/// As [`summary_with`], with links that lead to `href` of a field.
pub fn summary_of(
    form: FormView<'_>,
    label: impl Fn(&str) -> Option<String>,
    href: impl Fn(&str) -> String,
) -> Markup {
    let said = |field: &str, message: String| match label(field) {
        Some(label) => {
            form.lang.with("error-summary-entry", [("field", label.into()), ("message", message.into())])
        }
        None => message,
    };
    html! {
        @if !form.errors.is_empty() {
            div.error-summary role="alert" tabindex="-1" aria-labelledby="error-summary-title" {
                h2 #error-summary-title { (form.lang.t("error-summary")) }
                ul {
                    @for error in &form.errors.0 {
                        li {
                            @if error.field == "form" { (message(form.lang, error)) }
                            @else { a href=(href(&error.field)) { (said(&error.field, message(form.lang, error))) } }
                        }
                    }
                }
            }
        }
    }
}

/// The label of a field by the keys of its form.
pub fn label(lang: Lang, keys: &[(&str, &str)], field: &str) -> Option<String> {
    let of = |name: &str| {
        let key = keys.iter().find(|(n, _)| *n == name).map_or(name, |(_, key)| key);
        lang.find(&format!("field-{}", key.replace('_', "-")))
    };
    of(field).or_else(|| {
        let (stem, number) = field.rsplit_once('-')?;
        let number: i64 = number.parse().ok()?;
        Some(lang.with("error-summary-numbered", [("number", number.into()), ("field", of(stem)?.into())]))
    })
}

#[cfg(test)]
mod tests {
    use folkmoot_foundation::FieldErrors;

    use super::*;
    use crate::form::Values;

    fn rendered(lang: Lang, errors: &FieldErrors, keys: &[(&str, &str)]) -> String {
        let values = Values::default();
        summary(FormView { lang, values: &values, errors }, keys).into_string()
    }

    #[test]
    fn each_entry_names_its_field_and_links_to_it() {
        let mut errors = FieldErrors::one("held_on", "not_a_date");
        errors.add("place", "control_characters");
        errors.add("form", "wrong_credentials");
        errors.add("due_on-2", "required");
        errors.add("unheard_of", "required");
        let keys = [("held_on", "hearing-held-on"), ("due_on", "cases-due-on")];
        let page = rendered(Lang::ZhTw, &errors, &keys);
        assert!(
            page.contains(r##"<a href="#held_on">日期：請用「2026-03-02」這樣的格式填寫日期</a>"##),
            "{page}"
        );
        assert!(page.contains(r##"<a href="#place">地點：含有"##), "{page}");
        assert!(page.contains("<li>電子郵件或密碼不對"), "{page}");
        assert!(page.contains(r##"<a href="#due_on-2">第 2 項的完成期限：請填寫這一欄</a>"##), "{page}");
        assert!(page.contains(r##"<a href="#unheard_of">請填寫這一欄</a>"##), "{page}");
        let page = rendered(Lang::En, &errors, &keys);
        assert!(page.contains(r##"<a href="#held_on">Date: Write the date like 2026-03-02</a>"##), "{page}");
    }
}
