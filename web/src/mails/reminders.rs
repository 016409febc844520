//! The daily mail that lists the dates of an agency: what was missed, what is due.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::format;
use crate::i18n::Lang;
use crate::mails::{Letter, Words};

/// A date the reader is reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The proposal's title.
    pub title: String,
    /// What is owed, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The last day.
    pub last_day: NaiveDate,
    /// Days to it; negative since it has passed.
    pub days: i64,
    /// The page of the case.
    pub path: String,
}

/// The mail.
#[derive(Debug, Clone, Copy)]
pub struct RemindersMail<'a> {
    /// What it lists, by date.
    pub items: &'a [Item],
    /// The platform's address, without a slash at the end.
    pub public_url: &'a str,
    /// The whole address under which such mails are ended.
    pub unsubscribe_url: Option<&'a str>,
}

impl RemindersMail<'_> {
    /// The mail.
    pub fn render(&self, lang: Lang) -> Words {
        let missed: Vec<&Item> = self.items.iter().filter(|item| item.days < 0).collect();
        let due: Vec<&Item> = self.items.iter().filter(|item| item.days >= 0).collect();
        let subject = match missed.len() {
            0 => lang.with("mail-reminders-due", [("count", due.len().into())]),
            late => lang.with("mail-reminders-missed", [("late", late.into()), ("count", due.len().into())]),
        };
        let quotes = [("mail-reminders-late-head", missed), ("mail-reminders-due-head", due)];
        let letter = Letter {
            paragraphs: vec![lang.t("mail-reminders-lead")],
            quotes: quotes
                .into_iter()
                .filter(|(_, items)| !items.is_empty())
                .map(|(key, items)| (lang.t(key), self.lines(lang, &items)))
                .collect(),
            list: Vec::new(),
            button: (lang.t("mail-reminders-button"), format!("{}/desk/cases", self.public_url)),
            foot: vec![
                lang.t("mail-reminders-why"),
                lang.with("mail-sender", [("platform", lang.t("site-name").into())]),
            ],
            unsubscribe: self.unsubscribe_url.map(|url| (lang.t("mail-unsubscribe"), url.to_owned())),
            subject,
        };
        letter.words(lang)
    }

    fn lines(&self, lang: Lang, items: &[&Item]) -> String {
        let line = |item: &&Item| {
            let key = match item.days {
                0 => "mail-reminders-today",
                days if days < 0 => "mail-reminders-late",
                _ => "mail-reminders-left",
            };
            let words = lang.with(
                key,
                [
                    ("title", item.title.as_str().into()),
                    ("what", lang.pick(&item.zh, &item.en).into()),
                    ("date", format::date_with_weekday(lang, item.last_day).into()),
                    ("days", item.days.abs().into()),
                ],
            );
            format!("{words}\n{}{}", self.public_url, item.path)
        };
        items.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mail_lists_all() {
        let item = |title: &str, days| Item {
            title: title.to_owned(),
            zh: "正式回應".to_owned(),
            en: "Formal response".to_owned(),
            last_day: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
            days,
            path: "/desk/cases/7".to_owned(),
        };
        let items = [item("甲", -1), item("乙", 0), item("丙", 7)];
        for lang in [Lang::ZhTw, Lang::En] {
            let mail =
                RemindersMail { items: &items, public_url: "https://example.org", unsubscribe_url: None };
            let words = mail.render(lang);
            assert!(["甲", "乙", "丙"].iter().all(|title| words.text.contains(title)), "{}", words.text);
            assert_eq!(words.text.matches("https://example.org/desk/cases/7").count(), 3);
            assert!(words.subject.contains('1') && words.subject.contains('2'), "{}", words.subject);
            assert!(!words.text.contains("mail-"), "{}", words.text);
        }
    }
}
