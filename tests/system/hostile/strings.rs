//! Words of people with ill will.

use std::path::PathBuf;

/// What the house tries in any case. Whatever of it became an element, an attribute or a line of a file would be noticed:
/// no page has an element `x-harm`, an attribute `data-harm`, or a header `X-Harm`.
const OWN: &str = include_str!("../../hostile.json");

/// All of them, with those of the shared data where it is there.
pub fn all() -> Vec<String> {
    let mut all: Vec<String> = serde_json::from_str(OWN).unwrap();
    let shared = std::env::var_os("FOLKMOOT_SHARED_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"));
    match std::fs::read_to_string(shared.join("hostile/blns.json")) {
        Ok(text) => all.extend(serde_json::from_str::<Vec<String>>(&text).unwrap()),
        Err(_) => eprintln!("blns.json is not there; own strings alone"),
    }
    all.retain(|text| !text.is_empty());
    all
}

/// Whether a field takes it at all: control characters and those that turn the direction around are refused.
pub fn is_taken(text: &str) -> bool {
    !text.chars().any(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    })
}

/// Gives them out one after another, over and over, as long as a field allows.
pub struct Supply {
    strings: Vec<String>,
    next: usize,
}

impl Supply {
    pub fn new(strings: Vec<String>) -> Self {
        Self { strings, next: 0 }
    }

    /// Several of them together, of at most so many characters; a field without a stated limit gets a few.
    pub fn text(&mut self, most: usize, joint: &str) -> String {
        let mut out = String::new();
        for _ in 0..self.strings.len() {
            let next = &self.strings[self.next % self.strings.len()];
            let long = out.chars().count() + next.chars().count() + joint.len();
            if !out.is_empty() && long > most {
                break;
            }
            self.next += 1;
            if next.chars().count() > most {
                continue;
            }
            if !out.is_empty() {
                out.push_str(joint);
            }
            out.push_str(next);
        }
        out
    }

    /// Whether each was given out.
    pub fn is_through(&self) -> bool {
        self.next >= self.strings.len()
    }
}
