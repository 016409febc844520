//! The place of a draft text that a statement of a record is on, as JSON: a merged record that was given out says so, and taken in
//! again it still does.

use sea_orm_migration::prelude::*;

use crate::columns::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter().table(Alias::new("statement")).add_column(text_null("spot")).to_owned();
        m.alter_table(add).await
    }
}
