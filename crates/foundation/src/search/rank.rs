//! In which order documents stand that were found: by how often and where the words stand, and how new they are.

use super::index::Kind;
use super::marks::Folded;
use super::query::Query;
use super::terms::terms;
use crate::clock::Now;

/// A document with its words.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) kind: Kind,
    pub(super) title: &'a str,
    pub(super) body: &'a str,
    /// In milliseconds.
    pub(super) at: i64,
}

/// The length of a usual text, in characters: in a longer one a word tells less.
const USUAL: f64 = 300.0;

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// How much a document is what was looked for.
pub(super) fn score(text: &Text<'_>, query: &Query, now: Now) -> f64 {
    let (title, body) = (Folded::of(text.title), Folded::of(text.body));
    let longer = 0.5 + 0.5 * float(body.len()) / USUAL;
    let mut score = 0.0;
    for word in &query.words {
        let whole: Vec<char> = word.text.chars().collect();
        let (in_title, mut in_body) = (title.find(&whole).len(), body.find(&whole).len());
        if in_title > 0 {
            // A title that is hardly more than the word is the better one.
            score += 4.0 + 2.0 * float(whole.len()) / float(title.len().max(1));
        } else if in_body == 0 {
            // Found beyond signs or spaces.
            in_body = 1;
        }
        let often = float(in_body);
        score += 2.2 * often / (often + 1.2 * longer);
    }
    let all: String = query.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let all: Vec<char> = all.chars().collect();
    if query.words.len() > 1 && !(title.find(&all).is_empty() && body.find(&all).is_empty()) {
        score += 1.5;
    }
    score + of_kind(text.kind) + recency(text.at, now)
}

/// The share of the query's terms that stand in a document, from 0 to 1, and a little more for those of its title.
pub(super) fn share(text: &Text<'_>, wanted: &[String]) -> f64 {
    let (title, body) = (terms(text.title), terms(text.body));
    let (title, body): (std::collections::HashSet<_>, std::collections::HashSet<_>) =
        (title.iter().collect(), body.iter().collect());
    let there = wanted.iter().filter(|term| title.contains(term) || body.contains(term)).count();
    let titled = wanted.iter().filter(|term| title.contains(term)).count();
    let all = float(wanted.len().max(1));
    float(there) / all + 0.05 * float(titled) / all
}

/// What is decided or proposed stands before what is said about it, where they are else alike.
fn of_kind(kind: Kind) -> f64 {
    match kind {
        Kind::Proposal => 0.8,
        Kind::Response => 0.6,
        Kind::Addendum | Kind::Report | Kind::Text => 0.4,
        Kind::Statement | Kind::Comment => 0.0,
    }
}

/// Half of it is gone after a year.
pub(super) fn recency(at: i64, now: Now) -> f64 {
    /// Milliseconds of a day.
    const DAY: i64 = 86_400_000;
    let days = i32::try_from(((now.timestamp_millis() - at) / DAY).max(0)).unwrap_or(i32::MAX);
    0.6 * (-f64::from(days) / 365.0).exp2()
}
