//! Hashing passwords: slow on purpose, off the async threads, a bounded number at a time.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::Error;
use crate::password_rules::normalised;

/// Memory of one hash, in KiB: 19 MiB, with [`PASSES`] and [`LANES`] the recommendation of OWASP for argon2id.
pub const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
pub const PASSES: u32 = 2;
/// Lanes.
pub const LANES: u32 = 1;

/// How many callers may wait for each hash that runs, before the next is told to come back.
const QUEUE_PER_SLOT: usize = 64;

/// What is compared when an address has no account, so that the answer takes as long: the hash of a random string that
/// nobody kept, with the parameters above.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$u8z1qYvQ6l0kq2cXqf3V0Q$0mH6rH4yXo6y3bq6p1m1o2s8Zb1cVYw7i5l0e4n9v3A";

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB; at least 8.
    pub memory_kib: u32,
    /// Passes over the memory; at least 1.
    pub passes: u32,
}

/// The hash of a password, as a PHC string.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub(crate) String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Hashes and compares passwords. One a process; cheap to clone.
#[derive(Debug, Clone)]
pub struct Hasher {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Hasher {
    /// At most `parallel` hashes run at once, each with 19 MiB of memory.
    pub fn new(parallel: usize) -> Self {
        let parallel = parallel.max(1);
        Self {
            running: Arc::new(Semaphore::new(parallel)),
            waiting: Arc::new(Semaphore::new(parallel * QUEUE_PER_SLOT)),
        }
    }

    /// Hashes a password that passed [`crate::password_rules::check`].
    ///
    /// # Errors
    /// [`Error::Busy`]; [`Error::Hashing`] if it is longer than the rules allow.
    pub async fn hash(&self, password: &str) -> Result<PasswordHash, Error> {
        self.hash_at(password, HashCost::RECOMMENDED).await
    }

    /// Hashes at a cost of one's own. A hash carries its cost, so that comparing costs the same again.
    ///
    /// # Errors
    /// As [`Self::hash`], and [`Error::Hashing`] for a cost that the algorithm doesn't allow.
    pub async fn hash_at(&self, password: &str, cost: HashCost) -> Result<PasswordHash, Error> {
        let password = normalised(password).ok_or_else(|| Error::Hashing("too long".to_owned()))?;
        self.run(move || {
            cost.argon2()?.hash_password(password.as_bytes()).map_err(|e| Error::Hashing(e.to_string()))
        })
        .await?
        .map(|hash| PasswordHash(hash.to_string()))
    }

    /// Whether the password belongs to the hash. Without a hash it is compared all the same, and never belongs.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        // A password beyond the bounds can't be right, but must not answer sooner.
        let (password, possible) = match normalised(password) {
            Some(password) => (password, hash.is_some()),
            None => (String::new(), false),
        };
        let hash = hash.unwrap_or(NOBODY).to_owned();
        let compare = move || {
            HashCost::RECOMMENDED.argon2().map(|a| a.verify_password(password.as_bytes(), &*hash).is_ok())
        };
        let equal = self.run(compare).await??;
        Ok(equal && possible)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Error::Busy)?;
        let running = Arc::clone(&self.running).acquire_owned().await.map_err(|_| Error::Busy)?;
        tokio::task::spawn_blocking(move || {
            // Held by the thread, so that a caller who leaves does not free the slot before the work is done.
            let _running = running;
            work()
        })
        .await
        .map_err(|e| Error::Hashing(e.to_string()))
    }
}

impl HashCost {
    /// What passwords of the platform cost.
    pub const RECOMMENDED: Self = Self { memory_kib: MEMORY_KIB, passes: PASSES };

    fn argon2(self) -> Result<Argon2<'static>, Error> {
        let params = Params::new(self.memory_kib, self.passes, LANES, None);
        let params = params.map_err(|e| Error::Hashing(e.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_belongs_only_to_its_own_hash() {
        let hasher = Hasher::new(2);
        let hash = hasher.hash("一句十個字以上的通關密語").await.unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(hasher.verify("一句十個字以上的通關密語", Some(&hash.0)).await.unwrap());
        assert!(!hasher.verify("另一句十個字以上的通關密語", Some(&hash.0)).await.unwrap());
        assert!(!hasher.verify("一句十個字以上的通關密語", None).await.unwrap());
        assert!(!hasher.verify(&"x".repeat(100_000), Some(&hash.0)).await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_is_as_costly_as_a_real_one() {
        let parsed = argon2::PasswordHash::new(NOBODY).unwrap();
        assert_eq!(parsed.params.get_decimal("m"), Some(MEMORY_KIB));
        assert_eq!(parsed.params.get_decimal("t"), Some(PASSES));
        assert_eq!(parsed.params.get_decimal("p"), Some(LANES));
        assert_eq!(parsed.hash.map(|hash| hash.len()), Some(32));
    }

    #[tokio::test]
    async fn a_crowd_is_told_to_come_back() {
        let hasher = Hasher::new(1);
        let _held = hasher.waiting.try_acquire_many(64).unwrap();
        assert!(matches!(hasher.hash("correct horse battery").await, Err(Error::Busy)));
    }
}
