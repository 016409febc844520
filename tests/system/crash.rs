//! What is left when a process is killed while people sign: everything acknowledged, nothing twice.

use std::collections::{HashMap, HashSet};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use folkmoot_foundation::{DriveId, db};
use folkmoot_signatures::{drives, recount};
use folkmoot_tests::{Backend, House};
use rand::RngExt as _;

/// How often the process is killed.
const KILLS: usize = 4;

/// How many people sign at the same time.
const AT_ONCE: usize = 16;

/// The binary, built on demand: cargo builds it for the tests of its own package only.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let target = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let build = ["build", "--quiet", "-p", "folkmoot-gateway"];
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

/// Everybody in the queue signs until the process is gone; gives who got which receipt.
async fn sign_until_gone(url: &str, queue: &Queue) -> HashMap<usize, String> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (http, queue) = (http.clone(), queue.clone());
        let sign = format!("{url}/proposals/{}/sign", queue.proposal);
        tasks.spawn(async move {
            let mut acknowledged = Vec::new();
            loop {
                let turn = queue.next.fetch_add(1, Ordering::Relaxed);
                let Some(token) = queue.tokens.get(turn) else { return acknowledged };
                let request = http.post(&sign).header("cookie", format!("session={token}"));
                let Ok(answer) = request.send().await else { return acknowledged };
                assert_eq!(answer.status(), 303);
                let location = answer.headers()["location"].to_str().unwrap();
                let receipt = location.trim_start_matches("/receipts/").split('?').next().unwrap();
                acknowledged.push((turn, receipt.to_owned()));
                queue.acknowledged.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    tasks.join_all().await.into_iter().flatten().collect()
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
    for _ in 0..KILLS {
        let serving = Serving::start(&house.database_url, directory.path());
        serving.answers().await;
        let url = serving.url.clone();
        let killing = async {
            // A few signatures and a few milliseconds later: anywhere between two statements.
            let (enough, pause) = (rand::rng().random_range(1..150), rand::rng().random_range(0..20));
            let enough = queue.acknowledged.load(Ordering::Relaxed) + enough;
            while queue.acknowledged.load(Ordering::Relaxed) < enough {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
            serving.kill();
        };
        let (receipts, ()) = tokio::join!(sign_until_gone(&url, &queue), killing);
        acknowledged.extend(receipts);
    }
    assert!(queue.next.load(Ordering::Relaxed) < queue.tokens.len(), "nobody was left to sign");

    let drive = DriveId(proposal.parse().unwrap());
    let tx = house.app.db.begin().await.unwrap();
    let recount = recount(&tx, drive).await.unwrap();
    db::commit(tx).await.unwrap();
    assert!(recount.fits(), "{recount:?}");
    let counted = usize::try_from(recount.tally).unwrap();
    // What was under way at a kill may have been committed without having been acknowledged.
    assert!((acknowledged.len()..=acknowledged.len() + KILLS * AT_ONCE).contains(&counted), "{counted}");
    let mut held = HashSet::new();
    let mut after = None;
    loop {
        let part = drives::signers(house.app.db.read(), drive, Utc::now(), after, 1000).await.unwrap();
        let Some((last, _)) = part.last() else { break };
        after = Some(*last);
        held.extend(part.iter().map(|(id, _)| id.to_string()));
    }
    assert_eq!(held.len(), counted);
    let lost: Vec<_> = acknowledged.values().filter(|receipt| !held.contains(*receipt)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged are lost", lost.len(), acknowledged.len());
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    survives_kills(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_postgres() {
    survives_kills(Backend::Postgres).await;
}
