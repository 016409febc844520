//! Real files that are no part of the project: where they are, they are tried too.

#![allow(dead_code)]

use std::path::PathBuf;

/// A folder of them, if it is there.
pub fn folder(name: &str) -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let data = std::env::var("FOLKMOOT_SHARED_DATA").unwrap_or_else(|_| default.to_owned());
    let folder = std::path::Path::new(&data).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no files at {}", folder.display());
    None
}

/// The files of a folder that end in one of these, in order.
pub fn files(name: &str, endings: &[&str]) -> Vec<(String, Vec<u8>)> {
    let Some(folder) = folder(name) else { return Vec::new() };
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let of = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        endings.iter().any(|ending| name.ends_with(ending)).then(|| (name, std::fs::read(&path).unwrap()))
    };
    names.into_iter().filter_map(of).collect()
}
