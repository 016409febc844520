//! What every request and every background task shares.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use folkmoot_accounts::sessions::SessionKey;
use folkmoot_accounts::{Hasher, SignedIn};
use folkmoot_foundation::calendar::SharedCalendar;
use folkmoot_foundation::clock::{Clock, ShiftedClock};
use folkmoot_foundation::crypto::{Entropy, Keyring, Purpose};
use folkmoot_foundation::event::CheckpointKey;
use folkmoot_foundation::grouped::Grouped;
use folkmoot_foundation::{Db, DbErr, Now, Tx, db, demo_clock};
use folkmoot_notifications::Courier;
use folkmoot_proposals::Rulebooks;
use folkmoot_signatures::checks::{Watch, domains};
use folkmoot_signatures::{Intake, Limits};
use tokio::sync::{Notify, Semaphore, watch};

use crate::config::Config;
use crate::demo::identity::DemoProvider;
use crate::files::{Files, FilesError};
use crate::flows::signing::RulebookOf;
use crate::flows::threshold::ProposalThresholds;
use crate::http::shared::SharedPages;
use crate::http::visitor::Sessions;
use crate::identity::{IdentityProvider, Wire};
use crate::live::LiveCounts;
use crate::proof_files::ProofFiles;
use crate::rulebook_files;
use crate::work;

/// The running platform. Handlers take it as `web::Data<App>`.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// The clock of the demo, which can be moved; none when serving for real.
    pub time_machine: Option<ShiftedClock>,
    /// Where tokens and codes come from.
    pub entropy: Arc<dyn Entropy>,
    /// The keys.
    pub keyring: Keyring,
    /// The working days.
    pub calendar: SharedCalendar,
    /// The procedures, in all their versions.
    pub rulebooks: Rulebooks,
    /// Who vouches for identities; nobody if that is not wanted.
    pub identity: Option<IdentityProvider>,
    /// The demo's own identity provider; none when serving for real.
    pub demo_identity: Option<Arc<DemoProvider>>,
    /// The procedure of each proposal that was opened.
    pub rulebook_of: RulebookOf,
    /// The bytes of the files of cases.
    pub files: Files,
    /// Delivers mails and text messages.
    pub courier: Courier,
    /// The way in for signatures.
    pub intake: Intake,
    /// One for each request to sign that may be under way; without one it is refused before anything is done.
    pub signing_turns: Semaphore,
    /// Looks at what comes in; nothing if that is not wanted.
    pub watch: Option<Arc<Watch>>,
    /// How far signatures were looked at again.
    pub swept: work::checks::Place,
    /// What happens when a threshold is reached.
    pub thresholds: Arc<ProposalThresholds>,
    /// The files of whole counts that are being made.
    pub proof_files: ProofFiles,
    /// What signs the checkpoints of the event log.
    pub checkpoint_key: CheckpointKey,
    /// Whose a session is, asked for many at once.
    pub sessions: Grouped<SessionKey, SignedIn>,
    /// Pages that everybody sees alike.
    pub shared_pages: SharedPages,
    /// The counts that somebody watches.
    pub counts: LiveCounts,
    /// Hashes passwords, a bounded number at a time.
    pub hasher: Hasher,
    /// How often signing in, registering and the like may be tried.
    pub limits: folkmoot_accounts::Limits,
    /// The hour (since 1970) in which what has run out was last removed.
    pub tidied: AtomicI64,
    /// The work on long files.
    pub imports: work::imports::Imports,
    /// Rung when there is background work, so that it need not wait for the next second.
    pub work: Arc<Notify>,
    /// Becomes true when the process is to end; streams and loops watch it.
    pub stopping: watch::Receiver<bool>,
}

/// What the platform is made of before it starts; tests put in their own clock and randomness.
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The database, already migrated.
    pub db: Db,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// The clock of the demo.
    pub time_machine: Option<ShiftedClock>,
    /// Where tokens and codes come from.
    pub entropy: Arc<dyn Entropy>,
    /// The keys.
    pub keyring: Keyring,
    /// Becomes true when the process is to end.
    pub stopping: watch::Receiver<bool>,
}

/// Why the platform can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error("the database: {0}")]
    Db(#[from] DbErr),
    /// A rulebook that can't be used.
    #[error("the rulebooks: {0}")]
    Rulebooks(#[from] folkmoot_proposals::Error),
    /// A rulebook of the platform's own that can't be published.
    #[error("the setting rulebooks_folder: {0}")]
    RulebookFile(#[from] rulebook_files::FileError),
    /// A rulebook that the settings name and that is not there.
    #[error("the setting rulebook names {0:?}, and there is no such rulebook")]
    UnknownRulebook(String),
    /// The store for files.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// A rulebook that asks for an identity that nobody vouches for.
    #[error("the setting rulebook names {0:?}, which asks for an identity, and identity_provider is not set")]
    NoIdentityProvider(String),
    /// A client for the identity provider can't be made.
    #[error("identity_provider: {0}")]
    Identity(#[from] reqwest::Error),
    /// A way of sending messages that can't work as configured.
    #[error(transparent)]
    Messages(#[from] folkmoot_notifications::Error),
}

/// The provider of the settings, or else the demo's own.
fn identity_provider(
    config: &Config,
    demo: Option<&Arc<DemoProvider>>,
) -> Result<Option<IdentityProvider>, StartError> {
    let url = &config.public_url;
    Ok(match (&config.identity_provider, demo) {
        (Some(settings), _) => Some(IdentityProvider::new(settings.clone(), url, Wire::http()?)),
        (None, Some(demo)) => {
            let wire = Wire::InProcess(Arc::<DemoProvider>::clone(demo));
            Some(IdentityProvider::new(demo.settings(), url, wire))
        }
        (None, None) => None,
    })
}

impl App {
    /// Puts the parts together and reads what is kept in memory.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(parts: Parts) -> Result<Arc<Self>, StartError> {
        let calendar = SharedCalendar::default();
        calendar.reload(parts.db.read()).await?;
        let tx = parts.db.begin().await?;
        if let Some(folder) = &parts.config.rulebooks_folder {
            rulebook_files::publish_folder(&tx, folder, parts.clock.now()).await?;
        }
        let rulebooks = Rulebooks::load(&tx, parts.clock.now()).await?;
        db::commit(tx).await?;
        if let Some(unknown) = parts.config.rulebooks.iter().find(|id| rulebooks.current(id).is_err()) {
            return Err(StartError::UnknownRulebook(unknown.clone()));
        }
        if let Some(machine) = &parts.time_machine {
            machine.raise_to(demo_clock::offset_ms(parts.db.read()).await?);
        }
        let files = Files::open(&parts.config.files)?;
        let demo_identity = parts.config.is_demo().then(|| {
            let (keyring, clock) = (parts.keyring.clone(), Arc::clone(&parts.clock));
            Arc::new(DemoProvider::new(&parts.config.public_url, keyring, clock))
        });
        let identity = identity_provider(&parts.config, demo_identity.as_ref())?;
        let asks =
            |id: &&String| rulebooks.current(id).is_ok_and(|rulebook| rulebook.who.asks_for_identity());
        if let (None, Some(id)) = (&identity, parts.config.rulebooks.iter().find(asks)) {
            return Err(StartError::NoIdentityProvider(id.clone()));
        }
        let courier = work::courier(&parts.config, &parts.db, &parts.keyring, &parts.clock, &rulebooks)?;
        let bell = Arc::new(Notify::new());
        let thresholds = Arc::new(ProposalThresholds {
            rulebooks: rulebooks.clone(),
            calendar: calendar.clone(),
            work: Arc::clone(&bell),
        });
        let counter_hourly = parts.config.counter_hourly;
        let limits = Limits { waiting: parts.config.signing_queue, ..Limits::default() };
        let signing_turns = Semaphore::new(parts.config.signing_queue);
        let hook = Arc::<ProposalThresholds>::clone(&thresholds);
        let watch = parts.config.checks.clone().map(|limits| {
            let common = domains::marks(&parts.keyring, domains::COMMON);
            Arc::new(Watch::new(limits, common))
        });
        let (intake_db, intake_clock) = (parts.db.clone(), Arc::clone(&parts.clock));
        let intake = match &watch {
            Some(watch) => {
                work::checks::learn_domains(parts.db.read(), &parts.keyring, watch).await?;
                Intake::watched(intake_db, intake_clock, hook, Arc::clone(watch), limits)
            }
            None => Intake::start(intake_db, intake_clock, hook, limits),
        };
        let checkpoint_key = CheckpointKey::new(parts.keyring.key(Purpose::Checkpoint));
        let sessions = Grouped::start(Sessions { db: parts.db.clone(), clock: Arc::clone(&parts.clock) });
        let shared_pages = SharedPages::new(parts.db.clone());
        let counts = LiveCounts::new(parts.config.streams);
        tokio::spawn(counts.clone().run(parts.db.clone(), parts.stopping.clone()));
        let rulebook_of = RulebookOf::new(parts.db.clone(), rulebooks.clone());
        Ok(Arc::new(Self {
            config: parts.config,
            db: parts.db,
            clock: parts.clock,
            time_machine: parts.time_machine,
            entropy: parts.entropy,
            keyring: parts.keyring,
            calendar,
            rulebooks,
            identity,
            demo_identity,
            rulebook_of,
            files,
            courier,
            intake,
            watch,
            swept: work::checks::Place::default(),
            signing_turns,
            thresholds,
            checkpoint_key,
            proof_files: ProofFiles::default(),
            sessions,
            shared_pages,
            counts,
            work: bell,
            imports: work::imports::Imports::default(),
            hasher: Hasher::new(std::thread::available_parallelism().map_or(2, |n| n.get())),
            limits: folkmoot_accounts::Limits {
                signatures_per_clerk: folkmoot_accounts::Limit::new(counter_hourly, 60),
                ..folkmoot_accounts::Limits::default()
            },
            tidied: AtomicI64::new(0),
            stopping: parts.stopping,
        }))
    }

    /// Does one act in a transaction of its own; the background work looks at once what follows from it.
    ///
    /// # Errors
    /// Those of the act, which then has not happened.
    pub async fn write<T, E: From<DbErr>>(
        &self,
        act: impl AsyncFnOnce(&Tx, Now) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.db.begin().await?;
        let outcome = act(&tx, self.now()).await?;
        db::commit(tx).await?;
        self.work.notify_one();
        Ok(outcome)
    }

    /// The present.
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// Whether it is the demo.
    pub fn is_demo(&self) -> bool {
        self.config.is_demo()
    }
}
