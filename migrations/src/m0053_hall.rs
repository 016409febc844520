//! The hall itself: the record while it is typed, and the slides and documents of a hearing as files.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, index, key, number, table, text, text_null, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [at_null("live_since"), at_null("live_until")] {
            let add = Table::alter().table(Alias::new("hearing")).add_column(&mut column).to_owned();
            m.alter_table(add).await?;
        }
        m.create_table(table(
            "hall_line",
            vec![key("statement"), uuid("hearing"), text("client"), uuid("by"), at("at")],
        ))
        .await?;
        // What is sent twice is one statement.
        m.create_index(unique("hall_line_client", "hall_line", &["hearing", "client"])).await?;
        m.create_table(table(
            "hall_file",
            vec![
                key("id"),
                uuid("hearing"),
                text("title"),
                // `HH:MM` of the meeting, if it belongs to a time.
                text_null("shown_at"),
                text("name"),
                text("kind"),
                number("size"),
                text("sha256"),
                uuid("by"),
                at("at"),
                at_null("removed_at"),
                at_null("erased_at"),
            ],
        ))
        .await?;
        m.create_index(index("hall_file_hearing", "hall_file", &["hearing", "at"])).await
    }
}
