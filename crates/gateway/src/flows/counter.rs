//! Signing at a counter: a clerk, somebody who is present, and what identifies them, which is forgotten at once.

use folkmoot_accounts::people;
use folkmoot_foundation::{DriveId, FieldErrors, PersonId, ProposalId};
use folkmoot_signatures::{Signed, counter, drives};

use super::paper::person_key;
use super::regions;
use crate::{App, Fault};

/// What a clerk enters.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// What the rulebook asks for; personal.
    pub identifier: String,
    /// Code or name of a region of the rulebook; empty if the person would not say.
    pub region: String,
    /// Whether the person is present and wants it.
    pub present: bool,
}

/// Takes a signature at a counter; nothing if the person had signed.
///
/// # Errors
/// [`Fault::Invalid`] for the fields `identifier`, `region` and `counter_present`; [`Fault::TooMany`]; why the drive takes
/// no signatures.
pub async fn sign(
    app: &App,
    id: ProposalId,
    clerk: PersonId,
    entered: &Entered,
) -> Result<Option<Signed>, Fault> {
    let drive = drives::get(app.db.read(), DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let rulebook = app.rulebook_of.get(id).await?;
    let mut errors = FieldErrors::new();
    let key = person_key(&app.keyring, rulebook.who.unique_by, &entered.identifier);
    if let Err(code) = key {
        errors.add("identifier", code.trim_start_matches("identifier_"));
    }
    let region = regions::given(&rulebook, &entered.region);
    if let Err(code) = region {
        errors.add("region", code);
    }
    if !entered.present {
        errors.add("counter_present", "required");
    }
    let (key, region) = errors.into_result(key.ok().zip(region.ok()))?;
    let (hook, limits) = (app.thresholds.as_ref(), &app.limits);
    app.write(async |tx, now| {
        people::may_enter_signature(tx, limits, clerk, now).await?;
        Ok::<_, Fault>(counter::sign(tx, now, hook, drive.id, key, region, clerk).await?)
    })
    .await
}
