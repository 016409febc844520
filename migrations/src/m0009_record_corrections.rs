//! What each version of a record changed, and the version that a statement is missing from.

use sea_orm_migration::prelude::*;

use crate::columns::number_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The columns, each with its table. All are empty for what was imported before they were there.
const COLUMNS: [(&str, &str); 4] = [
    ("statement", "gone_since"),
    ("record_version", "added"),
    ("record_version", "changed"),
    ("record_version", "removed"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for (table, column) in COLUMNS {
            let add = Table::alter().table(Alias::new(table)).add_column(number_null(column)).to_owned();
            m.alter_table(add).await?;
        }
        Ok(())
    }
}
