//! A procedure as plain text, for a terminal.

use std::fmt::Write as _;

use super::{Rule, Rules};
use crate::i18n::Lang;

impl Rules {
    /// The same as the page says, line by line, each number with where it comes from.
    pub fn text(&self, lang: Lang) -> String {
        let mut out = String::new();
        // Writing into a String can't fail.
        let mut say = |line: &str| writeln!(out, "{line}").unwrap_or_default();
        say(&format!("# {}", lang.with("rules-title", [("name", self.name.as_str().into())])));
        say(&self.summary);
        say(&lang.with("rules-source-text", [("source", self.source.as_str().into())]));
        if let Some((version, changes)) = &self.changes {
            say(&format!("\n## {}", lang.with("rules-changes", [("version", (*version).into())])));
            changes.iter().for_each(|change| say(&format!("- {change}")));
        }
        for section in &self.sections {
            say(&format!("\n## {}", section.title));
            section.intro.iter().for_each(|rule| say(&line(lang, rule)));
            section.items.iter().for_each(|rule| say(&format!("- {}", line(lang, rule))));
            section.outro.iter().for_each(|rule| say(&line(lang, rule)));
        }
        if !self.example.is_empty() {
            say(&format!("\n## {}", lang.t("rules-example")));
            say(&lang.t("rules-example-lead"));
            for day in &self.example {
                say(&format!("- {}{}{}", day.day, lang.pick("：", ": "), day.what));
            }
        }
        if !self.assumptions.is_empty() {
            say(&format!("\n## {}", lang.t("rules-assumptions")));
            self.assumptions.iter().for_each(|text| say(&format!("- {text}")));
        }
        out
    }
}

fn line(lang: Lang, rule: &Rule) -> String {
    let said = [rule.amount.as_str(), rule.text.as_str()];
    let said =
        said.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(lang.pick("；", "; "));
    let basis = match rule.basis {
        "" => String::new(),
        basis => lang.pick("〔", " [").to_owned() + &lang.t(&format!("basis-{basis}")) + lang.pick("〕", "]"),
    };
    match (rule.name.is_empty(), said.is_empty()) {
        (true, _) => format!("{said}{basis}"),
        (false, true) => format!("{}{basis}", rule.name),
        (false, false) => format!("{}{}{said}{basis}", rule.name, lang.pick("：", ": ")),
    }
}
