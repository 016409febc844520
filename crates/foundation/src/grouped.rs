//! Look-ups that come in at the same time, answered by one statement.
//!
//! Nothing is remembered: each answer was read after its question came. While one statement is under way, the questions
//! that come in wait and go together into the next; so a quiet house answers at once, and a crowd costs few statements.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::panic::AssertUnwindSafe;

use async_trait::async_trait;
use futures_util::FutureExt as _;
use sea_orm::DbErr;
use tokio::sync::{mpsc, oneshot};

/// How many questions go into one statement at the most.
const MOST: usize = 512;

/// How many questions may wait; more wait outside.
const WAITING: usize = 4096;

/// What answers many questions at once.
#[async_trait]
pub trait LookUp<K, V>: Send + Sync + 'static {
    /// The answers to these different questions; those without one are missing.
    ///
    /// # Errors
    /// A database error, which every asker gets.
    async fn look_up(&self, keys: &[K]) -> Result<HashMap<K, V>, DbErr>;
}

type Answer<V> = Result<Option<V>, DbErr>;

struct Question<K, V> {
    key: K,
    reply: oneshot::Sender<Answer<V>>,
}

/// The way in. Ends its task when it is dropped.
pub struct Grouped<K, V> {
    sender: mpsc::Sender<Question<K, V>>,
}

impl<K, V> std::fmt::Debug for Grouped<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grouped").field("free", &self.sender.capacity()).finish_non_exhaustive()
    }
}

impl<K, V> Grouped<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + 'static,
{
    /// Starts the task that asks, on the present tokio runtime.
    pub fn start(look_up: impl LookUp<K, V>) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(answer_all(look_up, receiver));
        Self { sender }
    }

    /// The answer to one question, read after it was asked.
    ///
    /// # Errors
    /// A database error.
    pub async fn get(&self, key: K) -> Answer<V> {
        let (reply, answer) = oneshot::channel();
        let ended = || DbErr::Custom("the look-up has ended".to_owned());
        self.sender.send(Question { key, reply }).await.map_err(|_| ended())?;
        answer.await.unwrap_or_else(|_| Err(ended()))
    }
}

async fn answer_all<K, V>(look_up: impl LookUp<K, V>, mut receiver: mpsc::Receiver<Question<K, V>>)
where
    K: Clone + Eq + Hash + Send + Sync,
    V: Clone + Send,
{
    let mut questions = Vec::with_capacity(MOST);
    while receiver.recv_many(&mut questions, MOST).await > 0 {
        let keys: HashSet<K> = questions.iter().map(|question| question.key.clone()).collect();
        let keys: Vec<K> = keys.into_iter().collect();
        // A panic must not leave everybody after it without an answer.
        let found = AssertUnwindSafe(look_up.look_up(&keys))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(DbErr::Custom("a look-up panicked".to_owned())));
        for Question { key, reply } in questions.drain(..) {
            let answer = match &found {
                Ok(found) => Ok(found.get(&key).cloned()),
                Err(error) => Err(error.clone()),
            };
            // Whoever asked may have gone away.
            let _ = reply.send(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

    /// Doubles even numbers, knows no odd ones, fails on 100 and panics on 200; waits for leave before each statement.
    struct Doubling {
        statements: Arc<AtomicUsize>,
        leave: Arc<Semaphore>,
    }

    #[async_trait]
    impl LookUp<u32, u32> for Doubling {
        async fn look_up(&self, keys: &[u32]) -> Result<HashMap<u32, u32>, DbErr> {
            self.leave.acquire().await.unwrap().forget();
            self.statements.fetch_add(1, Ordering::SeqCst);
            assert!(!keys.contains(&200));
            if keys.contains(&100) {
                return Err(DbErr::Custom("no".to_owned()));
            }
            Ok(keys.iter().filter(|key| *key % 2 == 0).map(|key| (*key, key * 2)).collect())
        }
    }

    fn start() -> (Grouped<u32, u32>, Arc<AtomicUsize>, Arc<Semaphore>) {
        let (statements, leave) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let doubling = Doubling { statements: Arc::clone(&statements), leave: Arc::clone(&leave) };
        (Grouped::start(doubling), statements, leave)
    }

    #[tokio::test]
    async fn what_waits_meanwhile_goes_together() {
        let (grouped, statements, leave) = start();
        let all = futures_util::future::join_all((0..50).map(|n| grouped.get(n % 10)));
        let release = async {
            // All fifty have been asked by the time this is polled.
            leave.add_permits(2);
        };
        let (answers, ()) = tokio::join!(all, release);
        for (n, answer) in (0u32..50).zip(answers) {
            let n = n % 10;
            assert_eq!(answer.unwrap(), (n % 2 == 0).then_some(n * 2));
        }
        assert!(statements.load(Ordering::SeqCst) <= 2);
    }

    #[tokio::test]
    async fn a_failure_reaches_who_asked_and_nobody_else() {
        let (grouped, _, leave) = start();
        leave.add_permits(3);
        assert!(grouped.get(100).await.is_err());
        assert!(grouped.get(200).await.is_err());
        assert_eq!(grouped.get(4).await.unwrap(), Some(8));
    }
}
