//! What the gateway implements with the pages' language files: from a kind and its facts to subject and body.

use serde_json::Value;

use crate::error::BoxError;
use crate::outbox::Channel;

/// A message to be put into words.
#[derive(Debug, Clone, Copy)]
pub struct ToRender<'a> {
    /// By which way it goes; a text message has only [`Rendered::text`].
    pub channel: Channel,
    /// What it says: a code of the accounts crate (`email_confirmation`) or the kind of an event (`proposal.opened`).
    pub kind: &'a str,
    /// The reader's language, `zh-TW` or `en`.
    pub locale: &'a str,
    /// The facts. For kinds of events it is a [`crate::Telling`].
    pub data: &'a Value,
    /// For a mail the reader can refuse: what the link to do so carries.
    pub unsubscribe: Option<&'a str>,
}

/// A message in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line; empty for a text message.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as a page, for mails.
    pub html: Option<String>,
    /// The whole address under which such mails are refused, for the mail program's own button.
    pub unsubscribe_url: Option<String>,
    /// A file that goes with a mail.
    pub attachment: Option<Attachment>,
}

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, of ASCII letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// Its content, JSON.
    pub json: String,
}

/// Puts messages into words.
pub trait Renderer: Send + Sync {
    /// Renders one message.
    ///
    /// # Errors
    /// If the kind is unknown or a fact is missing; the message is tried again later and is given up at last.
    fn render(&self, message: &ToRender<'_>) -> Result<Rendered, BoxError>;
}
