//! Records of before people corrected their own words are whole after an upgrade.

use super::run;
use folkmoot_foundation::Db;
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

fn id(db: &Db, number: u128) -> String {
    super::id(db, Uuid::from_u128(number))
}

#[tokio::test]
async fn a_record_of_before_has_no_corrections_of_its_speakers() {
    for test in both_empty().await {
        let db = &test.db;
        let place = Migrator::migrations().iter().position(|one| one.name() == "m0054_own_words").unwrap();
        Migrator::up(db.for_migrations(), Some(u32::try_from(place).unwrap())).await.unwrap();
        let [hearing, statement, revision] = [1, 2, 3].map(|n| id(db, n));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO statement (id, hearing, position, kind, speaker, body, gone, revisions) VALUES ({statement}, {hearing}, 1, 'speech', '林里長', '現在的話', false, 1)")).await;
        run(db, &format!("INSERT INTO statement_revision (id, statement, version, speaker, body, replaced_at) VALUES ({revision}, {statement}, 1, '林里長', '從前的話', {at})")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT (SELECT count(*) FROM statement WHERE corrected_by IS NULL AND recorded IS NULL AND spot IS NULL) AS statements, \
             (SELECT count(*) FROM statement_revision WHERE made_by IS NULL AND reason IS NULL) AS revisions, \
             (SELECT count(*) FROM words_code) + (SELECT count(*) FROM words_alias) AS fresh";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        let count = |column| row.try_get::<i64>("", column).unwrap();
        assert_eq!((count("statements"), count("revisions"), count("fresh")), (1, 1, 0));
        db.close().await.unwrap();
    }
}
