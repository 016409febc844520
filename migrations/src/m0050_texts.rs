//! Draft texts with numbered articles, their versions, and the comments that are anchored to places of them; and which
//! comments are about a hearing, a response or a promise.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, index, key, number, number_null, table, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "text_draft",
            vec![
                key("id"),
                uuid("subject"),
                uuid_null("agency"),
                text("kind"),
                text("title"),
                uuid("created_by"),
                at("created_at"),
                // The newest version, 0 before there is one.
                number("latest"),
                at_null("published_at"),
                // What is being prepared.
                text("draft_title"),
                text("draft_note"),
                text("draft_change"),
                text("draft_body"),
                number("draft_mark"),
                uuid("draft_by"),
                at("draft_at"),
            ],
        ))
        .await?;
        m.create_index(index("text_draft_subject", "text_draft", &["subject", "created_at"])).await?;
        let mut versions = table(
            "text_version",
            vec![
                uuid("text"),
                number("number"),
                text("title"),
                text("note"),
                text("change"),
                text("body"),
                text("articles"),
                uuid("published_by"),
                at("published_at"),
            ],
        );
        versions.primary_key(Index::create().col(Alias::new("text")).col(Alias::new("number")));
        m.create_table(versions).await?;
        m.create_table(table("text_article", vec![key("id"), uuid("text"), number("place")])).await?;
        m.create_index(index("text_article_text", "text_article", &["text"])).await?;
        m.create_table(table(
            "text_anchor",
            vec![
                key("voice"),
                uuid("text"),
                // Where it was set.
                number("version"),
                number("article"),
                number_null("paragraph"),
                number_null("start"),
                text_null("quote"),
                text("label"),
                // Where it stands in the newest version.
                number("now_version"),
                number_null("now_article"),
                number_null("now_paragraph"),
                number_null("now_start"),
                text_null("now_label"),
                text("fate"),
            ],
        ))
        .await?;
        m.create_index(index("text_anchor_place", "text_anchor", &["text", "now_article", "now_paragraph"]))
            .await?;
        m.create_index(index("text_anchor_version", "text_anchor", &["text", "now_version"])).await?;
        m.create_table(table("text_thing", vec![key("voice"), text("kind"), uuid("thing")])).await?;
        m.create_index(index("text_thing_thing", "text_thing", &["thing"])).await?;
        // What a first comment that waits is on.
        let add =
            Table::alter().table(Alias::new("held_comment")).add_column(text_null("on_what")).to_owned();
        m.alter_table(add).await
    }
}
