//! From a proposal that has passed to its drive, or to its case where nothing is signed. It happens in the transaction of
//! whatever made it pass: a reviewer, the last supporter, or the submission itself.

use folkmoot_foundation::region::NoRegionCode;
use folkmoot_foundation::{DriveId, Now, PersonId, ProposalId, Tx};
use folkmoot_proposals::life::{LISTING, Opened};
use folkmoot_proposals::read;
use folkmoot_proposals::rulebook::{Regions, Threshold};
use folkmoot_signatures::drives::{self, NewDrive, NewThreshold, RegionRule, Reopening};

use super::threshold::ProposalThresholds;
use super::{case_rules, pauses};
use crate::Fault;

/// Makes the drive, or opens the case. A drive that supporters have signed is opened for everybody; the caller holds its
/// lock. `by` is whoever let it pass.
///
/// # Errors
/// Those of [`drives::create`] and of opening a case.
pub async fn begin(
    tx: &Tx,
    hook: &ProposalThresholds,
    id: ProposalId,
    opened: &Opened,
    by: PersonId,
    now: Now,
) -> Result<(), Fault> {
    let (drive, proposal) = (DriveId(id.0), read::get(tx, id, now).await?);
    let rulebook = hook.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let Some((opens_at, closes_at)) = opened.window else {
        if opened.has_drive {
            drives::close(tx, drive, now, "passed").await?;
        }
        case_rules::open(tx, proposal, &rulebook, None, now, &hook.calendar.get()).await?;
        return Ok(());
    };
    let listing = opened.listing.map(|count| NewThreshold { code: LISTING.to_owned(), count, regions: None });
    let mut thresholds: Vec<NewThreshold> = listing.into_iter().collect();
    for level in &opened.thresholds {
        thresholds.push(threshold(level).map_err(Fault::internal)?);
    }
    if opened.has_drive {
        drives::reopen(tx, now, hook, drive, Reopening { opens_at, closes_at, thresholds }).await?;
    } else {
        let new = NewDrive { id: drive, opens_at, closes_at, cap: None, thresholds };
        drives::create(tx, new).await?;
    }
    pauses::apply_polling_days(tx, id, &rulebook, by, now).await
}

fn threshold(threshold: &Threshold) -> Result<NewThreshold, NoRegionCode> {
    let rule = |regions: &Regions| {
        let minima = regions.minimum.iter().map(|(code, count)| Ok((code.parse()?, *count)));
        Ok(RegionRule { least: regions.least, minima: minima.collect::<Result<_, NoRegionCode>>()? })
    };
    Ok(NewThreshold {
        code: threshold.code.clone(),
        count: threshold.count,
        regions: threshold.regions.as_ref().map(rule).transpose()?,
    })
}
