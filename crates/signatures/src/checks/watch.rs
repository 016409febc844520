//! Counting what comes in, in memory, by where it comes from. The same counting serves the intake of one process and,
//! over the rows of the database, all processes together.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta};
use folkmoot_foundation::{DriveId, Now, PersonId};

use super::limits::{Signal, WatchLimits};
use super::origin::{Mark, Origin};

const HOUR: i64 = 3600;
const TEN_MINUTES: i64 = 600;
/// An account younger than this counts as new.
const NEW: TimeDelta = TimeDelta::days(1);
/// By what a burst divides the number of an address.
const IN_BURST: u32 = 4;

/// A signature that is being counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub drive: DriveId,
    pub person: Option<PersonId>,
    pub origin: Option<Origin>,
    pub at: Now,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Drive(DriveId),
    LastMinutes(DriveId),
    Address(DriveId, Mark),
    Network(DriveId, Mark),
    Domain(DriveId, Mark),
    Session(Mark),
    /// Address and minute in which the account was made.
    NewAccounts(DriveId, Mark, i64),
}

impl Key {
    fn window(self) -> i64 {
        if matches!(self, Self::LastMinutes(_)) { TEN_MINUTES } else { HOUR }
    }
}

/// A count over a sliding window, from the counts of the present and the last slot: small, and exact enough.
#[derive(Debug, Clone, Copy, Default)]
struct Slide {
    slot: i64,
    now: u32,
    before: u32,
}

impl Slide {
    fn add(&mut self, at: i64, window: i64) -> u64 {
        let slot = at.div_euclid(window);
        if slot > self.slot {
            self.before = if slot == self.slot + 1 { self.now } else { 0 };
            self.now = 0;
            self.slot = slot;
        }
        self.now = self.now.saturating_add(1);
        let left = window - at.rem_euclid(window);
        let before = i64::from(self.before) * left / window;
        u64::from(self.now) + u64::try_from(before).unwrap_or(0)
    }
}

#[derive(Debug, Default)]
struct Counts {
    slides: HashMap<Key, Slide>,
    /// What ten minutes of the day before had on average, for drives that have such a day.
    usual: HashMap<DriveId, u32>,
    tidied: i64,
}

impl Counts {
    fn add(&mut self, key: Key, at: i64) -> u64 {
        self.slides.entry(key).or_default().add(at, key.window())
    }

    /// Forgets once an hour what no window reaches any more.
    fn tidy(&mut self, at: i64) {
        let hour = at.div_euclid(HOUR);
        if self.tidied != hour {
            self.tidied = hour;
            self.slides.retain(|key, slide| slide.slot + 1 >= at.div_euclid(key.window()));
        }
    }
}

/// Looks at what comes in.
#[derive(Debug)]
pub struct Watch {
    limits: WatchLimits,
    /// Domains of throw-away addresses.
    disposable: RwLock<HashSet<Mark>>,
    /// Domains of the great providers, of which a large share says nothing.
    common: HashSet<Mark>,
    counts: Mutex<Counts>,
}

impl Watch {
    /// With limits and the marks of the great providers' domains; no domain gives throw-away addresses yet.
    pub fn new(limits: WatchLimits, common: HashSet<Mark>) -> Self {
        Self { limits, disposable: RwLock::default(), common, counts: Mutex::default() }
    }

    /// Which domains give throw-away addresses.
    pub fn set_disposable(&self, marks: HashSet<Mark>) {
        *self.disposable.write().unwrap_or_else(PoisonError::into_inner) = marks;
    }

    /// Whether a domain gives throw-away addresses.
    pub fn is_disposable(&self, mark: &Mark) -> bool {
        self.disposable.read().unwrap_or_else(PoisonError::into_inner).contains(mark)
    }

    /// One that looks by the same rules and has seen nothing.
    pub(crate) fn afresh(&self) -> Self {
        let disposable = self.disposable.read().unwrap_or_else(PoisonError::into_inner).clone();
        let usual = self.counts().usual.clone();
        let counts = Mutex::new(Counts { usual, ..Counts::default() });
        Self {
            limits: self.limits.clone(),
            disposable: RwLock::new(disposable),
            common: self.common.clone(),
            counts,
        }
    }

    /// What ten minutes of a drive's last day had on average.
    pub(crate) fn set_usual(&self, drive: DriveId, usual: u32) {
        self.counts().usual.insert(drive, usual);
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts signatures in their order; says of each what is conspicuous about it, and the mark that it has in common with
    /// the others.
    pub(crate) fn judge(&self, hits: &[Hit]) -> Vec<Option<(Signal, Mark)>> {
        let mut counts = self.counts();
        hits.iter().map(|hit| self.one(&mut counts, hit)).collect()
    }

    fn one(&self, counts: &mut Counts, hit: &Hit) -> Option<(Signal, Mark)> {
        let (drive, at, limits) = (hit.drive, hit.at.timestamp(), &self.limits);
        counts.tidy(at);
        let total = counts.add(Key::Drive(drive), at);
        let last_minutes = counts.add(Key::LastMinutes(drive), at);
        let origin = hit.origin?;
        let bursts = counts.usual.get(&drive).is_some_and(|usual| {
            last_minutes >= u64::from(limits.burst_least)
                && last_minutes >= u64::from(*usual).max(1) * u64::from(limits.burst_factor)
        });
        let much = |count: u64, limit: u32, share: u32| {
            count > u64::from(limit) && count * 100 >= total * u64::from(share)
        };
        // Each is counted, also when an earlier one has met its number already.
        let mut met = Vec::new();
        if let Some(mark) = origin.domain {
            if self.is_disposable(&mark) {
                met.push((Signal::Disposable, mark));
            }
            let count = counts.add(Key::Domain(drive, mark), at);
            if !self.common.contains(&mark) && much(count, limits.domain, limits.domain_share) {
                met.push((Signal::Domain, mark));
            }
        }
        if let Some(mark) = origin.address {
            if let Some(minute) = hit.person.and_then(|person| made_lately(person, hit.at)) {
                let count = counts.add(Key::NewAccounts(drive, mark, minute), at);
                if count > u64::from(limits.new_accounts) {
                    met.push((Signal::NewAccounts, mark));
                }
            }
            let count = counts.add(Key::Address(drive, mark), at);
            if much(count, limits.address, limits.address_share) {
                met.push((Signal::Address, mark));
            } else if bursts && count > u64::from(limits.address / IN_BURST) {
                met.push((Signal::Burst, mark));
            }
        }
        if let Some(mark) = origin.network {
            let count = counts.add(Key::Network(drive, mark), at);
            if much(count, limits.network, limits.network_share) {
                met.push((Signal::Network, mark));
            }
        }
        if let Some(mark) = origin.session
            && counts.add(Key::Session(mark), at) > u64::from(limits.session)
        {
            met.push((Signal::Session, mark));
        }
        met.into_iter().min_by_key(|(signal, _)| *signal)
    }
}

/// The minute in which an account was made, if that is not long ago: its id tells.
fn made_lately(person: PersonId, now: Now) -> Option<i64> {
    let (seconds, nanos) = person.0.get_timestamp()?.to_unix();
    let made = DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)?;
    (now - made < NEW).then(|| made.timestamp().div_euclid(60))
}

#[cfg(test)]
mod tests;
