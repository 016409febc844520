//! Mails over SMTP.

use std::time::Duration;

use folkmoot_foundation::Now;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::error::{Error, SendError};
use crate::mail::{Letter, Mailer, Sender};

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (port 465).
    Tls,
    /// STARTTLS, and nothing is sent without it (port 587).
    StartTls,
    /// None, for a mail server on the same machine (port 25).
    None,
}

/// Where and how mails are sent.
#[derive(Clone)]
pub struct SmtpSettings {
    /// The mail server.
    pub host: String,
    /// Its port, if not the usual one.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub security: Security,
    /// User and password, if it asks for them.
    pub credentials: Option<(String, String)>,
    /// Connections kept at most.
    pub connections: u32,
    /// How long one exchange with the server may take.
    pub timeout: Duration,
}

impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpSettings({}, {:?})", self.host, self.security)
    }
}

/// Sends mails to a mail server over pooled connections.
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
}

impl Smtp {
    /// Prepares sending; connects only when there is something to send.
    ///
    /// # Errors
    /// [`Error::Setup`] if TLS can't be set up for that host name.
    pub fn new(settings: &SmtpSettings, sender: Sender) -> Result<Self, Error> {
        let setup = |e: lettre::transport::smtp::Error| Error::Setup {
            setting: "mail.smtp.host",
            reason: e.to_string(),
        };
        let mut builder = match settings.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&settings.host).map_err(setup)?,
            Security::StartTls => {
                AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&settings.host).map_err(setup)?
            }
            Security::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host),
        };
        if let Some(port) = settings.port {
            builder = builder.port(port);
        }
        if let Some((user, password)) = &settings.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        let transport = builder
            .timeout(Some(settings.timeout))
            .pool_config(PoolConfig::new().max_size(settings.connections.max(1)))
            .build();
        Ok(Self { transport, sender })
    }
}

#[async_trait::async_trait]
impl Mailer for Smtp {
    async fn send(&self, letter: &Letter, now: Now) -> Result<(), SendError> {
        let mail = self.sender.compose(letter, now)?;
        self.transport.send(mail).await.map(|_| ()).map_err(|error| match error.status() {
            Some(status) => {
                let code: u16 = status.into();
                // Other refusals for good (a wrong password, a blocked sender) are about the set-up, which is mended.
                SendError { code: format!("smtp_{code}"), permanent: matches!(code, 550 | 551 | 553) }
            }
            None if error.is_timeout() => SendError::temporary("timeout"),
            None if error.is_tls() => SendError::temporary("tls"),
            None if error.is_response() => SendError::temporary("bad_answer"),
            None => SendError::temporary("no_connection"),
        })
    }
}
