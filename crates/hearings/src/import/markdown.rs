//! Markdown transcripts: `# title`, `## section`, `### speaker：`, paragraphs, `>` narrative.

use super::inline::{clean, clean_line, plain};
use super::problem::{Problem, Problems};
use super::{ParsedStatement, StatementKind};

/// What is being gathered: one statement's paragraphs.
#[derive(Debug)]
struct Open {
    kind: StatementKind,
    line: u32,
    paragraphs: Vec<String>,
}

struct Reading<'a> {
    problems: &'a mut Problems,
    title: Option<String>,
    section: Option<String>,
    speaker: Option<(u32, String)>,
    /// Whether the present speaker has said something yet.
    spoke: bool,
    open: Option<Open>,
    /// Whether an empty line has passed since the last line of text.
    gap: bool,
    statements: Vec<ParsedStatement>,
}

/// Title and statements of a transcript.
pub(super) fn read(text: &str, problems: &mut Problems) -> (Option<String>, Vec<ParsedStatement>) {
    let mut reading = Reading {
        problems,
        title: None,
        section: None,
        speaker: None,
        spoke: true,
        open: None,
        gap: true,
        statements: Vec::new(),
    };
    for (number, line) in (1..).zip(text.lines()) {
        reading.line(number, line);
    }
    reading.close_speaker();
    (reading.title, reading.statements)
}

impl Reading<'_> {
    fn line(&mut self, number: u32, line: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            self.gap = true;
        } else if let Some((level, text)) = heading(trimmed) {
            self.heading(number, level, text);
        } else if let Some(text) = trimmed.strip_prefix('>') {
            let text = plain(text.trim());
            let goes_on =
                !self.gap && self.open.as_ref().is_some_and(|open| open.kind == StatementKind::Narrative);
            if !goes_on {
                self.close();
            }
            self.add(number, StatementKind::Narrative, text);
        } else {
            let kind = if self.speaker.is_some() { StatementKind::Speech } else { StatementKind::Narrative };
            if self.speaker.is_none() && self.open.is_none() {
                self.problems.note(number, Problem::TextBeforeSpeaker);
            }
            if self.open.as_ref().is_some_and(|open| open.kind != kind) {
                self.close();
            }
            self.add(number, kind, plain(trimmed));
        }
    }

    fn add(&mut self, number: u32, kind: StatementKind, text: String) {
        let open = self.open.get_or_insert_with(|| Open { kind, line: number, paragraphs: Vec::new() });
        match open.paragraphs.last_mut() {
            Some(last) if !self.gap => {
                last.push('\n');
                last.push_str(&text);
            }
            _ => open.paragraphs.push(text),
        }
        self.gap = false;
    }

    fn heading(&mut self, number: u32, level: usize, text: &str) {
        self.close_speaker();
        self.gap = true;
        let name = text.strip_suffix(['：', ':']).map(str::trim_end);
        let text = clean_line(&plain(name.unwrap_or(text)));
        match (level, name) {
            (1, _) if self.title.is_none() => self.title = Some(text).filter(|t| !t.is_empty()),
            (1, _) | (2, None) => {
                self.speaker = None;
                self.section = Some(text).filter(|t| !t.is_empty());
            }
            _ if text.is_empty() => {
                self.problems.error(number, Problem::NoSpeaker);
                self.speaker = None;
            }
            _ => {
                if name.is_none() {
                    self.problems.note(number, Problem::NoColon);
                }
                self.speaker = Some((number, text));
                self.spoke = false;
            }
        }
    }

    /// Ends the statement that is open.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let body = clean(&open.paragraphs.join("\n\n"));
        if body.is_empty() {
            return;
        }
        let speech = open.kind == StatementKind::Speech;
        let (speaker, line) = match &self.speaker {
            // The heading's line for the first words, the text's own after an interruption.
            Some((heading, name)) if speech => {
                (Some(name.clone()), if self.spoke { open.line } else { *heading })
            }
            _ => (None, open.line),
        };
        self.spoke |= speech;
        self.statements.push(ParsedStatement {
            kind: open.kind,
            speaker,
            section: self.section.clone(),
            body,
            started_ms: None,
            ended_ms: None,
            line,
        });
    }

    /// Ends what the present speaker says.
    fn close_speaker(&mut self) {
        self.close();
        if let Some((line, speaker)) = self.speaker.take()
            && !self.spoke
        {
            self.problems.note(line, Problem::EmptySpeech { speaker });
        }
        self.spoke = true;
    }
}

/// Level and text of an ATX heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let rest = line.get(level..)?;
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t', '\u{3000}'])) {
        return None;
    }
    Some((level, rest.trim().trim_end_matches('#').trim()))
}
