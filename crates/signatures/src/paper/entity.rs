//! The tables of paper sheets.

pub(crate) mod upload {
    use folkmoot_foundation::{DriveId, PersonId};
    use sea_orm::entity::prelude::*;

    use crate::paper::UploadId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_upload")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UploadId,
        pub drive: DriveId,
        pub person: PersonId,
        pub file_name: String,
        pub sha256: Vec<u8>,
        /// JSON: the lines without names and identifiers, with what the dry run said of each.
        pub lines: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod import {
    use folkmoot_foundation::{DriveId, PersonId};
    use sea_orm::entity::prelude::*;

    use crate::paper::ImportId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_import")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ImportId,
        pub drive: DriveId,
        /// From 1 in each drive.
        pub number: i64,
        pub person: PersonId,
        pub sha256: Vec<u8>,
        pub imported_at: DateTimeUtc,
        pub counted: i64,
        pub duplicates: i64,
        pub unreadable: i64,
        /// JSON: the lines that came out otherwise than the dry run said.
        pub differed: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod line {
    use folkmoot_foundation::{DriveId, SignatureId};
    use sea_orm::entity::prelude::*;

    use crate::paper::ImportId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub drive: DriveId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sheet: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub line: i64,
        pub import: ImportId,
        pub signature: SignatureId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod evidence {
    use folkmoot_foundation::{DriveId, PersonId};
    use sea_orm::entity::prelude::*;

    use crate::paper::EvidenceId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_evidence")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EvidenceId,
        pub drive: DriveId,
        pub person: PersonId,
        /// `pdf`, `png` or `jpeg`.
        pub kind: String,
        pub file_name: String,
        pub sha256: Vec<u8>,
        pub size: i64,
        pub content: Vec<u8>,
        pub added_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sample {
    use folkmoot_foundation::{DriveId, PersonId};
    use sea_orm::entity::prelude::*;

    use crate::paper::{ImportId, SampleId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_sample")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SampleId,
        pub drive: DriveId,
        /// Of which import; of all paper of the drive if none.
        pub import: Option<ImportId>,
        pub person: PersonId,
        pub seed: Vec<u8>,
        /// In percent.
        pub margin: i64,
        pub population: i64,
        pub drawn_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sample_line {
    use folkmoot_foundation::SignatureId;
    use sea_orm::entity::prelude::*;

    use crate::paper::SampleId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_sample_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub sample: SampleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sheet: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub line: i64,
        pub signature: SignatureId,
        /// `valid` or `invalid`, once checked.
        pub verdict: Option<String>,
        pub checked_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
