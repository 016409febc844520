//! What speaks for looking at a voice first: words an administrator watches, links, words that were said before, many who write
//! for the first time. The queue of moderators is kept in its order, so that it opens at once however many wait.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{at, at_null, flag, index, key, number, table, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table("watch", vec![key("id"), text("words"), flag("hold_first"), at("updated_at")]))
            .await?;
        m.create_table(table("voice_print", vec![uuid("voice"), number("print"), at("said_at")])).await?;
        m.create_table(table(
            "voice_signal",
            vec![key("voice"), text("signals"), at("at"), uuid_null("decision")],
        ))
        .await?;
        m.create_table(table(
            "queue_item",
            vec![key("voice"), number("place"), number("reports"), text("signals"), at("first_at")],
        ))
        .await?;
        // First comments that wait for a moderator.
        m.create_table(table(
            "held_comment",
            vec![
                key("id"),
                uuid("subject"),
                uuid("author"),
                text_null("stance"),
                text("body"),
                uuid_null("parent"),
                text_null("official"),
                at("made_at"),
                at_null("returned_at"),
            ],
        ))
        .await?;
        m.create_index(index("held_comment_author", "held_comment", &["author", "subject"])).await?;
        // When somebody wrote for the first time; unknown of those who did before this was kept.
        let add = Table::alter().table(Alias::new("voice_author")).add_column(at_null("since")).to_owned();
        m.alter_table(add).await?;
        let millis = match m.get_database_backend() {
            DbBackend::Sqlite => "CAST(round((julianday(min(made_at)) - 2440587.5) * 86400000) AS INTEGER)",
            _ => "CAST(extract(epoch FROM min(made_at)) * 1000 AS bigint)",
        };
        let c = m.get_connection();
        for sql in [
            "CREATE INDEX voice_print_at ON voice_print (print, said_at)".to_owned(),
            "CREATE INDEX voice_print_old ON voice_print (said_at)".to_owned(),
            "CREATE INDEX held_comment_waiting ON held_comment (made_at, id) WHERE returned_at IS NULL"
                .to_owned(),
            "CREATE INDEX queue_item_place ON queue_item (place, voice)".to_owned(),
            format!(
                "INSERT INTO queue_item (voice, place, reports, signals, first_at) \
                 SELECT voice, (99 - CASE WHEN count(*) > 99 THEN 99 ELSE count(*) END) * 100000000000000 + {millis}, \
                 count(*), '', min(made_at) FROM report WHERE decision IS NULL GROUP BY voice"
            ),
        ] {
            c.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
