//! What people may do after a response: until when the proposer may reply, what the reply says, and words that a moderator
//! has put out of sight.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, index, key, number, table, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Written with the response, from the rulebook of its proposal; responses of before have none.
        m.create_table(table(
            "case_afterwards",
            vec![
                key("case_id"),
                uuid("proposal"),
                at("published_at"),
                at_null("reply_until"),
                number("reply_times"),
                number("reply_min"),
                number("reply_max"),
                at_null("feedback_until"),
                // When the event with the result was written.
                at_null("feedback_ended_at"),
                at_null("survey_at"),
                at_null("survey_until"),
                // The codes of the rulebook's questions: JSON.
                text("survey_questions"),
                at_null("survey_asked_at"),
                at_null("survey_ended_at"),
            ],
        ))
        .await?;
        let c = m.get_connection();
        for (due, noted) in [
            ("feedback_until", "feedback_ended_at"),
            ("survey_at", "survey_asked_at"),
            ("survey_until", "survey_ended_at"),
        ] {
            c.execute_unprepared(&format!(
                "CREATE INDEX case_afterwards_{noted} ON case_afterwards ({due}) WHERE {noted} IS NULL"
            ))
            .await?;
        }
        m.create_table(table(
            "case_reply",
            vec![key("id"), uuid("case_id"), text("body"), uuid("by"), at("at")],
        ))
        .await?;
        m.create_index(index("case_reply_case", "case_reply", &["case_id", "at"])).await?;
        // By the id of what was written: a reply, the reason of a piece of feedback, the words of a survey.
        m.create_table(table(
            "case_hidden_words",
            vec![key("id"), uuid("case_id"), text("ground"), text("reason"), uuid("by"), at("at")],
        ))
        .await
    }
}
