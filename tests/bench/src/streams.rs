//! Signing while many watch the count.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::http::{get, post};
use crate::load::{self, Load};
use crate::platform::Platform;
use crate::postgres::Postgres;
use crate::{Measured, Result, crowd};

/// How many watch.
const STREAMS: usize = 5000;

/// For how long it is driven before it counts.
const WARM_UP: Duration = Duration::from_secs(1);

/// What the streams were told together.
#[derive(Default)]
struct Heard {
    /// How many have been told something.
    begun: AtomicUsize,
    /// How many were told this count.
    last: AtomicI64,
    reached: AtomicUsize,
}

/// Signing with 5,000 open streams on the drive, and without: half of the latter before, half after, since a drive
/// grows while it is signed.
pub async fn streams_5000(length: Duration) -> Result<Measured> {
    let server = Postgres::start(&[])?;
    let platform = Platform::start(Some(server.url())).await?;
    let db = platform.database().await?;
    let proposal = platform.open_proposal().await?;
    let path = format!("/proposals/{proposal}/sign");
    let many = 25_000 * usize::try_from(length.as_secs())?;
    let mut crowds = Vec::new();
    for count in [20_000, many / 2 + 10_000, many, many / 2 + 10_000] {
        let tokens = crowd::add(&db, count).await?;
        crowds.push(Arc::new(tokens.iter().map(|token| post(&path, token)).collect()));
    }
    db.for_migrations().execute_unprepared("ANALYZE").await?;
    let begun = platform.count(&proposal).await?;
    let mut acknowledged = 0;
    let mut sign = async |length: Duration| -> Result<Load> {
        let load = load::run(platform.address, crowds.remove(0), true, 303, length).await?;
        acknowledged += i64::try_from(load.good)?;
        Ok(load)
    };
    sign(WARM_UP).await?;
    let before = sign(length / 2).await?;
    let heard = Arc::new(Heard::default());
    let streams = open(platform.address, &proposal, &heard).await?;
    let seen = sign(length).await?;
    told_all(&platform, &proposal, &heard).await?;
    drop(streams);
    let after = sign(length / 2).await?;
    let grown = platform.count(&proposal).await? - begun;
    if grown != acknowledged {
        let told = format!("{acknowledged} signatures were acknowledged, but the count grew by {grown}");
        return Err(told.into());
    }
    db.close().await?;
    Ok(Measured {
        what: "signatures with 5,000 streams",
        seen: seen.per_second,
        against: "without",
        compared: (before.per_second + after.per_second) / 2.0,
    })
}

/// Opens the streams and reads them until they are dropped.
async fn open(address: SocketAddr, proposal: &str, heard: &Arc<Heard>) -> Result<JoinSet<()>> {
    let request = get(&format!("/proposals/{proposal}/count/stream"));
    let mut streams = JoinSet::new();
    for _ in 0..STREAMS {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(&request).await?;
        let heard = Arc::clone(heard);
        streams.spawn(async move { listen(stream, &heard).await });
    }
    let began = Instant::now();
    while heard.begun.load(Ordering::Relaxed) < STREAMS {
        if began.elapsed() > Duration::from_secs(60) {
            let begun = heard.begun.load(Ordering::Relaxed);
            return Err(format!("{begun} of {STREAMS} streams began within a minute").into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(streams)
}

async fn listen(mut stream: TcpStream, heard: &Heard) {
    let mut buffer = [0; 1024];
    let mut begun = false;
    while let Ok(length @ 1..) = stream.read(&mut buffer).await {
        let text = String::from_utf8_lossy(&buffer[..length]);
        let Some((_, count)) = text.rsplit_once("\"count\":") else { continue };
        if !std::mem::replace(&mut begun, true) {
            heard.begun.fetch_add(1, Ordering::Relaxed);
        }
        let digits: String = count.chars().take_while(char::is_ascii_digit).collect();
        let Ok(count) = digits.parse::<i64>() else { continue };
        if heard.last.fetch_max(count, Ordering::Relaxed) < count {
            heard.reached.store(0, Ordering::Relaxed);
        }
        if count == heard.last.load(Ordering::Relaxed) {
            heard.reached.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Waits until every stream has been told the present count.
async fn told_all(platform: &Platform, proposal: &str, heard: &Heard) -> Result<()> {
    let (count, began) = (platform.count(proposal).await?, Instant::now());
    loop {
        let (last, reached) = (heard.last.load(Ordering::Relaxed), heard.reached.load(Ordering::Relaxed));
        if (last, reached) == (count, STREAMS) {
            return Ok(());
        }
        if began.elapsed() > Duration::from_secs(10) {
            return Err(
                format!("{reached} of {STREAMS} streams were told {last}; the count is {count}").into()
            );
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
