//! What the accounts crate wants sent, handed to the outbox in the same transaction.

use folkmoot_accounts::{Outgoing, Way};
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::{DbErr, Now, Tx};
use folkmoot_notifications::outbox::{self, Mail, Sms};

/// Queues a message of the accounts crate; it goes out once `tx` is committed.
///
/// # Errors
/// A database error.
pub async fn send(keyring: &Keyring, tx: &Tx, outgoing: Outgoing, now: Now) -> Result<(), DbErr> {
    let (kind, data) = (outgoing.kind.code().to_owned(), outgoing.kind.data());
    let Outgoing { person: to_person, to_sealed, locale, kind: what } = outgoing;
    match what.way() {
        Way::Mail => {
            let mail = Mail { to_person, address: to_sealed, kind, locale, data };
            outbox::queue_mail(tx, keyring, mail, now).await?;
        }
        Way::Sms => {
            let sms = Sms { to_person, number: to_sealed, kind, locale, data };
            outbox::queue_sms(tx, keyring, sms, now).await?;
        }
    }
    Ok(())
}
