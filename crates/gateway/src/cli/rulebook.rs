//! `folkmoot rulebook`: checking the files of procedures.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use folkmoot_proposals::rulebook::{Mistake, parse};

use super::Common;
use super::run::{Result, say};

/// What to do with rulebooks.
#[derive(Debug, Subcommand)]
pub enum Rulebook {
    /// Says everything that is wrong with files, with line, column and what to write instead; exits with 1 if there is
    /// anything.
    ///
    /// Needs neither settings nor a database. What can stand in a file is told on the page /rules/schema.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// Does it.
///
/// # Errors
/// A file that can't be read.
pub(super) async fn run(_common: &Common, what: Rulebook) -> Result<ExitCode> {
    match what {
        Rulebook::Check { files } => check(&files),
    }
}

fn read(file: &Path) -> Result<String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{}: is not in UTF-8", file.display()))?;
    // Editors of some systems begin a file with a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn check(files: &[PathBuf]) -> Result<ExitCode> {
    let mut wrong = 0;
    for file in files {
        match parse(&read(file)?) {
            Ok(rulebook) => {
                say(&format!("{}: in order ({}, {})", file.display(), rulebook.id, rulebook.name.en))
            }
            Err(mistakes) => {
                wrong += mistakes.len();
                tell(file, &mistakes);
            }
        }
    }
    Ok(if wrong == 0 {
        ExitCode::SUCCESS
    } else {
        say(&format!("{wrong} {}", if wrong == 1 { "mistake" } else { "mistakes" }));
        ExitCode::FAILURE
    })
}

/// Tells mistakes as compilers do, so that editors find the place.
fn tell(file: &Path, mistakes: &[Mistake]) {
    for mistake in mistakes {
        let place = mistake.at.map(|at| format!("{}:{}:", at.line, at.column)).unwrap_or_default();
        say(&format!("{}:{place} {}: {}", file.display(), mistake.key, mistake.problem));
        if !mistake.help.is_empty() {
            say(&format!("    {}", mistake.help));
        }
    }
}
