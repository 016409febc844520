//! What the subcommands do.

use std::error::Error;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use folkmoot_foundation::Db;
use folkmoot_foundation::clock::{Clock, ShiftedClock, SystemClock};
use folkmoot_foundation::crypto::SystemEntropy;
use folkmoot_foundation::db::DbOptions;
use tokio::sync::watch;

use super::Common;
use crate::app::Parts;
use crate::config::{Config, Mode, SmsTransport, Source, load_or_create};
use crate::{App, demo, http, work};

pub(super) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Says on the terminal why it ended.
pub(super) fn fail(error: &dyn Error) -> ExitCode {
    say_error(&format!("folkmoot: {error}"));
    ExitCode::from(2)
}

/// Writes a line for the operator.
#[allow(clippy::print_stdout)]
pub(super) fn say(line: &str) {
    println!("{line}");
}

/// Writes a line for the operator beside what the command gives.
#[allow(clippy::print_stderr)]
pub(super) fn say_error(line: &str) {
    eprintln!("{line}");
}

/// Reads the settings and starts logging.
pub(super) fn configure(common: &Common, mode: Mode) -> Result<Config> {
    let default = Path::new("folkmoot.toml");
    let path = common.config.as_deref().or_else(|| default.exists().then_some(default));
    let text = match path {
        Some(path) => Some(std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?),
        None => None,
    };
    let config = Config::read(mode, Source::new(text.as_deref(), std::env::vars()))?;
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)?;
    // Colours are for people: in a journal or a file their codes only disturb.
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second subscriber can't be set: when a test runs the command line twice, the first one stays.
    let _ = if config.log_json { logging.json().try_init() } else { logging.try_init() };
    Ok(config)
}

/// Opens the database and brings it up to date.
pub(super) async fn open(config: &Config) -> Result<Db> {
    let options =
        DbOptions { url: config.database_url.clone(), max_connections: config.database_connections };
    let db = Db::connect(&options)
        .await
        .map_err(|e| format!("database_url: the database can't be opened: {e}"))?;
    folkmoot_migrations::migrate(&db)
        .await
        .map_err(|e| format!("the database can't be brought up to date: {e}"))?;
    Ok(db)
}

/// The platform, ready to answer or to work.
pub(super) async fn assemble(config: Config, db: Db, stopping: watch::Receiver<bool>) -> Result<Arc<App>> {
    let secret = std::env::var("FOLKMOOT_SECRET").ok();
    let keyring = load_or_create(secret.as_deref(), &config.secrets_file)?;
    let time_machine = config.is_demo().then(ShiftedClock::default);
    let clock: Arc<dyn Clock> = match &time_machine {
        Some(clock) => Arc::new(clock.clone()),
        None => Arc::new(SystemClock),
    };
    let entropy = Arc::new(SystemEntropy);
    Ok(App::start(Parts { config, db, clock, time_machine, entropy, keyring, stopping }).await?)
}

pub(super) async fn serve(common: &Common, no_work: bool) -> Result<ExitCode> {
    let mut config = configure(common, Mode::Serve)?;
    config.work = config.work && !no_work;
    if config.sms == SmsTransport::Mailbox {
        tracing::warn!("sms.url is not set: confirmation codes for mobile numbers can't be delivered");
    }
    answer_until_stopped(config).await
}

pub(super) async fn demo(common: &Common, fresh: bool) -> Result<ExitCode> {
    let config = configure(common, Mode::Demo)?;
    if fresh {
        throw_away(&config.database_url)?;
    }
    answer_until_stopped(config).await
}

/// Removes the demo's SQLite file; another database is the operator's to empty.
fn throw_away(url: &str) -> Result<()> {
    let Some(path) = url.strip_prefix("sqlite:") else {
        return Err("--fresh only throws away an SQLite file".into());
    };
    let path = path.trim_start_matches("//").split('?').next().unwrap_or_default();
    for ending in ["", "-wal", "-shm"] {
        match std::fs::remove_file(format!("{path}{ending}")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

async fn answer_until_stopped(config: Config) -> Result<ExitCode> {
    let (stop, stopping) = watch::channel(false);
    let db = open(&config).await?;
    let app = assemble(config, db, stopping).await?;
    if app.is_demo() {
        say("Preparing the sample content, if it is not there yet …");
        demo::fill(&app).await.map_err(|e| format!("the sample content: {e}"))?;
    }
    let background = background(&app);
    let running = http::start(Arc::clone(&app)).map_err(|e| format!("listen: {}: {e}", app.config.listen))?;
    say(&format!("Folkmoot answers on {} (listening on {})", app.config.public_url, running.address));
    if app.is_demo() {
        say(&format!("Sample accounts, all with the password {}:", demo::PASSWORD));
        for account in demo::accounts() {
            let shown = account.shown.get("zh-TW").map_or("", String::as_str);
            say(&format!("  {:<28} {shown}", demo::address(&account.key)));
        }
        let url = &app.config.public_url;
        say(&format!("Time machine and sample crowd: {url}/demo/clock"));
        say(&format!("Mails and text messages:       {url}/demo/mailbox"));
    }
    let asked = asked_to_stop()?;
    say("Ctrl-C ends it.");
    asked.await;
    say("Ending: requests under way are finished first.");
    stop.send_replace(true);
    running.stop().await?;
    background.await?;
    app.intake.stop().await;
    app.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Starts what goes on without a request; the handle ends when it has ended.
fn background(app: &Arc<App>) -> tokio::task::JoinHandle<()> {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let clock = work::follow_clock(Arc::clone(&app));
        if app.config.work {
            tokio::join!(clock, work::until_stopped(Arc::clone(&app)), work::imports::until_stopped(app));
        } else {
            clock.await;
        }
    })
}

pub(super) async fn work(common: &Common, demo: bool) -> Result<ExitCode> {
    let mut config = configure(common, if demo { Mode::Demo } else { Mode::Serve })?;
    config.work = true;
    let (stop, stopping) = watch::channel(false);
    let db = open(&config).await?;
    let app = assemble(config, db, stopping).await?;
    let background = background(&app);
    let asked = asked_to_stop()?;
    say("Folkmoot works in the background. Ctrl-C ends it.");
    asked.await;
    stop.send_replace(true);
    background.await?;
    app.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn migrate(common: &Common, check: bool) -> Result<ExitCode> {
    let config = configure(common, Mode::Serve)?;
    let options = DbOptions { url: config.database_url.clone(), max_connections: 2 };
    let db = Db::connect(&options).await?;
    let waiting = folkmoot_migrations::pending(&db).await?;
    if check {
        say(&format!("{waiting} change(s) of the schema are waiting."));
        return Ok(if waiting == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    folkmoot_migrations::migrate(&db).await?;
    say(&format!("{waiting} change(s) of the schema were made; the database is up to date."));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn health(common: &Common) -> Result<ExitCode> {
    let config = configure(common, Mode::Serve)?;
    let mut address = config.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let well = reqwest::get(format!("http://{address}/healthz"))
        .await
        .is_ok_and(|answer| answer.status().is_success());
    say(if well { "well" } else { "not well" });
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Waits for Ctrl-C or for a service manager's SIGTERM; from the call on, neither ends the process any more.
///
/// # Errors
/// When the system lets no signal be listened to.
#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits for Ctrl-C; from the call on, it doesn't end the process any more.
///
/// # Errors
/// When the system lets no signal be listened to.
#[cfg(windows)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
