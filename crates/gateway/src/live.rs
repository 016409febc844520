//! Counts that move while somebody looks: one question a second to the database, however many look.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use folkmoot_foundation::{Db, DbErr, DriveId};
use folkmoot_signatures::drives;
use tokio::sync::watch;

/// How often the counts are read.
const EVERY: Duration = Duration::from_secs(1);

/// How many drives are asked for in one statement.
const AT_ONCE: usize = 500;

/// The counts that somebody watches. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct LiveCounts(Arc<Mutex<HashMap<DriveId, watch::Sender<i64>>>>);

impl LiveCounts {
    /// The count of a drive from now on; nothing if there is no such drive.
    ///
    /// # Errors
    /// A database error.
    pub async fn watch(&self, db: &Db, drive: DriveId) -> Result<Option<watch::Receiver<i64>>, DbErr> {
        // Read anew also when others watch already: whoever opens the page must not see less than the page showed.
        let Some(count) = drives::tally(db.read(), drive).await? else { return Ok(None) };
        let mut watched = self.watched();
        let sender = watched.entry(drive).or_insert_with(|| watch::Sender::new(count));
        sender.send_if_modified(|old| std::mem::replace(old, count) != count);
        Ok(Some(sender.subscribe()))
    }

    /// Reads the watched counts again and again, until told to stop.
    pub async fn run(self, db: Db, mut stopping: watch::Receiver<bool>) {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            if let Err(error) = self.refresh(&db).await {
                tracing::warn!(%error, "the watched counts could not be read");
            }
        }
    }

    async fn refresh(&self, db: &Db) -> Result<(), DbErr> {
        let ids: Vec<DriveId> = {
            let mut watched = self.watched();
            watched.retain(|_, sender| sender.receiver_count() > 0);
            watched.keys().copied().collect()
        };
        for ids in ids.chunks(AT_ONCE) {
            let counts = drives::tallies(db.read(), ids).await?;
            let watched = self.watched();
            for (drive, count) in counts {
                if let Some(sender) = watched.get(&drive) {
                    sender.send_if_modified(|old| std::mem::replace(old, count) != count);
                }
            }
        }
        Ok(())
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<DriveId, watch::Sender<i64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
