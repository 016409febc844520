//! What an older version left in the database is still there, and right, after an upgrade.

#![allow(clippy::unwrap_used, clippy::panic)]

mod accounts;
mod discussion;
mod hall;
mod hearings;
mod opinions;
mod responses;
mod search;
mod signatures;
mod subcategories;
mod texts;
mod words;

use folkmoot_foundation::Db;
use folkmoot_foundation::db::Kind;
use folkmoot_migrations::{Migrator, MigratorTrait as _};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use uuid::Uuid;

async fn run(db: &Db, sql: &str) {
    db.for_migrations().execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn id(db: &Db, id: Uuid) -> String {
    match db.kind() {
        Kind::Sqlite => format!("X'{}'", id.simple()),
        Kind::Postgres => format!("'{id}'"),
    }
}

fn bytes(db: &Db, hex: &str) -> String {
    match db.kind() {
        Kind::Sqlite => format!("X'{hex}'"),
        Kind::Postgres => format!("'\\x{hex}'"),
    }
}

/// How many migrations come before one.
fn before(name: &str) -> u32 {
    let place = Migrator::migrations().iter().position(|one| one.name() == name).unwrap();
    u32::try_from(place).unwrap()
}
