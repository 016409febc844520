//! Files of cases and hearings: their bytes in the store, and what is known of them in the database, in an order that loses nothing.

use folkmoot_agency_responses::files::{self, NewFile};
use folkmoot_agency_responses::{FileId, Officer};
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::files::kind;
use folkmoot_foundation::{CaseId, HearingId, PersonId, db};
use folkmoot_hearings::files as hall;

use crate::{App, Fault};

/// How many removed files one pass erases.
const STEP: u64 = 20;

/// Adds a file: the bytes first, so that whoever sees the row finds them.
///
/// # Errors
/// Those of [`files::look`] and [`files::add`]; the store's.
pub async fn add(
    app: &App,
    officer: &Officer,
    case: CaseId,
    new: &NewFile,
    bytes: Vec<u8>,
) -> Result<FileId, Fault> {
    let looked = files::look(&new.name, &bytes)?;
    let (size, hash) = (bytes.len(), hex::encode(sha256(&bytes)));
    app.files.keep(case, &hash, bytes.clone()).await.map_err(Fault::internal)?;
    let id = app
        .write(async |tx, now| files::add(tx, officer, case, new, &looked, (size, &hash), now).await)
        .await?;
    // A removed file of the same content may have been erased in between.
    if !app.files.has(case, &hash).await.map_err(Fault::internal)? {
        app.files.keep(case, &hash, bytes).await.map_err(Fault::internal)?;
    }
    Ok(id)
}

/// Adds a file to a hearing, in the same order.
///
/// # Errors
/// Those of [`kind::look`] and [`hall::add`]; the store's.
pub async fn add_to_hearing(
    app: &App,
    hearing: HearingId,
    new: &hall::NewFile,
    (name, bytes): (&str, Vec<u8>),
    by: PersonId,
) -> Result<hall::HallFileId, Fault> {
    let looked = kind::look(name, &bytes)?;
    let (size, hash) = (bytes.len(), hex::encode(sha256(&bytes)));
    app.files.keep(hearing, &hash, bytes.clone()).await.map_err(Fault::internal)?;
    let id =
        app.write(async |tx, now| hall::add(tx, hearing, new, &looked, (size, &hash), by, now).await).await?;
    if !app.files.has(hearing, &hash).await.map_err(Fault::internal)? {
        app.files.keep(hearing, &hash, bytes).await.map_err(Fault::internal)?;
    }
    Ok(id)
}

/// Erases the bytes of removed files; says how many files are done with. What fails is tried again.
///
/// # Errors
/// The database's or the store's.
pub async fn erase_removed(app: &App) -> Result<usize, Fault> {
    let mut erased = 0;
    for (case, id) in files::removed(app.db.read(), STEP).await? {
        let tx = app.db.begin().await?;
        if let Some(hash) = files::to_erase(&tx, case, id, app.now()).await? {
            app.files.erase(case, &hash).await.map_err(Fault::internal)?;
        }
        db::commit(tx).await?;
        erased += 1;
    }
    for (hearing, id) in hall::removed(app.db.read(), STEP).await? {
        let tx = app.db.begin().await?;
        if let Some(hash) = hall::to_erase(&tx, hearing, id, app.now()).await? {
            app.files.erase(hearing, &hash).await.map_err(Fault::internal)?;
        }
        db::commit(tx).await?;
        erased += 1;
    }
    Ok(erased)
}
