//! Many connections that ask again as soon as they have an answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::Result;
use crate::http::Connection;

/// How many connections ask at the same time: a crowd of phones.
pub const CONNECTIONS: usize = 256;

/// What a load gave.
#[derive(Debug)]
pub struct Load {
    /// Good answers.
    pub good: u64,
    /// How many of them a second.
    pub per_second: f64,
}

/// Sends the requests in turn over all connections for the given time, or until they run out if each is sent `once`.
/// An answer is good if it has this status; any other ends the measurement.
pub async fn run(
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    once: bool,
    good: u16,
    length: Duration,
) -> Result<Load> {
    let next = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (requests, next, done) = (Arc::clone(&requests), Arc::clone(&next), Arc::clone(&done));
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await.map_err(|e| e.to_string())?;
            while began.elapsed() < length {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                if once && turn >= requests.len() {
                    return Err("more signers are needed than were prepared".to_owned());
                }
                let request = &requests[turn % requests.len()];
                let (status, ..) = connection.send(request).await.map_err(|e| e.to_string())?;
                if status != good {
                    let answer = connection.ask(request).await.map_err(|e| e.to_string())?;
                    return Err(format!("{status}, then {}: {}", answer.status, answer.head));
                }
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    let good = done.load(Ordering::Relaxed);
    Ok(Load { good, per_second: good as f64 / began.elapsed().as_secs_f64() })
}
