//! The longest common part of two sequences, as near as makes no difference and never in quadratic time: what stands once
//! on both sides anchors the rest, and only small gaps without an anchor are compared element by element.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A gap with at most so many pairs of elements is compared element by element.
const SMALL: usize = 250_000;
/// How many times gaps are looked at anew for what stands once in them.
const ROUNDS: usize = 40;

type Gap = (Range<usize>, Range<usize>);

/// Hands over the equal pairs, in order, and gives the gaps between them that have something on both sides.
pub(super) fn gaps_between_equal(
    old: &[usize],
    new: &[usize],
    mut pair: impl FnMut(usize, usize),
) -> Vec<Gap> {
    let mut open: Vec<(Gap, usize)> = vec![((0..old.len(), 0..new.len()), 0)];
    let mut gaps = Vec::new();
    while let Some(((mut o, mut n), round)) = open.pop() {
        while !o.is_empty() && !n.is_empty() && old[o.start] == new[n.start] {
            pair(o.start, n.start);
            (o.start, n.start) = (o.start + 1, n.start + 1);
        }
        while !o.is_empty() && !n.is_empty() && old[o.end - 1] == new[n.end - 1] {
            (o.end, n.end) = (o.end - 1, n.end - 1);
            pair(o.end, n.end);
        }
        if o.is_empty() || n.is_empty() {
            continue;
        }
        let anchors = if round < ROUNDS { anchors(old, &o, new, &n) } else { Vec::new() };
        if !anchors.is_empty() {
            let (mut from_old, mut from_new) = (o.start, n.start);
            for (at_old, at_new) in anchors {
                // The anchor itself begins the next gap, whose first elements are equal then.
                open.push(((from_old..at_old, from_new..at_new), round + 1));
                pair(at_old, at_new);
                (from_old, from_new) = (at_old + 1, at_new + 1);
            }
            open.push(((from_old..o.end, from_new..n.end), round + 1));
        } else if o.len().saturating_mul(n.len()) <= SMALL {
            small(old, &o, new, &n, &mut pair, &mut gaps);
        } else {
            gaps.push((o, n));
        }
    }
    gaps.sort_by_key(|(o, n)| (o.start, n.start));
    gaps
}

/// Compares a small gap element by element.
fn small(
    old: &[usize],
    o: &Range<usize>,
    new: &[usize],
    n: &Range<usize>,
    pair: &mut impl FnMut(usize, usize),
    gaps: &mut Vec<Gap>,
) {
    for op in capture_diff_slices(Algorithm::Myers, &old[o.clone()], &new[n.clone()]) {
        let (tag, in_old, in_new) = op.as_tag_tuple();
        let in_old = in_old.start + o.start..in_old.end + o.start;
        let in_new = in_new.start + n.start..in_new.end + n.start;
        match tag {
            DiffTag::Equal => in_old.zip(in_new).for_each(|(o, n)| pair(o, n)),
            DiffTag::Replace => gaps.push((in_old, in_new)),
            DiffTag::Delete | DiffTag::Insert => {}
        }
    }
}

/// What stands exactly once on each side of a gap, as far as it stands in the same order on both.
fn anchors(old: &[usize], o: &Range<usize>, new: &[usize], n: &Range<usize>) -> Vec<(usize, usize)> {
    // How often on either side, and where last.
    let mut seen: HashMap<usize, (u32, usize, u32)> = HashMap::new();
    for at in o.clone() {
        let entry = seen.entry(old[at]).or_default();
        (entry.0, entry.1) = (entry.0 + 1, at);
    }
    for at in n.clone() {
        if let Some(entry) = seen.get_mut(&new[at]) {
            entry.2 += 1;
        }
    }
    let once = |at: usize| match seen.get(&new[at]) {
        Some((1, in_old, 1)) => Some((*in_old, at)),
        _ => None,
    };
    rising(&n.clone().filter_map(once).collect::<Vec<_>>())
}

/// The longest run of pairs whose first numbers rise.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, (value, _)) in pairs.iter().enumerate() {
        let place = ends.partition_point(|end| pairs[*end].0 < *value);
        before[at] = place.checked_sub(1).map(|place| ends[place]);
        if place == ends.len() {
            ends.push(at);
        } else {
            ends[place] = at;
        }
    }
    let mut found: Vec<_> =
        std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| pairs[at]).collect();
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn pairs_are_equal_and_in_order(
            old in proptest::collection::vec(0usize..30, 0..60),
            new in proptest::collection::vec(0usize..30, 0..60),
        ) {
            let mut pairs = Vec::new();
            let gaps = gaps_between_equal(&old, &new, |o, n| pairs.push((o, n)));
            pairs.sort_unstable();
            for (o, n) in &pairs {
                proptest::prop_assert_eq!(old[*o], new[*n]);
            }
            for two in pairs.windows(2) {
                proptest::prop_assert!(two[0].0 < two[1].0 && two[0].1 < two[1].1);
            }
            for (o, n) in gaps {
                proptest::prop_assert!(!pairs.iter().any(|(a, b)| o.contains(a) || n.contains(b)));
            }
        }
    }
}
