//! How mails and text messages leave this platform, as the configuration says.

use std::sync::Arc;
use std::time::Duration;

use folkmoot_foundation::Db;
use folkmoot_foundation::crypto::Keyring;
use folkmoot_notifications::mail::{Files, Security, Sender, Smtp, SmtpSettings};
use folkmoot_notifications::mailbox::Mailbox;
use folkmoot_notifications::sms::{Body, GatewaySettings, HttpGateway};
use folkmoot_notifications::{Error, Mailer, SmsProvider};
use reqwest::Url;

use crate::config::{Config, MailTransport, SmsTransport};

/// How long one exchange with a mail server or gateway may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The way of mails.
///
/// # Errors
/// [`Error::Setup`] with the setting that can't work.
pub fn mailer(config: &Config, db: &Db, keyring: &Keyring) -> Result<Arc<dyn Mailer>, Error> {
    let sender = Sender::parse(&config.mail_from)?;
    Ok(match &config.mail {
        MailTransport::Mailbox => Arc::new(Mailbox::new(db.clone(), keyring.clone())),
        MailTransport::File(directory) => Arc::new(Files::new(directory, sender)?),
        MailTransport::Smtp(url) => Arc::new(Smtp::new(&smtp(url)?, sender)?),
    })
}

/// The way of text messages.
///
/// # Errors
/// [`Error::Setup`] with the setting that can't work.
pub fn sms(config: &Config, db: &Db, keyring: &Keyring) -> Result<Arc<dyn SmsProvider>, Error> {
    Ok(match &config.sms {
        SmsTransport::Mailbox => Arc::new(Mailbox::new(db.clone(), keyring.clone())),
        SmsTransport::Http { url, token, to_field, text_field } => {
            Arc::new(HttpGateway::new(GatewaySettings {
                url: url.clone(),
                token: token.clone(),
                body: Body::Json,
                number_field: to_field.clone(),
                text_field: text_field.clone(),
                id_field: None,
                fields: Default::default(),
                timeout: TIMEOUT,
            })?)
        }
    })
}

/// Reads `smtp://user:password@host:port` (STARTTLS), `smtps://…` (TLS) or `smtp+plain://…`.
fn smtp(url: &str) -> Result<SmtpSettings, Error> {
    let wrong = |reason: &str| Error::Setup { setting: "mail.smtp_url", reason: reason.to_owned() };
    let url = Url::parse(url).map_err(|e| wrong(&e.to_string()))?;
    let security = match url.scheme() {
        "smtps" => Security::Tls,
        "smtp+plain" => Security::None,
        _ => Security::StartTls,
    };
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("it names no host"))?;
    let credentials = match (url.username(), url.password()) {
        ("", _) => None,
        (user, Some(password)) => {
            let decoded = decode(user).zip(decode(password));
            Some(decoded.ok_or_else(|| wrong("user and password must be percent-encoded UTF-8"))?)
        }
        (_, None) => return Err(wrong("it names a user without a password")),
    };
    Ok(SmtpSettings {
        host: host.to_owned(),
        port: url.port(),
        security,
        credentials,
        connections: 4,
        timeout: TIMEOUT,
    })
}

/// Takes percent-encoding away.
fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            out.extend(hex::decode(digits).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_mail_servers_are_read() {
        let settings = smtp("smtps://user%40x:p%25w@mail.example.org").unwrap();
        assert_eq!(
            (settings.host.as_str(), settings.port, settings.security),
            ("mail.example.org", None, Security::Tls)
        );
        assert_eq!(settings.credentials, Some(("user@x".to_owned(), "p%w".to_owned())));
        let settings = smtp("smtp+plain://localhost:2525").unwrap();
        assert_eq!(
            (settings.port, settings.security, settings.credentials),
            (Some(2525), Security::None, None)
        );
        assert_eq!(smtp("smtp://mail.example.org:587").unwrap().security, Security::StartTls);
        for wrong in ["smtp://", "smtp://user@host", "smtp://%ff:x@host", "mail.example.org"] {
            assert!(matches!(smtp(wrong), Err(Error::Setup { .. })), "{wrong}");
        }
    }
}
