//! Markdown transcripts: `# title`, `## section`, `### speaker：`, paragraphs, `>` narrative. Where no heading names a
//! speaker, names in bold or before a colon do, as in minutes.
//!
//! Beside a name may stand the time (`### 王小明： [00:12:30]`). What the headings can't say follows in braces, as
//! pandoc's attributes do: `{.question}`, `{.answer}`, `{.unnamed}`, `{.section}`, the time to the thousandth of a second, and with
//! `on=` the place of a draft text that the words are on.

use super::inline::{clean, clean_line, plain};
use super::minutes::{self, Block, Document};
use super::problem::{Problem, Problems};
use super::reading::Reading as Corrected;
use super::times::{self, Time};
use super::{ParsedStatement, Read, StatementKind};
use crate::spot::Spot;

/// What is being gathered: one statement's paragraphs.
#[derive(Debug)]
struct Open {
    kind: StatementKind,
    line: u32,
    paragraphs: Vec<String>,
    time: Option<Time>,
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
    /// When the present speaker began, until their first words are there.
    time: Option<Time>,
    /// What the present speaker does.
    kind: StatementKind,
    /// What the present speaker speaks of, until their first words are there.
    on: Option<Spot>,
    statements: Vec<ParsedStatement>,
}

/// Title and statements of a transcript.
pub(super) fn read(text: &str, corrected: Option<&Corrected>, problems: &mut Problems) -> Read {
    if !text.lines().any(names_speaker) {
        let (title, statements, found) = minutes::statements(document(text), corrected, problems);
        return (title, statements, Some(found));
    }
    let mut reading = Reading {
        problems,
        title: None,
        section: None,
        speaker: None,
        spoke: true,
        open: None,
        gap: true,
        time: None,
        kind: StatementKind::Speech,
        on: None,
        statements: Vec::new(),
    };
    for (number, line) in (1..).zip(text.lines()) {
        reading.line(number, line);
    }
    reading.close_speaker();
    (reading.title, reading.statements, None)
}

/// Whether a line is a heading that names who speaks.
fn names_speaker(line: &str) -> bool {
    heading(line.trim()).is_some_and(|(level, text)| {
        let (text, attributes) = attributes(text);
        let marked = without_colon(&text).is_some() || times::take(&text).is_some();
        !text.is_empty() && !attributes.section && (level > 2 || (level == 2 && marked))
    })
}

/// A transcript whose headings name no speakers, as a document.
fn document(text: &str) -> Document {
    let mut document = Document::default();
    let mut gap = true;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            gap = true;
            continue;
        }
        if let Some((level, text)) = heading(trimmed) {
            let text = clean_line(&plain(text));
            if level == 1 && document.title.is_none() {
                document.title = Some(text).filter(|t| !t.is_empty());
            } else if !text.is_empty() {
                let level = u8::try_from(level).unwrap_or(6);
                document.blocks.push(Block::Heading { level, text, line: number });
            }
            gap = true;
        } else if let Some(narrative) = trimmed.strip_prefix('>') {
            let words = clean(&plain(narrative));
            match document.blocks.last_mut() {
                Some(Block::Narrative { text, .. }) if !gap => {
                    text.push('\n');
                    text.push_str(&words);
                }
                _ => document.blocks.push(Block::Narrative { text: words, line: number }),
            }
            gap = false;
        } else {
            let (words, bold) = (clean(&plain(trimmed)), bold_lead(trimmed));
            let begins = bold > 0 || minutes::names::colon(&words).is_some();
            match document.blocks.last_mut() {
                Some(Block::Paragraph { text, .. }) if !gap && !begins => {
                    text.push('\n');
                    text.push_str(&words);
                }
                _ => document.blocks.push(Block::Paragraph { text: words, bold, line: number }),
            }
            gap = false;
        }
    }
    document
}

/// How many characters at the beginning of a line are in bold; a time before them counts with them.
fn bold_lead(line: &str) -> usize {
    let (before, rest) = match times::at_beginning(line) {
        Some((_, rest)) => (line.chars().count() - rest.chars().count(), rest),
        None => (0, line),
    };
    for mark in ["**", "__"] {
        let inner = rest.strip_prefix(mark).and_then(|rest| rest.split_once(mark));
        if let Some((inner, _)) = inner.filter(|(inner, _)| !inner.trim().is_empty()) {
            return before + plain(inner).chars().count();
        }
    }
    0
}

/// What stands in braces at the end of a heading.
#[derive(Debug, Default, PartialEq, Eq)]
struct Attributes {
    kind: Option<StatementKind>,
    unnamed: bool,
    section: bool,
    time: Option<Time>,
    on: Option<Spot>,
}

/// A heading without its braces, and what stands in them. Braces that hold anything else are words.
fn attributes(text: &str) -> (String, Attributes) {
    let none = || (text.to_owned(), Attributes::default());
    let Some((before, inside)) = text.strip_suffix('}').and_then(|t| t.rsplit_once('{')) else {
        return none();
    };
    if before.ends_with('\\') {
        return none();
    }
    let mut found = Attributes::default();
    for word in inside.split_whitespace() {
        match word {
            ".question" => found.kind = Some(StatementKind::Question),
            ".answer" => found.kind = Some(StatementKind::Answer),
            ".unnamed" => found.unnamed = true,
            ".section" => found.section = true,
            word => match (exact_time(word), word.strip_prefix("on=").and_then(Spot::read)) {
                (Some(time), _) => found.time = Some(time),
                (None, Some(on)) => found.on = Some(on),
                (None, None) => return none(),
            },
        }
    }
    (before.trim_end().to_owned(), found)
}

/// `00:00:01.000`, or with `–` and the end.
fn exact_time(text: &str) -> Option<Time> {
    match text.split_once('–') {
        Some((start, end)) => Some((times::exact(start)?, Some(times::exact(end)?))),
        None => Some((times::exact(text)?, None)),
    }
}

/// A heading without the colon at its end, if one stands there that is not escaped.
fn without_colon(text: &str) -> Option<&str> {
    text.strip_suffix('：')
        .or_else(|| text.strip_suffix(':').filter(|t| !t.ends_with('\\')))
        .map(str::trim_end)
}

impl Reading<'_> {
    fn line(&mut self, number: u32, line: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            self.gap = true;
        } else if let Some((level, text)) = heading(trimmed) {
            self.heading(number, level, text);
        } else if let Some(text) = trimmed.strip_prefix('>') {
            self.narrative(number, text.trim());
        } else {
            let kind = if self.speaker.is_some() { self.kind } else { StatementKind::Narrative };
            if self.speaker.is_none() && self.open.is_none() {
                self.problems.note(number, Problem::TextBeforeSpeaker);
            }
            if self.open.as_ref().is_some_and(|open| open.kind != kind) {
                self.close();
            }
            self.add(number, kind, plain(trimmed));
        }
    }

    fn narrative(&mut self, number: u32, text: &str) {
        let goes_on =
            !self.gap && self.open.as_ref().is_some_and(|open| open.kind == StatementKind::Narrative);
        if goes_on && text.is_empty() {
            // An empty line within: the next is another paragraph of the same.
            if let Some(open) = &mut self.open {
                open.paragraphs.push(String::new());
            }
            return;
        }
        if !goes_on {
            self.close();
        }
        let inside = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
        match inside.and_then(exact_time).filter(|_| !goes_on) {
            Some(time) => {
                let kind = StatementKind::Narrative;
                let paragraphs = vec![String::new()];
                self.open = Some(Open { kind, line: number, paragraphs, time: Some(time) });
                self.gap = false;
            }
            None => self.add(number, StatementKind::Narrative, plain(text)),
        }
    }

    fn add(&mut self, number: u32, kind: StatementKind, text: String) {
        let open =
            self.open.get_or_insert_with(|| Open { kind, line: number, paragraphs: Vec::new(), time: None });
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
        let (text, mut attributes) = attributes(text);
        let (beside, text) = match times::take(&text).filter(|_| level > 1 && !attributes.section) {
            Some((time, rest)) => (Some(time), rest),
            None => (None, text),
        };
        // A title or the heading of a part may end as it likes.
        let name = without_colon(&text).filter(|_| level > 1 && !attributes.section);
        let is_name = level > 2 && !attributes.section || name.is_some() || beside.is_some();
        let text = clean_line(&plain(name.unwrap_or(&text)));
        self.kind = attributes.kind.take().unwrap_or(StatementKind::Speech);
        self.time = attributes.time.or(beside);
        self.on = attributes.on;
        match level {
            1 if self.title.is_none() => self.title = Some(text).filter(|t| !t.is_empty()),
            1 | 2 if level == 1 || !is_name => {
                self.speaker = None;
                self.section = Some(text).filter(|t| !t.is_empty());
            }
            _ if attributes.section => {
                self.speaker = None;
                self.section = Some(text).filter(|t| !t.is_empty());
            }
            _ if text.is_empty() && !attributes.unnamed => {
                self.problems.error(number, Problem::NoSpeaker);
                self.speaker = None;
            }
            _ => {
                if name.is_none() && beside.is_none() {
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
        let speech = open.kind.is_spoken();
        let (speaker, line) = match &self.speaker {
            // The heading's line for the first words, the text's own after an interruption.
            Some((heading, name)) if speech => {
                (Some(name.clone()).filter(|n| !n.is_empty()), if self.spoke { open.line } else { *heading })
            }
            _ => (None, open.line),
        };
        self.spoke |= speech;
        let time = if speech { self.time.take() } else { open.time };
        let on = if speech { self.on.take() } else { None };
        self.statements.push(ParsedStatement {
            kind: open.kind,
            speaker,
            section: self.section.clone(),
            body,
            started_ms: time.map(|(start, _)| start),
            ended_ms: time.and_then(|(_, end)| end),
            line,
            on,
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
