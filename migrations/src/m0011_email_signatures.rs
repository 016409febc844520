//! Signatures that wait for their signer to confirm an e-mail address.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, bytes, index, key, table, text_null, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // No address: whoever asks again types it again, and the link needs only the id, which it signs.
        m.create_table(table(
            "pending_signature",
            vec![
                key("id"),
                uuid("drive"),
                bytes("person_key"),
                text_null("county"),
                at("expires_at"),
                at_null("confirmed_at"),
            ],
        ))
        .await?;
        m.create_index(unique("pending_signature_person", "pending_signature", &["person_key", "drive"]))
            .await?;
        m.create_index(index("pending_signature_expires", "pending_signature", &["expires_at"])).await
    }
}
