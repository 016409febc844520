//! What is wrong with a rulebook file, where, and what to write instead.

use super::schema::{self, Key, Kind};

/// A place in a file, as editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Place {
    /// The place of a byte of a text.
    pub(super) fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self { line: before.matches('\n').count() + 1, column: before[start..].chars().count() + 1 }
    }
}

/// Something wrong with a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct Mistake {
    /// The key where it is wrong, such as `thresholds.reached.count`.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub help: String,
    /// Where it is wrong; nothing if it stands in no file.
    pub at: Option<Place>,
}

impl Mistake {
    /// With the help that the schema gives for its key.
    pub(super) fn new(key: impl Into<String>, problem: impl Into<String>) -> Self {
        let key = key.into();
        let help = schema_key(&key).map(|key| example(&key)).unwrap_or_default();
        Self { key, problem: problem.into(), help, at: None }
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub(super) fn at(mut self, place: Place) -> Self {
        self.at = Some(place);
        self
    }
}

/// How a key is written, in words an author can copy.
pub(super) fn example(key: &Key) -> String {
    match key.kind {
        Kind::Table | Kind::Shape(_) => format!("[{}]: {}", key.path, key.meaning.1),
        Kind::List => format!("[[{}]]: {}", key.path, key.meaning.1),
        _ => format!("for example: {} = {}; {}", key.name(), key.example, key.meaning.1),
    }
}

/// The key of the schema at a place of a file, where entries of lists are named by their codes.
pub(super) fn schema_key(place: &str) -> Option<Key> {
    let mut found: Option<Key> = None;
    let mut path = String::new();
    let mut parts = place.split('.');
    while let Some(part) = parts.next() {
        let next = if path.is_empty() { part.to_owned() } else { format!("{path}.{part}") };
        let Some(key) = schema::key(&next) else { break };
        found = Some(key);
        path = next;
        if key.kind == Kind::List {
            parts.next();
        }
    }
    found
}

/// The one of these that was probably meant.
pub(super) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.into_iter().map(|one| (strsim::damerau_levenshtein(typed, one), one));
    let (distance, one) = scored.min_by_key(|(distance, _)| *distance)?;
    let close = distance <= 2.max(typed.chars().count().max(one.chars().count()) / 3);
    let part = typed.len() >= 3 && (one.contains(typed) || typed.contains(one));
    (close || part).then_some(one)
}
