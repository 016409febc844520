//! The schema in words.

use folkmoot_proposals::rulebook::complete_text;
use folkmoot_proposals::rulebook::schema::{BUILDING, Key, Kind, Otherwise, SHAPES, keys_of, pick};
use folkmoot_web::Lang;
use folkmoot_web::pages::rules::{Row, Table};

/// A file that builds on another.
const SHORT: &str = r#"extends = "join"
id = "my-city"
name = { zh-TW = "市民提案", en = "Citizens' proposals" }
source = { zh-TW = "某市公共政策參與要點", en = "The city's directions on participation" }

[drive]
period = { amount = 30, unit = "days" }

[change.thresholds.reached]
count = 3000

[change.clocks.response]
period = { amount = 30, unit = "days" }
"#;

/// The short example, the parts, and the file with everything.
pub(super) fn told(lang: Lang) -> (String, Vec<Table>, String) {
    let mut tables = vec![Table {
        anchor: "top".to_owned(),
        header: String::new(),
        title: lang.t("schema-top"),
        meaning: lang.t("schema-top-text"),
        otherwise: String::new(),
        rows: rows(lang, keys_of("").into_iter().chain(BUILDING.iter().copied())),
    }];
    add(lang, "", &mut tables);
    for shape in SHAPES {
        tables.push(Table {
            anchor: shape.name.to_owned(),
            header: String::new(),
            title: pick(shape.title, lang.code()).to_owned(),
            meaning: String::new(),
            otherwise: String::new(),
            rows: rows(lang, keys_of(&format!("@{}", shape.name)).into_iter()),
        });
    }
    (SHORT.to_owned(), tables, complete_text())
}

/// The parts below a part, each followed by those below it.
fn add(lang: Lang, path: &str, tables: &mut Vec<Table>) {
    for key in keys_of(path).into_iter().filter(is_part) {
        let header =
            if key.kind == Kind::List { format!("[[{}]]", key.path) } else { format!("[{}]", key.path) };
        tables.push(Table {
            anchor: key.path.replace('.', "-"),
            header,
            title: key.title_in(lang.code()).to_owned(),
            meaning: key.meaning_in(lang.code()).to_owned(),
            otherwise: otherwise(lang, &key),
            rows: rows(lang, keys_of(key.path).into_iter()),
        });
        add(lang, key.path, tables);
    }
}

fn is_part(key: &Key) -> bool {
    matches!(key.kind, Kind::Table | Kind::List) && key.path != "change"
}

/// Parts have tables of their own and are not told twice.
fn rows(lang: Lang, keys: impl Iterator<Item = Key>) -> Vec<Row> {
    let row = |key: Key| Row {
        key: key.name().to_owned(),
        title: key.title_in(lang.code()).to_owned(),
        meaning: key.meaning_in(lang.code()).to_owned(),
        kind: kind(lang, key.kind),
        otherwise: otherwise(lang, &key),
        example: key.example.to_owned(),
    };
    keys.filter(|key| !is_part(key)).map(row).collect()
}

fn otherwise(lang: Lang, key: &Key) -> String {
    match key.otherwise {
        Otherwise::Required => lang.t("schema-required"),
        Otherwise::Absent => lang.t("schema-absent"),
        // What an empty list means is said with the part.
        Otherwise::Is("[]") => lang.t("schema-absent"),
        Otherwise::Is(default) => lang.with("schema-default", [("value", default.into())]),
    }
}

fn kind(lang: Lang, kind: Kind) -> String {
    let words = |key: &str, words: &[&str]| {
        lang.with(key, [("words", words.join(lang.pick("、", ", ")).as_str().into())])
    };
    match kind {
        Kind::Table => lang.t("schema-kind-table"),
        Kind::List => lang.t("schema-kind-list"),
        Kind::Code => lang.t("schema-kind-code"),
        Kind::Codes => lang.t("schema-kind-codes"),
        Kind::Label => lang.t("schema-kind-label"),
        Kind::Whole => lang.t("schema-kind-whole"),
        Kind::Flag => lang.t("schema-kind-flag"),
        Kind::Period => lang.t("schema-kind-period"),
        Kind::Periods => lang.t("schema-kind-periods"),
        Kind::One(all) => words("schema-kind-one", all),
        Kind::Some(all) => words("schema-kind-some", all),
        Kind::OneOrSome(all) => words("schema-kind-one-or-some", all),
        Kind::Counts => lang.t("schema-kind-counts"),
        Kind::PeriodsByCode => lang.t("schema-kind-periods-by-code"),
        Kind::Start(all) => words("schema-kind-start", all),
        Kind::Shape(shape) => {
            let title = SHAPES.iter().find(|one| one.name == shape).map(|one| pick(one.title, lang.code()));
            lang.with("schema-kind-shape", [("name", title.unwrap_or_default().into())])
        }
    }
}
