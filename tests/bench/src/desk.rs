//! How the desk of an agency holds up when the agency has many cases.

use std::time::{Duration, Instant};

use folkmoot_foundation::Db;
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use crate::http::{Connection, get_as};
use crate::platform::Platform;
use crate::postgres::Postgres;
use crate::{Measured, Result, crowd};

/// An agency with so many cases, copies of one of the demo's in all states, due between four days ago and three months
/// from now; half of them are closed. Gives the session of an officer.
async fn agency(db: &Db, cases: u32) -> Result<String> {
    let token = crowd::add(db, 1).await?.pop().ok_or("no officer")?;
    let agency = Uuid::now_v7();
    let hash = hex::encode(folkmoot_foundation::crypto::sha256(token.as_bytes()));
    let sql = format!(
        "INSERT INTO agency SELECT (jsonb_populate_record(NULL::agency, to_jsonb(a) || jsonb_build_object('id', '{agency}', 'slug', 'a{cases}'))).* \
         FROM agency a ORDER BY a.slug LIMIT 1; \
         INSERT INTO role_grant (id, person, role, agency, granted_at) \
         SELECT gen_random_uuid(), person, 'agency_officer', '{agency}', now() FROM session WHERE token_hash = decode('{hash}', 'hex'); \
         CREATE TEMP TABLE fresh AS SELECT gen_random_uuid() AS id, gen_random_uuid() AS proposal, n, \
         (ARRAY['assigned', 'assigned', 'drafting', 'awaiting_approval', 'answered', 'closed', 'closed', 'closed', 'closed', 'closed'])[n % 10 + 1] AS state, \
         (extract(epoch FROM now() + interval '1 day' * (n % 94 - 4)) * 1000)::bigint AS due \
         FROM generate_series(1, {cases}) n; \
         INSERT INTO proposal SELECT (jsonb_populate_record(NULL::proposal, to_jsonb(p) || jsonb_build_object('id', f.proposal, 'number', {cases} * 100 + f.n))).* \
         FROM fresh f, (SELECT p.* FROM proposal p JOIN agency_case c ON c.proposal = p.id ORDER BY p.id LIMIT 1) p; \
         INSERT INTO agency_case SELECT (jsonb_populate_record(NULL::agency_case, to_jsonb(c) || jsonb_build_object('id', f.id, 'proposal', f.proposal, 'state', f.state, \
         'due_ms', CASE WHEN f.state = 'closed' THEN 253370764800000 ELSE f.due END))).* \
         FROM fresh f, (SELECT c.* FROM agency_case c ORDER BY c.proposal LIMIT 1) c; \
         INSERT INTO case_clock SELECT (jsonb_populate_record(NULL::case_clock, to_jsonb(k) || jsonb_build_object('case_id', f.id))).* \
         FROM fresh f, (SELECT k.* FROM case_clock k WHERE k.case_id = (SELECT c.id FROM agency_case c ORDER BY c.proposal LIMIT 1)) k; \
         INSERT INTO case_agency (case_id, agency_id, part, since, state, due_ms) \
         SELECT c.id, '{agency}', 'lead', now(), c.state, c.due_ms FROM agency_case c JOIN fresh f ON f.id = c.id; \
         DROP TABLE fresh"
    );
    let tx = db.begin().await?;
    tx.execute_unprepared(&sql).await?;
    tx.commit().await?;
    Ok(token)
}

/// How often a second the day's work and the list of everything open can be had one after the other.
async fn opened(platform: &Platform, token: &str, length: Duration) -> Result<f64> {
    let mut connection = Connection::open(platform.address).await?;
    let requests = [get_as("/desk/cases", token), get_as("/desk/cases?show=open", token)];
    let (began, mut rounds) = (Instant::now(), 0_u32);
    while began.elapsed() < length {
        for request in &requests {
            let answer = connection.ask(request).await?;
            if answer.status != 200 || !answer.body.windows(9).any(|bytes| bytes == b"case-list") {
                return Err(format!("the desk: {}", answer.head).into());
            }
        }
        rounds += 1;
    }
    Ok(f64::from(rounds) / began.elapsed().as_secs_f64())
}

/// The desk of an officer whose agency has 10,000 cases, and of one whose agency has 100.
pub async fn desk_10k_over_100(length: Duration) -> Result<Measured> {
    let server = Postgres::start(&[])?;
    let platform = Platform::start_with(Some(server.url()), &[]).await?;
    let db = platform.database().await?;
    let (small, large) = (agency(&db, 100).await?, agency(&db, 10_000).await?);
    db.for_migrations().execute_unprepared("VACUUM (ANALYZE)").await?;
    let mut rounds = Vec::new();
    for token in [&small, &large, &small, &large] {
        rounds.push(opened(&platform, token, length / 2).await?);
    }
    let [a, b, c, d] = rounds.as_slice() else { return Err("a round is missing".into()) };
    db.close().await?;
    // Seen ÷ compared is time with ten thousand ÷ time with a hundred.
    Ok(Measured { what: "desks with 100 cases", seen: a + c, against: "with 10,000", compared: b + d })
}
