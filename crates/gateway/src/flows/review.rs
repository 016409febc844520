//! Passing and withdrawing proposals, together with their drives.

use folkmoot_agency_responses::cases;
use folkmoot_foundation::{Actor, DriveId, FieldErrors, Now, PersonId, ProposalId, Tx, db};
use folkmoot_proposals::life::{self, Opened};
use folkmoot_signatures::drives;
use folkmoot_signatures::{SignError, Window};

use super::opening;
use crate::{App, Fault};

/// A reviewer passes a proposal: its window is fixed and its drive made, or its case opened where nothing is signed, in one
/// transaction.
///
/// # Errors
/// Those of [`life::open`].
pub async fn open(app: &App, id: ProposalId, reviewer: PersonId) -> Result<Opened, Fault> {
    let (now, calendar) = (app.now(), app.calendar.get());
    let tx = app.db.begin().await?;
    lock(&tx, id).await?;
    let opened = life::open(&tx, &app.rulebooks, &calendar, id, reviewer, now).await?;
    opening::begin(&tx, &app.thresholds, id, &opened, reviewer, now).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(opened)
}

/// Locks the drive of a proposal, if it has one: before the proposal, as a crossing of its threshold takes them, so that
/// the two never wait for each other. Says whether it has one.
async fn lock(tx: &Tx, id: ProposalId) -> Result<bool, Fault> {
    match drives::lock(tx, DriveId(id.0)).await {
        Ok(_) => Ok(true),
        Err(SignError::NoSuchDrive) => Ok(false),
        Err(error) => Err(Fault::internal(error)),
    }
}

/// A reviewer refuses a proposal; if supporters have signed it, nobody signs it any more.
///
/// # Errors
/// Those of [`life::refuse`].
pub async fn refuse(
    app: &App,
    id: ProposalId,
    reviewer: PersonId,
    grounds: &[String],
    reason: &str,
) -> Result<(), Fault> {
    let now = app.now();
    let tx = app.db.begin().await?;
    let signed = lock(&tx, id).await?;
    life::refuse(&tx, &app.rulebooks, id, reviewer, grounds, reason, now).await?;
    if signed {
        drives::close(&tx, DriveId(id.0), now, "refused").await?;
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// The similar proposal that was typed, if it can be signed now or will be.
async fn open_similar(tx: &Tx, id: ProposalId, typed: &str, now: Now) -> Result<Option<ProposalId>, Fault> {
    let Some(other) = life::find_similar(tx, id, typed, now).await? else { return Ok(None) };
    let drive = drives::get(tx, DriveId(other.0)).await?;
    match drive.filter(|drive| drive.window(now) != Window::Over) {
        Some(_) => Ok(Some(other)),
        None => Err(Fault::Invalid(FieldErrors::one("similar", "similar_not_open"))),
    }
}

/// The proposer takes a proposal back, perhaps naming an open one on a similar matter, which its signers are asked about;
/// its drive closes with it, and a case that waits for its answer ends.
///
/// # Errors
/// Those of [`life::withdraw`] and [`life::find_similar`].
pub async fn withdraw(
    app: &App,
    id: ProposalId,
    proposer: PersonId,
    reason: &str,
    similar: &str,
) -> Result<(), Fault> {
    let now = app.now();
    let tx = app.db.begin().await?;
    let signed = lock(&tx, id).await?;
    // The case before the proposal, in the order in which publishing a response takes them.
    cases::end_withdrawn(&tx, id, Actor::citizen(proposer), now).await?;
    let similar = open_similar(&tx, id, similar, now).await;
    match life::withdraw(&tx, &app.rulebooks, id, proposer, reason, now).await {
        Err(folkmoot_proposals::Error::Invalid(mut errors)) => {
            // All mistakes at once.
            if let Err(Fault::Invalid(more)) = similar {
                errors.0.extend(more.0);
            }
            return Err(errors.into());
        }
        other => drop(other?),
    }
    if signed {
        drives::close(&tx, DriveId(id.0), now, "withdrawn").await.map_err(Fault::internal)?;
    }
    if let Some(other) = similar? {
        life::name_similar(&tx, id, other, proposer, now).await?;
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}
