//! From bytes to the text of a record.

use folkmoot_foundation::files::encoding::{self, Encoding};

use super::problem::{ImportErrors, Problem, Problems};
use super::{Format, xml};

/// A file's text.
#[derive(Debug)]
pub(super) struct Text {
    pub text: String,
    pub encoding: Encoding,
}

/// The file's text with `\n` line ends, without what no text of this kind may hold.
pub(super) fn text(format: Format, bytes: &[u8], problems: &mut Problems) -> Result<Text, ImportErrors> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(xml::one(0, Problem::OldWord));
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"PK\x03\x04") {
        return Err(xml::one(0, Problem::Binary));
    }
    let decoded = encoding::decode(bytes).map_err(|refused| {
        if bytes.contains(&0) {
            return xml::one(0, Problem::Binary);
        }
        let problem = match refused.looks_like {
            Some(encoding) => Problem::OtherEncoding { encoding: encoding.to_owned() },
            None => Problem::Encoding,
        };
        xml::one(refused.line, problem)
    })?;
    if decoded.encoding == Encoding::Big5 {
        // XML is UTF-8 or UTF-16 unless it says otherwise.
        let says_so = || {
            let declaration: String = decoded.text.chars().take(200).collect();
            declaration.starts_with("<?xml") && declaration.to_ascii_lowercase().contains("big5")
        };
        if format == Format::AkomaNtoso && !says_so() {
            let valid = std::str::from_utf8(bytes).map_or_else(|at| at.valid_up_to(), str::len);
            return Err(xml::one(super::line_of(bytes, valid), Problem::Encoding));
        }
        problems.note(0, Problem::ReadAsBig5);
    }
    let encoding = decoded.encoding;
    let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(xml::one(0, Problem::Empty));
    }
    // Captions may hold anything: the standard says what becomes of a zero, and the words are cleaned later.
    if format != Format::WebVtt {
        if text.contains('\0') {
            return Err(xml::one(0, Problem::Binary));
        }
        let mut found = Problems::default();
        for (line, content) in (1..).zip(text.lines()) {
            if content.chars().any(|c| c.is_control() && c != '\t') {
                found.error(line, Problem::ControlCharacter);
            }
        }
        found.notes()?;
    }
    Ok(Text { text, encoding })
}
