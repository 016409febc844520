//! Voices with their earlier wordings, reactions, reports and moderation decisions.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, flag, index, key, number, number_null, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "voice",
            vec![
                key("id"),
                uuid("subject"),
                text("channel"),
                text_null("stance"),
                uuid_null("author"),
                text_null("speaker"),
                uuid_null("parent"),
                uuid_null("hearing"),
                uuid_null("statement"),
                number_null("position"),
                text("body"),
                // The place in the order of time: when it was written, or when the hearing was held.
                at("said_at"),
                at("created_at"),
                at_null("edited_at"),
                at_null("deleted_at"),
                at_null("hidden_at"),
                text_null("hide_ground"),
                text_null("hide_reason"),
                flag("gone"),
                // Kept with every reaction, reply and edit, so that lists need not count.
                number("reactions"),
                number("replies"),
                number("revisions"),
            ],
        ))
        .await?;
        let c = m.get_connection();
        c.execute_unprepared(
            "CREATE INDEX voice_by_time ON voice (subject, said_at, id) WHERE parent IS NULL",
        )
        .await?;
        c.execute_unprepared(
            "CREATE INDEX voice_by_reactions ON voice (subject, reactions, id) WHERE parent IS NULL",
        )
        .await?;
        m.create_index(index("voice_subject", "voice", &["subject", "channel", "stance"])).await?;
        m.create_index(index("voice_parent", "voice", &["parent", "said_at", "id"])).await?;
        m.create_index(index("voice_by_author", "voice", &["author", "created_at"])).await?;
        m.create_index(index("voice_hearing", "voice", &["hearing"])).await?;
        m.create_index(unique("voice_statement", "voice", &["statement"])).await?;

        // One row a person who has written: locked while a comment is added, so that the rate holds under concurrency.
        m.create_table(table("voice_author", vec![key("person")])).await?;

        m.create_table(table(
            "voice_revision",
            vec![
                key("id"),
                uuid("voice"),
                text_null("speaker"),
                text_null("stance"),
                text("body"),
                at("replaced_at"),
            ],
        ))
        .await?;
        m.create_index(index("voice_revision_voice", "voice_revision", &["voice", "replaced_at"])).await?;

        m.create_table(table(
            "reaction",
            vec![key("id"), uuid("voice"), uuid("person"), text("kind"), at("made_at")],
        ))
        .await?;
        m.create_index(unique("reaction_once", "reaction", &["voice", "person", "kind"])).await?;

        m.create_table(table(
            "report",
            vec![
                key("id"),
                uuid("voice"),
                uuid("person"),
                text("ground"),
                text("words"),
                at("made_at"),
                uuid_null("decision"),
            ],
        ))
        .await?;
        m.create_index(unique("report_once", "report", &["voice", "person"])).await?;
        c.execute_unprepared("CREATE INDEX report_open ON report (voice, made_at) WHERE decision IS NULL")
            .await?;

        m.create_table(table(
            "moderation_decision",
            vec![
                key("id"),
                uuid("voice"),
                uuid("subject"),
                uuid("moderator"),
                text("act"),
                text_null("ground"),
                text("reason"),
                number("reports"),
                at("made_at"),
            ],
        ))
        .await?;
        m.create_index(index("moderation_decision_voice", "moderation_decision", &["voice", "made_at"]))
            .await?;
        m.create_index(index("moderation_decision_made_at", "moderation_decision", &["made_at", "id"])).await
    }
}
