//! The tables of signatures: drives with their thresholds, counts and history, and the signatures themselves.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, bytes, index, key, number, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "drive",
            vec![
                key("id"),
                at("opens_at"),
                at("closes_at"),
                at_null("closed_at"),
                text_null("closed_reason"),
            ],
        ))
        .await?;
        let thresholds = table(
            "drive_threshold",
            vec![uuid("drive"), text("code"), number("count"), at_null("reached_at")],
        );
        m.create_table(keyed(thresholds, &["drive", "code"])).await?;
        m.create_table(table("drive_tally", vec![key("drive"), number("count")])).await?;
        let history =
            table("drive_history", vec![uuid("drive"), at("hour"), text("county"), number("count")]);
        m.create_table(keyed(history, &["drive", "hour", "county"])).await?;

        // The one table that grows with every signature, hence no foreign keys and few indexes. The key is the
        // promise that a number signs a drive once, the unique index that an account does, whatever number it has by
        // then (signatures without an account differ from each other). Beginning with the person, both also find all
        // that a person signed. The index over (drive, id) grows at its end, since ids sort by time.
        let signature = table(
            "signature",
            vec![
                bytes("person_key"),
                uuid("drive"),
                uuid("id"),
                at("signed_at"),
                uuid_null("person"),
                bytes("salt"),
                text("channel"),
                text("state"),
                text_null("county"),
            ],
        );
        m.create_table(keyed(signature, &["person_key", "drive"])).await?;
        m.create_index(unique("signature_person", "signature", &["person", "drive"])).await?;
        m.create_index(index("signature_drive", "signature", &["drive", "id"])).await
    }
}

/// Gives a table a primary key of several columns.
fn keyed(mut table: TableCreateStatement, columns: &[&'static str]) -> TableCreateStatement {
    let mut key = Index::create();
    for column in columns {
        key.col(Alias::new(*column));
    }
    table.primary_key(&mut key).to_owned()
}
