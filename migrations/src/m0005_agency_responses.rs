//! Agencies, cases with their demands and clocks, extensions, responses with every draft, addenda, follow-ups.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{
    at, at_null, flag, index, key, number, number_null, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// `name date NOT NULL`.
fn date(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).date().not_null().to_owned()
}

fn two_column_key(a: &'static str, b: &'static str) -> IndexCreateStatement {
    Index::create().col(Alias::new(a)).col(Alias::new(b)).primary().to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        agencies_and_cases(m).await?;
        clocks_and_acts(m).await?;
        responses(m).await?;
        published_is_frozen(m).await
    }
}

async fn agencies_and_cases(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(table(
        "agency",
        vec![
            key("id"),
            text("slug"),
            text("name_zh"),
            text("name_en"),
            text("short_name"),
            uuid_null("parent"),
            text("contact"),
            flag("active"),
            at("created_at"),
        ],
    ))
    .await?;
    m.create_index(unique("agency_slug", "agency", &["slug"])).await?;

    m.create_table(table(
        "agency_case",
        vec![
            key("id"),
            uuid("proposal"),
            text("state"),
            at("opened_at"),
            at_null("answered_at"),
            at_null("closed_at"),
            text_null("outcome"),
            // What the rulebook said when the case opened: JSON.
            text("extension"),
            text("decisions"),
            text("parts"),
            text("suggested"),
            // The earliest open deadline in milliseconds, so that desks are ordered by an index.
            number("due_ms"),
        ],
    ))
    .await?;
    m.create_index(unique("agency_case_proposal", "agency_case", &["proposal"])).await?;
    m.create_index(index("agency_case_due", "agency_case", &["state", "due_ms", "id"])).await?;
    m.create_index(index("agency_case_opened", "agency_case", &["opened_at", "id"])).await?;

    let mut parts = table("case_agency", vec![uuid("case_id"), uuid("agency_id"), text("part"), at("since")]);
    m.create_table(parts.primary_key(&mut two_column_key("case_id", "agency_id")).to_owned()).await?;
    m.create_index(index("case_agency_agency", "case_agency", &["agency_id", "case_id"])).await?;

    m.create_table(table("case_demand", vec![key("id"), uuid("case_id"), number("position"), text("body")]))
        .await?;
    m.create_index(unique("case_demand_position", "case_demand", &["case_id", "position"])).await?;

    m.create_table(table(
        "case_transfer",
        vec![
            key("id"),
            uuid("case_id"),
            uuid("from_agency"),
            uuid("to_agency"),
            text("reasons"),
            uuid("by"),
            at("at"),
            at_null("seen_at"),
        ],
    ))
    .await?;
    m.create_index(index("case_transfer_case", "case_transfer", &["case_id", "at"])).await?;
    m.create_index(index("case_transfer_seen", "case_transfer", &["seen_at", "at"])).await
}

async fn clocks_and_acts(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut clock = table(
        "case_clock",
        vec![
            uuid("case_id"),
            text("code"),
            number("position"),
            text("period"),
            flag("binding"),
            at("started_at"),
            at_null("due_at"),
            at_null("extended_from"),
            at_null("met_at"),
            text_null("met_by"),
            at_null("stopped_at"),
            at_null("missed_at"),
            text_null("explanation"),
            at_null("explained_at"),
        ],
    );
    m.create_table(clock.primary_key(&mut two_column_key("case_id", "code")).to_owned()).await?;
    let c = m.get_connection();
    // The tick looks only at clocks that still run: its cost follows what is due, not what was ever opened.
    c.execute_unprepared(
        "CREATE INDEX case_clock_running ON case_clock (due_at) \
         WHERE met_at IS NULL AND stopped_at IS NULL AND missed_at IS NULL",
    )
    .await?;

    m.create_table(table(
        "case_extension",
        vec![
            key("id"),
            uuid("case_id"),
            text("clock"),
            at("from_due"),
            at("to_due"),
            text("reasons"),
            text("progress"),
            uuid("by"),
            at("at"),
        ],
    ))
    .await?;
    m.create_index(index("case_extension_case", "case_extension", &["case_id", "at"])).await?;

    m.create_table(table(
        "case_timetable",
        vec![key("id"), uuid("case_id"), text("body"), text("steps"), uuid("by"), at("at")],
    ))
    .await?;
    m.create_index(index("case_timetable_case", "case_timetable", &["case_id", "at"])).await?;

    m.create_table(table(
        "case_contact",
        vec![
            key("id"),
            uuid("case_id"),
            date("held_on"),
            text("manner"),
            text("summary"),
            uuid("by"),
            at("at"),
        ],
    ))
    .await?;
    m.create_index(index("case_contact_case", "case_contact", &["case_id", "at"])).await?;

    m.create_table(table(
        "case_follow_up",
        vec![
            key("id"),
            uuid("case_id"),
            uuid_null("demand"),
            text("action"),
            text("unit"),
            date("due_on"),
            at("due_at"),
            at("added_at"),
            uuid("added_by"),
            text_null("report"),
            at_null("reported_at"),
            uuid_null("reported_by"),
            at_null("missed_at"),
        ],
    ))
    .await?;
    m.create_index(index("case_follow_up_case", "case_follow_up", &["case_id", "due_at"])).await?;
    c.execute_unprepared(
        "CREATE INDEX case_follow_up_open ON case_follow_up (due_at) \
         WHERE reported_at IS NULL AND missed_at IS NULL",
    )
    .await?;
    Ok(())
}

async fn responses(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(table(
        "case_draft",
        vec![
            key("case_id"),
            number("version"),
            uuid_null("submitted_by"),
            at_null("submitted_at"),
            text_null("sent_back_note"),
            uuid_null("sent_back_by"),
            at_null("sent_back_at"),
        ],
    ))
    .await?;
    let mut versions = table(
        "case_draft_version",
        vec![uuid("case_id"), number("version"), text("content"), uuid("by"), at("at")],
    );
    m.create_table(versions.primary_key(&mut two_column_key("case_id", "version")).to_owned()).await?;
    m.create_table(table(
        "case_response",
        vec![
            key("case_id"),
            uuid("proposal"),
            number("version"),
            text("content"),
            text("signer_name"),
            text("signer_title"),
            uuid("signed_by"),
            at("published_at"),
            text("hash"),
        ],
    ))
    .await?;
    m.create_index(index("case_response_published", "case_response", &["published_at", "case_id"])).await?;
    m.create_table(table(
        "case_addendum",
        vec![
            key("id"),
            uuid("case_id"),
            text("body"),
            uuid("written_by"),
            at("written_at"),
            text_null("signer_name"),
            text_null("signer_title"),
            uuid_null("signed_by"),
            at_null("signed_at"),
            text_null("declined_note"),
            at_null("declined_at"),
            number_null("number"),
        ],
    ))
    .await?;
    m.create_index(index("case_addendum_case", "case_addendum", &["case_id", "written_at"])).await
}

/// A published response is not changed by anyone: the database refuses, whatever the code does.
async fn published_is_frozen(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let c = m.get_connection();
    if m.get_database_backend() == DbBackend::Sqlite {
        for act in ["UPDATE", "DELETE"] {
            c.execute_unprepared(&format!(
                "CREATE TRIGGER case_response_no_{} BEFORE {act} ON case_response \
                 BEGIN SELECT RAISE(ABORT, 'a published response is final'); END",
                act.to_lowercase()
            ))
            .await?;
        }
        return Ok(());
    }
    c.execute_unprepared(
        "CREATE FUNCTION case_response_is_final() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'a published response is final'; END $$",
    )
    .await?;
    c.execute_unprepared(
        "CREATE TRIGGER case_response_no_change BEFORE UPDATE OR DELETE ON case_response \
         FOR EACH ROW EXECUTE FUNCTION case_response_is_final()",
    )
    .await?;
    Ok(())
}
