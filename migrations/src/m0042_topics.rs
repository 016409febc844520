//! Following more than proposals, how often which mails come, and what waits for the next mail that lists several.

use sea_orm_migration::prelude::*;

use crate::columns::{at, index, key, number, table, text, text_null, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The kinds of mails that whoever wanted only what is about their own matters does not get.
const JOINED: [&str; 7] = ["signed", "proposal", "agency", "category", "county", "issue", "search"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // What was followed before are proposals.
        let kind = text("kind").default("proposal").to_owned();
        for column in [kind, text_null("key"), text_null("anchor")] {
            m.alter_table(Table::alter().table(Alias::new("follow")).add_column(column).to_owned()).await?;
        }
        let connection = m.get_connection();
        // Only saved searches have an anchor: the term of the query by which they are found.
        connection
            .execute_unprepared("CREATE INDEX follow_anchor ON follow (anchor) WHERE anchor IS NOT NULL")
            .await?;
        m.create_index(index("follow_person", "follow", &["person", "created_at", "subject"])).await?;

        let mut pair = Index::create().col(Alias::new("person")).col(Alias::new("kind")).to_owned();
        let mut frequency =
            table("mail_frequency", vec![uuid("person"), text("kind"), text("frequency"), at("changed_at")]);
        m.create_table(frequency.primary_key(&mut pair).to_owned()).await?;
        for (choice, kinds) in
            [("own", JOINED.to_vec()), ("none", [&["own", "desk"], JOINED.as_slice()].concat())]
        {
            for kind in kinds {
                connection
                    .execute_unprepared(&format!(
                        "INSERT INTO mail_frequency (person, kind, frequency, changed_at) \
                         SELECT person, '{kind}', 'never', changed_at FROM mail_preference WHERE choice = '{choice}'"
                    ))
                    .await?;
            }
        }
        m.drop_table(Table::drop().table(Alias::new("mail_preference")).to_owned()).await?;

        m.create_table(table(
            "digest_item",
            vec![key("id"), uuid("person"), number("event"), text("kind"), at("due_at"), at("created_at")],
        ))
        .await?;
        m.create_index(unique("digest_item_once", "digest_item", &["person", "event"])).await?;
        m.create_index(index("digest_item_due", "digest_item", &["due_at", "person"])).await
    }
}
