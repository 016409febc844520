//! `folkmoot admin`: what an operator does to accounts and counts from the command line.

use std::io::BufRead as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use folkmoot_accounts::people::{self, Registration, Vouched};
use folkmoot_accounts::{Grant, Hasher, Reserved, Role, passwords, second_factor};
use folkmoot_agency_responses::{agencies, record};
use folkmoot_foundation::clock::SystemClock;
use folkmoot_foundation::crypto::{Entropy as _, SystemEntropy};
use folkmoot_foundation::{Actor, Clock as _, Db, DriveId, FieldErrors, db, event};
use folkmoot_signatures::checks::domains;
use folkmoot_signatures::{drives, recount};
use folkmoot_web::Lang;

use super::Common;
use super::polling_days::{self, PollingDays};
use super::run::{Result, configure, open, say};
use crate::config::{Mode, load_or_create};
use crate::flows::outgoing;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Creates a person with a role; the first administrator of an installation is made this way.
    ///
    /// The password is read from standard input if it is not a terminal's, else one is made and printed.
    Create(Create),
    /// Sets a new password for an address and ends all of its sessions.
    ResetPassword {
        /// The address of the account.
        #[arg(long)]
        email: String,
        /// Reads the new password from the first line of standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Removes the second factor of somebody who lost phone and recovery codes, and ends all of their sessions: for when no
    /// administrator can.
    RemoveSecondFactor {
        /// The address of the account.
        #[arg(long)]
        email: String,
        /// How it was made sure who asks; kept in the log.
        #[arg(long)]
        reason: String,
    },
    /// National polling days, before which proposing and co-signing pause.
    PollingDays {
        #[command(subcommand)]
        what: PollingDays,
    },
    /// Takes a list of domains that give throw-away addresses, one a line, in place of the one before; running processes
    /// follow within seconds.
    MailDomains {
        /// The file, or - for standard input.
        file: std::path::PathBuf,
        /// The address of the administrator who gives it.
        #[arg(long)]
        email: String,
    },
    /// Checks the chain of the event log from its beginning; exits with 1 if a seal does not fit.
    VerifyLog,
    /// Counts the record of promises again from the event log alone and prints what differs from the rows; exits with 1 if
    /// anything does.
    RecomputeRecord,
    /// Counts signatures again from their rows and compares total, hours, counties and the log; exits with 1 if anything
    /// differs. Nobody signs a proposal while it is being counted.
    Recount {
        /// A proposal's id; without it every proposal is counted.
        proposals: Vec<folkmoot_foundation::ProposalId>,
    },
}

/// Whom to create.
#[derive(Debug, Args)]
pub struct Create {
    /// The e-mail address, which counts as confirmed.
    #[arg(long)]
    email: String,
    /// The name.
    #[arg(long)]
    name: String,
    /// The name others see.
    #[arg(long)]
    nickname: String,
    /// The mobile number, as 09xxxxxxxx or +886…
    #[arg(long)]
    mobile: String,
    /// Counts the mobile number as confirmed too.
    #[arg(long)]
    mobile_confirmed: bool,
    /// reviewer, agency_officer, agency_approver, moderator, facilitator, clerk or administrator
    #[arg(long)]
    role: Role,
    /// The slug of the agency, for officers and approvers.
    #[arg(long)]
    agency: Option<String>,
    /// Reads the password from the first line of standard input instead of making one.
    #[arg(long)]
    password_stdin: bool,
}

/// Does it.
///
/// # Errors
/// What was refused, in words for the operator.
pub(super) async fn run(common: &Common, what: Admin) -> Result<ExitCode> {
    let config = configure(common, Mode::Serve)?;
    let db = open(&config).await?;
    let secret = std::env::var("FOLKMOOT_SECRET").ok();
    let keyring = load_or_create(secret.as_deref(), &config.secrets_file)?;
    let now = SystemClock.now();
    let code = match what {
        Admin::Create(new) => create(&db, &keyring, new, now).await?,
        Admin::ResetPassword { email, password_stdin } => {
            let id = people::id_by_email(db.read(), &keyring, &email)
                .await?
                .ok_or("no account has this address")?;
            let (password, made) = password(password_stdin)?;
            let new = passwords::prepare(db.read(), &Hasher::new(1), &keyring, id, &password)
                .await
                .map_err(told)?;
            let tx = db.begin().await?;
            passwords::set(&tx, new, now).await?;
            db::commit(tx).await?;
            say("The password was set; all sessions of the account have ended.");
            say_made(made.as_deref());
            ExitCode::SUCCESS
        }
        Admin::RemoveSecondFactor { email, reason } => {
            let id = people::id_by_email(db.read(), &keyring, &email)
                .await?
                .ok_or("no account has this address")?;
            let tx = db.begin().await?;
            let message =
                second_factor::remove_lost(&tx, id, Actor::System, &reason, now).await.map_err(told)?;
            if let Some(message) = message {
                outgoing::send(&keyring, &tx, message, now).await?;
            }
            db::commit(tx).await?;
            say(
                "The second factor was removed; all sessions of the account have ended, and its owner is told.",
            );
            ExitCode::SUCCESS
        }
        Admin::PollingDays { what } => {
            polling_days::run(&db, &keyring, what, now).await?;
            ExitCode::SUCCESS
        }
        Admin::MailDomains { file, email } => {
            let text = if file.as_os_str() == "-" {
                std::io::read_to_string(std::io::stdin())?
            } else {
                std::fs::read_to_string(&file)?
            };
            let by = people::id_by_email(db.read(), &keyring, &email)
                .await?
                .ok_or("no account has this address")?;
            let person = people::get(db.read(), by).await?.filter(|person| person.has(Role::Administrator));
            let by = person.ok_or("this account is no administrator's")?.id;
            let list = domains::parse(&text).map_err(|errors| words(&errors))?;
            let actor = Actor::Person { id: by, role: Role::Administrator.code() };
            let tx = db.begin().await?;
            let count = domains::give(&tx, &list, actor, now).await?;
            db::commit(tx).await?;
            say(&format!("The list has {count} domains now."));
            ExitCode::SUCCESS
        }
        Admin::RecomputeRecord => {
            let differences =
                record::ledger(db.read(), None).await?.differences(&record::from_log(db.read()).await?);
            for difference in &differences {
                say(difference);
            }
            if differences.is_empty() {
                say("The event log tells the same record.");
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Admin::VerifyLog => match event::first_broken_seal(db.read()).await? {
            None => {
                say("Every seal of the event log fits.");
                ExitCode::SUCCESS
            }
            Some(position) => {
                say(&format!(
                    "The seal at position {position} does not fit: the log was changed there or before."
                ));
                ExitCode::FAILURE
            }
        },
        Admin::Recount { proposals } => recount_all(&db, &proposals).await?,
    };
    db.close().await?;
    Ok(code)
}

async fn recount_all(db: &Db, proposals: &[folkmoot_foundation::ProposalId]) -> Result<ExitCode> {
    let named: Vec<DriveId> = proposals.iter().map(|id| DriveId(id.0)).collect();
    let (mut after, mut counted, mut signatures, mut fine) = (None, 0_u64, 0_i64, true);
    loop {
        let part =
            if named.is_empty() { drives::ids_after(db.read(), after, 500).await? } else { named.clone() };
        for id in &part {
            let tx = db.begin().await?;
            let found = recount(&tx, *id).await.map_err(|error| format!("{id}: {error}"))?;
            db::commit(tx).await?;
            counted += 1;
            signatures += found.signatures;
            if !found.fits() {
                fine = false;
                say(&format!(
                    "{id}: DIFFERS: total {}, signatures that count {}, the log says {}",
                    found.tally, found.signatures, found.logged
                ));
                for part in &found.differing {
                    let name = if part.part.is_empty() { "none" } else { &part.part };
                    let (shown, rows) = (part.shown, part.signatures);
                    say(&format!("  {} {name}: shown {shown}, signatures {rows}", part.by.code()));
                }
            }
        }
        after = part.last().copied();
        if after.is_none() || !named.is_empty() {
            break;
        }
    }
    say(&format!(
        "{counted} counts, {signatures} signatures: {}",
        if fine { "all fit." } else { "NOT all fit." }
    ));
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn create(
    db: &Db,
    keyring: &folkmoot_foundation::crypto::Keyring,
    new: Create,
    now: folkmoot_foundation::Now,
) -> Result<ExitCode> {
    let (password, made) = password(new.password_stdin)?;
    let registration = Registration {
        name: new.name,
        nickname: new.nickname,
        email: new.email,
        mobile: new.mobile,
        password: password.clone(),
        ..Registration::default()
    };
    let person = registration.check(&Reserved::nothing()).map_err(|errors| words(&errors))?;
    let agency = match &new.agency {
        Some(slug) => Some(
            agencies::by_slug(db.read(), slug)
                .await
                .map_err(|_| format!("no agency has the slug {slug}"))?
                .id,
        ),
        None => None,
    };
    let hash = Hasher::new(1).hash(&password).await?;
    let vouched = if new.mobile_confirmed { Vouched::AddressAndMobile } else { Vouched::Address };
    let grant = Grant { role: new.role, agency };
    let tx = db.begin().await?;
    let id = people::create_with_role(&tx, keyring, &person, hash, vouched, grant, now).await?;
    db::commit(tx).await?;
    say(&format!("Created {id} as {}.", new.role));
    say_made(made.as_deref());
    Ok(ExitCode::SUCCESS)
}

/// The password from standard input, or one that was made and is to be printed.
fn password(from_stdin: bool) -> Result<(String, Option<String>)> {
    if !from_stdin {
        let made: String =
            SystemEntropy.token().chars().filter(char::is_ascii_alphanumeric).take(20).collect();
        return Ok((made.clone(), Some(made)));
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok((line.trim_end_matches(['\r', '\n']).to_owned(), None))
}

fn say_made(password: Option<&str>) {
    if let Some(password) = password {
        say(&format!("Password: {password}"));
    }
}

fn told(error: folkmoot_accounts::Error) -> String {
    match error {
        folkmoot_accounts::Error::Invalid(errors) => words(&errors),
        other => other.to_string(),
    }
}

/// Mistakes in fields, one a line.
fn words(errors: &FieldErrors) -> String {
    let lines =
        errors.0.iter().map(|e| format!("--{}: {}", e.field, folkmoot_web::form::message(Lang::En, e)));
    lines.collect::<Vec<_>>().join("\n  ")
}
