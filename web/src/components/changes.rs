//! What changed between two texts, word by word.

use maud::{Markup, html};

/// A piece of text as it stands between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// In both.
    Same(String),
    /// In the first alone.
    Removed(String),
    /// In the second alone.
    Added(String),
}

/// The text with what was removed and what was added, both marked up, so that it is told without colours too.
pub fn changes(words: &[Word]) -> Markup {
    html! {
        p.prose.changes {
            @for word in words {
                @match word {
                    Word::Same(text) => (text),
                    Word::Removed(text) => del { (text) },
                    Word::Added(text) => ins { (text) },
                }
            }
        }
    }
}
