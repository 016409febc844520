//! The life of a hearing: drafts, notices with their changes, agenda, places, and who registered.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, flag, index, key, number, number_null, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // What was entered before was public from the first moment, about a proposal, and took no registrations.
        let columns = [
            text("stage").default("published").to_owned(),
            text("subject").default("proposal").to_owned(),
            // Times of the day, `HH:MM`.
            text_null("starts_at"),
            text_null("ends_at"),
            // What a notice says beyond the fields of every meeting: JSON.
            text_null("particulars"),
            text_null("agenda"),
            text_null("stream"),
            text_null("slides"),
            flag("registration"),
            ColumnDef::new(Alias::new("registration_until")).date().null().to_owned(),
            // None: without limit.
            number_null("places"),
            flag("historical"),
            at_null("published_at"),
            // How many times the published notice was changed.
            number("changes"),
        ];
        for mut column in columns {
            let add = Table::alter().table(Alias::new("hearing")).add_column(&mut column).to_owned();
            m.alter_table(add).await?;
        }
        m.create_table(table(
            "hearing_change",
            vec![
                key("id"),
                uuid("hearing"),
                text("what"),
                text("reason"),
                // What stood there before: JSON.
                text("was"),
                uuid("by"),
                at("at"),
            ],
        ))
        .await?;
        m.create_index(index("hearing_change_hearing", "hearing_change", &["hearing", "at"])).await?;
        m.create_table(table(
            "hearing_registration",
            vec![
                key("id"),
                uuid("hearing"),
                // Nobody for somebody who came to the door without an account.
                uuid_null("person"),
                text("state"),
                // The order of the waiting list.
                number("turn"),
                text("code"),
                // Name, needs and wish to speak, encrypted; empty once erased.
                text("sealed"),
                flag("speaks"),
                flag("has_needs"),
                at("registered_at"),
                at_null("placed_at"),
                at_null("cancelled_at"),
                at_null("attended_at"),
                text_null("attended_by"),
            ],
        ))
        .await?;
        m.create_index(unique("hearing_registration_one", "hearing_registration", &["hearing", "person"]))
            .await?;
        m.create_index(unique("hearing_registration_code", "hearing_registration", &["hearing", "code"]))
            .await?;
        m.create_index(index("hearing_registration_person", "hearing_registration", &["person"])).await
    }
}
