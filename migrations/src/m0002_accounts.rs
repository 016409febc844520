//! The tables of accounts: people, their registrations, roles, sessions, codes and limits.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, bytes, bytes_null, index, key, number, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "person",
            vec![
                key("id"),
                text("nickname"),
                text_null("name_sealed"),
                text_null("email_sealed"),
                bytes_null("email_hash"),
                at_null("email_confirmed_at"),
                text_null("mobile_sealed"),
                bytes_null("person_key"),
                at_null("mobile_confirmed_at"),
                text_null("password_hash"),
                text_null("county"),
                text("locale"),
                at("created_at"),
                at_null("deleted_at"),
            ],
        ))
        .await?;
        m.create_index(unique("person_email", "person", &["email_hash"])).await?;
        m.create_index(index("person_created", "person", &["created_at", "id"])).await?;

        m.create_table(table(
            "registration",
            vec![
                bytes("token_hash").primary_key().to_owned(),
                bytes("email_hash"),
                text("nickname"),
                text("name_sealed"),
                text("email_sealed"),
                text("mobile_sealed"),
                text("password_hash"),
                text_null("county"),
                text("locale"),
                at("expires_at"),
            ],
        ))
        .await?;
        m.create_index(index("registration_email", "registration", &["email_hash"])).await?;
        m.create_index(index("registration_expires", "registration", &["expires_at"])).await?;

        m.create_table(
            table(
                "role_grant",
                vec![
                    key("id"),
                    uuid("person"),
                    text("role"),
                    uuid_null("agency"),
                    at("granted_at"),
                    uuid_null("granted_by"),
                ],
            )
            .foreign_key(&mut of_person("role_grant"))
            .to_owned(),
        )
        .await?;
        let c = m.get_connection();
        // Two indexes, since NULL differs from NULL in a unique one.
        c.execute_unprepared(
            "CREATE UNIQUE INDEX role_grant_once ON role_grant (person, role) WHERE agency IS NULL",
        )
        .await?;
        c.execute_unprepared(
            "CREATE UNIQUE INDEX role_grant_once_per_agency ON role_grant (person, role, agency) WHERE agency IS NOT NULL",
        )
        .await?;
        m.create_index(index("role_grant_role", "role_grant", &["role", "agency"])).await?;

        m.create_table(
            table(
                "session",
                vec![
                    key("id"),
                    uuid("person"),
                    text("kind"),
                    bytes_null("token_hash"),
                    text("device"),
                    at("made_at"),
                    at("seen_at"),
                    at("expires_at"),
                ],
            )
            .foreign_key(&mut of_person("session"))
            .to_owned(),
        )
        .await?;
        m.create_index(unique("session_token", "session", &["token_hash"])).await?;
        m.create_index(index("session_person", "session", &["person", "seen_at"])).await?;
        m.create_index(index("session_expires", "session", &["expires_at"])).await?;

        m.create_table(
            table(
                "refresh_token",
                vec![
                    bytes("token_hash").primary_key().to_owned(),
                    uuid("session"),
                    at("made_at"),
                    at_null("used_at"),
                ],
            )
            .foreign_key(
                ForeignKey::create()
                    .from(Alias::new("refresh_token"), Alias::new("session"))
                    .to(Alias::new("session"), Alias::new("id"))
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned(),
        )
        .await?;
        m.create_index(index("refresh_token_session", "refresh_token", &["session"])).await?;

        m.create_table(
            table(
                "mobile_code",
                vec![
                    key("id"),
                    uuid("person"),
                    text("mobile_sealed"),
                    bytes("code_hash"),
                    number("tries"),
                    at("made_at"),
                    at("expires_at"),
                    at_null("used_at"),
                ],
            )
            .foreign_key(&mut of_person("mobile_code"))
            .to_owned(),
        )
        .await?;
        m.create_index(index("mobile_code_person", "mobile_code", &["person", "made_at"])).await?;

        m.create_table(
            table(
                "password_reset",
                vec![
                    bytes("token_hash").primary_key().to_owned(),
                    uuid("person"),
                    at("expires_at"),
                    at_null("used_at"),
                ],
            )
            .foreign_key(&mut of_person("password_reset"))
            .to_owned(),
        )
        .await?;
        m.create_index(index("password_reset_person", "password_reset", &["person"])).await?;

        m.create_table(table(
            "account_limit",
            vec![bytes("key").primary_key().to_owned(), number("times"), at("since"), at("until")],
        ))
        .await?;
        m.create_index(index("account_limit_until", "account_limit", &["until"])).await
    }
}

fn of_person(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(Alias::new(table), Alias::new("person"))
        .to(Alias::new("person"), Alias::new("id"))
        .to_owned()
}
