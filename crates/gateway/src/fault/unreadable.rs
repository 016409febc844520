//! Requests that can't be read: what is wrong and where, in words for the reader and, beside them, what the parser
//! said for whoever wrote the program.

use std::fmt::Display;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use serde_json::error::Category;
use serde_path_to_error::Path;
use uuid::Uuid;

/// What can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    /// The key of the sentence, and the values in it.
    pub(super) words: (&'static str, Vec<(&'static str, String)>),
    /// What the parser said.
    pub(super) debug: Option<String>,
}

impl Unreadable {
    fn new(words: &'static str, values: Vec<(&'static str, String)>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "bad_request", words: (words, values), debug: None }
    }

    fn saying(self, debug: impl Display) -> Self {
        Self { debug: Some(debug.to_string()), ..self }
    }

    /// The body is not declared to be JSON.
    pub fn undeclared(content_type: &str) -> Self {
        Self::new("fault-json-undeclared", Vec::new()).saying(format!("content type: {content_type:?}"))
    }

    /// The body is no JSON, or JSON of another shape; `at` is the path to where it went wrong.
    pub fn json(at: &Path, error: &serde_json::Error, body: &[u8]) -> Self {
        let (line, column) = place(body, error.line(), error.column());
        let here = vec![("line", line.to_string()), ("column", column.to_string())];
        match error.classify() {
            Category::Eof => Self::new("fault-json-ends", Vec::new()),
            Category::Syntax | Category::Io => Self::new("fault-json-syntax", here),
            Category::Data => field(at, &error.to_string(), &FIELD, here),
        }
        .saying(error)
    }

    /// The query of the address is of another shape; `at` is the parameter, if it is known.
    pub fn query(at: &Path, error: &impl Display) -> Self {
        field(at, &error.to_string(), &PARAMETER, Vec::new()).saying(error)
    }

    /// A parameter of the address has a value that is none of the possible ones.
    pub fn parameter(name: &str) -> Self {
        Self::new(PARAMETER.wrong, vec![("field", name.to_owned())])
    }

    /// A key of a request that is to be done once, of another form.
    pub fn idempotency_key() -> Self {
        Self { code: "idempotency_key", ..Self::new("fault-idempotency-key", Vec::new()) }
    }

    /// A key that belongs to another request of the same person.
    pub fn idempotency_other() -> Self {
        let (status, code) = (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused");
        Self { status, code, ..Self::new("fault-idempotency-key-reused", Vec::new()) }
    }

    /// A cursor of another list, or none at all.
    pub fn cursor() -> Self {
        Self { code: "bad_cursor", ..Self::new("fault-bad-cursor-text", Vec::new()) }
    }

    /// An id in the path that is none: there is nothing under it.
    pub fn id(request: &HttpRequest, error: impl Display) -> Self {
        let wrong = request.match_info().iter().find(|(_, value)| Uuid::parse_str(value).is_err());
        let (name, value) = wrong.unwrap_or_default();
        let values = vec![("field", name.to_owned()), ("value", value.chars().take(80).collect())];
        Self::new("fault-path-id", values).missing().saying(error)
    }

    /// There is no such path in the API.
    pub fn route(path: &str) -> Self {
        Self::new("fault-no-route", vec![("path", path.chars().take(200).collect())]).missing()
    }

    /// There would be without the slash at its end.
    pub fn slash(path: &str) -> Self {
        Self::new("fault-no-route-slash", vec![("path", path.to_owned())]).missing()
    }

    fn missing(self) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "not_found", ..self }
    }
}

/// The sentences about a part of a request that has a name.
struct Sentences {
    missing: &'static str,
    unknown: &'static str,
    repeated: &'static str,
    wrong: &'static str,
    /// Nothing is known of where.
    whole: &'static str,
}

const FIELD: Sentences = Sentences {
    missing: "fault-field-missing",
    unknown: "fault-field-unknown",
    repeated: "fault-field-repeated",
    wrong: "fault-field-wrong",
    whole: "fault-json-shape",
};

const PARAMETER: Sentences = Sentences {
    missing: "fault-parameter-missing",
    unknown: "fault-parameter-unknown",
    repeated: "fault-parameter-repeated",
    wrong: "fault-parameter-wrong",
    whole: "fault-query-shape",
};

/// Finds out which field it is about. Serde tells the name of one that is missing, unknown or repeated only in its
/// sentence, and the way to any other only by the path.
fn field(
    at: &Path,
    said: &str,
    sentences: &Sentences,
    mut values: Vec<(&'static str, String)>,
) -> Unreadable {
    let path = Some(at.to_string()).filter(|path| path != "." && !path.is_empty());
    let told = |kind: &str| Some(said.strip_prefix(kind)?.strip_prefix(" `")?.split_once('`')?.0.to_owned());
    let below = |name: String| match &path {
        Some(path) => format!("{path}.{name}"),
        None => name,
    };
    let (words, name) = if let Some(name) = told("missing field") {
        (sentences.missing, Some(below(name)))
    } else if let Some(name) = told("unknown field") {
        (sentences.unknown, Some(path.unwrap_or(name)))
    } else if let Some(name) = told("duplicate field") {
        (sentences.repeated, Some(path.unwrap_or(name)))
    } else if path.is_some() {
        (sentences.wrong, path)
    } else {
        (sentences.whole, None)
    };
    values.extend(name.map(|name| ("field", name.chars().take(80).collect())));
    Unreadable::new(words, values)
}

/// Line and character, both from 1: serde counts the bytes of a line, people its characters.
fn place(body: &[u8], line: usize, column: usize) -> (usize, usize) {
    let text = body.split(|byte| *byte == b'\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let before = text.get(..column).unwrap_or(text);
    (line.max(1), String::from_utf8_lossy(before).chars().count().max(1))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Step {
        due: u32,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Plan {
        title: String,
        #[serde(default)]
        steps: Vec<Step>,
    }

    fn wrong(body: &str) -> (&'static str, String) {
        let mut json = serde_json::Deserializer::from_slice(body.as_bytes());
        let error = serde_path_to_error::deserialize::<_, Plan>(&mut json).unwrap_err();
        let found = Unreadable::json(error.path(), error.inner(), body.as_bytes());
        assert!(found.debug.is_some());
        let values: Vec<String> = found.words.1.into_iter().map(|(_, value)| value).collect();
        (found.words.0, values.join(" "))
    }

    #[test]
    fn a_wrong_body_is_told_by_field_and_place() {
        let field = |body, words, name: &str| {
            let (found, values) = wrong(body);
            assert_eq!(found, words, "{body}");
            assert!(values.ends_with(&format!(" {name}")), "{body}: {values}");
        };
        field("{}", "fault-field-missing", "title");
        field(r#"{"title": "a", "steps": [{}]}"#, "fault-field-missing", "steps[0].due");
        field(r#"{"title": "a", "nope": 1}"#, "fault-field-unknown", "nope");
        field(r#"{"title": "a", "steps": [{"due": 1, "x": 2}]}"#, "fault-field-unknown", "steps[0].x");
        field(r#"{"title": 5}"#, "fault-field-wrong", "title");
        field(r#"{"title": "a", "steps": [{"due": 1}, {"due": "x"}]}"#, "fault-field-wrong", "steps[1].due");
        field(r#"{"title": "a", "title": "b"}"#, "fault-field-repeated", "title");
        assert_eq!(wrong("[5]").0, "fault-field-wrong");
        assert_eq!(wrong("5").0, "fault-json-shape");
        assert_eq!(wrong(""), ("fault-json-ends", String::new()));
        assert_eq!(wrong(r#"{"title": "#), ("fault-json-ends", String::new()));
        assert_eq!(wrong("{\n \"title\": \"標題\" oops}"), ("fault-json-syntax", "2 16".to_owned()));
    }
}
