//! The tables of this crate.

pub(crate) mod drive {
    use folkmoot_foundation::DriveId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "drive")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DriveId,
        pub opens_at: DateTimeUtc,
        pub closes_at: DateTimeUtc,
        pub closed_at: Option<DateTimeUtc>,
        pub closed_reason: Option<String>,
        /// The end of the window without pauses; nothing while there was none.
        pub planned_closes_at: Option<DateTimeUtc>,
        /// At most so many signatures count; nothing where there is no limit.
        pub cap: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod pause {
    use folkmoot_foundation::DriveId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "drive_pause")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub drive: DriveId,
        pub starts_at: DateTimeUtc,
        pub ends_at: Option<DateTimeUtc>,
        pub reason: String,
        pub words: String,
        /// What made it, if that makes pauses of many drives.
        pub source: Option<Uuid>,
        pub made_by: Uuid,
        /// When the log was told that it is over, for those that end by themselves.
        pub resumed_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod threshold {
    use folkmoot_foundation::DriveId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "drive_threshold")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub drive: DriveId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub count: i64,
        pub reached_at: Option<DateTimeUtc>,
        /// Since when it is not held any more, having been reached.
        pub fallen_at: Option<DateTimeUtc>,
        /// In how many regions their minimum must be reached as well.
        pub regions: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod minimum {
    use folkmoot_foundation::DriveId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "drive_region_minimum")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub drive: DriveId,
        /// Of the threshold.
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        /// A region's code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: String,
        pub count: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod tally {
    use folkmoot_foundation::DriveId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "drive_tally")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub drive: DriveId,
        pub count: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod part {
    use folkmoot_foundation::DriveId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "drive_part")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub drive: DriveId,
        /// `hour`, `county` (any region) or `channel`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// The beginning of the hour in UTC as `2026-03-02T04`, the code of a region (empty where the signer gave none), or
        /// the code of a channel.
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: String,
        pub count: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod signature {
    use folkmoot_foundation::{DriveId, PersonId, SignatureId};
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signature")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_key: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub drive: DriveId,
        pub id: SignatureId,
        pub signed_at: DateTimeUtc,
        pub person: Option<PersonId>,
        pub salt: Vec<u8>,
        pub channel: String,
        pub state: String,
        /// The code of a region of the rulebook; the column is named after those that are the default.
        #[sea_orm(column_name = "county")]
        pub region: Option<String>,
        /// Where it came from, as [`crate::checks::Origin`] writes it; nothing once that is erased.
        pub origin: Option<Vec<u8>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod change {
    use folkmoot_foundation::{DriveId, SignatureId};
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signature_change")]
    pub struct Model {
        /// What the event is about.
        #[sea_orm(primary_key, auto_increment = false)]
        pub change: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub signature: SignatureId,
        pub drive: DriveId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod pending {
    use folkmoot_foundation::DriveId;
    use sea_orm::entity::prelude::*;

    use crate::pending::PendingId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "pending_signature")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PendingId,
        pub drive: DriveId,
        pub person_key: Vec<u8>,
        /// The code of a region of the rulebook; the column is named after those that are the default.
        #[sea_orm(column_name = "county")]
        pub region: Option<String>,
        pub expires_at: DateTimeUtc,
        pub confirmed_at: Option<DateTimeUtc>,
        /// The mark of the address's domain.
        pub origin: Option<Vec<u8>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod origin_erasure {
    use folkmoot_foundation::{DriveId, SignatureId};
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "origin_erasure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub drive: DriveId,
        /// The last signature whose origin is erased.
        pub upto: SignatureId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod check {
    use folkmoot_foundation::{DriveId, SignatureId};
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signature_check")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub signature: SignatureId,
        pub drive: DriveId,
        pub signal: String,
        /// The mark of the origin that met the signal; empty once that is erased.
        pub mark: Vec<u8>,
        pub put_at: DateTimeUtc,
        /// What came of it; nothing while it waits.
        pub outcome: Option<String>,
        pub reason: Option<String>,
        pub decision: Option<Uuid>,
        pub decided_at: Option<DateTimeUtc>,
        /// The key of the mobile number with which its signer confirmed it.
        pub confirmed_key: Option<Vec<u8>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod decision {
    use folkmoot_foundation::{DriveId, PersonId};
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "check_decision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub drive: DriveId,
        pub signal: String,
        /// As of the checks; empty once that is erased.
        pub mark: Vec<u8>,
        pub outcome: String,
        pub reason: String,
        pub reviewer: PersonId,
        pub decided_at: DateTimeUtc,
        pub undone_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod disposable {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "disposable_domains")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// One a line.
        pub domains: String,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
