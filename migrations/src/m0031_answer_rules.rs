//! What a case's demands are judged by and the grounds in law that a decision can name, as the rulebook said when it opened.

use sea_orm_migration::prelude::*;

use crate::columns::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Nothing for cases that are open already: what their answers consist of was settled when they opened.
        let mut rules = text_null("answer_rules");
        m.alter_table(Table::alter().table(Alias::new("agency_case")).add_column(&mut rules).to_owned()).await
    }
}
