//! Where the time comes from. Nothing else in the platform asks the system for it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// An instant as the platform keeps it: UTC, whole milliseconds, so that both databases give back what was stored.
pub type Now = DateTime<Utc>;

/// A source of the present. Shared as `Arc<dyn Clock>`; tests use [`ManualClock`], the demo [`ShiftedClock`].
pub trait Clock: Send + Sync + 'static {
    /// The present, in whole milliseconds.
    fn now(&self) -> Now;
}

fn millis(at: DateTime<Utc>) -> Now {
    at.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(at)
}

/// The system's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        millis(Utc::now())
    }
}

/// The system's clock moved by an offset that can only grow: the demo's time machine.
#[derive(Debug, Default, Clone)]
pub struct ShiftedClock {
    offset_ms: Arc<AtomicI64>,
}

impl ShiftedClock {
    /// A clock that starts with the given offset in milliseconds.
    pub fn new(offset_ms: i64) -> Self {
        Self { offset_ms: Arc::new(AtomicI64::new(offset_ms)) }
    }

    /// The present offset, in milliseconds.
    pub fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::Relaxed)
    }

    /// Raises the offset to `offset_ms`; a smaller value changes nothing, since time never runs backwards.
    pub fn raise_to(&self, offset_ms: i64) {
        self.offset_ms.fetch_max(offset_ms, Ordering::Relaxed);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Now {
        millis(Utc::now() + TimeDelta::milliseconds(self.offset_ms()))
    }
}

/// A clock that stands still until it is told otherwise.
#[derive(Debug, Clone)]
pub struct ManualClock {
    at: Arc<Mutex<Now>>,
}

impl ManualClock {
    /// A clock standing at `at`.
    pub fn at(at: Now) -> Self {
        Self { at: Arc::new(Mutex::new(millis(at))) }
    }

    /// Moves the clock to `at`.
    pub fn set(&self, at: Now) {
        *self.at.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = millis(at);
    }

    /// Moves the clock forward by `by`.
    pub fn advance(&self, by: TimeDelta) {
        let next = self.now() + by;
        self.set(next);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Now {
        *self.at.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
