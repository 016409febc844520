//! People, what they follow and how they are told.

use super::{before, bytes, id, run};
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

#[tokio::test]
async fn people_of_before_identities_stay_who_they_are() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0022_national_identity"))).await.unwrap();
        let (person, key) = (id(db, Uuid::from_u128(5)), bytes(db, &"5a".repeat(32)));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO person (id, nickname, person_key, mobile_confirmed_at, locale, created_at) VALUES ({person}, '小芬', {key}, {at}, 'zh-TW', {at})")).await;

        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT person_key, national_key, national_sealed FROM person WHERE nickname = '小芬'";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get::<Vec<u8>>("", "person_key").unwrap(), [0x5a; 32]);
        assert_eq!(row.try_get::<Option<Vec<u8>>>("", "national_key").unwrap(), None);
        assert_eq!(row.try_get::<Option<String>>("", "national_sealed").unwrap(), None);
        // Two accounts of one person may hold one identity.
        let identity = bytes(db, &"77".repeat(32));
        run(db, &format!("UPDATE person SET national_key = {identity}")).await;
        let other = id(db, Uuid::from_u128(6));
        run(db, &format!("INSERT INTO person (id, nickname, national_key, locale, created_at) VALUES ({other}, '小芬二號', {identity}, 'zh-TW', {at})")).await;
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn accounts_of_before_the_second_factor_have_none() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0035_second_factor"))).await.unwrap();
        let (person, at) = (id(db, Uuid::from_u128(5)), "'2026-03-02T04:30:00+00:00'");
        run(db, &format!("INSERT INTO person (id, nickname, locale, created_at) VALUES ({person}, '小芬', 'zh-TW', {at})")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM second_factor) AS factors, \
             (SELECT count(*) FROM recovery_code) AS codes";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        let count = |column| row.try_get::<i64>("", column).unwrap();
        assert_eq!((count("people"), count("factors"), count("codes")), (1, 0, 0));
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn follows_and_choices_of_mails_stay_what_they_were() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0042_topics"))).await.unwrap();
        let [ann, ben, cat, subject] = [1, 2, 3, 4].map(|n| id(db, Uuid::from_u128(n)));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO follow (person, subject, created_at) VALUES ({ann}, {subject}, {at})"))
            .await;
        for (person, choice) in [(&ann, "all"), (&ben, "own"), (&cat, "none")] {
            run(db, &format!("INSERT INTO mail_preference (person, choice, changed_at) VALUES ({person}, '{choice}', {at})")).await;
        }
        migrate(db).await.unwrap();
        for (sql, expected) in [
            (
                format!(
                    "SELECT count(*) AS n FROM follow WHERE person = {ann} AND kind = 'proposal' AND key IS NULL"
                ),
                1,
            ),
            (format!("SELECT count(*) AS n FROM mail_frequency WHERE person = {ann}"), 0),
            (
                format!(
                    "SELECT count(*) AS n FROM mail_frequency WHERE person = {ben} AND kind NOT IN ('own', 'desk')"
                ),
                7,
            ),
            (
                format!(
                    "SELECT count(*) AS n FROM mail_frequency WHERE person = {ben} AND kind IN ('own', 'desk')"
                ),
                0,
            ),
            (
                format!(
                    "SELECT count(*) AS n FROM mail_frequency WHERE person = {cat} AND frequency = 'never'"
                ),
                9,
            ),
        ] {
            let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql.clone());
            let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
            assert_eq!(row.try_get::<i64>("", "n").unwrap(), expected, "{sql}");
        }
        db.close().await.unwrap();
    }
}
