//! What the signatures of a group have in common, in numbers.

use std::collections::{BTreeMap, HashMap};

use chrono::{DurationRound as _, TimeDelta};
use folkmoot_foundation::Now;

use super::review::Line;

/// Groups that took longer than this are shown by the hour, others by ten minutes.
const LONG: TimeDelta = TimeDelta::hours(6);

/// Numbers about a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// How many were signed when; times without any are left out.
    pub times: Vec<(Now, usize)>,
    /// How many were given with an account.
    pub accounts: usize,
    /// In which minutes most of these accounts were made, greatest first, three at most.
    pub made: Vec<(Now, usize)>,
    /// In how many sessions they were given.
    pub sessions: usize,
    /// The label of the most frequent mail domain, and how many have it.
    pub domain: Option<(String, usize)>,
}

impl Evidence {
    /// The numbers of these signatures, which are in the order of signing.
    pub fn of(lines: &[Line]) -> Self {
        let span = match (lines.first(), lines.last()) {
            (Some(first), Some(last)) => last.signed_at - first.signed_at,
            _ => return Self::default(),
        };
        let step = if span > LONG { TimeDelta::hours(1) } else { TimeDelta::minutes(10) };
        let mut times = BTreeMap::<Now, usize>::new();
        let mut made = HashMap::<Now, usize>::new();
        let mut domains = HashMap::<&str, usize>::new();
        let mut sessions = std::collections::HashSet::new();
        for line in lines {
            *times.entry(line.signed_at.duration_trunc(step).unwrap_or(line.signed_at)).or_default() += 1;
            if let Some(at) = line.account_made {
                *made.entry(at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at)).or_default() += 1;
            }
            if let Some(domain) = &line.domain {
                *domains.entry(domain).or_default() += 1;
            }
            sessions.extend(line.session.as_deref());
        }
        let accounts = made.values().sum();
        let mut made: Vec<(Now, usize)> = made.into_iter().collect();
        made.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        made.truncate(3);
        let domain = domains.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
        Self {
            times: times.into_iter().collect(),
            accounts,
            made,
            sessions: sessions.len(),
            domain: domain.map(|(label, count)| (label.to_owned(), count)),
        }
    }
}

#[cfg(test)]
mod tests {
    use folkmoot_foundation::SignatureId;

    use super::*;

    fn line(minute: i64, made: Option<i64>, session: &str, domain: Option<&str>) -> Line {
        let noon: Now = "2026-03-02T04:00:00Z".parse().unwrap();
        let at = noon + TimeDelta::minutes(minute);
        Line {
            id: SignatureId::new(at),
            signed_at: at,
            region: None,
            account_made: made.map(|seconds| noon - TimeDelta::days(1) + TimeDelta::seconds(seconds)),
            session: Some(session.to_owned()),
            domain: domain.map(str::to_owned),
        }
    }

    #[test]
    fn numbers_of_a_group() {
        let lines = [
            line(0, Some(0), "A", Some("X")),
            line(9, Some(59), "A", Some("X")),
            line(10, Some(60), "B", Some("Y")),
            line(31, None, "C", None),
        ];
        let evidence = Evidence::of(&lines);
        let counts: Vec<usize> = evidence.times.iter().map(|(_, count)| *count).collect();
        assert_eq!((counts, evidence.accounts, evidence.sessions), (vec![2, 1, 1], 3, 3));
        assert_eq!(evidence.made.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(evidence.domain, Some(("X".to_owned(), 2)));
        let long = [line(0, None, "A", None), line(30, None, "A", None), line(700, None, "A", None)];
        assert_eq!(Evidence::of(&long).times.len(), 2);
        assert_eq!(Evidence::of(&[]), Evidence::default());
    }
}
