//! Codes given to speakers in the hall, and names that no longer stand in a record.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, bytes, index, key, number, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let until = ColumnDef::new(Alias::new("valid_until")).date().not_null().to_owned();
        m.create_table(table(
            "words_code",
            vec![
                key("id"),
                uuid("hearing"),
                // What stands beside it on the sheet.
                number("number"),
                // Its keyed hash: nobody reads the code itself once the sheet is printed.
                bytes("hash"),
                // Whose words it gives; none for a blank one that was not handed out yet.
                text_null("speaker"),
                until,
                uuid("made_by"),
                at("made_at"),
                at_null("withdrawn_at"),
                at_null("used_at"),
                uuid_null("used_by"),
            ],
        ))
        .await?;
        m.create_index(unique("words_code_number", "words_code", &["hearing", "number"])).await?;
        m.create_index(unique("words_code_hash", "words_code", &["hash"])).await?;
        m.create_table(table(
            "words_alias",
            vec![
                key("id"),
                uuid("subject"),
                uuid("hearing"),
                text("label"),
                // The keyed hash of a spelling of the name and its length, so that it is found in later files.
                bytes("hash"),
                number("length"),
                number("first"),
                uuid("made_by"),
                at("made_at"),
            ],
        ))
        .await?;
        m.create_index(unique("words_alias_hash", "words_alias", &["subject", "hash"])).await?;
        m.create_index(index("words_alias_subject", "words_alias", &["subject", "label"])).await
    }
}
