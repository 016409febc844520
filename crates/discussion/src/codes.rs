//! The codes of a discussion: stored, shown in the API, and looked up by the pages.

/// The text is none of the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known code")]
pub struct UnknownCode;

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// All of them, in the order pages show them.
            pub const ALL: &[$name] = &[$(Self::$variant),*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($code => Ok(Self::$variant),)* _ => Err(UnknownCode) }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
    };
}

codes!(
    /// Where a voice comes from (管道).
    Channel {
        /// Written on the platform.
        Online = "online",
        /// Said at a hearing.
        Hearing = "hearing",
        /// From a paper form.
        Paper = "paper",
        /// Taken down at a counter.
        Counter = "counter",
    }
);

codes!(
    /// What a comment holds of its subject.
    Stance {
        /// 贊成.
        Pro = "pro",
        /// 反對.
        Con = "con",
        /// 其他.
        Other = "other",
    }
);

codes!(
    /// What a reader says of a voice; one of the two, or neither.
    ReactionKind {
        /// It helps to judge the matter (有幫助), whether or not one agrees with it.
        Useful = "useful",
        /// It does not (沒幫助).
        NotUseful = "not_useful",
    }
);

codes!(
    /// Why a voice is reported or hidden.
    Ground {
        /// Insults, threats or discriminates.
        Attack = "attack",
        /// Shows somebody's personal data.
        PersonalData = "personal_data",
        /// Advertises, or repeats itself.
        Spam = "spam",
        /// Has nothing to do with the subject.
        OffTopic = "off_topic",
        /// Breaks a law.
        Unlawful = "unlawful",
        /// Another ground, told in words.
        Other = "other",
    }
);

codes!(
    /// What a moderator decided (處置).
    Act {
        /// The voice is hidden, the reason stands in its place.
        Hide = "hide",
        /// The voice stays; the reports were not found right.
        Keep = "keep",
        /// A hidden voice is shown again.
        Restore = "restore",
        /// The author is asked to change their words; the voice stays.
        AskEdit = "ask_edit",
        /// The author may not write for a stated time; the voice stays.
        Pause = "pause",
        /// A thread takes no more replies.
        Close = "close",
        /// A closed thread takes replies again.
        Reopen = "reopen",
    }
);

codes!(
    /// The order of a list.
    Order {
        /// The best of both sides beside each other, with a place for new ones: [`crate::balance`].
        Balanced = "balanced",
        /// The newest first.
        Newest = "newest",
        /// The oldest first.
        Oldest = "oldest",
        /// Those with the most replies first.
        MostAnswered = "most_answered",
        /// Only threads in which an agency or the proposer has spoken, the newest first.
        Official = "official",
    }
);

codes!(
    /// The order of the voices under an issue.
    IssueOrder {
        /// The best of both sides beside each other, with a place for new ones.
        Balanced = "balanced",
        /// Those that most people found useful first.
        Support = "support",
        /// The newest first.
        Newest = "newest",
        /// The oldest first.
        Oldest = "oldest",
        /// Channel by channel, each from its oldest on.
        Channel = "channel",
    }
);

codes!(
    /// What was done to the issues of a subject in one step.
    StepKind {
        /// An issue was made.
        Make = "make",
        /// Title or summary of an issue changed.
        Rename = "rename",
        /// The order of the issues changed.
        Arrange = "arrange",
        /// Issues became one.
        Merge = "merge",
        /// Voices of an issue became an issue of their own.
        Split = "split",
        /// An issue was taken away; its voices wait again.
        Remove = "remove",
        /// Voices were filed.
        File = "file",
        /// Voices moved from one issue to another.
        Move = "move",
        /// Voices were taken out of an issue.
        TakeOut = "take_out",
        /// Voices were put aside as belonging to no issue.
        Aside = "aside",
    }
);
