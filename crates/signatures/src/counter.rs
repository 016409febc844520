//! Signing at a counter: a clerk enters it for somebody who is present.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{Actor, DriveId, Now, PersonId, Tx};

use crate::PersonKey;
use crate::batch::{batch_of, take};
use crate::error::SignError;
use crate::intake::{OnThreshold, SignRequest, Signed};
use crate::receipt::Channel;

/// Takes the signature of a person at a counter. Nothing but that they had signed is told of somebody who had: neither
/// when nor how.
///
/// # Errors
/// That of the drive's window, or a database error.
pub async fn sign(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    drive: DriveId,
    person_key: PersonKey,
    region: Option<RegionCode>,
    clerk: PersonId,
) -> Result<Option<Signed>, SignError> {
    let request =
        SignRequest { drive, person: None, person_key, region, channel: Channel::Counter, origin: None };
    let signed = take(tx, || now, hook, &[request]).await?.pop().ok_or(SignError::NoSuchDrive)??;
    if signed.already {
        return Ok(None);
    }
    let actor = Actor::Person { id: clerk, role: "clerk" };
    let told = NewEvent::new("signatures.at_counter", drive, actor).about(batch_of(signed.receipt.id));
    event::append(tx, now, told.internal()).await?;
    Ok(Some(signed))
}
