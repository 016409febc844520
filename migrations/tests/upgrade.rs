//! What an older version left in the database is still there, and right, after an upgrade.

#![allow(clippy::unwrap_used, clippy::panic)]

use folkmoot_foundation::db::Kind;
use folkmoot_foundation::{Db, DriveId};
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

async fn run(db: &Db, sql: &str) {
    db.for_migrations().execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn id(db: &Db, id: Uuid) -> String {
    match db.kind() {
        Kind::Sqlite => format!("X'{}'", id.simple()),
        Kind::Postgres => format!("'{id}'"),
    }
}

fn bytes(db: &Db, hex: &str) -> String {
    match db.kind() {
        Kind::Sqlite => format!("X'{hex}'"),
        Kind::Postgres => format!("'\\x{hex}'"),
    }
}

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
async fn cases_of_before_their_clocks_had_rules_survive() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(16)).await.unwrap();
        let (case, agency, other) =
            (id(db, Uuid::from_u128(7)), id(db, Uuid::from_u128(8)), id(db, Uuid::from_u128(9)));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO agency_case (id, proposal, state, opened_at, extension, decisions, parts, suggested) VALUES ({case}, {case}, 'assigned', {at}, '{{}}', '[]', '[]', '[]')")).await;
        run(db, &format!("INSERT INTO case_clock (case_id, code, period, started_at, due_at) VALUES ({case}, 'response', '{{}}', {at}, {at})")).await;
        for (who, part) in [(&agency, "lead"), (&other, "supporting")] {
            run(db, &format!("INSERT INTO case_agency (case_id, agency_id, part, since) VALUES ({case}, {who}, '{part}', {at})")).await;
        }
        run(db, &format!("INSERT INTO case_follow_up (id, case_id, action, unit, due_on, due_at, added_at, added_by) VALUES ({case}, {case}, 'a', 'u', '2026-09-02', {at}, {at}, {case})")).await;

        migrate(db).await.unwrap();
        let backend = db.for_migrations().get_database_backend();
        let ask = async |sql: &str| {
            db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap()
        };
        let row = ask("SELECT clocks, supplement FROM agency_case").await;
        assert_eq!(row.try_get::<String>("", "clocks").unwrap(), "[]");
        assert_eq!(row.try_get::<Option<String>>("", "supplement").unwrap(), None);
        let row = ask("SELECT interim FROM case_follow_up").await;
        assert!(!row.try_get::<bool>("", "interim").unwrap());
        // What is owed already is reminded of from now on.
        let row = ask("SELECT count(*) AS n FROM case_clock WHERE remind_at IS NOT NULL").await;
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1);
        // Who leads is known to have led since then; who supports never led.
        let row = ask("SELECT count(*) AS n FROM case_lead_term WHERE until IS NULL").await;
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1);
        let row = ask("SELECT agency_id FROM case_lead_term").await;
        assert_eq!(row.try_get::<Uuid>("", "agency_id").unwrap(), Uuid::from_u128(8));
        db.close().await.unwrap();
    }
}

/// How many migrations come before one.
fn before(name: &str) -> u32 {
    let place = Migrator::migrations().iter().position(|one| one.name() == name).unwrap();
    u32::try_from(place).unwrap()
}

#[tokio::test]
async fn cases_of_before_the_desk_stand_on_it() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0024_desk"))).await.unwrap();
        let [case, agency, other, third] = [7, 8, 9, 10].map(|n| id(db, Uuid::from_u128(n)));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO proposal (id, rulebook, proposer, state, title, content, demands, links, benefits, evidence, category, created_at, saved_at, grounds) VALUES ({case}, 'join', {case}, 'reached', '延長期限', '', '[]', '[]', '', '', 'health_welfare', {at}, {at}, '[]')")).await;
        run(db, &format!("INSERT INTO agency_case (id, proposal, state, opened_at, extension, decisions, parts, suggested, due_ms) VALUES ({case}, {case}, 'drafting', {at}, '{{}}', '[]', '[]', '[]', 1772425800000)")).await;
        for (who, part) in [(&agency, "lead"), (&other, "supporting")] {
            run(db, &format!("INSERT INTO case_agency (case_id, agency_id, part, since) VALUES ({case}, {who}, '{part}', {at})")).await;
        }
        run(db, &format!("INSERT INTO case_transfer (id, case_id, from_agency, to_agency, reasons, by, at) VALUES ({case}, {case}, {third}, {agency}, '權責', {case}, {at})")).await;
        run(db, &format!("INSERT INTO case_response (case_id, proposal, version, content, signer_name, signer_title, signed_by, published_at, hash) VALUES ({third}, {third}, 1, '{{}}', '陳美玲', '部長', {case}, {at}, 'ab')")).await;

        migrate(db).await.unwrap();
        let backend = db.for_migrations().get_database_backend();
        let ask = async |sql: &str| {
            db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap()
        };
        let row = ask("SELECT title, category FROM agency_case").await;
        assert_eq!(row.try_get::<String>("", "title").unwrap(), "延長期限");
        assert_eq!(row.try_get::<String>("", "category").unwrap(), "health_welfare");
        let line = async |part: &str| {
            let row =
                ask(&format!("SELECT state, due_ms, waits FROM case_agency WHERE part = '{part}'")).await;
            let text = |column| row.try_get::<String>("", column).unwrap();
            (text("state"), row.try_get::<i64>("", "due_ms").unwrap(), text("waits"))
        };
        let line_of = |state: &str, due: i64, waits: &str| (state.to_owned(), due, waits.to_owned());
        const NEVER: i64 = 253_370_764_800_000;
        assert_eq!(line("lead").await, line_of("drafting", 1_772_425_800_000, ""));
        assert_eq!(line("supporting").await, line_of("drafting", NEVER, "lead"));
        // From then on the lines follow the case, and what was asked of an agency counts until the answer.
        run(db, "UPDATE case_agency SET own_due_ms = 1772000000000, due_ms = 1772000000000 WHERE part = 'supporting'").await;
        run(db, "UPDATE agency_case SET due_ms = 1773000000000").await;
        assert_eq!(line("lead").await, line_of("drafting", 1_773_000_000_000, ""));
        assert_eq!(line("supporting").await, line_of("drafting", 1_772_000_000_000, "lead"));
        run(db, "UPDATE agency_case SET state = 'answered'").await;
        assert_eq!(line("lead").await, line_of("answered", 1_773_000_000_000, ""));
        assert_eq!(line("supporting").await, line_of("answered", NEVER, "lead"));
        // What was handed over before may be refused or noted; a response of before has one signer.
        let row = ask("SELECT refused_at IS NULL AND decided_at IS NULL AS open FROM case_transfer").await;
        assert!(row.try_get::<bool>("", "open").unwrap());
        let row = ask("SELECT signers FROM case_response").await;
        assert_eq!(row.try_get::<Option<String>>("", "signers").unwrap(), None);
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
async fn cases_of_before_criteria_and_grounds_have_none() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0031_answer_rules"))).await.unwrap();
        let case = id(db, Uuid::from_u128(7));
        let at = "'2026-03-02T04:30:00+00:00'";
        run(db, &format!("INSERT INTO agency_case (id, proposal, state, opened_at, extension, decisions, parts, suggested) VALUES ({case}, {case}, 'drafting', {at}, '{{}}', '[{{\"code\":\"adopted\"}}]', '[]', '[]')")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let sql = "SELECT decisions, answer_rules FROM agency_case";
        let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get::<Option<String>>("", "answer_rules").unwrap(), None);
        assert_eq!(row.try_get::<String>("", "decisions").unwrap(), "[{\"code\":\"adopted\"}]");
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn drafts_of_before_the_review_were_all_saved_by_somebody() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0032_internal_review"))).await.unwrap();
        let [case, person] = [7, 9].map(|n| id(db, Uuid::from_u128(n)));
        run(db, &format!("INSERT INTO case_draft_version (case_id, version, content, by, at) VALUES ({case}, 1, '{{}}', {person}, '2026-03-02T04:30:00+00:00')")).await;
        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        for (sql, expected) in [
            ("SELECT count(*) AS n FROM case_draft_version WHERE autosaved = false", 1),
            ("SELECT count(*) AS n FROM case_draft_comment", 0),
        ] {
            let statement = Statement::from_string(db.for_migrations().get_database_backend(), sql);
            let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
            assert_eq!(row.try_get::<i64>("", "n").unwrap(), expected, "{sql}");
        }
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn responses_of_before_stay_without_windows() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0033_after_the_response"))).await.unwrap();
        let (case, at) = (id(db, Uuid::from_u128(7)), "'2026-03-02T04:30:00+00:00'");
        run(db, &format!("INSERT INTO case_response (case_id, proposal, version, content, signer_name, signer_title, signed_by, published_at, hash) VALUES ({case}, {case}, 1, '{{}}', '陳美玲', '部長', {case}, {at}, 'ab')")).await;

        migrate(db).await.unwrap();
        assert_eq!(pending(db).await.unwrap(), 0);
        let backend = db.for_migrations().get_database_backend();
        let count = async |table: &str| {
            let sql = format!("SELECT count(*) AS n FROM {table}");
            let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
            row.try_get::<i64>("", "n").unwrap()
        };
        assert_eq!((count("case_response").await, count("case_afterwards").await), (1, 0));
        for table in ["case_reply", "case_hidden_words", "case_feedback", "case_survey_answer"] {
            assert_eq!(count(table).await, 0, "{table}");
        }
        db.close().await.unwrap();
    }
}

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
async fn cases_of_before_rules_on_handing_over_go_on_as_they_were() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0040_together_rules"))).await.unwrap();
        let (case, at) = (id(db, Uuid::from_u128(1)), "'2026-03-02T04:30:00+00:00'");
        run(db, &format!("INSERT INTO agency_case (id, proposal, state, opened_at, extension, decisions, parts, suggested, due_ms) VALUES ({case}, {case}, 'drafting', {at}, '{{}}', '[]', '[]', '[]', 1772425800000)")).await;
        migrate(db).await.unwrap();
        let backend = db.for_migrations().get_database_backend();
        let sql = "SELECT state, together FROM agency_case";
        let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        assert_eq!(row.try_get::<String>("", "state").unwrap(), "drafting");
        assert_eq!(row.try_get::<Option<String>>("", "together").unwrap(), None);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn desks_of_before_the_kept_counts_are_counted() {
    for test in both_empty().await {
        let db = &test.db;
        Migrator::up(db.for_migrations(), Some(before("m0048_desk_counts"))).await.unwrap();
        let (agency, at) = (id(db, Uuid::from_u128(9)), "'2026-03-02T04:30:00+00:00'");
        for (n, state) in [(1, "assigned"), (2, "closed"), (3, "closed")] {
            let case = id(db, Uuid::from_u128(n));
            run(db, &format!("INSERT INTO case_agency (case_id, agency_id, part, since, state) VALUES ({case}, {agency}, 'lead', {at}, '{state}')")).await;
        }
        migrate(db).await.unwrap();
        let backend = db.for_migrations().get_database_backend();
        let sql = "SELECT state, lines FROM desk_count ORDER BY state";
        let rows = db.read().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
        let counts: Vec<(String, i64)> = rows
            .iter()
            .map(|row| (row.try_get("", "state").unwrap(), row.try_get("", "lines").unwrap()))
            .collect();
        assert_eq!(counts, [("assigned".to_owned(), 1), ("closed".to_owned(), 2)]);
        // What changes afterwards is noted beside them: one went, one came.
        run(
            db,
            &format!(
                "UPDATE case_agency SET state = 'drafting' WHERE agency_id = {agency} AND state = 'assigned'"
            ),
        )
        .await;
        let sql = "SELECT COUNT(*) AS rows_noted FROM desk_change";
        let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "rows_noted").unwrap(), 2);
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
