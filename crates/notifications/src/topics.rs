//! What can be followed.

use folkmoot_foundation::search::Query;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::Error;

/// How many characters of a search are kept.
const QUERY_MOST: usize = 200;

/// A kind of what can be followed, the closest first: what a person follows in several ways is told by the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicKind {
    /// One proposal, by its id.
    Proposal,
    /// One issue, by its id.
    Issue,
    /// A search: new proposals that hold its words.
    Search,
    /// An agency, by its id.
    Agency,
    /// A category, by the code that rulebooks give it; or a sub-category, by the category's code, a dot and its own.
    Category,
    /// A county or city, by its code.
    County,
}

impl TopicKind {
    /// All kinds, the closest first.
    pub const ALL: [Self; 6] =
        [Self::Proposal, Self::Issue, Self::Search, Self::Agency, Self::Category, Self::County];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposal => "proposal",
            Self::Issue => "issue",
            Self::Search => "search",
            Self::Agency => "agency",
            Self::Category => "category",
            Self::County => "county",
        }
    }

    /// Whether its key is an id.
    fn has_id(self) -> bool {
        matches!(self, Self::Proposal | Self::Issue | Self::Agency)
    }
}

impl std::str::FromStr for TopicKind {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(Error::NotFound)
    }
}

/// One thing that can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Topic {
    kind: TopicKind,
    key: String,
}

impl Topic {
    /// The topic of a kind with a key: an id, a code, or the words of a search.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the key can't be one of that kind: no id, empty, or a search without a word.
    pub fn new(kind: TopicKind, key: &str) -> Result<Self, Error> {
        let key = if kind.has_id() {
            Uuid::parse_str(key.trim()).map_err(|_| Error::NotFound)?.to_string()
        } else {
            let words: Vec<&str> = key.split_whitespace().collect();
            words.join(" ").chars().take(QUERY_MOST).collect()
        };
        let empty = if kind == TopicKind::Search { Query::parse(&key).is_empty() } else { key.is_empty() };
        if empty { Err(Error::NotFound) } else { Ok(Self { kind, key }) }
    }

    /// The topic of a kind that is known by an id.
    pub fn by_id(kind: TopicKind, id: impl Into<Uuid>) -> Self {
        Self { kind, key: id.into().to_string() }
    }

    pub(crate) fn stored(kind: TopicKind, key: String) -> Self {
        Self { kind, key }
    }

    /// Its kind.
    pub fn kind(&self) -> TopicKind {
        self.kind
    }

    /// Its key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// By what the closest of several is found: the kind, and of two categories the one that is a part of the other.
    pub(crate) fn closeness(&self) -> (TopicKind, bool, &str) {
        (self.kind, !(self.kind == TopicKind::Category && self.key.contains('.')), &self.key)
    }

    /// Under which id its followers are kept: its own, or one that follows from kind and key. Searches that mean the same
    /// have the same.
    pub fn subject(&self) -> Uuid {
        if let (true, Ok(id)) = (self.kind.has_id(), Uuid::parse_str(&self.key)) {
            return id;
        }
        let means = match self.kind {
            TopicKind::Search => Query::parse(&self.key).meaning(),
            _ => self.key.clone(),
        };
        let hash = Sha256::digest(format!("{}\n{means}", self.kind.code()));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }

    /// Of a search the term that texts it may find are looked up by.
    pub(crate) fn anchor(&self) -> Option<String> {
        (self.kind == TopicKind::Search).then(|| Query::parse(&self.key).anchor()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(query: &str) -> Topic {
        Topic::new(TopicKind::Search, query).unwrap()
    }

    #[test]
    fn what_means_the_same_is_one() {
        assert_eq!(search(" 台北   Ｕber ").subject(), search("臺北 uber").subject());
        assert_ne!(search("臺北 uber").subject(), search("uber 臺北市").subject());
        let county = Topic::new(TopicKind::County, "63000").unwrap();
        assert_ne!(county.subject(), Topic::new(TopicKind::Category, "63000").unwrap().subject());
        let id = Uuid::from_u128(7);
        assert_eq!(Topic::new(TopicKind::Agency, &id.to_string()).unwrap().subject(), id);
    }

    #[test]
    fn what_cannot_be_followed_is_refused() {
        for (kind, key) in [
            (TopicKind::Agency, "moea"),
            (TopicKind::Search, "，。'\""),
            (TopicKind::Search, ""),
            (TopicKind::County, "  "),
        ] {
            assert!(Topic::new(kind, key).is_err(), "{kind:?} {key}");
        }
        assert_eq!(search(&"長".repeat(9000)).key().chars().count(), QUERY_MOST);
    }

    #[test]
    fn a_search_is_looked_up_by_its_longest_term() {
        assert_eq!(search("育嬰 bicycle lane").anchor().as_deref(), Some("bicycle"));
        assert_eq!(search("車").anchor().as_deref(), Some("車"));
        assert_eq!(Topic::new(TopicKind::County, "63000").unwrap().anchor(), None);
    }

    #[test]
    fn a_sub_category_is_closer_than_its_category_and_another_topic() {
        let of = |kind, key| Topic::new(kind, key).unwrap();
        let whole = of(TopicKind::Category, "transport");
        let part = of(TopicKind::Category, "transport.walking");
        assert_ne!(whole.subject(), part.subject());
        let mut all =
            [of(TopicKind::County, "63000"), whole.clone(), part.clone(), of(TopicKind::Search, "行人")];
        all.sort_by(|a, b| a.closeness().cmp(&b.closeness()));
        assert_eq!(
            all.map(|topic| topic.key().to_owned()),
            ["行人", "transport.walking", "transport", "63000"]
        );
    }
}
