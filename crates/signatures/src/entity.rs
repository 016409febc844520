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

pub(crate) mod history {
    use folkmoot_foundation::DriveId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "drive_history")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub drive: DriveId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub hour: DateTimeUtc,
        /// A county's code; empty where the signer gave none.
        #[sea_orm(primary_key, auto_increment = false)]
        pub county: String,
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
        pub county: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
