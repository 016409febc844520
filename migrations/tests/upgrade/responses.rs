//! Cases, their clocks and responses.

use super::{before, id, run};
use folkmoot_migrations::testing::both_empty;
use folkmoot_migrations::{Migrator, MigratorTrait as _, migrate, pending};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

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
