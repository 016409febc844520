//! What was there before the hall's own tables is there after them.

use super::{before, run};
use folkmoot_foundation::Db;
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

fn id(db: &Db, number: u128) -> String {
    super::id(db, Uuid::from_u128(number))
}

async fn count(db: &Db, sql: &str) -> i64 {
    let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
    db.read().query_one_raw(statement).await.unwrap().unwrap().try_get::<i64>("", "n").unwrap()
}

#[tokio::test]
async fn held_comments_of_before_are_no_questions() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0052_hall_questions"))).await.unwrap();
        let [held, subject, author] = [1, 2, 3].map(|n| id(db, n));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO held_comment (id, subject, author, body, made_at) VALUES ({held}, {subject}, {author}, '話', {at})")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        assert_eq!(count(db, "SELECT count(*) AS n FROM held_comment WHERE hearing IS NULL").await, 1);
        assert_eq!(count(db, "SELECT count(*) AS n FROM hall_question").await, 0);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn hearings_of_before_were_never_typed_live() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0053_hall"))).await.unwrap();
        let [hearing, proposal, by] = [1, 2, 3].map(|n| id(db, n));
        run(db, &format!("INSERT INTO hearing (id, proposal, kind, title, held_on, place, chair, notice, created_by, created_at, versions, speeches) VALUES ({hearing}, {proposal}, 'forum', '座談會', '2026-02-10', '', '', '', {by}, '2026-03-02T04:30:00+00:00', 0, 0)")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT count(*) AS n FROM hearing WHERE live_since IS NULL AND live_until IS NULL";
        assert_eq!(count(db, sql).await, 1);
        assert_eq!(count(db, "SELECT count(*) AS n FROM hall_line").await, 0);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_became_of_questions_of_before_is_no_news_and_no_import_goes_on() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0057_import_jobs"))).await.unwrap();
        let [open, aside, hearing, person] = [1, 2, 3, 4].map(|n| id(db, n));
        for (voice, state) in [(&open, "open"), (&aside, "aside")] {
            run(
                db,
                &format!(
                    "INSERT INTO hall_question (voice, hearing, state) VALUES ({voice}, {hearing}, '{state}')"
                ),
            )
            .await;
        }
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT count(*) AS n FROM hall_question WHERE told IS NULL AND state = 'open'";
        assert_eq!(count(db, sql).await, 1);
        assert_eq!(count(db, "SELECT count(*) AS n FROM hall_question WHERE told = 'aside'").await, 1);
        // Of one hearing one import is under way, and as many as there were are done.
        let job = |n: u128, state: &str| {
            let (job, hash) = (id(db, n), super::bytes(db, "00"));
            format!(
                "INSERT INTO record_job (id, hearing, person, upload, file_name, sha256, kind, state, created_at) VALUES ({job}, {hearing}, {person}, {job}, 'a.md', {hash}, 'import', '{state}', '2026-03-02T04:30:00+00:00')"
            )
        };
        run(db, &job(11, "done")).await;
        run(db, &job(12, "done")).await;
        run(db, &job(13, "working")).await;
        assert!(db.for_migrations().execute_unprepared(&job(14, "waiting")).await.is_err());
        db.close().await.unwrap();
    }
}
