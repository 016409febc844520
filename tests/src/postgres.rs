//! A throwaway PostgreSQL server with its own settings but for the port: fsync and all the rest as they come.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Whatever went wrong.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A port that nothing listens on now.
///
/// # Errors
/// If the machine has none.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A running server; it is stopped and thrown away when dropped.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    directory: TempDir,
    owner: Option<(u32, u32)>,
    port: u16,
    settings: String,
}

impl Postgres {
    /// Makes a new cluster and starts it, with more settings such as `name=value` if need be.
    ///
    /// # Errors
    /// If PostgreSQL is not installed or does not start.
    pub fn start(more: &[&str]) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("folkmoot-postgres-").tempdir_in("/tmp")?;
        let owner = unprivileged()?;
        if let Some((user, group)) = owner {
            chown(directory.path(), Some(user), Some(group))?;
        }
        let port = free_port()?;
        let more: String = more.iter().map(|setting| format!(" -c {setting}")).collect();
        let settings = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={}{more}",
            directory.path().display()
        );
        let server = Self { programs: programs()?, directory, owner, port, settings };
        let data = server.data();
        server.run(
            "initdb",
            &["-D", &data, "-U", "folkmoot", "--auth=trust", "--encoding=UTF8", "--no-instructions"],
        )?;
        server.go_on()?;
        server.run(
            "createdb",
            &["-h", "127.0.0.1", "-p", &server.port.to_string(), "-U", "folkmoot", "folkmoot"],
        )?;
        Ok(server)
    }

    /// Starts it again after a stop.
    ///
    /// # Errors
    /// If it does not start.
    pub fn go_on(&self) -> Result<()> {
        let log = self.directory.path().join("log").display().to_string();
        self.run("pg_ctl", &["-D", &self.data(), "-l", &log, "-o", &self.settings, "-w", "start"])
    }

    /// Stops it as a power cut would: nothing is finished or written.
    ///
    /// # Errors
    /// If it does not stop.
    pub fn cut_off(&self) -> Result<()> {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"])
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        format!("postgres://folkmoot@127.0.0.1:{}/folkmoot", self.port)
    }

    /// Runs a pgbench script with so many clients for so many seconds; gives transactions per second.
    ///
    /// # Errors
    /// If pgbench fails.
    pub fn pgbench(&self, script: &str, clients: usize, seconds: u64) -> Result<f64> {
        let file = self.directory.path().join("script.sql");
        std::fs::write(&file, script)?;
        let output = self.output(
            "pgbench",
            &[
                "-h",
                "127.0.0.1",
                "-p",
                &self.port.to_string(),
                "-U",
                "folkmoot",
                "-n",
                "-M",
                "prepared",
                "-c",
                &clients.to_string(),
                "-j",
                "2",
                "-T",
                &seconds.to_string(),
                "-f",
                &file.display().to_string(),
                "folkmoot",
            ],
        )?;
        let line =
            output.lines().find_map(|line| line.strip_prefix("tps = ")).ok_or("pgbench told no tps")?;
        Ok(line.split(' ').next().unwrap_or_default().parse()?)
    }

    /// Runs a statement.
    ///
    /// # Errors
    /// If it fails.
    pub fn psql(&self, sql: &str) -> Result<()> {
        let port = self.port.to_string();
        self.run("psql", &["-h", "127.0.0.1", "-p", &port, "-U", "folkmoot", "-q", "-c", sql, "folkmoot"])
    }

    fn data(&self) -> String {
        self.directory.path().join("data").display().to_string()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).current_dir(self.directory.path()).stdin(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        // Not to a pipe: the server would hold it open.
        let log = std::fs::File::create(self.directory.path().join(format!("{program}.log")))?;
        let status = self.command(program, arguments).stdout(log.try_clone()?).stderr(log).status()?;
        if status.success() {
            return Ok(());
        }
        let told = std::fs::read_to_string(self.directory.path().join(format!("{program}.log")))?;
        Err(format!("{program} failed: {told}").into())
    }

    fn output(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let output = self.command(program, arguments).output()?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        Err(format!("{program} failed: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It may be stopped already.
        let _ = self.cut_off();
    }
}

/// Where PostgreSQL's programs are: on the path, or where Debian keeps the newest version.
fn programs() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // A link may stand on the path alone: its target's folder has all the programs, pgbench among them.
    let complete = |link: PathBuf| {
        let bin = link.canonicalize().ok()?.parent()?.to_owned();
        bin.join("pgbench").exists().then_some(bin)
    };
    if let Some(found) = std::env::split_paths(&path).find_map(|p| complete(p.join("initdb"))) {
        return Ok(found);
    }
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map_err(|_| "PostgreSQL is not installed: initdb is not on the path")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("pgbench").exists())
        .collect();
    versions.sort();
    versions.pop().ok_or_else(|| "PostgreSQL is not installed: initdb is nowhere".into())
}

/// Whom to run the server as: PostgreSQL refuses root, so that root lends it the user `postgres` or `nobody`.
fn unprivileged() -> Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt as _;
    if std::fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string(Path::new("/etc/passwd"))?;
    for name in ["postgres", "nobody"] {
        let Some(line) = users.lines().find(|line| line.split(':').next() == Some(name)) else { continue };
        let mut fields = line.split(':').skip(2);
        let (user, group) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        return Ok(Some((user.parse()?, group.parse()?)));
    }
    Err("there is no unprivileged user to run PostgreSQL as".into())
}
