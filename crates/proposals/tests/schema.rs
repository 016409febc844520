//! The schema's table against the types: every key is documented, and what is documented is so.

#![allow(clippy::unwrap_used, clippy::panic)]

use folkmoot_proposals::Rulebook;
use folkmoot_proposals::rulebook::schema::{self, Key, Kind, Otherwise, PERIOD, keys_of};
use folkmoot_proposals::rulebook::{complete, parse};
use serde_json::Value;
use toml::Table;

fn read(table: &Table) -> Result<Value, String> {
    let rulebook: Rulebook =
        toml::from_str(&toml::to_string(table).unwrap()).map_err(|error| error.to_string())?;
    Ok(serde_json::to_value(rulebook).unwrap())
}

/// The keys of all tables and shapes, with the table each stands in as a file writes it.
fn documented() -> Vec<(String, Key)> {
    let mut tables = vec![String::new()];
    let mut found = Vec::new();
    while let Some(table) = tables.pop() {
        let keys = match schema::key(&table).map(|key| key.kind) {
            Some(Kind::Shape(shape)) => keys_of(&format!("@{shape}")),
            _ => keys_of(&table),
        };
        for key in keys {
            let path =
                if table.is_empty() { key.name().to_owned() } else { format!("{table}.{}", key.name()) };
            if matches!(key.kind, Kind::Table | Kind::List | Kind::Shape(_)) {
                tables.push(path.clone());
            }
            found.push((path, key));
        }
    }
    found
}

/// Follows a path; of a list, its first entry.
fn at<'a>(mut value: &'a Value, path: &str) -> &'a Value {
    for part in path.split('.') {
        if let Value::Array(list) = value {
            value = &list[0];
        }
        value = &value[part];
    }
    value
}

fn without(path: &str) -> Table {
    let mut whole = complete();
    let (table, name) = path.rsplit_once('.').unwrap_or(("", path));
    let mut here = &mut whole;
    for part in table.split('.').filter(|part| !part.is_empty()) {
        here = match here.get_mut(part).unwrap() {
            toml::Value::Table(table) => table,
            toml::Value::Array(list) => list[0].as_table_mut().unwrap(),
            other => panic!("{path}: {other}"),
        };
    }
    here.remove(name).unwrap_or_else(|| panic!("{path} is not in the complete file"));
    whole
}

#[test]
fn a_file_of_all_examples_is_in_order() {
    let text = toml::to_string(&complete()).unwrap();
    parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}\n{text}"));
}

#[test]
fn every_key_is_documented() {
    fn look(path: &str, value: &Value, missing: &mut Vec<String>) {
        match value {
            Value::Object(table) => {
                for (name, value) in table {
                    let here = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    let Some(key) = schema::key(&here) else {
                        missing.push(here);
                        continue;
                    };
                    if matches!(key.kind, Kind::Table | Kind::List | Kind::Shape(_)) {
                        look(&here, value, missing);
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|value| look(path, value, missing)),
            _ => {}
        }
    }
    let mut missing = Vec::new();
    look("", &read(&complete()).unwrap(), &mut missing);
    assert_eq!(missing, ["version"], "the version is given, not written");
    let period = serde_json::to_value(folkmoot_foundation::period::Period::new(
        1,
        folkmoot_foundation::period::Unit::Days,
    ));
    let keys: Vec<&str> = PERIOD.iter().map(Key::name).collect();
    assert!(period.unwrap().as_object().unwrap().keys().all(|key| keys.contains(&key.as_str())));
}

#[test]
fn what_is_required_and_what_is_assumed_is_so() {
    for (path, key) in documented() {
        let read = read(&without(&path));
        match key.otherwise {
            Otherwise::Required => assert!(read.is_err(), "{path} need not be written"),
            Otherwise::Absent => {
                let read = read.unwrap_or_else(|error| panic!("{path}: {error}"));
                assert_eq!(at(&read, &path), &Value::Null, "{path}");
            }
            Otherwise::Is(default) => {
                let read = read.unwrap_or_else(|error| panic!("{path}: {error}"));
                let value: Table = toml::from_str(&format!("value = {default}")).unwrap();
                assert_eq!(at(&read, &path), &serde_json::to_value(&value["value"]).unwrap(), "{path}");
            }
        }
    }
}

#[test]
fn every_word_of_a_choice_can_be_written() {
    for (path, key) in documented() {
        let (Kind::One(words) | Kind::Some(words) | Kind::OneOrSome(words) | Kind::Start(words)) = key.kind
        else {
            continue;
        };
        for word in words {
            let mut whole = complete();
            let mut here = &mut whole;
            let (table, name) = path.rsplit_once('.').unwrap_or(("", &path));
            for part in table.split('.').filter(|part| !part.is_empty()) {
                here = match here.get_mut(part).unwrap() {
                    toml::Value::Table(table) => table,
                    toml::Value::Array(list) => list[0].as_table_mut().unwrap(),
                    other => panic!("{path}: {other}"),
                };
            }
            let word = toml::Value::String((*word).to_owned());
            let list = matches!(key.kind, Kind::Some(_));
            here.insert(name.to_owned(), if list { toml::Value::Array(vec![word]) } else { word });
            read(&whole).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
}

#[test]
fn both_languages_say_what_each_key_means() {
    for (path, key) in documented() {
        for text in [key.title.0, key.title.1, key.meaning.0, key.meaning.1] {
            assert!(!text.trim().is_empty(), "{path}");
        }
        assert!(key.meaning.0.chars().any(|c| c > '\u{2e80}'), "{path} is not in Chinese");
        assert!(key.meaning.1.is_ascii() || key.meaning.1.contains('…'), "{path} is not in English");
    }
}
