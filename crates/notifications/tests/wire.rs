//! Over real sockets: mails to an SMTP server, text messages to an HTTP gateway, both made for the test.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use folkmoot_notifications::mail::{Files, Security, Sender, Smtp, SmtpSettings};
use folkmoot_notifications::sms::{Body, GatewaySettings, HttpGateway};
use folkmoot_notifications::{Letter, Mailer, MessageId, SendError, SmsProvider, TextMessage};
use support::noon;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A small SMTP server. Its receivers decide: `busy@` is put off, `nobody@` refused, and for `lost@` the connection
/// ends after the mail was taken, before the sender learns it.
#[derive(Clone, Default)]
struct Sink {
    mails: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    async fn listen(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sink = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(sink.clone().talk(stream));
            }
        });
        port
    }

    async fn talk(self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 sink ESMTP\r\n").await?;
        let mut receiver = String::new();
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 0 {
            let command = line.trim().to_ascii_uppercase();
            let answer: &[u8] = if command.starts_with("EHLO") {
                b"250-sink\r\n250 8BITMIME\r\n"
            } else if command.starts_with("RCPT") {
                receiver.clone_from(&line);
                match &line {
                    l if l.contains("busy@") => b"451 come back later\r\n",
                    l if l.contains("nobody@") => b"550 no such user\r\n",
                    _ => b"250 ok\r\n",
                }
            } else if command == "DATA" {
                stream.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") && stream.read_line(&mut mail).await? > 0 {}
                self.mails.lock().unwrap().push(mail);
                if receiver.contains("lost@") {
                    return Ok(());
                }
                b"250 taken\r\n"
            } else if command == "QUIT" {
                b"221 bye\r\n"
            } else {
                b"250 ok\r\n"
            };
            stream.write_all(answer).await?;
            line.clear();
        }
        Ok(())
    }

    fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
}

fn smtp(port: u16) -> Smtp {
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        security: Security::None,
        credentials: None,
        connections: 2,
        timeout: Duration::from_secs(5),
    };
    Smtp::new(&settings, Sender::parse("Folkmoot <no-reply@example.org>").unwrap()).unwrap()
}

fn letter(to: &str) -> Letter {
    Letter {
        id: MessageId::new(noon()),
        to: to.to_owned(),
        subject: "成案通知".to_owned(),
        text: "您的提議已成案。".to_owned(),
        html: Some("<p>您的提議已成案。</p>".to_owned()),
        locale: "zh-TW".to_owned(),
        unsubscribe_url: None,
        attachment: None,
    }
}

#[tokio::test]
async fn a_mail_reaches_the_server_and_its_answers_are_understood() {
    let sink = Sink::default();
    let mailer = smtp(sink.listen().await);
    let first = letter("a@example.com");
    mailer.send(&first, noon()).await.unwrap();
    let mail = sink.mails().remove(0);
    assert!(mail.contains(&format!("Message-ID: <{}@example.org>", first.id)), "{mail}");
    assert!(mail.contains("multipart/alternative") && mail.contains("Auto-Submitted: auto-generated"));

    let error = |code: &str, permanent| SendError { code: code.to_owned(), permanent };
    let answer = mailer.send(&letter("busy@example.com"), noon()).await;
    assert_eq!(answer, Err(error("smtp_451", false)));
    let answer = mailer.send(&letter("nobody@example.com"), noon()).await;
    assert_eq!(answer, Err(error("smtp_550", true)));
    mailer.send(&letter("b@example.com"), noon()).await.unwrap();
    assert_eq!(sink.mails().len(), 2);
}

#[tokio::test]
async fn a_mail_whose_receipt_was_lost_is_the_same_mail_again() {
    let sink = Sink::default();
    let mailer = smtp(sink.listen().await);
    let lost = letter("lost@example.com");
    assert!(!mailer.send(&lost, noon()).await.unwrap_err().permanent);
    assert!(!mailer.send(&lost, noon()).await.unwrap_err().permanent);
    let mails = sink.mails();
    let name = format!("Message-ID: <{}@example.org>", lost.id);
    assert!(mails.len() >= 2 && mails.iter().all(|mail| mail.contains(&name)));
}

#[tokio::test]
async fn without_a_server_a_mail_waits() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = smtp(port).send(&letter("a@example.com"), noon()).await.unwrap_err();
    assert_eq!(error, SendError::temporary("no_connection"));
}

#[tokio::test]
async fn a_mail_becomes_one_file() {
    let directory = tempfile::tempdir().unwrap();
    let files =
        Files::new(directory.path().join("mails"), Sender::parse("no-reply@example.org").unwrap()).unwrap();
    let letter = letter("a@example.com");
    files.send(&letter, noon()).await.unwrap();
    files.send(&letter, noon()).await.unwrap();
    let names: Vec<_> =
        std::fs::read_dir(directory.path().join("mails")).unwrap().map(|e| e.unwrap()).collect();
    assert_eq!(names.len(), 1);
    let mail = std::fs::read_to_string(names[0].path()).unwrap();
    assert!(mail.contains("To: a@example.com"));
}

/// Answers one request after another with the given statuses; keeps what was asked.
async fn gateway(statuses: Vec<u16>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/send", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = asked.clone();
    tokio::spawn(async move {
        for status in statuses {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4096];
            let mut length = 0;
            while !complete(&String::from_utf8_lossy(&request[..length])) {
                length += stream.read(&mut request[length..]).await.unwrap();
            }
            kept.lock().unwrap().push(String::from_utf8_lossy(&request[..length]).into_owned());
            let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, asked)
}

fn complete(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn settings(url: String, body: Body) -> GatewaySettings {
    GatewaySettings {
        url,
        token: Some("t0ken".to_owned()),
        body,
        number_field: "dstaddr".to_owned(),
        text_field: "smbody".to_owned(),
        id_field: Some("ref".to_owned()),
        fields: BTreeMap::from([("username".to_owned(), "folkmoot".to_owned())]),
        timeout: Duration::from_secs(5),
    }
}

#[tokio::test]
async fn a_text_message_is_posted_as_the_gateway_wants_it() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let message = TextMessage {
        id: MessageId::new(noon()),
        to: "+886912345678".to_owned(),
        text: "驗證碼 123456".to_owned(),
    };
    for body in [Body::Json, Body::Form] {
        let (url, asked) = gateway(vec![200, 500, 422]).await;
        let provider = HttpGateway::new(settings(url, body)).unwrap();
        provider.send(&message, noon()).await.unwrap();
        let error = provider.send(&message, noon()).await.unwrap_err();
        assert_eq!(error, SendError::temporary("http_500"));
        let error = provider.send(&message, noon()).await.unwrap_err();
        assert_eq!(error, SendError::permanent("http_422"));
        assert_eq!(provider.send(&message, noon()).await, Err(SendError::temporary("no_connection")));
        let request = asked.lock().unwrap().remove(0);
        assert!(request.starts_with("POST /send HTTP/1.1"));
        assert!(request.to_lowercase().contains("authorization: bearer t0ken"));
        let wanted = match body {
            Body::Json => "\"dstaddr\":\"+886912345678\"",
            Body::Form => "dstaddr=%2B886912345678",
        };
        assert!(request.contains(wanted) && request.contains("folkmoot"), "{request}");
    }
    assert!(HttpGateway::new(settings("not an address".to_owned(), Body::Json)).is_err());
}
