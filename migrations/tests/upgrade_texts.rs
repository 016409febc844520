//! Comments that waited before there were draft texts still wait, and are on nothing particular.

#![allow(clippy::unwrap_used, clippy::panic)]

use folkmoot_foundation::Db;
use folkmoot_foundation::db::Kind;
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

fn id(db: &Db, id: u128) -> String {
    let id = Uuid::from_u128(id);
    match db.kind() {
        Kind::Sqlite => format!("X'{}'", id.simple()),
        Kind::Postgres => format!("'{id}'"),
    }
}

/// How many migrations come before one.
fn before(name: &str) -> u32 {
    let place = Migrator::migrations().iter().position(|migration| migration.name().contains(name)).unwrap();
    u32::try_from(place).unwrap()
}

#[tokio::test]
async fn a_first_comment_that_waited_waits_on() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0050_texts"))).await.unwrap();
        let sql = format!(
            "INSERT INTO held_comment (id, subject, author, stance, body, made_at) VALUES ({}, {}, {}, 'pro', '好', \
             '2026-03-02T04:30:00+00:00')",
            id(db, 1),
            id(db, 2),
            id(db, 3)
        );
        db.for_migrations().execute_unprepared(&sql).await.unwrap();
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT body, on_what FROM held_comment";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get::<String>("", "body").unwrap(), "好");
        assert_eq!(row.try_get::<Option<String>>("", "on_what").unwrap(), None);
        db.close().await.unwrap();
    }
}
