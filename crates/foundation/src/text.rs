//! Cleaning what people type: normalised, without control characters, of a bounded length.

use unicode_normalization::UnicodeNormalization;

use crate::fields::FieldError;

/// How long a text may be, in characters (Unicode scalar values after normalisation). Those that can't be seen count
/// towards the greatest length, not towards the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Length {
    /// The least number of characters; 0 makes the field optional.
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
}

/// A single line: NFC, runs of white space folded to one blank, trimmed.
///
/// # Errors
/// `required`, `too_short` (`min`), `too_long` (`max`, `actual`), `control_characters`.
pub fn line(field: &str, raw: &str, length: Length) -> Result<String, FieldError> {
    let folded = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    check(field, folded.nfc().collect(), length)
}

/// A text of several lines: NFC, line ends made `\n`, at most one empty line in a row, trimmed.
///
/// # Errors
/// As [`line`].
pub fn block(field: &str, raw: &str, length: Length) -> Result<String, FieldError> {
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(unified.len());
    let mut empty = 0;
    for part in unified.lines().map(str::trim_end) {
        empty = if part.trim().is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(part);
            out.push('\n');
        }
    }
    check(field, out.trim().nfc().collect(), length)
}

fn check(field: &str, text: String, length: Length) -> Result<String, FieldError> {
    let error = |code, params: Vec<(&'static str, String)>| FieldError {
        field: field.to_owned(),
        code,
        params: params.into_iter().collect(),
    };
    if text.chars().any(is_forbidden) {
        return Err(error("control_characters", vec![]));
    }
    // What can't be seen says nothing; among what can be seen it is kept, since it joins emoji and shapes scripts.
    let seen = text.chars().filter(|c| !is_invisible(*c)).count();
    if seen == 0 {
        return if length.min > 0 { Err(error("required", vec![])) } else { Ok(String::new()) };
    }
    if seen < length.min {
        return Err(error("too_short", vec![("min", length.min.to_string()), ("actual", seen.to_string())]));
    }
    let count = text.chars().count();
    if count > length.max {
        return Err(error("too_long", vec![("max", length.max.to_string()), ("actual", count.to_string())]));
    }
    Ok(text)
}

/// Control characters and those that turn the direction of other people's text around.
fn is_forbidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// White space and what shows nothing by itself: default ignorable characters of Unicode (joiners, variation selectors,
/// the soft hyphen, fillers of Hangul, tags) and the blank of Braille.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{2800}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Numbers and dates as a program reads them: full-width digits and signs, which Chinese input methods type, become
/// plain ones; trimmed.
pub fn narrow(raw: &str) -> String {
    raw.nfkc().collect::<String>().trim().to_owned()
}

/// The first `max` characters on one line, with an ellipsis where something was cut.
pub fn excerpt(text: &str, max: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= max {
        return flat;
    }
    let mut cut: String = flat.chars().take(max).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Length = Length { min: 0, max: 20 };

    #[test]
    fn a_line_is_folded_and_bounded() {
        assert_eq!(line("title", "  公共　政策 \n x ", ANY).unwrap(), "公共 政策 x");
        assert_eq!(line("title", "", Length { min: 1, max: 5 }).unwrap_err().code, "required");
        assert_eq!(line("title", "一二三四五六", Length { min: 1, max: 5 }).unwrap_err().code, "too_long");
        assert_eq!(line("title", "a\u{0}b", ANY).unwrap_err().code, "control_characters");
        assert_eq!(line("title", "a\u{202E}b", ANY).unwrap_err().code, "control_characters");
    }

    #[test]
    fn what_cannot_be_seen_is_no_text() {
        let some = Length { min: 1, max: 20 };
        for nothing in [
            "\u{200B}",
            "\u{200D}\u{200C}",
            "\u{FE0F}",
            "\u{AD}",
            "\u{2060}\u{2064}",
            "\u{3164}",
            "\u{E0041}",
            "\u{2800}",
            " \u{200B}\n\u{3000}\u{200B} ",
        ] {
            assert_eq!(line("title", nothing, some).unwrap_err().code, "required", "{nothing:?}");
            assert_eq!(block("body", nothing, some).unwrap_err().code, "required", "{nothing:?}");
            assert_eq!(line("place", nothing, ANY).unwrap(), "", "{nothing:?}");
        }
        // They don't stretch a text either, and are kept where they join and choose.
        let short = line("title", "好\u{200B}\u{200B}\u{200B}", Length { min: 3, max: 20 }).unwrap_err();
        assert_eq!((short.code, short.params["actual"].as_str()), ("too_short", "1"));
        for text in ["👨\u{200D}👩\u{200D}👧", "❤\u{FE0F}", "葛\u{E0100}城"] {
            assert_eq!(line("title", text, some).unwrap(), text);
            assert_eq!(block("body", text, some).unwrap(), text);
        }
    }

    #[test]
    fn full_width_digits_are_digits() {
        assert_eq!(narrow("　１２ "), "12");
        assert_eq!(narrow("２０２６－０３－０２"), "2026-03-02");
        assert_eq!(narrow("＃0３"), "#03");
    }

    #[test]
    fn a_block_keeps_its_paragraphs() {
        assert_eq!(block("body", "a\r\n\r\n\r\n\r\nb\r", ANY).unwrap(), "a\n\nb");
        assert_eq!(block("body", "𠮷野家 🍚", ANY).unwrap(), "𠮷野家 🍚");
    }
}
