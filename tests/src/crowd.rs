//! People who may sign, with a session each, as registering and signing in would have left them in the database.

use folkmoot_foundation::crypto::{random_bytes, sha256};
use folkmoot_foundation::db::Kind;
use folkmoot_foundation::{Db, DbErr};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

/// How many rows go into one statement.
const ROWS: usize = 500;

/// Adds so many people; gives their session tokens.
///
/// # Errors
/// A database error.
pub async fn add(db: &Db, count: usize) -> Result<Vec<String>, DbErr> {
    let kind = db.kind();
    let mut tokens = Vec::with_capacity(count);
    let now = "'2026-01-01T00:00:00+00:00'";
    let never = "'2099-01-01T00:00:00+00:00'";
    let tx = db.begin().await?;
    for begin in (0..count).step_by(ROWS) {
        let (mut people, mut sessions) = (Vec::new(), Vec::new());
        for n in begin..count.min(begin + ROWS) {
            let token = hex::encode(random_bytes::<16>());
            let person = id(kind, Uuid::new_v4());
            let session = id(kind, Uuid::new_v4());
            let (key, hash) = (bytes(kind, &random_bytes::<32>()), bytes(kind, &sha256(token.as_bytes())));
            people.push(format!("({person}, 'signer {n}', {key}, {now}, '63000', 'zh-TW', {now})"));
            // Seen at the end of days: a session that was used long ago would be renewed, which writes.
            sessions
                .push(format!("({session}, {person}, 'browser', {hash}, 'crowd', {now}, {never}, {never})"));
            tokens.push(token);
        }
        tx.execute_unprepared(&format!(
            "INSERT INTO person (id, nickname, person_key, mobile_confirmed_at, county, locale, created_at) VALUES {}",
            people.join(",")
        ))
        .await?;
        tx.execute_unprepared(&format!(
            "INSERT INTO session (id, person, kind, token_hash, device, made_at, seen_at, expires_at) VALUES {}",
            sessions.join(",")
        ))
        .await?;
    }
    tx.commit().await?;
    Ok(tokens)
}

fn id(kind: Kind, id: Uuid) -> String {
    match kind {
        Kind::Sqlite => format!("X'{}'", id.simple()),
        Kind::Postgres => format!("'{id}'"),
    }
}

fn bytes(kind: Kind, bytes: &[u8]) -> String {
    match kind {
        Kind::Sqlite => format!("X'{}'", hex::encode(bytes)),
        Kind::Postgres => format!("'\\x{}'", hex::encode(bytes)),
    }
}
