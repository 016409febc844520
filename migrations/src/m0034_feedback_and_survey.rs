//! What people said of a response: helpful or not and why, and the answers to the survey.

use sea_orm_migration::prelude::*;

use crate::columns::{at, bytes, flag, index, key, number, table, text, unique, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "case_feedback",
            vec![
                key("id"),
                uuid("case_id"),
                uuid("person"),
                // One person of several accounts is one: a keyed hash that says nothing elsewhere.
                bytes("mark"),
                flag("helpful"),
                text("reason"),
                at("at"),
            ],
        ))
        .await?;
        m.create_index(unique("case_feedback_person", "case_feedback", &["case_id", "person"])).await?;
        m.create_index(unique("case_feedback_mark", "case_feedback", &["case_id", "mark"])).await?;
        m.create_index(index("case_feedback_helpful", "case_feedback", &["case_id", "helpful"])).await?;
        m.create_index(index("case_feedback_at", "case_feedback", &["case_id", "at", "id"])).await?;
        m.create_table(table(
            "case_survey_answer",
            vec![
                key("id"),
                uuid("case_id"),
                uuid("person"),
                bytes("mark"),
                text("words"),
                // Whether the person agrees that the words are published.
                flag("publish"),
                at("at"),
            ],
        ))
        .await?;
        let person = unique("case_survey_person", "case_survey_answer", &["case_id", "person"]);
        m.create_index(person).await?;
        m.create_index(unique("case_survey_mark", "case_survey_answer", &["case_id", "mark"])).await?;
        m.create_index(index("case_survey_at", "case_survey_answer", &["case_id", "publish", "at", "id"]))
            .await?;
        let mut ratings = table(
            "case_survey_rating",
            vec![uuid("answer"), uuid("case_id"), text("question"), number("rating")],
        );
        let mut once = Index::create().col(Alias::new("answer")).col(Alias::new("question")).to_owned();
        m.create_table(ratings.primary_key(&mut once).to_owned()).await?;
        let counted = ["case_id", "question", "rating"];
        m.create_index(index("case_survey_counted", "case_survey_rating", &counted)).await
    }
}
