//! Signing at a counter: a clerk, somebody who is present, and what identifies them, which is forgotten at once.

use folkmoot_accounts::people;
use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::{DriveId, FieldErrors, PersonId, ProposalId};
use folkmoot_signatures::{Signed, counter, drives};

use super::paper::person_key;
use crate::{App, Fault};

/// What a clerk enters.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// What the rulebook asks for; personal.
    pub identifier: String,
    /// Code or name of a county or city; empty if the person would not say.
    pub county: String,
    /// Whether the person is present and wants it.
    pub present: bool,
}

/// Takes a signature at a counter; nothing if the person had signed.
///
/// # Errors
/// [`Fault::Invalid`] for the fields `identifier`, `county` and `counter_present`; [`Fault::TooMany`]; why the drive takes
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
    let county: Option<CountyCode> = match entered.county.trim() {
        "" => None,
        typed => {
            let county = typed.parse().ok();
            if county.is_none() {
                errors.add("county", "county_unknown");
            }
            county
        }
    };
    if !entered.present {
        errors.add("counter_present", "required");
    }
    let key = errors.into_result(key.ok())?;
    let (hook, limits) = (app.thresholds.as_ref(), &app.limits);
    app.write(async |tx, now| {
        people::may_enter_signature(tx, limits, clerk, now).await?;
        Ok::<_, Fault>(counter::sign(tx, now, hook, drive.id, key, county, clerk).await?)
    })
    .await
}
