//! The recording of a hearing, and how the speakers of a file are told where a person said so.

use sea_orm_migration::prelude::*;

use crate::columns::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The columns, each with its table. All are empty for what was there before.
const COLUMNS: [(&str, &str); 3] =
    [("hearing", "recording"), ("record_upload", "reading"), ("record_version", "reading")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for (table, column) in COLUMNS {
            let add = Table::alter().table(Alias::new(table)).add_column(text_null(column)).to_owned();
            m.alter_table(add).await?;
        }
        Ok(())
    }
}
