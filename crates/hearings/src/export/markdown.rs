//! The record as a Markdown transcript.

use std::fmt::Write as _;

use super::Out;
use crate::import::times::{self, written};

/// The record with its title as the first heading.
pub fn markdown(title: &str, statements: &[Out]) -> String {
    // Number signs at the end would be taken for the closing of the heading.
    let closed = if title.ends_with('#') { " {}" } else { "" };
    let mut out = format!("# {}{closed}\n", heading(title));
    let mut section: Option<&str> = None;
    for statement in statements {
        if statement.section.as_deref() != section {
            section = statement.section.as_deref();
            section_heading(&mut out, section);
        }
        out.push('\n');
        if statement.is_spoken() {
            speech(&mut out, statement);
        } else {
            narrative(&mut out, statement);
        }
    }
    out
}

fn section_heading(out: &mut String, section: Option<&str>) {
    let Some(section) = section else {
        out.push_str("\n## {.section}\n");
        return;
    };
    // Where the words alone would be taken for a speaker's name.
    let marked = section.ends_with(['：', ':']) || times::take(section).is_some() || section.ends_with('#');
    let mark = if marked { " {.section}" } else { "" };
    let _ = write!(out, "\n## {}{mark}\n", heading(section));
}

fn speech(out: &mut String, statement: &Out) {
    let mut marks: Vec<String> = Vec::new();
    if matches!(statement.kind, "question" | "answer") {
        marks.push(format!(".{}", statement.kind));
    }
    let name = match &statement.speaker {
        Some(name) if times::take(name).is_some() => heading(name).replace(':', "\\:"),
        Some(name) => heading(name),
        None => {
            marks.push(".unnamed".to_owned());
            String::new()
        }
    };
    marks.extend(time(statement));
    marks.extend(statement.on.as_ref().map(|on| format!("on={}", on.written())));
    let marks = if marks.is_empty() { String::new() } else { format!(" {{{}}}", marks.join(" ")) };
    let _ = writeln!(out, "### {name}：{marks}");
    for line in statement.body.lines() {
        let _ = writeln!(out, "{}", escaped(line));
    }
}

fn narrative(out: &mut String, statement: &Out) {
    if let Some(time) = time(statement) {
        let _ = writeln!(out, "> {{{time}}}");
    }
    for line in statement.body.lines() {
        let _ = writeln!(out, "{}", format!("> {}", escaped(line)).trim_end());
    }
}

/// The statement's time to the thousandth; an end without a beginning can't be told.
fn time(statement: &Out) -> Option<String> {
    let start = written(statement.started_ms?);
    Some(match statement.ended_ms {
        Some(end) => format!("{start}–{}", written(end)),
        None => start,
    })
}

/// A heading's words.
fn heading(text: &str) -> String {
    escape(text, |at, c| matches!(c, '{' | '}') || (at == 0 && matches!(c, '#' | '>')))
}

/// A line whose signs mean nothing but themselves.
fn escaped(line: &str) -> String {
    escape(line, |at, c| at == 0 && matches!(c, '#' | '>' | '{'))
}

fn escape(text: &str, also: impl Fn(usize, char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        if matches!(c, '\\' | '*' | '[' | '&') || also(at, c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
