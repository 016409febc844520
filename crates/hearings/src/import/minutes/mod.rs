//! Minutes as office programs write them: Word, OpenDocument, and plain text. A document becomes paragraphs, headings and
//! tables, and these become statements by the patterns in which minutes name their speakers.

pub mod docx;
pub(crate) mod names;
pub mod odt;
pub(super) mod speakers;
mod tables;

use folkmoot_foundation::files::archive::{Archive, ArchiveProblem};
use roxmltree::{Document as Xml, ParsingOptions};

use super::inline::clean;
use super::problem::{ImportErrors, Problem};
use super::xml;

pub(super) use speakers::statements;

/// The greatest size of one XML part of a document, in bytes: a record of 50,000 statements has some 20 MiB.
const MAX_XML: u64 = 32 * 1024 * 1024;
/// The greatest number of columns of a table.
const MAX_COLUMNS: usize = 100;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// Its level, from 1.
        level: u8,
        /// Its words.
        text: String,
        /// Which paragraph of the document it is, from 1.
        line: u32,
    },
    /// A paragraph.
    Paragraph {
        /// Its words.
        text: String,
        /// How many characters at its beginning are in bold.
        bold: usize,
        /// Which paragraph of the document it is, from 1.
        line: u32,
    },
    /// What happened, where the text itself says that nobody said it.
    Narrative {
        /// Its words.
        text: String,
        /// Which paragraph of the document it is, from 1.
        line: u32,
    },
    /// A table.
    Table {
        /// Its rows of cells; a cell that a neighbour covers is empty.
        rows: Vec<Vec<String>>,
        /// Which paragraph of the document it begins at, from 1.
        line: u32,
    },
}

/// A document without its looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The title, where a style says that it is one.
    pub title: Option<String>,
    /// Paragraphs, headings and tables in order; empty paragraphs are left out.
    pub blocks: Vec<Block>,
    /// How many footnotes and endnotes there are; their text is left out.
    pub notes: usize,
    /// Whether words that somebody proposed to delete were left out.
    pub has_deletions: bool,
}

impl Document {
    fn push(&mut self, level: Option<u8>, text: &str, bold: usize, line: u32) {
        let trimmed = text.trim_start();
        let bold = bold.saturating_sub(text.chars().count() - trimmed.chars().count());
        let text = clean(trimmed);
        if text.is_empty() {
            return;
        }
        self.blocks.push(match level {
            Some(level) => Block::Heading { level, text: super::inline::clean_line(&text), line },
            None => Block::Paragraph { bold: bold.min(text.chars().count()), text, line },
        });
    }

    fn push_table(&mut self, rows: Vec<Vec<String>>, line: u32) {
        if rows.iter().flatten().any(|cell| !cell.is_empty()) {
            self.blocks.push(Block::Table { rows, line });
        }
    }
}

/// Plain text as a document: each line is a paragraph.
pub(super) fn of_text(text: &str) -> Document {
    let mut document = Document::default();
    for (number, line) in (1..).zip(text.lines()) {
        document.push(None, line, 0, number);
    }
    document
}

/// The same, but the one line that begins with a single number sign is the title.
pub(super) fn of_marked_text(text: &str) -> Document {
    let mut document = of_text(text);
    let great = |block: &Block| matches!(block, Block::Paragraph { text, .. } if text.starts_with("# "));
    let mut at = document.blocks.iter().enumerate().filter(|(_, block)| great(block)).map(|(at, _)| at);
    if let (Some(only), None) = (at.next(), at.next())
        && let Block::Paragraph { text, .. } = document.blocks.remove(only)
    {
        document.title = Some(super::inline::clean_line(text.trim_start_matches('#')));
    }
    document
}

fn problem_of(problem: ArchiveProblem) -> ImportErrors {
    super::xml::one(
        0,
        match problem {
            ArchiveProblem::Broken => Problem::NoDocument,
            ArchiveProblem::TooMuch => Problem::Unpacks,
        },
    )
}

/// Reads one XML part within the bounds and hands it on.
fn with_part<T>(
    archive: &mut Archive<'_>,
    name: &str,
    use_it: impl FnOnce(&Xml<'_>) -> T,
) -> Result<T, ImportErrors> {
    let text = archive.text(name, MAX_XML).map_err(problem_of)?;
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: xml::MAX_NODES, ..ParsingOptions::default() };
    let document = Xml::parse_with_options(&text, options).map_err(|e| xml::refusal(&text, &e))?;
    xml::check_depth(document.root_element(), &text)?;
    Ok(use_it(&document))
}

/// The words of a paragraph, and how far from its beginning they are in bold.
#[derive(Debug, Default)]
struct Words {
    text: String,
    bold: usize,
    /// Whether what comes is in bold.
    bold_now: bool,
    /// Whether something that is not in bold has come.
    ended: bool,
}

impl Words {
    fn push(&mut self, text: &str) {
        self.ended |= !self.bold_now && !text.trim().is_empty();
        if !self.ended {
            self.bold += text.chars().count();
        }
        // Symbol fonts have their signs where no font else has any: which one is meant only that font knows.
        self.text.extend(text.chars().map(|c| if matches!(c, '\u{F000}'..='\u{F0FF}') { '•' } else { c }));
    }
}
