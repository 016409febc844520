//! The outbox of mails and text messages, the demo's mailbox, notices, follows, mail preferences, and the fan-out of
//! events.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, bytes, flag, index, key, number, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "message",
            vec![
                key("id"),
                text("channel"),
                uuid_null("person"),
                text_null("address"),
                text("kind"),
                text_null("locale"),
                text("data"),
                text_null("dedup"),
                flag("bulk"),
                at("created_at"),
                number("attempts"),
                at("next_try_at"),
                at_null("locked_until"),
                at_null("sent_at"),
                at_null("failed_at"),
                text_null("last_error"),
            ],
        ))
        .await?;
        m.create_index(unique("message_dedup", "message", &["dedup"])).await?;
        m.create_index(index("message_person", "message", &["person"])).await?;
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX message_waiting ON message (bulk, next_try_at) \
                 WHERE sent_at IS NULL AND failed_at IS NULL",
            )
            .await?;

        m.create_table(table(
            "mailbox_message",
            vec![
                key("id"),
                text("channel"),
                text("recipient"),
                bytes("recipient_hash"),
                text("subject"),
                text("body_text"),
                text_null("body_html"),
                at("at"),
            ],
        ))
        .await?;
        m.create_index(index("mailbox_message_at", "mailbox_message", &["at", "id"])).await?;
        m.create_index(index(
            "mailbox_message_recipient",
            "mailbox_message",
            &["recipient_hash", "at", "id"],
        ))
        .await?;

        m.create_table(table(
            "notice",
            vec![
                key("id"),
                uuid("person"),
                number("event"),
                text("kind"),
                uuid("subject"),
                uuid_null("about"),
                text("data"),
                text("dedup"),
                at("created_at"),
                at_null("read_at"),
            ],
        ))
        .await?;
        m.create_index(unique("notice_once", "notice", &["person", "dedup"])).await?;
        m.create_index(index("notice_person", "notice", &["person", "created_at", "id"])).await?;
        m.get_connection()
            .execute_unprepared("CREATE INDEX notice_unread ON notice (person) WHERE read_at IS NULL")
            .await?;

        let pair = Index::create().col(Alias::new("person")).col(Alias::new("subject")).to_owned();
        let mut follow = table("follow", vec![uuid("person"), uuid("subject"), at("created_at")]);
        m.create_table(follow.primary_key(&mut pair.clone()).to_owned()).await?;
        m.create_index(index("follow_subject", "follow", &["subject", "person"])).await?;

        let person = uuid("person").primary_key().to_owned();
        m.create_table(table("mail_preference", vec![person, text("choice"), at("changed_at")])).await?;

        let event = ColumnDef::new(Alias::new("event")).big_integer().not_null().primary_key().to_owned();
        m.create_table(table(
            "fan_out",
            vec![
                event,
                text("kind"),
                uuid("subject"),
                uuid_null("about"),
                uuid_null("actor"),
                text("data"),
                at("happened_at"),
                text("audience"),
                uuid_null("after"),
                at_null("done_at"),
            ],
        ))
        .await?;
        m.get_connection()
            .execute_unprepared("CREATE INDEX fan_out_waiting ON fan_out (event) WHERE done_at IS NULL")
            .await?;
        Ok(())
    }
}
