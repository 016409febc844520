//! The voices that an outline shows first under an issue are found without looking at the others.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // In the very order that is asked for: shelves ascend, what stands on them descends.
        let sql = "CREATE INDEX issue_voice_leading ON issue_voice (issue, stance, shelf, rank DESC, voice DESC) WHERE leads";
        m.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }
}
