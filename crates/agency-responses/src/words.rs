//! What changed between two texts, word by word; Chinese is compared sign by sign.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A piece of text as it stands between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// In both.
    Same(String),
    /// In the first alone.
    Removed(String),
    /// In the second alone.
    Added(String),
}

/// Two stretches are compared word by word if they have at most so many pairs of words.
const SMALL: usize = 1_000_000;
/// Between two changes, at most so many equal words are told with the changes: a lone sign that two sentences happen to
/// share helps nobody.
const ISLAND: usize = 1;

/// The pieces of two texts, in order. Sentences are compared first, so that the time stays within bounds whatever was
/// written; a stretch too long to be compared word by word is told as a whole.
pub fn changes(before: &str, after: &str) -> Vec<Words> {
    let (old, new) = (sentences(before), sentences(after));
    let mut out = Out::default();
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        let (tag, o, n) = op.as_tag_tuple();
        match tag {
            DiffTag::Equal => out.same(&old[o].concat()),
            _ => words(&old[o].concat(), &new[n].concat(), &mut out),
        }
    }
    out.pieces
}

fn words(before: &str, after: &str, out: &mut Out) {
    let (old, new) = (tokens(before), tokens(after));
    if old.len().saturating_mul(new.len()) > SMALL {
        out.changed(before, after);
        return;
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let last = ops.len().saturating_sub(1);
    let (mut removed, mut added) = (String::new(), String::new());
    for (at, op) in ops.iter().enumerate() {
        let (tag, o, n) = op.as_tag_tuple();
        if tag == DiffTag::Equal && (o.len() > ISLAND || at == 0 || at == last) {
            out.changed(&std::mem::take(&mut removed), &std::mem::take(&mut added));
            out.same(&old[o].concat());
        } else {
            removed.push_str(&old[o].concat());
            added.push_str(&new[n].concat());
        }
    }
    out.changed(&removed, &added);
}

#[derive(Default)]
struct Out {
    pieces: Vec<Words>,
}

impl Out {
    fn same(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(Words::Same(before)) => before.push_str(text),
            _ => self.pieces.push(Words::Same(text.to_owned())),
        }
    }

    fn changed(&mut self, removed: &str, added: &str) {
        if !removed.is_empty() {
            self.pieces.push(Words::Removed(removed.to_owned()));
        }
        if !added.is_empty() {
            self.pieces.push(Words::Added(added.to_owned()));
        }
    }
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '！', '？', '；', '\n']).collect()
}

/// Runs of letters and digits, runs of blanks, and every other sign on its own.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_ascii_alphanumeric() => 1,
        c if c.is_whitespace() => 2,
        _ => 0,
    };
    let mut found = Vec::new();
    let (mut from, mut last) = (0, 0);
    for (at, c) in text.char_indices() {
        if at > 0 && (kind(c) != last || last == 0) {
            found.push(&text[from..at]);
            from = at;
        }
        last = kind(c);
    }
    if from < text.len() {
        found.push(&text[from..]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> String {
        let mut out = String::new();
        for piece in changes(before, after) {
            match piece {
                Words::Same(text) => out.push_str(&text),
                Words::Removed(text) => out.push_str(&format!("[-{text}]")),
                Words::Added(text) => out.push_str(&format!("[+{text}]")),
            }
        }
        out
    }

    #[test]
    fn the_words_that_changed_are_told() {
        for (before, after, expected) in [
            ("同樣", "同樣", "同樣"),
            ("", "新的", "[+新的]"),
            ("舊的", "", "[-舊的]"),
            (
                "期限延長為三個月。財源不足。",
                "期限延長為六個月。財源不足。",
                "期限延長為[-三][+六]個月。財源不足。",
            ),
            ("甲。乙。丙。", "甲。丙。", "甲。[-乙。]丙。"),
            ("It takes 30 days.", "It takes 60 days.", "It takes [-30][+60] days."),
        ] {
            assert_eq!(told(before, after), expected);
        }
    }

    #[test]
    fn whatever_is_compared_both_texts_are_told_whole() {
        let long = |c: char| std::iter::repeat_n(c, 20_000).collect::<String>();
        for (before, after) in [
            ("申請期限太短，許多家庭來不及。", "期限延長，家庭便來得及申請！"),
            (long('甲').as_str(), long('乙').as_str()),
            ("a b\n\nc", "b\na c d"),
        ] {
            let (mut old, mut new) = (String::new(), String::new());
            for piece in changes(before, after) {
                match piece {
                    Words::Same(text) => {
                        old.push_str(&text);
                        new.push_str(&text);
                    }
                    Words::Removed(text) => old.push_str(&text),
                    Words::Added(text) => new.push_str(&text),
                }
            }
            assert_eq!((old.as_str(), new.as_str()), (before, after));
        }
    }
}
