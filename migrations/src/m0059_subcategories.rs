//! Sub-categories: the key of the one that a proposal was put into, beside its category, and the same where the search
//! chooses by it. What was there before has none.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let c = m.get_connection();
        for table in ["proposal", "search_subject"] {
            c.execute_unprepared(&format!("ALTER TABLE {table} ADD COLUMN subcategory text")).await?;
        }
        Ok(())
    }
}
