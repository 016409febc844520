//! What goes on without a request: sealing the event log, telling people, recording what the clock has decided.
//!
//! Nothing that a page shows waits for this work: states that pass with time are derived when they are read. Each task
//! is safe in several processes at once and after a crash at any point.

pub mod checks;
mod directory;
pub mod imports;
mod reminders;
mod transports;
pub mod words;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use folkmoot_accounts::housekeeping;
use folkmoot_agency_responses::{afterwards, cases};
use folkmoot_discussion::origins;
use folkmoot_foundation::{db, event, kept_answers, search};
use folkmoot_hearings::{jobs, registrations};
use folkmoot_notifications::fan_out::{self, FanOut};
use folkmoot_notifications::{Courier, Error, digests, outbox};
use folkmoot_proposals::life;
use folkmoot_signatures::{checks as signature_checks, paper, pauses, pending};

use crate::config::Config;
use crate::{App, Fault, flows};

/// How long the loop sleeps when nobody wakes it.
const NAP: Duration = Duration::from_secs(1);

/// How long it rests when all it did was to seal: nothing waits for the sealer, and a crowd that signs makes many events.
const REST: Duration = Duration::from_millis(250);

/// How many events or messages one task takes at a time.
const BATCH: u64 = 100;

/// How many events a consumer passes at a time; most concern nobody and cost nothing.
const EVENTS: u64 = 500;

/// Puts together what delivers messages.
///
/// # Errors
/// [`Error::Setup`] if a transport can't work as configured.
pub fn courier(
    config: &Config,
    db: &folkmoot_foundation::Db,
    keyring: &folkmoot_foundation::crypto::Keyring,
    clock: &Arc<dyn folkmoot_foundation::Clock>,
    rulebooks: &folkmoot_proposals::Rulebooks,
) -> Result<Courier, Error> {
    Ok(Courier {
        db: db.clone(),
        keyring: keyring.clone(),
        renderer: Arc::new(words::Pen { public_url: config.public_url.clone() }),
        directory: Arc::new(directory::People {
            db: db.clone(),
            keyring: keyring.clone(),
            clock: Arc::clone(clock),
            rulebooks: rulebooks.clone(),
        }),
        mailer: transports::mailer(config, db, keyring)?,
        sms: transports::sms(config, db, keyring)?,
    })
}

/// One kind of background work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    /// Reads the imported office calendars again.
    Calendar,
    /// Writes down windows that ended below their threshold, supplements that were not answered, and pauses that are over.
    Lapses,
    /// Writes down deadlines that were missed.
    Misses,
    /// Puts what changed on desks into their kept counts.
    DeskCounts,
    /// Asks people about responses, and writes down what they said once it is over.
    Afterwards,
    /// Reminds agencies of their dates.
    Reminders,
    /// Puts signatures aside that are conspicuous over all processes.
    Checks,
    /// Puts into the index of the search what was there before it.
    Index,
    /// Seals the event log.
    Seal,
    /// Notes whom events are to be told to.
    Consume,
    /// Tells the next people.
    FanOut,
    /// Queues the mails that list what happened since the last one.
    Digests,
    /// Erases the bytes of files that were removed from cases and hearings.
    Erase,
    /// Sends mails and text messages.
    Deliver,
    /// Removes sessions, codes, registrations, what people said when they registered for hearings of long ago, and waiting signatures that have run out, messages of long ago and where
    /// signatures of long ago came from, once an hour.
    Tidy,
}

/// In this order, so that one pass carries a missed deadline to the mail that tells of it.
const TASKS: [Task; 15] = [
    Task::Calendar,
    Task::Lapses,
    Task::Misses,
    Task::DeskCounts,
    Task::Afterwards,
    Task::Reminders,
    Task::Checks,
    Task::Index,
    Task::Seal,
    Task::Consume,
    Task::FanOut,
    Task::Digests,
    Task::Erase,
    Task::Deliver,
    Task::Tidy,
];

impl Task {
    /// Does the task once; says how much was done.
    async fn run(self, app: &App) -> Result<usize, Fault> {
        let now = app.now();
        match self {
            Self::Calendar => {
                app.calendar.reload(app.db.read()).await?;
                Ok(0)
            }
            Self::Lapses => {
                let lapsed = life::record_lapses(&app.db, now).await.map_err(Fault::internal)?;
                let unanswered = life::record_unanswered(&app.db, now).await.map_err(Fault::internal)?;
                let resumed = pauses::record_resumed(&app.db, now).await?;
                Ok(lapsed + unanswered + resumed)
            }
            Self::Misses => cases::record_missed(&app.db, now).await.map_err(Fault::internal),
            Self::DeskCounts => cases::fold_desk_counts(&app.db).await.map_err(Fault::internal),
            Self::Afterwards => afterwards::record(&app.db, now).await.map_err(Fault::internal),
            Self::Reminders => reminders::run(app).await,
            Self::Checks => checks::run(app).await,
            Self::Index => index(app).await,
            Self::Seal => Ok(event::seal(&app.db, &app.checkpoint_key, now).await?),
            Self::Consume => Ok(event::consume(&app.db, &FanOut, now, EVENTS).await?),
            Self::FanOut => fan_out::step(&app.db, app.courier.directory.as_ref(), &app.keyring, now)
                .await
                .map_err(Fault::internal),
            Self::Digests => Ok(digests::step(&app.db, &app.keyring, now).await?),
            Self::Erase => flows::files::erase_removed(app).await,
            Self::Deliver => {
                let delivered = app.courier.deliver(now, BATCH).await.map_err(Fault::internal)?;
                // What was postponed is no reason to come back at once.
                Ok(delivered.sent + delivered.failed)
            }
            Self::Tidy => {
                let hour = now.timestamp() / 3600;
                if app.tidied.swap(hour, Ordering::Relaxed) != hour {
                    let tx = app.db.begin().await?;
                    housekeeping::purge(&tx, now).await?;
                    pending::purge(&tx, now).await?;
                    paper::purge(&tx, now).await?;
                    paper::erase_evidence(&tx, now).await?;
                    registrations::purge(&tx, now).await?;
                    jobs::purge(&tx, now).await?;
                    kept_answers::purge(&tx, now).await?;
                    outbox::purge(&tx, now).await?;
                    folkmoot_discussion::moderation::purge(&tx, now).await?;
                    folkmoot_discussion::opinions::originals::erase(&tx, now).await?;
                    origins::forget(&tx, now - chrono::TimeDelta::hours(1)).await?;
                    db::commit(tx).await?;
                    erase_origins(app).await?;
                }
                Ok(0)
            }
        }
    }
}

/// One step of each part of the platform that is not wholly in the index of the search.
async fn index(app: &App) -> Result<usize, Fault> {
    if search::backlog::waiting(app.db.read()).await?.is_empty() {
        return Ok(0);
    }
    let proposals = folkmoot_proposals::index::catch_up(&app.db, app.now()).await?;
    let voices = folkmoot_discussion::index::catch_up(&app.db).await?;
    let published = folkmoot_agency_responses::index::catch_up(&app.db).await?;
    Ok(proposals + voices + published)
}

/// Erases where signatures of long ago came from, in steps of their own, so that nobody who signs waits long for one; what
/// is left after many is erased an hour later.
async fn erase_origins(app: &App) -> Result<(), Fault> {
    const STEPS: usize = 500;
    for _ in 0..STEPS {
        let tx = app.db.begin().await?;
        let passed = signature_checks::erase_origins(&tx, app.now()).await?;
        db::commit(tx).await?;
        if passed == 0 {
            break;
        }
    }
    Ok(())
}

/// What a pass did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// How many events were sealed and passed by consumers.
    pub log: usize,
    /// How much else was done.
    pub rest: usize,
}

/// Does everything that is due once; says how much was done, nothing when all is quiet.
///
/// # Errors
/// The first error; the tasks after it were done nevertheless.
pub async fn pass(app: &App) -> Result<Done, Fault> {
    let (mut done, mut failed) = (Done::default(), None);
    for task in TASKS {
        match task.run(app).await {
            Ok(count) if matches!(task, Task::Seal | Task::Consume) => done.log += count,
            Ok(count) => done.rest += count,
            Err(fault) => {
                let error = fault.source_text();
                tracing::error!(?task, error, "background work failed; it is tried again");
                failed = failed.or(Some(fault));
            }
        }
    }
    failed.map_or(Ok(done), Err)
}

/// Works until the process is to end: at once when there is something to do or somebody rings, else every second.
pub async fn until_stopped(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    while !*stopping.borrow() {
        let nap = match pass(&app).await {
            Ok(done) if done.rest > 0 => continue,
            Ok(done) if done.log > 0 => REST,
            _ => NAP,
        };
        tokio::select! {
            () = app.work.notified() => {}
            () = tokio::time::sleep(nap) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

/// Follows the demo's clock as other processes move it, until the process is to end.
pub async fn follow_clock(app: Arc<App>) {
    let Some(machine) = app.time_machine.clone() else { return };
    let mut stopping = app.stopping.clone();
    while !*stopping.borrow() {
        match folkmoot_foundation::demo_clock::offset_ms(app.db.read()).await {
            Ok(offset) => machine.raise_to(offset),
            Err(error) => tracing::error!(%error, "the demo's clock can't be read"),
        }
        tokio::select! {
            () = tokio::time::sleep(NAP) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}
