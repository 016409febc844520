//! What was typed into a form and what is wrong with it, as the field components need it.

use folkmoot_foundation::{FieldError, FieldErrors};

use crate::i18n::Lang;

/// The fields of a form as they came, in order; kept so that a form with mistakes shows again what was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(pub Vec<(String, String)>);

impl Values {
    /// The first value of a field; empty if it did not come.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// All values of a field: check boxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether a field came with this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    /// Adds a value, for filling a form with what is stored.
    #[must_use]
    pub fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }
}

/// A form as it is to be shown.
#[derive(Debug, Clone, Copy)]
pub struct FormView<'a> {
    /// The language.
    pub lang: Lang,
    /// What stands in the fields.
    pub values: &'a Values,
    /// What is wrong with them.
    pub errors: &'a FieldErrors,
}

impl FormView<'_> {
    /// The message of the first error of a field.
    pub fn error(&self, name: &str) -> Option<String> {
        self.errors.0.iter().find(|e| e.field == name).map(|e| message(self.lang, e))
    }
}

/// The words for an error: `error-<field>-<code>` if there are any, else `error-<code>`.
pub fn message(lang: Lang, error: &FieldError) -> String {
    let code = error.code.replace('_', "-");
    let specific = format!("error-{}-{code}", error.field.replace('_', "-"));
    let params = || error.params.iter().map(|(name, value)| (*name, value.as_str()));
    lang.find_map(&specific, params()).unwrap_or_else(|| lang.with_map(&format!("error-{code}"), params()))
}
