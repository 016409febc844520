//! Pauses: of one drive by an administrator, of all before a national polling day. Whatever moves the end of a drive's
//! window moves it for its proposal in the same transaction.

use folkmoot_agency_responses::pauses as case_pauses;
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::{DriveId, FieldErrors, Now, PersonId, ProposalId, Tx, text};
use folkmoot_proposals::polling::{self, PollingDay};
use folkmoot_proposals::{Rulebook, Rulebooks, life, read};
use folkmoot_signatures::pauses::{self, Election};
use folkmoot_signatures::{Drive, Window};
use uuid::Uuid;

use super::case_rules;
use crate::{App, Fault};

/// How long the public reason of a pause may be.
const REASON: text::Length = text::Length { min: 5, max: 1000 };

/// Enters a polling day; every drive and every case that it concerns pauses for it, and so will those that begin later.
///
/// # Errors
/// Those of [`polling::add`].
pub async fn add_polling_day(
    tx: &Tx,
    rulebooks: &Rulebooks,
    day: &str,
    name: &str,
    administrator: PersonId,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<PollingDay, Fault> {
    let entered = polling::add(tx, &rulebooks.all(), day, name, administrator, now).await?;
    for id in pauses::not_over(tx, now).await? {
        let proposal = read::get(tx, ProposalId(id.0), now).await?;
        let rulebook = rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
        if let Some(election) = election(&entered, &rulebook, administrator) {
            let drive = pauses::apply(tx, id, &election, now).await?;
            follow(tx, &drive, now).await?;
        }
    }
    for (case, proposal) in case_pauses::not_answered(tx).await? {
        let proposal = read::get(tx, proposal, now).await?;
        let rulebook = rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
        if let Some(election) = case_rules::election(&entered, &rulebook, administrator) {
            case_pauses::apply(tx, case, &election, now, calendar).await?;
        }
    }
    Ok(entered)
}

/// Takes a polling day back before it has any effect.
///
/// # Errors
/// Those of [`polling::remove`].
pub async fn remove_polling_day(
    tx: &Tx,
    id: Uuid,
    administrator: PersonId,
    now: Now,
    calendar: &OfficeCalendar,
) -> Result<(), Fault> {
    polling::remove(tx, id, administrator, now).await?;
    for drive in pauses::take_back(tx, id, now).await? {
        follow(tx, &drive, now).await?;
    }
    case_pauses::take_back(tx, id, administrator, now, calendar).await?;
    Ok(())
}

/// Lets a drive that has just been made pause for the polling days that are known.
///
/// # Errors
/// A database error.
pub async fn apply_polling_days(
    tx: &Tx,
    id: ProposalId,
    rulebook: &Rulebook,
    reviewer: PersonId,
    now: Now,
) -> Result<(), Fault> {
    for day in polling::list(tx).await? {
        let Some(election) = election(&day, rulebook, reviewer) else { continue };
        if election.ends_at > now {
            let drive = pauses::apply(tx, DriveId(id.0), &election, now).await?;
            follow(tx, &drive, now).await?;
        }
    }
    Ok(())
}

fn election(day: &PollingDay, rulebook: &Rulebook, administrator: PersonId) -> Option<Election> {
    let (starts_at, ends_at) = day.pause(rulebook)?;
    Some(Election { source: day.id, name: day.name.clone(), starts_at, ends_at, administrator })
}

/// Lets one drive pause, with a public reason.
///
/// # Errors
/// [`Fault::Invalid`] (`reason`), or those of [`pauses::order`].
pub async fn pause(app: &App, id: ProposalId, reason: &str, administrator: PersonId) -> Result<Drive, Fault> {
    let mut errors = FieldErrors::new();
    let reason = errors.take(text::block("reason", reason, REASON));
    let reason = errors.into_result(reason)?;
    app.write(async |tx, now| {
        let drive = pauses::order(tx, DriveId(id.0), &reason, administrator, now).await?;
        follow(tx, &drive, now).await?;
        Ok(drive)
    })
    .await
}

/// Lets one drive go on.
///
/// # Errors
/// Those of [`pauses::resume`].
pub async fn resume(app: &App, id: ProposalId, administrator: PersonId) -> Result<Drive, Fault> {
    app.write(async |tx, now| {
        let drive = pauses::resume(tx, DriveId(id.0), administrator, now).await?;
        follow(tx, &drive, now).await?;
        Ok(drive)
    })
    .await
}

/// The proposal's window goes with its drive's.
async fn follow(tx: &Tx, drive: &Drive, now: Now) -> Result<(), Fault> {
    if drive.window(now) != Window::Over {
        life::move_window(tx, ProposalId(drive.id.0), drive.ends_at(), now).await?;
    }
    Ok(())
}
