//! What the importers make of files, good and bad.

#![allow(clippy::unwrap_used)]

mod shared;

use folkmoot_hearings::import::{
    Encoding, Format, ParsedRecord, ParsedStatement, Problem, StatementKind, parse,
};

const MARKDOWN: &[u8] = include_bytes!("fixtures/hall.md");
const DIALECT: &[u8] = include_bytes!("fixtures/hall.an.xml");
const OASIS: &[u8] = include_bytes!("fixtures/oasis.xml");

fn told(record: &ParsedRecord) -> Vec<(Option<&str>, Option<&str>, &str, u32)> {
    record
        .statements
        .iter()
        .map(|s| (s.section.as_deref(), s.speaker.as_deref(), s.body.as_str(), s.line))
        .collect()
}

#[test]
fn a_markdown_transcript_is_read() {
    let record = parse(Format::Markdown, MARKDOWN).unwrap();
    assert_eq!(record.title.as_deref(), Some("2026-03-02 市場攤位公聽會"));
    assert_eq!(
        told(&record),
        [
            (None, None, "（直播 (https://example.tw/live)）", 3),
            (Some("開場"), Some("主席"), "請大家先看 第三頁。\n\n如果沒有意見，我們就開始。", 7),
            (Some("開場"), Some("李攤商"), "我是第一次來的 Lee_01。", 12),
            (Some("開場"), None, "（播放影片）", 15),
            (Some("開場"), Some("李攤商"), "謝謝。", 17),
            (Some("討論"), Some("林里長"), "我反對第 1. 點。\n第二行。", 21),
        ]
    );
    assert_eq!((record.speeches(), record.notes.len()), (4, 0));
    assert_eq!(record.speakers(), ["主席", "李攤商", "林里長"]);
}

#[test]
fn the_dialect_without_a_namespace_is_read() {
    let record = parse(Format::AkomaNtoso, DIALECT).unwrap();
    assert_eq!(record.title.as_deref(), Some("2026-03-02 市場攤位公聽會"));
    assert_eq!(
        told(&record),
        [
            (None, None, "（直播 (https://example.tw/live)）", 10),
            (Some("開場"), Some("主席"), "請大家先看 第三頁。\n\n如果沒有意見，我們就開始。", 13),
            (Some("開場"), Some("李攤商"), "我是第一次來的 Lee_01。", 17),
            (Some("開場"), None, "（播放影片）", 18),
            (Some("討論 ／ 第一題"), Some("林里長"), "我反對第 1. 點。", 24),
            (Some("討論 ／ 第一題"), Some("誰"), "旁聽。", 25),
        ]
    );
    let notes: Vec<_> = record.notes.iter().map(|n| (n.line, n.problem.code())).collect();
    assert_eq!(notes, [(25, "speaker_not_declared"), (26, "empty_speech")]);
}

#[test]
fn the_oasis_namespaces_are_read() {
    let wd17 = String::from_utf8_lossy(OASIS).replace("akn/3.0", "akn/3.0/WD17");
    for file in [OASIS, wd17.as_bytes()] {
        let record = parse(Format::AkomaNtoso, file).unwrap();
        assert_eq!(record.title.as_deref(), Some("第三次會議"));
        assert_eq!(
            told(&record),
            [
                (None, None, "開會\n\n（全體起立）", 10),
                (Some("1. 質詢"), Some("陳委員"), "請問主席？", 13),
                (Some("1. 質詢"), Some("主席"), "可以。\n\n一\n\n甲\n\n乙", 14),
                (None, None, "散會：下午四時", 16),
            ]
        );
    }
}

#[test]
fn other_encodings_are_found_out() {
    let text = std::str::from_utf8(MARKDOWN).unwrap();
    let with_mark = [b"\xEF\xBB\xBF", MARKDOWN].concat();
    let crlf = text.replace('\n', "\r\n");
    let plain = parse(Format::Markdown, MARKDOWN).unwrap();
    assert_eq!(parse(Format::Markdown, &with_mark).unwrap(), plain);
    assert_eq!(parse(Format::Markdown, crlf.as_bytes()).unwrap(), plain);
    let (big5, _, _) = encoding_rs::BIG5.encode(text);
    let record = parse(Format::Markdown, &big5).unwrap();
    assert_eq!(record.statements, plain.statements);
    assert_eq!(record.notes[0].problem, Problem::ReadAsBig5);
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let record = parse(Format::Markdown, &utf16).unwrap();
    assert_eq!((record.statements, record.encoding), (plain.statements.clone(), Some(Encoding::Utf16Le)));
    assert_eq!(plain.encoding, Some(Encoding::Utf8));
    let half = [&utf16[..], b"a"].concat();
    assert_eq!(refusal(Format::Markdown, &half), [(0, "binary")]);
    let (gbk, _, _) = encoding_rs::GBK.encode("### 主席：\n各位好，今天要讨论的是摊位的租金与营业时间，我们反对涨价，因为生意已经很难做了；去年的租金比前年多了三成，客人却少了一半。请市政府说明理由，并且听取摊商的意见，再做决定。\n");
    assert_eq!(refusal(Format::Markdown, &gbk), [(1, "other_encoding")]);
    assert_eq!(refusal(Format::AkomaNtoso, b"<akomaNtoso>\n<debate>\xA4\xA4</debate>"), [(2, "encoding")]);
}

fn refusal(format: Format, bytes: &[u8]) -> Vec<(u32, &'static str)> {
    parse(format, bytes).unwrap_err().0.iter().map(|e| (e.line, e.problem.code())).collect()
}

#[test]
fn what_is_no_record_is_refused_with_its_line() {
    use Format::{AkomaNtoso as Xml, Markdown as Md};
    assert_eq!(refusal(Md, b""), [(0, "empty")]);
    assert_eq!(refusal(Md, b" \n\xEF\xBB\xBF \n"), [(0, "no_statements"), (2, "text_before_speaker")][..1]);
    assert_eq!(refusal(Xml, b"\xEF\xBB\xBF"), [(0, "empty")]);
    assert_eq!(refusal(Md, b"PK\x03\x04..."), [(0, "binary")]);
    assert_eq!(refusal(Md, b"\x89PNG\r\n\x1a\n\0\0"), [(0, "binary")]);
    assert_eq!(refusal(Md, "# 只有標題\n".as_bytes()), [(0, "no_statements")]);
    assert_eq!(
        refusal(Md, "### 甲：\n好\n\n### ：\n壞\n###\n壞\n".as_bytes()),
        [(4, "no_speaker"), (6, "no_speaker")]
    );
    assert_eq!(refusal(Md, "### 甲：\n\u{1b}[31m\n".as_bytes()), [(2, "control_character")]);
    assert_eq!(refusal(Md, format!("### {}：\n好", "名".repeat(101)).as_bytes()), [(1, "speaker_too_long")]);
    let long = format!("### 甲：\n好\n\n### 乙：\n{}", "長".repeat(100_001));
    assert_eq!(refusal(Md, long.as_bytes()), [(4, "statement_too_long")]);
    assert_eq!(refusal(Md, &vec![b'a'; 10 * 1024 * 1024 + 1]), [(0, "too_large")]);
    assert_eq!(refusal(Xml, b"not xml at all"), [(1, "xml")]);
    assert_eq!(refusal(Xml, b"<akomaNtoso>\n<debate>\n</akomaNtoso>"), [(3, "xml")]);
    assert_eq!(refusal(Xml, b"<html><p>x</p></html>"), [(1, "not_akoma_ntoso")]);
    assert_eq!(refusal(Xml, b"<akomaNtoso xmlns=\"urn:other\"/>"), [(1, "not_akoma_ntoso")]);
    assert_eq!(refusal(Xml, b"<akomaNtoso><act/></akomaNtoso>"), [(1, "no_debate")]);
    assert_eq!(
        refusal(Xml, b"<akomaNtoso><debate><debateBody/></debate></akomaNtoso>"),
        [(0, "no_statements")]
    );
}

#[test]
fn entities_are_never_expanded() {
    let laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [\n<!ENTITY l \"ha\"><!ENTITY m \"&l;&l;&l;&l;\">\n]>\n<akomaNtoso>&m;</akomaNtoso>";
    assert_eq!(refusal(Format::AkomaNtoso, laughs.as_bytes()), [(2, "dtd")]);
    let outside = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><akomaNtoso>&x;</akomaNtoso>";
    assert_eq!(refusal(Format::AkomaNtoso, outside.as_bytes()), [(1, "dtd")]);
    assert_eq!(refusal(Format::AkomaNtoso, b"<akomaNtoso>&unknown;</akomaNtoso>"), [(1, "xml")]);
}

#[test]
fn deep_and_broad_files_are_refused_quickly() {
    for depth in [102, 5_000, 200_000] {
        let deep = format!("<akomaNtoso>\n{}{}</akomaNtoso>", "<a>".repeat(depth), "</a>".repeat(depth));
        let told = refusal(Format::AkomaNtoso, deep.as_bytes());
        assert!(["too_deep", "xml"].contains(&told[0].1), "{told:?}");
    }
    let broad = format!("<akomaNtoso>{}</akomaNtoso>", "<a/>".repeat(2_100_000));
    assert_eq!(refusal(Format::AkomaNtoso, broad.as_bytes()), [(0, "too_many_nodes")]);
    // Brackets and stars that never close must not take quadratic time.
    let marks = format!("### 甲：\n{}{}", "[(".repeat(45_000), "*a".repeat(4_000));
    assert!(parse(Format::Markdown, marks.as_bytes()).is_ok());
}

#[test]
fn lenient_where_a_person_can_judge() {
    let text = "前言沒有標記。\n\n### 甲\n好。\n\n### 乙：\n\n#### 丙：\n是的。\n\n## 丁：\n第二層的名字。\n";
    let record = parse(Format::Markdown, text.as_bytes()).unwrap();
    let notes: Vec<_> = record.notes.iter().map(|n| (n.line, n.problem.code())).collect();
    assert_eq!(notes, [(1, "text_before_speaker"), (3, "no_colon"), (6, "empty_speech")]);
    assert_eq!(record.speakers(), ["甲", "丙", "丁"]);
}

#[test]
fn formats_are_guessed() {
    assert_eq!(Format::guess("record.MD", b"<x>"), Format::Markdown);
    assert_eq!(Format::guess("record.an.xml", b"# x"), Format::AkomaNtoso);
    assert_eq!(Format::guess("record", b"\xEF\xBB\xBF \n<akomaNtoso>"), Format::AkomaNtoso);
    assert_eq!(Format::guess("record", b"# x"), Format::Markdown);
}

const UNEXPLAINED: &str = "nobody knows why";

/// Why the two files of one transcript name a speaker differently, if they do.
fn why_named_otherwise(xml: &ParsedStatement, markdown: &ParsedStatement) -> Option<&'static str> {
    let (Some(x), Some(m)) = (&xml.speaker, &markdown.speaker) else { return None };
    if x == m {
        return None;
    }
    // The Markdown has the account's name (`黃旭田-3`, `bill_tsai`), the XML the name it shows.
    let bare = |name: &str| {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
        name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    Some(if bare(x) == bare(m) { "the account's name and not the person's" } else { UNEXPLAINED })
}

/// Why the two files of one transcript have other words, if they do.
fn why_worded_otherwise(xml: &ParsedStatement, markdown: &ParsedStatement) -> Option<&'static str> {
    let (x, m) = (xml.body.as_str(), markdown.body.as_str());
    if x == m {
        return None;
    }
    // Underscores are lost in the addresses of the Markdown, or a backslash stands where one was.
    let without = |text: &str| text.replace(['_', '\\'], "");
    if without(x) == without(m) || without(m).starts_with(without(x).trim_end_matches(['）', ')'])) {
        return Some("underscores lost in an address");
    }
    if x.split("\n\n").next() == Some(m) {
        return Some("the Markdown has the first paragraph only");
    }
    if xml.speaker.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(m)) {
        return Some("the Markdown repeats the speaker's name instead of the words");
    }
    // 唇 and 脣 are two ways to write one character.
    Some(if x == m.replace('脣', "唇") { "another form of a character" } else { UNEXPLAINED })
}

/// Real transcripts are no part of the project; where they are, they must be read as their description says.
#[test]
fn real_transcripts_have_the_speeches_their_description_says() {
    let Some(folder) = shared::folder("transcripts") else { return };
    let expected = [
        ("2015-08-27-uberx-consultation", 89),
        ("2016-05-04-lawyers-act-consultation", 139),
        ("2016-07-30-nesta-interview-english", 72),
        ("2016-10-14-esports-public-hearing", 210),
        ("2016-12-27-online-participation-meeting-1", 385),
        ("2017-03-02-company-act-consultation", 324),
        ("2017-03-17-collaboration-meeting-1", 361),
        ("2017-06-02-collaboration-meeting-9", 317),
        ("2017-09-21-drones-online-consultation", 251),
        ("2018-04-13-collaboration-meeting-30", 469),
        ("2018-06-29-collaboration-meeting-36", 399),
        ("2018-12-27-collaboration-meeting-42", 404),
    ];
    let read = |name: String, format| {
        let bytes = std::fs::read(folder.join(&name)).unwrap();
        parse(format, &bytes).unwrap_or_else(|e| panic!("{name}: {:?}", e.0))
    };
    for (name, speeches) in expected {
        let xml = read(format!("{name}.an.xml"), Format::AkomaNtoso);
        let markdown = read(format!("{name}.md"), Format::Markdown);
        assert_eq!((xml.speeches(), markdown.speeches()), (speeches, speeches), "{name}");
        assert_eq!(xml.statements.len(), markdown.statements.len(), "{name}: narratives");
        assert_eq!(xml.title, markdown.title, "{name}");
        let mut reasons = std::collections::BTreeMap::new();
        for (x, m) in xml.statements.iter().zip(&markdown.statements) {
            assert_eq!((x.kind, x.section.as_deref()), (m.kind, m.section.as_deref()), "{name}");
            let (speaker, body) = (why_named_otherwise(x, m), why_worded_otherwise(x, m));
            for reason in [speaker, body].into_iter().flatten() {
                *reasons.entry(reason).or_insert(0) += 1;
            }
        }
        eprintln!("{name}: {reasons:?}");
        assert!(!reasons.contains_key(UNEXPLAINED), "{name}");
    }
    let whole = read("1999-judicial-reform-conference-1999.an.xml".to_owned(), Format::AkomaNtoso);
    assert_eq!(whole.speeches(), 2580);
    assert!(whole.statements.iter().any(|s| s.kind == StatementKind::Narrative && s.section.is_some()));
    assert!(whole.statements.iter().all(|s| s.kind == StatementKind::Narrative || s.speaker.is_some()));
    let examples = folder.with_file_name("akomantoso-examples");
    for (name, speeches) in [("cl_Sesion56_2.xml", 35), ("ke_Debate_Bungeni_2011-06-10.xml", 11)] {
        let Ok(bytes) = std::fs::read(examples.join(name)) else { continue };
        let record = parse(Format::AkomaNtoso, &bytes).unwrap_or_else(|e| panic!("{name}: {:?}", e.0));
        eprintln!("{name}: {} speeches, notes {:?}", record.speeches(), record.notes);
        assert_eq!(record.speeches(), speeches, "{name}");
    }
}
