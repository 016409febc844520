//! A place of a version of a draft text that something in a record is said about. Records keep and give it out; what stands at
//! the place is for others to know.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The greatest length of selected words, in characters.
const LONGEST_QUOTE: usize = 500;

/// The greatest length of an article's number as it is written, in characters.
const LONGEST_LABEL: usize = 60;

/// A place of a version of a text. Articles and paragraphs are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// The text.
    pub text: Uuid,
    /// The version on which it was set.
    pub version: u32,
    /// The article.
    pub article: u32,
    /// The number of the article as it is written there; may be empty.
    #[serde(default)]
    pub label: String,
    /// One of its paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
    /// Of selected words: how many characters of the paragraph stand before them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// The selected words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// The names of the columns of a table, and of the attributes and marks elsewhere without what stands before the line.
pub(crate) const COLUMNS: [&str; 7] =
    ["on_text", "on_version", "on_article", "on_label", "on_paragraph", "on_start", "on_quote"];

impl Spot {
    /// The place, if it can be one. Blanks around selected words are left out: not every format keeps them.
    pub fn settled(mut self) -> Option<Self> {
        let plain = |text: &str| !text.chars().any(|c| c.is_control() && c != '\n');
        let counted = self.version > 0 && self.article > 0 && self.paragraph != Some(0);
        if !counted || self.start.is_some() != self.quote.is_some() {
            return None;
        }
        self.label = self.label.trim().to_owned();
        if self.label.chars().count() > LONGEST_LABEL || !plain(&self.label) || self.label.contains('\n') {
            return None;
        }
        if let Some((start, quote)) = self.start.zip(self.quote.take()) {
            let before = quote.chars().take_while(|c| c.is_whitespace()).count();
            let quote = quote.trim();
            let fits = self.paragraph.is_some() && (1..=LONGEST_QUOTE).contains(&quote.chars().count());
            if !fits || !plain(quote) {
                return None;
            }
            self.start = Some(start.saturating_add(u32::try_from(before).unwrap_or(u32::MAX)));
            self.quote = Some(quote.to_owned());
        }
        Some(self)
    }

    /// Its parts in the order of [`COLUMNS`]; empty where there is none.
    pub(crate) fn parts(&self) -> [String; 7] {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        [
            self.text.to_string(),
            self.version.to_string(),
            self.article.to_string(),
            self.label.clone(),
            number(self.paragraph),
            number(self.start),
            self.quote.clone().unwrap_or_default(),
        ]
    }

    /// The place from its parts in that order.
    pub(crate) fn of_parts(parts: [&str; 7]) -> Option<Self> {
        let [text, version, article, label, paragraph, start, quote] = parts;
        let number = |text: &str| match text {
            "" => Some(None),
            text => text.parse::<u32>().ok().map(Some),
        };
        let spot = Self {
            text: text.parse().ok()?,
            version: version.parse().ok()?,
            article: article.parse().ok()?,
            label: label.to_owned(),
            paragraph: number(paragraph)?,
            start: number(start)?,
            quote: Some(quote.to_owned()).filter(|quote| !quote.is_empty()),
        };
        spot.settled()
    }

    /// As one word without blanks or braces, as it stands among the marks of a heading.
    pub(crate) fn written(&self) -> String {
        self.parts().map(|part| encoded(&part)).join("/")
    }

    /// Reads what [`Spot::written`] gave.
    pub(crate) fn read(word: &str) -> Option<Self> {
        let parts: Vec<String> = word.split('/').map(decoded).collect::<Option<_>>()?;
        let parts: [String; 7] = parts.try_into().ok()?;
        Self::of_parts(parts.each_ref().map(String::as_str))
    }

    /// As it is kept in a row.
    pub(crate) fn stored(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// Reads what [`Spot::stored`] gave.
    pub(crate) fn of_stored(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}

/// Letters, digits and the usual signs of sentences stand as they are.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || "-._~，。、；：？！「」『』（）".contains(c) {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let code = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(code, 16).ok()?);
            rest = after.get(2..)?;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(start: Option<u32>, quote: Option<&str>) -> Spot {
        let (text, label) = (Uuid::from_u128(7), "第三條之一".to_owned());
        let quote = quote.map(str::to_owned);
        Spot { text, version: 2, article: 3, label, paragraph: Some(1), start, quote }
    }

    #[test]
    fn a_place_comes_back_from_one_word() {
        for quote in ["計畫之審議", "a b/c%20{}「」", "一\n二", "100％ = \"x\""] {
            let spot = spot(Some(5), Some(quote));
            let word = spot.written();
            assert!(!word.contains([' ', '{', '}', '\n']), "{word}");
            assert_eq!(Spot::read(&word), Some(spot));
        }
        let whole = Spot { paragraph: None, ..spot(None, None) };
        assert_eq!(Spot::read(&whole.written()), Some(whole));
        for wrong in ["", "////", "%", "x/1/1////", "00000000-0000-0000-0000-000000000007/0/1////"] {
            assert_eq!(Spot::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn blanks_around_selected_words_are_left_out() {
        let settled = spot(Some(5), Some("\u{3000} 計畫 ")).settled().unwrap();
        assert_eq!((settled.start, settled.quote.as_deref()), (Some(7), Some("計畫")));
        for wrong in [spot(Some(5), None), spot(None, Some("x")), spot(Some(1), Some(" ")), {
            Spot { paragraph: None, ..spot(Some(1), Some("x")) }
        }] {
            assert_eq!(wrong.settled(), None);
        }
    }
}
