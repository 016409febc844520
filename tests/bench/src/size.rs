//! How signing and reading hold up when there are many drives, many signatures, many readers, or too many signers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use folkmoot_foundation::Db;
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use crate::http::{Connection, get, get_as, post};
use crate::load::{self, Load};
use crate::measure::pgbench_inserts;
use crate::platform::Platform;
use crate::postgres::Postgres;
use crate::{Measured, Result, crowd};

/// For how long each is driven before it counts.
const WARM_UP: Duration = Duration::from_secs(1);

/// A platform on PostgreSQL with an open proposal.
struct Stand {
    server: Postgres,
    platform: Platform,
    db: Db,
    proposal: String,
}

impl Stand {
    async fn new(settings: &[(&str, &str)]) -> Result<Self> {
        let server = Postgres::start(&[])?;
        let platform = Platform::start_with(Some(server.url()), settings).await?;
        let db = platform.database().await?;
        let proposal = platform.open_proposal().await?;
        Ok(Self { server, platform, db, proposal })
    }

    /// People who are ready to sign the drives in turn, each once.
    async fn crowd(&self, drives: &[String], count: usize) -> Result<Arc<Vec<Vec<u8>>>> {
        let tokens = crowd::add(&self.db, count).await?;
        let request = |(token, drive): (&String, &String)| post(&format!("/proposals/{drive}/sign"), token);
        Ok(Arc::new(tokens.iter().zip(drives.iter().cycle()).map(request).collect()))
    }

    /// What the database would else do while it is measured.
    async fn analyze(&self) -> Result<()> {
        self.run("VACUUM (ANALYZE)").await?;
        self.run("CHECKPOINT").await
    }

    async fn run(&self, sql: &str) -> Result<()> {
        self.db.for_migrations().execute_unprepared(sql).await?;
        Ok(())
    }

    async fn sign(&self, crowd: Arc<Vec<Vec<u8>>>, length: Duration) -> Result<Load> {
        load::run(self.platform.address, crowd, true, 303, length).await
    }
}

/// More people than any machine of this size has taken in that time.
fn enough(length: Duration) -> Result<usize> {
    Ok(30_000 * usize::try_from(length.as_secs().max(1))?)
}

/// Signing on PostgreSQL while eight people read the same proposal's page again and again, and pgbench alone.
pub async fn signing_over_pgbench_with_readers(length: Duration) -> Result<Measured> {
    let stand = Stand::new(&[]).await?;
    let drives = [stand.proposal.clone()];
    let (warm_up, crowd) =
        (stand.crowd(&drives, 30_000).await?, stand.crowd(&drives, enough(length)?).await?);
    stand.analyze().await?;
    stand.sign(warm_up, WARM_UP).await?;
    let page = get(&format!("/proposals/{}", stand.proposal));
    let readers = load::readers(stand.platform.address, &page, 8);
    let seen = stand.sign(crowd, length).await?;
    let read = readers.stop().await?;
    if read == 0 {
        return Err("nobody could read the page meanwhile".into());
    }
    stand.db.close().await?;
    drop(stand.platform);
    let compared = pgbench_inserts(&stand.server, length)?;
    Ok(Measured {
        what: "signatures with 8 readers",
        seen: seen.per_second,
        against: "pgbench inserts without",
        compared,
    })
}

/// Signing a thousand drives in turn, and one.
pub async fn signing_1000_drives_over_one(length: Duration) -> Result<Measured> {
    let stand = Stand::new(&[]).await?;
    let drives: Vec<String> = (0..1000).map(|_| Uuid::now_v7().to_string()).collect();
    for (drive, number) in drives.iter().zip(1_000_000..) {
        stand
            .run(&format!(
                "INSERT INTO proposal SELECT (jsonb_populate_record(p, jsonb_build_object('id', '{drive}', 'number', {number}))).* \
                 FROM proposal p WHERE p.id = '{}'; \
                 INSERT INTO drive (id, opens_at, closes_at) VALUES ('{drive}', now() - interval '1 day', now() + interval '50 days'); \
                 INSERT INTO drive_tally (drive, count) VALUES ('{drive}', 0); \
                 INSERT INTO drive_threshold (drive, code, count) VALUES ('{drive}', 'reached', 1000000)",
                stand.proposal
            ))
            .await?;
    }
    let one = [stand.proposal.clone()];
    let (warm_up, single) = (stand.crowd(&one, 30_000).await?, stand.crowd(&one, enough(length)?).await?);
    let (warm_many, many) =
        (stand.crowd(&drives, 30_000).await?, stand.crowd(&drives, enough(length)?).await?);
    stand.analyze().await?;
    stand.sign(warm_up, WARM_UP).await?;
    let compared = stand.sign(single, length).await?;
    stand.sign(warm_many, WARM_UP).await?;
    let seen = stand.sign(many, length).await?;
    stand.db.close().await?;
    Ok(Measured {
        what: "signatures over 1,000 drives",
        seen: seen.per_second,
        against: "of one drive",
        compared: compared.per_second,
    })
}

/// Puts signatures of people who never were into a drive, spread over its hours and over five counties.
fn filling(drive: &str, count: usize) -> String {
    format!(
        "INSERT INTO signature (person_key, drive, id, signed_at, person, salt, channel, state, county) \
         SELECT decode(md5(n::text) || md5('{drive}' || n::text), 'hex'), '{drive}', \
         ('01900000-' || lpad(to_hex(n / 65536), 4, '0') || '-7' || '000-8000-' || lpad(to_hex(n % 65536), 12, '0'))::uuid, \
         d.opens_at + (now() - d.opens_at) * n / {count}, gen_random_uuid(), decode(md5(n::text), 'hex'), 'online', 'counted', \
         (ARRAY['63000', '65000', '66000', '10015', '09007'])[n % 5 + 1] \
         FROM generate_series(0, {count} - 1) n, drive d WHERE d.id = '{drive}'"
    )
}

/// Signing into a table that holds five million signatures, and into an empty one.
pub async fn signing_5m_over_empty(length: Duration) -> Result<Measured> {
    let stand = Stand::new(&[]).await?;
    let one = [stand.proposal.clone()];
    let mut crowds = Vec::new();
    for count in [30_000, enough(length)?, 30_000, enough(length)?] {
        crowds.push(stand.crowd(&one, count).await?);
    }
    stand.analyze().await?;
    let mut crowds = crowds.into_iter();
    let mut next = || crowds.next().ok_or("no crowd is left");
    stand.sign(next()?, WARM_UP).await?;
    let compared = stand.sign(next()?, length).await?;
    // Of other drives and of this one.
    let other = Uuid::now_v7();
    stand
        .run(&format!(
            "INSERT INTO drive (id, opens_at, closes_at) VALUES ('{other}', now() - interval '40 days', now() + interval '20 days')"
        ))
        .await?;
    stand.run(&filling(&other.to_string(), 4_000_000)).await?;
    stand.run(&filling(&stand.proposal, 1_000_000)).await?;
    stand.run("VACUUM (ANALYZE) signature").await?;
    stand.run("CHECKPOINT").await?;
    stand.sign(next()?, WARM_UP).await?;
    let seen = stand.sign(next()?, length).await?;
    stand.db.close().await?;
    Ok(Measured {
        what: "signatures beside 5,000,000",
        seen: seen.per_second,
        against: "in an empty table",
        compared: compared.per_second,
    })
}

/// Count, history and page of a drive with a thousand signatures, and of one with a million: how often a second somebody
/// who is signed in (for whom every page is made anew) can have all three.
pub async fn drive_page_1m_over_1k(length: Duration) -> Result<Measured> {
    let stand = Stand::new(&[]).await?;
    let list = stand.platform.json("/api/v1/proposals?state=open&limit=10").await?;
    let ids: Vec<String> = list["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item["id"].as_str().map(str::to_owned))
        .take(2)
        .collect();
    let [small, large] = ids.as_slice() else {
        return Err("the demo holds fewer than two open proposals".into());
    };
    for (drive, count) in [(small, 1_000), (large, 1_000_000)] {
        stand
            .run(&format!(
                "UPDATE drive SET opens_at = now() - interval '40 days' WHERE id = '{drive}'; \
                 DELETE FROM signature WHERE drive = '{drive}'; DELETE FROM drive_part WHERE drive = '{drive}'"
            ))
            .await?;
        stand.run(&filling(drive, count)).await?;
        stand
            .run(&format!(
                "INSERT INTO drive_part (drive, kind, part, count) \
                 SELECT drive, 'hour', to_char(signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24'), count(*) FROM signature WHERE drive = '{drive}' GROUP BY 1, 3 \
                 UNION ALL SELECT drive, 'county', county, count(*) FROM signature WHERE drive = '{drive}' GROUP BY 1, 3 \
                 UNION ALL SELECT drive, 'channel', channel, count(*) FROM signature WHERE drive = '{drive}' GROUP BY 1, 3; \
                 UPDATE drive_tally SET count = {count} WHERE drive = '{drive}'"
            ))
            .await?;
    }
    stand.run("VACUUM (ANALYZE)").await?;
    let token = crowd::add(&stand.db, 1).await?.pop().ok_or("no reader")?;
    let mut rounds = Vec::new();
    for drive in [small, large, small, large] {
        rounds.push(reads(&stand, drive, &token, length / 2).await?);
    }
    let [a, b, c, d] = rounds.as_slice() else { return Err("a round is missing".into()) };
    stand.db.close().await?;
    // Seen ÷ compared is time with a million ÷ time with a thousand.
    Ok(Measured { what: "reads of 1,000 signatures", seen: a + c, against: "of 1,000,000", compared: b + d })
}

/// How often a second count, history and page can be had one after the other.
async fn reads(stand: &Stand, drive: &str, token: &str, length: Duration) -> Result<f64> {
    let mut connection = Connection::open(stand.platform.address).await?;
    let requests = [
        get_as(&format!("/proposals/{drive}/count"), token),
        get(&format!("/api/v1/proposals/{drive}/signatures/history")),
        get_as(&format!("/proposals/{drive}/signatures"), token),
        get_as(&format!("/proposals/{drive}"), token),
    ];
    let (began, mut rounds) = (Instant::now(), 0_u32);
    while began.elapsed() < length {
        for request in &requests {
            let answer = connection.ask(request).await?;
            if answer.status != 200 {
                return Err(answer.head.into());
            }
        }
        rounds += 1;
    }
    Ok(f64::from(rounds) / began.elapsed().as_secs_f64())
}

/// Signing at twice the rate that the platform can take, and at its best: how many are taken. Whoever isn't must have a
/// clean refusal.
pub async fn overload_over_peak(length: Duration) -> Result<Measured> {
    /// How many may wait.
    const QUEUE: u32 = 1024;
    let stand = Stand::new(&[("FOLKMOOT_SIGNING_QUEUE", &QUEUE.to_string())]).await?;
    let one = [stand.proposal.clone()];
    let (warm_up, peak) = (stand.crowd(&one, 30_000).await?, stand.crowd(&one, enough(length)?).await?);
    let flood = stand.crowd(&one, enough(length)? * 2).await?;
    stand.analyze().await?;
    stand.sign(warm_up, WARM_UP).await?;
    let peak = stand.sign(peak, length).await?;
    // As long as those who were taken wait for their answer at the peak: so as many are refused as taken, if all is well.
    let pause = Duration::from_secs_f64(f64::from(QUEUE) / peak.per_second);
    let flood = load::flood(stand.platform.address, flood, QUEUE as usize, pause, length).await?;
    stand.db.close().await?;
    println!(
        "  {:.0} a second were sent, {:.0} refused; the longest answer took {} ms",
        flood.sent_per_second,
        flood.refused_per_second,
        flood.longest.as_millis()
    );
    Ok(Measured {
        what: "taken at twice the peak",
        seen: flood.good_per_second,
        against: "at the peak",
        compared: peak.per_second,
    })
}
