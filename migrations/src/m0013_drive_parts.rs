//! The sums of a drive by hour, by county and by channel, each on its own: reading one takes as many rows as it shows,
//! however many people have signed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{number, table, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut part = table("drive_part", vec![uuid("drive"), text("kind"), text("part"), number("count")]);
        let mut key = Index::create()
            .col(Alias::new("drive"))
            .col(Alias::new("kind"))
            .col(Alias::new("part"))
            .to_owned();
        m.create_table(part.primary_key(&mut key).to_owned()).await?;

        let hour = match m.get_database_backend() {
            DbBackend::Postgres => "to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24')",
            _ => "substr(hour, 1, 13)",
        };
        let c = m.get_connection();
        for (kind, part, table) in [("hour", hour, "drive_history"), ("county", "county", "drive_history")] {
            c.execute_unprepared(&format!(
                "INSERT INTO drive_part (drive, kind, part, count) \
                 SELECT drive, '{kind}', {part}, CAST(sum(count) AS bigint) FROM {table} GROUP BY drive, {part}"
            ))
            .await?;
        }
        c.execute_unprepared(
            "INSERT INTO drive_part (drive, kind, part, count) \
             SELECT drive, 'channel', channel, count(*) FROM signature WHERE state = 'counted' GROUP BY drive, channel",
        )
        .await?;
        // What it held beyond the sums can be read from the signatures themselves.
        m.drop_table(Table::drop().table(Alias::new("drive_history")).to_owned()).await
    }
}
