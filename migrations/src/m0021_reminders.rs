//! Which deadlines their agencies were reminded of, and when they are reminded next; secret addresses of calendars.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, bytes, index, key, number, table, text, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (table, begun) in [("case_clock", "started_at"), ("case_follow_up", "added_at")] {
            let mut column = at_null("remind_at");
            m.alter_table(Table::alter().table(Alias::new(table)).add_column(&mut column).to_owned()).await?;
            // What is owed already is looked at by the first pass.
            let owed = match table {
                "case_clock" => "met_at IS NULL AND stopped_at IS NULL AND due_at IS NOT NULL",
                _ => "reported_at IS NULL",
            };
            let c = m.get_connection();
            c.execute_unprepared(&format!("UPDATE {table} SET remind_at = {begun} WHERE {owed}")).await?;
            // A pass reads what is to be reminded of now, however much is open.
            let open = if table == "case_clock" {
                "met_at IS NULL AND stopped_at IS NULL"
            } else {
                "reported_at IS NULL"
            };
            c.execute_unprepared(&format!(
                "CREATE INDEX {table}_remind ON {table} (remind_at) WHERE {open} AND remind_at IS NOT NULL"
            ))
            .await?;
        }
        m.create_table(table(
            "clock_reminder",
            vec![
                key("id"),
                uuid("case_id"),
                // The clock's code, or the follow-up's id.
                text("which"),
                at("due_at"),
                // So many days before the last day; negative after it.
                number("stage"),
                at("at"),
                at_null("told_at"),
            ],
        ))
        .await?;
        let once = unique("clock_reminder_once", "clock_reminder", &["case_id", "which", "due_at", "stage"]);
        m.create_index(once).await?;
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX clock_reminder_untold ON clock_reminder (at) WHERE told_at IS NULL",
            )
            .await?;
        m.create_table(table(
            "calendar_link",
            vec![
                key("id"),
                uuid("person"),
                uuid("agency"),
                bytes("token_hash"),
                at("made_at"),
                at_null("revoked_at"),
            ],
        ))
        .await?;
        m.create_index(unique("calendar_link_token", "calendar_link", &["token_hash"])).await?;
        m.create_index(index("calendar_link_person", "calendar_link", &["person"])).await
    }
}
