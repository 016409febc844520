//! The measurements.

use std::sync::Arc;
use std::time::{Duration, Instant};

use folkmoot_foundation::crypto::random_bytes;
use folkmoot_foundation::db::{Db, DbOptions, Kind};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use uuid::Uuid;

use crate::http::{Connection, get, post};
use crate::load::{self, Load};
use crate::platform::{Constant, Platform};
use crate::postgres::Postgres;
use crate::{Measured, Result, crowd};

/// For how long each is driven before it counts.
const WARM_UP: Duration = Duration::from_secs(1);

/// How many clients pgbench has: with more it gets slower, and PostgreSQL takes 100 connections by default.
const PGBENCH_CLIENTS: usize = 64;

/// An open proposal's page, and the framework giving as many bytes.
pub async fn page_over_constant(length: Duration) -> Result<Measured> {
    let platform = Platform::start(None).await?;
    let path = format!("/proposals/{}", platform.open_proposal().await?);
    let page = Connection::open(platform.address).await?.ask(&get(&path)).await?;
    if page.status != 200 {
        return Err(format!("GET {path}: {}", page.head).into());
    }
    let requests = Arc::new(vec![get(&path)]);
    load::run(platform.address, Arc::clone(&requests), false, 200, WARM_UP).await?;
    let seen = load::run(platform.address, Arc::clone(&requests), false, 200, length).await?;
    drop(platform);
    let constant = Constant::start(page.body.len())?;
    load::run(constant.address, Arc::clone(&requests), false, 200, WARM_UP).await?;
    let compared = load::run(constant.address, requests, false, 200, length).await?;
    Ok(Measured {
        what: "proposal pages",
        seen: seen.per_second,
        against: "constant bodies",
        compared: compared.per_second,
    })
}

/// Signing over HTTP on PostgreSQL, and pgbench on the same server.
pub async fn signing_over_pgbench(length: Duration) -> Result<Measured> {
    let server = Postgres::start(&[])?;
    let platform = Platform::start(Some(server.url())).await?;
    let db = platform.database().await?;
    let seen = Crowd::gather(&platform, &db, length).await?.sign(&platform).await?.per_second;
    db.close().await?;
    drop(platform);
    let compared = pgbench_inserts(&server, length)?;
    Ok(Measured { what: "signatures, PostgreSQL", seen, against: "pgbench inserts", compared })
}

/// Single-row inserts by pgbench into a table of the shape of that of signatures.
pub fn pgbench_inserts(server: &Postgres, length: Duration) -> Result<f64> {
    let script = format!(
        "INSERT INTO bench_signature (person_key, drive, id, signed_at, person, salt, channel, state, county) VALUES \
         (decode(md5(random()::text) || md5(random()::text), 'hex'), '{}', gen_random_uuid(), now(), \
         gen_random_uuid(), decode(md5(random()::text), 'hex'), 'online', 'counted', '63000');\n",
        Uuid::new_v4()
    );
    server.psql("CREATE TABLE bench_signature (LIKE signature INCLUDING ALL)")?;
    server.pgbench(&script, PGBENCH_CLIENTS, WARM_UP.as_secs())?;
    server.pgbench(&script, PGBENCH_CLIENTS, length.as_secs())
}

/// Statements that PostgreSQL executes while signatures come in, those of the background work among them.
pub async fn statements_per_signature(length: Duration) -> Result<Measured> {
    let server = Postgres::start(&["shared_preload_libraries=pg_stat_statements"])?;
    let platform = Platform::start(Some(server.url())).await?;
    let db = platform.database().await?;
    db.for_migrations().execute_unprepared("CREATE EXTENSION pg_stat_statements").await?;
    let crowd = Crowd::gather(&platform, &db, length).await?;
    db.for_migrations().execute_unprepared("SELECT pg_stat_statements_reset()").await?;
    let (before, began) = (platform.count(&crowd.proposal).await?, Instant::now());
    let proposal = crowd.proposal.clone();
    crowd.sign(&platform).await?;
    let signatures = platform.count(&proposal).await? - before;
    let seconds = began.elapsed().as_secs_f64();
    let statements = statements(&db, signatures).await?;
    db.close().await?;
    Ok(Measured {
        what: "statements, PostgreSQL",
        seen: statements as f64 / seconds,
        against: "signatures",
        compared: signatures as f64 / seconds,
    })
}

/// How many statements were executed since the reset. With `BENCH_STATEMENTS` set it also prints those that
/// took longest.
async fn statements(db: &Db, signatures: i64) -> Result<i64> {
    const SQL: &str = "SELECT calls, total_exec_time + total_plan_time AS ms, wal_bytes::bigint AS wal, query \
        FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%' ORDER BY 2 DESC";
    let rows = db.read().query_all_raw(Statement::from_string(DbBackend::Postgres, SQL)).await?;
    let (mut calls, tell) = (0, std::env::var_os("BENCH_STATEMENTS").is_some());
    for (row, rank) in rows.iter().zip(1..) {
        let count: i64 = row.try_get("", "calls")?;
        calls += count;
        if tell && rank <= 15 {
            let (ms, wal): (f64, i64) = (row.try_get("", "ms")?, row.try_get("", "wal")?);
            let (query, each) = (row.try_get::<String>("", "query")?, signatures.max(1) as f64);
            let query: String =
                query.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(140).collect();
            println!(
                "{count:>7} calls {:>7.1} µs {:>6.0} B of WAL a signature: {query}",
                ms * 1000.0 / each,
                wal as f64 / each
            );
        }
    }
    Ok(calls)
}

/// Signing over HTTP on SQLite, and one writer that inserts row by row.
pub async fn signing_over_sqlite_single(length: Duration) -> Result<Measured> {
    let platform = Platform::start(None).await?;
    let db = platform.database().await?;
    let seen = Crowd::gather(&platform, &db, length).await?.sign(&platform).await?.per_second;
    db.close().await?;
    drop(platform);
    let directory = tempfile::Builder::new().prefix("folkmoot-bench-").tempdir_in("/tmp")?;
    let url = format!("sqlite://{}", directory.path().join("single.sqlite").display());
    let db = Db::connect(&DbOptions { url, max_connections: 2 }).await?;
    let compared = insert_one_by_one(&db, length).await?;
    db.close().await?;
    Ok(Measured { what: "signatures, SQLite", seen, against: "single inserts", compared })
}

/// People who are ready to sign one proposal, each once.
struct Crowd {
    proposal: String,
    warm_up: Arc<Vec<Vec<u8>>>,
    signers: Arc<Vec<Vec<u8>>>,
    length: Duration,
}

impl Crowd {
    async fn gather(platform: &Platform, db: &Db, length: Duration) -> Result<Self> {
        let proposal = platform.open_proposal().await?;
        let path = format!("/proposals/{proposal}/sign");
        // More than any machine of this size has taken in that time.
        let warm_up = sessions(db, &path, 20_000).await?;
        let signers = sessions(db, &path, 25_000 * usize::try_from(length.as_secs())?).await?;
        // Else the database gathers its statistics while it is measured.
        db.for_migrations().execute_unprepared("ANALYZE").await?;
        if db.kind() == Kind::Postgres {
            db.for_migrations().execute_unprepared("CHECKPOINT").await?;
        }
        Ok(Self { proposal, warm_up, signers, length })
    }

    /// Signs, and checks that the shown count has grown by as many as were acknowledged.
    async fn sign(self, platform: &Platform) -> Result<Load> {
        let before = platform.count(&self.proposal).await?;
        let first = load::run(platform.address, self.warm_up, true, 303, WARM_UP).await?;
        let load = load::run(platform.address, self.signers, true, 303, self.length).await?;
        let grown = platform.count(&self.proposal).await? - before;
        let acknowledged = i64::try_from(first.good + load.good)?;
        if grown != acknowledged {
            return Err(format!(
                "{acknowledged} signatures were acknowledged, but the count grew by {grown}"
            )
            .into());
        }
        Ok(load)
    }
}

async fn sessions(db: &Db, path: &str, count: usize) -> Result<Arc<Vec<Vec<u8>>>> {
    let tokens = crowd::add(db, count).await?;
    Ok(Arc::new(tokens.iter().map(|token| post(path, token)).collect()))
}

/// The table of signatures as it is on SQLite, filled by one writer, each row in a transaction of its own.
async fn insert_one_by_one(db: &Db, length: Duration) -> Result<f64> {
    const INSERT: &str = "INSERT INTO signature (person_key, drive, id, signed_at, person, salt, channel, state, county) \
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let writer = db.for_migrations();
    for sql in [
        "CREATE TABLE signature (person_key blob NOT NULL, drive uuid_text NOT NULL, id uuid_text NOT NULL, \
         signed_at timestamp_with_timezone_text NOT NULL, person uuid_text, salt blob NOT NULL, channel text NOT NULL, \
         state text NOT NULL, county text, PRIMARY KEY (person_key, drive))",
        "CREATE UNIQUE INDEX signature_person ON signature (person, drive)",
        "CREATE INDEX signature_drive ON signature (drive, id)",
    ] {
        writer.execute_unprepared(sql).await?;
    }
    let (drive, began) = (Uuid::new_v4(), Instant::now());
    let mut count = 0_u32;
    while began.elapsed() < length {
        let values = [
            random_bytes::<32>().to_vec().into(),
            drive.into(),
            Uuid::new_v4().into(),
            "2026-01-01T00:00:00+00:00".into(),
            Uuid::new_v4().into(),
            random_bytes::<16>().to_vec().into(),
            "online".into(),
            "counted".into(),
            "63000".into(),
        ];
        writer.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, INSERT, values)).await?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}
