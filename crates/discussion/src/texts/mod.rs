//! Draft texts (草案): policies and regulations with numbered articles, their versions, and what is said about them.
//!
//! A text is drafted in one field and read into articles ([`parse`]). Each published version stays. A comment may be
//! anchored to an article, a paragraph or words of it; the anchor follows them over the versions ([`follow`]): where it stands
//! is computed before the transaction that publishes, and written in it.

mod acts;
mod anchors;
mod article;
mod carry;
pub(crate) mod entity;
pub mod follow;
pub mod parse;
mod read;

use folkmoot_foundation::typed_id;

pub use acts::{
    By, Drafting, Gathered, Ready, begin, discard, gather, is_published, publish, publish_ready, save,
};
pub use anchors::{
    Anchor, At, Listed, On, Spot, Standing, Thing, ThingKind, count_of, counts, first, list, of_voices,
    on_things, stands_now, totals,
};
pub(crate) use anchors::{Kept, check, is_on, keep};
pub use article::{Article, MOST_ARTICLES, Place, Selection};
pub use carry::Published;
pub use read::{
    Draft, Text, Version, VersionBrief, article_place, draft, find, of_subject, version, versions,
};

typed_id!(
    /// A draft text.
    TextId
);

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// 法規
    Regulation,
    /// 政策
    Policy,
}

impl TextKind {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Regulation, Self::Policy];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Regulation => "regulation",
            Self::Policy => "policy",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
