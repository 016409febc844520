//! How the merged page holds up when very much was said, and how long suggestions take.

use std::time::{Duration, Instant};

use chrono::Utc;
use folkmoot_discussion::issues::{self, Filing};
use folkmoot_foundation::{Db, IssueId, PersonId, ProposalId, VoiceId, db};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::http::{Connection, get_as};
use crate::platform::Platform;
use crate::postgres::Postgres;
use crate::threads::discussion;
use crate::{Measured, Result, crowd};

/// How many issues there are.
const ISSUES: usize = 50;

/// How many voices one step files.
const STEP: usize = 1_000;

/// A discussion whose voices all stand under fifty issues.
struct Merged {
    proposal: Uuid,
    issue: IssueId,
}

async fn ids(db: &Db, proposal: Uuid) -> Result<Vec<VoiceId>> {
    let conn = db.read();
    let sql = format!("SELECT id FROM voice WHERE subject = '{proposal}' ORDER BY said_at, id");
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    rows.into_iter().map(|row| Ok(VoiceId(row.try_get("", "id")?))).collect()
}

async fn merged(db: &Db, open: &str, comments: u32) -> Result<Merged> {
    let proposal = discussion(db, open, comments).await?.proposal;
    let (subject, by) = (ProposalId(proposal), PersonId(Uuid::now_v7()));
    let mut made = Vec::new();
    for n in 0..ISSUES {
        let title = format!("Issue number {n}");
        let tx = db.begin().await?;
        made.push(issues::make(&tx, subject, Filing { title: &title, summary: "" }, by, Utc::now()).await?);
        db::commit(tx).await?;
    }
    for (n, voices) in ids(db, proposal).await?.chunks(STEP).enumerate() {
        let pairs: Vec<(IssueId, VoiceId)> =
            voices.iter().enumerate().map(|(m, voice)| (made[(n + m) % ISSUES], *voice)).collect();
        let tx = db.begin().await?;
        issues::file(&tx, subject, &pairs, by, Utc::now()).await?;
        db::commit(tx).await?;
    }
    Ok(Merged { proposal, issue: made[ISSUES / 2] })
}

/// How often a second the outline, the first page of an issue and the page after it can be had one after the other.
async fn read(platform: &Platform, merged: &Merged, token: &str, length: Duration) -> Result<f64> {
    let mut connection = Connection::open(platform.address).await?;
    let outline = format!("/proposals/{}/merged", merged.proposal);
    let issue = format!("/issues/{}?stance=pro&order=oldest", merged.issue);
    let (began, mut rounds) = (Instant::now(), 0_u32);
    while began.elapsed() < length {
        for path in [&outline, &issue] {
            let answer = connection.ask(&get_as(path, token)).await?;
            if answer.status != 200 {
                return Err(format!("{path}: {}", answer.status).into());
            }
        }
        rounds += 1;
    }
    Ok(f64::from(rounds) / began.elapsed().as_secs_f64())
}

/// The merged page of 100,000 voices under 50 issues, and of 1,000.
pub async fn merged_100k_over_1k(length: Duration) -> Result<Measured> {
    let server = Postgres::start(&[])?;
    let platform = Platform::start_with(Some(server.url()), &[]).await?;
    let db = platform.database().await?;
    let token = crowd::add(&db, 2000).await?.pop().ok_or("no reader")?;
    let open = platform.open_proposal().await?;
    let small = merged(&db, &open, 1000).await?;
    let large = merged(&db, &open, 100_000).await?;
    db.for_migrations().execute_unprepared("VACUUM (ANALYZE)").await?;
    let mut rounds = Vec::new();
    for which in [&small, &large, &small, &large] {
        rounds.push(read(&platform, which, &token, length / 2).await?);
    }
    let [a, b, c, d] = rounds.as_slice() else { return Err("a round is missing".into()) };
    db.close().await?;
    // Seen ÷ compared is time with a hundred thousand ÷ time with a thousand.
    Ok(Measured { what: "merged pages of 1,000", seen: a + c, against: "of 100,000", compared: b + d })
}

/// How often a second issues are suggested for 10,000 voices that wait, ten issues with a hundred voices each being known.
pub async fn suggestions_for_10k(length: Duration) -> Result<Measured> {
    let server = Postgres::start(&[])?;
    let platform = Platform::start_with(Some(server.url()), &[]).await?;
    let db = platform.database().await?;
    crowd::add(&db, 2000).await?;
    let open = platform.open_proposal().await?;
    let proposal = discussion(&db, &open, 11_000).await?.proposal;
    let (subject, by) = (ProposalId(proposal), PersonId(Uuid::now_v7()));
    for (n, voices) in ids(&db, proposal).await?[..1000].chunks(100).enumerate() {
        let title = format!("Issue number {n}");
        let tx = db.begin().await?;
        let issue = issues::make(&tx, subject, Filing { title: &title, summary: "" }, by, Utc::now()).await?;
        let pairs: Vec<(IssueId, VoiceId)> = voices.iter().map(|voice| (issue, *voice)).collect();
        issues::file(&tx, subject, &pairs, by, Utc::now()).await?;
        db::commit(tx).await?;
    }
    let (began, mut rounds) = (Instant::now(), 0_u32);
    while rounds == 0 || began.elapsed() < length {
        let (_, weights) = issues::weigh(db.read(), subject).await?;
        if weights.suggestions().is_empty() {
            return Err("nothing was suggested".into());
        }
        rounds += 1;
    }
    let seen = f64::from(rounds) / began.elapsed().as_secs_f64();
    db.close().await?;
    Ok(Measured { what: "suggestions for 10,000 voices", seen, against: "once a second", compared: 1.0 })
}
