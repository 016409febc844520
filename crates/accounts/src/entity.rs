//! The rows of this crate's tables. Nothing of this leaves the crate.

pub(crate) mod person {
    use folkmoot_foundation::PersonId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PersonId,
        pub nickname: String,
        pub name_sealed: Option<String>,
        pub email_sealed: Option<String>,
        /// The look-up hash of the canonical address.
        pub email_hash: Option<Vec<u8>>,
        pub email_confirmed_at: Option<DateTimeUtc>,
        pub mobile_sealed: Option<String>,
        /// From the confirmed mobile number; not unique, since accounts may share a number.
        pub person_key: Option<Vec<u8>>,
        pub mobile_confirmed_at: Option<DateTimeUtc>,
        pub national_sealed: Option<String>,
        /// From the identity that an identity provider vouched for; not unique, as with numbers.
        pub national_key: Option<Vec<u8>>,
        pub national_confirmed_at: Option<DateTimeUtc>,
        pub password_hash: Option<String>,
        pub county: Option<String>,
        pub locale: String,
        pub created_at: DateTimeUtc,
        pub deleted_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod registration {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "registration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub email_hash: Vec<u8>,
        pub nickname: String,
        pub name_sealed: String,
        pub email_sealed: String,
        pub mobile_sealed: String,
        pub password_hash: String,
        pub county: Option<String>,
        pub locale: String,
        pub expires_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod role_grant {
    use folkmoot_foundation::{AgencyId, PersonId};
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_grant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person: PersonId,
        pub role: String,
        pub agency: Option<AgencyId>,
        pub granted_at: DateTimeUtc,
        pub granted_by: Option<PersonId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod session {
    use folkmoot_foundation::PersonId;
    use sea_orm::entity::prelude::*;

    use crate::sessions::SessionId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SessionId,
        pub person: PersonId,
        /// `browser` or `api`.
        pub kind: String,
        /// SHA-256 of the browser's token; an API session has refresh tokens instead.
        pub token_hash: Option<Vec<u8>>,
        pub device: String,
        pub made_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod refresh_token {
    use sea_orm::entity::prelude::*;

    use crate::sessions::SessionId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refresh_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub session: SessionId,
        pub made_at: DateTimeUtc,
        /// Set when it was exchanged; coming back after that means it was copied.
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod mobile_code {
    use folkmoot_foundation::PersonId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mobile_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person: PersonId,
        /// The number the code was sent to, which confirming makes the person's.
        pub mobile_sealed: String,
        pub code_hash: Vec<u8>,
        pub tries: i64,
        pub made_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod password_reset {
    use folkmoot_foundation::PersonId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "password_reset")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub person: PersonId,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod account_limit {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_limit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: Vec<u8>,
        pub times: i64,
        pub since: DateTimeUtc,
        /// When the row means nothing any more.
        pub until: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod second_factor {
    use folkmoot_foundation::PersonId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "second_factor")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: PersonId,
        pub secret_sealed: String,
        pub made_at: DateTimeUtc,
        /// When the first code came; until then it counts for nothing.
        pub confirmed_at: Option<DateTimeUtc>,
        /// The step of time of the last code that was taken.
        pub last_step: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod recovery_code {
    use folkmoot_foundation::PersonId;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_hash: Vec<u8>,
        pub person: PersonId,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
