//! Opinions of paper forms come into a house that has discussions already.

use super::before;
use folkmoot_foundation::db::Kind;
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

#[tokio::test]
async fn voices_of_before_stay_and_forms_can_be_kept() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0056_opinion_forms"))).await.unwrap();
        let id = |n: u128| match db.kind() {
            Kind::Sqlite => format!("X'{}'", Uuid::from_u128(n).simple()),
            Kind::Postgres => format!("'{}'", Uuid::from_u128(n)),
        };
        let at = "'2026-03-02T04:00:00+00:00'";
        let run = async |sql: String| db.for_migrations().execute_unprepared(&sql).await.unwrap();
        run(format!(
            "INSERT INTO talk_count (subject, channel, stance, voices, people) VALUES ({}, '*', '*', 3, 2)",
            id(1)
        ))
        .await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        run(format!(
            "INSERT INTO opinion_form (voice, subject, place, number, entered_by, entered_at) VALUES ({}, {}, '區公所', '12', {}, {at})",
            id(2), id(1), id(3)
        ))
        .await;
        let sql =
            "SELECT (SELECT voices FROM talk_count) AS voices, (SELECT count(*) FROM opinion_form) AS forms";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        let count = |column| row.try_get::<i64>("", column).unwrap();
        assert_eq!((count("voices"), count("forms")), (3, 1));
        db.close().await.unwrap();
    }
}
