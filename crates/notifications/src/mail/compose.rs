//! From a letter to the text of a mail (RFC 5322).

use folkmoot_foundation::Now;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as FilePart, Mailbox, MultiPart};
use lettre::{Address, Message};

use crate::error::{Error, SendError};
use crate::mail::Letter;

/// Whom mails come from.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
}

impl Sender {
    /// A sender written as `Folkmoot <no-reply@example.org>` or as a bare address.
    ///
    /// # Errors
    /// [`Error::Setup`] if that is no address.
    pub fn parse(from: &str) -> Result<Self, Error> {
        let from = from.parse().map_err(|_| Error::Setup {
            setting: "mail.from",
            reason: format!("{from} is no mail address"),
        })?;
        Ok(Self { from })
    }

    /// The mail as it goes over the wire.
    pub(crate) fn compose(&self, letter: &Letter, now: Now) -> Result<Message, SendError> {
        let to: Address = letter.to.parse().map_err(|_| SendError::permanent("bad_address"))?;
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .date(now.into())
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", &letter.locale));
        if let Some(url) = &letter.unsubscribe_url {
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{url}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let mail = match (&letter.html, &letter.attachment) {
            (Some(html), None) => {
                builder.multipart(MultiPart::alternative_plain_html(letter.text.clone(), html.clone()))
            }
            (Some(html), Some(file)) => {
                let words = MultiPart::alternative_plain_html(letter.text.clone(), html.clone());
                let json = ContentType::parse("application/json")
                    .map_err(|_| SendError::permanent("not_composable"))?;
                let file = FilePart::new(file.name.clone()).body(file.json.clone(), json);
                builder.multipart(MultiPart::mixed().multipart(words).singlepart(file))
            }
            (None, _) => builder.body(letter.text.clone()),
        };
        mail.map_err(|_| SendError::permanent("not_composable"))
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::MessageId;
    use crate::render::Attachment;

    fn letter(to: &str, subject: &str) -> Letter {
        Letter {
            id: MessageId(uuid::Uuid::from_u128(5)),
            to: to.to_owned(),
            subject: subject.to_owned(),
            text: "您的提議已成案".to_owned(),
            html: Some("<p>您的提議已成案</p>".to_owned()),
            locale: "zh-TW".to_owned(),
            unsubscribe_url: Some("https://example.org/unsubscribe/x".to_owned()),
            attachment: None,
        }
    }

    fn wire(letter: &Letter) -> Result<String, SendError> {
        let now = "2026-03-02T04:00:00Z".parse().unwrap();
        let sender = Sender::parse("眾議 <no-reply@example.org>").unwrap();
        Ok(String::from_utf8(sender.compose(letter, now)?.formatted()).unwrap())
    }

    #[test]
    fn a_mail_names_itself_by_its_row_and_can_be_refused_with_one_click() {
        let mail = wire(&letter("a@example.com", "成案通知")).unwrap();
        assert!(mail.contains("Message-ID: <00000000-0000-0000-0000-000000000005@example.org>"), "{mail}");
        assert!(mail.contains("List-Unsubscribe: <https://example.org/unsubscribe/x>"));
        assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        assert!(mail.contains("Date: Mon, 02 Mar 2026 04:00:00 +0000"));
    }

    #[test]
    fn a_file_goes_with_a_mail() {
        let file = Attachment { name: "receipt-1.json".to_owned(), json: "{}".to_owned() };
        let mail = wire(&Letter { attachment: Some(file), ..letter("a@example.com", "收據") }).unwrap();
        assert!(
            mail.contains("Content-Type: multipart/mixed") && mail.contains("multipart/alternative"),
            "{mail}"
        );
        assert!(mail.contains("Content-Disposition: attachment; filename=\"receipt-1.json\""), "{mail}");
        assert!(mail.contains("Content-Type: application/json"), "{mail}");
    }

    #[test]
    fn a_subject_cannot_add_headers() {
        let mail = wire(&letter("a@example.com", "x\r\nBcc: evil@example.com")).unwrap();
        assert!(!mail.lines().any(|line| line.starts_with("Bcc")), "{mail}");
        assert_eq!(wire(&letter("a@example.com\r\nBcc: b@c", "x")), Err(SendError::permanent("bad_address")));
        assert!(Sender::parse("nobody").is_err());
    }
}
