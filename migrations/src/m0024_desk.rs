//! The desk and the case file: what an agency's lines are sorted by, saved views, reminders; notes, questions, files and
//! suggested changes of demands.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{
    at, at_null, flag, index, key, number, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The year 9999: no deadline.
const NO_DEADLINE: i64 = 253_370_764_800_000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        lines(m).await?;
        m.create_table(table(
            "desk_view",
            vec![key("id"), uuid("person"), text("name"), text("query"), at("saved_at")],
        ))
        .await?;
        m.create_index(unique("desk_view_name", "desk_view", &["person", "name"])).await?;
        let mut reminder = table("case_reminder", vec![uuid("case_id"), text("day"), uuid("by"), at("at")]);
        let mut once = Index::create().col(Alias::new("case_id")).col(Alias::new("day")).to_owned();
        m.create_table(reminder.primary_key(&mut once).to_owned()).await?;
        file(m).await
    }
}

/// What a desk is sorted and counted by stands with each agency's part, so that nobody looks at ten thousand cases to
/// show thirty. The state and the deadline follow the case by a trigger, whatever changes it.
async fn lines(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let c = m.get_connection();
    for sql in [
        "ALTER TABLE agency_case ADD COLUMN title text NOT NULL DEFAULT ''",
        "ALTER TABLE agency_case ADD COLUMN category text NOT NULL DEFAULT ''",
        "UPDATE agency_case SET title = COALESCE((SELECT p.title FROM proposal p WHERE p.id = agency_case.proposal), ''), \
         category = COALESCE((SELECT p.category FROM proposal p WHERE p.id = agency_case.proposal), '')",
        "ALTER TABLE case_agency ADD COLUMN state text NOT NULL DEFAULT 'assigned'",
        "ALTER TABLE case_agency ADD COLUMN waits text NOT NULL DEFAULT ''",
    ] {
        c.execute_unprepared(sql).await?;
    }
    for column in ["due_ms", "own_due_ms"] {
        let sql =
            format!("ALTER TABLE case_agency ADD COLUMN {column} bigint NOT NULL DEFAULT {NO_DEADLINE}");
        c.execute_unprepared(&sql).await?;
    }
    c.execute_unprepared(
        "UPDATE case_agency SET state = (SELECT c.state FROM agency_case c WHERE c.id = case_agency.case_id)",
    )
    .await?;
    c.execute_unprepared(
        "UPDATE case_agency SET due_ms = (SELECT c.due_ms FROM agency_case c WHERE c.id = case_agency.case_id) \
         WHERE part = 'lead'",
    )
    .await?;
    c.execute_unprepared("UPDATE case_agency SET waits = 'lead' WHERE part <> 'lead'").await?;
    m.create_index(index("case_agency_due", "case_agency", &["agency_id", "due_ms", "case_id"])).await?;
    let by_state = ["agency_id", "state", "due_ms", "waits", "case_id"];
    m.create_index(index("case_agency_state", "case_agency", &by_state)).await?;

    // A part that was asked of an agency is owed only until the answer.
    let follow = |least: &str| {
        format!(
            "UPDATE case_agency SET state = NEW.state, due_ms = CASE \
             WHEN NEW.state IN ('answered', 'closed') THEN CASE WHEN part = 'lead' THEN NEW.due_ms ELSE {NO_DEADLINE} END \
             WHEN part = 'lead' THEN {least}(NEW.due_ms, own_due_ms) ELSE own_due_ms END \
             WHERE case_id = NEW.id"
        )
    };
    if m.get_database_backend() == DbBackend::Sqlite {
        c.execute_unprepared(&format!(
            "CREATE TRIGGER case_agency_follows AFTER UPDATE OF state, due_ms ON agency_case BEGIN {}; END",
            follow("MIN")
        ))
        .await?;
        return Ok(());
    }
    c.execute_unprepared(&format!(
        "CREATE FUNCTION case_agency_follows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {}; RETURN NULL; END $$",
        follow("LEAST")
    ))
    .await?;
    c.execute_unprepared(
        "CREATE TRIGGER case_agency_follows AFTER UPDATE OF state, due_ms ON agency_case \
         FOR EACH ROW EXECUTE FUNCTION case_agency_follows()",
    )
    .await?;
    Ok(())
}

async fn file(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(table("case_note", vec![key("id"), uuid("case_id"), text("body"), uuid("by"), at("at")]))
        .await?;
    m.create_index(index("case_note_case", "case_note", &["case_id", "at"])).await?;

    m.create_table(table(
        "case_question",
        vec![
            key("id"),
            uuid("case_id"),
            text("body"),
            flag("public"),
            uuid("asked_by"),
            at("asked_at"),
            text_null("answer"),
            at_null("answered_at"),
            at_null("withdrawn_at"),
        ],
    ))
    .await?;
    m.create_index(index("case_question_case", "case_question", &["case_id", "asked_at"])).await?;

    // The words of a demand before and after; demands themselves change only when the proposer has agreed.
    m.create_table(table(
        "case_demand_change",
        vec![
            key("id"),
            uuid("case_id"),
            text("kind"),
            text("demands"),
            text("before"),
            text("after"),
            text("reasons"),
            uuid("by"),
            at("at"),
            text_null("outcome"),
            text_null("note"),
            at_null("decided_at"),
        ],
    ))
    .await?;
    m.create_index(index("case_demand_change_case", "case_demand_change", &["case_id", "at"])).await?;

    m.create_table(table(
        "case_file",
        vec![
            key("id"),
            uuid("case_id"),
            text("name"),
            text("kind"),
            number("size"),
            text("sha256"),
            text("about"),
            flag("public"),
            uuid("by"),
            at("at"),
            at_null("removed_at"),
            uuid_null("removed_by"),
            text_null("removed_reasons"),
            at_null("erased_at"),
        ],
    ))
    .await?;
    m.create_index(index("case_file_case", "case_file", &["case_id", "at"])).await?;
    m.create_index(index("case_file_content", "case_file", &["case_id", "sha256"])).await?;
    m.create_index(index("case_file_removed", "case_file", &["removed_at", "erased_at"])).await
}
