//! What somebody typed into a search box.

use std::collections::BTreeSet;

use super::terms::{Phrase, Run, fold, indexed, is_han, is_spellable, phrase, runs};

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

    /// Whether it finds a document with these words: what the index would say of it, without asking it.
    pub fn finds(&self, title: &str, body: &str) -> bool {
        let fields = [indexed(title), indexed(body)];
        let stands = |phrase: &Phrase| fields.iter().any(|terms| phrase.stands_in(terms));
        !self.is_empty() && self.words.iter().all(|word| word.phrases.iter().any(stands))
    }

    /// What it looks for, the same for all queries that find the same for being spelt differently.
    pub fn meaning(&self) -> String {
        let phrases = self.words.iter().flat_map(|word| &word.phrases);
        phrases.map(|phrase| phrase.terms.join(" ")).collect::<Vec<_>>().join("\n")
    }

    /// One of the [`anchors`] of every document that it finds: its longest term, which is most often the rarest.
    pub fn anchor(&self) -> Option<String> {
        let phrases = self.words.iter().flat_map(|word| &word.phrases);
        let terms = phrases.flat_map(|phrase| &phrase.terms);
        terms.rev().max_by_key(|term| term.chars().count()).cloned()
    }
}

/// By what the queries that find a document can be looked up: its terms, and its Han characters one by one.
pub fn anchors(title: &str, body: &str) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = indexed(title).into_iter().chain(indexed(body)).collect();
    let single: Vec<String> =
        all.iter().filter_map(|term| term.chars().next().filter(|c| is_han(*c))).map(String::from).collect();
    all.extend(single);
    all
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

    #[test]
    fn a_query_finds_what_the_index_would() {
        let (title, body) = ("減速座，好用", "請將育嬰留職停薪津貼延長為十二個月，並公開 Open Data");
        let finds = |query: &str| Query::parse(query).finds(title, body);
        for found in
            ["育嬰", "津貼 育嬰", "OPEN data", "月", "座", "個月，並", "\"open data\"", "速", "減速 公開"]
        {
            assert!(finds(found), "{found}");
        }
        for not in
            ["津貼延長為一", "嬰育", "opening", "", "育嬰 無人機", "\"data open\"", "用請", "機", "個月並"]
        {
            assert!(!finds(not), "{not}");
        }
        let means = |query: &str| Query::parse(query).meaning();
        assert_eq!(means(" 台北   Ｕber "), means("臺北 uber"));
        assert_ne!(means("\"open data\""), means("open data"));
        assert_ne!(means("臺北市"), means("臺北，北市"));
        assert_eq!(Query::parse("育嬰 bicycle lane").anchor().as_deref(), Some("bicycle"));
    }

    proptest! {
        /// Whoever looks for the followers of a document by its anchors finds them all.
        #[test]
        fn what_finds_is_found_by_its_anchor(text in "[台臺北市車，。 ab1\"]{1,24}", query in "[台臺北市車， ab1\"]{1,6}") {
            let query = Query::parse(&query);
            if query.finds(&text, "") {
                prop_assert!(anchors(&text, "").contains(&query.anchor().unwrap()));
            }
        }

        #[test]
        fn anything_can_be_typed(text in any::<String>()) {
            for word in Query::parse(&text).words {
                prop_assert!(word.phrases.iter().all(|phrase| !phrase.terms.is_empty()));
            }
        }
    }
}
