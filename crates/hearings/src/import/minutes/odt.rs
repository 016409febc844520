//! OpenDocument texts: the text of `content.xml`, with what the styles say about bold words.

use std::collections::HashMap;

use folkmoot_foundation::files::archive::Archive;
use roxmltree::Node;

use super::{Document, MAX_COLUMNS, Words, problem_of, with_part};
use crate::import::problem::ImportErrors;

const OFFICE: &str = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
const TEXT: &str = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
const TABLE: &str = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
const STYLE: &str = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
const FO: &str = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0";
/// How many spaces one element may stand for.
const MAX_SPACES: usize = 1_000;

/// Reads a document.
///
/// # Errors
/// Why it can't be read.
pub fn read(bytes: &[u8]) -> Result<Document, ImportErrors> {
    let mut archive = Archive::open(bytes).map_err(problem_of)?;
    let mut styles = Styles::default();
    if archive.has("styles.xml") {
        with_part(&mut archive, "styles.xml", |xml| styles.add(xml.root_element()))?;
    }
    with_part(&mut archive, "content.xml", |xml| {
        styles.add(xml.root_element());
        let mut reading = Reading { styles: &styles, document: Document::default(), line: 0 };
        let body = xml.descendants().find(|n| n.has_tag_name((OFFICE, "text")));
        if let Some(body) = body {
            reading.blocks(body);
        }
        reading.document
    })
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    bold: Option<bool>,
    outline: Option<u8>,
}

#[derive(Debug, Default)]
struct Styles(HashMap<String, Style>);

/// How many styles may stand on each other.
const LONGEST_CHAIN: usize = 20;

impl Styles {
    fn add(&mut self, root: Node<'_, '_>) {
        for node in root.descendants().filter(|n| n.has_tag_name((STYLE, "style"))) {
            let Some(name) = node.attribute((STYLE, "name")) else { continue };
            let properties = node.children().find(|n| n.has_tag_name((STYLE, "text-properties")));
            let weight = properties.and_then(|p| p.attribute((FO, "font-weight")));
            let bold = weight.map(|w| w == "bold" || w.parse::<u16>().is_ok_and(|w| w >= 600));
            let parent = node.attribute((STYLE, "parent-style-name")).map(str::to_owned);
            let outline = node.attribute((STYLE, "default-outline-level")).and_then(|n| n.parse().ok());
            self.0.insert(name.to_owned(), Style { parent, bold, outline });
        }
    }

    fn chain<'a>(&'a self, name: Option<&'a str>) -> impl Iterator<Item = &'a Style> {
        let first = name.and_then(|name| self.0.get(name));
        std::iter::successors(first, |style| self.0.get(style.parent.as_deref()?)).take(LONGEST_CHAIN)
    }

    fn bold(&self, name: Option<&str>) -> Option<bool> {
        self.chain(name).find_map(|style| style.bold)
    }

    fn level(&self, name: Option<&str>) -> Option<u8> {
        self.chain(name).find_map(|style| style.outline).filter(|level| *level > 0)
    }

    fn is_title(&self, name: Option<&str>) -> bool {
        let of = |name: &str| name == "Title";
        name.is_some_and(of) || self.chain(name).any(|style| style.parent.as_deref().is_some_and(of))
    }
}

struct Reading<'s> {
    styles: &'s Styles,
    document: Document,
    line: u32,
}

impl Reading<'_> {
    fn blocks(&mut self, node: Node<'_, '_>) {
        for child in node.children().filter(Node::is_element) {
            let name = child.tag_name();
            match (name.namespace(), name.name()) {
                (Some(TEXT), "p" | "h") => self.paragraph(child),
                (Some(TABLE), "table") => {
                    let line = self.line + 1;
                    let rows = self.table(child);
                    self.document.push_table(rows, line);
                }
                // What somebody proposed to delete, with whom and when.
                (Some(TEXT), "tracked-changes") => self.document.has_deletions |= holds_deletion(child),
                (
                    Some(TEXT),
                    "sequence-decls" | "variable-decls" | "user-field-decls" | "table-of-content-source",
                ) => {}
                (Some(OFFICE), "forms" | "annotation") => {}
                (Some(TEXT | OFFICE | TABLE), _) => self.blocks(child),
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, node: Node<'_, '_>) {
        self.line = self.line.saturating_add(1);
        let style = node.attribute((TEXT, "style-name"));
        let declared = node.attribute((TEXT, "outline-level")).and_then(|n| n.parse::<u8>().ok());
        let level = if node.tag_name().name() == "h" {
            Some(declared.unwrap_or(1).max(1))
        } else {
            self.styles.level(style)
        };
        let mut words = Words { bold_now: self.styles.bold(style).unwrap_or(false), ..Words::default() };
        self.words(node, &mut words);
        if self.styles.is_title(style) && self.document.title.is_none() && !words.text.trim().is_empty() {
            self.document.title = Some(super::super::inline::clean_line(&words.text));
            return;
        }
        self.document.push(level, &words.text, words.bold, self.line);
    }

    fn words(&mut self, node: Node<'_, '_>, words: &mut Words) {
        for child in node.children() {
            if child.is_text() {
                push_folded(words, child.text().unwrap_or_default());
                continue;
            }
            let name = child.tag_name();
            match (name.namespace(), name.name()) {
                (Some(TEXT), "s") => {
                    let count = child.attribute((TEXT, "c")).and_then(|n| n.parse().ok()).unwrap_or(1);
                    words.push(&" ".repeat(usize::min(count, MAX_SPACES)));
                }
                (Some(TEXT), "tab") => words.push(" "),
                (Some(TEXT), "line-break") => words.push("\n"),
                (Some(TEXT), "note") => self.document.notes += 1,
                (Some(TEXT), "span") => {
                    let outer = words.bold_now;
                    let own = self.styles.bold(child.attribute((TEXT, "style-name")));
                    words.bold_now = own.unwrap_or(outer);
                    self.words(child, words);
                    words.bold_now = outer;
                }
                (Some(TEXT), "soft-page-break" | "tracked-changes") | (Some(OFFICE), "annotation") => {}
                (Some(TEXT), "ruby") => {
                    if let Some(base) = child.children().find(|n| n.has_tag_name((TEXT, "ruby-base"))) {
                        self.words(base, words);
                    }
                }
                (Some(TEXT), _) => self.words(child, words),
                _ => {}
            }
        }
    }

    fn table(&mut self, node: Node<'_, '_>) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        self.rows(node, &mut rows);
        rows
    }

    fn rows(&mut self, node: Node<'_, '_>, rows: &mut Vec<Vec<String>>) {
        for child in node.children().filter(|n| n.tag_name().namespace() == Some(TABLE)) {
            match child.tag_name().name() {
                "table-row" => {
                    let cells = self.row(child);
                    rows.push(cells);
                }
                "table-header-rows" | "table-rows" | "table-row-group" => self.rows(child, rows),
                _ => {}
            }
        }
    }

    fn row(&mut self, node: Node<'_, '_>) -> Vec<String> {
        let mut cells: Vec<String> = Vec::new();
        for cell in node.children().filter(|n| n.tag_name().namespace() == Some(TABLE)) {
            let covered = match cell.tag_name().name() {
                "table-cell" => false,
                "covered-table-cell" => true,
                _ => continue,
            };
            let times: usize =
                cell.attribute((TABLE, "number-columns-repeated")).and_then(|n| n.parse().ok()).unwrap_or(1);
            let text = if covered { String::new() } else { self.cell(cell) };
            for _ in 0..times.clamp(1, MAX_COLUMNS) {
                if cells.len() < MAX_COLUMNS {
                    cells.push(text.clone());
                }
            }
        }
        cells
    }

    fn cell(&mut self, node: Node<'_, '_>) -> String {
        let outer = std::mem::take(&mut self.document.blocks);
        self.blocks(node);
        let inner = std::mem::replace(&mut self.document.blocks, outer);
        super::tables::text_of(&inner)
    }
}

fn holds_deletion(node: Node<'_, '_>) -> bool {
    node.descendants().any(|n| n.has_tag_name((TEXT, "deletion")))
}

/// Adds text as it stands in the XML: any white space is one space, and none at the beginning.
fn push_folded(words: &mut Words, text: &str) {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if matches!(c, ' ' | '\t' | '\n' | '\r') { ' ' } else { c };
        let last = folded.chars().next_back().or_else(|| words.text.chars().next_back());
        if c != ' ' || !last.is_none_or(|last| last == ' ' || last == '\n') {
            folded.push(c);
        }
    }
    words.push(&folded);
}
