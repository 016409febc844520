//! The intake: one task per process that takes all waiting requests into one transaction.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{Clock, Db, DbErr, DriveId, Now, PersonId, Tx};
use futures_util::FutureExt as _;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::checks::{Origin, Watch};
use crate::error::SignError;
use crate::receipt::{Channel, Receipt};
use crate::{PersonKey, batch};

/// Somebody wants to sign.
#[derive(Debug, Clone)]
pub struct SignRequest {
    /// What.
    pub drive: DriveId,
    /// With which account, if with one.
    pub person: Option<PersonId>,
    /// Who, as far as counting is concerned.
    pub person_key: PersonKey,
    /// Under which region to count it.
    pub region: Option<RegionCode>,
    /// Which way it comes in.
    pub channel: Channel,
    /// Where it comes from, if anything is known of it.
    pub origin: Option<Origin>,
}

/// A signature that is in the database for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The proof.
    pub receipt: Receipt,
    /// Whether it counted before this request.
    pub already: bool,
    /// The drive's count at the commit.
    pub count: i64,
}

/// A threshold that was reached for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// In which drive.
    pub drive: DriveId,
    /// Which of its thresholds.
    pub threshold_code: String,
    /// The count that reaches it.
    pub threshold: i64,
    /// The count now, which may be higher.
    pub count: i64,
}

/// What happens when a threshold is reached.
#[async_trait]
pub trait OnThreshold: Send + Sync + 'static {
    /// Does it in the transaction that crosses the threshold, once. The drive is locked meanwhile.
    ///
    /// # Errors
    /// A database error, which undoes the signatures that would have crossed.
    async fn crossed(&self, tx: &Tx, crossing: &Crossing, now: Now) -> Result<(), DbErr>;
}

/// How much the intake takes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The greatest number of waiting requests; one more is refused as [`SignError::Busy`].
    pub waiting: usize,
    /// The greatest number of requests in one transaction, 1 to 2,000.
    pub batch: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { waiting: 4096, batch: 512 }
    }
}

type Answer = Result<Signed, SignError>;

struct Waiting {
    request: SignRequest,
    reply: oneshot::Sender<Answer>,
}

/// The way in for signatures. Made once per process; several processes on one database stay exact.
pub struct Intake {
    sender: mpsc::Sender<Waiting>,
    stopping: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake").field("free", &self.sender.capacity()).finish_non_exhaustive()
    }
}

impl Intake {
    /// Starts the intake's task on the present tokio runtime.
    pub fn start(db: Db, clock: Arc<dyn Clock>, hook: Arc<dyn OnThreshold>, limits: Limits) -> Self {
        Self::begin(db, clock, hook, None, limits)
    }

    /// As [`Intake::start`]; what is conspicuous to the watch is put aside in the transaction that takes it.
    pub fn watched(
        db: Db,
        clock: Arc<dyn Clock>,
        hook: Arc<dyn OnThreshold>,
        watch: Arc<Watch>,
        limits: Limits,
    ) -> Self {
        Self::begin(db, clock, hook, Some(watch), limits)
    }

    fn begin(
        db: Db,
        clock: Arc<dyn Clock>,
        hook: Arc<dyn OnThreshold>,
        watch: Option<Arc<Watch>>,
        limits: Limits,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(limits.waiting.max(1));
        let stopping = Arc::new(Notify::new());
        let work = Work { db, clock, hook, watch, batch: limits.batch.clamp(1, 2000) };
        let task = tokio::spawn(work.run(receiver, Arc::clone(&stopping)));
        Self { sender, stopping, task: Mutex::new(Some(task)) }
    }

    /// Signs, and answers when the signature is committed. Signing again gives the same receipt; signing after a
    /// withdrawal makes the old signature count again.
    ///
    /// # Errors
    /// See [`SignError`]; whatever it is, trying again can't count twice.
    pub async fn sign(&self, request: SignRequest) -> Result<Signed, SignError> {
        let (reply, answer) = oneshot::channel();
        self.sender.try_send(Waiting { request, reply }).map_err(|error| match error {
            TrySendError::Full(_) => SignError::Busy,
            TrySendError::Closed(_) => SignError::Stopped,
        })?;
        answer.await.unwrap_or(Err(SignError::Stopped))
    }

    /// Takes no more, answers all that are waiting, and ends.
    pub async fn stop(&self) {
        self.stopping.notify_one();
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the intake of signatures ended badly");
        }
    }
}

struct Work {
    db: Db,
    clock: Arc<dyn Clock>,
    hook: Arc<dyn OnThreshold>,
    watch: Option<Arc<Watch>>,
    batch: usize,
}

impl Work {
    async fn run(self, mut receiver: mpsc::Receiver<Waiting>, stopping: Arc<Notify>) {
        let mut waiting = Vec::with_capacity(self.batch);
        loop {
            tokio::select! {
                biased;
                () = stopping.notified() => receiver.close(),
                taken = receiver.recv_many(&mut waiting, self.batch) => {
                    if taken == 0 {
                        return;
                    }
                    let (requests, replies): (Vec<_>, Vec<_>) =
                        waiting.drain(..).map(|w| (w.request, w.reply)).unzip();
                    let answers = self.answer(&requests).await;
                    for (reply, answer) in replies.into_iter().zip(answers) {
                        // A caller that has gone away holds its signature all the same.
                        let _ = reply.send(answer);
                    }
                }
            }
        }
    }

    /// One answer for each request. A transaction that fails is tried once more, since PostgreSQL may have ended it to
    /// resolve a deadlock; then one by one, so that what is wrong with one request doesn't fail the others.
    async fn answer(&self, requests: &[SignRequest]) -> Vec<Answer> {
        let mut failure = None;
        for _ in 0..2 {
            match self.commit(requests).await {
                Ok(answers) => return answers,
                Err(error) => failure = Some(error),
            }
            if failure.as_ref().is_some_and(is_unreachable) {
                break;
            }
        }
        let failure = failure.unwrap_or_else(|| DbErr::Custom("no attempt was made".to_owned()));
        tracing::error!(error = %failure, requests = requests.len(), "a batch of signatures failed");
        if requests.len() == 1 || is_unreachable(&failure) {
            return requests.iter().map(|_| Err(SignError::Db(failure.clone()))).collect();
        }
        let mut answers = Vec::with_capacity(requests.len());
        let mut unreachable: Option<DbErr> = None;
        for request in requests {
            if let Some(error) = &unreachable {
                answers.push(Err(SignError::Db(error.clone())));
                continue;
            }
            match self.commit(std::slice::from_ref(request)).await {
                Ok(mut one) => answers.push(one.pop().unwrap_or(Err(SignError::Stopped))),
                Err(error) => {
                    unreachable = is_unreachable(&error).then(|| error.clone());
                    answers.push(Err(SignError::Db(error)));
                }
            }
        }
        answers
    }

    /// One transaction. A panic in it, which only a hook could cause, must not end the intake for everybody.
    async fn commit(&self, requests: &[SignRequest]) -> Result<Vec<Answer>, DbErr> {
        let watch = self.watch.as_deref();
        let work = batch::commit(&self.db, self.clock.as_ref(), self.hook.as_ref(), watch, requests);
        AssertUnwindSafe(work)
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(DbErr::Custom("a batch of signatures panicked".to_owned())))
    }
}

/// Whether the database can't be reached at all, so that trying the next request is no use.
fn is_unreachable(error: &DbErr) -> bool {
    matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
}
