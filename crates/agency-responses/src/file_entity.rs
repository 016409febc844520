//! The rows of the desk, of case files and of what agencies do together. What leaves the crate are plain types.

use folkmoot_foundation::{AgencyId, CaseId, PersonId};
use sea_orm::entity::prelude::*;

use crate::ids::{DemandChangeId, DeskViewId, FileId, GroupId, NoteId, QuestionId, TaskId};

/// A view of the desk that somebody saved.
pub(crate) mod desk_view {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "desk_view")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DeskViewId,
        pub person: PersonId,
        pub name: String,
        pub query: String,
        pub saved_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// That officers were reminded of a case on a day.
pub(crate) mod reminder {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_reminder")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        /// The day in Taipei.
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A note that only the case's agencies read.
pub(crate) mod note {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_note")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NoteId,
        pub case_id: CaseId,
        pub body: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A question to the proposer.
pub(crate) mod question {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_question")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: QuestionId,
        pub case_id: CaseId,
        pub body: String,
        /// Whether question and answer stand on the public page of the case.
        pub public: bool,
        pub asked_by: PersonId,
        pub asked_at: DateTimeUtc,
        pub answer: Option<String>,
        pub answered_at: Option<DateTimeUtc>,
        pub withdrawn_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A change of demands that an officer suggested.
pub(crate) mod demand_change {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_demand_change")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DemandChangeId,
        pub case_id: CaseId,
        /// `edit`, `split` or `merge`.
        pub kind: String,
        /// JSON: the ids of the demands it is about.
        pub demands: String,
        /// JSON: their words when it was suggested.
        pub before: String,
        /// JSON: the words in their place.
        pub after: String,
        pub reasons: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
        /// `agreed`, `declined` or `withdrawn`.
        pub outcome: Option<String>,
        pub note: Option<String>,
        pub decided_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A file of a case; its bytes are kept elsewhere, under their hash.
pub(crate) mod file {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FileId,
        pub case_id: CaseId,
        pub name: String,
        pub kind: String,
        pub size: i64,
        /// Hexadecimal.
        pub sha256: String,
        pub about: String,
        pub public: bool,
        pub by: PersonId,
        pub at: DateTimeUtc,
        pub removed_at: Option<DateTimeUtc>,
        pub removed_by: Option<PersonId>,
        pub removed_reasons: Option<String>,
        /// When its bytes were erased.
        pub erased_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a lead agency asked of another.
pub(crate) mod task {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_task")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TaskId,
        pub case_id: CaseId,
        pub agency_id: AgencyId,
        pub asked: String,
        /// The last day in Taipei.
        pub due_on: String,
        pub due_at: DateTimeUtc,
        pub asked_by: PersonId,
        pub asked_at: DateTimeUtc,
        pub delivered: Option<String>,
        pub delivered_by: Option<PersonId>,
        pub delivered_at: Option<DateTimeUtc>,
        pub withdrawn_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A lead agency's signature under the draft that waits.
pub(crate) mod signature {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_signature")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: AgencyId,
        pub version: i64,
        pub name: String,
        pub title: String,
        pub person: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Cases that are handled together.
pub(crate) mod group {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_group")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: GroupId,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A case in a group.
pub(crate) mod group_member {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_group_member")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        pub group_id: GroupId,
        pub reasons: String,
        pub by: PersonId,
        pub since: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What somebody said of a version of a draft.
pub(crate) mod draft_comment {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_draft_comment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: CaseId,
        pub version: i64,
        /// The code of a `Piece` of that version.
        pub about: Option<String>,
        pub body: String,
        /// Whether the approver sent the draft back with it.
        pub sent_back: bool,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
