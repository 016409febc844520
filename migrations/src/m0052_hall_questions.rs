//! Questions for a hearing: voices that stand in the discussion like others, with what became of each in the hall.

use sea_orm_migration::prelude::*;

use crate::columns::{at_null, index, key, table, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "hall_question",
            vec![
                key("voice"),
                uuid("hearing"),
                // `open`, `answered` or `aside`.
                text("state"),
                text_null("reason"),
                // The statement of the record that answers it.
                uuid_null("statement"),
                uuid_null("handled_by"),
                at_null("handled_at"),
            ],
        ))
        .await?;
        m.create_index(index("hall_question_hearing", "hall_question", &["hearing", "state"])).await?;
        // A first question that waits for a moderator knows its hearing.
        let add =
            Table::alter().table(Alias::new("held_comment")).add_column(uuid_null("hearing")).to_owned();
        m.alter_table(add).await
    }
}
