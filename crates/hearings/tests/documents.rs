//! Minutes of office programs: documents made here, and a real one in both formats.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shared;

use std::io::Write as _;

use folkmoot_hearings::import::minutes::{Block, Document, docx, odt};
use folkmoot_hearings::import::{Format, HeadingRole, ImportErrors, Reading, StatementKind, parse, parse_as};

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn word(body: &str) -> Vec<u8> {
    let styles = format!(
        "<w:styles xmlns:w=\"{WORD}\"><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
         <w:style w:styleId=\"2\"><w:name w:val=\"Heading 2\"/></w:style>\
         <w:style w:styleId=\"x\"><w:name w:val=\"mine\"/><w:basedOn w:val=\"2\"/></w:style></w:styles>"
    );
    let body = format!("<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>");
    packed(&[("[Content_Types].xml", "<Types/>"), ("word/styles.xml", &styles), ("word/document.xml", &body)])
}

fn wp(style: &str, runs: &[(&str, bool)]) -> String {
    let style = if style.is_empty() {
        String::new()
    } else {
        format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>")
    };
    let run = |(text, bold): &(&str, bool)| {
        let bold = if *bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
        format!("<w:r>{bold}<w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    format!("<w:p>{style}{}</w:p>", runs.iter().map(run).collect::<String>())
}

fn wtable(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", wp("", &[(text, false)]));
    let row = |row: &&[&str]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

fn open_document(body: &str) -> Vec<u8> {
    let xml = format!(
        "<o:document-content xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:s=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
         xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
         xmlns:t=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:x=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><o:automatic-styles><s:style s:name=\"B\">\
         <s:text-properties fo:font-weight=\"bold\"/></s:style></o:automatic-styles><o:body><o:text>{body}</o:text></o:body>\
         </o:document-content>"
    );
    packed(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &xml)])
}

type Told<'a> = (StatementKind, Option<&'a str>, Option<&'a str>, &'a str);

fn told(record: &folkmoot_hearings::import::ParsedRecord) -> Vec<Told<'_>> {
    record
        .statements
        .iter()
        .map(|s| (s.kind, s.section.as_deref(), s.speaker.as_deref(), s.body.as_str()))
        .collect()
}

fn minutes() -> Vec<u8> {
    word(
        &[
            wp("1", &[("市場攤位公聽會會議紀錄", false)]),
            wp("", &[("時間：", true), ("三月二日下午二時", false)]),
            wp("", &[("主席：王部長", false)]),
            wp("x", &[("壹、發言", false)]),
            wp("", &[("主席：", true), ("現在開會，請大家發言。", false)]),
            wp("", &[("李攤商：", true), ("租金太貴了。", false)]),
            wp("", &[("客人也變少了。", false)]),
            wp("", &[("（播放影片）", false)]),
            wp("", &[("請看這段影片。", false)]),
            wp("", &[("李攤商：", true), ("我反對：太貴。", false)]),
            wp("x", &[("貳、書面意見", false)]),
            wtable(&[&["發言人", "意見", "機關回應"], &["陳小姐", "停車位不夠。", "會研議。"]]),
        ]
        .concat(),
    )
}

#[test]
fn minutes_of_word_become_statements() {
    let bytes = minutes();
    assert_eq!(Format::guess("紀錄", &bytes), Format::Docx);
    let record = parse(Format::Docx, &bytes).unwrap();
    use StatementKind::{Answer, Narrative, Speech};
    let (first, second) = (Some("壹、發言"), Some("貳、書面意見"));
    assert_eq!(record.title.as_deref(), Some("市場攤位公聽會會議紀錄"));
    assert_eq!(
        told(&record),
        [
            (Narrative, None, None, "時間：三月二日下午二時\n\n主席：王部長"),
            (Speech, first, Some("主席"), "現在開會，請大家發言。"),
            (Speech, first, Some("李攤商"), "租金太貴了。\n\n客人也變少了。"),
            (Narrative, first, None, "（播放影片）"),
            (Speech, first, Some("李攤商"), "請看這段影片。"),
            (Speech, first, Some("李攤商"), "我反對：太貴。"),
            (Speech, second, Some("陳小姐"), "停車位不夠。"),
            (Answer, second, Some("機關"), "會研議。"),
        ]
    );
    let found = record.found.unwrap();
    assert_eq!(
        found.names.iter().map(|n| (n.name.as_str(), n.count, n.likely)).collect::<Vec<_>>(),
        [("主席", 2, true), ("李攤商", 2, true)]
    );
    assert_eq!((found.bold.count, found.tables.count), (3, 1));
}

#[test]
fn a_facilitator_corrects_how_speakers_are_told() {
    let bytes = word(
        &[
            wp("1", &[("王小明", false)]),
            wp("", &[("我先說。", false)]),
            wp("1", &[("李小華", false)]),
            wp("", &[("備忘：不是發言者", false)]),
        ]
        .concat(),
    );
    let suggested = parse(Format::Docx, &bytes).unwrap();
    assert_eq!((suggested.speeches(), suggested.notes[0].problem.code()), (0, "no_statements"));
    let reading = Reading { headings: [(1, HeadingRole::Speaker)].into(), ..Reading::default() };
    let record = parse_as(Format::Docx, &bytes, Some(&reading)).unwrap();
    assert_eq!(record.speakers(), ["王小明", "李小華"]);
    assert_eq!(record.statements[1].body, "備忘：不是發言者");
    let named = Reading { names: Some(vec!["李小華".to_owned(), "備忘".to_owned()]), ..reading };
    let record = parse_as(Format::Docx, &bytes, Some(&named)).unwrap();
    assert_eq!(record.speakers(), ["備忘"], "the heading's speaker said nothing");
    let text = serde_json::to_string(&named).unwrap();
    assert_eq!(serde_json::from_str::<Reading>(&text).unwrap(), named);
}

#[test]
fn both_formats_give_the_same_document() {
    let word = word(
        &[
            wp("2", &[("議題  一", false)]),
            wp("", &[("王小明", true), ("：好", false)]),
            "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r><w:ins><w:r><w:t>丁</w:t></w:r></w:ins><w:del><w:r><w:delText>戊</w:delText></w:r></w:del></w:p>".to_owned(),
            "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>頭</w:t></w:r></w:p></w:tc></w:tr>\
             <w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        ]
        .concat(),
    );
    let odt = open_document(
        "<x:h x:outline-level=\"2\">議題<x:s x:c=\"2\"/>一</x:h><x:p><x:span x:style-name=\"B\">王小明</x:span>：好</x:p>\
         <x:p>甲<x:tab/>乙<x:line-break/>丙丁<x:note><x:note-body><x:p>註</x:p></x:note-body></x:note></x:p>\
         <t:table><t:table-row><t:table-cell t:number-columns-spanned=\"2\"><x:p>頭</x:p></t:table-cell><t:covered-table-cell/></t:table-row>\
         <t:table-row><t:table-cell><x:p>a</x:p></t:table-cell><t:table-cell><x:p>b</x:p><x:p>c</x:p></t:table-cell></t:table-row></t:table>",
    );
    assert_eq!(Format::guess("a", &odt), Format::Odt);
    let (word, odt) = (docx::read(&word).unwrap(), odt::read(&odt).unwrap());
    assert_eq!(word.blocks, odt.blocks);
    assert_eq!(
        word.blocks,
        [
            Block::Heading { level: 2, text: "議題 一".to_owned(), line: 1 },
            Block::Paragraph { text: "王小明：好".to_owned(), bold: 3, line: 2 },
            Block::Paragraph { text: "甲 乙\n丙丁".to_owned(), bold: 0, line: 3 },
            Block::Table {
                rows: vec![vec!["頭".to_owned(), String::new()], vec!["a".to_owned(), "b\nc".to_owned()]],
                line: 4
            },
        ]
    );
    assert_eq!((word.has_deletions, odt.notes), (true, 1));
}

/// The words of a document: headings with their level, paragraphs, rows of tables.
fn words(document: &Document) -> Vec<String> {
    let mut words = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { level, text, .. } => words.push(format!("h{level} {text}")),
            Block::Paragraph { text, .. } | Block::Narrative { text, .. } => words.push(format!("p {text}")),
            Block::Table { rows, .. } => {
                words.extend(rows.iter().map(|row| format!("r {}", row.join(" | "))))
            }
        }
    }
    words
}

#[test]
fn a_real_document_is_the_same_in_both_formats() {
    let files = shared::files("minutes", &[".docx", ".odt"]);
    let [(_, docx_bytes), (_, odt_bytes)] = files.as_slice() else { return };
    let (word, odt) = (docx::read(docx_bytes).unwrap(), odt::read(odt_bytes).unwrap());
    let (a, b) = (words(&word), words(&odt));
    let count = |words: &[String], kind: &str| words.iter().filter(|w| w.starts_with(kind)).count();
    for kind in ["h", "p ", "r "] {
        eprintln!("{kind}: {} and {}", count(&a, kind), count(&b, kind));
    }
    let different: Vec<_> = a.iter().zip(&b).filter(|(a, b)| a != b).collect();
    for (a, b) in different.iter().take(20) {
        eprintln!("  {a:?}\n  {b:?}");
    }
    assert_eq!(a.len(), b.len());
    for kind in ["h", "p ", "r "] {
        assert_eq!(count(&a, kind), count(&b, kind), "{kind}");
    }
    // Where they differ, the conversion to the other format lost what a reference refers to, and the file itself says so.
    let lost = |text: &str| text.contains("Error! Bookmark not defined") || text.contains("section 0");
    assert!(different.iter().all(|(_, b)| lost(b)), "{} differ", different.len());
    assert!(different.len() <= 6, "{} differ", different.len());
    assert_eq!((word.notes, odt.notes), (50, 50));
}

fn refusal(read: fn(&[u8]) -> Result<Document, ImportErrors>, bytes: &[u8]) -> Vec<(u32, &'static str)> {
    read(bytes).map_err(|e| e.0.iter().map(|e| (e.line, e.problem.code())).collect::<Vec<_>>()).unwrap_err()
}

#[test]
fn hostile_documents_are_refused_before_they_are_read() {
    let content = |xml: &str| packed(&[("content.xml", xml)]);
    let document = |xml: &str| packed(&[("word/document.xml", xml)]);
    assert_eq!(refusal(docx::read, b"PK\x03\x04 nothing"), [(0, "no_document")]);
    assert_eq!(refusal(odt::read, &document("<a/>")), [(0, "no_document")]);
    let bomb = " ".repeat(30 * 1024 * 1024);
    assert_eq!(refusal(docx::read, &document(&bomb)), [(0, "unpacks")]);
    assert_eq!(refusal(odt::read, &content(&bomb)), [(0, "unpacks")]);
    let many: Vec<(String, &str)> = (0..1_001).map(|n| (format!("p{n}"), "")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    assert_eq!(refusal(docx::read, &packed(&many)), [(0, "unpacks")]);
    let laughs = "<!DOCTYPE a [<!ENTITY l \"ha\"><!ENTITY m \"&l;&l;&l;\">]>\n<a>&m;</a>";
    assert_eq!(refusal(docx::read, &document(laughs)), [(1, "dtd")]);
    let outside = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
    assert_eq!(refusal(odt::read, &content(outside)), [(1, "dtd")]);
    let deep = format!("<a>\n{}{}</a>", "<b>".repeat(500), "</b>".repeat(500));
    let told = refusal(odt::read, &content(&deep));
    assert!(["too_deep", "xml"].contains(&told[0].1), "{told:?}");
    // Claims of repetition are not believed.
    let cells = "<t:table-row><t:table-cell t:number-columns-repeated=\"999999999\"><x:p>a<x:s x:c=\"999999999\"/>b</x:p></t:table-cell></t:table-row>";
    let odt = odt::read(&open_document(&format!("<t:table>{cells}</t:table>"))).unwrap();
    let [Block::Table { rows, .. }] = odt.blocks.as_slice() else { panic!("{:?}", odt.blocks) };
    assert_eq!(rows[0].len(), 100);
}

#[test]
fn plain_minutes_and_tables_are_read() {
    let text = "公聽會會議紀錄\n時間：三月二日\n主席：王部長\n\n主席：現在開會，歡迎大家。\n王小明（里長）：我反對。\n第二段。\n王小明（里長）：再說一次。\n[00:12:30] 陳小姐：補充。\n";
    let record = parse(Format::Text, text.as_bytes()).unwrap();
    let said: Vec<_> =
        record.statements.iter().map(|s| (s.speaker.as_deref(), s.body.as_str(), s.started_ms)).collect();
    assert_eq!(
        said,
        [
            (None, "公聽會會議紀錄\n\n時間：三月二日\n\n主席：王部長", None),
            (Some("主席"), "現在開會，歡迎大家。", None),
            (Some("王小明（里長）"), "我反對。\n\n第二段。", None),
            (Some("王小明（里長）"), "再說一次。", None),
            (Some("陳小姐"), "補充。", Some(750_000)),
        ]
    );
    let sheet = "章節,發言人,發言內容,開始,機關回應\n一,王小明,\"第一行\n第二行\",00:00:05,會研議\n,,,,\n一,李小華,,,\n";
    let record = parse(Format::Sheet, sheet.as_bytes()).unwrap();
    assert_eq!(
        told(&record),
        [
            (StatementKind::Speech, Some("一"), Some("王小明"), "第一行\n第二行"),
            (StatementKind::Answer, Some("一"), None, "會研議"),
        ]
    );
    assert_eq!((record.statements[0].started_ms, record.statements[0].line), (Some(5_000), 2));
    assert_eq!(
        record.notes.iter().map(|n| (n.line, n.problem.code())).collect::<Vec<_>>(),
        [(5, "empty_speech")]
    );
    let refused = |text: &str| {
        parse(Format::Sheet, text.as_bytes())
            .unwrap_err()
            .0
            .iter()
            .map(|e| (e.line, e.problem.code()))
            .collect::<Vec<_>>()
    };
    assert_eq!(refused("姓名,電話\n甲,02\n"), [(1, "no_words_column")]);
    assert_eq!(refused("body,kind,start\na,song,\nb,,soon\n"), [(2, "unknown_kind"), (3, "no_time")]);
}

#[test]
fn markdown_with_names_in_bold_is_read_too() {
    let text = "# 會議\n\n## 一、報告\n\n> 播放影片\n\n**主席：** 開會。\n\n**王小明** (00:01:05)：**重點**是租金。\n第二行。\n\n第二段。\n\n**王小明：**\n又一次。\n";
    let record = parse(Format::Markdown, text.as_bytes()).unwrap();
    let said: Vec<_> = record
        .statements
        .iter()
        .map(|s| (s.section.as_deref(), s.speaker.as_deref(), s.body.as_str(), s.started_ms, s.line))
        .collect();
    let section = Some("一、報告");
    assert_eq!(
        said,
        [
            (section, None, "播放影片", None, 5),
            (section, Some("主席"), "開會。", None, 7),
            (section, Some("王小明"), "重點是租金。\n第二行。\n\n第二段。", Some(65_000), 9),
            (section, Some("王小明"), "又一次。", None, 14),
        ]
    );
    let timed = "# 會議\n\n### [00:01:05] 主席：\n開會。\n\n### 王小明 00:02:00\n好。\n";
    let record = parse(Format::Markdown, timed.as_bytes()).unwrap();
    let said: Vec<_> = record.statements.iter().map(|s| (s.speaker.as_deref(), s.started_ms)).collect();
    assert_eq!(said, [(Some("主席"), Some(65_000)), (Some("王小明"), Some(120_000))]);
}
