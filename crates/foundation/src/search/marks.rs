//! Where the words of a query stand in a text, and the piece of it that shows them.

use super::terms::{folded, in_word};

/// How many characters an excerpt has.
const EXCERPT: usize = 140;

/// How many of them stand before the first word that is shown.
const BEFORE: usize = 40;

/// A piece of a text and whether it is what was looked for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Piece {
    /// The characters as they stand in the text.
    pub text: String,
    /// Whether to mark it.
    pub hit: bool,
}

/// A folded text that can be looked through.
#[derive(Debug)]
pub(super) struct Folded {
    chars: Vec<char>,
    places: Vec<usize>,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let (chars, places) = folded(text).into_iter().unzip();
        Self { chars, places }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Where a folded word begins, each time; words of letters only where they are whole.
    pub(super) fn find(&self, word: &[char]) -> Vec<usize> {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return Vec::new() };
        let inside = |a: Option<&char>, b: char| a.is_some_and(|a| in_word(*a)) && in_word(b);
        let whole = |at: usize| {
            let before = at.checked_sub(1).and_then(|at| self.chars.get(at));
            !inside(before, *first) && !inside(self.chars.get(at + word.len()), *last)
        };
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(rest) = self.chars.get(at..).filter(|rest| rest.len() >= word.len()) {
            if rest.starts_with(word) && whole(at) {
                found.push(at);
                at += word.len();
            } else {
                at += 1;
            }
        }
        found
    }

    fn byte(&self, at: usize, text: &str) -> usize {
        self.places.get(at).copied().unwrap_or(text.len())
    }
}

/// The text with the words marked, whole.
pub(super) fn marked(text: &str, words: &[Vec<char>]) -> Vec<Piece> {
    let folded = Folded::of(text);
    pieces(text, &folded, &spans(&folded, words), 0, folded.len())
}

/// A piece of the text around the first words, with them marked. Where it is cut there is an ellipsis.
pub(super) fn excerpt(text: &str, words: &[Vec<char>]) -> Vec<Piece> {
    let text = plain(text);
    let folded = Folded::of(&text);
    let spans = spans(&folded, words);
    let first = spans.first().map_or(0, |(start, _)| *start);
    let from = if folded.len() <= EXCERPT { 0 } else { first.saturating_sub(BEFORE) };
    // The end of a text is shown whole rather than cut at both sides.
    let from = from.min(folded.len().saturating_sub(EXCERPT));
    let to = (from + EXCERPT).min(folded.len());
    let mut out = pieces(&text, &folded, &spans, from, to);
    let dots = || Piece { text: "…".to_owned(), hit: false };
    if from > 0 {
        out.insert(0, dots());
    }
    if to < folded.len() {
        out.push(dots());
    }
    out
}

/// The places of all words, in order, without overlaps.
fn spans(folded: &Folded, words: &[Vec<char>]) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> =
        words.iter().flat_map(|word| folded.find(word).into_iter().map(|at| (at, at + word.len()))).collect();
    all.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (start, end) in all {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

fn pieces(text: &str, folded: &Folded, spans: &[(usize, usize)], from: usize, to: usize) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut push = |a: usize, b: usize, hit: bool| {
        let cut = text.get(folded.byte(a, text)..folded.byte(b, text)).unwrap_or_default();
        if !cut.is_empty() {
            out.push(Piece { text: cut.to_owned(), hit });
        }
    };
    let mut at = from;
    for (start, end) in spans.iter().map(|(a, b)| ((*a).max(from), (*b).min(to))).filter(|(a, b)| a < b) {
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, to, false);
    out
}

/// The words of a Markdown text without its signs, in one line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let bare = word.trim_start_matches(['#', '>', '*', '_', '`']);
        let mut chars = bare.chars().peekable();
        let mut kept = String::new();
        while let Some(c) = chars.next() {
            match c {
                '*' | '`' | '[' => {}
                // The address of a link is left out.
                ']' if chars.peek() == Some(&'(') => {
                    for c in chars.by_ref() {
                        if c == ')' {
                            break;
                        }
                    }
                }
                ']' => {}
                c => kept.push(c),
            }
        }
        if !kept.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&kept);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::terms::fold;

    fn chars(words: &[&str]) -> Vec<Vec<char>> {
        words.iter().map(|word| fold(word).chars().collect()).collect()
    }

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn words_are_marked_as_they_are_written() {
        assert_eq!(shown(&marked("台北市的ＵＢＥＲ", &chars(&["臺北", "uber"]))), "[台北]市的[ＵＢＥＲ]");
        assert_eq!(shown(&marked("car, care", &chars(&["car"]))), "[car], care");
        assert_eq!(shown(&marked("市民 <b>市民</b>", &chars(&["市民"]))), "[市民] <b>[市民]</b>");
        assert_eq!(shown(&marked("參與式預算", &chars(&["參與", "與式"]))), "[參與式]預算");
    }

    #[test]
    fn an_excerpt_is_around_the_first_word() {
        let text = format!("{}預算{}", "前".repeat(300), "後".repeat(300));
        let shown = shown(&excerpt(&text, &chars(&["預算"])));
        assert!(shown.starts_with("…前") && shown.ends_with("後…") && shown.contains("[預算]"), "{shown}");
        assert!(shown.chars().count() <= EXCERPT + 4);
    }

    #[test]
    fn signs_of_markdown_are_left_out() {
        let text = "# 題\n\n> **粗** [名](https://example.org/預算) `x`";
        assert_eq!(shown(&excerpt(text, &chars(&["名"]))), "題 粗 [名] x");
    }

    proptest! {
        #[test]
        fn marking_changes_no_character(text in any::<String>(), word in "[a-c台臺北Ａ]{1,3}") {
            let pieces = marked(&text, &chars(&[&word]));
            let whole: String = pieces.into_iter().map(|p| p.text).collect();
            // What is dropped when folded at the very beginning stands before the first place.
            prop_assert!(text.ends_with(&whole));
        }

        #[test]
        fn an_excerpt_of_anything_is_short(text in any::<String>(), word in any::<String>()) {
            let cut: usize = excerpt(&text, &chars(&[&word])).iter().map(|p| p.text.chars().count()).sum();
            prop_assert!(cut <= text.chars().count() + 2);
        }
    }
}
