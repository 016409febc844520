//! What a text consists of, and where in it something stands.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many articles a text has at most.
pub const MOST_ARTICLES: usize = 300;

/// How many paragraphs an article has at most.
pub const MOST_PARAGRAPHS: usize = 100;

/// An article of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its id, which it keeps over versions; nil before it was published.
    #[serde(default)]
    pub id: Uuid,
    /// Its number as it is written: 「第三條」.
    pub label: String,
    /// Its title; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The chapter that begins with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// Its paragraphs (項), at least one.
    pub paragraphs: Vec<String>,
    /// Why it is so; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Article {
    /// Its paragraphs in one piece.
    pub fn words(&self) -> String {
        self.paragraphs.join("\n")
    }

    /// Title and words as the search knows them, in the text of this title.
    pub fn searched(&self, text: &str) -> (String, String) {
        ([text, &self.label, &self.title].join(" ").trim().to_owned(), self.words())
    }
}

/// Words that somebody selected in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Selection {
    /// How many characters stand before them.
    pub start: usize,
    /// The words.
    pub quote: String,
}

/// A place in a text: an article, one of its paragraphs, or words of it. Counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Which article.
    pub article: usize,
    /// Which of its paragraphs.
    pub paragraph: Option<usize>,
    /// Which of the paragraph's words.
    pub selection: Option<Selection>,
}

impl Place {
    /// An article.
    pub fn article(article: usize) -> Self {
        Self { article, paragraph: None, selection: None }
    }

    /// A paragraph.
    pub fn paragraph(article: usize, paragraph: usize) -> Self {
        Self { article, paragraph: Some(paragraph), selection: None }
    }

    /// Whether a text has this place.
    pub fn exists(&self, articles: &[Article]) -> bool {
        let Some(article) = articles.get(self.article) else { return false };
        match (self.paragraph, &self.selection) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(paragraph), selection) => article
                .paragraphs
                .get(paragraph)
                .is_some_and(|words| selection.as_ref().is_none_or(|selection| stands_at(words, selection))),
        }
    }

    /// The paragraph's words, or those of the whole article.
    pub fn words(&self, articles: &[Article]) -> Option<String> {
        let article = articles.get(self.article)?;
        match self.paragraph {
            Some(paragraph) => article.paragraphs.get(paragraph).cloned(),
            None => Some(article.words()),
        }
    }
}

fn stands_at(words: &str, selection: &Selection) -> bool {
    !selection.quote.is_empty()
        && words
            .char_indices()
            .nth(selection.start)
            .is_some_and(|(at, _)| words[at..].starts_with(&selection.quote))
}
