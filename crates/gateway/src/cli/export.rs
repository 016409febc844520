//! `folkmoot export`: what is public, as JSON lines or CSV.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::TimeDelta;
use clap::{Args, ValueEnum};
use folkmoot_foundation::clock::SystemClock;
use folkmoot_foundation::{Clock as _, Db, DriveId, Now, demo_clock, event};
use folkmoot_proposals::read::{self, Filter, Sort};
use folkmoot_signatures::drives;
use serde_json::{Value, json};

use super::Common;
use super::run::{Result, configure, open};
use crate::config::Mode;
use crate::open_data::Csv;

/// What to export, how, and where to.
#[derive(Debug, Args)]
pub struct Export {
    /// What.
    what: What,
    /// The form of the rows.
    #[arg(long, default_value = "jsonl")]
    format: Form,
    /// The file to write; standard output if left out.
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// Exports from a demo's database.
    #[arg(long)]
    demo: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Public proposals with their counts.
    Proposals,
    /// Signatures of each public proposal, by hour.
    SignatureCounts,
    /// The public events of the sealed log, in their order.
    Events,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated, in UTF-8 with a byte order mark, safe to open as a spreadsheet.
    Csv,
}

/// Does it.
///
/// # Errors
/// A file that can't be written, or a database error.
pub(super) async fn run(common: &Common, export: Export) -> Result<ExitCode> {
    let mode = if export.demo { Mode::Demo } else { Mode::Serve };
    let db = open(&configure(common, mode)?).await?;
    let out: Box<dyn Write> = match &export.output {
        Some(path) => Box::new(File::create(path).map_err(|error| format!("{}: {error}", path.display()))?),
        None => Box::new(io::stdout()),
    };
    let mut rows = Rows::new(export.format, export.what.columns(), BufWriter::new(out))?;
    let ahead = if export.demo { demo_clock::offset_ms(db.read()).await? } else { 0 };
    let now = SystemClock.now() + TimeDelta::milliseconds(ahead);
    let written = match export.what {
        What::Proposals => proposals(&db, now, &mut rows, false).await,
        What::SignatureCounts => proposals(&db, now, &mut rows, true).await,
        What::Events => events(&db, &mut rows).await,
    };
    let written = written.and_then(|()| rows.finish());
    db.close().await?;
    match written {
        Err(error) if !reader_left(error.as_ref()) => Err(error),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Whether the reader of a pipe has seen enough, as `head` does: no failure of ours.
fn reader_left(error: &(dyn Error + 'static)) -> bool {
    let kind = if let Some(error) = error.downcast_ref::<io::Error>() {
        Some(error.kind())
    } else if let Some(error) = error.downcast_ref::<serde_json::Error>() {
        error.io_error_kind()
    } else if let Some(csv::ErrorKind::Io(error)) = error.downcast_ref::<csv::Error>().map(csv::Error::kind) {
        Some(error.kind())
    } else {
        None
    };
    kind == Some(io::ErrorKind::BrokenPipe)
}

impl What {
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Proposals => &[
                "id",
                "number",
                "title",
                "summary",
                "state",
                "category",
                "subcategory",
                "county",
                "rulebook",
                "rulebook_version",
                "public_at",
                "opens_at",
                "closes_at",
                "reached_at",
                "answered_at",
                "ended_at",
                "signatures",
            ],
            Self::SignatureCounts => &["proposal", "hour", "signatures"],
            Self::Events => &["position", "seq", "at", "kind", "subject", "about", "actor", "role", "data"],
        }
    }
}

async fn proposals(db: &Db, now: Now, rows: &mut Rows<impl Write>, by_hour: bool) -> Result<()> {
    let mut cursor = None;
    loop {
        let page = read::list(db.read(), &Filter::default(), Sort::Newest, cursor, 100, now).await?;
        let ids: Vec<DriveId> = page.items.iter().map(|brief| DriveId(brief.id.0)).collect();
        let tallies = drives::tallies(db.read(), &ids).await?;
        for brief in page.items {
            let id = DriveId(brief.id.0);
            if by_hour {
                for hour in drives::history(db.read(), id).await? {
                    rows.put(&json!({ "proposal": id, "hour": hour.hour, "signatures": hour.count }))?;
                }
                continue;
            }
            let signatures = tallies.get(&id);
            let mut row = serde_json::to_value(&brief)?;
            row["signatures"] = json!(signatures);
            rows.put(&row)?;
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

async fn events(db: &Db, rows: &mut Rows<impl Write>) -> Result<()> {
    let mut position = 0;
    loop {
        let batch = event::sealed_after(db.read(), position, 1000).await?;
        let Some(last) = batch.last().and_then(|event| event.position) else { return Ok(()) };
        position = last;
        for event in batch.into_iter().filter(|event| event.public) {
            rows.put(&serde_json::to_value(&event)?)?;
        }
    }
}

/// Rows on their way out: only the named columns, in their order.
struct Rows<W: Write> {
    columns: &'static [&'static str],
    out: Out<W>,
}

enum Out<W: Write> {
    Jsonl(W),
    Csv(Box<Csv<W>>),
}

impl<W: Write> Rows<W> {
    fn new(form: Form, columns: &'static [&'static str], out: W) -> Result<Self> {
        let out = match form {
            Form::Jsonl => Out::Jsonl(out),
            Form::Csv => Out::Csv(Box::new(Csv::new(columns, out)?)),
        };
        Ok(Self { columns, out })
    }

    fn put(&mut self, row: &Value) -> Result<()> {
        match &mut self.out {
            Out::Jsonl(out) => {
                let row: serde_json::Map<String, Value> =
                    self.columns.iter().map(|name| ((*name).to_owned(), row[*name].clone())).collect();
                serde_json::to_writer(&mut *out, &row)?;
                out.write_all(b"\n")?;
            }
            Out::Csv(csv) => csv.put(self.columns.iter().map(|name| &row[*name]))?,
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        match self.out {
            Out::Jsonl(mut out) => out.flush()?,
            Out::Csv(csv) => drop(csv.finish()?),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Form, row: &Value) -> String {
        let mut bytes = Vec::new();
        let mut rows = Rows::new(form, &["title", "number"], &mut bytes).unwrap();
        rows.put(row).unwrap();
        rows.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_spreadsheet_runs_no_formula() {
        for (text, shown) in
            [("=cmd()", "'=cmd()"), ("@x", "'@x"), ("-1", "'-1"), ("提議, 二", "\"提議, 二\"")]
        {
            let csv = written(Form::Csv, &json!({ "title": text, "number": -5, "proposer": "secret" }));
            assert_eq!(csv, format!("\u{FEFF}title,number\r\n{shown},-5\r\n"));
        }
    }

    #[test]
    fn a_reader_may_leave_early() {
        struct Left;
        impl Write for Left {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut rows = Rows::new(Form::Jsonl, &["title"], Left).unwrap();
        assert!(reader_left(rows.put(&json!({})).unwrap_err().as_ref()));
        let unwritten = Rows::new(Form::Csv, &["title"], Left).err().unwrap();
        assert!(reader_left(unwritten.as_ref()));
        assert!(!reader_left(&io::Error::other("full")));
    }

    #[test]
    fn a_line_is_a_whole_object_of_the_named_columns() {
        let line = written(Form::Jsonl, &json!({ "title": "=cmd()", "number": null, "proposer": "secret" }));
        assert_eq!(line, "{\"number\":null,\"title\":\"=cmd()\"}\n");
    }
}
