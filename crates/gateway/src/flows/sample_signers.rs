//! The demo's crowd: people who don't appear otherwise and co-sign when a visitor wants to see a threshold.

use folkmoot_foundation::crypto::Purpose;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DriveId, ProposalId};
use folkmoot_proposals::Brief;
use folkmoot_proposals::State;
use folkmoot_proposals::read::{self, Filter, Sort};
use folkmoot_signatures::{Channel, Drive, SignRequest, drives};
use futures_util::future::try_join_all;

use crate::{App, Fault};

/// How many proposals are offered at the most.
const OFFERED: u64 = 20;
/// How many people sign at once at the most.
const MOST: i64 = 1000;

/// Proposals that can be co-signed now and have not reached their threshold, with their drives; those that end first.
///
/// # Errors
/// A database error.
pub async fn offered(app: &App) -> Result<Vec<(Brief, Drive)>, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let filter = Filter { states: vec![State::Open], ..Filter::default() };
    let open = read::list(conn, &filter, Sort::ClosingSoon, None, OFFERED, now).await?;
    let mut offered = Vec::new();
    for brief in open.items {
        let Some(drive) = drives::get(conn, DriveId(brief.id.0)).await? else { continue };
        if drive.opens_at <= now && missing(&drive) > 0 {
            offered.push((brief, drive));
        }
    }
    Ok(offered)
}

/// How many signatures the highest threshold lacks.
pub fn missing(drive: &Drive) -> i64 {
    drive.thresholds.last().map_or(0, |threshold| threshold.count - drive.count).max(0)
}

/// Lets people of the crowd co-sign until the threshold lacks `leave` signatures; says how many did.
///
/// # Errors
/// [`Fault::NotFound`], or why one can't sign now.
pub async fn sign(app: &App, proposal: ProposalId, leave: i64) -> Result<usize, Fault> {
    let id = DriveId(proposal.0);
    let drive = drives::get(app.db.read(), id).await?.ok_or(Fault::NotFound)?;
    let count = (missing(&drive) - leave.max(0)).clamp(0, MOST);
    let rulebook = app.rulebook_of.get(proposal).await?;
    let codes: Vec<RegionCode> =
        rulebook.regions().items.iter().filter_map(|region| region.code.parse().ok()).collect();
    let signing = (0..count).zip(codes.iter().cycle()).map(|(_, region)| {
        let identifier = format!("demo crowd {}", app.entropy.token());
        app.intake.sign(SignRequest {
            drive: id,
            person: None,
            person_key: app.keyring.hash(Purpose::PersonKey, &identifier),
            region: Some(*region),
            channel: Channel::Online,
            origin: None,
        })
    });
    let signed = try_join_all(signing).await?;
    app.work.notify_one();
    Ok(signed.len())
}
