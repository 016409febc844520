//! Records on their way out: as Akoma Ntoso, Markdown, CSV and JSON. What is given out can be taken in again and is the
//! same record then.

mod akn;
mod markdown;
pub mod merged;

use serde::Serialize;

pub use akn::{Meeting, akoma_ntoso};
pub use markdown::markdown;

use crate::import::{ParsedStatement, StatementKind};
use crate::records::Statement;
use crate::spot::{COLUMNS, Spot};

/// A statement as it is given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Out {
    /// What it is: `speech`, `question`, `answer` or `narrative`.
    pub kind: &'static str,
    /// The headings it stands under.
    pub section: Option<String>,
    /// Who spoke.
    pub speaker: Option<String>,
    /// When it began, in milliseconds from the beginning of the recording.
    pub started_ms: Option<i64>,
    /// When it ended, likewise.
    pub ended_ms: Option<i64>,
    /// What was said.
    pub body: String,
    /// Its id, which every corrected record keeps.
    pub id: Option<uuid::Uuid>,
    /// The place of a draft text that it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Spot>,
}

impl From<Statement> for Out {
    fn from(statement: Statement) -> Self {
        Self {
            kind: statement.kind.code(),
            section: statement.section,
            speaker: statement.speaker,
            started_ms: statement.started_ms,
            ended_ms: statement.ended_ms,
            body: statement.body,
            id: Some(statement.id.0),
            on: statement.on,
        }
    }
}

impl From<ParsedStatement> for Out {
    fn from(statement: ParsedStatement) -> Self {
        Self {
            kind: statement.kind.code(),
            section: statement.section,
            speaker: statement.speaker,
            started_ms: statement.started_ms,
            ended_ms: statement.ended_ms,
            body: statement.body,
            id: None,
            on: statement.on,
        }
    }
}

impl Out {
    /// Something that is told and nobody said.
    pub fn told(body: String) -> Self {
        Self {
            kind: StatementKind::Narrative.code(),
            section: None,
            speaker: None,
            started_ms: None,
            ended_ms: None,
            body,
            id: None,
            on: None,
        }
    }

    fn is_spoken(&self) -> bool {
        self.kind != StatementKind::Narrative.code()
    }
}

/// The record as JSON: the title and the statements in order.
pub fn json(title: &str, statements: &[Out]) -> String {
    let record = serde_json::json!({ "title": title, "statements": statements });
    let mut text = format!("{record:#}");
    text.push('\n');
    text
}

/// The record as comma-separated text in UTF-8 with a byte order mark, safe to open as a spreadsheet.
pub fn csv(statements: &[Out]) -> String {
    // Few records speak of draft texts.
    let places = statements.iter().any(|statement| statement.on.is_some());
    let mut out = String::from("\u{FEFF}position,kind,section,speaker,started_ms,ended_ms,body,id");
    if places {
        out.push(',');
        out.push_str(&COLUMNS.join(","));
    }
    out.push_str("\r\n");
    for (position, statement) in (1..).zip(statements) {
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let cells = [
            i64::to_string(&position),
            statement.kind.to_owned(),
            quoted(statement.section.as_deref().unwrap_or_default()),
            quoted(statement.speaker.as_deref().unwrap_or_default()),
            number(statement.started_ms),
            number(statement.ended_ms),
            quoted(&statement.body),
            statement.id.map(|id| id.to_string()).unwrap_or_default(),
        ];
        out.push_str(&cells.join(","));
        if places {
            out.push(',');
            out.push_str(&place(statement.on.as_ref()));
        }
        out.push_str("\r\n");
    }
    out
}

/// The cells of a place of a draft text; empty where there is none.
fn place(on: Option<&Spot>) -> String {
    on.map(Spot::parts).unwrap_or_default().map(|part| quoted(&part)).join(",")
}

/// A cell in quotation marks where it needs them, with an apostrophe before what a spreadsheet would run.
fn quoted(text: &str) -> String {
    let safe = is_formula(text.trim_start_matches('\''));
    let text = if safe { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// Whether a spreadsheet would take a cell for a formula.
pub(crate) fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}
