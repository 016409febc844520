//! Whoever spoke corrects their own words: from when until when, and what the record's file says instead.

use sea_orm_migration::prelude::*;

use crate::columns::{text_null, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let from = ColumnDef::new(Alias::new("correction_from")).date().null().to_owned();
        let columns = [
            ("hearing", from),
            // Who corrected the words that stand there, and what the file of the record says in their place.
            ("statement", uuid_null("corrected_by")),
            ("statement", text_null("recorded")),
            // `speaker` where whoever spoke replaced the wording, and why, if they said.
            ("statement_revision", text_null("made_by")),
            ("statement_revision", text_null("reason")),
        ];
        for (table, mut column) in columns {
            let add = Table::alter().table(Alias::new(table)).add_column(&mut column).to_owned();
            m.alter_table(add).await?;
        }
        Ok(())
    }
}
