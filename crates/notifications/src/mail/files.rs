//! Mails as files in a directory, for trying a set-up without a mail server.

use std::path::PathBuf;

use folkmoot_foundation::Now;

use crate::error::{Error, SendError};
use crate::mail::{Letter, Mailer, Sender};

/// Writes each mail as `<id>.eml` into a directory.
#[derive(Debug, Clone)]
pub struct Files {
    directory: PathBuf,
    sender: Sender,
}

impl Files {
    /// Writes into `directory`, making it if it isn't there.
    ///
    /// # Errors
    /// [`Error::Setup`] if it can't be made.
    pub fn new(directory: impl Into<PathBuf>, sender: Sender) -> Result<Self, Error> {
        let directory = directory.into();
        std::fs::create_dir_all(&directory)
            .map_err(|e| Error::Setup { setting: "mail.directory", reason: e.to_string() })?;
        Ok(Self { directory, sender })
    }
}

#[async_trait::async_trait]
impl Mailer for Files {
    async fn send(&self, letter: &Letter, now: Now) -> Result<(), SendError> {
        let mail = self.sender.compose(letter, now)?.formatted();
        let (whole, part) = (
            self.directory.join(format!("{}.eml", letter.id)),
            self.directory.join(format!(".{}.part", letter.id)),
        );
        // Renaming makes the file appear whole or not at all.
        let written = async {
            tokio::fs::write(&part, mail).await?;
            tokio::fs::rename(&part, &whole).await
        };
        written.await.map_err(|e| SendError::temporary(format!("file_{:?}", e.kind()).to_lowercase()))
    }
}
