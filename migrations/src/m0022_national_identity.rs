//! The identity that an identity provider vouched for, with a person as the mobile number is: sealed, and found by its key.

use sea_orm_migration::prelude::*;

use crate::columns::{at_null, bytes_null, index, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for mut column in
            [text_null("national_sealed"), bytes_null("national_key"), at_null("national_confirmed_at")]
        {
            m.alter_table(Table::alter().table(Alias::new("person")).add_column(&mut column).to_owned())
                .await?;
        }
        // Not unique: accounts may share an identity, as they may share a number.
        m.create_index(index("person_national_key", "person", &["national_key"])).await
    }
}
