//! From a document to statements: by headings, names in bold, names before a colon, and tables.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::names::{self, Named};
use super::tables::{Columns, row_text};
use super::{Block, Document};
use crate::import::inline::clean;
use crate::import::problem::{Problem, Problems};
use crate::import::reading::{Candidate, Found, HeadingRole, Headings, Pattern, Reading};
use crate::import::times::{self, Time};
use crate::import::{ParsedStatement, SECTION_PATH, StatementKind};

/// A word of the chair so short, before anybody spoke, names who presides and says nothing: 「主席：王部長」.
const HEAD_OF_MINUTES: usize = 16;

/// Title, statements, and how they were found.
pub(in crate::import) fn statements(
    document: Document,
    reading: Option<&Reading>,
    problems: &mut Problems,
) -> (Option<String>, Vec<ParsedStatement>, Found) {
    if document.notes > 0 {
        problems.note(0, Problem::FootnotesLeftOut { count: document.notes });
    }
    if document.has_deletions {
        problems.note(0, Problem::DeletionsLeftOut);
    }
    let found = look(&document, reading);
    let title = document.title.clone().or_else(|| only_first_heading(&document, &found));
    let mut building = Building {
        found: &found,
        problems,
        title: title.as_deref(),
        sections: Vec::new(),
        speaker: None,
        time: None,
        spoke: true,
        anybody_spoke: false,
        open: None,
        statements: Vec::new(),
    };
    for block in &document.blocks {
        building.block(block);
    }
    building.close_speaker();
    let statements = building.statements;
    (title, statements, found)
}

/// A single heading of the first level at the beginning is the title.
fn only_first_heading(document: &Document, found: &Found) -> Option<String> {
    let first = found.headings.iter().find(|h| h.level == 1)?;
    let is_first = matches!(document.blocks.first(), Some(Block::Heading { level: 1, .. }));
    (is_first && first.count == 1 && first.role == HeadingRole::Section).then(|| first.example.clone())
}

/// The name in bold that a paragraph begins with, and what follows.
fn bold_name(text: &str, bold: usize) -> Option<Named<'_>> {
    let total = text.chars().count();
    if bold == 0 {
        return None;
    }
    let (before, shorter) = times::at_beginning(text).map_or((None, text), |(time, rest)| (Some(time), rest));
    let bold = bold.checked_sub(total - shorter.chars().count()).filter(|bold| *bold > 0)?;
    let (text, total) = (shorter, shorter.chars().count());
    let at = text.char_indices().nth(bold).map_or(text.len(), |(at, _)| at);
    let (head, rest) = text.split_at(at);
    let (time, name) = times::take(head).map_or((None, head.to_owned()), |(t, name)| (Some(t), name));
    // All of it in bold is a name only with its colon or time, else it is a heading by looks.
    if bold >= total && time.is_none() && before.is_none() && !text.trim_end().ends_with(['：', ':']) {
        return None;
    }
    let rest = rest.trim_start();
    let bracket = rest.starts_with(['(', '（', '[', '【']);
    let (behind, rest) = match times::at_beginning(rest).filter(|_| bracket) {
        Some((time, rest)) => (Some(time), rest),
        None => (None, rest),
    };
    let rest = rest.trim_start_matches(['：', ':']).trim_start();
    Some(Named { name: names::name(&name)?, rest, time: before.or(time).or(behind) })
}

/// The name that a paragraph begins with, and whether it is in bold or stands with a time, which few other words do.
fn named(text: &str, bold: usize) -> Option<(Named<'_>, Mark)> {
    if let Some(named) = bold_name(text, bold) {
        return Some((named, Mark::Bold));
    }
    names::colon(text).or_else(|| names::timed(text)).map(|named| (named, Mark::Colon))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Bold,
    Colon,
}

/// Whoever may have spoken, and the patterns in which the document names them.
fn look(document: &Document, reading: Option<&Reading>) -> Found {
    let headings = headings(document, reading);
    let speaker_levels: HashSet<u8> =
        headings.iter().filter(|h| h.role == HeadingRole::Speaker).map(|h| h.level).collect();
    let mut seen = Seen::default();
    let (mut bold, mut colon, mut tables) = (0, 0, 0);
    let mut bolds: HashSet<String> = HashSet::new();
    let mut entries: Vec<(String, Mark)> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { level, text, .. } if speaker_levels.contains(level) => {
                if let Some(name) = heading_name(text).0 {
                    seen.add(&name, true);
                }
            }
            Block::Paragraph { text, bold: in_bold, .. } => {
                match named(text, *in_bold) {
                    Some((found, Mark::Bold)) => {
                        bold += 1;
                        bolds.insert(found.name.clone());
                        entries.push((found.name, Mark::Bold));
                    }
                    Some((found, Mark::Colon)) => {
                        colon += 1;
                        // With a time beside it, it is no other word.
                        bolds.extend(found.time.map(|_| found.name.clone()));
                        entries.push((found.name, Mark::Colon));
                    }
                    None => {}
                }
            }
            Block::Table { rows, .. } => tables += usize::from(Columns::of(rows).is_some()),
            Block::Heading { .. } | Block::Narrative { .. } => {}
        }
    }
    let says = |of: fn(&Reading) -> Option<bool>, suggested: bool| reading.and_then(of).unwrap_or(suggested);
    let bold = Pattern { count: bold, used: says(|r| r.bold, true) };
    let colon = Pattern { count: colon, used: says(|r| r.colon, true) };
    let tables = Pattern { count: tables, used: says(|r| r.tables, true) };
    for (name, mark) in entries {
        let pattern = if mark == Mark::Bold { bold } else { colon };
        if pattern.used {
            seen.add(&name, bolds.contains(&name));
        }
    }
    let mut found = Found { headings, bold, colon, tables, ..Found::default() };
    found.settle(seen.candidates(), reading);
    found
}

/// The name in a heading, and the time beside it.
fn heading_name(text: &str) -> (Option<String>, Option<Time>) {
    match times::take(text) {
        Some((time, name)) => (names::name(&name), Some(time)),
        None => (names::name(text), None),
    }
}

#[derive(Default)]
struct Seen {
    order: Vec<String>,
    counts: HashMap<String, (usize, bool)>,
}

impl Seen {
    fn add(&mut self, name: &str, sure: bool) {
        let entry = self.counts.entry(name.to_owned()).or_insert_with(|| {
            self.order.push(name.to_owned());
            (0, false)
        });
        entry.0 += 1;
        entry.1 |= sure;
    }

    fn candidates(self) -> Vec<Candidate> {
        let counts = self.counts;
        let of = |name: String| {
            let (count, sure) = counts.get(&name).copied().unwrap_or_default();
            let likely = sure || count > 1 || names::is_title(&name);
            Candidate { name, count, likely }
        };
        self.order.into_iter().map(of).collect()
    }
}

/// The levels of headings, and what they are: names where most end in a colon, or where the same come again and again.
fn headings(document: &Document, reading: Option<&Reading>) -> Vec<Headings> {
    let mut levels: BTreeMap<u8, Vec<&str>> = BTreeMap::new();
    for block in &document.blocks {
        if let Block::Heading { level, text, .. } = block {
            levels.entry(*level).or_default().push(text);
        }
    }
    let of = |(level, texts): (u8, Vec<&str>)| {
        let count = texts.len();
        let colons = texts.iter().filter(|t| is_marked(t) && heading_name(t).0.is_some()).count();
        let different = texts.iter().collect::<HashSet<_>>().len();
        let named = texts.iter().filter(|t| heading_name(t).0.is_some()).count();
        let speaks = colons * 2 > count || (count > 3 && different * 2 <= count && named == count);
        let suggested = if speaks { HeadingRole::Speaker } else { HeadingRole::Section };
        let role = reading.and_then(|r| r.headings.get(&level).copied()).unwrap_or(suggested);
        let example = texts.first().copied().unwrap_or_default().to_owned();
        Headings { level, count, example, role }
    };
    levels.into_iter().map(of).collect()
}

/// Whether a heading ends as names do, in a colon or with a time.
fn is_marked(heading: &str) -> bool {
    heading.ends_with(['：', ':']) || times::take(heading).is_some()
}

struct Building<'a> {
    found: &'a Found,
    problems: &'a mut Problems,
    title: Option<&'a str>,
    sections: Vec<(u8, String)>,
    speaker: Option<(u32, String)>,
    /// When the present speaker began, until their first words are there.
    time: Option<Time>,
    spoke: bool,
    anybody_spoke: bool,
    open: Option<(StatementKind, u32, Vec<String>)>,
    statements: Vec<ParsedStatement>,
}

impl Building<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text, line } => self.heading(*level, text, *line),
            Block::Paragraph { text, bold, line } => self.paragraph(text, *bold, *line),
            Block::Narrative { text, line } => {
                self.close();
                self.add(StatementKind::Narrative, text, *line);
                self.close();
            }
            Block::Table { rows, line } => self.table(rows, *line),
        }
    }

    fn heading(&mut self, level: u8, text: &str, line: u32) {
        self.close_speaker();
        let role = self.found.headings.iter().find(|h| h.level == level).map(|h| h.role);
        let (name, time) = heading_name(text);
        match (role, name.filter(|name| self.found.accepts(name))) {
            (Some(HeadingRole::Speaker), Some(name)) => self.begin(name, time, line),
            _ if Some(text) == self.title && self.statements.is_empty() => {}
            _ => {
                self.sections.retain(|(outer, _)| *outer < level);
                self.sections.push((level, text.to_owned()));
            }
        }
    }

    fn begin(&mut self, name: String, time: Option<Time>, line: u32) {
        self.close_speaker();
        self.speaker = Some((line, name));
        self.time = time;
        self.spoke = false;
    }

    fn paragraph(&mut self, text: &str, bold: usize, line: u32) {
        let follows = |mark| if mark == Mark::Bold { self.found.bold.used } else { self.found.colon.used };
        let named = named(text, bold).filter(|(n, mark)| follows(*mark) && self.found.accepts(&n.name));
        if let Some((Named { name, rest, time }, _)) = named {
            let short = rest.chars().count() <= HEAD_OF_MINUTES && !rest.contains(['。', '，', '？', '！']);
            if self.anybody_spoke || rest.is_empty() || !short || !names::is_title(&name) {
                self.begin(name, time, line);
                if !rest.is_empty() {
                    self.add(StatementKind::Speech, rest, line);
                }
                return;
            }
        } else if self.speaker.is_some() && is_aside(text) {
            self.close();
            self.add(StatementKind::Narrative, text, line);
            self.close();
            return;
        }
        let kind = if self.speaker.is_some() { StatementKind::Speech } else { StatementKind::Narrative };
        self.add(kind, text, line);
    }

    fn table(&mut self, rows: &[Vec<String>], line: u32) {
        let columns = Columns::of(rows).filter(|_| self.found.tables.used);
        let Some(columns) = columns else {
            self.close();
            for row in rows.iter().map(|row| row_text(row)).filter(|row| !row.is_empty()) {
                self.add(StatementKind::Narrative, &row, line);
            }
            self.close();
            return;
        };
        self.close_speaker();
        for said in columns.read(rows) {
            self.push(said.kind, said.speaker, &said.body, None, line);
        }
    }

    fn add(&mut self, kind: StatementKind, text: &str, line: u32) {
        if self.open.as_ref().is_some_and(|(open, ..)| *open != kind) {
            self.close();
        }
        let (_, _, paragraphs) = self.open.get_or_insert_with(|| (kind, line, Vec::new()));
        paragraphs.push(text.to_owned());
    }

    fn close(&mut self) {
        let Some((kind, line, paragraphs)) = self.open.take() else { return };
        let (speaker, line) = match &self.speaker {
            Some((begun, name)) if kind == StatementKind::Speech => {
                (Some(name.clone()), if self.spoke { line } else { *begun })
            }
            _ => (None, line),
        };
        let time = if kind == StatementKind::Speech { self.time.take() } else { None };
        self.push(kind, speaker, &paragraphs.join("\n\n"), time, line);
        self.spoke |= kind == StatementKind::Speech;
    }

    fn push(
        &mut self,
        kind: StatementKind,
        speaker: Option<String>,
        body: &str,
        time: Option<Time>,
        line: u32,
    ) {
        let body = clean(body);
        if body.is_empty() {
            return;
        }
        self.anybody_spoke |= kind != StatementKind::Narrative;
        let sections: Vec<&str> = self.sections.iter().map(|(_, text)| text.as_str()).collect();
        self.statements.push(ParsedStatement {
            kind,
            speaker,
            section: (!sections.is_empty()).then(|| sections.join(SECTION_PATH)),
            body,
            started_ms: time.map(|(start, _)| start),
            ended_ms: time.and_then(|(_, end)| end),
            line,
            on: None,
        });
    }

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

/// Whether a whole paragraph stands in brackets: what happened, not what was said.
fn is_aside(text: &str) -> bool {
    let inner =
        text.strip_prefix(['（', '(', '【', '[']).and_then(|t| t.strip_suffix(['）', ')', '】', ']']));
    inner.is_some_and(|inner| !inner.contains(['（', '）', '(', ')', '【', '】', '[', ']']))
}
