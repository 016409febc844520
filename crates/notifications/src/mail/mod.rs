//! Ways a mail leaves the platform.

mod compose;
mod files;
mod smtp;

use folkmoot_foundation::Now;

use crate::error::SendError;
use crate::outbox::MessageId;

pub use compose::Sender;
pub use files::Files;
pub use smtp::{Security, Smtp, SmtpSettings};

/// A mail ready to go.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The message in the outbox; the Message-ID is made of it.
    pub id: MessageId,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as a page.
    pub html: Option<String>,
    /// The language it is in.
    pub locale: String,
    /// Where such mails are refused with one click (RFC 8058).
    pub unsubscribe_url: Option<String>,
    /// A file that goes with it.
    pub attachment: Option<crate::render::Attachment>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({})", self.id)
    }
}

/// Takes mails over.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// Takes one mail over. Taking the same mail twice is harmless: it has the same Message-ID.
    ///
    /// # Errors
    /// Why it was not taken over.
    async fn send(&self, letter: &Letter, now: Now) -> Result<(), SendError>;
}
