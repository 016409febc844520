//! Rulebook files: the shipped ones, and what is told about wrong ones.

#![allow(clippy::unwrap_used, clippy::panic)]

use folkmoot_foundation::period::Unit;
use folkmoot_proposals::rulebook::{
    ClockEnd, ClockStart, Effect, SHIPPED, category_of, is_subcategory, parse, schema,
};

#[test]
fn the_shipped_files_are_in_order_under_their_names() {
    for (id, source) in SHIPPED {
        let rulebook = parse(source).unwrap_or_else(|mistakes| panic!("{id}: {mistakes:#?}"));
        assert_eq!(rulebook.id, *id);
    }
}

#[test]
fn join_has_the_numbers_of_the_rule() {
    let join = parse(SHIPPED[0].1).unwrap();
    let (review, drive) = (join.review.as_ref().unwrap(), join.drive.as_ref().unwrap());
    let extension = join.extension.as_ref().unwrap();
    assert_eq!((review.period.amount, review.period.unit), (3, Unit::WorkingDays));
    assert_eq!((drive.period.amount, drive.period.unit), (60, Unit::Days));
    assert!(!drive.period.rolling);
    assert_eq!(join.thresholds.iter().map(|t| t.count).collect::<Vec<_>>(), [1000, 5000]);
    let clocks: Vec<_> = join
        .clocks
        .iter()
        .map(|c| (c.code.as_str(), c.period.unwrap().amount, c.period.unwrap().unit, c.binding))
        .collect();
    assert_eq!(
        clocks,
        [
            ("timetable", 7, Unit::WorkingDays, false),
            ("contact", 14, Unit::WorkingDays, false),
            ("response", 60, Unit::Days, true)
        ]
    );
    assert_eq!((extension.times, extension.period.amount), (1, 2));
    assert_eq!(join.fields.agencies.most, 3);
}

fn mistakes(change: impl Fn(String) -> String) -> Vec<String> {
    match parse(&change(SHIPPED[0].1.to_owned())) {
        Ok(_) => Vec::new(),
        Err(found) => found.into_iter().map(|m| m.key).collect(),
    }
}

#[test]
fn a_misspelt_key_is_an_error_wherever_it_stands() {
    assert_eq!(mistakes(|t| t.replace("starts = \"next_day\"", "stars = \"next_day\"")), ["drive.stars"]);
    assert_eq!(
        mistakes(|t| t.replace("unit = \"days\" }", "unit = \"days\", roling = true }"))[0],
        "drive.period.roling"
    );
    assert_eq!(mistakes(|t| t.replace("basis = \"rule\"", "basis = \"law\""))[0], "fields.agencies.basis");
    assert_eq!(mistakes(|t| format!("version = 9\n{t}")), ["version"], "versions are given, not written");
    assert_eq!(mistakes(|_| "extends = \"nothing\"".to_owned()), ["extends"]);
}

#[test]
fn a_threshold_can_t_take_the_name_of_what_comes_before_it() {
    for taken in ["supporters", "listing"] {
        let found = mistakes(|t| t.replace("code = \"ownership_check\"", &format!("code = \"{taken}\"")));
        assert_eq!(found, [format!("thresholds.{taken}.code")]);
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let found = mistakes(|t| {
        t.replace("count = 1000", "count = 0")
            .replace("count = 5000", "count = 0")
            .replace("{ amount = 3, unit = \"working-days\" }", "{ amount = 0, unit = \"working-days\" }")
            .replace("code = \"virtual\"", "code = \"Virtual Things\"")
            .replace("clocks = [\"response\"]", "clocks = [\"respnose\"]")
            .replace("\"open\", \"reached\"]", "\"open\", \"lapsed\"]")
            .replace("en = \"Adopted\"", "en = \"\"")
    });
    for key in [
        "thresholds",
        "thresholds.reached.count",
        "review.period",
        "review.grounds.Virtual Things.code",
        "extension.clocks.respnose",
        "withdrawal.from.lapsed",
        "decisions.adopted.name",
    ] {
        assert!(found.iter().any(|k| k == key), "{key} in {found:?}");
    }
}

const WORDS: &str = r#"{ zh-TW = "字", en = "words" }"#;

/// Everything that join does not have, laid over it.
fn rich() -> String {
    format!(
        r#"
extends = "join"
id = "rich-one"
languages = ["en", "zh-TW"]
jurisdiction = {WORDS}
[supporters]
name = {WORDS}
text = {WORDS}
count = 5
most = 21
[listing]
text = {WORDS}
count = 150
[review]
flags = [{{ amount = 11, unit = "days" }}, {{ amount = 14, unit = "days" }}]
[[review.grounds]]
code = "offensive"
text = {WORDS}
hidden = true
[supplement]
name = {WORDS}
text = {WORDS}
ask = {{ amount = 7, unit = "days" }}
answer = {{ amount = 14, unit = "days" }}
[regions]
name = {WORDS}
items = [{{ code = "de", name = {WORDS} }}, {{ code = "mt", name = {WORDS} }}]
[[thresholds]]
code = "answered"
name = {WORDS}
text = {WORDS}
count = 10
effect = "case"
[[thresholds]]
code = "debated"
name = {WORDS}
text = {WORDS}
count = 20
effect = ["debate", "vote"]
regions = {{ least = 1, minimum = {{ de = 5, mt = 1 }} }}
[[clocks]]
code = "response"
name = {WORDS}
binding = true
pauses = ["supplement", "election"]
[clocks.by_category]
labour = {{ amount = 7, unit = "days" }}
[[clocks]]
code = "plenary"
name = {WORDS}
binding = false
starts = {{ threshold = "debated" }}
ends = "debate"
period = {{ amount = 1, unit = "years" }}
[[decisions]]
code = "not_open"
name = {WORDS}
needs_ground = true
[[legal_grounds]]
code = "privacy"
name = {WORDS}
[reply]
name = {WORDS}
text = {WORDS}
period = {{ amount = 14, unit = "days" }}
max = 1000
"#
    )
}

#[test]
fn a_procedure_can_say_more_than_join_does() {
    let rich = parse(&rich()).unwrap();
    let threshold = rich.threshold("debated").unwrap();
    assert!(threshold.has(Effect::Debate) && threshold.has(Effect::Vote) && threshold.opens_case());
    assert_eq!(rich.case_threshold().unwrap().code, "answered", "the first that owes something");
    let response = rich.clock("response").unwrap();
    assert_eq!(response.period_for(Some("labour")).map(|p| p.amount), Some(7));
    assert_eq!((response.period_for(None), response.ends_with()), (None, ClockEnd::Response));
    assert!(rich.stops_for_election(response));
    let plenary = rich.clock("plenary").unwrap();
    assert_eq!(plenary.starts, ClockStart::Threshold("debated".to_owned()));
    assert!(!rich.stops_for_election(plenary));
    assert_eq!(rich.regions().items.len(), 2);
    assert_eq!(parse(SHIPPED[0].1).unwrap().regions().items.len(), 22);
    assert!(rich.ground("offensive").unwrap().hidden);
    assert_eq!(rich.reply.as_ref().unwrap().times, 1);
}

#[test]
fn what_refers_to_nothing_is_told() {
    let wrong = rich()
        .replace("mt = 1 }", "xx = 1 }")
        .replace("threshold = \"debated\" }", "threshold = \"debatd\" }")
        .replace("ends = \"debate\"\n", "")
        .replace("labour = {", "labur = {")
        .replace("[[legal_grounds]]\ncode = \"privacy\"\nname = { zh-TW = \"字\", en = \"words\" }\n", "")
        .replace("most = 21", "most = 5");
    let found: Vec<String> = parse(&wrong).unwrap_err().into_iter().map(|m| m.key).collect();
    for key in [
        "thresholds.debated.regions.minimum.xx",
        "clocks.plenary.starts",
        "clocks.plenary.ends",
        "clocks.response.by_category.labur",
        "decisions.not_open.needs_ground",
        "supporters.most",
    ] {
        assert!(found.iter().any(|k| k == key), "{key} in {found:?}");
    }
}

#[test]
fn every_mistake_is_told_with_its_place_and_what_to_write() {
    let source = r#"
extends = "join"
id = "my city"
nmae = { zh-TW = "提案", en = "Proposals" }
summary = { zh-TW = "說明" }

[drive]
period = { amount = 30, unit = "day" }

[who]
sign = "mobile"
unique_by = "emial"

[review]
period = 5

[change.thresholds.reachd]
count = 3000

[change.clocks.response]
peroid = { amount = 30, unit = "days" }
"#;
    let told: Vec<(usize, usize, String, String)> = parse(source)
        .unwrap_err()
        .into_iter()
        .map(|m| {
            let at = m.at.unwrap();
            (at.line, at.column, m.key, m.help)
        })
        .collect();
    let expect = [
        (3, 1, "id", "for example"),
        (4, 1, "nmae", "did you mean name?"),
        (5, 11, "summary.en", "for example: en ="),
        (8, 32, "drive.period.unit", "did you mean days?"),
        (11, 8, "who.sign", "for example: sign = ["),
        (12, 13, "who.unique_by", "did you mean email?"),
        (15, 10, "review.period", "for example: period = { amount"),
        (17, 20, "change.thresholds.reachd", "did you mean reached?"),
        (21, 1, "change.clocks.response.peroid", "did you mean period?"),
    ];
    assert_eq!(told.len(), expect.len(), "{told:#?}");
    for (line, column, key, help) in expect {
        let found = told.iter().find(|(_, _, k, _)| k == key).unwrap_or_else(|| panic!("{key}: {told:#?}"));
        assert_eq!((found.0, found.1), (line, column), "{key}");
        assert!(found.3.contains(help), "{key}: {}", found.3);
    }
}

#[test]
fn a_text_that_is_no_toml_is_told_with_its_place() {
    let told = parse("id = \"x\"\nname = { zh-TW = \"x\"\n[drive\n").unwrap_err();
    assert!(told.iter().all(|m| m.key == "file" && m.at.is_some()), "{told:?}");
    assert!(told.iter().any(|m| m.at.unwrap().line >= 2));
}

#[test]
fn a_city_changes_single_numbers_of_a_base() {
    let city = parse(
        r#"
extends = "join"
id = "a-city"
[change.thresholds.reached]
count = 3000
[change.clocks.response]
period = { amount = 30, unit = "working-days" }
[change.review.grounds.virtual]
hidden = true
"#,
    )
    .unwrap();
    let join = parse(SHIPPED[0].1).unwrap();
    assert_eq!((city.case_threshold().unwrap().count, city.thresholds[0].count), (3000, 1000));
    assert_eq!(city.clock("response").unwrap().period.unwrap().unit, Unit::WorkingDays);
    assert!(city.ground("virtual").unwrap().hidden);
    assert_eq!((city.clocks.len(), city.grounds().len()), (join.clocks.len(), join.grounds().len()));
}

/// Lays categories over those of join.
fn with_categories(categories: &str) -> String {
    format!("extends = \"join\"\nid = \"a-city\"\n{categories}")
}

#[test]
fn a_category_may_have_sub_categories_and_one_key_names_either() {
    let city = parse(&with_categories(
        r#"
[[categories]]
code = "streets"
name = { zh-TW = "道路", en = "Streets" }
subcategories = [
  { code = "walking", name = { zh-TW = "行人", en = "Walking" } },
  { code = "other", name = { zh-TW = "其他", en = "Other" } },
]
[[categories]]
code = "parks"
name = { zh-TW = "公園", en = "Parks" }
[[categories.subcategories]]
code = "other"
name = { zh-TW = "其他", en = "Other" }
[[categories]]
code = "other"
name = { zh-TW = "其他", en = "Other" }
"#,
    ))
    .unwrap();
    let keys: Vec<(String, String)> =
        city.category_names().into_iter().map(|(key, name)| (key, name.zh)).collect();
    let keys: Vec<(&str, &str)> = keys.iter().map(|(key, name)| (key.as_str(), name.as_str())).collect();
    assert_eq!(
        keys,
        [
            ("streets", "道路"),
            ("streets.walking", "道路 › 行人"),
            ("streets.other", "道路 › 其他"),
            ("parks", "公園"),
            ("parks.other", "公園 › 其他"),
            ("other", "其他"),
        ]
    );
    for (key, found) in [
        ("streets", Some(("streets", None))),
        ("streets.walking", Some(("streets", Some("walking")))),
        ("parks.other", Some(("parks", Some("other")))),
        ("parks.walking", None),
        ("walking", None),
        ("streets.", None),
        (".walking", None),
        ("streets.walking.walking", None),
        ("Streets.walking", None),
        ("", None),
        (".", None),
    ] {
        let codes = city.find_category(key).map(|(one, below)| (&*one.code, below.map(|one| &*one.code)));
        assert_eq!(codes, found, "{key}");
        assert_eq!(city.category_name(key).is_some(), found.is_some(), "{key}");
    }
    assert_eq!(city.category_name("streets.walking").unwrap().en, "Streets › Walking");
    assert!(is_subcategory("streets.walking") && !is_subcategory("streets"));
    assert_eq!((category_of("streets.walking"), category_of("streets")), ("streets", "streets"));
    // Other lists of codes with names have nothing below them.
    let join = parse(SHIPPED[0].1).unwrap();
    assert!(join.categories.iter().any(|one| one.subcategories.is_empty()));
    assert!(join.categories.iter().filter(|one| !one.subcategories.is_empty()).count() >= 5);
}

#[test]
fn a_city_changes_the_name_of_a_sub_category_alone() {
    let city = parse(&with_categories(
        "[change.categories.transport.subcategories.walking]\nname = { zh-TW = \"走路\", en = \"On foot\" }",
    ))
    .unwrap();
    assert_eq!(city.category_name("transport.walking").unwrap().en, "Transport › On foot");
    let join = parse(SHIPPED[0].1).unwrap();
    assert_eq!(city.category_names().len(), join.category_names().len());
}

#[test]
fn what_is_wrong_with_sub_categories_is_told_with_its_place() {
    let source = with_categories(
        r#"
[[categories]]
code = "streets"
name = { zh-TW = "道路", en = "Streets" }
subcategories = [
  { code = "walking", name = { zh-TW = "行人", en = "Walking" } },
  { code = "walking", name = { zh-TW = "走路", en = "On foot" } },
  { code = "Two Words", name = { zh-TW = "兩個字", en = "Two words" } },
  { code = "empty", name = { zh-TW = " ", en = "Empty" } },
  { code = "half", name = { zh-TW = "一半" } },
  { code = "deep", name = { zh-TW = "深", en = "Deep" }, subcategories = [] },
  { name = { zh-TW = "沒有代碼", en = "No code" } },
  { code = "dotted.name", name = { zh-TW = "點", en = "Dotted" } },
]
"#,
    );
    let told = parse(&source).unwrap_err();
    let of = |key: &str| told.iter().find(|m| m.key == key).unwrap_or_else(|| panic!("{key}: {told:#?}"));
    let all = "categories.streets.subcategories";
    assert_eq!(of(&format!("{all}.walking.code")).problem, "stands there twice");
    assert!(of(&format!("{all}.Two Words.code")).problem.contains("small letters"));
    assert!(of(&format!("{all}.dotted.name.code")).problem.contains("small letters"));
    let empty = of(&format!("{all}.empty.name"));
    assert_eq!((&*empty.problem, empty.at.unwrap().line), ("needs a text in both languages", 11));
    let half = of(&format!("{all}.half.name.en"));
    assert_eq!((&*half.problem, half.at.unwrap().line), ("a text is needed in both languages", 12));
    let deep = of(&format!("{all}.deep.subcategories"));
    assert_eq!((&*deep.problem, deep.at.unwrap().line), ("there is no such key", 13));
    assert!(deep.help.ends_with("there is one level"), "{}", deep.help);
    assert_eq!(of(&format!("{all}.6.code")).problem, "is missing");
    let keys: std::collections::BTreeSet<&str> = told.iter().map(|m| m.key.as_str()).collect();
    assert_eq!(keys.len(), 7, "{told:#?}");

    let of_none = "[change.categories.transprt.subcategories.walking]\nname = { zh-TW = \"a\", en = \"a\" }";
    let told = parse(&with_categories(of_none)).unwrap_err();
    assert_eq!((&*told[0].key, &*told[0].help), ("change.categories.transprt", "did you mean transport?"));
    // Another answer in time is for whole categories.
    let clock =
        "[change.clocks.response.by_category]\n\"transport.walking\" = { amount = 7, unit = \"days\" }";
    let told = parse(&with_categories(clock)).unwrap_err();
    assert!(told[0].problem.contains("there is no category transport.walking"), "{told:#?}");
}

/// The sections whose numbers are marked as assumptions.
fn assumed(value: &serde_json::Value, section: Option<&str>, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(table) => {
            if table.get("basis").is_some_and(|basis| basis == "assumption") {
                found.extend(section.map(str::to_owned));
            }
            for (name, value) in table {
                assumed(value, section.or(Some(name)), found);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| assumed(value, section, found)),
        _ => {}
    }
}

#[test]
fn what_is_assumed_is_said_in_words() {
    for (id, source) in SHIPPED {
        let rulebook = parse(source).unwrap();
        let mut sections = Vec::new();
        assumed(&serde_json::to_value(&rulebook).unwrap(), None, &mut sections);
        // The demo says of itself, as its source, what it does otherwise than join.
        sections.retain(|section| *id != "demo" || !["thresholds", "paper"].contains(&section.as_str()));
        sections
            .retain(|section| !rulebook.assumptions.iter().any(|a| a.about == *section || a.about == *id));
        assert!(sections.is_empty(), "{id}: no words about the assumptions of {sections:?}");
        for assumption in &rulebook.assumptions {
            let known = schema::key(&assumption.about).is_some() || assumption.about == *id;
            assert!(known, "{id}: {}", assumption.about);
        }
    }
}
