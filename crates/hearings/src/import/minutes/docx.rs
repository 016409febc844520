//! Word documents (Office Open XML): the text of `word/document.xml`, with what `word/styles.xml` says about headings.

use std::collections::HashMap;

use folkmoot_foundation::files::archive::Archive;
use roxmltree::Node;

use super::{Document, MAX_COLUMNS, Words, problem_of, with_part};
use crate::import::problem::ImportErrors;

/// The two namespaces of the format: of the transitional and of the strict kind.
const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// Reads a document.
///
/// # Errors
/// Why it can't be read.
pub fn read(bytes: &[u8]) -> Result<Document, ImportErrors> {
    let mut archive = Archive::open(bytes).map_err(problem_of)?;
    let styles = if archive.has("word/styles.xml") {
        with_part(&mut archive, "word/styles.xml", |xml| Styles::of(xml.root_element()))?
    } else {
        Styles::default()
    };
    with_part(&mut archive, "word/document.xml", |xml| {
        let mut reading = Reading { styles: &styles, document: Document::default(), line: 0 };
        if let Some(body) = xml.root_element().children().find(|n| is(*n, "body")) {
            reading.blocks(body);
        }
        reading.document
    })
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && is_word(node.tag_name().namespace())
}

fn is_word(namespace: Option<&str>) -> bool {
    namespace.is_some_and(|n| WORD.contains(&n))
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|n| is(*n, name))
}

fn value<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attributes().find(|a| a.name() == "val" && is_word(a.namespace())).map(|a| a.value())
}

/// Whether a switch such as `<w:b/>` is there and not turned off.
fn switch(properties: Option<Node<'_, '_>>, name: &str) -> Option<bool> {
    let node = child(properties?, name)?;
    Some(!matches!(value(node), Some("0" | "false" | "off")))
}

/// A style: what it says itself, and on which it stands.
#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    name: String,
    outline: Option<u8>,
    bold: Option<bool>,
}

#[derive(Debug, Default)]
struct Styles(HashMap<String, Style>);

/// How many styles may stand on each other.
const LONGEST_CHAIN: usize = 20;

impl Styles {
    fn of(root: Node<'_, '_>) -> Self {
        let attribute = |n: Node<'_, '_>, name: &str| {
            n.attributes().find(|a| a.name() == name).map(|a| a.value().to_owned())
        };
        let of = |n: Node<'_, '_>| {
            let text = |name: &str| child(n, name).and_then(value).map(str::to_owned);
            let outline = child(n, "pPr").and_then(|p| child(p, "outlineLvl")).and_then(value);
            let style = Style {
                parent: text("basedOn"),
                name: text("name").unwrap_or_default().to_lowercase(),
                outline: outline.and_then(|level| level.parse().ok()),
                bold: switch(child(n, "rPr"), "b"),
            };
            Some((attribute(n, "styleId")?, style))
        };
        Self(root.children().filter(|n| is(*n, "style")).filter_map(of).collect())
    }

    /// A style and those it stands on.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Style> {
        let first = id.and_then(|id| self.0.get(id));
        std::iter::successors(first, |style| self.0.get(style.parent.as_deref()?)).take(LONGEST_CHAIN)
    }

    fn level(&self, id: Option<&str>) -> Option<u8> {
        self.chain(id).find_map(|style| {
            let named = style.name.strip_prefix("heading ").and_then(|n| n.parse::<u8>().ok());
            let outline = style.outline.map(|level| if level < 9 { Some(level + 1) } else { None });
            named.map(Some).or(outline)
        })?
    }

    fn is_title(&self, id: Option<&str>) -> bool {
        self.chain(id).any(|style| style.name == "title")
    }

    fn bold(&self, id: Option<&str>) -> Option<bool> {
        self.chain(id).find_map(|style| style.bold)
    }
}

struct Reading<'s> {
    styles: &'s Styles,
    document: Document,
    line: u32,
}

impl Reading<'_> {
    /// Reads what stands in a body, a cell or a wrapper.
    fn blocks(&mut self, node: Node<'_, '_>) {
        for child in node.children().filter(Node::is_element) {
            if is(child, "p") {
                self.paragraph(child);
            } else if is(child, "tbl") {
                let line = self.line + 1;
                let rows = self.table(child);
                self.document.push_table(rows, line);
            } else if is_wrapper(child) {
                self.blocks(child);
            } else if is(child, "del") || is(child, "moveFrom") {
                self.document.has_deletions = true;
            }
        }
    }

    fn paragraph(&mut self, node: Node<'_, '_>) {
        self.line = self.line.saturating_add(1);
        let properties = child(node, "pPr");
        let style = properties.and_then(|p| child(p, "pStyle")).and_then(value);
        let own = properties.and_then(|p| child(p, "outlineLvl")).and_then(value);
        let own = own.and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 9);
        let level = own.map(|level| level + 1).or_else(|| self.styles.level(style));
        let mut words = Words::default();
        self.words(node, self.styles.bold(style).unwrap_or(false), &mut words);
        if self.styles.is_title(style) && self.document.title.is_none() && !words.text.trim().is_empty() {
            self.document.title = Some(super::super::inline::clean_line(&words.text));
            return;
        }
        self.document.push(level, &words.text, words.bold, self.line);
    }

    /// Reads the runs of a paragraph whose style is bold or not.
    fn words(&mut self, node: Node<'_, '_>, bold: bool, words: &mut Words) {
        for child_node in node.children().filter(Node::is_element) {
            if is(child_node, "r") {
                let properties = child(child_node, "rPr");
                let style = properties.and_then(|p| child(p, "rStyle")).and_then(value);
                words.bold_now = switch(properties, "b").or_else(|| self.styles.bold(style)).unwrap_or(bold);
                self.run(child_node, words);
            } else if is_wrapper(child_node) || is(child_node, "hyperlink") || is(child_node, "fldSimple") {
                self.words(child_node, bold, words);
            } else if is(child_node, "del") || is(child_node, "moveFrom") {
                self.document.has_deletions = true;
            }
        }
    }

    fn run(&mut self, node: Node<'_, '_>, words: &mut Words) {
        for part in node.children().filter(Node::is_element) {
            if !is_word(part.tag_name().namespace()) {
                // Of several ways to show the same, one.
                let choice = part.children().find(|n| n.tag_name().name() == "Choice");
                if let Some(choice) = choice.filter(|_| part.tag_name().name() == "AlternateContent") {
                    self.run(choice, words);
                }
                continue;
            }
            match part.tag_name().name() {
                "t" => words.push(part.text().unwrap_or_default()),
                "tab" | "ptab" => words.push(" "),
                "br" | "cr" => words.push("\n"),
                "noBreakHyphen" => words.push("-"),
                "sym" => words.push(&symbol(part)),
                "footnoteReference" | "endnoteReference" => self.document.notes += 1,
                _ => {}
            }
        }
    }

    fn table(&mut self, node: Node<'_, '_>) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for row in within(node, "tr") {
            let mut cells: Vec<String> = Vec::new();
            for cell in within(row, "tc") {
                let properties = child(cell, "tcPr");
                let number = |name| {
                    properties.and_then(|p| child(p, name)).and_then(value).and_then(|n| n.parse().ok())
                };
                let span: usize = number("gridSpan").unwrap_or(1);
                let merge = properties.and_then(|p| child(p, "vMerge"));
                let covered = merge.is_some_and(|m| value(m) != Some("restart"));
                let text = self.cell(cell);
                cells.push(if covered { String::new() } else { text });
                cells.resize((cells.len() + span.clamp(1, MAX_COLUMNS) - 1).min(MAX_COLUMNS), String::new());
            }
            rows.push(cells);
        }
        rows
    }

    /// The text of a cell: its paragraphs, and those of tables in it, line by line.
    fn cell(&mut self, node: Node<'_, '_>) -> String {
        let outer = std::mem::take(&mut self.document.blocks);
        self.blocks(node);
        let inner = std::mem::replace(&mut self.document.blocks, outer);
        super::tables::text_of(&inner)
    }
}

/// Elements around paragraphs or runs that add nothing to read.
fn is_wrapper(node: Node<'_, '_>) -> bool {
    ["sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "bdo", "dir"]
        .iter()
        .any(|name| is(node, name))
}

/// Rows of a table or cells of a row, also where wrappers stand around them.
fn within<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Vec<Node<'a, 'i>> {
    let mut found = Vec::new();
    for child in node.children().filter(Node::is_element) {
        if is(child, name) {
            found.push(child);
        } else if is_wrapper(child) {
            found.extend(within(child, name));
        }
    }
    found
}

/// A sign of a symbol font.
fn symbol(node: Node<'_, '_>) -> String {
    let code = node.attributes().find(|a| a.name() == "char").map(|a| a.value());
    code.and_then(|code| u32::from_str_radix(code, 16).ok())
        .and_then(char::from_u32)
        .map_or_else(String::new, String::from)
}
