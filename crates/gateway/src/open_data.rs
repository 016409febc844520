//! What open data carries wherever it is given out: its licence, and tables that spreadsheets open.

use std::io::Write;

use serde_json::Value;

/// The licence of the public data, by its SPDX identifier.
pub const LICENCE: &str = "OGDL-Taiwan-1.0";

/// Where the licence can be read.
pub const LICENCE_URL: &str = "https://data.gov.tw/license";

/// A table in comma-separated values: UTF-8 with a byte order mark, lines that end in CRLF, no formulas.
pub struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    /// A table with a row of heads.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn new(heads: &[&str], mut out: W) -> csv::Result<Self> {
        // Spreadsheets take a file without the mark for one in the local encoding.
        out.write_all("\u{FEFF}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(heads)?;
        Ok(Self(writer))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn put<'a>(&mut self, row: impl IntoIterator<Item = &'a Value>) -> csv::Result<()> {
        self.0.write_record(row.into_iter().map(cell))
    }

    /// What it was written to, with everything in it.
    ///
    /// # Errors
    /// If the rest can't be written.
    pub fn finish(self) -> std::io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// A value as a cell. A text that a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
