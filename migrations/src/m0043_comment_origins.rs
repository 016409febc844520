//! How many comments came from one network lately, by a keyed hash that is forgotten soon; and an order of what was written
//! last, for those who have a discussion open.

use sea_orm_migration::prelude::*;

use crate::columns::{at, index, number, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mark = text("mark").primary_key().to_owned();
        m.create_table(table("comment_origin", vec![mark, at("since"), number("comments")])).await?;
        m.create_index(index("comment_origin_since", "comment_origin", &["since"])).await?;
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX voice_recent ON voice (subject, created_at, id) WHERE channel = 'online'",
            )
            .await?;
        Ok(())
    }
}
