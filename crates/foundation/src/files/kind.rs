//! What a file is that is kept for others to have, by its content.

use std::io::{Cursor, Read as _};

use crate::FieldErrors;

/// The greatest size of a file, in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

/// A kind of file that may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// An OpenDocument text.
    Odt,
    /// An OpenDocument spreadsheet.
    Ods,
    /// An OpenDocument presentation.
    Odp,
    /// A Word document.
    Docx,
    /// An Excel workbook.
    Xlsx,
    /// A PowerPoint presentation.
    Pptx,
    /// A table of comma-separated values.
    Csv,
    /// Plain text.
    Text,
}

/// The greatest number of entries of a packed document.
const MOST_ENTRIES: usize = 10_000;

impl FileKind {
    /// All.
    pub const ALL: [Self; 12] = [
        Self::Pdf,
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Csv,
        Self::Text,
    ];

    /// The stable code, which is also how its name ends.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Csv => "csv",
            Self::Text => "txt",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// What the bytes are; the name only tells tables from other texts. Nothing for what may not be kept, such as
    /// programs, pages and documents with macros.
    pub fn of(bytes: &[u8], name: &str) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if bytes.starts_with(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Some(Self::Webp);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return packed(bytes);
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let is_plain = !text.trim().is_empty()
            && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            && !looks_like_markup(text);
        let is_table = name.to_ascii_lowercase().ends_with(".csv");
        is_plain.then_some(if is_table { Self::Csv } else { Self::Text })
    }
}

/// Pages and pictures that hold programs are no plain text, whatever they are called.
fn looks_like_markup(text: &str) -> bool {
    let head = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    ["<!", "<?", "<html", "<svg", "<script", "#!"]
        .iter()
        .any(|mark| head.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)))
}

fn packed(bytes: &[u8]) -> Option<FileKind> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.len() > MOST_ENTRIES {
        return None;
    }
    if archive.file_names().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin")) {
        return None;
    }
    let has = |archive: &zip::ZipArchive<_>, name: &str| archive.index_for_name(name).is_some();
    if has(&archive, "[Content_Types].xml") {
        return match () {
            () if has(&archive, "word/document.xml") => Some(FileKind::Docx),
            () if has(&archive, "xl/workbook.xml") => Some(FileKind::Xlsx),
            () if has(&archive, "ppt/presentation.xml") => Some(FileKind::Pptx),
            () => None,
        };
    }
    let mut media_type = String::new();
    archive.by_name("mimetype").ok()?.take(200).read_to_string(&mut media_type).ok()?;
    [FileKind::Odt, FileKind::Ods, FileKind::Odp]
        .into_iter()
        .find(|kind| kind.media_type() == media_type.trim())
}

impl std::str::FromStr for FileKind {
    type Err = UnknownKind;
    fn from_str(code: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(UnknownKind)
    }
}

/// The code names no kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of file")]
pub struct UnknownKind;

/// What a file is found to be before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Its name without what is not of a name, ending as its content asks for.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
}

/// Looks at a file.
///
/// # Errors
/// What is wrong with `file`: `required`, `over_limit`, `kind_not_allowed`.
pub fn look(name: &str, bytes: &[u8]) -> Result<Looked, FieldErrors> {
    if bytes.is_empty() {
        return Err(FieldErrors::one("file", "required"));
    }
    if bytes.len() > MOST_BYTES {
        let mut errors = FieldErrors::new();
        errors.add_with("file", "over_limit", [("max", (MOST_BYTES / 1024 / 1024).to_string())]);
        return Err(errors);
    }
    let kind = FileKind::of(bytes, name).ok_or_else(|| FieldErrors::one("file", "kind_not_allowed"))?;
    Ok(Looked { name: clean_name(name, kind), kind })
}

/// A name that is safe in a folder, a header and a page, and ends as the content asks for.
fn clean_name(raw: &str, kind: FileKind) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .map(|c| if c.is_control() || "\"'<>:|?*;%".contains(c) { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'))
        .collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem = kept.rsplit_once('.').map_or(kept.as_str(), |(stem, _)| stem).trim_matches(['.', ' ']);
    let stem: String = stem.chars().take(80).collect();
    let stem = if stem.is_empty() { "file" } else { stem.as_str() };
    format!("{stem}.{}", kind.code())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn content_decides() {
        let odt = zipped(&[("mimetype", FileKind::Odt.media_type()), ("content.xml", "<a/>")]);
        let docx = zipped(&[("[Content_Types].xml", "<a/>"), ("word/document.xml", "<a/>")]);
        let pptx = zipped(&[("[Content_Types].xml", "<a/>"), ("ppt/presentation.xml", "<a/>")]);
        let xlsx = zipped(&[("[Content_Types].xml", "<a/>"), ("xl/workbook.xml", "<a/>")]);
        for (bytes, name, kind) in [
            (b"%PDF-1.7 ".to_vec(), "a.exe", FileKind::Pdf),
            (b"\x89PNG\r\n\x1a\n....".to_vec(), "a.html", FileKind::Png),
            (b"\xff\xd8\xff\xe0".to_vec(), "a", FileKind::Jpeg),
            (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "a", FileKind::Webp),
            (odt, "a.zip", FileKind::Odt),
            (docx, "a", FileKind::Docx),
            (xlsx, "a", FileKind::Xlsx),
            (pptx, "a", FileKind::Pptx),
            ("日期,件數\n".into(), "A.CSV", FileKind::Csv),
            ("會議紀錄\n第一點".into(), "a.md", FileKind::Text),
        ] {
            assert_eq!(FileKind::of(&bytes, name), Some(kind), "{name}");
        }
    }

    #[test]
    fn what_could_run_is_refused() {
        let macros =
            zipped(&[("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", "")]);
        for (bytes, name) in [
            (b"MZ\x90\0".to_vec(), "a.pdf"),
            (b"\x7fELF".to_vec(), "a.png"),
            (b" <!DOCTYPE html><script>".to_vec(), "a.txt"),
            (b"<svg onload=alert(1)>".to_vec(), "a.csv"),
            (b"#!/bin/sh".to_vec(), "a.txt"),
            (b"".to_vec(), "a.txt"),
            (b"GIF89a\x01\0".to_vec(), "a.gif"),
            (zipped(&[("a.exe", "x")]), "a.docx"),
            (b"PK\x03\x04broken".to_vec(), "a.docx"),
            (macros, "a.docx"),
        ] {
            assert_eq!(FileKind::of(&bytes, name), None, "{name}");
        }
    }

    #[test]
    fn names_lose_what_is_not_of_a_name() {
        for (raw, clean) in [
            ("會議紀錄.PDF", "會議紀錄.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\docs\\a\".exe", "a.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
            ("\u{202E}fdp.exe", "fdp.pdf"),
            (".pdf", "file.pdf"),
            ("", "file.pdf"),
        ] {
            assert_eq!(clean_name(raw, FileKind::Pdf), clean, "{raw:?}");
        }
        assert!(clean_name(&"長".repeat(500), FileKind::Pdf).chars().count() < 100);
    }
}
