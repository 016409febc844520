//! The rows of this crate's tables. What leaves the crate are plain types.

use folkmoot_foundation::{AgencyId, CaseId, PersonId, ProposalId};
use sea_orm::entity::prelude::*;

use crate::ids::{AddendumId, DemandId, FollowUpId, SupplementId, TransferId};

pub(crate) use crate::file_entity::*;

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
        /// JSON of `AnswerRules`; nothing for cases from before there were any.
        pub answer_rules: Option<String>,
        /// JSON: the agencies the proposer named.
        pub suggested: String,
        /// JSON: the rules of its clocks.
        pub clocks: String,
        /// JSON of a `SupplementRule`, if the proposer may be asked for something.
        pub supplement: Option<String>,
        /// JSON of a `Period`: how long after a report the next is due.
        pub follow_up_cycle: Option<String>,
        /// JSON of a `TogetherRule`; empty for what opened before there were any.
        pub together: Option<String>,
        /// The earliest open deadline in milliseconds; `NO_DEADLINE` if none is known.
        pub due_ms: i64,
        /// The proposal's title when the case opened, to be found by.
        pub title: String,
        /// The proposal's category; empty if it has none.
        pub category: String,
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
        /// The state of the case; a trigger keeps it so.
        pub state: String,
        /// Whom this agency waits for: `proposer`, `agency` or `lead`; empty if it is for it to act.
        pub waits: String,
        /// What this agency must do next, by when: the case's deadline for a lead, and what was asked of it. A trigger keeps it so.
        pub due_ms: i64,
        /// By when the first of what was asked of it is due.
        pub own_due_ms: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How many lines of a desk are alike, without what `desk_change` notes.
pub(crate) mod desk_count {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "desk_count")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: AgencyId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub state: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub waits: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub due_ms: i64,
        pub lines: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// So many lines more or fewer are alike; triggers of `case_agency` write it.
pub(crate) mod desk_change {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "desk_change")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub agency_id: AgencyId,
        pub state: String,
        pub waits: String,
        pub due_ms: i64,
        pub lines: i64,
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
        /// When the receiving agency refused.
        pub refused_at: Option<DateTimeUtc>,
        pub refused_by: Option<PersonId>,
        pub refusal: Option<String>,
        /// When the administrator decided after that.
        pub decided_at: Option<DateTimeUtc>,
        /// `stays`, `moves` or `all_lead`.
        pub decision: Option<String>,
        pub decision_reasons: Option<String>,
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
        /// JSON of a `Period`; `null` if no date is fixed.
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
        /// The last day of the newest extension, before pauses move it.
        pub extended_to: Option<Date>,
        /// The last day before that extension: pauses after it move the new one.
        pub counted_from: Option<Date>,
        /// When the agency is reminded of it next.
        pub remind_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Why and from when to when clocks of a case stand still.
pub(crate) mod pause {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_pause")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: CaseId,
        /// The code of a `Cause`.
        pub cause: String,
        /// The polling day or the supplement.
        pub source: Option<Uuid>,
        pub reason: String,
        pub from_at: DateTimeUtc,
        pub until_at: Option<DateTimeUtc>,
        pub by: PersonId,
        pub at: DateTimeUtc,
        /// When the event of its end was written.
        pub ended_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something the proposer was asked for.
pub(crate) mod supplement {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_supplement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SupplementId,
        pub case_id: CaseId,
        pub wanted: String,
        pub answer_by: Date,
        pub asked_by: PersonId,
        pub asked_at: DateTimeUtc,
        pub answer: Option<String>,
        pub answered_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an agency told on the way: progress, or what came of a hearing, a debate, a vote.
pub(crate) mod account {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: CaseId,
        /// The code of an `Ends`.
        pub kind: String,
        pub held_on: Option<Date>,
        pub link: Option<String>,
        pub body: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The secret address under which an officer's calendar program reads an agency's dates.
pub(crate) mod calendar_link {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "calendar_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person: PersonId,
        pub agency: AgencyId,
        /// The hash of the secret in the address; the secret itself is nowhere.
        pub token_hash: Vec<u8>,
        pub made_at: DateTimeUtc,
        pub revoked_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A reminder that was written, once for a deadline and a stage.
pub(crate) mod clock_reminder {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "clock_reminder")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: CaseId,
        pub which: String,
        pub due_at: DateTimeUtc,
        pub stage: i64,
        pub at: DateTimeUtc,
        /// When the mails that tell of it were queued.
        pub told_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// From when to when an agency led a case.
pub(crate) mod lead_term {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_lead_term")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: AgencyId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub since: DateTimeUtc,
        pub until: Option<DateTimeUtc>,
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
        /// Whether the report says that the matter goes on.
        pub interim: bool,
        /// The promise whose report said so.
        pub continues: Option<FollowUpId>,
        /// When the agency is reminded of it next.
        pub remind_at: Option<DateTimeUtc>,
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
        /// Whether it was saved by itself while somebody was writing.
        pub autosaved: bool,
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
        /// JSON of all signers, if several agencies answer.
        pub signers: Option<String>,
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
