//! Taking a signature back.

use folkmoot_foundation::{Actor, DriveId, Now, PersonId, Tx};

use crate::changes::{NewState, turn};
use crate::drives::lock;
use crate::error::SignError;
use crate::receipt::{Receipt, State};
use crate::{PersonKey, signers};

/// A signature that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// The receipt, which now says so.
    pub receipt: Receipt,
    /// The drive's count afterwards.
    pub count: i64,
}

/// Takes back a person's signature, found by their key or by their account, while the window is open. It leaves the hour
/// and the region it was counted in; a threshold that was reached stays reached, though it may be fallen below.
///
/// # Errors
/// [`SignError::NoSuchDrive`], [`SignError::NotYetOpen`], [`SignError::Over`], [`SignError::NotSigned`], or a database
/// error.
pub async fn withdraw(
    tx: &Tx,
    drive: DriveId,
    person_key: &PersonKey,
    person: Option<PersonId>,
    now: Now,
) -> Result<Withdrawn, SignError> {
    let held = lock(tx, drive).await?;
    held.check(now)?;
    let row = signers::find(tx, drive, person_key, person).await?.ok_or(SignError::NotSigned)?;
    let mut receipt = Receipt::from(row);
    // Of a signer's own act the platform is the actor: who signed is nobody's business.
    let new = NewState { state: State::Withdrawn, reason: None, actor: Actor::System };
    let changed = turn(tx, now, None, drive, &[receipt.id], new).await?;
    if changed.signatures.is_empty() {
        return Err(SignError::NotSigned);
    }
    receipt.state = State::Withdrawn;
    Ok(Withdrawn { receipt, count: changed.count })
}
