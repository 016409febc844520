//! The second factor of accounts and its recovery codes.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, bytes, index, key, number, table, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "second_factor",
            vec![
                key("person"),
                // The shared secret, sealed as personal data is.
                text("secret_sealed"),
                at("made_at"),
                // When the first code came; until then it counts for nothing.
                at_null("confirmed_at"),
                // The step of time of the last code that was taken: none of it or of one before is taken again.
                number("last_step"),
            ],
        ))
        .await?;
        let mut codes = table("recovery_code", vec![bytes("code_hash"), uuid("person"), at_null("used_at")]);
        let mut once = Index::create().col(Alias::new("code_hash")).to_owned();
        m.create_table(codes.primary_key(&mut once).to_owned()).await?;
        m.create_index(index("recovery_code_person", "recovery_code", &["person"])).await
    }
}
