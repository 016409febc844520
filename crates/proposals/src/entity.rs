//! The rows. Private: what leaves the crate are plain types.

use sea_orm::entity::prelude::*;

pub(crate) mod rulebook {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rulebook")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub source: String,
        pub published_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod proposal {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: Option<i64>,
        pub rulebook: String,
        pub rulebook_version: i64,
        pub proposer: Uuid,
        pub state: String,
        pub title: String,
        pub content: String,
        /// JSON list of lines.
        pub demands: String,
        /// JSON list of lines.
        pub links: String,
        pub benefits: String,
        pub evidence: String,
        pub category: Option<String>,
        /// The key of its sub-category, with the category in it.
        pub subcategory: Option<String>,
        pub let_platform_decide: bool,
        pub county: Option<String>,
        pub revision: i64,
        pub created_at: DateTimeUtc,
        pub saved_at: DateTimeUtc,
        pub submitted_at: Option<DateTimeUtc>,
        pub review_due: Option<DateTimeUtc>,
        pub reviewed_at: Option<DateTimeUtc>,
        /// JSON list of codes.
        pub grounds: String,
        pub reason: Option<String>,
        pub opens_at: Option<DateTimeUtc>,
        pub closes_at: Option<DateTimeUtc>,
        pub reached_at: Option<DateTimeUtc>,
        pub answered_at: Option<DateTimeUtc>,
        pub ended_at: Option<DateTimeUtc>,
        pub public_at: Option<DateTimeUtc>,
        /// Why it is in no list, as the code of [`crate::Unlisted`].
        pub unlisted: Option<String>,
        /// From when the time of the review counts; moved by what does not count.
        pub review_from: Option<DateTimeUtc>,
        /// When the proposer was last asked to mend something, while an answer is awaited.
        pub supplement_asked: Option<DateTimeUtc>,
        /// The first instant at which the answer is too late.
        pub supplement_due: Option<DateTimeUtc>,
        /// How many times the proposer was asked to mend something.
        pub supplements: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod agency {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposal_agency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub proposal: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency: Uuid,
        pub place: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod revision {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposal_revision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub proposal: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub revision: i64,
        /// JSON of [`crate::ProposalText`].
        pub body: String,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod counter {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposal_counter")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub value: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod polling_day {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "polling_day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// As `2026-11-28`, so that it sorts.
        pub day: String,
        pub name: String,
        pub pauses_from: DateTimeUtc,
        pub made_by: Uuid,
        pub made_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
