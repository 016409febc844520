//! The search index.

use super::{before, id, run};
use folkmoot_foundation::db::Kind;
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

#[tokio::test]
async fn what_was_in_the_earlier_index_waits_to_be_put_in_anew() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0041_one_search"))).await.unwrap();
        let entry = id(db, Uuid::from_u128(1));
        if db.kind() == Kind::Sqlite {
            run(db, &format!("INSERT INTO search_entry (entry, kind, id) VALUES (1, 'proposal', {entry})"))
                .await;
            run(db, "INSERT INTO search_text (rowid, title, body) VALUES (1, '預算', '')").await;
        } else {
            let sql = "INSERT INTO search_entry (kind, id, terms) VALUES ('proposal', ";
            run(db, &format!("{sql}{entry}, to_tsvector('simple', '預算'))")).await;
        }
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT (SELECT count(*) FROM search_entry) AS entries, \
             (SELECT count(*) FROM search_backlog) AS parts";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        let count = |column| row.try_get::<i64>("", column).unwrap();
        assert_eq!((count("entries"), count("parts")), (0, 5));
        db.close().await.unwrap();
    }
}
