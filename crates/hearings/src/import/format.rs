//! The formats of records, and which one a file is in.

use folkmoot_foundation::files::archive::Archive;
use folkmoot_foundation::files::encoding;

/// The formats a record is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A Markdown transcript: `# title`, `## section`, `### speaker：`, paragraphs, `>` narrative.
    Markdown,
    /// Akoma Ntoso XML, in an OASIS namespace or without one.
    AkomaNtoso,
    /// WebVTT captions of a recording.
    WebVtt,
    /// SubRip captions of a recording.
    SubRip,
    /// Minutes written with Word.
    Docx,
    /// Minutes written as an OpenDocument text.
    Odt,
    /// Minutes as plain text.
    Text,
    /// A table of statements: comma-separated, XLSX or ODS.
    Sheet,
    /// A record as this platform gives it out in JSON.
    Json,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 9] = [
        Self::Markdown,
        Self::AkomaNtoso,
        Self::WebVtt,
        Self::SubRip,
        Self::Docx,
        Self::Odt,
        Self::Text,
        Self::Sheet,
        Self::Json,
    ];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::AkomaNtoso => "akoma_ntoso",
            Self::WebVtt => "webvtt",
            Self::SubRip => "subrip",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Text => "text",
            Self::Sheet => "sheet",
            Self::Json => "json",
        }
    }

    /// The format that a file's content shows or, where the content leaves it open, its name suggests.
    pub fn guess(file_name: &str, bytes: &[u8]) -> Self {
        let name = file_name.to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if bytes.starts_with(b"PK") {
            return packed(bytes).unwrap_or(if ends(&[".odt", ".ott"]) { Self::Odt } else { Self::Docx });
        }
        if ends(&[".doc", ".docx"]) || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Self::Docx;
        }
        if ends(&[".odt"]) {
            return Self::Odt;
        }
        if ends(&[".md", ".markdown"]) {
            return Self::Markdown;
        }
        if ends(&[".xml", ".akn"]) {
            return Self::AkomaNtoso;
        }
        if ends(&[".vtt"]) {
            return Self::WebVtt;
        }
        if ends(&[".srt"]) {
            return Self::SubRip;
        }
        if ends(&[".csv", ".tsv", ".xlsx", ".ods"]) {
            return Self::Sheet;
        }
        if ends(&[".json"]) {
            return Self::Json;
        }
        Self::of_text(&encoding::decode(bytes).map(|d| d.text).unwrap_or_default(), ends(&[".txt"]))
    }

    /// The format of a text whose name says nothing.
    fn of_text(text: &str, plain: bool) -> Self {
        let begin = text.trim_start();
        if begin.starts_with('<') {
            return Self::AkomaNtoso;
        }
        if begin.starts_with("WEBVTT") {
            return Self::WebVtt;
        }
        if begin.starts_with('{') {
            return Self::Json;
        }
        if begin.lines().take(2).any(|line| line.contains("-->")) {
            return Self::SubRip;
        }
        let has_headings = text.lines().any(|line| line.starts_with('#'));
        if has_headings || !plain { Self::Markdown } else { Self::Text }
    }
}

/// What kind of document an archive holds, by the names of its parts, which stand in it as they are.
fn packed(bytes: &[u8]) -> Option<Format> {
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    if holds(b"word/document.xml") {
        Some(Format::Docx)
    } else if holds(b"xl/workbook.xml") || holds(b"application/vnd.oasis.opendocument.spreadsheet") {
        Some(Format::Sheet)
    } else if holds(b"application/vnd.oasis.opendocument.text") {
        Some(Format::Odt)
    } else if holds(b"content.xml") {
        // Whoever packed it has packed the line that says what it is, too.
        let kind =
            Archive::open(bytes).and_then(|mut archive| archive.text("mimetype", 200)).unwrap_or_default();
        Some(if kind.contains("spreadsheet") { Format::Sheet } else { Format::Odt })
    } else {
        None
    }
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.code() == text).ok_or(UnknownFormat)
    }
}

/// The text names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a format of records")]
pub struct UnknownFormat;
