//! The mail that lists what happened since the last one.

use crate::components::told::Told;
use crate::i18n::Lang;
use crate::mails::{Letter, Words};

/// The mail.
#[derive(Debug, Clone, Copy)]
pub struct DigestMail<'a> {
    /// What it lists, oldest first.
    pub items: &'a [Told],
    /// How many more things happened.
    pub more: usize,
    /// The platform's address, without a slash at the end.
    pub public_url: &'a str,
    /// The whole address under which such mails are ended.
    pub unsubscribe_url: Option<&'a str>,
}

impl DigestMail<'_> {
    /// The mail.
    pub fn render(&self, lang: Lang) -> Words {
        let count = self.items.len() + self.more;
        let first = self.items.first().map(|told| told.sentence(lang)).unwrap_or_default();
        let subject = lang.with("mail-digest-subject", [("count", count.into()), ("first", first.into())]);
        let mut paragraphs = vec![lang.with("mail-digest-lead", [("count", count.into())])];
        if self.more > 0 {
            paragraphs.push(lang.with("mail-digest-more", [("count", self.more.into())]));
        }
        let list = self.items.iter().map(|told| {
            (told.sentence(lang), format!("{}{}", self.public_url, told.href), told.because(lang))
        });
        Letter {
            subject,
            paragraphs,
            quotes: Vec::new(),
            list: list.collect(),
            button: (lang.t("mail-digest-all"), format!("{}/my/notices", self.public_url)),
            foot: vec![
                lang.t("mail-digest-why"),
                lang.with("mail-sender", [("platform", lang.t("site-name").into())]),
            ],
            unsubscribe: self.unsubscribe_url.map(|url| (lang.t("mail-unsubscribe"), url.to_owned())),
        }
        .words(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mail_lists_all_and_what_people_wrote_stays_words() {
        let told = |kind: &str, title: &str| Told {
            kind: kind.to_owned(),
            audience: "topics".to_owned(),
            title: title.to_owned(),
            href: "/proposals/1".to_owned(),
            via: Some(("agency".to_owned(), "交通部".to_owned(), "Ministry of Transportation".to_owned())),
            ..Told::default()
        };
        let items = [told("proposal.opened", "<b>公園</b>"), told("proposal.reached", "路口")];
        let mail = DigestMail {
            items: &items,
            more: 3,
            public_url: "https://example.org",
            unsubscribe_url: Some("https://example.org/unsubscribe/t"),
        };
        for lang in [Lang::ZhTw, Lang::En] {
            let words = mail.render(lang);
            assert!(words.subject.contains('5') && words.subject.contains("<b>公園</b>"), "{words:?}");
            assert_eq!(words.text.matches("https://example.org/proposals/1").count(), 2);
            assert!(words.text.contains(lang.pick("交通部", "Ministry of Transportation")));
            assert!(!words.text.contains("mail-") && !words.text.contains("told-"), "{}", words.text);
            let html = words.html.unwrap();
            assert!(!html.contains("<b>") && html.contains("https://example.org/unsubscribe/t"));
        }
    }
}
