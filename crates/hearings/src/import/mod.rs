//! Reading a record's file, comparing it with the record that is there, and taking it over.

mod akn;
mod align;
mod apply;
mod inline;
mod markdown;
mod problem;

pub use align::{Change, Counts, Entry, Plan, Present};
pub use apply::{Applied, ImportedStatement, Source, apply, plan};
pub use problem::{ImportError, ImportErrors, Problem};

/// The greatest size of a file, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The greatest number of statements in one record.
pub const MAX_STATEMENTS: usize = 50_000;
/// The greatest length of one statement, in characters.
pub const MAX_STATEMENT: usize = 100_000;
/// The greatest length of a speaker's name, in characters.
pub const MAX_SPEAKER: usize = 100;
/// The greatest length of a section's heading, in characters.
pub const MAX_SECTION: usize = 500;

/// The formats a record is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A Markdown transcript: `# title`, `## section`, `### speaker：`, paragraphs, `>` narrative.
    Markdown,
    /// Akoma Ntoso XML, in an OASIS namespace or without one.
    AkomaNtoso,
}

impl Format {
    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::AkomaNtoso => "akoma_ntoso",
        }
    }

    /// The format a file's name and first bytes suggest: `.xml` or `.akn`, or a text that begins with `<`, is XML.
    pub fn guess(file_name: &str, bytes: &[u8]) -> Self {
        let name = file_name.to_ascii_lowercase();
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let begins_as_xml = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<');
        if name.ends_with(".md") || name.ends_with(".markdown") || name.ends_with(".txt") {
            Self::Markdown
        } else if name.ends_with(".xml") || name.ends_with(".akn") || begins_as_xml {
            Self::AkomaNtoso
        } else {
            Self::Markdown
        }
    }
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "markdown" => Ok(Self::Markdown),
            "akoma_ntoso" => Ok(Self::AkomaNtoso),
            _ => Err(UnknownFormat),
        }
    }
}

/// The text names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a format of records")]
pub struct UnknownFormat;

/// What a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// Somebody spoke.
    Speech,
    /// The record tells what happened: a film was shown, people applauded.
    Narrative,
}

impl StatementKind {
    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Narrative => "narrative",
        }
    }

    /// Reads what [`StatementKind::code`] gave.
    pub(crate) fn of(code: &str) -> Self {
        if code == "narrative" { Self::Narrative } else { Self::Speech }
    }
}

/// One statement as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedStatement {
    /// What it is.
    pub kind: StatementKind,
    /// Who spoke, if the file says.
    pub speaker: Option<String>,
    /// The headings it stands under, outermost first, joined by ` ／ `.
    pub section: Option<String>,
    /// What was said, as plain text; paragraphs are parted by an empty line.
    pub body: String,
    /// When it began, in milliseconds from the beginning of the recording.
    pub started_ms: Option<i64>,
    /// When it ended, likewise.
    pub ended_ms: Option<i64>,
    /// The line of the file it begins on, from 1.
    pub line: u32,
}

/// A record as a file gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedRecord {
    /// The title, if the file has one.
    pub title: Option<String>,
    /// The statements in order.
    pub statements: Vec<ParsedStatement>,
    /// What a person should look at although the file could be read.
    pub notes: Vec<ImportError>,
}

impl ParsedRecord {
    /// How many statements are speeches.
    pub fn speeches(&self) -> usize {
        self.statements.iter().filter(|s| s.kind == StatementKind::Speech).count()
    }

    /// The speakers, each once, in the order they first spoke.
    pub fn speakers(&self) -> Vec<&str> {
        let mut seen = std::collections::HashSet::new();
        self.statements.iter().filter_map(|s| s.speaker.as_deref()).filter(|s| seen.insert(*s)).collect()
    }
}

/// Reads a file.
///
/// # Errors
/// Everything that makes the file unreadable, each with its line.
pub fn parse(format: Format, bytes: &[u8]) -> Result<ParsedRecord, ImportErrors> {
    let (text, mut notes) = decode(format, bytes)?;
    let mut found = problem::Problems::default();
    let (title, statements) = match format {
        Format::Markdown => markdown::read(&text, &mut found),
        Format::AkomaNtoso => akn::read(&text, &mut found)?,
    };
    if let Some(first_too_many) = statements.get(MAX_STATEMENTS) {
        found.error(first_too_many.line, Problem::TooManyStatements { max: MAX_STATEMENTS });
    }
    for statement in &statements {
        let length = |text: &str| text.chars().count();
        if statement.speaker.as_deref().is_some_and(|s| length(s) > MAX_SPEAKER) {
            found.error(statement.line, Problem::SpeakerTooLong { max: MAX_SPEAKER });
        }
        if statement.section.as_deref().is_some_and(|s| length(s) > MAX_SECTION) {
            found.error(statement.line, Problem::SectionTooLong { max: MAX_SECTION });
        }
        if length(&statement.body) > MAX_STATEMENT {
            found.error(statement.line, Problem::StatementTooLong { max: MAX_STATEMENT });
        }
    }
    // A file in which nobody speaks is no record, whatever it tells; if something else is wrong, that is the reason.
    if found.is_clean() && !statements.iter().any(|s| s.kind == StatementKind::Speech) {
        found.error(0, Problem::NoStatements);
    }
    notes.extend(found.notes()?);
    Ok(ParsedRecord { title: title.map(|t| cut(&t, MAX_SECTION)), statements, notes })
}

fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}

/// The file's text with `\n` line ends, without what no text of this kind may hold.
fn decode(format: Format, bytes: &[u8]) -> Result<(String, Vec<ImportError>), ImportErrors> {
    let whole = |problem| ImportErrors(vec![ImportError { line: 0, problem }]);
    if bytes.len() > MAX_BYTES {
        return Err(whole(Problem::TooLarge { max: MAX_BYTES }));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(whole(Problem::Encoding));
    }
    if bytes.contains(&0) || bytes.starts_with(b"%PDF") || bytes.starts_with(b"PK\x03\x04") {
        return Err(whole(Problem::Binary));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut notes = Vec::new();
    let text = match (std::str::from_utf8(bytes), format) {
        (Ok(text), _) => text.to_owned(),
        (Err(at), Format::AkomaNtoso) => {
            return Err(ImportErrors(vec![ImportError {
                line: line_of(bytes, at.valid_up_to()),
                problem: Problem::Encoding,
            }]));
        }
        (Err(at), Format::Markdown) => {
            let (text, _, broken) = encoding_rs::BIG5.decode(bytes);
            if broken {
                return Err(ImportErrors(vec![ImportError {
                    line: line_of(bytes, at.valid_up_to()),
                    problem: Problem::Encoding,
                }]));
            }
            notes.push(ImportError { line: 0, problem: Problem::ReadAsBig5 });
            text.into_owned()
        }
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(whole(Problem::Empty));
    }
    let mut found = problem::Problems::default();
    for (line, content) in (1..).zip(text.lines()) {
        if content.chars().any(|c| c.is_control() && c != '\t') {
            found.error(line, Problem::ControlCharacter);
        }
    }
    found.notes()?;
    Ok((text, notes))
}

/// The line, from 1, on which the byte at `offset` stands.
fn line_of(bytes: &[u8], offset: usize) -> u32 {
    let before = bytes.get(..offset).unwrap_or(bytes);
    u32::try_from(before.iter().filter(|b| **b == b'\n').count()).unwrap_or(u32::MAX).saturating_add(1)
}
