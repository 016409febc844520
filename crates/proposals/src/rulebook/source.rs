//! Reading a rulebook file with places: everything wrong with its structure is told at once, and what is wrong is
//! replaced by the schema's examples, so that what the file means can be looked at in the same go.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Table, Value};

use super::mistake::{Mistake, Place, example, nearest};
use super::schema::{self, BUILDING, Key, Kind, LABEL, Otherwise, PERIOD, keys_of};

/// A file and what is wrong with its structure.
pub(super) struct File<'a> {
    text: &'a str,
    document: Spanned<DeTable<'a>>,
    /// The values, with examples in the place of what is wrong.
    pub values: Table,
    /// What is wrong.
    pub mistakes: Vec<Mistake>,
}

/// Whether keys that must be written are missed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// Here stands everything.
    Yes,
    /// A base says what is not said here; entries of lists stand for themselves.
    Over,
    /// A change of a base, in whose lists entries are named by their codes.
    Change,
}

impl<'a> File<'a> {
    /// Reads a text.
    pub fn read(text: &'a str) -> Self {
        let (document, errors) = DeTable::parse_recoverable(text);
        let told = |error: toml::de::Error| {
            let byte = error.span().map_or(0, |span| span.start);
            let help = "see https://toml.io for how values, tables and texts are written";
            Mistake::new("file", error.message().to_owned()).with_help(help).at(Place::of(text, byte))
        };
        let mut file =
            Self { text, document, values: Table::new(), mistakes: errors.into_iter().map(told).collect() };
        if file.mistakes.is_empty() {
            let mut reader = Reader { text, mistakes: Vec::new() };
            let top = file.document.get_ref();
            let whole = if top.contains_key("extends") { Whole::Over } else { Whole::Yes };
            file.values = reader.table("", "", top, file.document.span(), whole);
            file.mistakes = reader.mistakes;
        }
        file
    }

    /// The place of a key, or of what stands around it.
    pub fn place(&self, key: &str) -> Place {
        let direct = find(self.document.get_ref(), key);
        let changed = self.document.get_ref().get("change").and_then(|value| match value.get_ref() {
            DeValue::Table(table) => find(table, key),
            _ => None,
        });
        let best = match (direct, changed) {
            (Some(a), Some(b)) => Some(if b.0 > a.0 { b } else { a }),
            (a, b) => a.or(b),
        };
        Place::of(self.text, best.map_or(0, |(_, span)| span.start))
    }
}

/// The span of the deepest part of `key` that is there, with how many parts that are.
fn find(table: &DeTable<'_>, key: &str) -> Option<(usize, Range<usize>)> {
    let mut parts = key.split('.');
    let first = parts.next()?;
    let (name, value) = table.iter().find(|(name, _)| name.get_ref() == first)?;
    let (mut depth, mut best, mut here) = (1, name.span(), value);
    for part in parts {
        let next = match here.get_ref() {
            DeValue::Table(table) => table
                .iter()
                .find(|(name, _)| name.get_ref() == part)
                .map(|(name, value)| (name.span(), value)),
            DeValue::Array(list) => list.iter().enumerate().find_map(|(place, value)| {
                let code = match value.get_ref() {
                    DeValue::Table(table) => table.get("code").and_then(|code| code.get_ref().as_str()),
                    DeValue::String(text) => Some(text.as_ref()),
                    _ => None,
                };
                (code == Some(part) || place.to_string() == part).then(|| (value.span(), value))
            }),
            _ => None,
        };
        let Some((span, value)) = next else { break };
        (depth, best, here) = (depth + 1, span, value);
    }
    Some((depth, best))
}

/// A key below another.
fn below(around: &str, name: &str) -> String {
    if around.is_empty() { name.to_owned() } else { format!("{around}.{name}") }
}

/// A value as a file says it; the examples of the schema are read by a test.
fn value_of(written: &str) -> Option<Value> {
    toml::from_str::<Table>(&format!("value = {written}")).ok()?.remove("value")
}

struct Reader<'a> {
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn wrong(&mut self, key: &str, span: Range<usize>, problem: impl Into<String>, help: impl Into<String>) {
        let place = Place::of(self.text, span.start);
        self.mistakes.push(Mistake::new(key, problem).with_help(help).at(place));
    }

    /// Reads a table of the schema. `path` is its name there, `shown` the same with the codes of list entries.
    fn table(
        &mut self,
        path: &str,
        shown: &str,
        table: &DeTable<'_>,
        span: Range<usize>,
        whole: Whole,
    ) -> Table {
        let mut known = keys_of(path);
        if path.is_empty() {
            known.extend(BUILDING);
        }
        let mut values = Table::new();
        let mut misspelt: Vec<&str> = Vec::new();
        for (name, value) in table {
            let at = below(shown, name.get_ref());
            let Some(key) = known.iter().find(|key| key.name() == name.get_ref().as_ref()) else {
                misspelt.extend(self.unknown(&at, name.get_ref(), name.span(), path, &known));
                continue;
            };
            let read = match key.name() {
                "change" if path.is_empty() => match value.get_ref() {
                    DeValue::Table(changes) if whole == Whole::Over => {
                        Some(Value::Table(self.table("", "change", changes, value.span(), Whole::Change)))
                    }
                    DeValue::Table(_) => {
                        let help =
                            "write extends = \"join\" or another rulebook that comes with the platform";
                        self.wrong(&at, name.span(), "changes a base, and there is none", help);
                        None
                    }
                    _ => self.other_kind(&at, key, value),
                },
                _ => self.value(&at, key, path, value, whole),
            };
            if let Some(value) = read.or_else(|| sample(key, path)) {
                values.insert(key.name().to_owned(), value);
            }
        }
        if whole == Whole::Yes {
            for key in known.iter().filter(|key| key.otherwise == Otherwise::Required) {
                if !table.contains_key(key.name()) {
                    // A misspelt key is told once, not also as missing.
                    if !misspelt.contains(&key.name()) {
                        let at = below(shown, key.name());
                        self.wrong(&at, span.clone(), "is missing", example(key));
                    }
                    values.extend(sample(key, path).map(|value| (key.name().to_owned(), value)));
                }
            }
        }
        values
    }

    /// Tells that there is no such key; gives the one that was probably meant.
    fn unknown(
        &mut self,
        at: &str,
        name: &str,
        span: Range<usize>,
        path: &str,
        known: &[Key],
    ) -> Option<&'static str> {
        let names = || known.iter().map(|key| key.name());
        let meant = nearest(name, names());
        let help = match meant {
            Some(meant) => format!("did you mean {meant}?"),
            // Such as sub-categories of a sub-category.
            None if path.rsplit('.').next() == Some(name) => {
                format!("what stands under {name} has no {name} of its own: there is one level")
            }
            None => match schema::all().find(|key| key.name() == name && key.table() != path) {
                Some(other) if other.table().is_empty() => format!("{name} stands at the top of the file"),
                Some(other) => format!("{name} is a key of {}", other.table()),
                None => format!("known here: {}", names().collect::<Vec<_>>().join(", ")),
            },
        };
        self.wrong(at, span, "there is no such key", help);
        meant
    }

    fn other_kind(&mut self, at: &str, key: &Key, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let problem = format!("is {}, not {}", a(value.get_ref().type_str()), kind_words(key.kind));
        self.wrong(at, value.span(), problem, example(key));
        None
    }

    /// Reads a value; nothing if it is wrong as a whole.
    fn value(
        &mut self,
        at: &str,
        key: &Key,
        path: &str,
        value: &Spanned<DeValue<'_>>,
        whole: Whole,
    ) -> Option<Value> {
        let inner = below(path, key.name());
        match (key.kind, value.get_ref()) {
            (Kind::Table, DeValue::Table(table)) => {
                Some(Value::Table(self.table(&inner, at, table, value.span(), whole)))
            }
            (Kind::Shape(shape), DeValue::Table(table)) => {
                Some(Value::Table(self.table(&format!("@{shape}"), at, table, value.span(), whole)))
            }
            (Kind::List, DeValue::Table(entries)) if whole == Whole::Change => {
                let mut values = Table::new();
                for (code, entry) in entries {
                    let at = below(at, code.get_ref());
                    match entry.get_ref() {
                        DeValue::Table(table) => {
                            let entry = self.table(&inner, &at, table, entry.span(), whole);
                            values.insert(code.get_ref().to_string(), Value::Table(entry));
                        }
                        _ => {
                            self.other_kind(&at, key, entry);
                        }
                    }
                }
                Some(Value::Table(values))
            }
            (Kind::List, DeValue::Array(list)) if whole != Whole::Change => {
                let mut values = Vec::new();
                for (place, entry) in list.iter().enumerate() {
                    let DeValue::Table(table) = entry.get_ref() else {
                        self.other_kind(&below(at, &place.to_string()), key, entry);
                        continue;
                    };
                    let code = table.get("code").and_then(|code| code.get_ref().as_str());
                    let at = below(at, &code.map_or_else(|| place.to_string(), str::to_owned));
                    values.push(Value::Table(self.table(&inner, &at, table, entry.span(), Whole::Yes)));
                }
                Some(Value::Array(values))
            }
            (Kind::Label, DeValue::Table(table)) => self.parts(at, LABEL, table, value.span()),
            (Kind::Period, DeValue::Table(table)) => self.parts(at, PERIOD, table, value.span()),
            (Kind::Periods, DeValue::Array(list)) => {
                Some(Value::Array(list.iter().filter_map(|one| self.period(at, key, one)).collect()))
            }
            (Kind::PeriodsByCode, DeValue::Table(table)) => {
                let mut values = Table::new();
                for (code, one) in table {
                    let period = self.period(&below(at, code.get_ref()), key, one);
                    values.extend(period.map(|period| (code.get_ref().to_string(), period)));
                }
                Some(Value::Table(values))
            }
            (Kind::Counts, DeValue::Table(table)) => {
                let mut values = Table::new();
                for (code, one) in table {
                    let at = below(at, code.get_ref());
                    match whole_number(one.get_ref()) {
                        Some(number) => {
                            values.insert(code.get_ref().to_string(), Value::Integer(number));
                        }
                        None => {
                            self.wrong(&at, one.span(), "is no whole number of 0 or more", example(key));
                        }
                    }
                }
                Some(Value::Table(values))
            }
            (Kind::Code, DeValue::String(text)) => Some(Value::String(text.to_string())),
            (Kind::Flag, DeValue::Boolean(flag)) => Some(Value::Boolean(*flag)),
            (Kind::Whole, DeValue::Integer(_)) => match whole_number(value.get_ref()) {
                Some(number) => Some(Value::Integer(number)),
                None => {
                    self.wrong(at, value.span(), "is no whole number from 0 to 2147483647", example(key));
                    None
                }
            },
            (Kind::One(words) | Kind::OneOrSome(words) | Kind::Start(words), DeValue::String(_)) => {
                self.word(at, words, value)
            }
            (Kind::Some(words) | Kind::OneOrSome(words), DeValue::Array(list)) => Some(Value::Array(
                list.iter()
                    .filter_map(|one| {
                        let at = below(at, one.get_ref().as_str().unwrap_or_default());
                        self.word(&at, words, one)
                    })
                    .collect(),
            )),
            (Kind::Codes, DeValue::Array(list)) => {
                let mut values = Vec::new();
                for one in list {
                    match one.get_ref().as_str() {
                        Some(code) => values.push(Value::String(code.to_owned())),
                        None => {
                            self.other_kind(at, key, one);
                        }
                    }
                }
                Some(Value::Array(values))
            }
            (Kind::Start(_), DeValue::Table(table)) => {
                let code = table.get("threshold").and_then(|code| code.get_ref().as_str());
                match code.filter(|_| table.len() == 1) {
                    Some(code) => Some(Value::Table(
                        [("threshold".to_owned(), Value::String(code.to_owned()))].into_iter().collect(),
                    )),
                    None => {
                        let help = "write { threshold = \"the code of the threshold\" }";
                        self.wrong(at, value.span(), "names no threshold", help);
                        None
                    }
                }
            }
            _ => self.other_kind(at, key, value),
        }
    }

    fn period(&mut self, at: &str, key: &Key, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        match value.get_ref() {
            DeValue::Table(table) => self.parts(at, PERIOD, table, value.span()),
            _ => {
                let problem = format!("is {}, not a period", a(value.get_ref().type_str()));
                self.wrong(at, value.span(), problem, example(key));
                None
            }
        }
    }

    /// The keys of a text in both languages, or of a period.
    fn parts(&mut self, at: &str, keys: &[Key], table: &DeTable<'_>, span: Range<usize>) -> Option<Value> {
        let before = self.mistakes.len();
        let mut values = Table::new();
        for (name, value) in table {
            let at = below(at, name.get_ref());
            match keys.iter().find(|key| key.name() == name.get_ref().as_ref()) {
                Some(key) => {
                    let read = self.value(&at, key, "", value, Whole::Yes);
                    values.extend(read.map(|value| (key.name().to_owned(), value)));
                }
                None => {
                    self.unknown(&at, name.get_ref(), name.span(), "", keys);
                }
            }
        }
        for key in keys.iter().filter(|key| key.otherwise == Otherwise::Required) {
            if !table.contains_key(key.name()) {
                let problem = if keys.len() == LABEL.len() {
                    "a text is needed in both languages"
                } else {
                    "is missing"
                };
                self.wrong(&below(at, key.name()), span.clone(), problem, example(key));
            }
        }
        (self.mistakes.len() == before).then_some(Value::Table(values))
    }

    fn word(&mut self, at: &str, words: &[&str], value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let all = words.join(", ");
        match value.get_ref().as_str() {
            Some(word) if words.contains(&word) => Some(Value::String(word.to_owned())),
            Some(word) => {
                let help = match nearest(word, words.iter().copied()) {
                    Some(meant) => format!("did you mean {meant}? Possible: {all}"),
                    None => format!("possible: {all}"),
                };
                self.wrong(at, value.span(), format!("there is no {word:?} here"), help);
                None
            }
            None => {
                let problem = format!("is {}, not a word", a(value.get_ref().type_str()));
                self.wrong(at, value.span(), problem, format!("possible: {all}"));
                None
            }
        }
    }
}

/// Numbers are kept as `u32` and larger: what fits there fits everywhere.
fn whole_number(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    let parsed = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
    (0..=i64::from(i32::MAX)).contains(&parsed).then_some(parsed)
}

fn a(kind: &str) -> String {
    match kind {
        "integer" | "array" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Table | Kind::Shape(_) | Kind::Counts | Kind::PeriodsByCode => "a table",
        Kind::List => "a list of tables",
        Kind::Code | Kind::One(_) => "a text in quotes",
        Kind::Codes | Kind::Some(_) => "a list of texts in quotes",
        Kind::OneOrSome(_) => "a text in quotes or a list of them",
        Kind::Label => "a text in both languages",
        Kind::Whole => "a whole number",
        Kind::Flag => "true or false",
        Kind::Period => "a period",
        Kind::Periods => "a list of periods",
        Kind::Start(_) => "a text in quotes or { threshold = \"code\" }",
    }
}

/// A value that is in order, from the examples of the schema.
fn sample(key: &Key, path: &str) -> Option<Value> {
    let all = |table: &str| -> Table {
        let required = keys_of(table).into_iter().filter(|key| key.otherwise == Otherwise::Required);
        required.filter_map(|key| Some((key.name().to_owned(), sample(&key, table)?))).collect()
    };
    match key.kind {
        Kind::Table => Some(Value::Table(all(&below(path, key.name())))),
        Kind::Shape(shape) => Some(Value::Table(all(&format!("@{shape}")))),
        Kind::List => Some(Value::Array(vec![Value::Table(all(&below(path, key.name())))])),
        _ => value_of(key.example),
    }
}

/// A whole file in which every key of the schema stands with its example.
pub fn complete() -> Table {
    fn all(table: &str) -> Table {
        let one = |key: Key| -> Option<(String, Value)> {
            let inner = below(table, key.name());
            let value = match key.kind {
                Kind::Table => Value::Table(all(&inner)),
                Kind::Shape(shape) => Value::Table(all(&format!("@{shape}"))),
                Kind::List => Value::Array(vec![Value::Table(all(&inner))]),
                _ => value_of(key.example)?,
            };
            Some((key.name().to_owned(), value))
        };
        keys_of(table).into_iter().filter_map(one).collect()
    }
    all("")
}

/// The same as a text.
pub fn complete_text() -> String {
    toml::to_string(&complete()).unwrap_or_default()
}
