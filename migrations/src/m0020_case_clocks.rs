//! What starts, ends and pauses the clocks of a case; supplements asked for; what agencies told on the way; who led when.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, index, key, table, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        rules(m).await?;
        pauses(m).await?;
        accounts(m).await?;
        terms(m).await
    }
}

async fn add(m: &SchemaManager<'_>, table: &str, mut column: ColumnDef) -> Result<(), DbErr> {
    m.alter_table(Table::alter().table(Alias::new(table)).add_column(&mut column).to_owned()).await
}

async fn rules(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    // What the rulebook said about each clock when the case opened: JSON. Cases of before have none and go by the codes.
    let mut rules = text("clocks");
    add(m, "agency_case", rules.default("[]").to_owned()).await?;
    add(m, "agency_case", text_null("supplement")).await?;
    add(m, "agency_case", text_null("follow_up_cycle")).await?;
    // An extended deadline before any pause moves it, and the day after which pauses move it.
    add(m, "case_clock", ColumnDef::new(Alias::new("extended_to")).date().null().to_owned()).await?;
    add(m, "case_clock", ColumnDef::new(Alias::new("counted_from")).date().null().to_owned()).await?;
    // A report that says the matter goes on, and the promise that the next one goes on from.
    let mut interim = ColumnDef::new(Alias::new("interim"));
    add(m, "case_follow_up", interim.boolean().not_null().default(false).to_owned()).await?;
    add(m, "case_follow_up", uuid_null("continues")).await
}

async fn pauses(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(table(
        "case_pause",
        vec![
            key("id"),
            uuid("case_id"),
            text("cause"),
            // A polling day or a supplement.
            uuid_null("source"),
            text("reason"),
            at("from_at"),
            at_null("until_at"),
            uuid("by"),
            at("at"),
            // When the event of its end was written.
            at_null("ended_at"),
        ],
    ))
    .await?;
    m.create_index(index("case_pause_case", "case_pause", &["case_id", "from_at"])).await?;
    m.create_index(index("case_pause_source", "case_pause", &["source"])).await?;
    m.get_connection()
        .execute_unprepared("CREATE INDEX case_pause_ends ON case_pause (until_at) WHERE ended_at IS NULL")
        .await?;
    m.create_table(table(
        "case_supplement",
        vec![
            key("id"),
            uuid("case_id"),
            text("wanted"),
            ColumnDef::new(Alias::new("answer_by")).date().not_null().to_owned(),
            uuid("asked_by"),
            at("asked_at"),
            text_null("answer"),
            at_null("answered_at"),
        ],
    ))
    .await?;
    m.create_index(index("case_supplement_case", "case_supplement", &["case_id", "asked_at"])).await
}

async fn accounts(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(table(
        "case_account",
        vec![
            key("id"),
            uuid("case_id"),
            text("kind"),
            ColumnDef::new(Alias::new("held_on")).date().null().to_owned(),
            text_null("link"),
            text("body"),
            uuid("by"),
            at("at"),
        ],
    ))
    .await?;
    m.create_index(index("case_account_case", "case_account", &["case_id", "at"])).await
}

async fn terms(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut terms =
        table("case_lead_term", vec![uuid("case_id"), uuid("agency_id"), at("since"), at_null("until")]);
    let mut key = Index::create();
    for column in ["case_id", "agency_id", "since"] {
        key.col(Alias::new(column));
    }
    m.create_table(terms.primary_key(key.primary()).to_owned()).await?;
    m.create_index(index("case_lead_term_agency", "case_lead_term", &["agency_id", "case_id"])).await?;
    m.get_connection()
        .execute_unprepared(
            "INSERT INTO case_lead_term (case_id, agency_id, since) \
             SELECT case_id, agency_id, since FROM case_agency WHERE part = 'lead'",
        )
        .await?;
    Ok(())
}
