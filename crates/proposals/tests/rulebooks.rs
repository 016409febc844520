//! Rulebook files: the shipped ones, and what is told about wrong ones.

#![allow(clippy::unwrap_used)]

use folkmoot_foundation::period::Unit;
use folkmoot_proposals::rulebook::{SHIPPED, parse};

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
    assert_eq!((join.review.period.amount, join.review.period.unit), (3, Unit::WorkingDays));
    assert_eq!((join.drive.period.amount, join.drive.period.unit), (60, Unit::Days));
    assert!(!join.drive.period.rolling);
    assert_eq!(join.thresholds.iter().map(|t| t.count).collect::<Vec<_>>(), [1000, 5000]);
    let clocks: Vec<_> =
        join.clocks.iter().map(|c| (c.code.as_str(), c.period.amount, c.period.unit, c.binding)).collect();
    assert_eq!(
        clocks,
        [
            ("timetable", 7, Unit::WorkingDays, false),
            ("contact", 14, Unit::WorkingDays, false),
            ("response", 60, Unit::Days, true)
        ]
    );
    assert_eq!((join.extension.times, join.extension.period.amount), (1, 2));
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
        "review.grounds.Virtual Things",
        "extension.clocks.respnose",
        "withdrawal.from.lapsed",
        "decisions.adopted.name",
    ] {
        assert!(found.iter().any(|k| k == key), "{key} in {found:?}");
    }
}
