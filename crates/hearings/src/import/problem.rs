//! What is wrong with a file, line by line.

/// How many problems are told at most; a file with more is no record.
const MOST: usize = 200;

/// One problem of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ImportError {
    /// The line, from 1; 0 if it concerns the whole file.
    pub line: u32,
    /// What is wrong there.
    pub problem: Problem,
}

/// Everything that is wrong with a file, in the order of its lines; at most 200 are told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the file can't be read: {} problem(s)", .0.len())]
pub struct ImportErrors(pub Vec<ImportError>);

/// What is wrong, or worth a look.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Too many bytes.
    #[error("the file is larger than {max} bytes")]
    TooLarge {
        /// The greatest size in bytes.
        max: usize,
    },
    /// In no encoding that is read, or with a mistake in it.
    #[error("the text is not UTF-8, UTF-16 or Big5, or has a mistake here")]
    Encoding,
    /// In an encoding that is not read.
    #[error("the text looks like {encoding}, which is not read")]
    OtherEncoding {
        /// The encoding's name.
        encoding: String,
    },
    /// No text at all.
    #[error("the file is not a text")]
    Binary,
    /// A control character.
    #[error("a control character")]
    ControlCharacter,
    /// Not one statement was found.
    #[error("no statement was found")]
    NoStatements,
    /// More statements than a record may have.
    #[error("more than {max} statements")]
    TooManyStatements {
        /// The greatest number.
        max: usize,
    },
    /// A statement is too long.
    #[error("a statement of more than {max} characters")]
    StatementTooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// A speaker's name is too long: the heading is probably none.
    #[error("a speaker's name of more than {max} characters")]
    SpeakerTooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// A section's heading is too long.
    #[error("a heading of more than {max} characters")]
    SectionTooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// A heading `###` without a name.
    #[error("a heading without a speaker's name")]
    NoSpeaker,
    /// The XML is not well-formed.
    #[error("not well-formed XML: {detail}")]
    Xml {
        /// The parser's words.
        detail: String,
    },
    /// A document type or entity declaration, which is never read.
    #[error("document type and entity declarations are not allowed")]
    Dtd,
    /// More elements than a record needs.
    #[error("too many elements")]
    TooManyNodes,
    /// Elements nested too deeply.
    #[error("elements nested more than {max} deep")]
    TooDeep {
        /// The greatest depth.
        max: usize,
    },
    /// Another kind of XML.
    #[error("not Akoma Ntoso: the outermost element is {found}")]
    NotAkomaNtoso {
        /// The outermost element, with its namespace if it has one.
        found: String,
    },
    /// Akoma Ntoso, but no debate.
    #[error("the document has no debateBody")]
    NoDebate,
    /// No WebVTT: the first line is not `WEBVTT`.
    #[error("the first line is not WEBVTT")]
    NotWebVtt,
    /// A caption without times that can be read.
    #[error("no times that can be read")]
    CaptionTiming,
    /// A note: a caption ends before it begins.
    #[error("a caption that ends before it begins")]
    CaptionEndsBefore,
    /// No Word or OpenDocument text, or a broken one.
    #[error("no document that can be read")]
    NoDocument,
    /// The binary format of Word before 2007.
    #[error("the format of Word before 2007, which is not read")]
    OldWord,
    /// Unpacked the document would be larger than is allowed.
    #[error("the file unpacks to too much")]
    Unpacks,
    /// No table that can be read.
    #[error("no table that can be read")]
    NoTable,
    /// The table has more cells than a record needs.
    #[error("too many cells")]
    TooManyCells,
    /// The table has no column for what was said.
    #[error("no column for what was said")]
    NoWordsColumn,
    /// A kind of statement that there is not.
    #[error("no kind of statement: {kind}")]
    UnknownKind {
        /// As it stands there.
        kind: String,
    },
    /// A time that is none.
    #[error("no time: {time}")]
    NoTime {
        /// As it stands there.
        time: String,
    },
    /// The JSON is not well-formed, or is no record.
    #[error("not the JSON of a record: {detail}")]
    Json {
        /// The parser's words.
        detail: String,
    },
    /// A note: footnotes are no part of the record.
    #[error("{count} footnotes, left out")]
    FootnotesLeftOut {
        /// How many.
        count: usize,
    },
    /// A note: the place of a draft text that something is on can't be read.
    #[error("no place of a draft text, left out")]
    NoPlace,
    /// A note: words that were proposed for deletion are left out.
    #[error("words marked as deleted, left out")]
    DeletionsLeftOut,
    /// A note: the text was not UTF-8 and was read as Big5.
    #[error("read as Big5")]
    ReadAsBig5,
    /// A note: text stands before the first speaker and is taken as narrative.
    #[error("text before the first speaker, taken as narrative")]
    TextBeforeSpeaker,
    /// A note: a heading without a colon is taken as a speaker's name.
    #[error("a heading without a colon, taken as a speaker's name")]
    NoColon,
    /// A note: a speaker with no words was left out.
    #[error("{speaker} said nothing, left out")]
    EmptySpeech {
        /// The speaker, or nothing.
        speaker: String,
    },
    /// A note: `by` refers to nobody the document declares; the reference itself is shown.
    #[error("the speaker {reference} is not declared")]
    SpeakerNotDeclared {
        /// The reference.
        reference: String,
    },
}

impl Problem {
    /// A stable code for translation and the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::Encoding => "encoding",
            Self::Binary => "binary",
            Self::ControlCharacter => "control_character",
            Self::NoStatements => "no_statements",
            Self::TooManyStatements { .. } => "too_many_statements",
            Self::StatementTooLong { .. } => "statement_too_long",
            Self::SpeakerTooLong { .. } => "speaker_too_long",
            Self::SectionTooLong { .. } => "section_too_long",
            Self::NoSpeaker => "no_speaker",
            Self::Xml { .. } => "xml",
            Self::Dtd => "dtd",
            Self::TooManyNodes => "too_many_nodes",
            Self::TooDeep { .. } => "too_deep",
            Self::NotAkomaNtoso { .. } => "not_akoma_ntoso",
            Self::NoDebate => "no_debate",
            Self::OtherEncoding { .. } => "other_encoding",
            Self::NotWebVtt => "not_web_vtt",
            Self::CaptionTiming => "caption_timing",
            Self::CaptionEndsBefore => "caption_ends_before",
            Self::NoDocument => "no_document",
            Self::OldWord => "old_word",
            Self::Unpacks => "unpacks",
            Self::NoTable => "no_table",
            Self::TooManyCells => "too_many_cells",
            Self::NoWordsColumn => "no_words_column",
            Self::UnknownKind { .. } => "unknown_kind",
            Self::NoTime { .. } => "no_time",
            Self::Json { .. } => "json",
            Self::FootnotesLeftOut { .. } => "footnotes_left_out",
            Self::NoPlace => "no_place",
            Self::DeletionsLeftOut => "deletions_left_out",
            Self::ReadAsBig5 => "read_as_big5",
            Self::TextBeforeSpeaker => "text_before_speaker",
            Self::NoColon => "no_colon",
            Self::EmptySpeech { .. } => "empty_speech",
            Self::SpeakerNotDeclared { .. } => "speaker_not_declared",
        }
    }

    /// The one value its message needs, if any.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::TooLarge { max }
            | Self::TooManyStatements { max }
            | Self::StatementTooLong { max }
            | Self::SpeakerTooLong { max }
            | Self::SectionTooLong { max }
            | Self::TooDeep { max } => Some(max.to_string()),
            Self::Xml { detail } | Self::Json { detail } => Some(detail.clone()),
            Self::OtherEncoding { encoding } => Some(encoding.clone()),
            Self::UnknownKind { kind } => Some(kind.clone()),
            Self::NoTime { time } => Some(time.clone()),
            Self::FootnotesLeftOut { count } => Some(count.to_string()),
            Self::NotAkomaNtoso { found } => Some(found.clone()),
            Self::EmptySpeech { speaker } => Some(speaker.clone()),
            Self::SpeakerNotDeclared { reference } => Some(reference.clone()),
            _ => None,
        }
    }
}

/// Collects errors and notes while a file is read.
#[derive(Debug, Default)]
pub(super) struct Problems {
    errors: Vec<ImportError>,
    notes: Vec<ImportError>,
}

impl Problems {
    pub(super) fn error(&mut self, line: u32, problem: Problem) {
        if self.errors.len() < MOST {
            self.errors.push(ImportError { line, problem });
        }
    }

    pub(super) fn note(&mut self, line: u32, problem: Problem) {
        if self.notes.len() < MOST {
            self.notes.push(ImportError { line, problem });
        }
    }

    /// Whether there are no errors so far.
    pub(super) fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// The notes, unless there are errors.
    pub(super) fn notes(mut self) -> Result<Vec<ImportError>, ImportErrors> {
        if self.errors.is_empty() {
            return Ok(self.notes);
        }
        self.errors.sort_by_key(|e| e.line);
        Err(ImportErrors(self.errors))
    }
}
