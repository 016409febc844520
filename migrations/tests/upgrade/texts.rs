//! Comments that waited before there were draft texts still wait, and are on nothing particular.

use super::before;
use folkmoot_foundation::Db;
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

fn id(db: &Db, number: u128) -> String {
    super::id(db, Uuid::from_u128(number))
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
