//! The internal review of a draft: comments, and versions that were saved by themselves.

use sea_orm_migration::prelude::*;

use crate::columns::{at, flag, index, key, number, table, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Every version from before was saved by somebody.
        let mut autosaved = flag("autosaved");
        m.alter_table(
            Table::alter().table(Alias::new("case_draft_version")).add_column(&mut autosaved).to_owned(),
        )
        .await?;
        m.create_table(table(
            "case_draft_comment",
            vec![
                key("id"),
                uuid("case_id"),
                number("version"),
                text_null("about"),
                text("body"),
                flag("sent_back"),
                uuid("by"),
                at("at"),
            ],
        ))
        .await?;
        m.create_index(index("case_draft_comment_case", "case_draft_comment", &["case_id", "at"])).await
    }
}
