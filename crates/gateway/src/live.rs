//! What moves while somebody looks: one task follows the event log for all streams of the process.
//!
//! It asks one statement a second while somebody watches, one more for each discussion that is watched and has moved, and
//! nothing while nobody watches. Only the streams of a drive or discussion that has changed wake.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use folkmoot_discussion::{Ground, arrivals, questions, voices};
use folkmoot_foundation::{Db, DbErr, DriveId, HearingId, Now, ProposalId, StatementId};
use folkmoot_hearings::hearings::Hearing;
use folkmoot_hearings::live::{self as record, Stage, Tail};
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

/// How many of the last statements of a hall a stream has at hand; whoever has missed more loads the page again.
const LINES: u64 = 50;

/// Seconds after which a place for one more stream may be free; until then the page asks by itself.
const FULL: u64 = 30;

/// The counts that somebody watches. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LiveCounts(Arc<Shared>);

type Halls = HashMap<HearingId, (ProposalId, watch::Sender<Arc<Hall>>)>;

#[derive(Debug)]
struct Shared {
    watched: Mutex<HashMap<DriveId, watch::Sender<i64>>>,
    discussions: Mutex<HashMap<ProposalId, watch::Sender<Arc<[Now]>>>>,
    /// Halls, each with what its events are about.
    halls: Mutex<Halls>,
    /// Rung when somebody begins to watch.
    bell: Notify,
    open: AtomicUsize,
    most: usize,
}

/// What happens in a hall while somebody follows it from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hall {
    /// The last statements that were typed.
    pub tail: Tail,
    /// What stands in the place of those among them that a moderator hid.
    pub hidden: Hidden,
    /// How many questions everybody can read.
    pub questions: i64,
    /// How the live record stands.
    pub stage: Stage,
}

/// One who follows a hearing.
#[derive(Debug)]
pub struct Following {
    /// What happened, at the beginning and whenever that has changed since.
    pub hall: watch::Receiver<Arc<Hall>>,
    _place: Place,
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

/// One who watches a discussion.
#[derive(Debug)]
pub struct Reading {
    /// When the newest comments were written, at the beginning and whenever that has changed since.
    pub arrivals: watch::Receiver<Arc<[Now]>>,
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
        let (watched, discussions, halls, bell, open) = Default::default();
        Self(Arc::new(Shared { watched, discussions, halls, bell, open, most }))
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

    /// What is written in a discussion from now on.
    ///
    /// # Errors
    /// [`Fault::Busy`] if all places are taken, or a database error.
    pub async fn read_along(&self, db: &Db, subject: ProposalId) -> Result<Reading, Fault> {
        let place = self.place()?;
        let present: Arc<[Now]> = arrivals::recent(db.read(), subject).await?.into();
        let arrivals = {
            let mut discussions = self.discussions();
            let sender =
                discussions.entry(subject).or_insert_with(|| watch::Sender::new(Arc::clone(&present)));
            let receiver = sender.subscribe();
            sender.send_if_modified(|old| replaced(old, present));
            receiver
        };
        self.0.bell.notify_one();
        Ok(Reading { arrivals, _place: place })
    }

    /// What happens in a hall from now on.
    ///
    /// # Errors
    /// [`Fault::Busy`] if all places are taken, or a database error.
    pub async fn follow_hall(&self, db: &Db, hearing: &Hearing) -> Result<Following, Fault> {
        let place = self.place()?;
        let present = Arc::new(read_hall(db, hearing.id).await?);
        let hall = {
            let mut halls = self.halls();
            let (_, sender) = halls
                .entry(hearing.id)
                .or_insert_with(|| (hearing.proposal, watch::Sender::new(Arc::clone(&present))));
            let receiver = sender.subscribe();
            sender.send_if_modified(|old| std::mem::replace(old, Arc::clone(&present)) != present);
            receiver
        };
        self.0.bell.notify_one();
        Ok(Following { hall, _place: place })
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
                tracing::warn!(%error, "what is watched could not be read");
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
        {
            let watched = self.watched();
            for (drive, count) in moved.counts {
                if let Some(sender) = watched.get(&drive) {
                    sender.send_if_modified(|old| std::mem::replace(old, count) != count);
                }
            }
        }
        for subject in moved.subjects.into_iter().map(ProposalId) {
            let halls: Vec<HearingId> =
                self.halls().iter().filter(|(_, (about, _))| *about == subject).map(|(id, _)| *id).collect();
            for hearing in halls {
                let present = Arc::new(read_hall(db, hearing).await?);
                if let Some((_, sender)) = self.halls().get(&hearing) {
                    sender.send_if_modified(|old| std::mem::replace(old, Arc::clone(&present)) != present);
                }
            }
            if !self.discussions().contains_key(&subject) {
                continue;
            }
            let present: Arc<[Now]> = arrivals::recent(db.read(), subject).await?.into();
            if let Some(sender) = self.discussions().get(&subject) {
                sender.send_if_modified(|old| replaced(old, present));
            }
        }
        Ok(())
    }

    fn anybody(&self) -> bool {
        let mut watched = self.watched();
        watched.retain(|_, sender| sender.receiver_count() > 0);
        let mut discussions = self.discussions();
        discussions.retain(|_, sender| sender.receiver_count() > 0);
        let mut halls = self.halls();
        halls.retain(|_, (_, sender)| sender.receiver_count() > 0);
        !watched.is_empty() || !discussions.is_empty() || !halls.is_empty()
    }

    fn halls(&self) -> MutexGuard<'_, Halls> {
        self.0.halls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn discussions(&self) -> MutexGuard<'_, HashMap<ProposalId, watch::Sender<Arc<[Now]>>>> {
        self.0.discussions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<DriveId, watch::Sender<i64>>> {
        self.0.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stands in the place of statements that a moderator hid.
pub type Hidden = HashMap<StatementId, (Ground, String)>;

/// The end of the record of a hearing, and what stands in the place of what a moderator hid.
///
/// # Errors
/// A database error.
pub async fn tail(db: &Db, hearing: HearingId, limit: u64) -> Result<(Tail, Hidden), DbErr> {
    let mut hidden = voices::hidden_why(db.read(), hearing).await?;
    let tail = record::tail(db.read(), hearing, limit, &hidden.keys().copied().collect()).await?;
    hidden.retain(|id, _| tail.lines.iter().any(|line| line.id == *id));
    Ok((tail, hidden))
}

async fn read_hall(db: &Db, hearing: HearingId) -> Result<Hall, DbErr> {
    let (tail, hidden) = tail(db, hearing, LINES).await?;
    let questions = questions::counts(db.read(), hearing).await?.values().sum();
    Ok(Hall { tail, hidden, questions, stage: record::stage(db.read(), hearing).await? })
}

/// Puts in what is present; says whether it is something else.
fn replaced(old: &mut Arc<[Now]>, present: Arc<[Now]>) -> bool {
    let differs = *old != present;
    *old = present;
    differs
}
