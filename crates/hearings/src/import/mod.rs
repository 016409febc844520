//! Reading a record's file, comparing it with the record that is there, and taking it over.

pub(crate) mod akn;
mod align;
mod apply;
pub mod captions;
mod decode;
mod format;
pub(crate) mod inline;
mod json;
mod markdown;
pub mod minutes;
mod own;
mod preview;
mod problem;
mod reading;
mod sequence;
mod sheet;
pub(crate) mod times;
mod xml;

pub use align::{Change, Counts, Entry, Plan, Present};
pub use apply::{
    Applied, ImportedStatement, Prepared, Source, apply, apply_prepared, learned, plan, prepare,
};
pub use folkmoot_foundation::files::encoding::Encoding;
pub use format::{Format, UnknownFormat};
pub use own::Conflict;
pub use preview::{ConflictTold, MovedWords, Note, Preview, Sample, Samples};
pub use problem::{ImportError, ImportErrors, Problem};
pub use reading::{Candidate, Found, HeadingRole, Headings, Pattern, Reading};

use crate::spot::Spot;

/// The greatest size of a file, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// From this size on a file is long: reading and comparing it may take longer than a second or two, which is what somebody waits
/// for a page before they press again, and it is not to hold up whoever else asks. Packed files (docx, odt, xlsx, ods) are
/// ten times as large inside, which the number of their statements tells once they are read.
pub const LONG_BYTES: usize = 1024 * 1024;
/// From this number of statements on a file is long, whatever its size: some 30,000 short ones a second are compared and written
/// with their voices and what the search knows of them (`tests/bench`) on a machine that does nothing else, and a small
/// one has not half of that.
pub const LONG_STATEMENTS: usize = 10_000;
/// The greatest number of statements in one record.
pub const MAX_STATEMENTS: usize = 100_000;
/// The greatest length of one statement, in characters.
pub const MAX_STATEMENT: usize = 100_000;
/// The greatest length of a speaker's name, in characters.
pub const MAX_SPEAKER: usize = 100;
/// The greatest length of a section's heading, in characters.
pub const MAX_SECTION: usize = 500;
/// Whether a file is long, so that it is read, compared and written in the background: by its size, and by its statements
/// once they are known. One that is too large is none: it is refused at once.
pub fn is_long(bytes: usize, statements: Option<usize>) -> bool {
    (LONG_BYTES..=MAX_BYTES).contains(&bytes)
        || statements.is_some_and(|statements| statements >= LONG_STATEMENTS)
}

/// The steps of an import, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The file is read.
    Reading,
    /// It is compared with the record that is there.
    Comparing,
    /// What differs is written.
    Writing,
    /// Its speeches become voices of the discussion.
    Publishing,
}

impl Stage {
    /// All, in their order.
    pub const ALL: [Self; 4] = [Self::Reading, Self::Comparing, Self::Writing, Self::Publishing];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Comparing => "comparing",
            Self::Writing => "writing",
            Self::Publishing => "publishing",
        }
    }

    /// Reads what [`Stage::code`] gave.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// As a step of a [`Progress`](folkmoot_foundation::Progress): 0 is before the first.
    pub fn step(self) -> u8 {
        match self {
            Self::Reading => 1,
            Self::Comparing => 2,
            Self::Writing => 3,
            Self::Publishing => 4,
        }
    }

    /// The stage of a step; none before the first.
    pub fn at(step: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.step() == step)
    }
}

/// What stands between the headings that a statement stands under.
pub(crate) const SECTION_PATH: &str = " ／ ";

/// What a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// Somebody spoke.
    Speech,
    /// Somebody asked, where the file tells questions from other speeches.
    Question,
    /// Somebody answered, likewise.
    Answer,
    /// The record tells what happened: a film was shown, people applauded.
    Narrative,
}

impl StatementKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Speech, Self::Question, Self::Answer, Self::Narrative];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Narrative => "narrative",
        }
    }

    /// Whether these are somebody's words.
    pub fn is_spoken(self) -> bool {
        self != Self::Narrative
    }

    /// Reads what [`StatementKind::code`] gave.
    pub(crate) fn of(code: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.code() == code).unwrap_or(Self::Speech)
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
    /// The place of a draft text that it is on, where the file says so.
    pub on: Option<Spot>,
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
    /// The encoding of a text; none for formats that have none.
    pub encoding: Option<Encoding>,
    /// How speakers were found, where the format itself does not say.
    pub found: Option<Found>,
}

impl ParsedRecord {
    /// How many statements are somebody's words.
    pub fn speeches(&self) -> usize {
        self.statements.iter().filter(|s| s.kind.is_spoken()).count()
    }

    /// The speakers, each once, in the order they first spoke.
    pub fn speakers(&self) -> Vec<&str> {
        let mut seen = std::collections::HashSet::new();
        self.statements.iter().filter_map(|s| s.speaker.as_deref()).filter(|s| seen.insert(*s)).collect()
    }
}

/// What a format's reader gives.
type Read = (Option<String>, Vec<ParsedStatement>, Option<Found>);

/// Reads a file.
///
/// # Errors
/// Everything that makes the file unreadable, each with its line.
pub fn parse(format: Format, bytes: &[u8]) -> Result<ParsedRecord, ImportErrors> {
    parse_as(format, bytes, None)
}

/// Reads a file in which a person has said how speakers are to be told.
///
/// # Errors
/// Everything that makes the file unreadable, each with its line.
pub fn parse_as(
    format: Format,
    bytes: &[u8],
    reading: Option<&Reading>,
) -> Result<ParsedRecord, ImportErrors> {
    if bytes.len() > MAX_BYTES {
        return Err(xml::one(0, Problem::TooLarge { max: MAX_BYTES }));
    }
    let mut found = problem::Problems::default();
    let (encoding, (title, statements, how)) = match format {
        Format::Docx | Format::Odt => {
            let document =
                if format == Format::Docx { minutes::docx::read(bytes)? } else { minutes::odt::read(bytes)? };
            let (title, statements, how) = minutes::statements(document, reading, &mut found);
            (None, (title, statements, Some(how)))
        }
        Format::Sheet if bytes.starts_with(b"PK") => (None, sheet::of_spreadsheet(bytes, &mut found)?),
        _ => {
            let decode::Text { text, encoding } = decode::text(format, bytes, &mut found)?;
            (Some(encoding), of_text(format, &text, reading, &mut found)?)
        }
    };
    let statements = settled(statements, &mut found);
    let may_be_corrected = how.as_ref().is_some_and(Found::can_be_corrected);
    check(&statements, may_be_corrected, &mut found);
    let (title, notes) = (title.map(|t| cut(&t, MAX_SECTION)), found.notes()?);
    Ok(ParsedRecord { title, statements, notes, encoding, found: how })
}

/// Reads a document without looking for speakers: its title, headings, paragraphs and tables. A text is a paragraph a line, and a
/// Markdown heading that nothing else is as great as is its title.
///
/// # Errors
/// Everything that makes the file unreadable; of what is neither Word nor OpenDocument nor a text, that it is no document.
pub fn document(file_name: &str, bytes: &[u8]) -> Result<minutes::Document, ImportErrors> {
    if bytes.len() > MAX_BYTES {
        return Err(xml::one(0, Problem::TooLarge { max: MAX_BYTES }));
    }
    let name = file_name.to_ascii_lowercase();
    let is_text = [".txt", ".md", ".markdown"].iter().any(|ending| name.ends_with(ending));
    match Format::guess(file_name, bytes) {
        _ if is_text || bytes.starts_with(b"\xD0\xCF\x11\xE0") => {
            let text = decode::text(Format::Text, bytes, &mut problem::Problems::default())?.text;
            Ok(minutes::of_marked_text(&text))
        }
        Format::Docx if bytes.starts_with(b"PK") => minutes::docx::read(bytes),
        Format::Odt if bytes.starts_with(b"PK") => minutes::odt::read(bytes),
        _ => Err(xml::one(0, Problem::NoDocument)),
    }
}

fn of_text(
    format: Format,
    text: &str,
    reading: Option<&Reading>,
    found: &mut problem::Problems,
) -> Result<Read, ImportErrors> {
    Ok(match format {
        Format::Markdown => markdown::read(text, reading, found),
        Format::AkomaNtoso => {
            let (title, statements) = akn::read(text, found)?;
            (title, statements, None)
        }
        Format::WebVtt => {
            let (statements, how) = captions::read_webvtt(text, reading, found)?;
            (None, statements, Some(how))
        }
        Format::SubRip => {
            let (statements, how) = captions::read_subrip(text, reading, found);
            (None, statements, Some(how))
        }
        Format::Sheet => sheet::of_text(text, found)?,
        Format::Json => json::read(text, found)?,
        Format::Text | Format::Docx | Format::Odt => {
            let (title, statements, how) = minutes::statements(minutes::of_text(text), reading, found);
            (title, statements, Some(how))
        }
    })
}

/// Statements whose times can be: an end needs a beginning and comes after it.
fn settled(mut statements: Vec<ParsedStatement>, found: &mut problem::Problems) -> Vec<ParsedStatement> {
    for statement in &mut statements {
        for time in [statement.started_ms, statement.ended_ms].into_iter().flatten() {
            if !(0..=times::LATEST).contains(&time) {
                found.error(statement.line, Problem::NoTime { time: time.to_string() });
            }
        }
        let start = statement.started_ms;
        statement.ended_ms = statement.ended_ms.filter(|end| start.is_some_and(|start| start <= *end));
    }
    statements
}

/// What holds for every record, whatever it was read from.
fn check(statements: &[ParsedStatement], may_be_corrected: bool, found: &mut problem::Problems) {
    if let Some(first_too_many) = statements.get(MAX_STATEMENTS) {
        found.error(first_too_many.line, Problem::TooManyStatements { max: MAX_STATEMENTS });
    }
    for statement in statements {
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
    if found.is_clean() && !statements.iter().any(|s| s.kind.is_spoken()) {
        if may_be_corrected {
            // A person may still say who speaks; until then it can't be imported.
            found.note(0, Problem::NoStatements);
        } else {
            found.error(0, Problem::NoStatements);
        }
    }
}

fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}

/// The line, from 1, on which the byte at `offset` stands.
fn line_of(bytes: &[u8], offset: usize) -> u32 {
    let before = bytes.get(..offset).unwrap_or(bytes);
    u32::try_from(before.iter().filter(|b| **b == b'\n').count()).unwrap_or(u32::MAX).saturating_add(1)
}
