//! Hearings and their records.

use super::{before, bytes, id, run};
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

#[tokio::test]
async fn records_from_before_readings_survive() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0030_record_readings"))).await.unwrap();
        let [hearing, person, upload, version] = [1, 2, 3, 4].map(|n| id(db, Uuid::from_u128(n)));
        let (at, sum) = ("'2026-03-02T04:30:00+00:00'", bytes(db, &format!("{:064x}", 5)));
        run(db, &format!("INSERT INTO hearing (id, proposal, kind, title, held_on, place, chair, notice, created_by, created_at, versions, speeches) VALUES ({hearing}, {hearing}, 'hearing', '聽證', '2026-03-02', '', '', '', {person}, {at}, 1, 2)")).await;
        run(db, &format!("INSERT INTO record_upload (id, hearing, person, format, file_name, content, created_at) VALUES ({upload}, {hearing}, {person}, 'markdown', 'a.md', {sum}, {at})")).await;
        run(db, &format!("INSERT INTO record_version (id, hearing, number, format, file_name, sha256, statements, imported_at, imported_by) VALUES ({version}, {hearing}, 1, 'markdown', 'a.md', {sum}, 2, {at}, {person})")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        for (table, column) in
            [("hearing", "recording"), ("record_upload", "reading"), ("record_version", "reading")]
        {
            let sql = format!("SELECT count(*) AS n FROM {table} WHERE {column} IS NULL");
            let row = db
                .for_migrations()
                .query_one_raw(Statement::from_string(db.for_migrations().get_database_backend(), sql))
                .await
                .unwrap()
                .unwrap();
            assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1, "{table}");
        }
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn hearings_of_before_drafts_stay_public() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0046_hearing_life"))).await.unwrap();
        let (hearing, at) = (id(db, Uuid::from_u128(1)), "'2026-03-02T04:30:00+00:00'");
        run(db, &format!("INSERT INTO hearing (id, proposal, kind, title, held_on, place, chair, notice, created_by, created_at, versions, speeches) VALUES ({hearing}, {hearing}, 'hearing', '聽證', '2026-03-02', '', '', '', {hearing}, {at}, 1, 2)")).await;
        migrate(db).await.unwrap();
        let backend = db.for_migrations().get_database_backend();
        let sql = "SELECT stage, subject, places, agenda FROM hearing";
        let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        let text = |column| row.try_get::<String>("", column).unwrap();
        assert_eq!((text("stage").as_str(), text("subject").as_str()), ("published", "proposal"));
        assert_eq!(row.try_get::<Option<i64>>("", "places").unwrap(), None);
        assert_eq!(row.try_get::<Option<String>>("", "agenda").unwrap(), None);
        let sql = "SELECT count(*) AS n FROM hearing WHERE weighing IS NULL AND publish_due IS NULL AND door_code IS NULL";
        let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1);
        db.close().await.unwrap();
    }
}
