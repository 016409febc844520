//! `folkmoot rulebook`: checking, explaining and publishing the files of procedures.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Subcommand, ValueEnum};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::clock::SystemClock;
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::{Clock as _, db};
use folkmoot_proposals::Rulebooks;
use folkmoot_proposals::rulebook::{SHIPPED, parse};
use folkmoot_web::Lang;

use super::Common;
use super::run::{Result, configure, open, say};
use crate::config::{Config, Mode};
use crate::pages::rules::{changed, explained};
use crate::rulebook_files::{self, FileError, told};

/// What to do with rulebooks.
#[derive(Debug, Subcommand)]
pub enum Rulebook {
    /// Says everything that is wrong with files, with line, column and what to write instead; exits with 1 if there is
    /// anything.
    ///
    /// Needs neither settings nor a database. What can stand in a file is told on the page /rules/schema.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Says in plain words what a file says: every number with where it comes from, and a worked example of its dates.
    ///
    /// Needs neither settings nor a database.
    Explain {
        /// The file, or the name of one that comes with the platform, such as join.
        file: PathBuf,
        /// In which language.
        #[arg(long, default_value = "zh-TW")]
        locale: Locale,
        /// The day on which the proposal of the example is submitted, as 2026-03-02; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
    },
    /// Lists the rulebooks of the platform with their versions.
    List {
        /// Of a demo's database.
        #[arg(long)]
        demo: bool,
    },
    /// Publishes files: a new rulebook, or a new version whose difference to the one before is told.
    ///
    /// Proposals keep the version they were submitted under. The platform knows the rulebook once it is started again;
    /// the setting `rulebook` says whether new proposals are born under it.
    Add {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Only says what would change, and publishes nothing.
        #[arg(long)]
        dry_run: bool,
        /// The language in which the difference is told.
        #[arg(long, default_value = "zh-TW")]
        locale: Locale,
        /// Into a demo's database.
        #[arg(long)]
        demo: bool,
    },
}

/// A language of the platform.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Locale {
    /// Traditional Chinese.
    #[value(name = "zh-TW")]
    Chinese,
    /// English.
    #[value(name = "en")]
    English,
}

impl From<Locale> for Lang {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::Chinese => Self::ZhTw,
            Locale::English => Self::En,
        }
    }
}

/// Does it.
///
/// # Errors
/// A file that can't be read, wrong settings, or a database error.
pub(super) async fn run(common: &Common, what: Rulebook) -> Result<ExitCode> {
    let settings = |demo| configure(common, if demo { Mode::Demo } else { Mode::Serve });
    match what {
        Rulebook::Check { files } => check(&files),
        Rulebook::Explain { file, locale, date } => explain(&file, locale.into(), date),
        Rulebook::List { demo } => list(&settings(demo)?).await,
        Rulebook::Add { files, dry_run, locale, demo } => {
            add(&settings(demo)?, &files, dry_run, locale.into()).await
        }
    }
}

fn check(files: &[PathBuf]) -> Result<ExitCode> {
    let mut wrong = 0;
    for file in files {
        match parse(&rulebook_files::read(file)?) {
            Ok(rulebook) => {
                let (id, name) = (&rulebook.id, &rulebook.name);
                say(&format!("{}: in order ({id}: {}, {})", file.display(), name.zh, name.en));
            }
            Err(mistakes) => {
                wrong += mistakes.len();
                told(file, &mistakes).iter().for_each(|line| say(line));
            }
        }
    }
    if wrong == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{wrong} {}", if wrong == 1 { "mistake" } else { "mistakes" }));
    Ok(ExitCode::FAILURE)
}

fn explain(file: &Path, lang: Lang, date: Option<NaiveDate>) -> Result<ExitCode> {
    let shipped = SHIPPED.iter().find(|(id, _)| file.to_str() == Some(*id)).filter(|_| !file.exists());
    let source = match shipped {
        Some((_, source)) => (*source).to_owned(),
        None => rulebook_files::read(file)?,
    };
    match parse(&source) {
        Ok(rulebook) => {
            let day = date.unwrap_or_else(|| day_of(SystemClock.now()));
            let rules = explained(lang, &rulebook, &OfficeCalendar::shipped(), day);
            say(rules.text(lang).trim_end());
            Ok(ExitCode::SUCCESS)
        }
        Err(mistakes) => {
            told(file, &mistakes).iter().for_each(|line| say(line));
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn list(settings: &Config) -> Result<ExitCode> {
    let db = open(settings).await?;
    let tx = db.begin().await?;
    let rulebooks = Rulebooks::load(&tx, SystemClock.now()).await?;
    db::commit(tx).await?;
    for rulebook in rulebooks.all() {
        let (id, name) = (&rulebook.id, &rulebook.name);
        let offered = if settings.rulebooks.contains(id) { ", offered" } else { "" };
        say(&format!("{id} {} ({}, {}{offered})", rulebook.version, name.zh, name.en));
    }
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn add(settings: &Config, files: &[PathBuf], dry_run: bool, lang: Lang) -> Result<ExitCode> {
    let (db, now) = (open(settings).await?, SystemClock.now());
    let tx = db.begin().await?;
    for file in files {
        let published = match rulebook_files::publish(&tx, file, now).await {
            Err(FileError::Mistakes { file, mistakes }) => {
                told(&file, &mistakes).iter().for_each(|line| say(line));
                say("Nothing was published.");
                return Ok(ExitCode::FAILURE);
            }
            other => other?,
        };
        let (id, version) = (&published.rulebook.id, published.rulebook.version);
        match (&published.before, published.is_new) {
            (_, false) => say(&format!("{id}: says what version {version} says; nothing is new")),
            (None, true) => say(&format!("{id}: published, version {version}")),
            (Some(before), true) => {
                say(&format!("{id}: published, version {version}; against version {}:", before.version));
                changed(lang, before, &published.rulebook).iter().for_each(|line| say(&format!("  {line}")));
            }
        }
    }
    if dry_run {
        tx.rollback().await?;
        say("Nothing was written.");
    } else {
        db::commit(tx).await?;
    }
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}
