//! What reviewers see and decide about signatures that wait for a check.

use folkmoot_foundation::{PersonId, ProposalId};
use folkmoot_proposals::{Proposal, read};
use folkmoot_signatures::checks::{self, Around, Decided, Deciding, Evidence, GroupKey, Line};
use folkmoot_signatures::{Drive, drives};
use uuid::Uuid;

use crate::{App, Fault};

/// A group with all that is known of it.
pub struct Seen {
    /// Which.
    pub key: GroupKey,
    /// About which proposal.
    pub proposal: Proposal,
    /// Its drive.
    pub drive: Drive,
    /// What waits, the first thousand.
    pub lines: Vec<Line>,
    /// How many wait.
    pub waiting: i64,
    /// Numbers about them.
    pub evidence: Evidence,
    /// What else came from there.
    pub around: Around,
}

/// Reads a group.
///
/// # Errors
/// [`Fault::NotFound`] if nothing of it waits.
pub async fn see(app: &App, key: GroupKey) -> Result<Seen, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let lines = checks::lines(conn, &key).await?;
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return Err(Fault::NotFound) };
    let around = checks::around(conn, &key, first.signed_at, last.signed_at).await?;
    let drive = drives::get(conn, key.drive).await?.ok_or(Fault::NotFound)?;
    let proposal = read::get(conn, ProposalId(key.drive.0), now).await?;
    let waiting = checks::waiting_in(conn, &key).await?;
    let evidence = Evidence::of(&lines);
    Ok(Seen { key, proposal, drive, lines, waiting, evidence, around })
}

/// Decides. Nobody decides about the signatures of their own proposal.
///
/// # Errors
/// [`Fault::Conflict`] `check_own` or `check_changed`; [`Fault::Invalid`] for the field `reason`; [`Fault::NotFound`].
pub async fn decide(app: &App, reviewer: PersonId, deciding: Deciding<'_>) -> Result<Decided, Fault> {
    let proposal = read::get(app.db.read(), ProposalId(deciding.key.drive.0), app.now()).await?;
    if proposal.proposer == reviewer {
        return Err(Fault::Conflict("check_own"));
    }
    let hook = app.thresholds.as_ref();
    Ok(app.write(async |tx, now| checks::decide(tx, now, hook, reviewer, deciding).await).await?)
}

/// Undoes a decision.
///
/// # Errors
/// [`Fault::Conflict`] `check_over`; [`Fault::NotFound`].
pub async fn undo(app: &App, reviewer: PersonId, id: Uuid) -> Result<(), Fault> {
    let hook = app.thresholds.as_ref();
    app.write(async |tx, now| checks::undo(tx, now, hook, reviewer, id).await).await?;
    Ok(())
}
