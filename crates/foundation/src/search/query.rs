//! What somebody typed into a search box.

use super::terms::{Phrase, Run, fold, is_spellable, phrase, runs};

/// A longer query is cut.
const CHARACTERS_MOST: usize = 200;

/// How many words of a query count.
const WORDS_MOST: usize = 12;

/// One word or phrase that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it was typed, folded.
    pub(super) text: String,
    /// In the index; several where a word was mistyped and could be more than one.
    pub(super) phrases: Vec<Phrase>,
    /// Whether it stood in quotation marks: it is taken by the letter.
    pub(super) quoted: bool,
}

impl Word {
    fn of(text: &str, quoted: bool) -> Option<Self> {
        let phrase = phrase(text)?;
        let text = fold(text.trim());
        Some(Self { text, phrases: vec![phrase], quoted })
    }

    /// The one word of letters that it is, if it is one that can be mistyped.
    pub(super) fn spellable(&self) -> Option<&str> {
        match self.phrases.as_slice() {
            [Phrase { terms, .. }] if !self.quoted => match terms.as_slice() {
                [term] if is_spellable(term) => Some(term),
                _ => None,
            },
            _ => None,
        }
    }

    /// What is to be marked of it in a text: the whole, else its parts.
    pub(super) fn parts(&self) -> Vec<String> {
        let mut parts: Vec<String> = runs(&self.text).iter().map(Run::text).collect();
        parts.dedup();
        parts
    }
}

/// A query: words that must all stand in a document, each as a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub(super) words: Vec<Word>,
}

impl Query {
    /// Reads a query: words between spaces, and phrases in quotation marks of any kind. Signs mean nothing. It is cut at
    /// 200 characters and at 12 words.
    pub fn parse(text: &str) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let (mut part, mut quoted) = (String::new(), false);
        let mut push = |part: &mut String, quoted: bool| {
            let word = Word::of(part, quoted).filter(|word| !words.contains(word));
            words.extend(word.filter(|_| words.len() < WORDS_MOST));
            part.clear();
        };
        for c in text.chars().take(CHARACTERS_MOST) {
            match c {
                '"' | '＂' | '“' | '”' | '「' | '」' | '『' | '』' => {
                    // The end of a phrase, or of the word before one.
                    push(&mut part, quoted);
                    quoted = match c {
                        '"' | '＂' => !quoted,
                        '“' | '「' | '『' => true,
                        _ => false,
                    };
                }
                c if c.is_whitespace() && !quoted => push(&mut part, false),
                c => part.push(c),
            }
        }
        // A quotation mark that is never closed is taken for a sign.
        if quoted {
            let rest = std::mem::take(&mut part);
            rest.split_whitespace().for_each(|word| push(&mut word.to_owned(), false));
        } else {
            push(&mut part, false);
        }
        Self { words }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(String, bool)> {
        Query::parse(text)
            .words
            .into_iter()
            .map(|word| (word.phrases[0].terms.join(" "), word.quoted))
            .collect()
    }

    #[test]
    fn words_and_phrases_are_told_apart() {
        let plain = |text: &str| (text.to_owned(), false);
        let quoted = |text: &str| (text.to_owned(), true);
        assert_eq!(read("台北　Uber"), [plain("臺北"), plain("uber")]);
        assert_eq!(read("\"open data\" 台北"), [quoted("open data"), plain("臺北")]);
        assert_eq!(read("資料「開放 資料」公開"), [plain("資料"), quoted("開放 放 資料"), plain("公開")]);
        assert_eq!(read("\"never closed"), [plain("never"), plain("closed")]);
        assert_eq!(read("預算 預算"), [plain("預算")]);
        assert_eq!(read("' OR 1=1 --"), [plain("or"), plain("1 1")]);
        assert!(read("\"\" * ( ) : ^ - <-> !").is_empty());
    }

    #[test]
    fn a_query_is_bounded() {
        assert_eq!(read(&"長".repeat(10_000)), [(vec!["長長"; 199].join(" "), false)]);
        let many: String = (0..50).map(|n| format!("w{n} ")).collect();
        assert_eq!(read(&many).len(), 12);
    }

    #[test]
    fn only_words_of_letters_can_be_mistyped() {
        let of = |text: &str| Query::parse(text).words[0].spellable().map(str::to_owned);
        assert_eq!(of("Taiwan"), Some("taiwan".to_owned()));
        assert_eq!(of("\"taiwan\""), None);
        assert_eq!(of("abc"), None);
        assert_eq!(of("h2ooo"), None);
        assert_eq!(of("台北"), None);
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(text in any::<String>()) {
            for word in Query::parse(&text).words {
                prop_assert!(word.phrases.iter().all(|phrase| !phrase.terms.is_empty()));
            }
        }
    }
}
