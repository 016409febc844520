//! Passing and withdrawing proposals, together with their drives.

use folkmoot_agency_responses::cases;
use folkmoot_foundation::county::UnknownCounty;
use folkmoot_foundation::{Actor, DriveId, FieldErrors, Now, PersonId, ProposalId, Tx, db};
use folkmoot_proposals::life::{self, Opened};
use folkmoot_proposals::rulebook::{Regions, Threshold};
use folkmoot_proposals::{State, read};
use folkmoot_signatures::drives::{self, NewDrive, NewThreshold, RegionRule};
use folkmoot_signatures::{SignError, Window};

use super::pauses;
use crate::{App, Fault};

/// A reviewer passes a proposal: its window is fixed and its drive made, in one transaction.
///
/// # Errors
/// Those of [`life::open`].
pub async fn open(app: &App, id: ProposalId, reviewer: PersonId) -> Result<Opened, Fault> {
    let (now, calendar) = (app.now(), app.calendar.get());
    let tx = app.db.begin().await?;
    let opened = life::open(&tx, &app.rulebooks, &calendar, id, reviewer, now).await?;
    if let Some((opens_at, closes_at)) = opened.window {
        let thresholds = opened.thresholds.iter().map(threshold).collect::<Result<_, _>>();
        let thresholds = thresholds.map_err(Fault::internal)?;
        drives::create(&tx, NewDrive { id: DriveId(id.0), opens_at, closes_at, thresholds }).await?;
        let proposal = read::get(&tx, id, now).await?;
        let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
        pauses::apply_polling_days(&tx, id, &rulebook, reviewer, now).await?;
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(opened)
}

fn threshold(threshold: &Threshold) -> Result<NewThreshold, UnknownCounty> {
    let rule = |regions: &Regions| {
        let minima = regions.minimum.iter().map(|(code, count)| Ok((code.parse()?, *count)));
        Ok(RegionRule { least: regions.least, minima: minima.collect::<Result<_, UnknownCounty>>()? })
    };
    Ok(NewThreshold {
        code: threshold.code.clone(),
        count: threshold.count,
        regions: threshold.regions.as_ref().map(rule).transpose()?,
    })
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
    // The drive's row first, as a crossing of its threshold takes it, so that the two never wait for each other.
    match drives::lock(&tx, DriveId(id.0)).await {
        Ok(_) | Err(SignError::NoSuchDrive) => {}
        Err(error) => return Err(Fault::internal(error)),
    }
    // The case before the proposal, in the order in which publishing a response takes them.
    cases::end_withdrawn(&tx, id, Actor::citizen(proposer), now).await?;
    let similar = open_similar(&tx, id, similar, now).await;
    let from = match life::withdraw(&tx, &app.rulebooks, id, proposer, reason, now).await {
        Err(folkmoot_proposals::Error::Invalid(mut errors)) => {
            // All mistakes at once.
            if let Err(Fault::Invalid(more)) = similar {
                errors.0.extend(more.0);
            }
            return Err(errors.into());
        }
        other => other?,
    };
    if matches!(from, State::Open | State::Reached) {
        drives::close(&tx, DriveId(id.0), now, "withdrawn").await.map_err(Fault::internal)?;
    }
    if let Some(other) = similar? {
        life::name_similar(&tx, id, other, proposer, now).await?;
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}
