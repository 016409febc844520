//! The harness of the system tests: a whole platform on a port of its own, on either database, with a clock that the
//! test sets, spoken to over HTTP only.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

pub mod cases;
mod crowd;
mod mails;
mod people;
pub mod postgres;
pub mod proposals;
pub mod provider;
pub mod rulebooks;
mod signing;

use std::sync::Arc;

use folkmoot_foundation::Now;
use folkmoot_foundation::clock::{ManualClock, ShiftedClock};
use folkmoot_foundation::crypto::{Keyring, SystemEntropy};
use folkmoot_gateway::app::{App, Parts};
use folkmoot_gateway::config::{Config, MailTransport, Mode, Source};
use folkmoot_gateway::http::{Running, start};
use folkmoot_gateway::work::Done;
use folkmoot_migrations::testing::{self, TestDb};
use reqwest::header;
use tokio::sync::watch;

pub use people::{PASSWORD, Somebody};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// An SQLite file.
    Sqlite,
    /// A PostgreSQL database.
    Postgres,
}

impl Backend {
    /// A database that nothing else uses.
    async fn database(self) -> TestDb {
        match self {
            Self::Sqlite => testing::sqlite().await,
            Self::Postgres => testing::postgres().await,
        }
    }
}

/// Runs an async test body on both databases, as two tests: `on_both!(name, |house: House| async move { … });`
#[macro_export]
macro_rules! on_both {
    ($name:ident, $body:expr) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                ($body)($crate::House::start($crate::Backend::Sqlite).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                ($body)($crate::House::start($crate::Backend::Postgres).await).await;
            }
        }
    };
}

/// A whole platform.
pub struct House {
    /// The present; set it to let time pass.
    pub clock: ManualClock,
    /// Where it answers, without a slash at the end.
    pub url: String,
    /// The platform itself, for letting its background work run; tests look at it only over HTTP.
    pub app: Arc<App>,
    /// The database's address, for tests of what a crash leaves.
    pub database_url: String,
    running: Option<Running>,
    stop: watch::Sender<bool>,
    _database: TestDb,
    _files: tempfile::TempDir,
}

/// The instant at which every test begins: Monday 2026-03-02, noon in Taipei.
pub fn beginning() -> Now {
    "2026-03-02T04:00:00Z".parse().unwrap()
}

impl House {
    /// A platform as `folkmoot serve` runs it.
    pub async fn start(backend: Backend) -> Self {
        Self::start_as(backend, Mode::Serve, &[]).await
    }

    /// A platform as `folkmoot demo` runs it, with the system's clock, which only the time machine moves.
    pub async fn start_demo(backend: Backend) -> Self {
        Self::begin(backend.database().await, Mode::Demo, &[], Some(ShiftedClock::default())).await
    }

    /// A platform in a mode, with settings as variables.
    pub async fn start_as(backend: Backend, mode: Mode, settings: &[(&str, &str)]) -> Self {
        Self::begin(backend.database().await, mode, settings, None).await
    }

    /// A platform as `folkmoot serve` runs it, on a database of the test's own.
    pub async fn on(url: String) -> Self {
        Self::begin(testing::at(&url).await, Mode::Serve, &[], None).await
    }

    async fn begin(
        database: TestDb,
        mode: Mode,
        settings: &[(&str, &str)],
        time_machine: Option<ShiftedClock>,
    ) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let files = tempfile::tempdir().unwrap();
        let mut variables = vec![
            ("FOLKMOOT_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
            ("FOLKMOOT_DATABASE_URL".to_owned(), database.url.clone()),
            ("FOLKMOOT_TELL_STATEMENTS".to_owned(), "true".to_owned()),
            ("FOLKMOOT_WORK".to_owned(), "false".to_owned()),
            ("FOLKMOOT_FILES_FOLDER".to_owned(), files.path().display().to_string()),
        ];
        variables.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let mut config = Config::read(mode, Source::new(None, variables)).unwrap();
        config.mail = MailTransport::Mailbox;
        let clock = ManualClock::at(beginning());
        let (stop, stopping) = watch::channel(false);
        let app = App::start(Parts {
            config,
            db: database.db.clone(),
            clock: match &time_machine {
                Some(machine) => Arc::new(machine.clone()),
                None => Arc::new(clock.clone()),
            },
            time_machine,
            entropy: Arc::new(SystemEntropy),
            keyring: Keyring::new([7; 32]),
            stopping,
        })
        .await
        .unwrap();
        let running = start(Arc::clone(&app)).unwrap();
        let url = format!("http://{}", running.address);
        let database_url = database.url.clone();
        Self {
            clock,
            url,
            app,
            database_url,
            running: Some(running),
            stop,
            _database: database,
            _files: files,
        }
    }

    /// Lets the background work run until there is nothing left to do.
    pub async fn work(&self) {
        for _ in 0..200 {
            if folkmoot_gateway::work::pass(&self.app).await.unwrap() == Done::default() {
                return;
            }
        }
        panic!("the background work never ends");
    }

    /// Lets the work on long files run until there is nothing left of it to do.
    pub async fn long_files(&self) {
        while folkmoot_gateway::work::imports::step(&self.app).await.unwrap() {}
    }

    /// Moves the clock forward by days.
    pub fn days_pass(&self, days: i64) {
        self.clock.advance(chrono::TimeDelta::days(days));
    }

    /// The present.
    pub fn now(&self) -> Now {
        self.app.now()
    }

    /// A browser without cookies yet, that does not follow redirects.
    pub fn browser(&self) -> Browser {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            // Nothing here speaks TLS, and reading the machine's roots takes longer than a request.
            .tls_certs_only([])
            .build()
            .unwrap();
        Browser { http, url: self.url.clone(), token: None, person: None }
    }

    /// Stops answering.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(running) = self.running.take() {
            running.stop().await.unwrap();
        }
    }
}

/// Somebody with a browser, or a program with a token.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    url: String,
    /// The bearer token for the API.
    pub token: Option<String>,
    /// Whose browser it is, if somebody signed in.
    pub person: Option<Somebody>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The headers.
    pub headers: header::HeaderMap,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.body))
    }

    /// The same answer, if it has this status; else the test fails and shows the body.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "location {:?}, body:\n{}", self.location, self.body);
        self
    }

    /// Fails unless the body holds the text.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "{text:?} is missing in:\n{}", self.body);
        self
    }

    /// Fails if the body holds the text.
    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "{text:?} stands in:\n{}", self.body);
        self
    }

    /// How many statements the answer cost, as the platform tells.
    pub fn statements(&self) -> u32 {
        let value = self.headers.get("server-timing").unwrap().to_str().unwrap();
        value.split('"').nth(1).unwrap().parse().unwrap()
    }
}

impl Browser {
    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let location = headers.get(header::LOCATION).map(|l| l.to_str().unwrap().to_owned());
        Answer { status, location, headers, body: response.text().await.unwrap() }
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.http.get(format!("{}{path}", self.url))).await
    }

    /// Sends a form, as the page of the same site would.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url)).header("sec-fetch-site", "same-origin");
        self.send(request.form(fields)).await
    }

    /// Sends a form with a file.
    pub async fn upload(&self, path: &str, form: reqwest::multipart::Form) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url)).header("sec-fetch-site", "same-origin");
        self.send(request.multipart(form)).await
    }

    /// Calls the API with a method and a JSON body.
    pub async fn call(&self, method: &str, path: &str, body: serde_json::Value) -> Answer {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.http.request(method, format!("{}{path}", self.url));
        let request = if body.is_null() { request } else { request.json(&body) };
        self.send(request).await
    }

    /// A request of one's own making, for hostile ones.
    pub async fn raw(&self, build: impl FnOnce(&reqwest::Client, &str) -> reqwest::RequestBuilder) -> Answer {
        self.send(build(&self.http, &self.url)).await
    }
}
