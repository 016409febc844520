//! The tables, private to this crate.

use folkmoot_foundation::{AgencyId, HearingId, IssueId, PersonId, ProposalId, StatementId, VoiceId};
use sea_orm::entity::prelude::*;

pub(crate) mod voice {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "voice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: VoiceId,
        pub subject: ProposalId,
        pub channel: String,
        pub stance: Option<String>,
        pub author: Option<PersonId>,
        pub speaker: Option<String>,
        pub parent: Option<VoiceId>,
        pub hearing: Option<HearingId>,
        pub statement: Option<StatementId>,
        pub position: Option<i64>,
        pub body: String,
        pub said_at: DateTimeUtc,
        pub created_at: DateTimeUtc,
        pub edited_at: Option<DateTimeUtc>,
        pub deleted_at: Option<DateTimeUtc>,
        pub hidden_at: Option<DateTimeUtc>,
        pub hide_ground: Option<String>,
        pub hide_reason: Option<String>,
        pub gone: bool,
        pub reactions: i64,
        pub replies: i64,
        pub revisions: i64,
        pub reply_to: Option<VoiceId>,
        pub official: Option<String>,
        pub agency: Option<AgencyId>,
        pub officials: i64,
        pub useful: i64,
        pub not_useful: i64,
        pub shelf: i64,
        pub rank: i64,
        pub edit_asked: Option<Uuid>,
        pub closed_at: Option<DateTimeUtc>,
        pub close_reason: Option<String>,
        /// 1 if it stands under an issue or was put aside, 0 if nobody has looked at it.
        pub filed: i64,
        /// By what an imported voice is known again: its source and its number there.
        pub origin: Option<String>,
        /// Whose account said what a record has under a name, once a facilitator has confirmed it.
        pub claimed_by: Option<PersonId>,
    }

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// The standing as a word, for errors.
        pub(crate) fn standing(&self) -> &'static str {
            if self.deleted_at.is_some() {
                "deleted"
            } else if self.gone {
                "gone"
            } else if self.hidden_at.is_some() {
                "hidden"
            } else {
                "visible"
            }
        }
    }
}

pub(crate) mod voice_author {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "voice_author")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: PersonId,
        pub paused_until: Option<DateTimeUtc>,
        /// When they wrote for the first time; empty for those who did before this was kept.
        pub since: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an administrator watches: one row.
pub(crate) mod watch {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "watch")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// One a line.
        pub words: String,
        pub hold_first: bool,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A first comment that waits for a moderator, or came back to its author.
pub(crate) mod held {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "held_comment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: VoiceId,
        pub subject: ProposalId,
        pub author: PersonId,
        pub stance: Option<String>,
        pub body: String,
        pub parent: Option<VoiceId>,
        /// `proposer`, where it is.
        pub official: Option<String>,
        pub made_at: DateTimeUtc,
        pub returned_at: Option<DateTimeUtc>,
        /// What of the subject it is on, as JSON.
        pub on_what: Option<String>,
        /// The hearing for which it is a question.
        pub hearing: Option<HearingId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of a question for a hearing.
pub(crate) mod question {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "hall_question")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        pub hearing: HearingId,
        pub state: String,
        pub reason: Option<String>,
        pub statement: Option<StatementId>,
        pub handled_by: Option<PersonId>,
        pub handled_at: Option<DateTimeUtc>,
        /// The outcome that whoever asked was told last.
        pub told: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A mark of the words of a voice.
pub(crate) mod print {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "voice_print")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub print: i64,
        pub said_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What speaks for looking at a voice.
pub(crate) mod signal {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "voice_signal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        /// Codes, with blanks between.
        pub signals: String,
        pub at: DateTimeUtc,
        /// The decision that settled it.
        pub decision: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A voice that waits for a moderator.
pub(crate) mod queue_item {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "queue_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        /// What presses most, then what waits longest, has the least.
        pub place: i64,
        pub reports: i64,
        pub signals: String,
        pub first_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod revision {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "voice_revision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub voice: VoiceId,
        pub speaker: Option<String>,
        pub stance: Option<String>,
        pub body: String,
        pub replaced_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod reaction {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "reaction")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub voice: VoiceId,
        pub person: PersonId,
        pub kind: String,
        pub made_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "report")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub voice: VoiceId,
        pub person: PersonId,
        pub ground: String,
        pub words: String,
        pub made_at: DateTimeUtc,
        pub decision: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod decision {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "moderation_decision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub voice: VoiceId,
        pub subject: ProposalId,
        pub moderator: PersonId,
        pub act: String,
        pub ground: Option<String>,
        pub reason: String,
        pub reports: i64,
        pub made_at: DateTimeUtc,
        pub author: Option<PersonId>,
        pub until: Option<DateTimeUtc>,
        pub undone_at: Option<DateTimeUtc>,
        pub waited: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod talk_count {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "talk_count")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: ProposalId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub channel: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub stance: String,
        pub voices: i64,
        pub people: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod talk_person {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "talk_person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: ProposalId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub who: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub channel: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub stance: String,
        pub voices: i64,
        pub since: Date,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod talk_day {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "talk_day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: ProposalId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub stance: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: Date,
        pub people: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod appeal {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "appeal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub decision: Uuid,
        pub voice: VoiceId,
        pub person: PersonId,
        pub words: String,
        pub made_at: DateTimeUtc,
        pub decided_at: Option<DateTimeUtc>,
        pub moderator: Option<PersonId>,
        pub upheld: bool,
        pub reason: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod claim {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "moderation_claim")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        pub moderator: PersonId,
        pub claimed_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod issue {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "issue")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: IssueId,
        pub subject: ProposalId,
        pub title: String,
        pub summary: String,
        pub position: i64,
        pub created_by: PersonId,
        pub created_at: DateTimeUtc,
        pub gone_at: Option<DateTimeUtc>,
        pub merged_into: Option<IssueId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod issue_voice {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "issue_voice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub issue: IssueId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub voice: VoiceId,
        pub filed_by: PersonId,
        pub filed_at: DateTimeUtc,
        pub channel: String,
        pub stance: String,
        pub who: Option<String>,
        pub shown: bool,
        pub said: i64,
        pub by_channel: i64,
        pub support: i64,
        pub shelf: i64,
        pub rank: i64,
        pub print: i64,
        pub fold: Uuid,
        pub leads: bool,
        pub same: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod issue_step {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "issue_step")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub subject: ProposalId,
        pub number: i64,
        pub kind: String,
        pub facts: String,
        pub diff: String,
        pub made_by: PersonId,
        pub made_at: DateTimeUtc,
        pub undone_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod speaker_claim {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "speaker_claim")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub subject: ProposalId,
        pub hearing: HearingId,
        pub speaker: String,
        pub person: PersonId,
        pub asked_at: DateTimeUtc,
        pub decided_at: Option<DateTimeUtc>,
        pub decided_by: Option<PersonId>,
        pub confirmed: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
