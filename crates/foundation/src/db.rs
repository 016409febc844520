//! The database handle: SQLite or PostgreSQL behind one type.
//!
//! Reads take any [`Reader`]; writes happen only inside a [`Tx`] from [`Db::begin`]. On SQLite that transaction takes
//! the write lock at once (`BEGIN IMMEDIATE`) on the one writing connection, since a transaction that upgrades from
//! reading fails under load whatever the busy timeout.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    RuntimeErr, SqlErr, SqliteTransactionMode, SqlxError, Statement, TransactionOptions,
    TransactionTrait as _,
};

/// Anything that can be read from: a connection or an open transaction.
pub trait Reader: ConnectionTrait {}
impl<T: ConnectionTrait> Reader for T {}

/// An open write transaction; dropped without [`Tx::commit`] it rolls back.
pub type Tx = DatabaseTransaction;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An SQLite file.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    reading: Arc<DatabaseConnection>,
    writing: Arc<DatabaseConnection>,
    /// On SQLite a connection of its own, since the mark of a change is one's of a connection.
    watching: Arc<DatabaseConnection>,
    /// For the way that a crowd takes; on SQLite it reads only.
    crowded: Arc<DatabaseConnection>,
    /// For questions that anybody may ask and that can be made to look at much: each statement is stopped in time.
    bounded: Arc<DatabaseConnection>,
}

/// How many connections the way that a crowd takes has for itself on PostgreSQL: its look-ups, its transaction, and
/// one more while one of them is made anew.
const CROWDED: u32 = 3;

/// How many questions are asked at once of what stops them in time.
const BOUNDED: u32 = 4;

/// How long PostgreSQL works on one of them.
const LONGEST: &str = "4000";

/// How many thousand steps SQLite makes for one of them: some seconds' worth. It counts none inside its index of words, which
/// gives up nothing that takes long by itself.
const STEPS: u32 = 100_000;

/// How to connect.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// `sqlite://path/to/file` or `postgres://user:password@host/database`.
    pub url: String,
    /// The greatest number of connections, 2 or more, without the few that signing has for itself.
    pub max_connections: u32,
}

tokio::task_local! {
    static STATEMENTS: std::cell::Cell<u32>;
}

/// Runs `future` and says how many statements it sent to the database.
pub async fn counting_statements<F: Future>(future: F) -> (F::Output, u32) {
    STATEMENTS
        .scope(std::cell::Cell::new(0), async move {
            let output = future.await;
            let count = STATEMENTS.try_with(std::cell::Cell::get).unwrap_or(0);
            (output, count)
        })
        .await
}

impl Db {
    /// Connects, creating the SQLite file if it is not there.
    ///
    /// # Errors
    /// If the address is neither SQLite's nor PostgreSQL's, or nothing answers there.
    pub async fn connect(options: &DbOptions) -> Result<Self, DbErr> {
        if options.url.starts_with("sqlite:") {
            let writing = open(sqlite(&options.url, 1)).await?;
            let reading = open(sqlite(&options.url, options.max_connections)).await?;
            let watching = open(sqlite(&options.url, 1)).await?;
            let crowded = open(sqlite(&options.url, 1)).await?;
            let bounded = open(stopping(sqlite(&options.url, BOUNDED))).await?;
            return Ok(Self {
                bounded: Arc::new(bounded),
                reading: Arc::new(reading),
                writing: Arc::new(writing),
                watching: Arc::new(watching),
                crowded: Arc::new(crowded),
            });
        }
        if !(options.url.starts_with("postgres://") || options.url.starts_with("postgresql://")) {
            return Err(DbErr::Custom(
                "the database address must begin with sqlite: or postgres:".to_owned(),
            ));
        }
        let both = Arc::new(open(postgres(&options.url, options.max_connections.max(2))).await?);
        let mut crowded = postgres(&options.url, CROWDED);
        // The same few statements over lists of any length: the best plan is the same, and making it costs more than it saves.
        crowded
            .map_sqlx_postgres_opts(|options| options.options([("plan_cache_mode", "force_generic_plan")]));
        let crowded = Arc::new(open(crowded).await?);
        let mut bounded = postgres(&options.url, BOUNDED);
        bounded.map_sqlx_postgres_opts(|options| options.options([("statement_timeout", LONGEST)]));
        let bounded = Arc::new(open(bounded).await?);
        let reading = Arc::clone(&both);
        Ok(Self { reading, writing: Arc::clone(&both), watching: both, crowded, bounded })
    }

    /// For reading outside a transaction.
    pub fn read(&self) -> &DatabaseConnection {
        &self.reading
    }

    /// For the look-ups of the way that a crowd takes, which waits for nobody else: the same statement again and again,
    /// over lists of any length.
    pub fn crowded(&self) -> &DatabaseConnection {
        &self.crowded
    }

    /// For questions that anybody may ask and that can be made to look at much, such as a search: a statement that takes too
    /// long is stopped ([`is_stopped`]), and others have their own connections.
    pub fn bounded(&self) -> &DatabaseConnection {
        &self.bounded
    }

    /// Opens a write transaction: the only way to write.
    ///
    /// # Errors
    /// If no connection is free in time.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        self.begin_on(&self.writing).await
    }

    /// As [`Db::begin`], for the way that a crowd takes.
    ///
    /// # Errors
    /// As [`Db::begin`].
    pub async fn begin_crowded(&self) -> Result<Tx, DbErr> {
        match self.kind() {
            Kind::Sqlite => self.begin_on(&self.writing).await,
            Kind::Postgres => self.begin_on(&self.crowded).await,
        }
    }

    async fn begin_on(&self, connection: &DatabaseConnection) -> Result<Tx, DbErr> {
        let mode = (self.kind() == Kind::Sqlite).then_some(SqliteTransactionMode::Immediate);
        connection
            .begin_with_options(TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() })
            .await
    }

    /// A mark of the present state: whatever was read before is still so while it stays the same. It changes with every
    /// commit, by whatever process.
    ///
    /// # Errors
    /// A database error.
    pub async fn mark(&self) -> Result<String, DbErr> {
        // What a snapshot of PostgreSQL sees follows from its text alone.
        let (sql, number) = match self.kind() {
            Kind::Postgres => ("SELECT pg_current_snapshot()::text", false),
            Kind::Sqlite => ("PRAGMA data_version", true),
        };
        let statement = Statement::from_string(self.watching.get_database_backend(), sql);
        let row = self.watching.query_one_raw(statement).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
        if number { Ok(row.try_get_by_index::<i64>(0)?.to_string()) } else { row.try_get_by_index(0) }
    }

    /// The connection that migrations run on.
    pub fn for_migrations(&self) -> &DatabaseConnection {
        &self.writing
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        kind_of(self.reading.as_ref())
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// If there is none.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reading.ping().await
    }

    /// Ends all connections, after which SQLite's write-ahead log is folded back into the file.
    ///
    /// # Errors
    /// A database error.
    pub async fn close(&self) -> Result<(), DbErr> {
        self.watching.close_by_ref().await?;
        self.crowded.close_by_ref().await?;
        self.bounded.close_by_ref().await?;
        self.reading.close_by_ref().await?;
        self.writing.close_by_ref().await
    }
}

/// Commits a transaction.
///
/// # Errors
/// A database error; nothing was written then.
pub async fn commit(tx: Tx) -> Result<(), DbErr> {
    tx.commit().await
}

/// Which database `conn` talks to.
pub fn kind_of(conn: &impl ConnectionTrait) -> Kind {
    match conn.get_database_backend() {
        DbBackend::Postgres => Kind::Postgres,
        _ => Kind::Sqlite,
    }
}

/// Whether the error is a violation of a uniqueness constraint.
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether the database gave up for now and the same act may succeed a moment later: no connection was free, another
/// writer was in the way for too long, or PostgreSQL ended one of two transactions that waited for each other. Nothing
/// was written.
pub fn is_passing(error: &DbErr) -> bool {
    /// SQLSTATE of a deadlock and of a serialization failure, and SQLite's `SQLITE_BUSY`.
    const PASSING: [&str; 3] = ["40P01", "40001", "5"];
    match error {
        DbErr::ConnectionAcquire(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
            let code = inner.as_database_error().and_then(|error| error.code());
            code.is_some_and(|code| PASSING.contains(&code.as_ref()))
        }
        _ => false,
    }
}

/// Whether a statement was stopped since it took too long.
pub fn is_stopped(error: &DbErr) -> bool {
    /// SQLSTATE of a statement that was cancelled, and SQLite's `SQLITE_INTERRUPT`.
    const STOPPED: [&str; 2] = ["57014", "9"];
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
            let code = inner.as_database_error().and_then(|error| error.code());
            code.is_some_and(|code| STOPPED.contains(&code.as_ref()))
        }
        _ => false,
    }
}

/// Whether the database went away or can't be reached. What was under way was most likely undone; only if it was just
/// being committed may it have been done.
pub fn is_lost(error: &DbErr) -> bool {
    /// SQLSTATE of a server that shuts down, crashed, or does not take connections yet.
    const LOST: [&str; 3] = ["57P01", "57P02", "57P03"];
    match error {
        DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => match inner
            .as_ref()
        {
            SqlxError::Database(error) => error.code().is_some_and(|code| LOST.contains(&code.as_ref())),
            SqlxError::Io(_) | SqlxError::Protocol(_) | SqlxError::PoolClosed | SqlxError::WorkerCrashed => {
                true
            }
            _ => false,
        },
        _ => false,
    }
}

async fn open(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let mut connection = Database::connect(options).await?;
    connection.set_metric_callback(|_| {
        let _ = STATEMENTS.try_with(|count| count.set(count.get() + 1));
    });
    Ok(connection)
}

/// Lets SQLite stop a statement after [`STEPS`]; each begins anew when its connection is taken.
fn stopping(mut connect: ConnectOptions) -> ConnectOptions {
    connect.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_connect(|connection, _| Box::pin(renew(connection))).before_acquire(|connection, _| {
            Box::pin(async move {
                renew(connection).await?;
                Ok(true)
            })
        })
    });
    connect
}

async fn renew(connection: &mut sea_orm::sqlx::SqliteConnection) -> Result<(), SqlxError> {
    let mut left = STEPS;
    connection.lock_handle().await?.set_progress_handler(1_000, move || {
        left = left.saturating_sub(1);
        left > 0
    });
    Ok(())
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    connect.max_connections(connections).sqlx_logging(false);
    connect.acquire_timeout(Duration::from_secs(10)).connect_timeout(Duration::from_secs(10));
    connect
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    connect.max_connections(connections).min_connections(1).sqlx_logging(false);
    connect.acquire_timeout(Duration::from_secs(20)).idle_timeout(None).max_lifetime(None);
    connect.map_sqlx_sqlite_opts(|options| {
        options
            .create_if_missing(true)
            .pragma("journal_mode", "WAL")
            // FULL: what was acknowledged survives a power cut, not only the end of the process.
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("busy_timeout", "15000")
            .pragma("cache_size", "-32000")
            .pragma("mmap_size", "268435456")
            // Pages of 4 KiB, 64 MiB in all: a page that many batches touch is folded back once, not after every second
            // batch.
            .pragma("wal_autocheckpoint", "16000")
    });
    connect
}
