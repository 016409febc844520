//! Counts that move while somebody looks: one task follows the event log for all streams of the process.
//!
//! It asks one statement a second while somebody watches and nothing while nobody does. Only the streams of a drive
//! whose count has changed wake.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use folkmoot_foundation::{Db, DbErr, DriveId};
use folkmoot_signatures::{drives, live};
use tokio::sync::{Notify, watch};
use tokio::time::MissedTickBehavior;

use crate::Fault;

/// How often the log is read, and how often a stream tells something at the most.
pub const EVERY: Duration = Duration::from_secs(1);

/// For so many readings an event is looked at: for so long a transaction may hold a lower number of the log than one
/// that was seen before.
const READINGS: usize = 10;

/// The same for the first reading, in numbers of the log.
const LOOK_BACK: i64 = 1000;

/// Seconds after which a place for one more stream may be free; until then the page asks by itself.
const FULL: u64 = 30;

/// The counts that somebody watches. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LiveCounts(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    watched: Mutex<HashMap<DriveId, watch::Sender<i64>>>,
    /// Rung when somebody begins to watch.
    bell: Notify,
    open: AtomicUsize,
    most: usize,
}

/// One who watches a drive.
#[derive(Debug)]
pub struct Watching {
    /// The count at the beginning.
    pub count: i64,
    /// The count whenever it has changed since.
    pub counts: watch::Receiver<i64>,
    _place: Place,
}

/// A place among the open streams, free again when dropped.
#[derive(Debug)]
struct Place(Arc<Shared>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl LiveCounts {
    /// Nobody watches yet, and no more than `most` can at the same time.
    pub fn new(most: usize) -> Self {
        let (watched, bell, open) = Default::default();
        Self(Arc::new(Shared { watched, bell, open, most }))
    }

    /// The count of a drive from now on; nothing if there is no such drive.
    ///
    /// # Errors
    /// [`Fault::Busy`] if all places are taken, or a database error.
    pub async fn watch(&self, db: &Db, drive: DriveId) -> Result<Option<Watching>, Fault> {
        let place = self.place()?;
        // Read anew also when others watch already: whoever opens the page must not see less than the page showed. If
        // the follower has read before and tells after, it corrects itself with its next reading.
        let Some(count) = drives::tally(db.read(), drive).await? else { return Ok(None) };
        let counts = self.watched().entry(drive).or_insert_with(|| watch::Sender::new(count)).subscribe();
        self.0.bell.notify_one();
        Ok(Some(Watching { count, counts, _place: place }))
    }

    fn place(&self) -> Result<Place, Fault> {
        let taken = self.0.open.fetch_add(1, Ordering::Relaxed);
        // Dropped at once if it is one too many.
        let place = Place(Arc::clone(&self.0));
        if taken < self.0.most { Ok(place) } else { Err(Fault::Busy { retry_after: FULL }) }
    }

    /// Follows the log while somebody watches, until told to stop.
    pub async fn run(self, db: Db, mut stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = self.0.bell.notified() => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            tokio::select! {
                () = self.follow(&db) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Reads the log every second as long as somebody watches.
    async fn follow(&self, db: &Db) {
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut floors = VecDeque::with_capacity(READINGS + 1);
        while self.anybody() {
            tick.tick().await;
            if let Err(error) = self.read(db, &mut floors).await {
                tracing::warn!(%error, "the counts that are watched could not be read");
            }
        }
    }

    /// Reads once. `floors` are the newest events of the last readings, the oldest of them first.
    async fn read(&self, db: &Db, floors: &mut VecDeque<i64>) -> Result<(), DbErr> {
        let floor = match floors.front() {
            Some(floor) => *floor,
            None => live::newest_event(db.read()).await? - LOOK_BACK,
        };
        let moved = live::moved_since(db.read(), floor).await?;
        floors.push_back(if floors.is_empty() { floor } else { moved.newest });
        if floors.len() > READINGS {
            floors.pop_front();
        }
        let watched = self.watched();
        for (drive, count) in moved.counts {
            if let Some(sender) = watched.get(&drive) {
                sender.send_if_modified(|old| std::mem::replace(old, count) != count);
            }
        }
        Ok(())
    }

    fn anybody(&self) -> bool {
        let mut watched = self.watched();
        watched.retain(|_, sender| sender.receiver_count() > 0);
        !watched.is_empty()
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<DriveId, watch::Sender<i64>>> {
        self.0.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
