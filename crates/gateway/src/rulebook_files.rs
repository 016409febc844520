//! Rulebooks of the platform's own, as files.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use folkmoot_foundation::{Now, Tx};
use folkmoot_proposals::rulebook::{Mistake, Published};
use folkmoot_proposals::{Error, Rulebooks};

/// Why a file can't be published.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It can't be read.
    #[error("{}: {error}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It has mistakes.
    #[error("{}", told(file, mistakes).join("\n"))]
    Mistakes {
        /// Which.
        file: PathBuf,
        /// All of them.
        mistakes: Vec<Mistake>,
    },
    /// Another file of the folder has the same id: at every start each would take the place of the other.
    #[error("{}: another file of the folder has the id {id}, too", file.display())]
    Twice {
        /// Which.
        file: PathBuf,
        /// The id.
        id: String,
    },
    /// The database, or what is stored there.
    #[error(transparent)]
    Rulebooks(Error),
}

/// The text of a file.
///
/// # Errors
/// [`FileError::Unreadable`]; also if it is not in UTF-8.
pub fn read(file: &Path) -> Result<String, FileError> {
    match std::fs::read_to_string(file) {
        // Editors of some systems begin a file with a byte order mark.
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => Err(FileError::Unreadable { file: file.to_owned(), error }),
    }
}

/// Mistakes as compilers tell them, so that editors find the place: a line each, and one with what to write instead.
pub fn told(file: &Path, mistakes: &[Mistake]) -> Vec<String> {
    let mut lines = Vec::new();
    for mistake in mistakes {
        let place = mistake.at.map(|at| format!("{}:{}:", at.line, at.column)).unwrap_or_default();
        lines.push(format!("{}:{place} {}: {}", file.display(), mistake.key, mistake.problem));
        if !mistake.help.is_empty() {
            lines.push(format!("    {}", mistake.help));
        }
    }
    lines
}

/// Publishes a file.
///
/// # Errors
/// [`FileError`].
pub async fn publish(tx: &Tx, file: &Path, now: Now) -> Result<Published, FileError> {
    Rulebooks::publish(tx, &read(file)?, now).await.map_err(|error| match error {
        Error::BadRulebook { version: 0, mistakes, .. } => {
            FileError::Mistakes { file: file.to_owned(), mistakes }
        }
        other => FileError::Rulebooks(other),
    })
}

/// Publishes every file of a folder whose name ends in `.toml`, by their names.
///
/// # Errors
/// [`FileError`], of the first that has one.
pub async fn publish_folder(tx: &Tx, folder: &Path, now: Now) -> Result<(), FileError> {
    let unreadable = |error| FileError::Unreadable { file: folder.to_owned(), error };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            files.push(path);
        }
    }
    files.sort();
    let mut ids = HashSet::new();
    for file in files {
        let published = publish(tx, &file, now).await?;
        if !ids.insert(published.rulebook.id.clone()) {
            return Err(FileError::Twice { file, id: published.rulebook.id });
        }
        if published.is_new {
            let (id, version) = (&published.rulebook.id, published.rulebook.version);
            tracing::info!(file = %file.display(), %id, version, "a rulebook was published");
        }
    }
    Ok(())
}
