//! By what a voice from a table is known again, so that importing the table once more adds nothing; and whose account
//! said what the record of a hearing has under a name.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, flag, index, key, table, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for mut column in [text_null("origin"), uuid_null("claimed_by")] {
            m.alter_table(Table::alter().table(Alias::new("voice")).add_column(&mut column).to_owned())
                .await?;
        }
        m.create_table(table(
            "speaker_claim",
            vec![
                key("id"),
                uuid("subject"),
                uuid("hearing"),
                text("speaker"),
                uuid("person"),
                at("asked_at"),
                at_null("decided_at"),
                uuid_null("decided_by"),
                flag("confirmed"),
            ],
        ))
        .await?;
        m.create_index(index("speaker_claim_hearing", "speaker_claim", &["hearing", "asked_at"])).await?;
        // Of one speaker at one hearing one account alone is confirmed.
        m.get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX speaker_claim_one ON speaker_claim (hearing, speaker) WHERE confirmed",
            )
            .await?;
        m.get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX voice_origin ON voice (subject, origin) WHERE origin IS NOT NULL",
            )
            .await?;
        Ok(())
    }
}
