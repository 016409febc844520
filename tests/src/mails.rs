//! What the platform would have sent: mails and text messages, kept in its mailbox.

use folkmoot_notifications::mailbox::{self, Item};

use crate::House;

impl House {
    /// What went to an address or number, newest first, after letting the background work run.
    pub async fn messages_to(&self, to: &str) -> Vec<Item> {
        self.work().await;
        let found = mailbox::list(self.app.db.read(), &self.app.keyring, Some(to), None, 100).await;
        found.unwrap().items
    }

    /// The path of the first link in the newest message to an address that begins with `prefix`.
    pub async fn link_to(&self, to: &str, prefix: &str) -> String {
        let messages = self.messages_to(to).await;
        let wanted = format!("{}{prefix}", self.app.config.public_url);
        let link = messages
            .iter()
            .flat_map(|message| message.text.split_whitespace())
            .find(|word| word.starts_with(&wanted))
            .unwrap_or_else(|| panic!("no link to {wanted} in {messages:?}"));
        link[self.app.config.public_url.len()..].to_owned()
    }

    /// The six digits in the newest message to a number.
    pub async fn code_to(&self, to: &str) -> String {
        let messages = self.messages_to(to).await;
        let text = &messages.first().unwrap_or_else(|| panic!("no message to {to}")).text;
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6);
        digits.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
    }
}
