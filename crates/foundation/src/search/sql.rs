//! Statements put together with their values, and what terms look like in either database.

use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, Statement, Value};

use super::terms::Phrase;

/// A statement that grows with its values.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds text.
    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push_str(&format!("${}", self.values.len()));
        self
    }

    /// Adds values with commas between.
    pub(super) fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        for (i, value) in values.into_iter().enumerate() {
            if i > 0 {
                self.text.push_str(", ");
            }
            self.bind(value);
        }
        self
    }

    pub(super) fn statement(self, backend: DbBackend) -> Statement {
        Statement::from_sql_and_values(backend, self.text, self.values)
    }

    pub(super) async fn run(self, conn: &impl ConnectionTrait) -> Result<u64, DbErr> {
        let backend = conn.get_database_backend();
        Ok(conn.execute_raw(self.statement(backend)).await?.rows_affected())
    }
}

/// Where in a document words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// Anywhere.
    All,
    /// In its title.
    Title,
}

/// Terms hold letters and digits alone, so that they can't break out of their quotation marks.
fn match_phrase(phrase: &Phrase) -> String {
    format!("\"{}\"{}", phrase.terms.join(" "), if phrase.open { " *" } else { "" })
}

/// Documents in which each of the words stands, a word in one of its forms: an expression of SQLite's index.
pub(super) fn sqlite_match(words: &[&[Phrase]], within: Within) -> String {
    let word =
        |forms: &&[Phrase]| format!("({})", forms.iter().map(match_phrase).collect::<Vec<_>>().join(" OR "));
    let all = words.iter().map(word).collect::<Vec<_>>().join(" AND ");
    match within {
        Within::All => all,
        Within::Title => format!("title : ({all})"),
    }
}

/// As [`sqlite_match`], for PostgreSQL.
pub(super) fn postgres_match(words: &[&[Phrase]], within: Within) -> String {
    let weight = if within == Within::Title { "A" } else { "" };
    let phrase = |phrase: &Phrase| {
        let last = phrase.terms.len().saturating_sub(1);
        let term = |(i, term): (usize, &String)| {
            let open = if phrase.open && i == last { "*" } else { "" };
            let marks = format!("{open}{weight}");
            if marks.is_empty() { format!("'{term}'") } else { format!("'{term}':{marks}") }
        };
        phrase.terms.iter().enumerate().map(term).collect::<Vec<_>>().join(" <-> ")
    };
    let word = |forms: &&[Phrase]| {
        let forms: Vec<String> = forms.iter().map(|form| format!("({})", phrase(form))).collect();
        format!("({})", forms.join(" | "))
    };
    words.iter().map(word).collect::<Vec<_>>().join(" & ")
}
