//! The configuration: one documented TOML file, overlaid by `FOLKMOOT_*` variables; all mistakes are told in one go.

mod checks;
mod files;
mod identity;
mod secrets;
mod source;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

pub use files::FilesAt;
pub use identity::IdentityProvider;
pub use secrets::{SecretsError, load_or_create};
pub use source::{ConfigErrors, Source};

/// The annotated example, which states every default.
pub const EXAMPLE: &str = include_str!("../../../../deploy/folkmoot.toml");

/// How the platform runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For real.
    Serve,
    /// With sample content, sample accounts, a mailbox page and a time machine.
    Demo,
}

/// Where mails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailTransport {
    /// To a table that the mailbox page of the demo shows.
    Mailbox,
    /// Each into a file of this directory.
    File(PathBuf),
    /// To an SMTP server: `smtp://user:password@host:port` (STARTTLS), `smtps://…`, or `smtp+plain://…` without encryption.
    Smtp(String),
}

/// Where short messages go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmsTransport {
    /// To the mailbox page of the demo.
    Mailbox,
    /// To an HTTP gateway.
    Http {
        /// Where to post.
        url: String,
        /// A bearer token, if the gateway asks for one.
        token: Option<String>,
        /// The name of the field for the number.
        to_field: String,
        /// The name of the field for the text.
        text_field: String,
    },
}

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// How the platform runs.
    pub mode: Mode,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people use, without a slash at the end; cookies are `__Host-` when it is https.
    pub public_url: String,
    /// The database.
    pub database_url: String,
    /// The greatest number of database connections, 2 to 500.
    pub database_connections: u32,
    /// The file that keeps the master secret.
    pub secrets_file: PathBuf,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether this process also does the background work.
    pub work: bool,
    /// Threads that answer requests, 1 to 64.
    pub http_workers: usize,
    /// How many signatures may wait for their transaction before more are turned away, 1 to 1,000,000.
    pub signing_queue: usize,
    /// How many signatures one clerk may enter at a counter in an hour, 1 to 10,000.
    pub counter_hourly: i64,
    /// How many comments are taken from one network in an hour, 1 to 1,000,000.
    pub comments_hourly: u64,
    /// How many may watch counts move at the same time before more are turned away, 1 to 1,000,000.
    pub streams: usize,
    /// What makes a signature conspicuous; nothing if signatures are not to be looked at.
    pub checks: Option<folkmoot_signatures::checks::WatchLimits>,
    /// Who vouches for identities; nobody if none is set.
    pub identity_provider: Option<IdentityProvider>,
    /// Which events are logged, as a `tracing` filter such as `info`.
    pub log: String,
    /// Whether log lines are JSON.
    pub log_json: bool,
    /// Whether responses tell how many statements they cost (`Server-Timing`).
    pub tell_statements: bool,
    /// The sender of mails.
    pub mail_from: String,
    /// Where mails go.
    pub mail: MailTransport,
    /// Where short messages go.
    pub sms: SmsTransport,
    /// Where the files of cases are kept.
    pub files: FilesAt,
    /// The rulebooks new proposals are born under; whoever begins one chooses if there are several. Never empty.
    pub rulebooks: Vec<String>,
    /// A folder of rulebook files of the platform's own, which is read at every start; nothing if there is none.
    pub rulebooks_folder: Option<PathBuf>,
}

/// What the demo offers unless told otherwise: the sample content's own, and one of each kind that goes another way.
const DEMO_RULEBOOKS: &str = "demo,council,verified,demo-uk,demo-eu,korea-civil-petition";

impl Config {
    /// Reads the configuration from a source.
    ///
    /// # Errors
    /// Every mistake, with the key's name.
    pub fn read(mode: Mode, mut s: Source) -> Result<Self, ConfigErrors> {
        let demo = mode == Mode::Demo;
        let listen = s.parsed("listen", "127.0.0.1:8080", "an address such as 127.0.0.1:8080");
        let default_url = format!("http://localhost:{}", listen.map_or(8080, |l: SocketAddr| l.port()));
        let public_url = s.text("public_url", &default_url);
        if !(public_url.starts_with("http://") || public_url.starts_with("https://")) {
            s.mistake("public_url", "must begin with http:// or https://");
        }
        let database_url = s.text(
            "database_url",
            if demo { "sqlite://folkmoot-demo.sqlite" } else { "sqlite://folkmoot.sqlite" },
        );
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database_url.starts_with(scheme)) {
            s.mistake("database_url", "must begin with sqlite: or postgres:");
        }
        let database_connections = s.number("database_connections", 16, 2..=500);
        let http_workers = s.number("http_workers", 2, 1..=64);
        let signing_queue = s.number("signing_queue", 8192, 1..=1_000_000);
        let checks = checks::read(&mut s);
        let identity_provider = identity::read(&mut s);
        let streams = s.number("streams", 20_000, 1..=1_000_000);
        let counter_hourly = s.number("counter_hourly", 120, 1..=10_000);
        let comments_hourly = s.number("comments_hourly", 600, 1..=1_000_000);
        let trusted_proxies = s.list("trusted_proxies", "an IP address");
        let secrets_file =
            s.text("secrets_file", if demo { "folkmoot-demo.secrets.toml" } else { "folkmoot.secrets.toml" });
        let work = s.flag("work", true);
        let log = s.text("log", "info,actix_server=warn,sea_orm_migration=warn");
        if tracing_subscriber::EnvFilter::try_new(&log).is_err() {
            s.mistake("log", "is no filter; try info or folkmoot=debug");
        }
        let log_json = s.choice("log_format", "text", &["text", "json"]) == "json";
        let tell_statements = s.flag("tell_statements", false);
        let mail_from = s.text("mail.from", "Folkmoot <no-reply@localhost>");
        let mail = Self::mail(&mut s, demo);
        let sms = Self::sms(&mut s, demo);
        let files = files::read(&mut s, &database_url);
        let rulebooks = Self::rulebooks(&mut s, demo);
        let folder = s.text("rulebooks_folder", "");
        s.finish()?;
        Ok(Self {
            mode,
            listen: listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            public_url: public_url.trim_end_matches('/').to_owned(),
            database_url,
            database_connections: u32::try_from(database_connections).unwrap_or(16),
            secrets_file: PathBuf::from(secrets_file),
            trusted_proxies,
            work,
            http_workers,
            signing_queue,
            counter_hourly: i64::try_from(counter_hourly).unwrap_or(120),
            comments_hourly: u64::try_from(comments_hourly).unwrap_or(600),
            streams,
            checks,
            identity_provider,
            log,
            log_json,
            tell_statements,
            mail_from,
            mail,
            sms,
            files,
            rulebooks,
            rulebooks_folder: (!folder.is_empty()).then(|| PathBuf::from(folder)),
        })
    }

    fn rulebooks(s: &mut Source, demo: bool) -> Vec<String> {
        let text = s.text("rulebook", if demo { DEMO_RULEBOOKS } else { "join" });
        let mut rulebooks: Vec<String> = Vec::new();
        for id in text.split(',').map(str::trim).filter(|id| !id.is_empty()) {
            if rulebooks.iter().any(|known| known == id) {
                s.mistake("rulebook", &format!("names {id:?} twice"));
            }
            rulebooks.push(id.to_owned());
        }
        if rulebooks.is_empty() {
            s.mistake("rulebook", "must name a rulebook");
        }
        rulebooks
    }

    /// The rulebook that stands first: what pages speak of that are about no single proposal.
    pub fn rulebook(&self) -> &str {
        self.rulebooks.first().map_or("", String::as_str)
    }

    fn mail(s: &mut Source, demo: bool) -> MailTransport {
        let kinds: &[&str] = if demo { &["mailbox", "file", "smtp"] } else { &["file", "smtp"] };
        let chosen = s.choice("mail.transport", if demo { "mailbox" } else { "file" }, kinds);
        let directory = s.text("mail.directory", "mails");
        let url = s.text("mail.smtp_url", "");
        match chosen.as_str() {
            "smtp" => {
                if !["smtp://", "smtps://", "smtp+plain://"].iter().any(|scheme| url.starts_with(scheme)) {
                    s.mistake(
                        "mail.smtp_url",
                        "must begin with smtp://, smtps:// or smtp+plain:// when mail.transport is smtp",
                    );
                }
                MailTransport::Smtp(url)
            }
            "mailbox" => MailTransport::Mailbox,
            _ => MailTransport::File(PathBuf::from(directory)),
        }
    }

    fn sms(s: &mut Source, demo: bool) -> SmsTransport {
        let url = s.text("sms.url", "");
        let token = s.text("sms.token", "");
        let to_field = s.text("sms.to_field", "to");
        let text_field = s.text("sms.text_field", "text");
        if url.is_empty() {
            // Without a gateway, codes can be read by an administrator only in demo mode; `serve` warns at start.
            let _ = demo;
            return SmsTransport::Mailbox;
        }
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            s.mistake("sms.url", "must begin with https:// or http://");
        }
        SmsTransport::Http { url, token: (!token.is_empty()).then_some(token), to_field, text_field }
    }

    /// Whether people reach the platform over https, so that cookies can be bound to it.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Whether it is the demo.
    pub fn is_demo(&self) -> bool {
        self.mode == Mode::Demo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::read(Mode::Serve, Source::new(Some(toml), variables))
    }

    #[test]
    fn the_example_is_valid_and_nothing_is_needed() {
        assert!(read(EXAMPLE, &[]).is_ok());
        assert_eq!(read("", &[]).unwrap().listen.port(), 8080);
    }

    #[test]
    fn variables_win_over_the_file() {
        let config = read(
            "listen = '0.0.0.0:1'",
            &[("FOLKMOOT_LISTEN", "127.0.0.1:9"), ("DATABASE_URL", "sqlite://x")],
        )
        .unwrap();
        assert_eq!((config.listen.port(), config.database_url.as_str()), (9, "sqlite://x"));
    }

    #[test]
    fn rulebooks_stand_beside_each_other() {
        let rulebooks = |toml: &str| read(toml, &[]).map(|config| config.rulebooks);
        assert_eq!(rulebooks("").unwrap(), ["join"]);
        assert_eq!(rulebooks("rulebook = 'council'").unwrap(), ["council"]);
        assert_eq!(rulebooks("rulebook = ['join', 'council']").unwrap(), ["join", "council"]);
        let config = read("", &[("FOLKMOOT_RULEBOOK", "council, join")]).unwrap();
        assert_eq!((config.rulebook(), config.rulebooks.len()), ("council", 2));
        for wrong in ["rulebook = []", "rulebook = ''", "rulebook = ['join', 'join']"] {
            assert!(rulebooks(wrong).unwrap_err().to_string().contains("rulebook:"), "{wrong}");
        }
    }

    #[test]
    fn every_mistake_is_told_at_once_with_its_key() {
        let toml = "listen = 'here'\nlisten_on = 1\nwork = 'maybe'\n[mail]\ntransport = 'pigeon'\n";
        let told =
            read(toml, &[("FOLKMOOT_HTTP_WORKERS", "0"), ("FOLKMOOT_LISTENN", "x")]).unwrap_err().to_string();
        for key in ["listen:", "listen_on:", "work:", "mail.transport:", "http_workers:", "FOLKMOOT_LISTENN:"]
        {
            assert!(told.contains(key), "{key} is missing in {told}");
        }
    }
}
