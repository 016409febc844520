//! The rulebooks that come with the platform, and how a file becomes a rulebook.

use toml::value::{Table, Value};

use super::Rulebook;
use super::mistake::{Mistake, nearest};
use super::source::File;

/// The files, by the name each must have inside.
pub const SHIPPED: &[(&str, &str)] = &[
    ("join", include_str!("../../rulebooks/join.toml")),
    ("demo", include_str!("../../rulebooks/demo.toml")),
    ("council", include_str!("../../rulebooks/council.toml")),
    ("join-kaohsiung", include_str!("../../rulebooks/join-kaohsiung.toml")),
    ("taipei-ivoting", include_str!("../../rulebooks/taipei-ivoting.toml")),
    ("uk-parliament", include_str!("../../rulebooks/uk-parliament.toml")),
    ("we-the-people", include_str!("../../rulebooks/we-the-people.toml")),
    ("bundestag", include_str!("../../rulebooks/bundestag.toml")),
    ("eu-citizens-initiative", include_str!("../../rulebooks/eu-citizens-initiative.toml")),
    ("korea-proposal", include_str!("../../rulebooks/korea-proposal.toml")),
    ("korea-civil-petition", include_str!("../../rulebooks/korea-civil-petition.toml")),
    ("reach-consultation", include_str!("../../rulebooks/reach-consultation.toml")),
    ("open-data-request", include_str!("../../rulebooks/open-data-request.toml")),
    ("demo-uk", include_str!("../../rulebooks/demo-uk.toml")),
    ("demo-eu", include_str!("../../rulebooks/demo-eu.toml")),
    ("verified", include_str!("../../rulebooks/verified.toml")),
];

/// Reads and checks a rulebook. A file that says `extends = "join"` is laid over that shipped one: its tables are
/// merged key by key, its lists and values take the place of the other's, and what stands under `change` changes single
/// entries of lists, named by their codes.
///
/// # Errors
/// Everything that is wrong with it, with the place where it is wrong and what to write instead.
pub fn parse(source: &str) -> Result<Rulebook, Vec<Mistake>> {
    read(source, 0).map(|(rulebook, _)| rulebook)
}

/// The rulebook with the text that stands on its own: the file itself, or the file it extends with its own values laid
/// over it.
pub(super) fn read_whole(source: &str) -> Result<(Rulebook, String), Vec<Mistake>> {
    let (rulebook, table) = read(source, 0)?;
    let source = match table {
        Some(table) => toml::to_string(&table).map_err(|e| vec![Mistake::new("file", e.to_string())])?,
        None => source.to_owned(),
    };
    Ok((rulebook, source))
}

/// Shipped files that extend each other in a circle would be a mistake of the platform; this ends it.
const DEEPEST: usize = 4;

/// The rulebook, and its values if they are not all in the file itself.
fn read(source: &str, depth: usize) -> Result<(Rulebook, Option<Table>), Vec<Mistake>> {
    let file = File::read(source);
    let mut mistakes = file.mistakes.clone();
    if mistakes.iter().any(|mistake| mistake.key == "file") {
        return Err(mistakes);
    }
    let structural = mistakes.len();
    let mut over = file.values.clone();
    let (extends, change) = (over.remove("extends"), over.remove("change"));
    let extended = extends.is_some();
    let mut table = match extends.as_ref().and_then(Value::as_str) {
        None => Table::new(),
        Some(name) => match base(name, depth) {
            Ok(table) => table,
            Err(mistake) => {
                mistakes.push(mistake.at(file.place("extends")));
                return Err(sorted(mistakes));
            }
        },
    };
    merge(&mut table, over);
    if let Some(Value::Table(change)) = change {
        apply(&mut table, change, "change", &mut |mistake| {
            let place = file.place(&mistake.key);
            mistakes.push(mistake.at(place));
        });
    }
    match Rulebook::deserialize_from(&table) {
        // What was put in the place of something wrong is not told again.
        Ok(rulebook) => {
            let told: Vec<String> = mistakes[..structural]
                .iter()
                .map(|m| m.key.strip_prefix("change.").unwrap_or(&m.key).to_owned())
                .collect();
            let about = |key: &str| told.iter().any(|t| key.starts_with(t.as_str()) || t.starts_with(key));
            for mistake in rulebook.check().into_iter().filter(|mistake| !about(&mistake.key)) {
                let place = file.place(&mistake.key);
                mistakes.push(mistake.at(place));
            }
            if mistakes.is_empty() {
                Ok((rulebook, extended.then_some(table)))
            } else {
                Err(sorted(mistakes))
            }
        }
        Err(error) => {
            if mistakes.is_empty() {
                mistakes.push(Mistake::new("file", error.message().to_owned()));
            }
            Err(sorted(mistakes))
        }
    }
}

fn sorted(mut mistakes: Vec<Mistake>) -> Vec<Mistake> {
    mistakes.sort_by_key(|mistake| mistake.at);
    mistakes
}

fn base(name: &str, depth: usize) -> Result<Table, Mistake> {
    let names = || SHIPPED.iter().map(|(id, _)| *id);
    let Some((_, source)) = SHIPPED.iter().find(|(id, _)| *id == name).filter(|_| depth < DEEPEST) else {
        let help = match nearest(name, names()) {
            Some(meant) => format!("did you mean {meant}?"),
            None => format!("possible: {}", names().collect::<Vec<_>>().join(", ")),
        };
        return Err(Mistake::new("extends", "no shipped rulebook has this name").with_help(help));
    };
    let (_, resolved) = read(source, depth + 1)
        .map_err(|_| Mistake::new("extends", format!("the shipped rulebook {name} is not in order")))?;
    Ok(resolved.unwrap_or_else(|| File::read(source).values))
}

fn merge(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) if !is_whole(&above) => merge(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// A period or a text in both languages: laid over another it takes its place, so that nothing of the other is left.
fn is_whole(table: &Table) -> bool {
    table.contains_key("amount") || table.contains_key("zh-TW")
}

/// Changes single entries of lists, which are named by their codes.
fn apply(base: &mut Table, change: Table, around: &str, wrong: &mut impl FnMut(Mistake)) {
    for (key, value) in change {
        let here = format!("{around}.{key}");
        match (base.get_mut(&key), value) {
            (Some(Value::Array(list)), Value::Table(entries)) => {
                for (code, entry) in entries {
                    let at = format!("{here}.{code}");
                    let is = |one: &Value| one.get("code").and_then(Value::as_str) == Some(code.as_str());
                    match (list.iter_mut().find(|one| is(one)), entry) {
                        (Some(Value::Table(found)), Value::Table(entry)) => apply(found, entry, &at, wrong),
                        _ => {
                            let codes: Vec<&str> =
                                list.iter().filter_map(|one| one.get("code")?.as_str()).collect();
                            let help = match nearest(&code, codes.iter().copied()) {
                                Some(meant) => format!("did you mean {meant}?"),
                                None => format!("possible: {}", codes.join(", ")),
                            };
                            wrong(Mistake::new(at, "the base has no entry with this code").with_help(help));
                        }
                    }
                }
            }
            (Some(Value::Table(below)), Value::Table(above)) if !is_whole(&above) => {
                apply(below, above, &here, wrong);
            }
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
