//! The platform as people run it: the release build of the one binary, in a directory of its own.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use folkmoot_foundation::Db;
use folkmoot_foundation::db::DbOptions;
use serde_json::Value;
use tempfile::TempDir;

use crate::Result;
use crate::http::{Connection, get};
use crate::postgres::free_port;

/// A running platform with the demo's content; ended when dropped.
pub struct Platform {
    child: Child,
    /// Where it answers.
    pub address: SocketAddr,
    /// Its database.
    pub database_url: String,
    _directory: TempDir,
}

impl Platform {
    /// Starts it on a database, by default SQLite in its own directory.
    pub async fn start(database_url: Option<String>) -> Result<Self> {
        Self::start_with(database_url, &[]).await
    }

    /// As [`Platform::start`], with settings.
    pub async fn start_with(database_url: Option<String>, settings: &[(&str, &str)]) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("folkmoot-bench-").tempdir_in("/tmp")?;
        let file = directory.path().join("folkmoot.sqlite");
        let database_url = database_url.unwrap_or_else(|| format!("sqlite://{}", file.display()));
        let address: SocketAddr = format!("127.0.0.1:{}", free_port()?).parse()?;
        let log = std::fs::File::create(directory.path().join("log"))?;
        let child = Command::new(beside("folkmoot")?)
            .arg("demo")
            .current_dir(directory.path())
            .env("DATABASE_URL", &database_url)
            .env("FOLKMOOT_LISTEN", address.to_string())
            .env("FOLKMOOT_LOG", "warn")
            // All of them sign from one address.
            .env("FOLKMOOT_CHECKS_ADDRESS", "1000000000")
            .env("FOLKMOOT_CHECKS_NETWORK", "1000000000")
            .env("FOLKMOOT_CHECKS_SESSION", "1000000000")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let mut platform = Self { child, address, database_url, _directory: directory };
        platform.wait().await?;
        Ok(platform)
    }

    async fn wait(&mut self) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(120) {
            if let Some(status) = self.child.try_wait()? {
                let told = std::fs::read_to_string(self._directory.path().join("log"))?;
                return Err(format!("folkmoot ended with {status}: {told}").into());
            }
            if Connection::open(self.address).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("folkmoot did not begin to answer within two minutes".into())
    }

    /// Its database, for making people.
    pub async fn database(&self) -> Result<Db> {
        Ok(Db::connect(&DbOptions { url: self.database_url.clone(), max_connections: 2 }).await?)
    }

    /// A JSON answer of its API.
    pub async fn json(&self, path: &str) -> Result<Value> {
        let answer = Connection::open(self.address).await?.ask(&get(path)).await?;
        if answer.status != 200 {
            return Err(format!("GET {path}: {}", answer.head).into());
        }
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// The id of a proposal that can be co-signed.
    pub async fn open_proposal(&self) -> Result<String> {
        let list = self.json("/api/v1/proposals?state=open").await?;
        let id = list.pointer("/items/0/id").and_then(Value::as_str);
        Ok(id.ok_or("the demo holds no open proposal")?.to_owned())
    }

    /// The count that it shows for a proposal.
    pub async fn count(&self, proposal: &str) -> Result<i64> {
        let answer = self.json(&format!("/proposals/{proposal}/count")).await?;
        Ok(answer.get("count").and_then(Value::as_i64).ok_or("a count without a count")?)
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// The constant server, in a process of its own.
pub struct Constant {
    child: Child,
    /// Where it answers.
    pub address: SocketAddr,
}

impl Constant {
    /// Starts one that gives bodies of so many bytes.
    pub fn start(size: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve-constant", &size.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let output = child.stdout.take().ok_or("no output")?;
        BufReader::new(output).read_line(&mut line)?;
        Ok(Self { child, address: line.trim().parse()? })
    }
}

impl Drop for Constant {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Both fail only if the process has ended already.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// A program built beside this one.
fn beside(name: &str) -> Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name(name);
    if program.exists() { Ok(program) } else { Err(format!("{} is not built", program.display()).into()) }
}
