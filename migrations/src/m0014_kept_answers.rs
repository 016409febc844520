//! Answers of the API that are kept for a day, so that a request sent twice is done once.

use sea_orm_migration::prelude::*;

use crate::columns::{at, bytes, index, number_null, table, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            bytes("key").primary_key().to_owned(),
            bytes("request"),
            at("began_at"),
            at("expires_at"),
            // Empty while the request is being done.
            number_null("status"),
            text_null("answer"),
        ];
        m.create_table(table("kept_answer", columns)).await?;
        m.create_index(index("kept_answer_expires", "kept_answer", &["expires_at"])).await
    }
}
