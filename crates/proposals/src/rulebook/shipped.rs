//! The rulebooks that come with the platform, and how a file becomes a rulebook.

use super::{Mistake, Rulebook};

/// The files, by the name each must have inside.
pub const SHIPPED: &[(&str, &str)] = &[
    ("join", include_str!("../../rulebooks/join.toml")),
    ("demo", include_str!("../../rulebooks/demo.toml")),
    ("council", include_str!("../../rulebooks/council.toml")),
];

/// Reads and checks a rulebook. A file that says `extends = "join"` is laid over that shipped one: its tables are
/// merged key by key, its lists and values take the place of the other's.
///
/// # Errors
/// Everything that is wrong with it, with the key where it is wrong.
pub fn parse(source: &str) -> Result<Rulebook, Vec<Mistake>> {
    let rulebook: Rulebook =
        toml::from_str(&resolve(source)?).map_err(|e| vec![Mistake::new("file", e.to_string())])?;
    let mistakes = rulebook.check();
    if mistakes.is_empty() { Ok(rulebook) } else { Err(mistakes) }
}

/// The text that stands on its own: the file itself, or the file it extends with its own values laid over it.
pub(super) fn resolve(source: &str) -> Result<String, Vec<Mistake>> {
    let unreadable = |e: toml::de::Error| vec![Mistake::new("file", e.to_string())];
    let mut over: toml::Table = toml::from_str(source).map_err(unreadable)?;
    let Some(extends) = over.remove("extends") else { return Ok(source.to_owned()) };
    let base = extends
        .as_str()
        .and_then(|name| SHIPPED.iter().find(|(id, _)| *id == name))
        .ok_or_else(|| vec![Mistake::new("extends", "no shipped rulebook has this name".to_owned())])?;
    let mut table: toml::Table = toml::from_str(base.1).map_err(unreadable)?;
    merge(&mut table, over);
    toml::to_string(&table).map_err(|e| vec![Mistake::new("file", e.to_string())])
}

fn merge(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => merge(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
