//! Where settings come from, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Settings by dotted key, and the mistakes found so far.
#[derive(Debug, Default)]
pub struct Source {
    values: BTreeMap<String, String>,
    used: BTreeSet<String>,
    strangers: Vec<String>,
    mistakes: Vec<(String, String)>,
}

/// Every mistake of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigErrors(Vec<(String, String)>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the configuration has {} mistake(s):", self.0.len())?;
        for (key, problem) in &self.0 {
            writeln!(f, "  {key}: {problem}")?;
        }
        Ok(())
    }
}

impl Source {
    /// Settings from a file's text and from variables; `FOLKMOOT_MAIL_FROM` sets `mail.from`.
    pub fn new(toml: Option<&str>, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut source = Self::default();
        match toml.unwrap_or_default().parse::<toml::Table>() {
            Ok(table) => source.flatten("", &table),
            Err(error) => source.mistake("file", &format!("is not TOML: {}", error.message())),
        }
        for (name, value) in variables {
            if name == "DATABASE_URL" {
                source.values.entry("database_url".to_owned()).or_insert(value);
            } else if let Some(key) = name.strip_prefix("FOLKMOOT_") {
                // Read elsewhere: the file's own place, the master secret, the tests' server.
                if !matches!(key, "CONFIG" | "SECRET" | "TEST_POSTGRES" | "SHARED_DATA") {
                    source.strangers.push(key.to_lowercase());
                    source.values.insert(variable_key(key), value);
                }
            }
        }
        source
    }

    fn flatten(&mut self, prefix: &str, table: &toml::Table) {
        for (name, value) in table {
            let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            match value {
                toml::Value::Table(inner) => self.flatten(&key, inner),
                toml::Value::String(text) => drop(self.values.insert(key, text.clone())),
                toml::Value::Array(items) => {
                    let items: Vec<String> = items
                        .iter()
                        .map(|i| i.as_str().map_or_else(|| i.to_string(), str::to_owned))
                        .collect();
                    self.values.insert(key, items.join(","));
                }
                other => drop(self.values.insert(key, other.to_string())),
            }
        }
    }

    fn take(&mut self, key: &str) -> Option<String> {
        self.used.insert(key.to_owned());
        self.values.get(key).cloned()
    }

    /// Notes a mistake.
    pub fn mistake(&mut self, key: &str, problem: &str) {
        self.mistakes.push((key.to_owned(), problem.to_owned()));
    }

    /// A text.
    pub fn text(&mut self, key: &str, default: &str) -> String {
        self.take(key).unwrap_or_else(|| default.to_owned())
    }

    /// A value of a type that has a text form.
    pub fn parsed<T: FromStr>(&mut self, key: &str, default: &str, expected: &str) -> Option<T> {
        let text = self.text(key, default);
        let value = text.parse().ok();
        if value.is_none() {
            self.mistake(key, &format!("must be {expected}, not {text:?}"));
        }
        value
    }

    /// A whole number within a range.
    pub fn number(&mut self, key: &str, default: usize, range: RangeInclusive<usize>) -> usize {
        let text = self.text(key, &default.to_string());
        match text.parse() {
            Ok(n) if range.contains(&n) => n,
            _ => {
                self.mistake(
                    key,
                    &format!(
                        "must be a whole number from {} to {}, not {text:?}",
                        range.start(),
                        range.end()
                    ),
                );
                default
            }
        }
    }

    /// Yes or no.
    pub fn flag(&mut self, key: &str, default: bool) -> bool {
        match self.text(key, if default { "true" } else { "false" }).as_str() {
            "true" | "1" | "yes" => true,
            "false" | "0" | "no" => false,
            other => {
                let problem = format!("must be true or false, not {other:?}");
                self.mistake(key, &problem);
                default
            }
        }
    }

    /// One of several words.
    pub fn choice(&mut self, key: &str, default: &str, choices: &[&str]) -> String {
        let text = self.text(key, default);
        if !choices.contains(&text.as_str()) {
            self.mistake(key, &format!("must be one of {}, not {text:?}", choices.join(", ")));
        }
        text
    }

    /// A list, in a variable separated by commas.
    pub fn list<T: FromStr>(&mut self, key: &str, expected: &str) -> Vec<T> {
        let text = self.text(key, "");
        let mut out = Vec::new();
        for item in text.split(',').map(str::trim).filter(|i| !i.is_empty()) {
            match item.parse() {
                Ok(value) => out.push(value),
                Err(_) => self.mistake(key, &format!("must hold {expected}, not {item:?}")),
            }
        }
        out
    }

    /// Checks that every key given was asked for.
    ///
    /// # Errors
    /// All mistakes.
    pub fn finish(mut self) -> Result<(), ConfigErrors> {
        let unknown: Vec<String> =
            self.values.keys().filter(|key| !self.used.contains(*key)).cloned().collect();
        for key in unknown {
            let from_variable = self.strangers.iter().find(|s| variable_key(&s.to_uppercase()) == key);
            let name =
                from_variable.map_or_else(|| key.clone(), |s| format!("FOLKMOOT_{}", s.to_uppercase()));
            self.mistake(&name, "is no setting; see the example configuration");
        }
        if self.mistakes.is_empty() { Ok(()) } else { Err(ConfigErrors(self.mistakes)) }
    }
}

/// `MAIL_SMTP_URL` → `mail.smtp_url`: only the names of tables are cut off.
fn variable_key(name: &str) -> String {
    let name = name.to_lowercase();
    for table in ["mail", "sms", "files", "checks", "identity_provider"] {
        if let Some(rest) = name.strip_prefix(table).and_then(|r| r.strip_prefix('_')) {
            return format!("{table}.{rest}");
        }
    }
    name
}
