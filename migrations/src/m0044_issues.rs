//! Issues (爭點), the voices that stand under them with what their lists are ordered and counted by, and the steps by
//! which they came there, so that each can be undone.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, flag, index, key, number, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "issue",
            vec![
                key("id"),
                uuid("subject"),
                text("title"),
                text("summary"),
                number("position"),
                uuid("created_by"),
                at("created_at"),
                // When it was taken away, and the issue that took over its voices.
                at_null("gone_at"),
                uuid_null("merged_into"),
            ],
        ))
        .await?;
        m.create_index(index("issue_subject", "issue", &["subject", "position"])).await?;
        m.create_table(table(
            "issue_voice",
            vec![
                uuid("issue"),
                uuid("voice"),
                uuid("filed_by"),
                at("filed_at"),
                // What the voice is, as it was counted.
                text("channel"),
                text("stance"),
                text_null("who"),
                flag("shown"),
                // Its places in the orders.
                number("said"),
                number("by_channel"),
                number("support"),
                number("shelf"),
                number("rank"),
                // The mark of its words, the group of those that say the same, and whether it stands for them.
                number("print"),
                uuid("fold"),
                flag("leads"),
                number("same"),
            ],
        ))
        .await?;
        m.create_index(unique("issue_voice_once", "issue_voice", &["voice", "issue"])).await?;
        m.create_table(table(
            "issue_step",
            vec![
                key("id"),
                uuid("subject"),
                number("number"),
                text("kind"),
                text("facts"),
                text("diff"),
                uuid("made_by"),
                at("made_at"),
                at_null("undone_at"),
            ],
        ))
        .await?;
        m.create_index(unique("issue_step_number", "issue_step", &["subject", "number"])).await?;
        // Whether a voice stands under an issue, or was put aside as belonging to none.
        let add = Table::alter().table(Alias::new("voice")).add_column(number("filed")).to_owned();
        m.alter_table(add).await?;
        let c = m.get_connection();
        for sql in [
            "CREATE INDEX issue_voice_by_time ON issue_voice (issue, said, voice) WHERE leads",
            "CREATE INDEX issue_voice_by_channel ON issue_voice (issue, by_channel, voice) WHERE leads",
            "CREATE INDEX issue_voice_by_support ON issue_voice (issue, support, voice) WHERE leads",
            "CREATE INDEX issue_voice_by_shelf ON issue_voice (issue, shelf, rank, voice) WHERE leads",
            "CREATE INDEX issue_voice_by_fold ON issue_voice (issue, fold)",
            "CREATE INDEX voice_unfiled ON voice (subject, said_at, id) WHERE filed = 0",
        ] {
            c.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
