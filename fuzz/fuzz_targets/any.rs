//! A file of whatever format it looks like, given out and taken in again: the same statements, or none at all.
#![no_main]

use folkmoot_hearings::export::{Out, json};
use folkmoot_hearings::import::{Format, parse};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(record) = parse(Format::guess("", bytes), bytes) else { return };
    if record.speeches() == 0 {
        return;
    }
    let out: Vec<Out> = record.statements.iter().cloned().map(Out::from).collect();
    let again = parse(Format::Json, json("x", &out).as_bytes()).expect("what was given out is read");
    let bodies = |record: &folkmoot_hearings::import::ParsedRecord| {
        record.statements.iter().map(|s| s.body.clone()).collect::<Vec<_>>()
    };
    assert_eq!(bodies(&record), bodies(&again));
});
