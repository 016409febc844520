//! Which statements of a new record are those of the old one.
//!
//! Exactly equal ones are aligned as sequences, so that insertions move nothing; equal ones left over on both sides have
//! moved; within the gaps that remain, the most alike are taken for edited ones, and what is left over beside them may have
//! been split off from one or joined to one; at last, those that had vanished with an earlier import and stand there
//! again get their old identity back.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use folkmoot_foundation::{Progress, StatementId};

use super::own::Conflict;
use super::sequence::gaps_between_equal;
use super::{ParsedStatement, StatementKind};

/// A statement that the hearing has already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Its id, which it keeps.
    pub id: StatementId,
    /// What it is.
    pub kind: StatementKind,
    /// Who spoke.
    pub speaker: Option<String>,
    /// Its section.
    pub section: Option<String>,
    /// What was said.
    pub body: String,
    /// Whether an earlier import lacked it.
    pub gone: bool,
}

impl Present {
    fn key(&self) -> Key<'_> {
        (self.kind.is_spoken(), self.speaker.as_deref(), self.body.as_str())
    }
}

/// What an import does to one statement of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    New,
    /// Speaker and words are the same; its place or section may differ.
    Unchanged(StatementId),
    /// Speaker or words differ; this is how it stood.
    Changed(Present),
    /// It had vanished and is back, word for word.
    Returned(StatementId),
}

impl Change {
    /// The id that the statement keeps, if it has one.
    pub fn id(&self) -> Option<StatementId> {
        match self {
            Self::New => None,
            Self::Unchanged(id) | Self::Returned(id) => Some(*id),
            Self::Changed(was) => Some(was.id),
        }
    }
}

/// A statement of the file with what happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As the file has it.
    pub statement: ParsedStatement,
    /// What happens.
    pub change: Change,
    /// The statement that this one, which is new, was split off from: its words stood there before.
    pub split_from: Option<StatementId>,
}

/// What an import would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The statements of the file in order.
    pub entries: Vec<Entry>,
    /// Statements that the file lacks: they stay as marked gaps.
    pub vanished: Vec<Present>,
    /// Of those that the file lacks, the ones whose words stand in another statement now, and in which.
    pub joined: HashMap<StatementId, StatementId>,
    /// Where the file says otherwise than whoever spoke has put it in their own words.
    pub conflicts: Vec<Conflict>,
    /// Whether the very same file was the last one imported.
    pub same_file: bool,
}

/// How many statements an import concerns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Statements the file has that were not there.
    pub new: usize,
    /// Statements that stay word for word.
    pub unchanged: usize,
    /// Statements whose speaker or words change.
    pub changed: usize,
    /// Statements that had vanished and are back.
    pub returned: usize,
    /// Statements that the file lacks.
    pub vanished: usize,
}

impl Plan {
    /// Whether there was a record of which nothing stays word for word: perhaps the file is another meeting's.
    pub fn keeps_nothing(&self) -> bool {
        let counts = self.counts();
        counts.vanished > 0 && counts.unchanged == 0
    }

    /// How many new statements were split off from others.
    pub fn split(&self) -> usize {
        self.entries.iter().filter(|e| e.split_from.is_some()).count()
    }

    /// The plan in numbers.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { vanished: self.vanished.len(), ..Counts::default() };
        for entry in &self.entries {
            match entry.change {
                Change::New => counts.new += 1,
                Change::Unchanged(_) => counts.unchanged += 1,
                Change::Changed(_) => counts.changed += 1,
                Change::Returned(_) => counts.returned += 1,
            }
        }
        counts
    }
}

/// Compares a file's statements with those the hearing has, in the order of the record; tells how many are compared.
pub(super) fn align(old: Vec<Present>, new: Vec<ParsedStatement>, told: &Progress) -> Plan {
    let (gone, old): (Vec<Present>, Vec<Present>) = old.into_iter().partition(|o| o.gone);
    let old_keys: Vec<Key<'_>> = old.iter().map(Present::key).collect();
    let new_keys: Vec<Key<'_>> =
        new.iter().map(|n| (n.kind.is_spoken(), n.speaker.as_deref(), n.body.as_str())).collect();
    let mut matches = Matches {
        of_new: vec![None; new.len()],
        old_taken: vec![false; old.len()],
        split: HashMap::new(),
        joined: HashMap::new(),
    };
    let gaps = equal(&old_keys, &new_keys, &mut matches);
    moved(&old_keys, &new_keys, &mut matches);
    // What is equal or has moved is found at once; the time goes into what stands between.
    let between: usize = gaps.iter().map(|(_, new_gap)| new_gap.len()).sum();
    told.advance(new.len().saturating_sub(between));
    for (old_gap, new_gap) in gaps {
        let parts = new_gap.len();
        edited(&old, old_gap, &new, new_gap, &mut matches);
        told.advance(parts);
    }
    let mut back = by_key(gone.iter().map(Present::key).enumerate());
    let changes: Vec<Change> = new_keys
        .iter()
        .zip(&matches.of_new)
        .map(|(key, found)| match found {
            Some(at) if old_keys[*at] == *key => Change::Unchanged(old[*at].id),
            Some(at) => Change::Changed(old[*at].clone()),
            None => match back.get_mut(key).and_then(VecDeque::pop_front) {
                Some(at) => Change::Returned(gone[at].id),
                None => Change::New,
            },
        })
        .collect();
    drop((old_keys, new_keys, back));
    let joined = matches.joined.iter().map(|(from, into)| (old[*from].id, old[*into].id)).collect();
    let entry = |(at, (statement, change)): (usize, (ParsedStatement, Change))| {
        let split_from = matches.split.get(&at).map(|from| old[*from].id).filter(|_| change == Change::New);
        Entry { statement, change, split_from }
    };
    let entries = new.into_iter().zip(changes).enumerate().map(entry).collect();
    let vanished = old
        .into_iter()
        .zip(matches.old_taken)
        .filter(|(_, taken)| !taken)
        .map(|(present, _)| present)
        .collect();
    Plan { entries, vanished, joined, conflicts: Vec::new(), same_file: false }
}

/// Whether somebody spoke, who, and the words. That a speech is told to be a question changes none of these.
type Key<'a> = (bool, Option<&'a str>, &'a str);

/// Which old statement each new one is.
struct Matches {
    of_new: Vec<Option<usize>>,
    old_taken: Vec<bool>,
    /// New statements whose words stood in an old one that another new one is.
    split: HashMap<usize, usize>,
    /// Old statements whose words stand in a new one that another old one is: that old one.
    joined: HashMap<usize, usize>,
}

impl Matches {
    fn pair(&mut self, old: usize, new: usize) {
        self.of_new[new] = Some(old);
        self.old_taken[old] = true;
    }
}

/// Pairs the longest common sequence; gives the gaps between, as ranges of both sides.
fn equal(old: &[Key<'_>], new: &[Key<'_>], matches: &mut Matches) -> Vec<(Range<usize>, Range<usize>)> {
    // Numbers instead of texts make the comparison cheap, also for records full of equal short statements.
    let mut numbers = HashMap::new();
    let numbered: Vec<usize> = old
        .iter()
        .chain(new)
        .map(|key| {
            let next = numbers.len();
            *numbers.entry(*key).or_insert(next)
        })
        .collect();
    let (old, new) = numbered.split_at(old.len());
    gaps_between_equal(old, new, |o, n| matches.pair(o, n))
}

/// Pairs equal statements that stand elsewhere now, in order.
fn moved(old: &[Key<'_>], new: &[Key<'_>], matches: &mut Matches) {
    let untaken = |(at, _): &(usize, &Key<'_>)| !matches.old_taken[*at];
    let mut left = by_key(old.iter().enumerate().filter(untaken).map(|(at, key)| (at, *key)));
    for (at, key) in new.iter().enumerate() {
        if matches.of_new[at].is_none()
            && let Some(found) = left.get_mut(key).and_then(VecDeque::pop_front)
        {
            matches.pair(found, at);
        }
    }
}

/// Where each key stands, in order.
fn by_key<'a>(keys: impl Iterator<Item = (usize, Key<'a>)>) -> HashMap<Key<'a>, VecDeque<usize>> {
    let mut map: HashMap<Key<'a>, VecDeque<usize>> = HashMap::new();
    for (at, key) in keys {
        map.entry(key).or_default().push_back(at);
    }
    map
}

/// How far from its expected place an edited statement is looked for, so that a gap of a whole long record does not
/// compare everything with everything.
const REACH: usize = 60;

/// How many likely partners of a statement are remembered.
const PARTNERS: usize = 8;

/// Pairs the most alike statements of a gap.
fn edited(
    old: &[Present],
    old_gap: Range<usize>,
    new: &[ParsedStatement],
    new_gap: Range<usize>,
    matches: &mut Matches,
) {
    let left: Vec<usize> = old_gap.clone().filter(|at| !matches.old_taken[*at]).collect();
    let open: Vec<usize> = new_gap.filter(|at| matches.of_new[*at].is_none()).collect();
    let left_pairs: Vec<Vec<u64>> = left.iter().map(|at| pairs(&old[*at].body)).collect();
    let open_pairs: Vec<Vec<u64>> = open.iter().map(|at| pairs(&new[*at].body)).collect();
    let mut candidates: Vec<(u32, usize, usize)> = Vec::new();
    for (i, &o) in left.iter().enumerate() {
        // Where it would stand if the gap had only been stretched.
        let expected = i * open.len() / left.len().max(1);
        let from = candidates.len();
        for j in expected.saturating_sub(REACH)..open.len().min(expected + REACH + 1) {
            let n = open[j];
            if old[o].kind.is_spoken() != new[n].kind.is_spoken() {
                continue;
            }
            let alike = likeness(&left_pairs[i], &open_pairs[j]);
            let same_speaker = old[o].speaker == new[n].speaker;
            let least = match (same_speaker, left_pairs[i].len().max(open_pairs[j].len())) {
                (true, 0..=16) => 300,
                (true, _) => 400,
                (false, _) => 700,
            };
            if alike >= least {
                candidates.push((alike + if same_speaker { 100 } else { 0 }, o, n));
            }
        }
        if candidates.len() > from + PARTNERS {
            candidates[from..].sort_by_key(|(score, _, n)| (std::cmp::Reverse(*score), *n));
            candidates.truncate(from + PARTNERS);
        }
    }
    // Best first; among equals the order of the record.
    candidates.sort_by_key(|(score, o, n)| (std::cmp::Reverse(*score), *o, *n));
    for (_, o, n) in candidates {
        if !matches.old_taken[o] && matches.of_new[n].is_none() {
            matches.pair(o, n);
        }
    }
    shortened_or_grown(old, &left, new, &open, matches);
    let old_side = Side { at: &left, pairs: &left_pairs };
    let new_side = Side { at: &open, pairs: &open_pairs };
    split_and_joined(&old_side, &new_side, matches);
}

/// Pairs what is left over when the same speaker begins with all the words of the other side's: one source has a speech's
/// first paragraph, another the whole of it.
fn shortened_or_grown(
    old: &[Present],
    left: &[usize],
    new: &[ParsedStatement],
    open: &[usize],
    matches: &mut Matches,
) {
    for (i, &o) in left.iter().enumerate().filter(|(_, o)| old[**o].kind.is_spoken()) {
        if matches.old_taken[o] {
            continue;
        }
        let expected = i * open.len() / left.len().max(1);
        let mut near: Vec<usize> =
            (expected.saturating_sub(REACH)..open.len().min(expected + REACH + 1)).collect();
        near.sort_by_key(|j| j.abs_diff(expected));
        let found = near.into_iter().map(|j| open[j]).find(|n| {
            matches.of_new[*n].is_none()
                && new[*n].kind.is_spoken()
                && old[o].speaker == new[*n].speaker
                && begins_alike(&old[o].body, &new[*n].body)
        });
        if let Some(n) = found {
            matches.pair(o, n);
        }
    }
}

/// Whether one of the texts begins with all of the other, which is long enough to tell; spaces and line ends don't count.
fn begins_alike(one: &str, other: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (one, other) = (letters(one), letters(other));
    let shorter = one.len().min(other.len());
    shorter >= TELLING && one[..shorter] == other[..shorter]
}

/// The statements of one side of a gap that were not equal to any, with their pairs of characters.
struct Side<'a> {
    at: &'a [usize],
    pairs: &'a [Vec<u64>],
}

/// How far from an edited statement one is looked for that was split off from it or joined to it.
const NEIGHBOURS: usize = 3;

/// Finds what is left over beside edited statements: a new one whose words stood in the old one, an old one whose words stand
/// in the new one.
fn split_and_joined(old: &Side<'_>, new: &Side<'_>, matches: &mut Matches) {
    let place_of: HashMap<usize, usize> = old.at.iter().enumerate().map(|(i, o)| (*o, i)).collect();
    for (j, n) in new.at.iter().enumerate() {
        let Some(o) = matches.of_new[*n] else { continue };
        let Some(&i) = place_of.get(&o) else { continue };
        for k in j.saturating_sub(NEIGHBOURS)..new.at.len().min(j + NEIGHBOURS + 1) {
            let beside = new.at[k];
            if matches.of_new[beside].is_none() && contains(&old.pairs[i], &new.pairs[k]) {
                matches.split.entry(beside).or_insert(o);
            }
        }
        for k in i.saturating_sub(NEIGHBOURS)..old.at.len().min(i + NEIGHBOURS + 1) {
            let beside = old.at[k];
            if !matches.old_taken[beside] && contains(&new.pairs[j], &old.pairs[k]) {
                matches.joined.entry(beside).or_insert(o);
            }
        }
    }
}

/// The least number of pairs of a text that says whence it comes.
const TELLING: usize = 7;

/// Whether nearly all of the smaller text stands in the larger.
fn contains(larger: &[u64], smaller: &[u64]) -> bool {
    smaller.len() >= TELLING && common(larger, smaller) * 100 >= smaller.len() * 80
}

/// The pairs of neighbouring characters, sorted; the text's ends count as characters.
fn pairs(text: &str) -> Vec<u64> {
    let marked = std::iter::once('\u{2}').chain(text.chars()).chain(std::iter::once('\u{3}'));
    let chars: Vec<u64> = marked.filter(|c| !c.is_whitespace()).map(u64::from).collect();
    let mut pairs: Vec<u64> = chars.windows(2).map(|w| (w[0] << 32) | w[1]).collect();
    pairs.sort_unstable();
    pairs
}

/// How alike two texts are, in thousandths: twice the common pairs over all pairs.
fn likeness(a: &[u64], b: &[u64]) -> u32 {
    // The shorter one alone says how alike they can be at most.
    let least = a.len().min(b.len()) * 2000 / (a.len() + b.len()).max(1);
    if least < 300 {
        return 0;
    }
    u32::try_from(2000 * common(a, b) / (a.len() + b.len()).max(1)).unwrap_or(0)
}

/// How many pairs two texts have in common.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    common
}

#[cfg(test)]
mod tests;
