//! What is given out can be taken in again and is the same record then.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shared;

use folkmoot_hearings::Spot;
use folkmoot_hearings::export::merged::{Answer, Issue, Voice, settled};
use folkmoot_hearings::export::{self, Meeting, Out};
use folkmoot_hearings::import::{Format, ParsedRecord, ParsedStatement, StatementKind, parse};
use proptest::prelude::*;

fn meeting(title: &str) -> Meeting {
    Meeting {
        id: "0192-test".to_owned(),
        title: title.to_owned(),
        held_on: "2026-03-02".parse().unwrap(),
        version: 2,
        recorded_on: "2026-03-16".parse().unwrap(),
    }
}

/// A statement without the line it stood on.
fn bare(record: &ParsedRecord) -> Vec<ParsedStatement> {
    record.statements.iter().cloned().map(|s| ParsedStatement { line: 0, ..s }).collect()
}

fn texts(title: &str, out: &[Out]) -> [(Format, String); 4] {
    [
        (Format::Markdown, export::markdown(title, out)),
        (Format::AkomaNtoso, export::akoma_ntoso(&meeting(title), out)),
        (Format::Sheet, export::csv(out)),
        (Format::Json, export::json(title, out)),
    ]
}

fn check(name: &str, title: &str, statements: &[ParsedStatement]) {
    let out: Vec<Out> = statements.iter().cloned().map(Out::from).collect();
    for (format, text) in texts(title, &out) {
        let again = parse(format, text.as_bytes())
            .unwrap_or_else(|e| panic!("{name}, {format:?}: {:?}\n{text}", e.0));
        if format != Format::Sheet {
            assert_eq!(again.title.as_deref(), Some(title), "{name}, {format:?}");
        }
        let again = bare(&again);
        for (a, b) in statements.iter().zip(&again) {
            assert_eq!(a, b, "{name}, {format:?}");
        }
        assert_eq!(statements.len(), again.len(), "{name}, {format:?}");
    }
}

#[test]
fn real_records_come_back_as_they_were() {
    let mut tried = 0;
    let transcripts = shared::files("transcripts", &[".an.xml", ".md"]);
    let examples = shared::files("akomantoso-examples", &[".xml"]);
    let captions = shared::files("captions", &["sample.vtt", "sample.srt"]);
    for (name, bytes) in transcripts.into_iter().chain(examples).chain(captions) {
        // One of the real files is a title and nothing else.
        let Ok(record) = parse(Format::guess(&name, &bytes), &bytes) else { continue };
        check(&name, record.title.as_deref().unwrap_or("無題"), &bare(&record));
        tried += 1;
    }
    assert!(tried == 0 || tried > 26, "{tried}");
}

/// Words that mean something in one of the formats.
const TRAPS: [&str; 24] = [
    "# 標題",
    "> 引文",
    "{.question}",
    "**粗體**",
    "[連結](https://example.tw)",
    "a & b &amp; c",
    "<p>",
    "\\",
    "：",
    "王（12:30）",
    "[00:01:02]",
    "00:00:05",
    "=cmd()",
    "'=1",
    "-1",
    "\"引號\"",
    "甲, 乙; 丙",
    " ／ ",
    "]]>",
    "C#",
    "{",
    "}",
    "10:30 開會",
    "###",
];

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-zA-Z甲乙丙丁戊己庚辛，。！？：（）　 0-9]{1,12}",
        2 => proptest::sample::select(&TRAPS[..]).prop_map(str::to_owned),
        1 => "\\PC{1,6}",
    ];
    proptest::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

/// A line as every importer leaves it.
fn line(max: usize) -> impl Strategy<Value = String> {
    words().prop_map(move |text| {
        let record = serde_json::json!({ "statements": [{ "speaker": text, "body": "x" }] }).to_string();
        let name = parse(Format::Json, record.as_bytes()).ok().and_then(|r| r.statements[0].speaker.clone());
        name.unwrap_or_default().chars().take(max).collect::<String>().trim().to_owned()
    })
}

fn body() -> impl Strategy<Value = String> {
    (proptest::collection::vec(words(), 1..4), proptest::collection::vec(any::<bool>(), 3)).prop_map(
        |(lines, gaps)| {
            let mut text = String::from("字");
            for (line, gap) in lines.iter().zip(gaps) {
                text.push_str(line);
                text.push_str(if gap { "\n\n" } else { "\n" });
            }
            let record = serde_json::json!({ "statements": [{ "body": text }] }).to_string();
            parse(Format::Json, record.as_bytes()).unwrap().statements[0].body.clone()
        },
    )
}

fn statement() -> impl Strategy<Value = ParsedStatement> {
    let some = |s: String| Some(s).filter(|s| !s.is_empty());
    let kind = proptest::sample::select(&StatementKind::ALL[..]);
    let times = proptest::option::of((0i64..100_000_000, proptest::option::of(0i64..10_000)));
    let section = proptest::option::of(proptest::collection::vec(line(20), 1..3));
    let on = proptest::option::weighted(0.3, place());
    (kind, line(60), section, body(), times, on).prop_map(move |(kind, speaker, section, body, times, on)| {
        ParsedStatement {
            kind,
            speaker: some(speaker).filter(|_| kind.is_spoken()),
            section: section.and_then(|parts| {
                let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
                some(parts.join(" ／ ").trim().to_owned())
            }),
            body,
            started_ms: times.map(|(start, _)| start),
            ended_ms: times.and_then(|(start, length)| length.map(|length| start + length)),
            line: 0,
            on: on.filter(|_| kind.is_spoken()),
        }
    })
}

/// A place of a draft text.
fn place() -> impl Strategy<Value = Spot> {
    let selected = proptest::option::of((0u32..400, words()));
    (1u32..50, 1u32..90, words(), proptest::option::of(1u32..9), selected).prop_map(
        |(version, article, label, paragraph, selected)| {
            let selected = selected.filter(|_| paragraph.is_some());
            let (start, quote) = selected.unzip();
            let text = uuid::Uuid::from_u128(u128::from(version) << 64 | u128::from(article));
            let label = label.chars().take(20).collect();
            let bare =
                Spot { text, version, article, label: String::new(), paragraph, start: None, quote: None };
            Spot { label, start, quote, ..bare.clone() }.settled().unwrap_or(bare)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn any_record_comes_back_as_it_was(
        title in line(40),
        mut statements in proptest::collection::vec(statement(), 1..8),
    ) {
        // Somebody must speak in a record.
        if !statements.iter().any(|s| s.kind.is_spoken()) {
            statements[0].kind = StatementKind::Speech;
        }
        let title = if title.is_empty() { "題".to_owned() } else { title };
        check("random", &title, &statements);
    }
}

/// Where the schema and its checker are, what is given out is valid.
#[test]
fn akoma_ntoso_is_valid_against_the_schema() {
    let Some(schemas) = shared::folder("akomantoso-xsd") else { return };
    let schema = schemas.join("akomantoso30.xsd");
    if std::process::Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("skipped: no xmllint");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let speech = |kind, speaker: Option<&str>, section: Option<&str>| ParsedStatement {
        kind,
        speaker: speaker.map(str::to_owned),
        section: section.map(str::to_owned),
        body: "第一行\n第二行\n\n<第二段> & \"引號\"".to_owned(),
        started_ms: Some(1_500),
        ended_ms: None,
        line: 0,
        on: speaker.map(|_| spot("第三條 <之一>", Some("a & \"b\"\n二"))),
    };
    let own = vec![
        speech(StatementKind::Narrative, None, None),
        speech(StatementKind::Question, Some("甲 <b>"), Some("一 ／ 二")),
        speech(StatementKind::Answer, None, Some("一 ／ 三")),
        speech(StatementKind::Narrative, None, Some("四")),
    ];
    let mut records = vec![("own".to_owned(), own)];
    for (name, bytes) in shared::files("transcripts", &[".an.xml"]) {
        records.push((name, parse(Format::AkomaNtoso, &bytes).unwrap().statements));
    }
    for (name, statements) in records {
        let out: Vec<Out> = statements.into_iter().map(Out::from).collect();
        let file = dir.path().join("record.xml");
        std::fs::write(&file, export::akoma_ntoso(&meeting("會議 & <紀錄>"), &out)).unwrap();
        let told = std::process::Command::new("xmllint")
            .args(["--nonet", "--noout", "--schema"])
            .arg(&schema)
            .arg(&file)
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(told.status.success(), "{name}: {}", words.chars().take(2000).collect::<String>());
    }
}

/// A place of a draft text.
fn spot(label: &str, quote: Option<&str>) -> Spot {
    Spot {
        text: uuid::Uuid::from_u128(7),
        version: 2,
        article: 3,
        label: label.to_owned(),
        paragraph: Some(1),
        start: quote.map(|_| 4),
        quote: quote.map(str::to_owned),
    }
}

/// The statements of a record as voices under issues, as a facilitator would have filed them: by its sections, or some at a
/// time.
fn merged(statements: &[ParsedStatement]) -> Vec<Issue> {
    let mut issues: Vec<Issue> = Vec::new();
    let mut number = 0;
    let spoken = statements.iter().filter(|s| s.kind.is_spoken());
    for (at, statement) in spoken.enumerate() {
        if at % 50 == 0 {
            number += 1;
            issues.push(Issue {
                id: uuid::Uuid::from_u128(number).to_string(),
                title: format!("爭點{number}：{}", statement.section.as_deref().unwrap_or("沒有標題")),
                summary: if number % 2 == 0 {
                    String::new()
                } else {
                    "這個爭點\n\n在問什麼？".to_owned()
                },
                answer: (number % 3 != 0).then(|| Answer {
                    speaker: "機關回應".to_owned(),
                    text: "已納入研議。\n\n*詳見*附件 <1>".to_owned(),
                    open: number % 2 == 0,
                }),
                voices: Vec::new(),
            });
        }
        let name = statement.speaker.clone();
        issues.last_mut().unwrap().voices.push(Voice {
            id: uuid::Uuid::from_u128(1_000_000 + at as u128).to_string(),
            kind: statement.kind.code(),
            channel: if at % 2 == 0 { "hearing" } else { "online" },
            stance: (at % 3 == 0).then_some("pro"),
            speaker: format!("{}（會議發言）", name.as_deref().unwrap_or("未具名")),
            name,
            said_at: "2026-03-02T04:30:00Z".parse().unwrap(),
            body: statement.body.clone(),
            on: match at % 4 {
                0 => Some(spot("第三條", Some("  {計畫} #之*審[議]：\n二\\ "))),
                1 => Some(spot("=1", None)),
                _ => None,
            },
        });
    }
    settled(issues)
}

#[test]
fn a_merged_record_comes_back_from_every_format_and_is_valid() {
    let schema = shared::folder("akomantoso-xsd").map(|folder| folder.join("akomantoso30.xsd"));
    let schema = schema.filter(|_| std::process::Command::new("xmllint").arg("--version").output().is_ok());
    let dir = tempfile::tempdir().unwrap();
    let own =
        ["=1+1", "# 標題\n\n> 引文", "**粗體** [連結](https://example.tw)", "  兩端空白  \n\n\n\n\n第二段  "];
    let own = own.iter().enumerate().map(|(at, body)| ParsedStatement {
        kind: [StatementKind::Speech, StatementKind::Question, StatementKind::Answer][at % 3],
        speaker: (at > 0).then(|| "-陳 <小姐>".to_owned()),
        section: None,
        body: (*body).to_owned(),
        started_ms: None,
        ended_ms: None,
        line: 0,
        on: None,
    });
    let mut records: Vec<(String, Vec<ParsedStatement>)> = vec![("own".to_owned(), own.collect())];
    for (name, bytes) in shared::files("transcripts", &[".an.xml"]) {
        records.push((name, parse(Format::AkomaNtoso, &bytes).unwrap().statements));
    }
    for (name, record) in records {
        let issues = merged(&record);
        let out = export::merged::statements(&issues);
        assert!(out.len() > issues.len(), "{name}");
        let (title, meeting) = ("合併 & <紀錄>", meeting("合併 & <紀錄>"));
        let xml = export::akoma_ntoso(&meeting, &out);
        let texts = [
            (Format::Markdown, export::markdown(title, &out)),
            (Format::AkomaNtoso, xml.clone()),
            (Format::Sheet, export::merged::csv(&issues)),
            (Format::Json, export::merged::json(title, &issues)),
        ];
        for (format, text) in texts {
            let again =
                parse(format, text.as_bytes()).unwrap_or_else(|e| panic!("{name}, {format:?}: {:?}", e.0));
            let again: Vec<Out> = again.statements.into_iter().map(Out::from).collect();
            let bare = |one: &Out| Out { id: None, ..one.clone() };
            for (a, b) in out.iter().map(bare).zip(&again) {
                assert_eq!(a, *b, "{name}, {format:?}");
            }
            assert_eq!(out.len(), again.len(), "{name}, {format:?}");
        }
        let Some(schema) = &schema else { continue };
        let file = dir.path().join("merged.xml");
        std::fs::write(&file, xml).unwrap();
        let told = std::process::Command::new("xmllint")
            .args(["--nonet", "--noout", "--schema"])
            .arg(schema)
            .arg(&file)
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(told.status.success(), "{name}: {}", words.chars().take(2000).collect::<String>());
    }
}
