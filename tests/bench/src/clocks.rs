//! What the passing of time costs: a pass over deadlines when few are open and when many are.

use std::time::{Duration, Instant};

use folkmoot_agency_responses::{cases, reminders};
use folkmoot_foundation::clock::SystemClock;
use folkmoot_foundation::db::DbOptions;
use folkmoot_foundation::{Clock as _, Db, Now};
use sea_orm::ConnectionTrait as _;

use crate::postgres::Postgres;
use crate::{Measured, Result};

/// How many deadlines are due in each.
const DUE: usize = 100;

/// A database with so many cases, each with one open clock, of which [`DUE`] have run out.
struct Stand {
    db: Db,
    _server: Postgres,
}

impl Stand {
    async fn new(open: usize) -> Result<Self> {
        let server = Postgres::start(&[])?;
        let db = Db::connect(&DbOptions { url: server.url(), max_connections: 4 }).await?;
        folkmoot_migrations::migrate(&db).await?;
        let stand = Self { db, _server: server };
        let id = "('01900000-0000-7' || '000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
        stand
            .run(&format!(
                "INSERT INTO agency_case (id, proposal, state, opened_at, extension, decisions, parts, suggested, due_ms) \
                 SELECT {id}, {id}, 'assigned', now() - interval '60 days', '{{}}', '[]', '[]', '[]', 0 \
                 FROM generate_series(0, {open} - 1) n"
            ))
            .await?;
        stand
            .run(&format!(
                "INSERT INTO case_clock (case_id, code, period, binding, started_at, due_at, remind_at) \
                 SELECT {id}, 'response', '{{\"amount\":60,\"unit\":\"days\"}}', true, now() - interval '60 days', \
                 now() + (CASE WHEN n < {DUE} THEN -1 ELSE 1 END) * interval '40 days', \
                 now() + (CASE WHEN n < {DUE} THEN -1 ELSE 1 END) * interval '20 days' \
                 FROM generate_series(0, {open} - 1) n"
            ))
            .await?;
        stand.run("VACUUM (ANALYZE)").await?;
        Ok(stand)
    }

    async fn run(&self, sql: &str) -> Result<()> {
        self.db.for_migrations().execute_unprepared(sql).await?;
        Ok(())
    }

    /// One pass; what it wrote is undone afterwards, so that the next has the same before it.
    async fn pass(&self, now: Now) -> Result<Duration> {
        let began = Instant::now();
        let missed = cases::record_missed(&self.db, now).await?;
        let reminded = reminders::write(&self.db, now).await?;
        let took = began.elapsed();
        if (missed, reminded) != (DUE, DUE) {
            return Err(format!("{missed} were missed and {reminded} reminded of, not {DUE}").into());
        }
        self.run("UPDATE case_clock SET missed_at = NULL WHERE missed_at IS NOT NULL").await?;
        self.run("UPDATE case_clock SET remind_at = due_at - interval '1 day' WHERE due_at < now()").await?;
        self.run("TRUNCATE event, clock_reminder").await?;
        self.run("VACUUM (ANALYZE) case_clock").await?;
        Ok(took)
    }
}

/// A pass that finds 100 deadlines due among 100,000 open ones, and among 1,000.
pub async fn clock_tick_100k_over_1k(length: Duration) -> Result<Measured> {
    let now = SystemClock.now();
    let (few, many) = (Stand::new(1_000).await?, Stand::new(100_000).await?);
    for stand in [&few, &many] {
        stand.pass(now).await?;
    }
    let (began, mut rounds, mut took) = (Instant::now(), 0.0, [Duration::ZERO; 2]);
    while began.elapsed() < length || rounds < 3.0 {
        took[0] += few.pass(now).await?;
        took[1] += many.pass(now).await?;
        rounds += 1.0;
    }
    let [few_rate, many_rate] = took.map(|took| rounds / took.as_secs_f64());
    few.db.close().await?;
    many.db.close().await?;
    // Seen ÷ compared is time among many ÷ time among few.
    Ok(Measured {
        what: "passes over 1,000 open",
        seen: few_rate,
        against: "over 100,000",
        compared: many_rate,
    })
}
