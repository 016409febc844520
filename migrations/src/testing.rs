//! Throwaway databases for tests: each test runs on SQLite and on PostgreSQL.

#![allow(clippy::panic)]

use folkmoot_foundation::db::{Db, DbOptions};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use tokio::sync::OnceCell;

/// The variable that names the PostgreSQL server tests may create databases on; `tests/run` starts one and sets it.
pub const POSTGRES_VARIABLE: &str = "FOLKMOOT_TEST_POSTGRES";

/// A database that nothing else uses, already migrated.
pub struct TestDb {
    /// The handle.
    pub db: Db,
    /// Its address.
    pub url: String,
    _directory: Option<tempfile::TempDir>,
}

static SQLITE_TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// A fresh SQLite database, written from a file that this process migrated once.
///
/// # Panics
/// If it can't be made.
pub async fn sqlite() -> TestDb {
    let bytes = SQLITE_TEMPLATE
        .get_or_init(|| async {
            let made = empty_sqlite().await;
            crate::migrate(&made.db).await.expect("migrations run on SQLite");
            // The last connection folds the log back into the one file.
            made.db.close().await.expect("the connection ends");
            std::fs::read(sqlite_file(&made.url)).expect("the template is read")
        })
        .await;
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = sqlite_url(&directory);
    std::fs::write(sqlite_file(&url), bytes).expect("the template is written");
    TestDb { db: connect(&url).await, url, _directory: Some(directory) }
}

fn sqlite_url(directory: &tempfile::TempDir) -> String {
    format!("sqlite://{}", directory.path().join("folkmoot.sqlite").display())
}

fn sqlite_file(url: &str) -> &str {
    url.trim_start_matches("sqlite://")
}

/// One of each without any table, for tests of upgrades.
///
/// # Panics
/// If they can't be made.
pub async fn both_empty() -> [TestDb; 2] {
    let server = server();
    let name = format!("empty_{}", token());
    let admin = connect(&format!("{server}/postgres")).await;
    admin.for_migrations().execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    admin.close().await.expect("the connection ends");
    let url = format!("{server}/{name}");
    [empty_sqlite().await, TestDb { db: connect(&url).await, url, _directory: None }]
}

fn server() -> String {
    std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
        panic!("set {POSTGRES_VARIABLE} to a throwaway PostgreSQL server; tests/run does it")
    })
}

async fn empty_sqlite() -> TestDb {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = sqlite_url(&directory);
    TestDb { db: connect(&url).await, url, _directory: Some(directory) }
}

static TEMPLATE: OnceCell<(String, String)> = OnceCell::const_new();

/// A fresh PostgreSQL database, copied from a template that this process migrated once.
///
/// # Panics
/// If no server is named by [`POSTGRES_VARIABLE`] or it refuses.
pub async fn postgres() -> TestDb {
    let server = server();
    let (server, template) = TEMPLATE
        .get_or_init(|| async move {
            let name = format!("template_{}", token());
            let admin = connect(&format!("{server}/postgres")).await;
            admin
                .for_migrations()
                .execute_unprepared(&format!("CREATE DATABASE {name}"))
                .await
                .expect("a template");
            admin.close().await.expect("the connection ends");
            let db = connect(&format!("{server}/{name}")).await;
            crate::migrate(&db).await.expect("migrations run on PostgreSQL");
            db.close().await.expect("the connection ends");
            (server, name)
        })
        .await;
    let name = format!("test_{}", token());
    let admin = connect(&format!("{server}/postgres")).await;
    let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
    admin.for_migrations().execute_unprepared(&sql).await.expect("a database");
    admin.close().await.expect("the connection ends");
    let url = format!("{server}/{name}");
    TestDb { db: connect(&url).await, url, _directory: None }
}

/// The database at an address of the test's own, brought up to date.
///
/// # Panics
/// If it does not answer.
pub async fn at(url: &str) -> TestDb {
    let db = connect(url).await;
    crate::migrate(&db).await.expect("migrations run");
    TestDb { db, url: url.to_owned(), _directory: None }
}

/// One of each.
pub async fn both() -> [TestDb; 2] {
    [sqlite().await, postgres().await]
}

async fn connect(url: &str) -> Db {
    Db::connect(&DbOptions { url: url.to_owned(), max_connections: 8 }).await.expect("the database answers")
}

fn token() -> String {
    folkmoot_foundation::crypto::random_bytes::<8>().iter().map(|b| format!("{b:02x}")).collect()
}
