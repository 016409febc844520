//! Rulebook files: the shipped ones, and what is told about wrong ones.

#![allow(clippy::unwrap_used)]

use folkmoot_foundation::period::Unit;
use folkmoot_proposals::rulebook::{ClockEnd, ClockStart, Effect, SHIPPED, parse};

#[test]
fn the_shipped_files_are_in_order_under_their_names() {
    for (id, source) in SHIPPED {
        let rulebook = parse(source).unwrap();
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
    assert_eq!(mistakes(|t| t.replace("starts = \"next_day\"", "stars = \"next_day\"")), ["file"]);
    assert_eq!(mistakes(|t| t.replace("unit = \"days\" }", "unit = \"days\", roling = true }")), ["file"]);
    assert_eq!(mistakes(|t| t.replace("basis = \"rule\"", "basis = \"law\"")), ["file"]);
    assert_eq!(mistakes(|t| format!("version = 9\n{t}")), ["file"], "versions are given, not written");
    assert_eq!(mistakes(|_| "extends = \"nothing\"".to_owned()), ["extends"]);
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
