//! Many connections that ask again as soon as they have an answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
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

/// People who read a page again and again.
pub struct Readers {
    stop: Arc<AtomicBool>,
    tasks: tokio::task::JoinSet<std::result::Result<u64, String>>,
}

impl Readers {
    /// Ends them; says how many pages they got.
    pub async fn stop(mut self) -> Result<u64> {
        self.stop.store(true, Ordering::Relaxed);
        let mut read = 0;
        while let Some(ended) = self.tasks.join_next().await {
            read += ended??;
        }
        Ok(read)
    }
}

/// Starts so many readers of a page.
pub fn readers(address: SocketAddr, page: &[u8], count: usize) -> Readers {
    let (stop, mut tasks) = (Arc::new(AtomicBool::new(false)), tokio::task::JoinSet::new());
    for _ in 0..count {
        let (stop, page) = (Arc::clone(&stop), page.to_vec());
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await.map_err(|e| e.to_string())?;
            let mut read = 0;
            while !stop.load(Ordering::Relaxed) {
                let (status, ..) = connection.send(&page).await.map_err(|e| e.to_string())?;
                if status != 200 {
                    return Err(format!("a reader got {status}"));
                }
                read += 1;
            }
            Ok(read)
        });
    }
    Readers { stop, tasks }
}

/// What a flood gave.
#[derive(Debug)]
pub struct Flood {
    /// How many a second were sent.
    pub sent_per_second: f64,
    /// How many a second were taken.
    pub good_per_second: f64,
    /// How many a second were refused with 503 and Retry-After.
    pub refused_per_second: f64,
    /// The longest time that anybody waited for an answer.
    pub longest: Duration,
}

/// Twice as many people at once as may wait: half of them are refused, and come back with the next request after `pause`. An
/// answer is 303, or 503 with Retry-After; any other ends the measurement.
pub async fn flood(
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    waiting: usize,
    pause: Duration,
    length: Duration,
) -> Result<Flood> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut connections = Vec::with_capacity(waiting * 2);
    for _ in 0..waiting * 2 {
        connections.push(Connection::open(address).await?);
    }
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for mut connection in connections {
        let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
        tasks.spawn(async move {
            let (mut good, mut refused, mut longest) = (0_u64, 0_u64, Duration::ZERO);
            while began.elapsed() < length {
                let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                let sent = Instant::now();
                let (status, head, _) = connection.send(request).await.map_err(|e| e.to_string())?;
                longest = longest.max(sent.elapsed());
                match status {
                    303 => good += 1,
                    503 if connection.head(head).contains("retry-after:") => {
                        refused += 1;
                        tokio::time::sleep(pause).await;
                    }
                    status => return Err(format!("{status}: {}", connection.head(head))),
                }
            }
            Ok((good, refused, longest))
        });
    }
    let (mut good, mut refused, mut longest) = (0, 0, Duration::ZERO);
    while let Some(ended) = tasks.join_next().await {
        let (g, r, l) = ended?.map_err(|e: String| e)?;
        good += g;
        refused += r;
        longest = longest.max(l);
    }
    let seconds = began.elapsed().as_secs_f64();
    Ok(Flood {
        sent_per_second: (good + refused) as f64 / seconds,
        good_per_second: good as f64 / seconds,
        refused_per_second: refused as f64 / seconds,
        longest,
    })
}
