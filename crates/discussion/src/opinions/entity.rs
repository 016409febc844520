//! The tables, private to this part.

use folkmoot_foundation::{PersonId, ProposalId, VoiceId};
use sea_orm::entity::prelude::*;

use super::OriginalId;

pub(super) mod form {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "opinion_form")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        pub subject: ProposalId,
        pub place: String,
        pub number: String,
        pub entered_by: PersonId,
        pub entered_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod original {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "opinion_original")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OriginalId,
        pub voice: VoiceId,
        pub subject: ProposalId,
        pub kind: String,
        pub file_name: String,
        pub sha256: Vec<u8>,
        pub size: i64,
        /// Nothing once it was erased.
        pub content: Option<Vec<u8>>,
        pub added_by: PersonId,
        pub added_at: DateTimeUtc,
        /// `waiting`, `released` or `kept_back`.
        pub state: String,
        pub decided_by: Option<PersonId>,
        pub decided_at: Option<DateTimeUtc>,
        pub reason: Option<String>,
        pub erased_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
