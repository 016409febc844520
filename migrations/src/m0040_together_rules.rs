//! Whether a case may be handed on, how often that may be refused, and whether it may be handled with others: what its
//! rulebook says.

use sea_orm_migration::prelude::*;

use crate::columns::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Empty for the cases of before, which go on as they were opened.
        let add =
            Table::alter().table(Alias::new("agency_case")).add_column(text_null("together")).to_owned();
        m.alter_table(add).await
    }
}
