//! How far something long has come: written by whoever does it, read by whoever shows it, waited for by nobody.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// How far something has come, in steps of which each has so many parts. Kept in memory, so that telling it costs nothing
/// and waits for no transaction.
#[derive(Debug, Default)]
pub struct Progress {
    step: AtomicU8,
    done: AtomicUsize,
    total: AtomicUsize,
}

/// A look at a [`Progress`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The step it is at, as whoever does it counts them.
    pub step: u8,
    /// How many parts of the step are done.
    pub done: usize,
    /// How many parts it has; 0 while nobody knows.
    pub total: usize,
}

impl Progress {
    /// Goes on to a step of so many parts; 0 where that is not known.
    pub fn begin(&self, step: u8, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.step.store(step, Ordering::Relaxed);
    }

    /// Says how many parts the step has.
    pub fn of(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
    }

    /// Some parts more are done.
    pub fn advance(&self, parts: usize) {
        self.done.fetch_add(parts, Ordering::Relaxed);
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        let total = self.total.load(Ordering::Relaxed);
        let done = self.done.load(Ordering::Relaxed);
        let step = self.step.load(Ordering::Relaxed);
        Standing { step, done: if total == 0 { done } else { done.min(total) }, total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_begins_at_nothing_and_never_passes_its_end() {
        let progress = Progress::default();
        assert_eq!(progress.standing(), Standing::default());
        progress.begin(1, 10);
        progress.advance(4);
        progress.advance(9);
        assert_eq!(progress.standing(), Standing { step: 1, done: 10, total: 10 });
        progress.begin(2, 0);
        progress.advance(3);
        assert_eq!(progress.standing(), Standing { step: 2, done: 3, total: 0 });
        progress.of(5);
        assert_eq!(progress.standing(), Standing { step: 2, done: 3, total: 5 });
    }
}
