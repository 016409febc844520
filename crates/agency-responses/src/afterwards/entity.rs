//! The rows of what people may do after a response, and of what they did.

use folkmoot_foundation::{CaseId, PersonId, ProposalId};
use sea_orm::entity::prelude::*;

use crate::ids::WordsId;

/// The windows of a case.
pub(crate) mod windows {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_afterwards")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        pub proposal: ProposalId,
        pub published_at: DateTimeUtc,
        pub reply_until: Option<DateTimeUtc>,
        pub reply_times: i64,
        pub reply_min: i64,
        pub reply_max: i64,
        pub feedback_until: Option<DateTimeUtc>,
        /// When the event with the result was written.
        pub feedback_ended_at: Option<DateTimeUtc>,
        pub survey_at: Option<DateTimeUtc>,
        pub survey_until: Option<DateTimeUtc>,
        /// The codes of the questions: JSON.
        pub survey_questions: String,
        pub survey_asked_at: Option<DateTimeUtc>,
        pub survey_ended_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A reply of the proposer.
pub(crate) mod reply {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_reply")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WordsId,
        pub case_id: CaseId,
        pub body: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Words that a moderator has put out of sight.
pub(crate) mod hidden {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_hidden_words")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WordsId,
        pub case_id: CaseId,
        pub ground: String,
        pub reason: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Whether somebody found the response helpful.
pub(crate) mod feedback {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_feedback")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WordsId,
        pub case_id: CaseId,
        pub person: PersonId,
        /// One person of several accounts is one.
        pub mark: Vec<u8>,
        pub helpful: bool,
        pub reason: String,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An answer to the survey.
pub(crate) mod answer {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_survey_answer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WordsId,
        pub case_id: CaseId,
        pub person: PersonId,
        pub mark: Vec<u8>,
        pub words: String,
        /// Whether the person agrees that the words are published.
        pub publish: bool,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an answer gives to one question, 1 to 5.
pub(crate) mod rating {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_survey_rating")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub answer: WordsId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub question: String,
        pub case_id: CaseId,
        pub rating: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
