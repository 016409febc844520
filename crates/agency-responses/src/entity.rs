//! The rows of this crate's tables. What leaves the crate are plain types.

use folkmoot_foundation::{AgencyId, CaseId, PersonId, ProposalId};
use sea_orm::entity::prelude::*;

use crate::ids::{AddendumId, DemandId, FollowUpId, TransferId};

/// An agency.
pub(crate) mod agency {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AgencyId,
        pub slug: String,
        pub name_zh: String,
        pub name_en: String,
        pub short_name: String,
        pub parent: Option<AgencyId>,
        pub contact: String,
        pub active: bool,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A case.
pub(crate) mod case {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agency_case")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CaseId,
        pub proposal: ProposalId,
        pub state: String,
        pub opened_at: DateTimeUtc,
        pub answered_at: Option<DateTimeUtc>,
        pub closed_at: Option<DateTimeUtc>,
        pub outcome: Option<String>,
        /// JSON of an `ExtensionRule`.
        pub extension: String,
        /// JSON: the decisions the rulebook allows.
        pub decisions: String,
        /// JSON: the codes of the parts of a response.
        pub parts: String,
        /// JSON: the agencies the proposer named.
        pub suggested: String,
        /// The earliest open deadline in milliseconds; `NO_DEADLINE` if none is known.
        pub due_ms: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An agency's part in a case.
pub(crate) mod part {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_agency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: AgencyId,
        /// `lead` or `supporting`.
        pub part: String,
        pub since: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A demand.
pub(crate) mod demand {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_demand")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DemandId,
        pub case_id: CaseId,
        pub position: i64,
        pub body: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A case handed over.
pub(crate) mod transfer {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_transfer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TransferId,
        pub case_id: CaseId,
        pub from_agency: AgencyId,
        pub to_agency: AgencyId,
        pub reasons: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
        /// When the administrator took note.
        pub seen_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A clock.
pub(crate) mod clock {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_clock")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub position: i64,
        /// JSON of a `Period`.
        pub period: String,
        pub binding: bool,
        pub started_at: DateTimeUtc,
        pub due_at: Option<DateTimeUtc>,
        pub extended_from: Option<DateTimeUtc>,
        pub met_at: Option<DateTimeUtc>,
        pub met_by: Option<String>,
        /// When the published response ended it, if nothing met it before.
        pub stopped_at: Option<DateTimeUtc>,
        /// When the event of its miss was written.
        pub missed_at: Option<DateTimeUtc>,
        pub explanation: Option<String>,
        pub explained_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An extension.
pub(crate) mod extension {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_extension")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: CaseId,
        pub clock: String,
        pub from_due: DateTimeUtc,
        pub to_due: DateTimeUtc,
        pub reasons: String,
        pub progress: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A timetable as posted.
pub(crate) mod timetable {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_timetable")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: CaseId,
        pub body: String,
        /// JSON of the steps.
        pub steps: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A contact with the proposer.
pub(crate) mod contact {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_contact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: CaseId,
        pub held_on: Date,
        pub manner: String,
        pub summary: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A follow-up.
pub(crate) mod follow_up {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_follow_up")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FollowUpId,
        pub case_id: CaseId,
        /// The demand whose decision asked for it.
        pub demand: Option<DemandId>,
        pub action: String,
        pub unit: String,
        pub due_on: Date,
        pub due_at: DateTimeUtc,
        pub added_at: DateTimeUtc,
        pub added_by: PersonId,
        pub report: Option<String>,
        pub reported_at: Option<DateTimeUtc>,
        pub reported_by: Option<PersonId>,
        /// When the event of its miss was written.
        pub missed_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How far a draft is.
pub(crate) mod draft {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_draft")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        /// The number of its newest version.
        pub version: i64,
        pub submitted_by: Option<PersonId>,
        pub submitted_at: Option<DateTimeUtc>,
        pub sent_back_note: Option<String>,
        pub sent_back_by: Option<PersonId>,
        pub sent_back_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One saved version of a draft.
pub(crate) mod draft_version {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_draft_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        /// JSON of a `Content`.
        pub content: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A published response. Inserted once; a trigger refuses every change.
pub(crate) mod response {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_response")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        pub proposal: ProposalId,
        pub version: i64,
        /// JSON of a `Content`.
        pub content: String,
        pub signer_name: String,
        pub signer_title: String,
        pub signed_by: PersonId,
        pub published_at: DateTimeUtc,
        pub hash: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An addendum.
pub(crate) mod addendum {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_addendum")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AddendumId,
        pub case_id: CaseId,
        pub body: String,
        pub written_by: PersonId,
        pub written_at: DateTimeUtc,
        pub signer_name: Option<String>,
        pub signer_title: Option<String>,
        pub signed_by: Option<PersonId>,
        pub signed_at: Option<DateTimeUtc>,
        pub declined_note: Option<String>,
        pub declined_at: Option<DateTimeUtc>,
        pub number: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
