//! The file of a whole count, streamed: however large a count is, it takes little memory, and few are made at a time.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use folkmoot_foundation::DriveId;
use folkmoot_signatures::{DriveFile, State, drives};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{App, Fault};

/// How many files are made at the same time in a process: each reads a great deal.
const AT_ONCE: usize = 4;

/// After so many seconds somebody may try again.
const AGAIN: u64 = 30;

/// How much is put together before it is sent, in bytes.
const PIECE: usize = 64 * 1024;

/// The files that are being made.
#[derive(Debug, Clone)]
pub struct ProofFiles(Arc<Semaphore>);

impl Default for ProofFiles {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

struct Making {
    app: web::Data<App>,
    file: DriveFile,
    ended: bool,
    _turn: OwnedSemaphorePermit,
}

impl Making {
    /// The next piece; an error breaks the answer off, so that nobody takes half a file for a whole one.
    async fn next(&mut self) -> Result<Option<web::Bytes>, Fault> {
        let mut piece = Vec::new();
        while !self.ended && piece.len() < PIECE {
            match self.file.next(self.app.db.read()).await? {
                Some(line) => {
                    serde_json::to_writer(&mut piece, &line).map_err(Fault::internal)?;
                    piece.push(b'\n');
                }
                None => self.ended = true,
            }
        }
        Ok((!piece.is_empty()).then(|| piece.into()))
    }
}

/// Whether a leaf stands for a signature of a drive, and in which state that is. It may read the whole drive, so that it
/// takes turns with the files.
///
/// # Errors
/// [`Fault::Busy`] while others are being made.
pub async fn look_up(app: &App, drive: DriveId, leaf: &[u8; 32]) -> Result<Option<State>, Fault> {
    let _turn = app.proof_files.0.try_acquire().map_err(|_| Fault::Busy { retry_after: AGAIN })?;
    Ok(drives::state_of_leaf(app.db.read(), drive, leaf).await?)
}

/// Answers with all leaves, roots and pieces of the log of a drive.
///
/// # Errors
/// [`Fault::NotFound`]; [`Fault::Busy`] while others are being made.
pub async fn answer(app: web::Data<App>, drive: DriveId) -> Result<HttpResponse, Fault> {
    drives::tally(app.db.read(), drive).await?.ok_or(Fault::NotFound)?;
    let turn =
        Arc::clone(&app.proof_files.0).try_acquire_owned().map_err(|_| Fault::Busy { retry_after: AGAIN })?;
    let (platform, key) = (&app.config.public_url, app.checkpoint_key.public());
    let file = DriveFile::new(drive, platform, &key, app.now());
    let making = Making { app: app.clone(), file, ended: false, _turn: turn };
    let pieces = stream::unfold(Some(making), |making| async move {
        let mut making = making?;
        match making.next().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(making))),
            Ok(None) => None,
            Err(fault) => {
                tracing::error!(error = fault.source_text(), "the file of a count broke off");
                Some((Err(fault), None))
            }
        }
    });
    Ok(HttpResponse::Ok()
        .content_type("application/jsonl")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"signatures-{drive}.jsonl\""),
        ))
        .streaming(pieces))
}
