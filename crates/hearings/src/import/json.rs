//! Records as this platform gives them out in JSON.

use serde::Deserialize;

use super::inline::{clean, clean_line};
use super::problem::{ImportErrors, Problem, Problems};
use super::{ParsedStatement, Read, StatementKind, xml};

#[derive(Debug, Deserialize)]
struct Record {
    title: Option<String>,
    statements: Vec<Statement>,
}

#[derive(Debug, Deserialize)]
struct Statement {
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    section: Option<String>,
    #[serde(default)]
    speaker: Option<String>,
    body: Option<String>,
    #[serde(default)]
    started_ms: Option<i64>,
    #[serde(default)]
    ended_ms: Option<i64>,
}

/// Title and statements of a record. A statement's line is its place in the list.
pub(super) fn read(text: &str, problems: &mut Problems) -> Result<Read, ImportErrors> {
    let record: Record = serde_json::from_str(text).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        xml::one(line, Problem::Json { detail: error.to_string() })
    })?;
    let mut statements = Vec::with_capacity(record.statements.len());
    for (line, statement) in (1..).zip(record.statements) {
        let kind = match statement.kind.as_deref() {
            None => StatementKind::Speech,
            Some(code) => match StatementKind::ALL.into_iter().find(|kind| kind.code() == code) {
                Some(kind) => kind,
                None => {
                    problems.error(line, Problem::UnknownKind { kind: code.to_owned() });
                    continue;
                }
            },
        };
        let body = clean(&statement.body.unwrap_or_default());
        let line_of = |text: Option<String>| text.map(|t| clean_line(&t)).filter(|t| !t.is_empty());
        let speaker = line_of(statement.speaker);
        if body.is_empty() {
            problems.note(line, Problem::EmptySpeech { speaker: speaker.unwrap_or_default() });
            continue;
        }
        statements.push(ParsedStatement {
            kind,
            speaker: speaker.filter(|_| kind.is_spoken()),
            section: line_of(statement.section),
            body,
            started_ms: statement.started_ms,
            ended_ms: statement.ended_ms,
            line,
        });
    }
    let title = record.title.map(|t| clean_line(&t)).filter(|t| !t.is_empty());
    Ok((title, statements, None))
}
