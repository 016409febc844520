//! Records as this platform gives them out in JSON.

use serde::Deserialize;

use super::inline::{clean, clean_line};
use super::problem::{ImportErrors, Problem, Problems};
use super::{ParsedStatement, Read, StatementKind, xml};
use crate::spot::Spot;

#[derive(Debug, Deserialize)]
struct Record {
    title: Option<String>,
    statements: Option<Vec<Statement>>,
    /// Of a merged record.
    issues: Option<Vec<Issue>>,
}

/// An issue of a merged record: a section.
#[derive(Debug, Deserialize)]
struct Issue {
    title: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    answer: Option<Answer>,
    #[serde(default)]
    voices: Vec<Statement>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    speaker: Option<String>,
    text: String,
}

impl Issue {
    /// What it is about, the answer to it, and what was said.
    fn statements(self) -> impl Iterator<Item = Statement> {
        let Self { title, summary, answer, voices } = self;
        let put = |kind: StatementKind, speaker: Option<String>, body: String| Statement {
            kind: Some(kind.code().to_owned()),
            section: None,
            speaker,
            body: Some(body),
            started_ms: None,
            ended_ms: None,
            on: None,
        };
        let about = Some(summary).filter(|summary| !summary.trim().is_empty());
        let about = about.map(|summary| put(StatementKind::Narrative, None, summary));
        let answer = answer.map(|answer| put(StatementKind::Answer, answer.speaker, answer.text));
        let all = about.into_iter().chain(answer).chain(voices);
        all.map(move |statement| Statement { section: Some(title.clone()), ..statement })
    }
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
    /// The place of a draft text that it is on.
    #[serde(default)]
    on: Option<serde_json::Value>,
}

/// Title and statements of a record. A statement's line is its place in the list.
pub(super) fn read(text: &str, problems: &mut Problems) -> Result<Read, ImportErrors> {
    let record: Record = serde_json::from_str(text).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        xml::one(line, Problem::Json { detail: error.to_string() })
    })?;
    let all: Vec<Statement> = match (record.statements, record.issues) {
        (Some(statements), _) => statements,
        (None, Some(issues)) => issues.into_iter().flat_map(Issue::statements).collect(),
        (None, None) => {
            let detail = "missing field `statements`".to_owned();
            return Err(xml::one(1, Problem::Json { detail }));
        }
    };
    let mut statements = Vec::with_capacity(all.len());
    for (line, statement) in (1..).zip(all) {
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
        let place = statement.on.filter(|on| !on.is_null());
        let on = place.clone().and_then(|on| serde_json::from_value::<Spot>(on).ok()?.settled());
        if place.is_some() && on.is_none() {
            problems.note(line, Problem::NoPlace);
        }
        statements.push(ParsedStatement {
            kind,
            speaker: speaker.filter(|_| kind.is_spoken()),
            section: line_of(statement.section),
            body,
            started_ms: statement.started_ms,
            ended_ms: statement.ended_ms,
            line,
            on: on.filter(|_| kind.is_spoken()),
        });
    }
    let title = record.title.map(|t| clean_line(&t)).filter(|t| !t.is_empty());
    Ok((title, statements, None))
}
