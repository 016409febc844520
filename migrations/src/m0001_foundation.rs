//! The event log, its consumers, the office calendar, the search index and the demo's clock.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{
    at, bytes_null, flag, index, key, number, number_null, table, text, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut seq = ColumnDef::new(Alias::new("seq"))
            .big_integer()
            .not_null()
            .auto_increment()
            .primary_key()
            .to_owned();
        if m.get_database_backend() == DbBackend::Sqlite {
            // SQLite gives out numbers by itself only for INTEGER keys.
            seq = ColumnDef::new(Alias::new("seq"))
                .integer()
                .not_null()
                .auto_increment()
                .primary_key()
                .to_owned();
        }
        m.create_table(table(
            "event",
            vec![
                seq,
                at("at"),
                text("kind"),
                uuid("subject"),
                uuid_null("about"),
                uuid_null("actor"),
                text("role"),
                flag("public"),
                text("data"),
                number_null("position"),
                bytes_null("seal"),
            ],
        ))
        .await?;
        m.create_index(index("event_subject", "event", &["subject", "seq"])).await?;
        m.create_index(unique("event_position", "event", &["position"])).await?;
        let c = m.get_connection();
        c.execute_unprepared("CREATE INDEX event_unsealed ON event (seq) WHERE position IS NULL").await?;

        m.create_table(table(
            "event_consumer",
            vec![text("name").primary_key().to_owned(), number("position")],
        ))
        .await?;
        c.execute_unprepared("INSERT INTO event_consumer (name, position) VALUES ('sealer', 0)").await?;

        let year = ColumnDef::new(Alias::new("year")).integer().not_null().primary_key().to_owned();
        m.create_table(table("office_calendar_year", vec![year, text("days"), at("loaded_at")])).await?;

        if m.get_database_backend() == DbBackend::Sqlite {
            c.execute_unprepared(
                "CREATE TABLE search_entry (entry INTEGER PRIMARY KEY, kind text NOT NULL, id uuid_text NOT NULL, UNIQUE (kind, id))",
            )
            .await?;
            c.execute_unprepared(
                "CREATE VIRTUAL TABLE search_text USING fts5(title, body, tokenize = 'unicode61')",
            )
            .await?;
        } else {
            c.execute_unprepared(
                "CREATE TABLE search_entry (kind text NOT NULL, id uuid NOT NULL, terms tsvector NOT NULL, PRIMARY KEY (kind, id))",
            )
            .await?;
            c.execute_unprepared("CREATE INDEX search_entry_terms ON search_entry USING gin (terms)").await?;
        }

        // One row at most: how far the demo's clock is ahead, in milliseconds.
        m.create_table(table("demo_clock", vec![key("id"), number("offset_ms")])).await
    }
}
