//! Whoever asked a question for a hearing is told what became of it, each outcome once.

use sea_orm_migration::prelude::*;

use crate::columns::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // The outcome that was told last. Of those before nobody was told, and by now it would be no news.
        let add = Table::alter().table(Alias::new("hall_question")).add_column(text_null("told")).to_owned();
        m.alter_table(add).await?;
        m.get_connection()
            .execute_unprepared("UPDATE hall_question SET told = state WHERE state <> 'open'")
            .await?;
        Ok(())
    }
}
