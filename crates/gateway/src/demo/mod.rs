//! The demo's sample content: a story of the past months, lived through the same acts that people do, with a clock that
//! walks from then to now.

mod acts;
mod content;
pub mod identity;
mod opinions;
mod plan;
mod story;
mod texts;
mod told;

use std::sync::{Arc, LazyLock};

use folkmoot_agency_responses::agencies;
use folkmoot_foundation::clock::ManualClock;

pub use content::Account;

use crate::App;
use crate::app::Parts;

/// What can go wrong while the sample content is made.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The password of every sample account.
pub const PASSWORD: &str = "walnut-harbour-2026";

/// The address of a sample account.
pub fn address(key: &str) -> String {
    format!("{key}@demo.example")
}

/// The accounts that the sign-in page offers.
pub fn accounts() -> &'static [Account] {
    // The files are compiled in and read by a test, so nothing is missing here in practice.
    static ACCOUNTS: LazyLock<Vec<Account>> = LazyLock::new(|| {
        let all = content::Content::read().map(|content| content.accounts).unwrap_or_default();
        all.into_iter().filter(|account| !account.shown.is_empty()).collect()
    });
    &ACCOUNTS
}

/// Fills an empty database with the sample content, up to the platform's present; one that has agencies already is left
/// as it is. Says whether it did.
///
/// # Errors
/// If an act of the story is refused, which a test notices.
pub async fn fill(app: &App) -> Result<bool, Error> {
    if !agencies::list(app.db.read(), false).await?.is_empty() {
        return Ok(false);
    }
    let present = app.now();
    let clock = ManualClock::at(present);
    let past = App::start(Parts {
        config: app.config.clone(),
        db: app.db.clone(),
        clock: Arc::new(clock.clone()),
        time_machine: None,
        entropy: Arc::clone(&app.entropy),
        keyring: app.keyring.clone(),
        stopping: app.stopping.clone(),
    })
    .await?;
    story::tell(&past, &clock, present).await?;
    past.intake.stop().await;
    Ok(true)
}
