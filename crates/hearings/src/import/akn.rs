//! Akoma Ntoso: debates in the OASIS namespaces, older ones, and the dialect without a namespace.

use std::collections::HashMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::inline::{clean, clean_line, with_address};
use super::problem::{ImportErrors, Problem, Problems};
use super::xml::{self, Lines, one};
use super::{MAX_SPEAKER, ParsedStatement, SECTION_PATH, StatementKind, times};
use crate::spot::{COLUMNS, Spot};

/// The namespace of the attributes `start` and `end`: the place in the recording. The standard's own `startTime` is a time
/// of day, of which nobody knows how far from the beginning of the recording it is.
pub(crate) const RECORDING: &str = "urn:folkmoot:recording";

/// Elements that belong into the line they stand in; all others begin a paragraph.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "b",
    "concept",
    "date",
    "def",
    "del",
    "docDate",
    "docTitle",
    "em",
    "entity",
    "event",
    "i",
    "inline",
    "ins",
    "legislature",
    "location",
    "mref",
    "noteRef",
    "num",
    "object",
    "omissis",
    "organization",
    "outcome",
    "person",
    "process",
    "quantity",
    "recordedTime",
    "ref",
    "remark",
    "role",
    "rref",
    "session",
    "span",
    "strong",
    "sub",
    "sup",
    "td",
    "term",
    "th",
    "time",
    "u",
    "vote",
];

/// Title and statements of a debate.
pub(super) fn read(
    text: &str,
    problems: &mut Problems,
) -> Result<(Option<String>, Vec<ParsedStatement>), ImportErrors> {
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: xml::MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|e| xml::refusal(text, &e))?;
    let lines = Lines::of(text);
    let root = document.root_element();
    if root.tag_name().name() != "akomaNtoso" || !is_known_namespace(root.tag_name().namespace()) {
        let name = root.tag_name();
        let found = match name.namespace() {
            Some(namespace) => format!("{} ({namespace})", name.name()),
            None => name.name().to_owned(),
        };
        return Err(one(lines.at(root), Problem::NotAkomaNtoso { found }));
    }
    xml::check_depth(root, text)?;
    let Some(body) = root.descendants().find(|n| n.has_tag_name_local("debateBody")) else {
        return Err(one(lines.at(root), Problem::NoDebate));
    };
    let (names, spots) = (names(root), spots(root));
    let (headings, statements) = (Vec::new(), Vec::new());
    let mut reading = Reading { names, spots, problems, lines: &lines, headings, statements };
    let title = title(root, body);
    // The one section that holds the whole debate repeats its title.
    reading.container(body, title.as_deref());
    Ok((title, reading.statements))
}

fn is_known_namespace(namespace: Option<&str>) -> bool {
    namespace.is_none_or(|n| {
        n.starts_with("http://docs.oasis-open.org/legaldocml/ns/akn/")
            || n.starts_with("http://www.akomantoso.org/")
    })
}

/// The names that references such as `by="#id"` stand for.
fn names<'a>(root: Node<'a, '_>) -> HashMap<&'a str, &'a str> {
    root.descendants()
        .filter(|n| n.is_element() && n.tag_name().name().starts_with("TLC"))
        .filter_map(|n| Some((n.attribute("eId").or_else(|| n.attribute("id"))?, n.attribute("showAs")?)))
        .collect()
}

/// The places of draft texts that references such as `refersTo="#id"` stand for, where they can be read.
fn spots<'a>(root: Node<'a, '_>) -> HashMap<&'a str, Option<Spot>> {
    let of = |node: Node<'a, '_>| {
        node.attribute((RECORDING, COLUMNS[0]))?;
        let parts = COLUMNS.map(|name| node.attribute((RECORDING, name)).unwrap_or_default());
        Some((node.attribute("eId")?, Spot::of_parts(parts)))
    };
    root.descendants().filter(|n| n.has_tag_name_local("TLCReference")).filter_map(of).collect()
}

fn title(root: Node<'_, '_>, body: Node<'_, '_>) -> Option<String> {
    let sections: Vec<_> = body.children().filter(|n| n.has_tag_name_local("debateSection")).collect();
    let heading = match sections.as_slice() {
        [only] => only.children().find(|n| n.has_tag_name_local("heading")),
        _ => None,
    };
    let named = heading.or_else(|| root.descendants().find(|n| n.has_tag_name_local("docTitle")))?;
    Some(clean_line(&paragraphs(named))).filter(|t| !t.is_empty())
}

struct Reading<'a, 'p> {
    names: HashMap<&'a str, &'a str>,
    spots: HashMap<&'a str, Option<Spot>>,
    problems: &'p mut Problems,
    lines: &'p Lines,
    headings: Vec<String>,
    statements: Vec<ParsedStatement>,
}

impl Reading<'_, '_> {
    /// Reads what stands in a section; `known` is a heading that needs no repeating.
    fn container(&mut self, node: Node<'_, '_>, known: Option<&str>) {
        let outer = self.headings.len();
        let mut pending: Vec<String> = Vec::new();
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "num" | "heading" | "subheading" => {
                    let text = clean_line(&paragraphs(child));
                    if !text.is_empty() && known != Some(text.as_str()) {
                        pending.push(text);
                    }
                    self.headings.truncate(outer);
                    if !pending.is_empty() {
                        self.headings.push(pending.join(" "));
                    }
                }
                "speech" => self.speech(StatementKind::Speech, child),
                "question" => self.speech(StatementKind::Question, child),
                "answer" => self.speech(StatementKind::Answer, child),
                "meta" | "toc" => {}
                // The title is repeated once, by the one section that holds all: a section in it may be called the same.
                _ if holds_speech(child) => {
                    self.container(child, known.filter(|_| node.has_tag_name_local("debateBody")));
                }
                _ => self.narrative(child),
            }
        }
        self.headings.truncate(outer);
    }

    fn speech(&mut self, kind: StatementKind, node: Node<'_, '_>) {
        let from = node.children().find(|n| n.has_tag_name_local("from"));
        let name = from.map(|n| clean_line(&paragraphs(n)));
        // Some sources put the beginning of the speech where the speaker's name belongs: it must not be lost.
        let name = name.filter(|name| name.chars().count() <= MAX_SPEAKER);
        let mut blocks = Blocks::default();
        for child in node.children().filter(|n| name.is_none() || Some(*n) != from) {
            blocks.node(child);
        }
        let (body, speaker) = (clean(&blocks.text()), self.speaker(node, name));
        if body.is_empty() {
            let speaker = speaker.unwrap_or_default();
            self.problems.note(self.lines.at(node), Problem::EmptySpeech { speaker });
            return;
        }
        self.push(kind, speaker, body, node);
    }

    fn speaker(&mut self, node: Node<'_, '_>, from: Option<String>) -> Option<String> {
        let from = from.map(|f| f.trim_end_matches(['：', ':', ' ']).to_owned()).filter(|f| !f.is_empty());
        let reference = node.attribute("by").map(|by| by.strip_prefix('#').unwrap_or(by)).map(str::trim);
        let Some(reference) = reference.filter(|r| !r.is_empty()) else { return from };
        if let Some(name) = self.names.get(reference) {
            return Some(clean_line(name)).filter(|n| !n.is_empty()).or(from);
        }
        if from.is_none() {
            let reference = reference.to_owned();
            self.problems.note(self.lines.at(node), Problem::SpeakerNotDeclared { reference });
        }
        from.or_else(|| Some(clean_line(reference)))
    }

    fn narrative(&mut self, node: Node<'_, '_>) {
        let body = clean(&paragraphs(node));
        if !body.is_empty() {
            self.push(StatementKind::Narrative, None, body, node);
        }
    }

    fn push(&mut self, kind: StatementKind, speaker: Option<String>, body: String, node: Node<'_, '_>) {
        let section = (!self.headings.is_empty()).then(|| self.headings.join(SECTION_PATH));
        let time = |name| node.attribute((RECORDING, name)).and_then(times::exact);
        let refers = node.attribute("refersTo").unwrap_or_default().split_whitespace();
        let on = refers.filter_map(|to| to.strip_prefix('#')).find_map(|to| self.spots.get(to));
        if on.is_some_and(Option::is_none) {
            self.problems.note(self.lines.at(node), Problem::NoPlace);
        }
        self.statements.push(ParsedStatement {
            kind,
            speaker,
            section,
            body,
            started_ms: time("start"),
            ended_ms: time("end"),
            line: self.lines.at(node),
            on: on.cloned().flatten().filter(|_| kind.is_spoken()),
        });
    }
}

fn holds_speech(node: Node<'_, '_>) -> bool {
    // A section in which only things happened is a section still; other elements of that kind are told as one.
    let is_section = node.has_tag_name_local("debateSection");
    node.descendants().any(|n| match n.tag_name().name() {
        "speech" | "question" | "answer" => true,
        "narrative" | "scene" => is_section,
        _ => false,
    })
}

/// The text of an element, paragraphs parted by an empty line.
fn paragraphs(node: Node<'_, '_>) -> String {
    let mut blocks = Blocks::default();
    for child in node.children() {
        blocks.node(child);
    }
    blocks.text()
}

#[derive(Debug, Default)]
struct Blocks {
    done: Vec<String>,
    present: String,
}

impl Blocks {
    fn node(&mut self, node: Node<'_, '_>) {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            self.words(text);
        } else if node.is_element() {
            self.element(node);
        }
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            let c = if c.is_whitespace() && c != '\u{3000}' { ' ' } else { c };
            if c != ' ' || !self.present.ends_with([' ', '\n']) {
                self.present.push(c);
            }
        }
    }

    fn element(&mut self, node: Node<'_, '_>) {
        match node.tag_name().name() {
            "br" | "eol" => self.present.push('\n'),
            "a" | "ref" => {
                let text = paragraphs(node);
                let text = with_address(&text, node.attribute("href").unwrap_or_default());
                self.words(&text);
            }
            name if INLINE.contains(&name) => {
                for child in node.children() {
                    self.node(child);
                }
                if matches!(name, "td" | "th") {
                    self.present.push(' ');
                }
            }
            _ => {
                self.end();
                for child in node.children() {
                    self.node(child);
                }
                self.end();
            }
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.present);
        if !text.trim().is_empty() {
            self.done.push(text.trim().to_owned());
        }
    }

    fn text(mut self) -> String {
        self.end();
        self.done.join("\n\n")
    }
}

trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    /// Whether it is an element of this name, in whatever namespace.
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}
