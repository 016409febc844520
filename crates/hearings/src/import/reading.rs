//! How speakers are told in a file that has no marks of its own for them: what was found, and what the facilitator says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use super::minutes::names::Candidate;

/// What the headings of one level are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadingRole {
    /// The heading of a part.
    Section,
    /// The name of who speaks below it.
    Speaker,
}

impl HeadingRole {
    /// The code that forms send.
    pub fn code(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Speaker => "speaker",
        }
    }
}

/// How a file is to be read, where a person has corrected what was suggested. What is left open is suggested anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// What the headings of each level are.
    pub headings: BTreeMap<u8, HeadingRole>,
    /// Whether a name in bold at the beginning of a paragraph is the speaker's.
    pub bold: Option<bool>,
    /// Whether a name before a colon is.
    pub colon: Option<bool>,
    /// Whether tables of statements and answers are read as such.
    pub tables: Option<bool>,
    /// The names under which people spoke; others before a colon, in bold or in a heading are words like any.
    pub names: Option<Vec<String>>,
}

impl Reading {
    /// What holds for other files of the same kind too: all but the names.
    pub fn for_others(&self) -> Self {
        Self { names: None, ..self.clone() }
    }
}

/// Headings of one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headings {
    /// The level, from 1.
    pub level: u8,
    /// How many.
    pub count: usize,
    /// The first of them.
    pub example: String,
    /// What they are taken for.
    pub role: HeadingRole,
}

/// One pattern of the text: how many times it was seen, and whether it is followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// How many times.
    pub count: usize,
    /// Whether it is followed.
    pub used: bool,
}

/// What was found in a file and how it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The headings by level.
    pub headings: Vec<Headings>,
    /// Names in bold.
    pub bold: Pattern,
    /// Names before a colon.
    pub colon: Pattern,
    /// Tables of statements and answers.
    pub tables: Pattern,
    /// Whoever may have spoken, in the order of the file; `likely` says whether they are taken for speakers.
    pub names: Vec<Candidate>,
    /// The names that are taken for speakers; needed while the file is read only.
    #[serde(skip)]
    pub(super) accepted: std::collections::HashSet<String>,
}

impl Found {
    /// What captions have: names before a colon, and nothing else.
    pub(super) fn of_names(names: Vec<Candidate>, reading: Option<&Reading>) -> Self {
        let count = names.iter().map(|n| n.count).sum();
        let used = reading.and_then(|r| r.colon).unwrap_or(true);
        let mut found = Self { colon: Pattern { count, used }, ..Self::default() };
        found.settle(names, reading);
        found
    }

    /// Decides which names are speakers'.
    pub(super) fn settle(&mut self, mut names: Vec<Candidate>, reading: Option<&Reading>) {
        if let Some(chosen) = reading.and_then(|r| r.names.as_ref()) {
            for name in &mut names {
                name.likely = chosen.contains(&name.name);
            }
        }
        self.accepted = names.iter().filter(|n| n.likely).map(|n| n.name.clone()).collect();
        self.names = names;
    }

    /// Whether somebody spoke under this name.
    pub(super) fn accepts(&self, name: &str) -> bool {
        self.accepted.contains(name)
    }

    /// Whether a person has something to correct.
    pub fn can_be_corrected(&self) -> bool {
        !self.headings.is_empty()
            || !self.names.is_empty()
            || self.bold.count > 0
            || self.colon.count > 0
            || self.tables.count > 0
    }
}
