//! `folkmoot import`: office calendars, the records of hearings, and comments from a table.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use folkmoot_accounts::email::Email;
use folkmoot_accounts::people;
use folkmoot_agency_responses::cases;
use folkmoot_discussion::Channel;
use folkmoot_discussion::import::{self as voice_import, Problem, Refusal};
use folkmoot_foundation::calendar::{self, OfficeCalendar};
use folkmoot_foundation::clock::SystemClock;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::progress::Standing;
use folkmoot_foundation::{Clock as _, HearingId, Progress, ProposalId, db};
use folkmoot_hearings::import::{self, Counts, Format, Reading, Source, Stage};
use folkmoot_hearings::{hearings, uploads};
use folkmoot_proposals::{Rulebooks, life};
use tokio::sync::watch;

use super::Common;
use super::run::{Result, assemble, configure, open, say, say_error};
use crate::config::Mode;
use crate::flows;

/// What to import.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// An office calendar of one year, in the official CSV format (西元日期, 星期, 是否放假, 備註).
    ///
    /// A year that is there already is replaced. Deadlines that could not be counted for want of it are counted now;
    /// those already set stay as they were announced.
    Calendar {
        /// The file, in UTF-8 or Big5.
        file: PathBuf,
    },
    /// The record of a hearing: its statements become voices of the proposal's discussion.
    Record(Record),
    /// Comments of another platform, or opinions from paper forms or a counter: a table (CSV, XLSX, ODS) with a row for each.
    ///
    /// Importing a table again adds what is new and changes what changed.
    Comments(Comments),
}

/// Which comments.
#[derive(Debug, Args)]
pub struct Comments {
    /// The proposal's id, as in the address of its page.
    proposal: ProposalId,
    /// The file. Its first row names the columns: what was said (comment-body, body, 意見 …), who (name, author-id, 姓名 …),
    /// the number (comment-id, id, 編號 …), when (timestamp, date, 時間 …), stance (pro, con, other, 贊成, 反對, 其他), channel.
    file: PathBuf,
    /// Where they come from: small letters, digits and hyphens. Rows are known again by it and by their number.
    #[arg(long)]
    source: String,
    /// The channel of rows that tell none: online, paper or counter.
    #[arg(long, default_value = "online")]
    channel: String,
    /// Says what would happen, and does nothing.
    #[arg(long)]
    dry_run: bool,
    /// The address of the facilitator in whose name they are imported.
    #[arg(long, required_unless_present = "dry_run")]
    by: Option<String>,
    /// Imports into a demo's database.
    #[arg(long)]
    demo: bool,
}

/// Which record.
#[derive(Debug, Args)]
pub struct Record {
    /// The hearing's id, as in the address of its page.
    hearing: HearingId,
    /// The file: Markdown, Akoma Ntoso XML, captions (WebVTT, SRT), minutes (docx, odt, text), a table (CSV, XLSX, ODS) or
    /// this platform's own JSON.
    file: PathBuf,
    /// How its speakers are to be told, as JSON, for formats that have no marks of their own for them:
    /// `{"headings":{"2":"speaker"},"bold":true,"colon":true,"tables":true,"names":["…"]}`; what is left out is suggested.
    #[arg(long)]
    reading: Option<PathBuf>,
    /// Says what would happen, and does nothing.
    #[arg(long)]
    dry_run: bool,
    /// The address of the facilitator in whose name it is imported.
    #[arg(long, required_unless_present = "dry_run")]
    by: Option<String>,
    /// Imports into a demo's database.
    #[arg(long)]
    demo: bool,
}

/// Does it.
///
/// # Errors
/// What is wrong with the file or the settings, or a database error.
pub(super) async fn run(common: &Common, what: Import) -> Result<ExitCode> {
    match what {
        Import::Calendar { file } => year(common, &file).await,
        Import::Record(record) => statements(common, record).await,
        Import::Comments(wanted) => comments(common, wanted).await,
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

async fn year(common: &Common, file: &Path) -> Result<ExitCode> {
    let (year, days) =
        OfficeCalendar::parse_csv(&read(file)?).map_err(|error| format!("{}: {error}", file.display()))?;
    let db = open(&configure(common, Mode::Serve)?).await?;
    let now = SystemClock.now();
    let shared = calendar::SharedCalendar::default();
    let tx = db.begin().await?;
    calendar::store_year(&tx, year, &days, now).await?;
    shared.reload(&tx).await?;
    let rulebooks = Rulebooks::load(&tx, now).await?;
    let reviews = life::settle_review_deadlines(&tx, &rulebooks, &shared.get()).await?;
    let clocks = cases::refresh_unknown(&tx, &shared.get(), now).await?;
    db::commit(tx).await?;
    let working = days.iter().filter(|working| **working).count();
    say(&format!("{year}: {} days, {working} of them working days.", days.len()));
    say(&format!("{} deadline(s) that waited for this year are set now.", reviews + clocks));
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn statements(common: &Common, record: Record) -> Result<ExitCode> {
    let bytes = read(&record.file)?;
    let name = record.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = Format::guess(&name, &bytes);
    let reading = match &record.reading {
        Some(file) => Some(serde_json::from_slice::<Reading>(&read(file)?)?),
        None => None,
    };
    if import::is_long(bytes.len(), None) {
        say_error("A long file: it is read …");
    }
    let parsed = match import::parse_as(format, &bytes, reading.as_ref()) {
        Ok(parsed) => parsed,
        Err(errors) => {
            let lines: Vec<String> = errors.0.iter().map(|error| format!("\n  {error}")).collect();
            return Err(format!("{}: {errors}{}", record.file.display(), lines.concat()).into());
        }
    };
    for note in &parsed.notes {
        say(&format!("note: {note}"));
    }
    let config = configure(common, if record.demo { Mode::Demo } else { Mode::Serve })?;
    let (_stop, stopping) = watch::channel(false);
    let db = open(&config).await?;
    let app = assemble(config, db, stopping).await?;
    let found = hearings::get(app.db.read(), record.hearing, app.now()).await?;
    let hearing = found.ok_or_else(|| format!("there is no hearing {}", record.hearing))?;
    let sha256 = sha256(&bytes);
    let told = Arc::new(Progress::default());
    let long = import::is_long(bytes.len(), Some(parsed.statements.len()));
    let shown = long.then(|| tokio::spawn(tell_progress(Arc::clone(&told))));
    let counts = match &record.by {
        Some(by) if !record.dry_run => {
            let email = Email::parse("by", by).map_err(|_| format!("{by} is no mail address"))?;
            let person = people::id_by_email(app.db.read(), &app.keyring, email.as_typed()).await?;
            let by = person.ok_or_else(|| format!("nobody has the address {by}"))?;
            let source = Source {
                format,
                file_name: uploads::clean_name(&name),
                sha256,
                by,
                reading,
                take: Vec::new(),
            };
            let applied = flows::record::import(&app, &hearing, parsed, &source, None, &told).await;
            let applied = applied.map_err(|fault| fault.source_text())?;
            if applied.same_file {
                say("This very file was the last one imported; nothing was done.");
            }
            applied.counts
        }
        _ => {
            say("A dry run: nothing is changed.");
            let ready = flows::record::ready(&app, &hearing, parsed, &sha256, &[], &told).await;
            ready.map_err(|fault| fault.source_text())?.prepared.plan().counts()
        }
    };
    if let Some(shown) = shown {
        shown.abort();
    }
    say(&summary(&counts));
    app.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Says beside the result, on stderr, how far a long import is: at each step, and at each tenth of it.
async fn tell_progress(told: Arc<Progress>) {
    const EVERY: Duration = Duration::from_millis(200);
    let mut last = (0, 0);
    loop {
        let Standing { step, done, total } = told.standing();
        let tenth = done * 10 / total.max(1);
        if (step, tenth) != last
            && let Some(stage) = Stage::at(step)
        {
            let what = match stage {
                Stage::Reading => "reading",
                Stage::Comparing => "comparing",
                Stage::Writing => "writing",
                Stage::Publishing => "putting into the discussion",
            };
            say_error(&format!("{what}: {done} of {total} statements"));
            last = (step, tenth);
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn comments(common: &Common, wanted: Comments) -> Result<ExitCode> {
    let bytes = read(&wanted.file)?;
    let channel: Channel = wanted.channel.parse().map_err(|_| format!("{} is no channel", wanted.channel))?;
    let source = voice_import::source_name(&wanted.source)
        .ok_or("--source takes small letters, digits and hyphens")?;
    let rows = match voice_import::parse(&bytes, channel, SystemClock.now()) {
        Ok(rows) => rows,
        Err(refusal) => {
            let lines = match &refusal {
                Refusal::Lines(lines) => lines.as_slice(),
                _ => &[],
            };
            let told = |(line, problem): &(u64, Problem)| {
                format!("\n  line {line}: {} {}", problem.code(), problem.detail())
            };
            let lines: String = lines.iter().map(told).collect();
            return Err(format!("{}: {refusal}{lines}", wanted.file.display()).into());
        }
    };
    let config = configure(common, if wanted.demo { Mode::Demo } else { Mode::Serve })?;
    let (_stop, stopping) = watch::channel(false);
    let db = open(&config).await?;
    let app = assemble(config, db, stopping).await?;
    let proposal = folkmoot_proposals::read::get(app.db.read(), wanted.proposal, app.now()).await;
    let subject = proposal.map_err(|_| format!("there is no proposal {}", wanted.proposal))?.id;
    let done = match &wanted.by {
        Some(by) if !wanted.dry_run => {
            let email = Email::parse("by", by).map_err(|_| format!("{by} is no mail address"))?;
            let person = people::id_by_email(app.db.read(), &app.keyring, email.as_typed()).await?;
            let by = person.ok_or_else(|| format!("nobody has the address {by}"))?;
            let done = flows::words::import(&app, subject, &source, rows, by).await;
            done.map_err(|error| error.to_string())?
        }
        _ => {
            say("A dry run: nothing is changed.");
            flows::words::plan(&app, subject, &source, rows).await?
        }
    };
    say(&format!("{} new, {} changed, {} unchanged.", done.new, done.changed, done.same));
    app.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

fn summary(counts: &Counts) -> String {
    format!(
        "{} new, {} changed, {} unchanged, {} back again, {} vanished (kept as marked gaps).",
        counts.new, counts.changed, counts.unchanged, counts.returned, counts.vanished
    )
}
