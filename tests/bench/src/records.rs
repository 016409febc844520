//! How fast long records are taken over, and taken over again.

use std::time::Instant;

use chrono::TimeDelta;
use folkmoot_discussion::voices::{self, StatementVoice};
use folkmoot_foundation::clock::SystemClock;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::db::{self, Db, DbOptions};
use folkmoot_foundation::{Clock as _, HearingId, Now, PersonId, ProposalId, StatementId, VoiceId};
use folkmoot_hearings::hearings::{self, Draft};
use folkmoot_hearings::import::{self, Format, Source};
use folkmoot_migrations::migrate;
use sea_orm::{ConnectionTrait as _, Statement, Value};

use crate::{Measured, Result};

/// How many statements the record has.
const SIZE: usize = 100_000;
/// How many rows one insert of the comparison carries, as the import's own.
const ROWS: usize = 500;

/// A fresh database with a hearing.
struct Hall {
    db: Db,
    hearing: HearingId,
    proposal: ProposalId,
    facilitator: PersonId,
    now: Now,
    _directory: tempfile::TempDir,
}

impl Hall {
    async fn new() -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("folkmoot-bench-").tempdir_in("/tmp")?;
        let url = format!("sqlite://{}", directory.path().join("records.sqlite").display());
        let db = Db::connect(&DbOptions { url, max_connections: 2 }).await?;
        migrate(&db).await?;
        let now = SystemClock.now();
        let (proposal, facilitator) = (ProposalId::new(now), PersonId::new(now));
        let draft = Draft {
            kind: "public_hearing".to_owned(),
            title: "長的公聽會".to_owned(),
            held_on: "2026-01-05".to_owned(),
            ..Draft::default()
        };
        let tx = db.begin().await?;
        let hearing = hearings::create(&tx, proposal, &draft, facilitator, now).await?;
        db::commit(tx).await?;
        Ok(Self { db, hearing, proposal, facilitator, now, _directory: directory })
    }

    /// Takes a file over as the platform does: read, compared, written, and its speeches made voices, in one transaction.
    async fn import(&self, text: &str) -> Result<f64> {
        let began = Instant::now();
        let parsed = import::parse(Format::Markdown, text.as_bytes())?;
        let source = Source {
            format: Format::Markdown,
            file_name: "record.md".to_owned(),
            sha256: sha256(text.as_bytes()),
            by: self.facilitator,
            reading: None,
            take: Vec::new(),
        };
        let tx = self.db.begin().await?;
        let applied = import::apply(&tx, self.hearing, parsed, &source, self.now).await?;
        let voices = applied.statements.iter().map(|s| StatementVoice {
            statement: s.id,
            position: s.position,
            speaker: s.speaker.clone(),
            body: s.body.clone(),
            said_at: self.now + TimeDelta::milliseconds(s.position),
        });
        voices::replace_statements(&tx, self.proposal, self.hearing, voices.collect(), self.now).await?;
        db::commit(tx).await?;
        Ok(began.elapsed().as_secs_f64())
    }

    /// Inserts the rows of as many statements and voices in one transaction, and nothing else.
    async fn insert(&self) -> Result<f64> {
        const STATEMENT: &str =
            "INSERT INTO statement (id, hearing, position, kind, speaker, body, gone, revisions) VALUES ";
        const VOICE: &str = "INSERT INTO voice (id, subject, channel, speaker, hearing, statement, position, body, said_at, created_at, gone, reactions, replies, revisions) VALUES ";
        let hearing = HearingId::new(self.now);
        let rows: Vec<(String, String)> = (0..SIZE).map(|n| (speaker(n), body(n))).collect();
        let began = Instant::now();
        let tx = self.db.begin().await?;
        for (chunk, rows) in rows.chunks(ROWS).enumerate() {
            let (mut statements, mut voices): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
            for (n, (speaker, body)) in rows.iter().enumerate() {
                let position = i64::try_from(chunk * ROWS + n + 1)?;
                let id = StatementId::new(self.now).0;
                let (hearing, zero) = (hearing.0, 0_i64);
                statements.extend::<[Value; 8]>([
                    id.into(),
                    hearing.into(),
                    position.into(),
                    "speech".into(),
                    speaker.as_str().into(),
                    body.as_str().into(),
                    false.into(),
                    zero.into(),
                ]);
                voices.extend::<[Value; 14]>([
                    VoiceId::new(self.now).0.into(),
                    self.proposal.0.into(),
                    "hearing".into(),
                    speaker.as_str().into(),
                    hearing.into(),
                    id.into(),
                    position.into(),
                    body.as_str().into(),
                    self.now.into(),
                    self.now.into(),
                    false.into(),
                    zero.into(),
                    zero.into(),
                    zero.into(),
                ]);
            }
            for (head, width, values) in [(STATEMENT, 8, statements), (VOICE, 14, voices)] {
                let row = format!("({})", vec!["?"; width].join(","));
                let sql = format!("{head}{}", vec![row; rows.len()].join(","));
                tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values))
                    .await?;
            }
        }
        db::commit(tx).await?;
        Ok(began.elapsed().as_secs_f64())
    }
}

fn speaker(n: usize) -> String {
    format!("第{}人", n % 50)
}

fn body(n: usize) -> String {
    format!("第{n}號發言談到租金")
}

/// A record in Markdown; each hundredth statement from `changed` on has other words.
fn record(changed: Option<usize>) -> String {
    let mut text = String::from("# 長的公聽會\n");
    for n in 0..SIZE {
        let other = if changed.is_some_and(|first| n % 100 == first) { "與停車" } else { "" };
        text.push_str(&format!("\n### {}：\n{}{other}\n", speaker(n), body(n)));
    }
    text
}

/// Statements imported a second, and the same rows merely inserted.
pub async fn import_over_insert() -> Result<Measured> {
    let hall = Hall::new().await?;
    let inserted = hall.insert().await?;
    let imported = hall.import(&record(None)).await?;
    hall.db.close().await?;
    let rate = |seconds: f64| SIZE as f64 / seconds;
    Ok(Measured {
        what: "statements imported",
        seen: rate(imported),
        against: "their rows inserted",
        compared: rate(inserted),
    })
}

/// The time of importing a record again with one statement in a hundred changed, and of importing it first.
pub async fn reimport_over_import() -> Result<Measured> {
    let hall = Hall::new().await?;
    let first = hall.import(&record(None)).await?;
    let again = hall.import(&record(Some(7))).await?;
    hall.db.close().await?;
    // Seen ÷ compared is time ÷ time.
    Ok(Measured { what: "first imports", seen: 1.0 / first, against: "imports again", compared: 1.0 / again })
}
