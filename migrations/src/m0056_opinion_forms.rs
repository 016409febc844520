//! Opinions that were entered one by one from paper forms and at counters, and the scans or recordings that go with them.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, bytes, bytes_null, index, key, number, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "opinion_form",
            vec![
                key("voice"),
                uuid("subject"),
                text("place"),
                text("number"),
                uuid("entered_by"),
                at("entered_at"),
            ],
        ))
        .await?;
        m.create_index(index("opinion_form_entered", "opinion_form", &["subject", "entered_by", "voice"]))
            .await?;
        m.create_table(table(
            "opinion_original",
            vec![
                key("id"),
                uuid("voice"),
                uuid("subject"),
                text("kind"),
                text("file_name"),
                bytes("sha256"),
                number("size"),
                // Nothing once it was erased.
                bytes_null("content"),
                uuid("added_by"),
                at("added_at"),
                text("state"),
                uuid_null("decided_by"),
                at_null("decided_at"),
                text_null("reason"),
                at_null("erased_at"),
            ],
        ))
        .await?;
        m.create_index(unique("opinion_original_file", "opinion_original", &["voice", "sha256"])).await?;
        m.create_index(index("opinion_original_state", "opinion_original", &["state", "added_at", "id"]))
            .await
    }
}
