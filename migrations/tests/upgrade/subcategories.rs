//! Sub-categories.

use super::{before, id, run};
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

#[tokio::test]
async fn proposals_of_before_keep_their_category_and_have_no_sub_category() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0059_subcategories"))).await.unwrap();
        let [one, two] = [1, 2].map(|n| id(db, Uuid::from_u128(n)));
        let at = "'2026-03-02T04:30:00+00:00'";
        for (row, category) in [(&one, "'transport'"), (&two, "NULL")] {
            run(db, &format!("INSERT INTO proposal (id, rulebook, proposer, state, title, content, demands, links, benefits, evidence, category, created_at, saved_at, grounds) VALUES ({row}, 'join', {row}, 'open', '人行道', '', '[]', '[]', '', '', {category}, {at}, {at}, '[]')")).await;
            run(db, &format!("INSERT INTO search_subject (subject, listed, state, category, county) VALUES ({row}, true, 'open', {category}, '63000')")).await;
        }

        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let ask = async |sql: &str| {
            let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
            db.read().query_all_raw(statement).await.unwrap()
        };
        for table in ["proposal", "search_subject"] {
            let rows = ask(&format!("SELECT category, subcategory FROM {table}")).await;
            let text = |column| -> Vec<Option<String>> {
                rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
            };
            let mut categories = text("category");
            categories.sort();
            assert_eq!(categories, [None, Some("transport".to_owned())], "{table}");
            assert_eq!(text("subcategory"), [None, None], "{table}");
            // And one can be put into one from now on.
            run(
                db,
                &format!("UPDATE {table} SET subcategory = 'transport.walking' WHERE category = 'transport'"),
            )
            .await;
            let found =
                ask(&format!("SELECT category FROM {table} WHERE subcategory = 'transport.walking'")).await;
            assert_eq!(found.len(), 1, "{table}");
        }
        db.close().await.unwrap();
    }
}
