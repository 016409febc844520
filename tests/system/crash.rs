//! What is left when a process is killed while people sign: everything acknowledged, nothing twice.

use std::collections::{HashMap, HashSet};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use folkmoot_foundation::db::DbOptions;
use folkmoot_foundation::{Db, DriveId, db, event};
use folkmoot_signatures::proof::verify_drive;
use folkmoot_signatures::{DriveFile, drives, recount};
use folkmoot_tests::postgres::Postgres;
use folkmoot_tests::{Backend, House};
use rand::RngExt as _;

/// How often the process is killed, and how often the database; TEST_CRASHES says another number.
fn crashes() -> usize {
    std::env::var("TEST_CRASHES").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

/// How many people sign at the same time.
const AT_ONCE: usize = 16;

/// The binary, built on demand: cargo builds it for the tests of its own package only. Asked for as part of the workspace, it is
/// linked from what the tests are made of already.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let target = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let build = ["build", "--quiet", "--workspace", "--bin", "folkmoot"];
        assert!(Command::new(cargo).args(build).status().unwrap().success());
        target.join("folkmoot")
    })
}

struct Serving {
    child: Child,
    url: String,
}

impl Serving {
    fn start(database_url: &str, directory: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(binary())
            .arg("serve")
            .current_dir(directory)
            .env("DATABASE_URL", database_url)
            .env("FOLKMOOT_LISTEN", format!("127.0.0.1:{port}"))
            .env("FOLKMOOT_LOG", "error")
            // All of them sign from one address.
            .env("FOLKMOOT_CHECKS_ADDRESS", "1000000")
            .env("FOLKMOOT_CHECKS_NETWORK", "1000000")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }

    async fn answers(&self) {
        let began = Instant::now();
        while reqwest::get(format!("{}/api/v1/openapi.json", self.url)).await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "the platform does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// SIGKILL: no time to finish anything.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// People who sign one after the other.
#[derive(Clone)]
struct Queue {
    proposal: String,
    tokens: Arc<Vec<String>>,
    next: Arc<AtomicUsize>,
    acknowledged: Arc<AtomicUsize>,
}

/// Everybody in the queue signs until the process is gone or `enough` is set; gives who got which receipt. An answer
/// without one says so cleanly.
async fn sign_until_gone(url: &str, queue: &Queue, enough: &Arc<AtomicBool>) -> HashMap<usize, String> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (http, queue, enough) = (http.clone(), queue.clone(), Arc::clone(enough));
        let sign = format!("{url}/proposals/{}/sign", queue.proposal);
        tasks.spawn(async move {
            let mut acknowledged = Vec::new();
            while !enough.load(Ordering::Relaxed) {
                let turn = queue.next.fetch_add(1, Ordering::Relaxed);
                let Some(token) = queue.tokens.get(turn) else { return acknowledged };
                let request = http.post(&sign).header("cookie", format!("session={token}"));
                let Ok(answer) = request.send().await else { return acknowledged };
                if answer.status() == 503 {
                    // The database is gone, and nobody was told that they had signed.
                    assert!(answer.headers().contains_key("retry-after"));
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    continue;
                }
                assert_eq!(answer.status(), 303);
                let location = answer.headers()["location"].to_str().unwrap();
                let receipt = location.trim_start_matches("/receipts/").split('?').next().unwrap();
                acknowledged.push((turn, receipt.to_owned()));
                queue.acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            acknowledged
        });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

/// Waits for a few signatures and a few milliseconds: anywhere between two statements.
async fn some_moment(queue: &Queue) {
    let (enough, pause) = (rand::rng().random_range(1..150), rand::rng().random_range(0..20));
    let enough = queue.acknowledged.load(Ordering::Relaxed) + enough;
    let began = Instant::now();
    while queue.acknowledged.load(Ordering::Relaxed) < enough {
        assert!(began.elapsed() < Duration::from_secs(60), "nobody signs any more");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_millis(pause)).await;
}

/// Every acknowledged signature is there once, all numbers fit, and the published proofs say the same.
async fn all_is_well(db: &Db, queue: &Queue, acknowledged: &HashMap<usize, String>, crashes: usize) {
    let drive = DriveId(queue.proposal.parse().unwrap());
    let tx = db.begin().await.unwrap();
    let recount = recount(&tx, drive).await.unwrap();
    db::commit(tx).await.unwrap();
    assert!(recount.fits(), "{recount:?}");
    let counted = usize::try_from(recount.tally).unwrap();
    // What was under way at a crash may have been committed without having been acknowledged.
    assert!((acknowledged.len()..=acknowledged.len() + crashes * AT_ONCE).contains(&counted), "{counted}");
    let mut held = HashSet::new();
    let mut after = None;
    loop {
        let part = drives::signers(db.read(), drive, None, Utc::now(), after, 1000).await.unwrap();
        let Some((last, _)) = part.last() else { break };
        after = Some(*last);
        held.extend(part.iter().map(|(id, _)| id.to_string()));
    }
    assert_eq!(held.len(), counted);
    let lost: Vec<_> = acknowledged.values().filter(|receipt| !held.contains(*receipt)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged are lost", lost.len(), acknowledged.len());

    assert_eq!(event::first_broken_seal(db.read()).await.unwrap(), None);
    let key = event::checkpoint::newest(db.read()).await.unwrap().unwrap().key;
    let mut file = DriveFile::new(drive, "https://example.org", &key.try_into().unwrap(), Utc::now());
    let mut text = String::new();
    while let Some(line) = file.next(db.read()).await.unwrap() {
        text += &serde_json::to_string(&line).unwrap();
        text += "\n";
    }
    let proven = verify_drive(&mut text.as_bytes(), None).unwrap();
    assert_eq!(usize::try_from(proven.count).unwrap(), counted);
}

/// Waits until the running process has sealed everything.
async fn sealed(db: &Db) {
    let began = Instant::now();
    loop {
        let waiting = event::newest(db.read(), &event::Filter::default(), None, 1).await.unwrap();
        if waiting.first().is_none_or(|event| event.position.is_some()) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "nobody seals the log");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn survives_kills(backend: Backend) {
    // The house makes the database and its people; then the binary takes over.
    let house = House::start(backend).await;
    house.clock.set(Utc::now() - TimeDelta::days(2));
    let proposal = house.drive().await;
    let queue = Queue {
        proposal: proposal.clone(),
        tokens: Arc::new(house.tokens(20_000).await),
        next: Arc::default(),
        acknowledged: Arc::default(),
    };
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = HashMap::new();
    for _ in 0..crashes() {
        let serving = Serving::start(&house.database_url, directory.path());
        serving.answers().await;
        let (url, never) = (serving.url.clone(), Arc::default());
        let killing = async {
            some_moment(&queue).await;
            serving.kill();
        };
        let (receipts, ()) = tokio::join!(sign_until_gone(&url, &queue, &never), killing);
        acknowledged.extend(receipts);
    }
    assert!(queue.next.load(Ordering::Relaxed) < queue.tokens.len(), "nobody was left to sign");
    let serving = Serving::start(&house.database_url, directory.path());
    serving.answers().await;
    sealed(&house.app.db).await;
    serving.kill();
    all_is_well(&house.app.db, &queue, &acknowledged, crashes()).await;
    house.stop().await;
}

/// The database is cut off again and again while one process goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_database_is_cut_off() {
    let server = Postgres::start(&[]).unwrap();
    let house = House::on(server.url()).await;
    house.clock.set(Utc::now() - TimeDelta::days(2));
    let queue = Queue {
        proposal: house.drive().await,
        tokens: Arc::new(house.tokens(30_000).await),
        next: Arc::default(),
        acknowledged: Arc::default(),
    };
    // The process alone is on the database while it is cut off.
    house.stop().await;
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start(&server.url(), directory.path());
    serving.answers().await;
    let (url, enough) = (serving.url.clone(), Arc::new(AtomicBool::new(false)));
    let cutting = async {
        for _ in 0..crashes() {
            some_moment(&queue).await;
            server.cut_off().unwrap();
            server.go_on().unwrap();
        }
        some_moment(&queue).await;
        enough.store(true, Ordering::Relaxed);
    };
    let (acknowledged, ()) = tokio::join!(sign_until_gone(&url, &queue, &enough), cutting);
    assert!(queue.next.load(Ordering::Relaxed) < queue.tokens.len(), "nobody was left to sign");
    let db = Db::connect(&DbOptions { url: server.url(), max_connections: 4 }).await.unwrap();
    sealed(&db).await;
    serving.kill();
    all_is_well(&db, &queue, &acknowledged, crashes()).await;
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    survives_kills(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_postgres() {
    survives_kills(Backend::Postgres).await;
}
