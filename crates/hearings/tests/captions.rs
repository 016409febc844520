//! WebVTT and SubRip, also against the cues that the conformance files of the standard must give.

#![allow(clippy::unwrap_used)]

mod shared;

use folkmoot_hearings::import::captions::webvtt::{self, Align, Cue, Direction};
use folkmoot_hearings::import::{Format, parse};
use serde_json::{Value, json};

fn align(align: Align, lines: bool) -> &'static str {
    match align {
        Align::Start => "start",
        Align::Center => "center",
        Align::End => "end",
        Align::Left if lines => "line-left",
        Align::Right if lines => "line-right",
        Align::Left => "left",
        Align::Right => "right",
    }
}

fn told(cue: &Cue) -> Value {
    let auto = |n: Option<f64>| n.map_or_else(|| json!("auto"), |n| json!(n));
    json!({
        "direction": match cue.direction {
            Direction::Horizontal => "horizontal",
            Direction::RightToLeft => "rl",
            Direction::LeftToRight => "lr",
        },
        "snapToLines": cue.snap_to_lines,
        "linePosition": auto(cue.line_position),
        "lineAlign": align(cue.line_align, false),
        "textPosition": auto(cue.text_position),
        "positionAlign": cue.position_align.map_or("auto", |a| align(a, true)),
        "size": cue.size,
        "alignment": align(cue.alignment, false),
        "id": cue.id,
        "startTime": cue.start_ms as f64 / 1000.0,
        "endTime": cue.end_ms as f64 / 1000.0,
        "pauseOnExit": false,
        "text": cue.text,
    })
}

/// Whether two values are the same, numbers as numbers.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

#[test]
fn settings_are_read_as_the_standard_says() {
    let text = "WEBVTT - title\nheader\n\nSTYLE\n::cue {}\n\nNOTE\nnot said\n\nid 1\n00:01.000 --> 01:00:02.500 line:-1,end position:25%,line-right size:50% align:left vertical:rl region:x\nfirst\nsecond\n00:03.000-->00:04.000 line:101% size:1.%\nthird\n\n00:05.000 --> 00:60.000\nnever\n";
    let found = webvtt::parse(text).unwrap();
    assert_eq!(found.unreadable, [17]);
    assert_eq!(
        found.cues.iter().map(told).collect::<Vec<_>>(),
        [
            json!({
                "direction": "rl", "snapToLines": true, "linePosition": -1.0, "lineAlign": "end", "textPosition": 25.0,
                "positionAlign": "line-right", "size": 50.0, "alignment": "left", "id": "id 1", "startTime": 1.0,
                "endTime": 3602.5, "pauseOnExit": false, "text": "first\nsecond",
            }),
            json!({
                "direction": "horizontal", "snapToLines": true, "linePosition": "auto", "lineAlign": "start",
                "textPosition": "auto", "positionAlign": "auto", "size": 100.0, "alignment": "center", "id": "",
                "startTime": 3.0, "endTime": 4.0, "pauseOnExit": false, "text": "third",
            }),
        ]
    );
    assert_eq!(webvtt::parse("WEBVTTX\n\n00:00.000 --> 00:01.000\na"), None);
    assert_eq!(webvtt::parse("\u{FEFF}WEBVTT\0"), None);
}

#[test]
fn the_conformance_files_give_the_cues_they_must() {
    let files = shared::files("captions", &["expected-webvtt-parser.json"]);
    let Some((_, expected)) = files.first() else { return };
    let expected: Value = serde_json::from_slice(expected).unwrap();
    let captions = shared::files("captions", &[".vtt"]);
    let mut tried = 0;
    for (name, want) in expected.as_object().unwrap() {
        let (_, bytes) = captions.iter().find(|(file, _)| file == name).unwrap();
        let cues = webvtt::parse(std::str::from_utf8(bytes).unwrap()).map(|c| c.cues).unwrap_or_default();
        let want = want["cues"].as_array().unwrap();
        assert_eq!(cues.len(), want.len(), "{name}");
        for (at, (cue, want)) in cues.iter().map(told).zip(want).enumerate() {
            for (key, value) in cue.as_object().unwrap() {
                assert!(same(value, &want[key]), "{name}, cue {at}, {key}: {value} and not {}", want[key]);
            }
        }
        tried += want.len();
    }
    assert!(tried > 200, "{tried} cues");
}

#[test]
fn real_captions_become_statements_with_their_times() {
    for (name, bytes) in shared::files("captions", &["sample.vtt", "sample.srt", "using_identifiers.vtt"]) {
        let format = Format::guess(&name, &bytes);
        let record = parse(format, &bytes).unwrap();
        assert!(
            record.statements.iter().all(|s| s.started_ms.is_some() && s.ended_ms >= s.started_ms),
            "{name}"
        );
        assert_eq!(record.statements[0].started_ms, Some(500), "{name}");
    }
}

#[test]
fn the_format_of_captions_is_seen() {
    for (name, text, format) in [
        ("a.vtt", "WEBVTT\n", Format::WebVtt),
        ("a", "\u{FEFF}WEBVTT\n", Format::WebVtt),
        ("a.srt", "1\n", Format::SubRip),
        ("a.txt", "1\n00:00:01,000 --> 00:00:02,000\n甲\n", Format::SubRip),
        ("a.txt", "主席：開會\n", Format::Text),
        ("a.txt", "# 會議\n", Format::Markdown),
        ("a.json", "{}", Format::Json),
        ("a.csv", "body\n", Format::Sheet),
    ] {
        assert_eq!(Format::guess(name, text.as_bytes()), format, "{name} {text}");
    }
}
