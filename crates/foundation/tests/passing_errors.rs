//! Which errors of the database pass by themselves.

#![allow(clippy::unwrap_used)]

use folkmoot_foundation::db::{self, Db, DbOptions};
use folkmoot_foundation::{DbErr, Tx};
use folkmoot_migrations::testing;
use sea_orm::ConnectionTrait as _;

async fn lock(tx: &Tx, table: &str) -> Result<(), DbErr> {
    tx.execute_unprepared(&format!("LOCK TABLE {table} IN EXCLUSIVE MODE")).await.map(drop)
}

#[tokio::test]
async fn one_of_two_transactions_that_wait_for_each_other_may_try_again() {
    let test = testing::postgres().await;
    let (a, b) = (test.db.begin().await.unwrap(), test.db.begin().await.unwrap());
    lock(&a, "person").await.unwrap();
    lock(&b, "agency").await.unwrap();
    // The loser's rollback is what lets the other go on.
    let crossing = async |tx: Tx, table| {
        let outcome = lock(&tx, table).await;
        tx.rollback().await.unwrap();
        outcome
    };
    let (a, b) = tokio::join!(crossing(a, "agency"), crossing(b, "person"));
    let refused: Vec<DbErr> = [a, b].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1);
    assert!(db::is_passing(&refused[0]), "{}", refused[0]);
}

#[tokio::test]
async fn a_question_without_end_is_stopped_and_the_next_is_answered() {
    for test in testing::both().await {
        let endless = match test.db.kind() {
            db::Kind::Postgres => "SELECT pg_sleep(600)",
            db::Kind::Sqlite => {
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"
            }
        };
        for _ in 0..2 {
            let stopped = test.db.bounded().execute_unprepared(endless).await.unwrap_err();
            assert!(db::is_stopped(&stopped) && !db::is_lost(&stopped), "{stopped}");
            test.db.bounded().execute_unprepared("SELECT 1").await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_second_writer_of_a_locked_file_may_try_again() {
    let test = testing::sqlite().await;
    let other = Db::connect(&DbOptions { url: test.url.clone(), max_connections: 2 }).await.unwrap();
    other.for_migrations().execute_unprepared("PRAGMA busy_timeout = 0").await.unwrap();
    let writing = test.db.begin().await.unwrap();
    let refused = other.begin().await.unwrap_err();
    assert!(db::is_passing(&refused), "{refused}");
    writing.rollback().await.unwrap();
    other.begin().await.unwrap();
}

#[tokio::test]
async fn a_mistake_of_ours_does_not_pass() {
    for test in testing::both().await {
        let wrong = test.db.read().execute_unprepared("SELECT nothing FROM nowhere").await.unwrap_err();
        assert!(!db::is_passing(&wrong), "{wrong}");
    }
}
