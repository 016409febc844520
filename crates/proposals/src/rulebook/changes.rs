//! What one version of a rulebook says otherwise than another.

use folkmoot_foundation::period::Period;
use serde_json::Value;

use super::schema::{self, Kind};
use super::{Label, Rulebook};

/// A value, for somebody who says it in words.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A text in both languages.
    Text(Label),
    /// A number.
    Number(i64),
    /// Whether or not.
    Flag(bool),
    /// How long.
    Period(Period),
    /// Codes and words of choices, in their order.
    Words(Vec<String>),
    /// A whole part of the procedure.
    Part,
}

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Where: the names of the parts of the file and of the entries of lists, from the outside.
    pub place: Vec<Label>,
    /// What it was; nothing if it is new.
    pub old: Option<Said>,
    /// What it is; nothing if it is gone.
    pub new: Option<Said>,
}

/// Everything in which `new` differs from `old`, in the order of the file.
pub fn changes(old: &Rulebook, new: &Rulebook) -> Vec<Difference> {
    let value = |rulebook: &Rulebook| serde_json::to_value(rulebook).unwrap_or_default();
    let mut found = Vec::new();
    table("", &value(old), &value(new), &[], &mut found);
    found
}

fn label(text: schema::Both) -> Label {
    Label { zh: text.0.to_owned(), en: text.1.to_owned() }
}

fn with(place: &[Label], next: Label) -> Vec<Label> {
    place.iter().cloned().chain([next]).collect()
}

fn table(path: &str, old: &Value, new: &Value, place: &[Label], found: &mut Vec<Difference>) {
    let keys = match schema::key(path).map(|key| key.kind) {
        Some(Kind::Shape(shape)) => schema::keys_of(&format!("@{shape}")),
        _ => schema::keys_of(path),
    };
    for key in keys {
        let (before, after) = (&old[key.name()], &new[key.name()]);
        if before == after {
            continue;
        }
        let here = with(place, label(key.title));
        let inner = if path.is_empty() { key.name().to_owned() } else { format!("{path}.{}", key.name()) };
        match (key.kind, before, after) {
            (Kind::Table | Kind::Shape(_), Value::Object(_), Value::Object(_)) => {
                table(&inner, before, after, &here, found);
            }
            (Kind::List, Value::Array(before), Value::Array(after)) => {
                list(&inner, before, after, &here, found);
            }
            (Kind::Counts | Kind::PeriodsByCode, Value::Object(before), Value::Object(after)) => {
                let mut codes: Vec<&String> = before.keys().chain(after.keys()).collect();
                codes.sort();
                codes.dedup();
                for code in codes.into_iter().filter(|code| before.get(*code) != after.get(*code)) {
                    let place = with(&here, Label { zh: code.clone(), en: code.clone() });
                    let [old, new] = [before, after].map(|all| all.get(code).and_then(said));
                    found.push(Difference { place, old, new });
                }
            }
            _ => found.push(Difference { place: here, old: said(before), new: said(after) }),
        }
    }
}

/// Entries of a list are the same if they have the same code; those without codes are told as they are.
fn list(path: &str, old: &[Value], new: &[Value], place: &[Label], found: &mut Vec<Difference>) {
    let twin = |entry: &Value, others: &[Value]| {
        others.iter().find(|other| code_of(other) == code_of(entry)).cloned()
    };
    for entry in old.iter().filter(|entry| twin(entry, new).is_none()) {
        found.push(Difference { place: place.to_vec(), old: name(entry).map(Said::Text), new: None });
    }
    for entry in new {
        match twin(entry, old) {
            None => {
                found.push(Difference { place: place.to_vec(), old: None, new: name(entry).map(Said::Text) });
            }
            Some(before) if before != *entry => {
                let here = match name(entry) {
                    Some(name) => with(place, name),
                    None => place.to_vec(),
                };
                table(path, &before, entry, &here, found);
            }
            Some(_) => {}
        }
    }
}

fn code_of(entry: &Value) -> Option<&str> {
    entry.get("code").or_else(|| entry.get("about"))?.as_str()
}

/// What an entry of a list is called.
fn name(entry: &Value) -> Option<Label> {
    let text = entry.get("name").or_else(|| entry.get("text"))?;
    serde_json::from_value(text.clone()).ok()
}

fn said(value: &Value) -> Option<Said> {
    let word = |value: &Value| match value {
        Value::String(word) => Some(word.clone()),
        // A clock that starts with a threshold.
        Value::Object(table) => table.get("threshold").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(Said::Flag(*flag)),
        Value::Number(number) => number.as_i64().map(Said::Number),
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) => {
            let words: Vec<String> = list.iter().filter_map(word).collect();
            Some(if words.is_empty() { Said::Part } else { Said::Words(words) })
        }
        Value::Object(table) if table.contains_key("amount") => {
            serde_json::from_value(value.clone()).ok().map(Said::Period)
        }
        Value::Object(table) if table.contains_key("zh-TW") => {
            serde_json::from_value(value.clone()).ok().map(Said::Text)
        }
        Value::Object(_) | Value::String(_) => {
            Some(word(value).map_or(Said::Part, |word| Said::Words(vec![word])))
        }
    }
}
