//! Records as tables: comma-separated text, XLSX or ODS with a column for what was said.

use folkmoot_foundation::files::table::{self, FileProblem, Limits, Row};

use super::inline::{clean, clean_line};
use super::problem::{ImportErrors, Problem, Problems};
use super::{MAX_STATEMENT, MAX_STATEMENTS, ParsedStatement, Read, StatementKind, times, xml};
use crate::spot::{COLUMNS as PLACE, Spot};

/// A row has seven cells and perhaps some that are not read.
const LIMITS: Limits = Limits { cells: MAX_STATEMENTS * 10, columns: 50, cell: MAX_STATEMENT + 1 };

/// What columns are called, by what they hold.
const COLUMNS: [(&str, &[&str]); 7] = [
    (
        "body",
        &["body", "text", "words", "statement", "發言內容", "內容", "發言", "發言摘要", "意見", "意見內容"],
    ),
    ("speaker", &["speaker", "name", "who", "發言人", "發言者", "姓名", "單位"]),
    ("section", &["section", "topic", "issue", "章節", "段落", "議題", "主題", "爭點"]),
    ("kind", &["kind", "type", "類別", "種類"]),
    ("started_ms", &["started_ms", "start", "from", "time", "開始", "開始時間", "時間"]),
    ("ended_ms", &["ended_ms", "end", "to", "結束", "結束時間"]),
    ("answer", &["answer", "response", "reply", "回應", "機關回應", "回覆", "答復"]),
];

/// Statements of a separated text.
pub(super) fn of_text(text: &str, problems: &mut Problems) -> Result<Read, ImportErrors> {
    rows(&table::separated(text, &LIMITS).map_err(|p| refusal(&p))?, problems)
}

/// Statements of an XLSX or ODS file.
pub(super) fn of_spreadsheet(bytes: &[u8], problems: &mut Problems) -> Result<Read, ImportErrors> {
    rows(&table::spreadsheet(bytes, &LIMITS).map_err(|p| refusal(&p))?, problems)
}

fn refusal(problem: &FileProblem) -> ImportErrors {
    xml::one(
        0,
        match problem {
            FileProblem::Empty => Problem::Empty,
            FileProblem::TooManyCells => Problem::TooManyCells,
            FileProblem::Unpacks => Problem::Unpacks,
            FileProblem::Encoding => Problem::Encoding,
            _ => Problem::NoTable,
        },
    )
}

fn rows(rows: &[Row], problems: &mut Problems) -> Result<Read, ImportErrors> {
    let Some((head, rows)) = rows.split_first() else { return Err(xml::one(0, Problem::Empty)) };
    let of = |name: &str| {
        let names = COLUMNS.iter().find(|(column, _)| *column == name).map(|(_, names)| *names)?;
        let bare = |cell: &String| cell.trim_start_matches('\u{FEFF}').trim().to_lowercase();
        head.cells.iter().position(|cell| names.contains(&bare(cell).as_str()))
    };
    let line_of = |row: &Row| u32::try_from(row.number).unwrap_or(u32::MAX);
    let Some(body) = of("body") else { return Err(xml::one(line_of(head), Problem::NoWordsColumn)) };
    let [speaker, section, kind, start, end, answer] =
        ["speaker", "section", "kind", "started_ms", "ended_ms", "answer"].map(of);
    let places = PLACE
        .map(|name| head.cells.iter().position(|cell| cell.trim_start_matches('\u{FEFF}').trim() == name));
    let mut statements = Vec::with_capacity(rows.len());
    for row in rows {
        let line = line_of(row);
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.cells.get(at)).map(|cell| unquoted(cell)).filter(|cell| !cell.is_empty())
        };
        let kind = match cell(kind) {
            None => StatementKind::Speech,
            Some(code) => match StatementKind::ALL.into_iter().find(|kind| kind.code() == code) {
                Some(kind) => kind,
                None => {
                    problems.error(line, Problem::UnknownKind { kind: code.chars().take(40).collect() });
                    continue;
                }
            },
        };
        let mut time = |at: Option<usize>| {
            let text = cell(at)?;
            let time = text.parse().ok().or_else(|| times::exact(text));
            if time.is_none() {
                problems.error(line, Problem::NoTime { time: text.chars().take(40).collect() });
            }
            time
        };
        let (started_ms, ended_ms) = (time(start), time(end));
        let name = cell(speaker).map(clean_line).filter(|name| !name.is_empty());
        let section = cell(section).map(clean_line).filter(|section| !section.is_empty());
        let on = if cell(places[0]).is_some() {
            let on = Spot::of_parts(places.map(|at| cell(at).unwrap_or_default()));
            if on.is_none() {
                problems.note(line, Problem::NoPlace);
            }
            on.filter(|_| kind.is_spoken())
        } else {
            None
        };
        let mut put = |kind: StatementKind, speaker: Option<String>, words: &str, on: Option<Spot>| {
            let (section, body) = (section.clone(), clean(words));
            let speaker = speaker.filter(|_| kind.is_spoken());
            statements.push(ParsedStatement { kind, speaker, section, body, started_ms, ended_ms, line, on });
        };
        match cell(Some(body)).filter(|words| !clean(words).is_empty()) {
            Some(words) => put(kind, name, words, on),
            None => problems.note(line, Problem::EmptySpeech { speaker: name.unwrap_or_default() }),
        }
        if let Some(words) = cell(answer).filter(|words| !clean(words).is_empty()) {
            put(StatementKind::Answer, None, words, None);
        }
    }
    Ok((None, statements, None))
}

/// A cell without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn unquoted(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if crate::export::is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}
