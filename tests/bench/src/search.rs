//! How the search holds up when there are very many comments.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use folkmoot_foundation::Db;
use folkmoot_foundation::db::{Kind as Database, commit};
use folkmoot_foundation::search::{self, Document, Kind};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use crate::http::{Connection, get};
use crate::platform::Platform;
use crate::postgres::Postgres;
use crate::{Measured, Result};

/// How many comments there are at first.
const FEW: u32 = 10_000;

/// How many there are then; `BENCH_SEARCH_MANY` says another number, to try the measurement.
const MANY: u32 = 1_000_000;

/// How many different words there are.
const WORDS: u32 = 2_000;

/// How many words a comment has.
const LONG: u32 = 25;

/// How many comments one transaction takes.
const AT_ONCE: u32 = 5_000;

/// A word of two characters; no two words share a pair.
fn word(rank: u32) -> String {
    // Two ranges of characters that are in daily use, so that a pair over the end of a word is no word.
    let first = char::from_u32(0x4E00 + rank % 50 * 17).unwrap_or('一');
    let second = char::from_u32(0x6000 + rank / 50 * 13).unwrap_or('二');
    [first, second].into_iter().collect()
}

/// Numbers that look like chance and are the same each time.
fn chance(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// How far the words up to each rank reach: the frequency of a word falls with its rank, as in every language.
fn frequencies() -> Vec<f64> {
    let mut sum = 0.0;
    let mut reach: Vec<f64> = (0..WORDS)
        .map(|rank| {
            sum += (f64::from(rank) + 2.0).powf(-0.9);
            sum
        })
        .collect();
    reach.iter_mut().for_each(|at| *at /= sum);
    reach
}

fn comment(number: u32, reach: &[f64], subject: Uuid) -> Document {
    let words = (0..LONG).map(|place| {
        let x = chance(u64::from(number) * u64::from(LONG) + u64::from(place));
        let x = (x >> 11) as f64 / (1_u64 << 53) as f64;
        word(u32::try_from(reach.partition_point(|at| *at < x)).unwrap_or(0).min(WORDS - 1))
    });
    let mut body = String::new();
    for (i, word) in words.enumerate() {
        body.push_str(if i % 6 == 5 { "，" } else { "" });
        body.push_str(&word);
    }
    Document {
        kind: Kind::Comment,
        id: Uuid::from_u128(0xC0_0000_0000 + u128::from(number)),
        subject,
        at: Utc::now() - TimeDelta::seconds(i64::from(MANY) * 2 - i64::from(number)),
        channel: Some("online".to_owned()),
        side: Some(["pro", "con", "other"][number as usize % 3].to_owned()),
        title: String::new(),
        body,
    }
}

/// Puts the comments of these numbers into the index as so many acts would have left them.
async fn fill(db: &Db, subject: Uuid, from: u32, to: u32) -> Result<()> {
    let reach = frequencies();
    let postgres = db.kind() == Database::Postgres;
    if postgres {
        db.for_migrations().execute_unprepared("DROP INDEX search_entry_terms").await?;
    }
    let mut at = from;
    while at < to {
        let end = (at + AT_ONCE).min(to);
        let documents: Vec<Document> = (at..end).map(|number| comment(number, &reach, subject)).collect();
        let tx = db.begin().await?;
        search::put(&tx, &documents).await?;
        commit(tx).await?;
        at = end;
    }
    if postgres {
        // As the migration makes it.
        let index = "CREATE INDEX search_entry_terms ON search_entry USING gin (terms) WITH (gin_pending_list_limit = 256)";
        for sql in ["SET maintenance_work_mem = '512MB'", index, "VACUUM (ANALYZE)", "CHECKPOINT"] {
            db.for_migrations().execute_unprepared(sql).await?;
        }
    }
    Ok(())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::INFINITY)
}

/// The median time, in seconds, of searching comments for words of all frequencies, each word's own median taken first.
async fn searched(platform: &Platform, length: Duration) -> Result<f64> {
    let mut connection = Connection::open(platform.address).await?;
    let words: Vec<String> = (0..40).map(|n| word(n * n)).collect();
    let mut times = vec![Vec::new(); words.len()];
    let began = Instant::now();
    while began.elapsed() < length || times.iter().any(|of_word| of_word.len() < 3) {
        for (word, times) in words.iter().zip(&mut times) {
            let encoded: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let asked = Instant::now();
            let answer = connection.ask(&get(&format!("/api/v1/search?kind=comment&q={encoded}"))).await?;
            times.push(asked.elapsed().as_secs_f64());
            let found: serde_json::Value = serde_json::from_slice(&answer.body)?;
            let some = found["items"].as_array().is_some_and(|items| !items.is_empty());
            if answer.status != 200 || !some {
                return Err(format!("{word} is not found: {}", answer.head).into());
            }
        }
    }
    Ok(median(times.into_iter().map(median).collect()))
}

/// On a database: with many comments, and with few, in seconds.
async fn on(platform: &Platform, many: u32, length: Duration) -> Result<(f64, f64)> {
    let db = platform.database().await?;
    let subject: Uuid = platform.open_proposal().await?.parse()?;
    fill(&db, subject, 0, FEW.min(many)).await?;
    searched(platform, length / 4).await?;
    let with_few = searched(platform, length).await?;
    fill(&db, subject, FEW.min(many), many).await?;
    searched(platform, length / 4).await?;
    let with_many = searched(platform, length).await?;
    db.close().await?;
    Ok((with_many, with_few))
}

/// Words of two characters among a million comments, and among ten thousand, on both databases; the worse of the two
/// counts.
pub async fn search_1m_over_10k(length: Duration) -> Result<Measured> {
    let many = std::env::var("BENCH_SEARCH_MANY").ok().map(|text| text.parse()).transpose()?.unwrap_or(MANY);
    let server = Postgres::start(&[])?;
    let postgres = Platform::start_with(Some(server.url()), &[]).await?;
    let on_postgres = on(&postgres, many, length).await?;
    drop(postgres);
    drop(server);
    let sqlite = Platform::start_with(None, &[]).await?;
    let on_sqlite = on(&sqlite, many, length).await?;
    println!(
        "search, ms: PostgreSQL {:.2} ÷ {:.2}, SQLite {:.2} ÷ {:.2}",
        on_postgres.0 * 1e3,
        on_postgres.1 * 1e3,
        on_sqlite.0 * 1e3,
        on_sqlite.1 * 1e3
    );
    let ratio = |(many, few): (f64, f64)| many / few;
    let worse = if ratio(on_postgres) > ratio(on_sqlite) { on_postgres } else { on_sqlite };
    // Seen ÷ compared is time with a million ÷ time with ten thousand.
    Ok(Measured {
        what: "searches in 10,000",
        seen: 1.0 / worse.1,
        against: "in 1,000,000",
        compared: 1.0 / worse.0,
    })
}
