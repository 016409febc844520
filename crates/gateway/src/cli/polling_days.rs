//! `folkmoot admin polling-days`: the national polling days, before which proposing and co-signing pause.

use clap::Subcommand;
use folkmoot_accounts::people;
use folkmoot_foundation::calendar::SharedCalendar;
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::{Db, Now, PersonId, db};
use folkmoot_proposals::{Rulebooks, polling};

use super::run::{Result, say};
use crate::Fault;
use crate::flows::pauses;

/// What to do with polling days.
#[derive(Debug, Subcommand)]
pub enum PollingDays {
    /// Lists them, the earliest first.
    List,
    /// Enters one.
    Add {
        /// The day, as 2026-11-28.
        #[arg(long)]
        day: String,
        /// What people call it.
        #[arg(long)]
        name: String,
        /// The address of the administrator who enters it.
        #[arg(long)]
        email: String,
    },
    /// Takes one back before it has any effect.
    Remove {
        /// The day, as 2026-11-28.
        #[arg(long)]
        day: String,
        /// The address of the administrator who takes it back.
        #[arg(long)]
        email: String,
    },
}

/// Does it.
///
/// # Errors
/// An unknown address or day, a day that can't be entered or taken back, or a database error.
pub(super) async fn run(db: &Db, keyring: &Keyring, what: PollingDays, now: Now) -> Result<()> {
    let calendar = SharedCalendar::default();
    calendar.reload(db.read()).await?;
    match what {
        PollingDays::List => {
            for day in polling::list(db.read()).await? {
                say(&format!("{} {} (pauses from {})", day.day, day.name, day.pauses_from));
            }
        }
        PollingDays::Add { day, name, email } => {
            let by = administrator(db, keyring, &email).await?;
            let tx = db.begin().await?;
            let rulebooks = Rulebooks::load(&tx, now).await?;
            let entered = pauses::add_polling_day(&tx, &rulebooks, &day, &name, by, now, &calendar.get())
                .await
                .map_err(told)?;
            db::commit(tx).await?;
            say(&format!("{} {} was entered.", entered.day, entered.name));
        }
        PollingDays::Remove { day, email } => {
            let by = administrator(db, keyring, &email).await?;
            let days = polling::list(db.read()).await?;
            let entered = days.into_iter().find(|entered| entered.day.to_string() == day);
            let entered = entered.ok_or("no such polling day is entered")?;
            let tx = db.begin().await?;
            pauses::remove_polling_day(&tx, entered.id, by, now, &calendar.get()).await.map_err(told)?;
            db::commit(tx).await?;
            say(&format!("{} {} was taken back.", entered.day, entered.name));
        }
    }
    Ok(())
}

async fn administrator(db: &Db, keyring: &Keyring, email: &str) -> Result<PersonId> {
    Ok(people::id_by_email(db.read(), keyring, email).await?.ok_or("no account has this address")?)
}

/// What is wrong with the fields, or the code of the fault.
fn told(fault: Fault) -> String {
    match fault {
        Fault::Invalid(errors) => {
            errors.0.iter().map(|e| format!("{}: {}", e.field, e.code)).collect::<Vec<_>>().join("; ")
        }
        other => other.source_text(),
    }
}
