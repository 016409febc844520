//! Pauses of drives, and the national polling days that make them.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, index, key, table, text, unique, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // The end of the window without pauses; nothing while a drive never had one.
        let column = at_null("planned_closes_at");
        m.alter_table(Table::alter().table(Alias::new("drive")).add_column(column).to_owned()).await?;
        let pause = table(
            "drive_pause",
            vec![
                key("id"),
                uuid("drive"),
                at("starts_at"),
                at_null("ends_at"),
                text("reason"),
                text("words"),
                uuid_null("source"),
                uuid("made_by"),
            ],
        );
        m.create_table(pause).await?;
        m.create_index(index("drive_pause_drive", "drive_pause", &["drive", "starts_at"])).await?;
        m.create_index(index("drive_pause_source", "drive_pause", &["source"])).await?;

        let day = table(
            "polling_day",
            vec![key("id"), text("day"), text("name"), at("pauses_from"), uuid("made_by"), at("made_at")],
        );
        m.create_table(day).await?;
        m.create_index(unique("polling_day_day", "polling_day", &["day"])).await
    }
}
