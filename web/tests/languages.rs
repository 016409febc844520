//! Both languages hold the same keys, and every key that a source file names exists.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn keys(lang: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(lang)).unwrap() {
        let path = entry.unwrap().path();
        for line in fs::read_to_string(&path).unwrap().lines() {
            let Some((key, _)) = line.split_once('=') else { continue };
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                let fresh = keys.insert(key.trim().to_owned());
                assert!(fresh, "{} stands twice in {lang} (again in {})", key.trim(), path.display());
            }
        }
    }
    keys
}

#[test]
fn both_languages_hold_the_same_keys() {
    let (zh, en) = (keys("zh-TW"), keys("en"));
    assert_eq!(zh.difference(&en).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in English");
    assert_eq!(en.difference(&zh).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in Chinese");
}

fn sources(folder: &Path, out: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_key_that_a_page_names_exists() {
    let zh = keys("zh-TW");
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/gateway/src"), &mut files);
    let mut missing = BTreeSet::new();
    for file in files {
        for call in [".t(\"", ".with(\"", ".with_map(\""] {
            for piece in file.split(call).skip(1) {
                let key = piece.split('"').next().unwrap_or_default();
                let is_key = !key.is_empty()
                    && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
                if is_key && !zh.contains(key) {
                    missing.insert(key.to_owned());
                }
            }
        }
    }
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), Vec::<String>::new(), "keys without words");
}

#[test]
fn every_kind_of_event_has_words_in_the_audit_log() {
    let zh = keys("zh-TW");
    let mut files = Vec::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for entry in fs::read_dir(crates).unwrap() {
        sources(&entry.unwrap().path().join("src"), &mut files);
    }
    let groups = ["proposal", "signatures", "case", "comment", "hearing", "agency", "person"];
    let mut kinds = BTreeSet::new();
    for piece in files.iter().flat_map(|file| file.split("NewEvent::new(\"").skip(1)) {
        kinds.insert(piece.split('"').next().unwrap().to_owned());
    }
    // Kinds that are chosen before the event is made stand elsewhere as plain texts.
    for text in files.iter().flat_map(|file| file.split('"')) {
        let Some((group, what)) = text.split_once('.') else { continue };
        let is_word = !what.is_empty() && what.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if groups.contains(&group) && is_word {
            kinds.insert(text.to_owned());
        }
    }
    assert!(kinds.len() > 50, "{kinds:?}");
    let missing: Vec<_> = kinds
        .iter()
        .filter(|kind| !zh.contains(&format!("audit-event-{}", kind.replace(['.', '_'], "-"))))
        .collect();
    assert_eq!(missing, Vec::<&String>::new(), "kinds without words");
}
