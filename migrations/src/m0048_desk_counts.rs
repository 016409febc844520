//! How many lines of a desk are alike, kept as sums, so that a desk's counts cost the same however many cases an agency has.
//! Whatever changes a line adds what it changed; nobody waits for anybody to do so. Background work folds that into the sums.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{index, number, table, text, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let alike =
            || vec![uuid("agency_id"), text("state"), text("waits"), number("due_ms"), number("lines")];
        m.create_table(table("desk_count", alike())).await?;
        m.create_index(unique("desk_count_alike", "desk_count", &["agency_id", "state", "waits", "due_ms"]))
            .await?;
        let mut id = ColumnDef::new(Alias::new("id"));
        // SQLite gives out numbers by itself only for INTEGER keys.
        let id = if m.get_database_backend() == DbBackend::Sqlite { id.integer() } else { id.big_integer() };
        let id = id.not_null().auto_increment().primary_key().to_owned();
        let columns = std::iter::once(id).chain(alike()).collect();
        m.create_table(table("desk_change", columns)).await?;
        m.create_index(index("desk_change_agency", "desk_change", &["agency_id"])).await?;
        let c = m.get_connection();
        c.execute_unprepared(
            "INSERT INTO desk_count (agency_id, state, waits, due_ms, lines) \
             SELECT agency_id, state, waits, due_ms, COUNT(*) FROM case_agency GROUP BY agency_id, state, waits, due_ms",
        )
        .await?;
        for sql in triggers(m.get_database_backend()) {
            c.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

fn triggers(backend: DbBackend) -> Vec<String> {
    let note = |row: &str, lines: &str| {
        format!(
            "INSERT INTO desk_change (agency_id, state, waits, due_ms, lines) \
             VALUES ({row}.agency_id, {row}.state, {row}.waits, {row}.due_ms, {lines});"
        )
    };
    let (came, went) = (note("NEW", "1"), note("OLD", "-1"));
    let moved = |distinct: &str| {
        ["agency_id", "state", "waits", "due_ms"]
            .map(|column| format!("NEW.{column} {distinct} OLD.{column}"))
            .join(" OR ")
    };
    if backend == DbBackend::Sqlite {
        return vec![
            format!("CREATE TRIGGER desk_line_came AFTER INSERT ON case_agency BEGIN {came} END"),
            format!("CREATE TRIGGER desk_line_went AFTER DELETE ON case_agency BEGIN {went} END"),
            format!(
                "CREATE TRIGGER desk_line_moved AFTER UPDATE ON case_agency WHEN {} BEGIN {went} {came} END",
                moved("IS NOT")
            ),
        ];
    }
    vec![
        format!(
            "CREATE FUNCTION desk_line_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF TG_OP = 'UPDATE' AND NOT ({}) THEN RETURN NULL; END IF; \
             IF TG_OP <> 'INSERT' THEN {went} END IF; \
             IF TG_OP <> 'DELETE' THEN {came} END IF; \
             RETURN NULL; END $$",
            moved("IS DISTINCT FROM")
        ),
        "CREATE TRIGGER desk_line_changed AFTER INSERT OR UPDATE OR DELETE ON case_agency \
         FOR EACH ROW EXECUTE FUNCTION desk_line_changed()"
            .to_owned(),
    ]
}
