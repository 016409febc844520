//! Voices and their moderation.

use super::{before, id, run};
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

#[tokio::test]
async fn discussions_of_before_threads_keep_their_votes_and_people() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0036_threads"))).await.unwrap();
        let [subject, ann, ben, pro, con, reply, said] =
            [1, 2, 3, 4, 5, 6, 7].map(|n| id(db, Uuid::from_u128(n)));
        let at = "'2026-03-02T20:30:00+00:00'";
        let voice = |what: &str, values: &str| {
            format!(
                "INSERT INTO voice (id, subject, channel, body, said_at, created_at, gone, reactions, replies, {what}) VALUES ({values})"
            )
        };
        let common = |id: &str, channel: &str, reactions: i64, replies: i64| {
            format!("{id}, {subject}, '{channel}', '話', {at}, {at}, false, {reactions}, {replies}")
        };
        run(db, &voice("stance, author", &format!("{}, 'pro', {ann}", common(&pro, "online", 3, 1)))).await;
        run(
            db,
            &voice(
                "stance, author, hidden_at",
                &format!("{}, 'con', {ben}, {at}", common(&con, "online", 0, 0)),
            ),
        )
        .await;
        run(db, &voice("parent, author", &format!("{}, {pro}, {ben}", common(&reply, "online", 0, 0)))).await;
        run(db, &voice("speaker", &format!("{}, '甲'", common(&said, "hearing", 0, 0)))).await;
        for (n, person, kind) in [(11, &ben, "agree"), (12, &ben, "thanks"), (13, &ann, "thanks")] {
            let row = id(db, Uuid::from_u128(n));
            run(db, &format!("INSERT INTO reaction (id, voice, person, kind, made_at) VALUES ({row}, {pro}, {person}, '{kind}', {at})")).await;
        }
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let rows = |sql: &'static str| async move {
            let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
            let rows = db.for_migrations().query_all_raw(statement).await.unwrap();
            let one = |row: &sea_orm_migration::sea_orm::QueryResult| {
                let text: String = row.try_get("", "part").unwrap();
                (text, row.try_get::<i64>("", "a").unwrap(), row.try_get::<i64>("", "b").unwrap())
            };
            rows.iter().map(one).collect::<Vec<_>>()
        };
        let part = |text: &str, a, b| (text.to_owned(), a, b);
        let votes = rows(
            "SELECT kind AS part, count(*) AS a, count(DISTINCT person) AS b FROM reaction GROUP BY kind",
        )
        .await;
        assert_eq!(votes, [part("useful", 2, 2)]);
        let counts = rows("SELECT channel || '/' || stance AS part, voices AS a, people AS b FROM talk_count ORDER BY channel, stance").await;
        let mut expected = [
            part("*/*", 3, 3),
            part("*/pro", 1, 1),
            part("hearing/", 1, 1),
            part("online/", 1, 1),
            part("online/pro", 1, 1),
        ];
        expected.sort();
        let mut counts = counts;
        counts.sort();
        assert_eq!(counts, expected);
        // 20:30 in Greenwich is the next day in Taipei.
        let days = rows("SELECT CAST(day AS text) AS part, people AS a, people AS b FROM talk_day").await;
        assert_eq!(days, [part("2026-03-03", 1, 1)]);
        // Two votes: 2 / (2 + 1.96²) in billionths; and no vote, at its time.
        let places = rows("SELECT channel AS part, shelf AS a, rank AS b FROM voice WHERE parent IS NULL AND hidden_at IS NULL ORDER BY shelf").await;
        assert_eq!(places, [part("online", 0, 342_371_952), part("hearing", 5, 1_772_483_400_000)]);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn decisions_of_before_appeals_know_whose_words_they_were() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0037_appeals"))).await.unwrap();
        let [subject, ann, voice, decision] = [1, 2, 3, 4].map(|n| id(db, Uuid::from_u128(n)));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO voice (id, subject, channel, body, said_at, created_at, gone, author) VALUES ({voice}, {subject}, 'online', '話', {at}, {at}, false, {ann})")).await;
        run(db, &format!("INSERT INTO voice_author (person) VALUES ({ann})")).await;
        run(db, &format!("INSERT INTO moderation_decision (id, voice, subject, moderator, act, reason, made_at) VALUES ({decision}, {voice}, {subject}, {subject}, 'hide', '理由', {at})")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        for sql in [
            format!(
                "SELECT count(*) AS n FROM moderation_decision WHERE author = {ann} AND undone_at IS NULL AND waited IS NULL"
            ),
            "SELECT count(*) AS n FROM voice_author WHERE paused_until IS NULL".to_owned(),
            "SELECT count(*) AS n FROM voice WHERE closed_at IS NULL AND edit_asked IS NULL".to_owned(),
        ] {
            let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql.clone());
            let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
            assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1, "{sql}");
        }
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn voices_of_before_issues_wait_to_be_filed() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0044_issues"))).await.unwrap();
        let [subject, ann, voice] = [1, 2, 3].map(|n| id(db, Uuid::from_u128(n)));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO voice (id, subject, channel, body, said_at, created_at, gone, author) VALUES ({voice}, {subject}, 'online', '話', {at}, {at}, false, {ann})")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT (SELECT count(*) FROM voice WHERE filed = 0) AS waiting, (SELECT count(*) FROM issue) AS issues, \
             (SELECT count(*) FROM issue_voice) AS filed, (SELECT count(*) FROM issue_step) AS steps";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        let count = |column| row.try_get::<i64>("", column).unwrap();
        assert_eq!((count("waiting"), count("issues"), count("filed"), count("steps")), (1, 0, 0, 0));
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn voices_of_before_imports_come_from_nowhere_else() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0045_imported_voices"))).await.unwrap();
        let at = "'2026-03-02T04:30:00+00:00'";
        for n in [3, 4] {
            let [subject, voice] = [1, n].map(|n| id(db, Uuid::from_u128(n)));
            run(db, &format!("INSERT INTO voice (id, subject, channel, body, said_at, created_at, gone) VALUES ({voice}, {subject}, 'online', '話', {at}, {at}, false)")).await;
        }
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT count(*) AS n FROM voice WHERE origin IS NULL AND claimed_by IS NULL";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 2);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn reports_of_before_the_kept_queue_stand_in_it() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0049_signals"))).await.unwrap();
        let [voice, ann, ben, decision] = [1, 2, 3, 4].map(|n| id(db, Uuid::from_u128(n)));
        let at = "'2026-03-02T04:30:00+00:00'";
        for (n, person, decided) in
            [(11, &ann, "NULL"), (12, &ben, "NULL"), (13, &decision, decision.as_str())]
        {
            let report = id(db, Uuid::from_u128(n));
            run(db, &format!("INSERT INTO report (id, voice, person, ground, words, made_at, decision) VALUES ({report}, {voice}, {person}, 'spam', '', {at}, {decided})")).await;
        }
        run(db, &format!("INSERT INTO voice_author (person) VALUES ({ann})")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let backend = db.for_migrations().get_database_backend();
        let sql = "SELECT place, reports FROM queue_item";
        let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "reports").unwrap(), 2);
        assert_eq!(row.try_get::<i64>("", "place").unwrap(), 97 * 100_000_000_000_000 + 1_772_425_800_000);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn comments_of_before_the_counts_by_network_stay_as_they_were() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0043_comment_origins"))).await.unwrap();
        let ([subject, voice], at) =
            ([1, 2].map(|n| id(db, Uuid::from_u128(n))), "'2026-03-02T04:30:00+00:00'");
        run(db, &format!("INSERT INTO voice (id, subject, channel, body, said_at, created_at, gone) VALUES ({voice}, {subject}, 'online', '話', {at}, {at}, false)")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql =
            "SELECT (SELECT count(*) FROM voice) AS voices, (SELECT count(*) FROM comment_origin) AS origins";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        let count = |column| row.try_get::<i64>("", column).unwrap();
        assert_eq!((count("voices"), count("origins")), (1, 0));
        db.close().await.unwrap();
    }
}
