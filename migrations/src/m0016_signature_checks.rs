//! Where a signature came from, as keyed hashes that are erased; which signatures wait for a check and what came of it.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, bytes, bytes_null, index, key, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Read along (drive, id) alone, hence no index: the table grows with every signature.
        for table in ["signature", "pending_signature"] {
            let mut origin = bytes_null("origin");
            m.alter_table(Table::alter().table(Alias::new(table)).add_column(&mut origin).to_owned()).await?;
        }
        // Up to which signature of a drive the origins are erased.
        m.create_table(table("origin_erasure", vec![key("drive"), uuid("upto")])).await?;
        m.create_table(table(
            "signature_check",
            vec![
                key("signature"),
                uuid("drive"),
                text("signal"),
                bytes("mark"),
                at("put_at"),
                text_null("outcome"),
                text_null("reason"),
                uuid_null("decision"),
                at_null("decided_at"),
                bytes_null("confirmed_key"),
            ],
        ))
        .await?;
        // A mobile number confirms one signature of a drive.
        m.create_index(unique("signature_check_key", "signature_check", &["confirmed_key", "drive"])).await?;
        m.create_index(index("signature_check_group", "signature_check", &["drive", "signal", "mark"]))
            .await?;
        m.create_index(index("signature_check_decision", "signature_check", &["decision"])).await?;
        m.create_table(table(
            "check_decision",
            vec![
                key("id"),
                uuid("drive"),
                text("signal"),
                bytes("mark"),
                text("outcome"),
                text("reason"),
                uuid("reviewer"),
                at("decided_at"),
                at_null("undone_at"),
            ],
        ))
        .await?;
        m.create_index(index("check_decision_drive", "check_decision", &["drive", "decided_at"])).await?;
        // One row: the list as an administrator gave it.
        m.create_table(table("disposable_domains", vec![key("id"), text("domains"), at("updated_at")])).await
    }
}
