//! Decisions that can be undone and appealed: how long reports waited, whom a decision concerns and until when, appeals,
//! who is at which report, closed threads, paused writers, authors who were asked to edit.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, flag, index, key, number_null, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for (table, mut column) in [
            // Whose voice it was, until when a pause lasts, when it was undone, and how long the first report had waited.
            ("moderation_decision", uuid_null("author")),
            ("moderation_decision", at_null("until")),
            ("moderation_decision", at_null("undone_at")),
            ("moderation_decision", number_null("waited")),
            ("voice", uuid_null("edit_asked")),
            ("voice", at_null("closed_at")),
            ("voice", text_null("close_reason")),
            ("voice_author", at_null("paused_until")),
        ] {
            let add = Table::alter().table(Alias::new(table)).add_column(&mut column).to_owned();
            m.alter_table(add).await?;
        }
        m.get_connection()
            .execute_unprepared(
                "UPDATE moderation_decision SET author = \
                 (SELECT author FROM voice WHERE voice.id = moderation_decision.voice)",
            )
            .await?;
        m.create_index(index("moderation_decision_author", "moderation_decision", &["author", "made_at"]))
            .await?;
        m.create_table(table(
            "appeal",
            vec![
                key("id"),
                uuid("decision"),
                uuid("voice"),
                uuid("person"),
                text("words"),
                at("made_at"),
                at_null("decided_at"),
                uuid_null("moderator"),
                flag("upheld"),
                text_null("reason"),
            ],
        ))
        .await?;
        m.create_index(unique("appeal_once", "appeal", &["decision"])).await?;
        m.create_index(index("appeal_voice", "appeal", &["voice"])).await?;
        m.get_connection()
            .execute_unprepared("CREATE INDEX appeal_open ON appeal (made_at, id) WHERE decided_at IS NULL")
            .await?;
        // Who is at a voice: so that of two moderators the second sees it.
        m.create_table(table("moderation_claim", vec![key("voice"), uuid("moderator"), at("claimed_at")]))
            .await
    }
}
