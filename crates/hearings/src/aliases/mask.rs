//! Finding the names that are taken away in texts, by what is kept of them.

use std::collections::HashMap;

use folkmoot_foundation::crypto::{Keyring, Purpose};
use folkmoot_foundation::{DbErr, ProposalId, Reader};
use sea_orm::entity::prelude::*;

use super::entity;
use crate::import::{ParsedRecord, Reading};

/// A sign as it is compared: in half width and small.
fn folded(sign: char) -> char {
    let narrow = match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        '\u{3000}' => ' ',
        other => other,
    };
    narrow.to_ascii_lowercase()
}

/// What is kept of a name, its length and its hash, with what is written in its place.
type Kept = (usize, [u8; 32], String);

/// Finds the names that are taken away in texts, by what is kept of them.
#[derive(Debug, Clone)]
pub struct Mask {
    keyring: Keyring,
    subject: ProposalId,
    /// By the first sign's mark.
    pub(super) names: HashMap<u8, Vec<Kept>>,
}

impl Mask {
    pub(super) fn new(keyring: &Keyring, subject: ProposalId) -> Self {
        Self { keyring: keyring.clone(), subject, names: HashMap::new() }
    }

    /// The names of a subject that are taken away.
    ///
    /// # Errors
    /// A database error.
    pub async fn of(conn: &impl Reader, keyring: &Keyring, subject: ProposalId) -> Result<Self, DbErr> {
        let rows = entity::Entity::find().filter(entity::Column::Subject.eq(subject)).all(conn).await?;
        let mut mask = Self::new(keyring, subject);
        for row in rows {
            let (Ok(hash), Ok(length), Ok(first)) =
                (row.hash.try_into(), usize::try_from(row.length), u8::try_from(row.first))
            else {
                continue;
            };
            mask.names.entry(first).or_default().push((length, hash, row.label));
        }
        mask.sort();
        Ok(mask)
    }

    fn sort(&mut self) {
        // Of two names that begin alike the longer one is meant.
        for names in self.names.values_mut() {
            names.sort_by_key(|(length, hash, _)| (std::cmp::Reverse(*length), *hash));
        }
    }

    fn hash(&self, name: &[char]) -> [u8; 32] {
        let name: String = name.iter().collect();
        self.keyring.hash(Purpose::SpeakerName, &format!("{} {name}", self.subject))
    }

    fn mark(&self, sign: char) -> u8 {
        self.keyring.hash(Purpose::SpeakerName, &format!("{} first {sign}", self.subject))[0]
    }

    pub(super) fn add(&mut self, name: &str, label: &str) -> (usize, [u8; 32], u8) {
        let signs: Vec<char> = name.chars().map(folded).collect();
        let first = signs.first().map_or(0, |sign| self.mark(*sign));
        let hash = self.hash(&signs);
        self.names.entry(first).or_default().push((signs.len(), hash, label.to_owned()));
        self.sort();
        (signs.len(), hash, first)
    }

    /// Whether it takes away the same names as another of the same subject.
    pub fn is_of(&self, other: &Self) -> bool {
        self.subject == other.subject && self.names == other.names
    }

    /// Whether no name is taken away.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What this very name is called instead, if it is taken away.
    pub(super) fn label(&self, name: &str) -> Option<&str> {
        let signs: Vec<char> = name.chars().map(folded).collect();
        let names = self.names.get(&self.mark(*signs.first()?))?;
        let hash = self.hash(&signs);
        names
            .iter()
            .find(|(length, known, _)| *length == signs.len() && *known == hash)
            .map(|(.., l)| l.as_str())
    }

    /// The text without the names; none if there is none of them in it.
    pub fn replaced(&self, text: &str) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let written: Vec<char> = text.chars().collect();
        let signs: Vec<char> = written.iter().copied().map(folded).collect();
        let mut marks: HashMap<char, Option<&Vec<Kept>>> = HashMap::new();
        let (mut out, mut found, mut at) = (String::new(), false, 0);
        while at < signs.len() {
            let names = *marks.entry(signs[at]).or_insert_with(|| self.names.get(&self.mark(signs[at])));
            let hit = names.into_iter().flatten().find(|(length, hash, _)| {
                let end = at + length;
                end <= signs.len() && is_whole(&signs, at, end) && self.hash(&signs[at..end]) == *hash
            });
            match hit {
                Some((length, _, label)) => {
                    out.push_str(label);
                    found = true;
                    at += length;
                }
                None => {
                    out.push(written[at]);
                    at += 1;
                }
            }
        }
        found.then_some(out)
    }

    /// The text without the names.
    pub fn text(&self, text: String) -> String {
        self.replaced(&text).unwrap_or(text)
    }

    fn option(&self, text: Option<String>) -> Option<String> {
        text.map(|text| self.text(text))
    }

    /// A file's record without the names.
    pub fn record(&self, mut record: ParsedRecord) -> ParsedRecord {
        if self.is_empty() {
            return record;
        }
        record.title = self.option(record.title);
        for statement in &mut record.statements {
            statement.speaker = self.option(statement.speaker.take());
            statement.section = self.option(statement.section.take());
            statement.body = self.text(std::mem::take(&mut statement.body));
        }
        record
    }

    /// How a file's speakers were told, without the names: whoever is asked about them is asked again.
    pub fn reading(&self, reading: Reading) -> Reading {
        let named = reading.names.iter().flatten().any(|name| self.replaced(name).is_some());
        if named { reading.for_others() } else { reading }
    }
}

/// Whether what stands between two places is no piece of a longer word: in scripts that part words by blanks.
fn is_whole(signs: &[char], from: usize, to: usize) -> bool {
    let joined = |a: Option<&char>, b: Option<&char>| {
        a.is_some_and(|sign| sign.is_ascii_alphanumeric())
            && b.is_some_and(|sign| sign.is_ascii_alphanumeric())
    };
    let before = from.checked_sub(1).and_then(|at| signs.get(at));
    !joined(before, signs.get(from)) && !joined(to.checked_sub(1).and_then(|at| signs.get(at)), signs.get(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_texts_and_pieces_of_words_are_left() {
        let mut mask = Mask::new(&Keyring::new([7; 32]), ProposalId(uuid::Uuid::nil()));
        assert_eq!(mask.replaced("王小明說"), None);
        mask.add("王小明", "民眾甲");
        mask.add("王小", "民眾丙");
        mask.add("Ann Lee", "民眾乙");
        for (text, after) in [
            ("王小明說：王小明", Some("民眾甲說：民眾甲")),
            ("我同意王小明。", Some("我同意民眾甲。")),
            ("王小的事", Some("民眾丙的事")),
            ("ＡＮＮ　ＬＥＥ said", Some("民眾乙 said")),
            ("ann lee, Hannah Lee", Some("民眾乙, Hannah Lee")),
            ("Joann Lee or Ann Leeds", None),
            ("王大明", None),
            ("", None),
        ] {
            assert_eq!(mask.replaced(text).as_deref(), after, "{text}");
        }
    }
}
