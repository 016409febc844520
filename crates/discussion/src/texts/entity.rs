//! The tables of texts.

use folkmoot_foundation::{AgencyId, PersonId, ProposalId, VoiceId};
use sea_orm::entity::prelude::*;

use super::TextId;

pub(crate) mod text {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "text_draft")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TextId,
        pub subject: ProposalId,
        /// For which agency it was begun; none for a facilitator's.
        pub agency: Option<AgencyId>,
        pub kind: String,
        /// The title of the newest version; before there is one, of the draft.
        pub title: String,
        pub created_by: PersonId,
        pub created_at: DateTimeUtc,
        /// The number of the newest version, 0 before there is one.
        pub latest: i64,
        pub published_at: Option<DateTimeUtc>,
        /// What is being prepared.
        pub draft_title: String,
        pub draft_note: String,
        pub draft_change: String,
        pub draft_body: String,
        /// How often it was saved, so that nobody saves over what they have not seen.
        pub draft_mark: i64,
        pub draft_by: PersonId,
        pub draft_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod version {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "text_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub text: TextId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub title: String,
        pub note: String,
        /// What changed against the version before it.
        pub change: String,
        pub body: String,
        /// The articles as JSON, as they were read then.
        pub articles: String,
        pub published_by: PersonId,
        pub published_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An article of the newest version, by which it is found.
pub(crate) mod article {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "text_article")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub text: TextId,
        pub place: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a comment is anchored to: where it was set, for ever, and where it stands in the newest version.
pub(crate) mod anchor {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "text_anchor")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        pub text: TextId,
        pub version: i64,
        pub article: i64,
        pub paragraph: Option<i64>,
        pub start: Option<i64>,
        pub quote: Option<String>,
        /// The number of the article as it was written then.
        pub label: String,
        /// The version that what follows is about.
        pub now_version: i64,
        pub now_article: Option<i64>,
        pub now_paragraph: Option<i64>,
        pub now_start: Option<i64>,
        pub now_label: Option<String>,
        pub fate: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What else of a subject a comment is about: a hearing, the response, something promised.
pub(crate) mod thing {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "text_thing")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        pub kind: String,
        pub thing: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
