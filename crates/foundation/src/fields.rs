//! What is wrong with what somebody typed, field by field, without words: the pages translate it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field's name as in the form and the API.
    pub field: String,
    /// A stable code such as `required` or `too_long`; the pages look up `error-<code>` with dashes.
    pub code: &'static str,
    /// Values for the message, such as `max`.
    pub params: BTreeMap<&'static str, String>,
}

/// Everything that is wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[error("{} field(s) are not acceptable", .0.len())]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// None so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// A single error.
    pub fn one(field: &str, code: &'static str) -> Self {
        let mut errors = Self::new();
        errors.add(field, code);
        errors
    }

    /// Notes that `field` has the problem `code`.
    pub fn add(&mut self, field: &str, code: &'static str) {
        self.add_with(field, code, []);
    }

    /// Notes a problem with values for its message.
    pub fn add_with<const N: usize>(
        &mut self,
        field: &str,
        code: &'static str,
        params: [(&'static str, String); N],
    ) {
        self.0.push(FieldError { field: field.to_owned(), code, params: params.into_iter().collect() });
    }

    /// Notes that a day is not in the range that its message tells as `from` and `to`.
    pub fn add_day(&mut self, field: &str, code: &'static str, from: NaiveDate, to: NaiveDate) {
        self.add_with(field, code, [("from", from.to_string()), ("to", to.to_string())]);
    }

    /// Takes the value, or notes the error and gives nothing.
    pub fn take<T>(&mut self, result: Result<T, FieldError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.push(error);
                None
            }
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives `value` if nothing is wrong, else the errors.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}
