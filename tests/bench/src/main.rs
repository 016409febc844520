#![doc = include_str!("../README.md")]
#![allow(clippy::print_stdout)]

mod clocks;
mod constant;
#[path = "../../src/crowd.rs"]
mod crowd;
mod desk;
mod http;
mod issues;
mod load;
mod measure;
mod platform;
#[path = "../../src/postgres.rs"]
mod postgres;
mod posting;
mod records;
mod search;
mod size;
mod streams;
mod threads;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Map, Value};

/// Whatever went wrong: this program only tells it and ends.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// One measurement: what was seen, what it is compared to, and the two in figures a second.
#[derive(Debug)]
pub struct Measured {
    /// What was seen.
    pub what: &'static str,
    /// How often a second.
    pub seen: f64,
    /// What it is compared to.
    pub against: &'static str,
    /// How often a second.
    pub compared: f64,
}

const NAMES: [&str; 19] = [
    "page_over_constant",
    "signing_over_pgbench",
    "signing_over_sqlite_single",
    "statements_per_signature",
    "streams_5000",
    "signing_over_pgbench_with_readers",
    "signing_1000_drives_over_one",
    "signing_5m_over_empty",
    "drive_page_1m_over_1k",
    "overload_over_peak",
    "desk_10k_over_100",
    "import_over_insert",
    "reimport_over_import",
    "clock_tick_100k_over_1k",
    "thread_100k_over_1k",
    "merged_100k_over_1k",
    "suggestions_for_10k",
    "search_1m_over_10k",
    "posting_with_readers_over_alone",
];

#[derive(Debug)]
struct Options {
    names: Vec<String>,
    json: Option<PathBuf>,
    seconds: u64,
}

fn options(arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { names: Vec::new(), json: None, seconds: 5 };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => options.json = Some(arguments.next().ok_or("--json needs a file")?.into()),
            "--seconds" => options.seconds = arguments.next().ok_or("--seconds needs a number")?.parse()?,
            name if NAMES.contains(&name) => options.names.push(name.to_owned()),
            other => return Err(format!("{other} is none of: {}", NAMES.join(", ")).into()),
        }
    }
    if options.names.is_empty() {
        options.names = NAMES.map(str::to_owned).to_vec();
    }
    Ok(options)
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    let result = if arguments.peek().is_some_and(|first| first == "serve-constant") {
        constant::serve(arguments.nth(1))
    } else {
        options(arguments).and_then(|options| run(&options))
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let length = Duration::from_secs(options.seconds.max(1));
    let mut numbers = Map::new();
    println!("{:<34} {:>7}  {:>10}  {:>10}", "name", "ratio", "seen/s", "against/s");
    for name in &options.names {
        let measured = runtime.block_on(async {
            match name.as_str() {
                "page_over_constant" => measure::page_over_constant(length).await,
                "signing_over_pgbench" => measure::signing_over_pgbench(length).await,
                "signing_over_sqlite_single" => measure::signing_over_sqlite_single(length).await,
                "streams_5000" => streams::streams_5000(length).await,
                "signing_over_pgbench_with_readers" => size::signing_over_pgbench_with_readers(length).await,
                "signing_1000_drives_over_one" => size::signing_1000_drives_over_one(length).await,
                "signing_5m_over_empty" => size::signing_5m_over_empty(length).await,
                "drive_page_1m_over_1k" => size::drive_page_1m_over_1k(length).await,
                "desk_10k_over_100" => desk::desk_10k_over_100(length).await,
                "import_over_insert" => records::import_over_insert().await,
                "reimport_over_import" => records::reimport_over_import().await,
                "thread_100k_over_1k" => threads::thread_100k_over_1k(length).await,
                "merged_100k_over_1k" => issues::merged_100k_over_1k(length).await,
                "suggestions_for_10k" => issues::suggestions_for_10k(length).await,
                "search_1m_over_10k" => search::search_1m_over_10k(length).await,
                "posting_with_readers_over_alone" => posting::posting_with_readers_over_alone(length).await,
                "overload_over_peak" => size::overload_over_peak(length).await,
                "clock_tick_100k_over_1k" => clocks::clock_tick_100k_over_1k(length).await,
                _ => measure::statements_per_signature(length).await,
            }
        })?;
        let ratio = measured.seen / measured.compared;
        println!(
            "{name:<34} {ratio:>7.3}  {:>10.0}  {:>10.0}  {} ÷ {}",
            measured.seen, measured.compared, measured.what, measured.against
        );
        numbers.insert(name.clone(), Value::from((ratio * 1000.0).round() / 1000.0));
    }
    if let Some(file) = &options.json {
        std::fs::write(file, format!("{:#}\n", Value::Object(numbers)))?;
    }
    Ok(())
}
