//! What follows a hearing: who was let in at the door, evidence, objections, signatures, and how it was weighed.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, index, key, table, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let day = |name: &'static str| ColumnDef::new(Alias::new(name)).date().null().to_owned();
        let columns = [
            // What the hall shows, so that people let themselves in with their own code.
            text_null("door_code"),
            day("correction_until"),
            // None: so many working days after the hearing as is usual.
            day("publish_due"),
            text_null("weighing"),
            at_null("weighed_at"),
        ];
        for mut column in columns {
            let add = Table::alter().table(Alias::new("hearing")).add_column(&mut column).to_owned();
            m.alter_table(add).await?;
        }
        m.create_table(table(
            "hearing_paper",
            vec![
                key("id"),
                uuid("hearing"),
                text("kind"),
                text("who"),
                text("body"),
                text("link"),
                text("state"),
                // The chair's handling of an objection, or why somebody did not sign.
                text("reason"),
                uuid("by"),
                at("at"),
                at_null("handled_at"),
            ],
        ))
        .await?;
        m.create_index(index("hearing_paper_hearing", "hearing_paper", &["hearing", "kind", "id"])).await
    }
}
