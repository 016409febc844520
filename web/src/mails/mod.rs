//! Mails and short messages, rendered like pages: a subject, a text and simple markup.

pub mod account;
pub mod digest;
pub mod reminders;
pub mod signature;
pub mod told;

use maud::{DOCTYPE, Markup, html};

use crate::i18n::Lang;

/// A message in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// One line; empty for a text message.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as a page; none for a text message.
    pub html: Option<String>,
}

/// The parts every mail has, from which both forms are made.
#[derive(Default)]
pub(crate) struct Letter {
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// Headings and words that people wrote.
    pub quotes: Vec<(String, String)>,
    /// Sentences, each with where it leads and what is said below it.
    pub list: Vec<(String, String, Option<String>)>,
    pub button: (String, String),
    /// Further small lines at the foot.
    pub foot: Vec<String>,
    /// The words and address of the link that ends such mails.
    pub unsubscribe: Option<(String, String)>,
}

impl Letter {
    pub(crate) fn words(self, lang: Lang) -> Words {
        Words { text: self.text(lang), html: Some(self.html(lang).into_string()), subject: self.subject }
    }

    fn text(&self, lang: Lang) -> String {
        let mut out = format!("{}\n\n", lang.t("mail-greeting"));
        for paragraph in &self.paragraphs {
            out.push_str(paragraph);
            out.push_str("\n\n");
        }
        for (heading, quote) in &self.quotes {
            out.push_str(&format!("{heading}\n"));
            for line in quote.lines() {
                out.push_str(&format!("> {line}\n"));
            }
            out.push('\n');
        }
        for (sentence, address, below) in &self.list {
            out.push_str(&format!("* {sentence}\n"));
            if let Some(below) = below {
                out.push_str(&format!("  {below}\n"));
            }
            out.push_str(&format!("  {address}\n\n"));
        }
        out.push_str(&format!("{}\n{}\n\n-- \n", self.button.0, self.button.1));
        for line in &self.foot {
            out.push_str(line);
            out.push('\n');
        }
        if let Some((words, address)) = &self.unsubscribe {
            out.push_str(&format!("{words} {address}\n"));
        }
        out
    }

    /// Without styles or pictures: every mail program shows it, and nothing in it can be followed.
    fn html(&self, lang: Lang) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(lang.code()) {
                head { meta charset="utf-8"; title { (self.subject) } }
                body {
                    p { (lang.t("mail-greeting")) }
                    @for paragraph in &self.paragraphs { p { (paragraph) } }
                    @for (heading, quote) in &self.quotes {
                        p { strong { (heading) } }
                        blockquote { @for line in quote.lines() { (line) br; } }
                    }
                    @if !self.list.is_empty() {
                        ul {
                            @for (sentence, address, below) in &self.list {
                                li {
                                    a href=(address) { (sentence) }
                                    @if let Some(below) = below { br; small { (below) } }
                                }
                            }
                        }
                    }
                    p { a href=(self.button.1) { strong { (self.button.0) } } }
                    hr;
                    @for line in &self.foot { p { small { (line) } } }
                    @if let Some((words, address)) = &self.unsubscribe {
                        p { small { a href=(address) { (words) } } }
                    }
                }
            }
        }
    }
}
