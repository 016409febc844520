//! Mails and text messages about an account, which one person waits for.

use crate::i18n::{Arg, Lang};
use crate::mails::{Letter, Words};

/// A mail with a link to go on with.
#[derive(Debug, Clone, Copy)]
pub struct AccountMail<'a> {
    /// `email_confirmation`, `address_already_registered`, `password_reset`, `password_changed` or `second_factor_removed`.
    pub kind: &'a str,
    /// The whole address to go to.
    pub link: &'a str,
    /// How many hours or minutes the link works.
    pub valid: i64,
}

impl AccountMail<'_> {
    /// The mail; nothing if the kind is unknown.
    pub fn render(&self, lang: Lang) -> Option<Words> {
        let kind = self.kind.replace('_', "-");
        let subject = lang.find(&format!("mail-{kind}-subject"))?;
        let valid: [(&'static str, Arg); 2] = [("hours", self.valid.into()), ("minutes", self.valid.into())];
        let mut foot = vec![lang.with("mail-sender", [("platform", lang.t("site-name").into())])];
        if matches!(self.kind, "email_confirmation" | "password_reset" | "address_already_registered") {
            foot.insert(0, lang.t("mail-not-you"));
        }
        let letter = Letter {
            subject,
            paragraphs: vec![lang.with(&format!("mail-{kind}-body"), valid)],
            quotes: Vec::new(),
            list: Vec::new(),
            button: (lang.t(&format!("mail-{kind}-button")), self.link.to_owned()),
            foot,
            unsubscribe: None,
        };
        Some(letter.words(lang))
    }
}

/// The mail that carries a receipt, whose proof is attached.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptMail<'a> {
    /// The proposal's title.
    pub title: &'a str,
    /// The whole address of the receipt's page.
    pub link: &'a str,
}

impl ReceiptMail<'_> {
    /// The mail.
    pub fn render(&self, lang: Lang) -> Words {
        let title = [("title", Arg::from(self.title))];
        let letter = Letter {
            subject: lang.with("mail-receipt-subject", title.clone()),
            paragraphs: vec![lang.with("mail-receipt-body", title), lang.t("mail-receipt-file")],
            quotes: Vec::new(),
            list: Vec::new(),
            button: (lang.t("mail-receipt-button"), self.link.to_owned()),
            foot: vec![lang.with("mail-sender", [("platform", lang.t("site-name").into())])],
            unsubscribe: None,
        };
        letter.words(lang)
    }
}

/// The text message with the code that confirms a mobile number.
pub fn mobile_code(lang: Lang, code: &str, minutes: i64) -> Words {
    let text = lang.with(
        "sms-mobile-code",
        [("platform", lang.t("site-name").into()), ("code", code.into()), ("minutes", minutes.into())],
    );
    Words { subject: String::new(), text, html: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_in_both_languages() {
        for lang in [Lang::ZhTw, Lang::En] {
            for kind in
                ["email_confirmation", "address_already_registered", "password_reset", "password_changed"]
            {
                let words =
                    AccountMail { kind, link: "https://example.org/x", valid: 48 }.render(lang).unwrap();
                assert!(words.text.contains("https://example.org/x"), "{kind}");
                assert!(!words.text.contains("mail-"), "{}", words.text);
            }
            assert!(AccountMail { kind: "unknown", link: "", valid: 1 }.render(lang).is_none());
            let sms = mobile_code(lang, "123456", 10).text;
            assert!(sms.contains("123456") && sms.contains("10") && sms.chars().count() <= 70, "{sms}");
        }
    }
}
