//! What a text is found by: overlapping bigrams of Han characters, Latin words and numbers whole.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A longer word is cut: nobody types it, and the databases refuse it.
const WORD_MOST: usize = 64;

/// How many terms of one text are kept: as many as PostgreSQL knows places in a text.
const TERMS_MOST: usize = 16_000;

/// What kind of writing a character belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Written without spaces between words.
    Han,
    /// Written in words.
    Word,
    /// Between words.
    Between,
}

fn script(c: char) -> Script {
    match c {
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => Script::Han,
        '\u{3040}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' | '\u{AC00}'..='\u{D7AF}' => Script::Han,
        '〇' | '々' => Script::Han,
        c if c.is_alphanumeric() => Script::Word,
        _ => Script::Between,
    }
}

/// One character as it is compared: compatibility forms (full width among them) folded, accents of words and case
/// dropped, 台 read as 臺. It may become none or several.
fn fold_char(c: char, out: &mut impl FnMut(char)) {
    for c in std::iter::once(c).nfkc() {
        if script(c) == Script::Han {
            out(if c == '台' { '臺' } else { c });
            continue;
        }
        for c in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)) {
            c.to_lowercase().filter(|c| !is_combining_mark(*c)).for_each(&mut *out);
        }
    }
}

/// A text with each folded character beside the place (in bytes) of the one it came from.
pub(super) fn folded(text: &str) -> Vec<(char, usize)> {
    let mut out = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        fold_char(c, &mut |c| out.push((c, at)));
    }
    out
}

/// A text as it is compared.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut |c| out.push(c));
    }
    out
}

/// A run of characters of one script, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Run {
    /// Han characters in a row.
    Han(Vec<char>),
    /// A word or a number.
    Word(String),
}

impl Run {
    /// The run as text.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Han(run) => run.iter().collect(),
            Self::Word(word) => word.clone(),
        }
    }
}

pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut out = Vec::new();
    let (mut han, mut word) = (Vec::new(), String::new());
    let flush_han = |han: &mut Vec<char>, out: &mut Vec<Run>| {
        if !han.is_empty() {
            out.push(Run::Han(std::mem::take(han)));
        }
    };
    let flush_word = |word: &mut String, out: &mut Vec<Run>| {
        if !word.is_empty() {
            out.push(Run::Word(std::mem::take(word)));
        }
    };
    for c in fold(text).chars() {
        match script(c) {
            Script::Han => {
                flush_word(&mut word, &mut out);
                han.push(c);
            }
            Script::Word => {
                flush_han(&mut han, &mut out);
                // What is beyond the limit is dropped, not made into another word.
                if word.chars().count() < WORD_MOST {
                    word.push(c);
                }
            }
            Script::Between => {
                flush_han(&mut han, &mut out);
                flush_word(&mut word, &mut out);
            }
        }
    }
    flush_han(&mut han, &mut out);
    flush_word(&mut word, &mut out);
    out
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> + '_ {
    run.windows(2).map(|pair| pair.iter().collect())
}

/// What a text is compared by with another: words whole, Han runs as overlapping bigrams (a run of one as itself).
pub fn terms(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => out.push(word),
            Run::Han(run) if run.len() == 1 => out.extend(run.iter().map(char::to_string)),
            Run::Han(run) => out.extend(pairs(&run)),
        }
    }
    out
}

/// The terms of a text as the index keeps them, in order. Each Han run ends with its last character alone, so that every
/// character is the beginning of some term, and a phrase may go over the end of a run.
pub(super) fn indexed(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => out.push(word),
            Run::Han(run) => {
                out.extend(pairs(&run));
                out.extend(run.last().map(char::to_string));
            }
        }
        if out.len() >= TERMS_MOST {
            out.truncate(TERMS_MOST);
            break;
        }
    }
    out
}

/// A phrase that is looked for: these terms one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// The terms.
    pub(super) terms: Vec<String>,
    /// Whether the last is only the beginning of one: a single Han character.
    pub(super) open: bool,
}

impl Phrase {
    /// Whether it stands in a field of the index, given as its terms.
    pub(super) fn stands_in(&self, field: &[String]) -> bool {
        let Some((last, before)) = self.terms.split_last() else { return false };
        field.windows(self.terms.len()).any(|part| match part.split_last() {
            Some((end, begin)) => {
                begin == before && (end == last || (self.open && end.starts_with(last.as_str())))
            }
            None => false,
        })
    }
}

/// The phrase of a text in the index; none if it holds no letter and no digit.
pub(super) fn phrase(text: &str) -> Option<Phrase> {
    let runs = runs(text);
    let last = runs.len().checked_sub(1)?;
    let (mut terms, mut open) = (Vec::new(), false);
    for (i, run) in runs.into_iter().enumerate() {
        match run {
            Run::Word(word) => terms.push(word),
            Run::Han(run) => {
                open = i == last && run.len() == 1;
                terms.extend(pairs(&run));
                if i < last || open {
                    terms.extend(run.last().map(char::to_string));
                }
            }
        }
    }
    Some(Phrase { terms, open })
}

/// Words that a typing mistake can be looked for in: of letters alone, 4 or more.
pub(super) fn is_spellable(term: &str) -> bool {
    let length = term.chars().count();
    (4..=40).contains(&length) && term.chars().all(|c| c.is_alphabetic() && script(c) == Script::Word)
}

/// Whether the character is one of a word that is written with spaces around it.
pub(super) fn in_word(c: char) -> bool {
    script(c) == Script::Word
}

/// Whether the character is written without spaces around it.
pub(super) fn is_han(c: char) -> bool {
    script(c) == Script::Han
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn han_is_cut_into_bigrams_and_words_stay_whole() {
        assert_eq!(terms("參與式預算"), ["參與", "與式", "式預", "預算"]);
        assert_eq!(terms("台北 Ｕber 2024年"), ["臺北", "uber", "2024", "年"]);
        assert_eq!(terms("Café ﬁne １０"), ["cafe", "fine", "10"]);
        assert!(terms("…，'; DROP TABLE").iter().all(|t| t.chars().all(char::is_alphanumeric)));
        assert!(terms("").is_empty());
    }

    #[test]
    fn a_run_ends_with_its_last_character_alone() {
        assert_eq!(indexed("台北市，好"), ["臺北", "北市", "市", "好"]);
        assert_eq!(indexed("用Uber叫車"), ["用", "uber", "叫車", "車"]);
    }

    #[test]
    fn phrases_go_over_the_ends_of_runs() {
        let of = |text| phrase(text).map(|p| (p.terms.join(" "), p.open));
        assert_eq!(of("預算"), Some(("預算".to_owned(), false)));
        assert_eq!(of("用Uber叫車"), Some(("用 uber 叫車".to_owned(), false)));
        assert_eq!(of("第3案"), Some(("第 3 案".to_owned(), true)));
        assert_eq!(of("車"), Some(("車".to_owned(), true)));
        assert_eq!(of("'\"*()"), None);
    }

    #[test]
    fn a_long_word_and_a_long_text_are_cut() {
        assert_eq!(indexed(&"x".repeat(100_000)), ["x".repeat(WORD_MOST)]);
        assert_eq!(indexed(&"字詞".repeat(50_000)).len(), TERMS_MOST);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn every_term_is_letters_and_digits(text in any::<String>()) {
            for term in indexed(&text) {
                prop_assert!(!term.is_empty() && term.chars().all(|c| is_han(c) || c.is_alphanumeric()));
            }
        }

        #[test]
        fn full_width_and_half_width_are_the_same(text in "[!-~]{0,40}") {
            let wide: String = text.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xFEE0)).collect();
            prop_assert_eq!(terms(&wide), terms(&text));
        }

        /// Whatever stands in a text without space around it is found by the phrase of it.
        #[test]
        fn a_piece_of_a_text_is_a_piece_of_its_terms(text in "[台臺北市預算案，。 ab1]{2,30}", from in 0_usize..28, len in 1_usize..8) {
            let whole: Vec<char> = text.chars().collect();
            let from = from.min(whole.len() - 1);
            let piece: String = whole[from..(from + len).min(whole.len())].iter().collect();
            // Words are found whole.
            let cut = |a: Option<&char>, b: Option<&char>| matches!((a, b), (Some(a), Some(b)) if in_word(*a) && in_word(*b));
            let before = from.checked_sub(1).and_then(|i| whole.get(i));
            let end = (from + len).min(whole.len());
            prop_assume!(!cut(before, whole.get(from)) && !cut(whole.get(end - 1), whole.get(end)));
            if let Some(phrase) = phrase(&piece) {
                let terms = indexed(&text);
                prop_assert!(phrase.stands_in(&terms), "{:?} in {:?}", phrase, terms);
            }
        }
    }
}
