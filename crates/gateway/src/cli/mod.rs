//! The command line: `folkmoot serve`, `demo`, `work`, `migrate`, `admin`, `import`, `export`,
//! `verify`, `rulebook`, `health`.

mod admin;
mod export;
mod import;
mod polling_days;
mod rulebook;
mod run;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// Folkmoot: public policy participation. Every voice counts once; every promise has a date.
#[derive(Debug, Parser)]
#[command(name = "folkmoot", version)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What all subcommands take.
#[derive(Debug, Args)]
pub struct Common {
    /// The settings file (TOML). Without it, folkmoot.toml is read if it is there; FOLKMOOT_* variables win over the file.
    #[arg(long, short, global = true, env = "FOLKMOOT_CONFIG")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answers requests, and does the background work unless told not to.
    ///
    /// The database is made and brought up to date at the start. Ctrl-C ends it after the requests under way.
    Serve {
        /// Leaves the background work to a `folkmoot work` beside it.
        #[arg(long)]
        no_work: bool,
    },
    /// Serves with sample content and accounts, a mailbox page and a time machine: for trying things out.
    Demo {
        /// Throws the demo's database away first and begins anew.
        #[arg(long)]
        fresh: bool,
    },
    /// Does the background work in a process of its own: seals, mails, reminders, lapses.
    Work {
        /// Works for a demo: with its database, mailbox and moved clock.
        #[arg(long)]
        demo: bool,
    },
    /// Brings the database up to date and ends.
    Migrate {
        /// Only says how many changes are waiting; exits with 1 if there are any.
        #[arg(long)]
        check: bool,
    },
    /// Creates people with roles, resets passwords, verifies the log, counts again.
    Admin {
        #[command(subcommand)]
        what: admin::Admin,
    },
    /// Imports an office calendar, the record of a hearing, or comments.
    Import {
        #[command(subcommand)]
        what: import::Import,
    },
    /// Exports public proposals, signature counts or events, as JSON lines or CSV.
    Export(export::Export),
    /// Checks receipts and counts from published files alone: no database, no network, no secret.
    Verify {
        #[command(subcommand)]
        what: verify::Verify,
    },
    /// Checks the file of a procedure and explains it.
    Rulebook {
        #[command(subcommand)]
        what: rulebook::Rulebook,
    },
    /// Asks a running platform whether it is well; exits with 1 if not.
    Health,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Two providers of cryptography are in the tree; rustls can't choose by itself.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return run::fail(&error),
    };
    let result = runtime.block_on(async {
        match cli.command {
            Command::Serve { no_work } => run::serve(&cli.common, no_work).await,
            Command::Demo { fresh } => run::demo(&cli.common, fresh).await,
            Command::Work { demo } => run::work(&cli.common, demo).await,
            Command::Migrate { check } => run::migrate(&cli.common, check).await,
            Command::Admin { what } => admin::run(&cli.common, what).await,
            Command::Import { what } => import::run(&cli.common, what).await,
            Command::Export(what) => export::run(&cli.common, what).await,
            Command::Verify { what } => verify::run(&what),
            Command::Rulebook { what } => rulebook::run(&cli.common, what).await,
            Command::Health => run::health(&cli.common).await,
        }
    });
    match result {
        Ok(code) => code,
        Err(error) => run::fail(error.as_ref()),
    }
}
