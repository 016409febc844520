//! How a discussion holds up when it is very long.

use std::time::{Duration, Instant};

use folkmoot_foundation::Db;
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::http::{Connection, get_as};
use crate::platform::Platform;
use crate::postgres::Postgres;
use crate::{Measured, Result, crowd};

/// A discussion: the proposal, and a comment in its middle.
pub struct Discussion {
    pub proposal: Uuid,
    middle: String,
}

/// A copy of an open proposal with so many comments of 2,000 people, a second apart, of all stances; the sums are those
/// that so many acts would have left.
pub async fn discussion(db: &Db, open: &str, comments: u32) -> Result<Discussion> {
    let proposal = Uuid::now_v7();
    let tx = db.begin().await?;
    for sql in [
        format!(
            "INSERT INTO proposal SELECT (jsonb_populate_record(p, jsonb_build_object('id', '{proposal}', 'number', {comments} + 100000000))).* \
             FROM proposal p WHERE p.id = '{open}'"
        ),
        format!(
            "INSERT INTO voice (id, subject, channel, stance, author, body, said_at, created_at, gone, reactions, replies, revisions, \
             officials, useful, not_useful, shelf, rank) \
             SELECT gen_random_uuid(), '{proposal}', 'online', stance, people.ids[1 + n % cardinality(people.ids)], \
             'Comment ' || n || ' gives its reasons in a few words.', at, at, false, useful, 0, 0, 0, useful, 0, \
             CASE stance WHEN 'pro' THEN 0 WHEN 'con' THEN 2 ELSE 4 END + CASE WHEN useful = 0 THEN 1 ELSE 0 END, \
             CASE WHEN useful = 0 THEN (extract(epoch FROM at) * 1000)::bigint ELSE useful * 10000000000000 / (useful * 10000 + 38416) END \
             FROM (SELECT n, (ARRAY['pro', 'con', 'other'])[n % 3 + 1] AS stance, ((n * 7919) % 40)::bigint / 2 AS useful, \
             date_trunc('milliseconds', now()) - interval '1 second' * n AS at FROM generate_series(1, {comments}) n) c, \
             (SELECT array_agg(id) AS ids FROM (SELECT id FROM person WHERE nickname LIKE 'signer %' LIMIT 2000) p) people"
        ),
        sums(proposal, "channel", "stance"),
        sums(proposal, "'*'", "stance"),
        sums(proposal, "'*'", "'*'"),
        format!(
            "INSERT INTO talk_person (subject, channel, stance, who, voices, since) \
             SELECT subject, '*', stance, upper(replace(author::text, '-', '')), count(*), min((said_at AT TIME ZONE 'Asia/Taipei')::date) \
             FROM voice WHERE subject = '{proposal}' GROUP BY 1, 3, 4"
        ),
        format!(
            "INSERT INTO talk_day (subject, stance, day, people) SELECT subject, stance, since, count(*) FROM talk_person \
             WHERE subject = '{proposal}' AND channel = '*' GROUP BY 1, 2, 3"
        ),
    ] {
        tx.execute_unprepared(&sql).await?;
    }
    tx.commit().await?;
    let sql = format!(
        "SELECT id::text AS id FROM voice WHERE subject = '{proposal}' ORDER BY said_at, id OFFSET {} LIMIT 1",
        comments / 2
    );
    let conn = db.read();
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    Ok(Discussion { proposal, middle: row.ok_or("no comment in the middle")?.try_get("", "id")? })
}

fn sums(proposal: Uuid, channel: &str, stance: &str) -> String {
    format!(
        "INSERT INTO talk_count (subject, channel, stance, voices, people) \
         SELECT subject, {channel}, {stance}, count(*), count(DISTINCT author) FROM voice WHERE subject = '{proposal}' GROUP BY 1, 2, 3"
    )
}

/// How often a second its first page with the summary, a permalink into its middle with the page it leads to, and the page
/// of the comment there can be had one after the other.
async fn opened(platform: &Platform, discussion: &Discussion, token: &str, length: Duration) -> Result<f64> {
    let mut connection = Connection::open(platform.address).await?;
    let home = format!("/proposals/{}/discussion", discussion.proposal);
    let middle = &discussion.middle;
    let (link, thread) = (format!("{home}?at={middle}"), format!("/voices/{middle}"));
    let shown = format!("id=\"voice-{middle}\"");
    let (began, mut rounds) = (Instant::now(), 0_u32);
    while began.elapsed() < length {
        let first = connection.ask(&get_as(&home, token)).await?;
        let led = connection.ask(&get_as(&link, token)).await?;
        let place = led.head.lines().find_map(|line| line.strip_prefix("location: "));
        let place = place.and_then(|place| place.split('#').next()).ok_or("the permalink leads nowhere")?;
        let there = connection.ask(&get_as(place, token)).await?;
        let alone = connection.ask(&get_as(&thread, token)).await?;
        let statuses = [first.status, led.status, there.status, alone.status];
        let holds = |body: &[u8]| body.windows(shown.len()).any(|bytes| bytes == shown.as_bytes());
        if statuses != [200, 303, 200, 200] || !holds(&there.body) || !holds(&alone.body) {
            return Err(format!("the discussion: {statuses:?}, {place}").into());
        }
        rounds += 1;
    }
    Ok(f64::from(rounds) / began.elapsed().as_secs_f64())
}

/// A discussion of 100,000 comments, and one of 1,000.
pub async fn thread_100k_over_1k(length: Duration) -> Result<Measured> {
    let server = Postgres::start(&[])?;
    let platform = Platform::start_with(Some(server.url()), &[]).await?;
    let db = platform.database().await?;
    let token = crowd::add(&db, 2000).await?.pop().ok_or("no reader")?;
    let open = platform.open_proposal().await?;
    let small = discussion(&db, &open, 1000).await?;
    let large = discussion(&db, &open, 100_000).await?;
    db.for_migrations().execute_unprepared("VACUUM (ANALYZE)").await?;
    let mut rounds = Vec::new();
    for which in [&small, &large, &small, &large] {
        rounds.push(opened(&platform, which, &token, length / 2).await?);
    }
    let [a, b, c, d] = rounds.as_slice() else { return Err("a round is missing".into()) };
    db.close().await?;
    // Seen ÷ compared is time with a hundred thousand ÷ time with a thousand.
    Ok(Measured { what: "discussions of 1,000", seen: a + c, against: "of 100,000", compared: b + d })
}
