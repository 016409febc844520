//! Hearings, the versions of their records, statements with what they said before, and files waiting for a word.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, bytes, flag, index, key, number, number_null, table, text, text_null, unique, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let held_on = ColumnDef::new(Alias::new("held_on")).date().not_null().to_owned();
        m.create_table(table(
            "hearing",
            vec![
                key("id"),
                uuid("proposal"),
                text("kind"),
                text("title"),
                held_on,
                text("place"),
                text("chair"),
                text("notice"),
                uuid("created_by"),
                at("created_at"),
                // How many versions of the record there are, and how many statements stand in the present one.
                number("versions"),
                number("speeches"),
            ],
        ))
        .await?;
        m.create_index(index("hearing_proposal", "hearing", &["proposal", "held_on"])).await?;
        m.create_index(index("hearing_held_on", "hearing", &["held_on", "id"])).await?;

        m.create_table(table(
            "record_version",
            vec![
                key("id"),
                uuid("hearing"),
                number("number"),
                text("format"),
                text("file_name"),
                bytes("sha256"),
                number("statements"),
                at("imported_at"),
                uuid("imported_by"),
            ],
        ))
        .await?;
        m.create_index(unique("record_version_number", "record_version", &["hearing", "number"])).await?;

        m.create_table(table(
            "statement",
            vec![
                key("id"),
                uuid("hearing"),
                number("position"),
                text("kind"),
                text_null("speaker"),
                text_null("section"),
                text("body"),
                number_null("started_ms"),
                number_null("ended_ms"),
                flag("gone"),
                number("revisions"),
            ],
        ))
        .await?;
        m.create_index(index("statement_hearing", "statement", &["hearing", "position", "id"])).await?;

        m.create_table(table(
            "statement_revision",
            vec![
                key("id"),
                uuid("statement"),
                number("version"),
                text_null("speaker"),
                text_null("section"),
                text("body"),
                at("replaced_at"),
            ],
        ))
        .await?;
        m.create_index(index(
            "statement_revision_statement",
            "statement_revision",
            &["statement", "version"],
        ))
        .await?;

        m.create_table(table(
            "record_upload",
            vec![
                key("id"),
                uuid("hearing"),
                uuid("person"),
                text("format"),
                text("file_name"),
                bytes("content"),
                at("created_at"),
            ],
        ))
        .await?;
        m.create_index(unique("record_upload_one", "record_upload", &["hearing", "person"])).await
    }
}
