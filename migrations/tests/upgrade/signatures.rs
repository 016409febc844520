//! Proposals, drives and signatures.

use super::{bytes, id, run};
use folkmoot_foundation::DriveId;
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

#[tokio::test]
async fn counts_and_signatures_of_the_first_schema_survive() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(9)).await.unwrap();
        let drive = id(db, Uuid::from_u128(7));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO drive (id, opens_at, closes_at) VALUES ({drive}, {at}, {at})")).await;
        run(db, &format!("INSERT INTO drive_threshold (drive, code, count, reached_at) VALUES ({drive}, 'reached', 2, {at})")).await;
        run(db, &format!("INSERT INTO drive_tally (drive, count) VALUES ({drive}, 3)")).await;
        for (hour, county, count) in
            [("04", "63000", 1), ("04", "", 1), ("05", "63000", 1), ("06", "10015", 0)]
        {
            let hour = format!("'2026-03-02T{hour}:00:00+00:00'");
            run(db, &format!("INSERT INTO drive_history (drive, hour, county, count) VALUES ({drive}, {hour}, '{county}', {count})")).await;
        }
        for (n, state, county) in [
            (1, "counted", "'63000'"),
            (2, "counted", "NULL"),
            (3, "counted", "'63000'"),
            (4, "withdrawn", "'10015'"),
        ] {
            let (key, signature) = (bytes(db, &format!("{n:064x}")), id(db, Uuid::from_u128(100 + n)));
            run(
                db,
                &format!(
                    "INSERT INTO signature (person_key, drive, id, signed_at, salt, channel, state, county) \
                 VALUES ({key}, {drive}, {signature}, {at}, {key}, 'online', '{state}', {county})"
                ),
            )
            .await;
        }
        run(
            db,
            &format!(
                "INSERT INTO event (at, kind, subject, role, public, data, position, seal) \
             VALUES ({at}, 'signatures.added', {drive}, 'system', false, '{{}}', 1, {})",
                bytes(db, &"ab".repeat(32))
            ),
        )
        .await;

        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT kind, part, count FROM drive_part WHERE drive = $1 ORDER BY kind, part";
        let backend = db.for_migrations().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [DriveId(Uuid::from_u128(7)).into()]);
        let rows = db.read().query_all_raw(statement).await.unwrap();
        let parts: Vec<(String, String, i64)> = rows
            .iter()
            .map(|row| {
                let text = |column| row.try_get::<String>("", column).unwrap();
                (text("kind"), text("part"), row.try_get("", "count").unwrap())
            })
            .collect();
        let part = |kind: &str, part: &str, count| (kind.to_owned(), part.to_owned(), count);
        assert_eq!(
            parts,
            [
                part("channel", "online", 3),
                part("county", "", 1),
                part("county", "10015", 0),
                part("county", "63000", 2),
                part("hour", "2026-03-02T04", 2),
                part("hour", "2026-03-02T05", 1),
                part("hour", "2026-03-02T06", 0),
            ]
        );
        // What was sealed before keeps its seal; nothing pretends to have hashed its facts.
        let row = db
            .read()
            .query_one_raw(Statement::from_string(backend, "SELECT facts, seal FROM event"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.try_get::<Option<Vec<u8>>>("", "facts").unwrap(), None);
        assert_eq!(row.try_get::<Vec<u8>>("", "seal").unwrap(), [0xab; 32]);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn proposals_drives_and_pauses_from_before_limits_and_lists_are_as_they_were() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(16)).await.unwrap();
        let (drive, by) = (id(db, Uuid::from_u128(7)), id(db, Uuid::from_u128(9)));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO drive (id, opens_at, closes_at) VALUES ({drive}, {at}, {at})")).await;
        run(
            db,
            &format!(
                "INSERT INTO drive_pause (id, drive, starts_at, ends_at, reason, words, made_by) \
             VALUES ({by}, {drive}, {at}, {at}, 'election', '選舉', {by})"
            ),
        )
        .await;
        run(
            db,
            &format!(
                "INSERT INTO proposal (id, number, rulebook, rulebook_version, proposer, state, title, content, \
             demands, links, benefits, evidence, let_platform_decide, revision, created_at, saved_at, grounds) \
             VALUES ({drive}, 3, 'join', 1, {by}, 'open', '標題', '內容', '[]', '[]', '', '', false, 1, {at}, {at}, '[]')"
            ),
        )
        .await;
        migrate(db).await.unwrap();
        let backend = db.for_migrations().get_database_backend();
        let sql = "SELECT p.title, p.unlisted, p.review_from, p.supplement_due, p.supplements, d.cap, r.resumed_at \
             FROM proposal p JOIN drive d ON d.id = p.id JOIN drive_pause r ON r.drive = d.id";
        let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        let nothing = |column| row.try_get::<Option<String>>("", column).unwrap();
        assert_eq!((nothing("unlisted"), nothing("title").as_deref()), (None, Some("標題")));
        assert_eq!(row.try_get::<Option<i64>>("", "cap").unwrap(), None);
        assert_eq!(row.try_get::<i64>("", "supplements").unwrap(), 0);
        for column in ["review_from", "supplement_due", "resumed_at"] {
            assert_eq!(row.try_get::<Option<folkmoot_foundation::Now>>("", column).unwrap(), None);
        }
        db.close().await.unwrap();
    }
}
