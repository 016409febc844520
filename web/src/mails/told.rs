//! The mail about something that happened.

use crate::components::told::Told;
use crate::i18n::Lang;
use crate::mails::{Letter, Words};

/// A mail about something that happened.
#[derive(Debug, Clone, Copy)]
pub struct ToldMail<'a> {
    /// What.
    pub told: &'a Told,
    /// The platform's address, without a slash at the end.
    pub public_url: &'a str,
    /// The whole address under which such mails are ended.
    pub unsubscribe_url: Option<&'a str>,
}

impl ToldMail<'_> {
    /// The mail.
    pub fn render(&self, lang: Lang) -> Words {
        let told = self.told;
        let sentence = told.sentence(lang);
        let stop = lang.pick("。", ".");
        let quote = |key: &str, words: &Option<String>| words.clone().map(|words| (lang.t(key), words));
        Letter {
            paragraphs: std::iter::once(format!("{sentence}{stop}")).chain(told.next(lang)).collect(),
            quotes: [quote("mail-said", &told.said), quote("mail-progress", &told.progress)]
                .into_iter()
                .flatten()
                .collect(),
            list: Vec::new(),
            button: (lang.t("mail-look"), format!("{}{}", self.public_url, told.href)),
            foot: vec![
                told.because(lang)
                    .unwrap_or_else(|| lang.with("mail-why", [("audience", told.audience.as_str().into())])),
                lang.with("mail-sender", [("platform", lang.t("site-name").into())]),
            ],
            unsubscribe: self.unsubscribe_url.map(|url| (lang.t("mail-unsubscribe"), url.to_owned())),
            subject: sentence,
        }
        .words(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stays_words() {
        let told = Told {
            kind: "proposal.refused".to_owned(),
            audience: "proposer".to_owned(),
            title: "<b>標題</b>".to_owned(),
            href: "/proposals/1".to_owned(),
            said: Some("請補充\n<script>x</script>".to_owned()),
            ..Told::default()
        };
        let mail = ToldMail {
            told: &told,
            public_url: "https://example.org",
            unsubscribe_url: Some("https://example.org/unsubscribe/t"),
        };
        let words = mail.render(Lang::ZhTw);
        assert_eq!(words.subject, "您的提議「<b>標題</b>」經檢核不予受理");
        assert!(words.text.contains("> <script>x</script>\n"));
        assert!(words.text.contains("https://example.org/proposals/1"));
        let html = words.html.unwrap();
        assert!(!html.contains("<script>") && !html.contains("<b>標題"));
        assert!(html.contains("https://example.org/unsubscribe/t"));
        assert!(!mail.render(Lang::En).text.contains("mail-"));
    }
}
