//! Agencies that work on a case together: what is asked of each, transfers that are refused, a signature of every lead
//! agency, and cases that are handled together.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, index, key, number, table, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "case_task",
            vec![
                key("id"),
                uuid("case_id"),
                uuid("agency_id"),
                text("asked"),
                text("due_on"),
                at("due_at"),
                uuid("asked_by"),
                at("asked_at"),
                text_null("delivered"),
                uuid_null("delivered_by"),
                at_null("delivered_at"),
                at_null("withdrawn_at"),
            ],
        ))
        .await?;
        m.create_index(index("case_task_case", "case_task", &["case_id", "agency_id"])).await?;

        for column in [
            at_null("refused_at"),
            uuid_null("refused_by"),
            text_null("refusal"),
            at_null("decided_at"),
            text_null("decision"),
            text_null("decision_reasons"),
        ] {
            let mut column = column;
            m.alter_table(
                Table::alter().table(Alias::new("case_transfer")).add_column(&mut column).to_owned(),
            )
            .await?;
        }

        // One signature a lead agency under the version that waits.
        let columns = vec![
            uuid("case_id"),
            uuid("agency_id"),
            number("version"),
            text("name"),
            text("title"),
            uuid("person"),
            at("at"),
        ];
        let mut signature = table("case_signature", columns);
        let mut once = Index::create().col(Alias::new("case_id")).col(Alias::new("agency_id")).to_owned();
        m.create_table(signature.primary_key(&mut once).to_owned()).await?;
        // JSON of all signers; nothing where one agency answers alone.
        let mut signers = text_null("signers");
        m.alter_table(Table::alter().table(Alias::new("case_response")).add_column(&mut signers).to_owned())
            .await?;

        m.create_table(table("case_group", vec![key("id"), uuid("by"), at("at")])).await?;
        m.create_table(table(
            "case_group_member",
            vec![key("case_id"), uuid("group_id"), text("reasons"), uuid("by"), at("since")],
        ))
        .await?;
        m.create_index(index("case_group_member_group", "case_group_member", &["group_id"])).await
    }
}
