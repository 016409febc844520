//! Mails to people who sign without an account.

use crate::i18n::Lang;
use crate::mails::{Letter, Words};

/// A mail with the link that leads to the button, or to the receipt of a signature given before.
#[derive(Debug, Clone, Copy)]
pub struct SignatureMail<'a> {
    /// `signature_confirmation` or `signature_already`.
    pub kind: &'a str,
    /// The proposal's title.
    pub title: &'a str,
    /// The whole address to go to.
    pub link: &'a str,
    /// How many days the link works.
    pub days: i64,
}

impl SignatureMail<'_> {
    /// The mail; nothing if the kind is unknown.
    pub fn render(&self, lang: Lang) -> Option<Words> {
        let kind = self.kind.replace('_', "-");
        let subject = lang.find_map(&format!("mail-{kind}-subject"), [("title", self.title)])?;
        let letter = Letter {
            subject,
            paragraphs: vec![
                lang.with(
                    &format!("mail-{kind}-body"),
                    [("title", self.title.into()), ("days", self.days.into())],
                ),
                lang.t(&format!("mail-{kind}-more")),
            ],
            quotes: Vec::new(),
            list: Vec::new(),
            button: (lang.t(&format!("mail-{kind}-button")), self.link.to_owned()),
            foot: vec![
                lang.t("mail-signature-not-you"),
                lang.with("mail-sender", [("platform", lang.t("site-name").into())]),
            ],
            unsubscribe: None,
        };
        Some(letter.words(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_in_both_languages() {
        for lang in [Lang::ZhTw, Lang::En] {
            for kind in ["signature_confirmation", "signature_already"] {
                let link = "https://example.org/x";
                let words = SignatureMail { kind, title: "標題", link, days: 7 }.render(lang).unwrap();
                assert!(words.subject.contains("標題") && words.text.contains(link), "{words:?}");
                assert!(!words.text.contains("mail-"), "{}", words.text);
            }
            assert!(SignatureMail { kind: "unknown", title: "", link: "", days: 1 }.render(lang).is_none());
        }
    }
}
