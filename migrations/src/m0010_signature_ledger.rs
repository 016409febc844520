//! What makes a count checkable: hashes of facts and signed checkpoints in the log, what changed which signature, and
//! thresholds that ask for regions and can be fallen below.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, bytes, bytes_null, index, number, number_null, table, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column| {
            Table::alter().table(Alias::new(table)).add_column(column).to_owned()
        };
        m.alter_table(add("event", bytes_null("facts"))).await?;
        m.create_index(index("event_about", "event", &["about"])).await?;
        let position =
            ColumnDef::new(Alias::new("position")).big_integer().not_null().primary_key().to_owned();
        m.create_table(table(
            "checkpoint",
            vec![position, bytes("seal"), at("at"), bytes("key"), bytes("signature")],
        ))
        .await?;

        // A row for each signature that an event took out of the count or put back. The event is about `change`.
        let mut change = table("signature_change", vec![uuid("change"), uuid("signature"), uuid("drive")]);
        let mut key = Index::create().col(Alias::new("change")).col(Alias::new("signature")).to_owned();
        m.create_table(change.primary_key(&mut key).to_owned()).await?;

        // Since when a threshold that was reached is not held any more.
        m.alter_table(add("drive_threshold", at_null("fallen_at"))).await?;
        // In how many regions the minimum must be reached as well.
        m.alter_table(add("drive_threshold", number_null("regions"))).await?;
        let mut minimum =
            table("drive_region_minimum", vec![uuid("drive"), text("code"), text("region"), number("count")]);
        let mut key = Index::create()
            .col(Alias::new("drive"))
            .col(Alias::new("code"))
            .col(Alias::new("region"))
            .to_owned();
        m.create_table(minimum.primary_key(&mut key).to_owned()).await
    }
}
