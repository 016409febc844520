//! Files changed at random, with a fixed seed: whatever comes of them is read or refused, soon and in little memory.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Cursor, Read as _, Write as _};
use std::time::{Duration, Instant};

use folkmoot_hearings::export::{self, Out};
use folkmoot_hearings::import::{Format, Reading, parse, parse_as};

/// How many changed files are tried of each format, unless `TEST_MUTATIONS` says otherwise: some 1,400 in all.
const ROUNDS: usize = 150;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides.max(1) as u64)).unwrap()
    }
}

/// Bytes that mean something to one of the readers.
const TELLING: [&[u8]; 26] = [
    b"\0",
    b"\xFF",
    b"\xEF\xBB\xBF",
    b"<",
    b">",
    b"&",
    b"\"",
    b"-->",
    b"\n\n",
    b"\r",
    b"#",
    b"**",
    b"[",
    b"](",
    b"{",
    b"}",
    b":",
    "：".as_bytes(),
    b"00:00:01.000",
    b"99999999999999999999",
    b"-1",
    b"<![CDATA[",
    b"<!--",
    b"&#x0;",
    b"\xA4\xA4",
    b",",
];

fn changed(dice: &mut Dice, bytes: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len() + 1);
        let end = (at + dice.roll(40)).min(bytes.len());
        match dice.roll(7) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].repeat(1 + dice.roll(200));
                bytes.splice(at..at, piece);
            }
            4 => {
                let telling = TELLING[dice.roll(TELLING.len())].repeat(1 + dice.roll(3));
                bytes.splice(at..at, telling);
            }
            5 if !others.is_empty() => {
                let other = &others[dice.roll(others.len())];
                let from = dice.roll(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ if at < bytes.len() => bytes[at] ^= 1 << dice.roll(8),
            _ => {}
        }
    }
    bytes
}

/// Changes the parts of an archive and packs them anew: bytes changed in a packed part only make it unreadable.
fn repacked(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().to_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if dice.roll(2) == 0 {
            content = changed(dice, &content, &[]);
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn corpus(format: Format) -> Vec<Vec<u8>> {
    let name = if format == Format::WebVtt { "webvtt" } else { format.code() };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// The most memory this process has had, in mebibytes, where the system tells.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

#[test]
fn whatever_is_sent_is_read_or_refused() {
    let rounds = std::env::var("TEST_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS);
    let mut dice = Dice(0x5EED_2026);
    let (mut read, mut refused) = (0, 0);
    for format in Format::ALL {
        let files = corpus(format);
        assert!(!files.is_empty(), "{format:?}");
        for file in &files {
            assert!(
                parse(format, file).is_ok_and(|r| r.speeches() > 0),
                "{format:?}: the corpus itself is read"
            );
        }
        for _ in 0..rounds {
            let file = &files[dice.roll(files.len())];
            let bytes = if file.starts_with(b"PK") && dice.roll(4) > 0 {
                repacked(&mut dice, file)
            } else {
                changed(&mut dice, file, &files)
            };
            let began = Instant::now();
            let guessed = Format::guess("", &bytes);
            let reading = Reading { names: Some(Vec::new()), ..Reading::default() };
            let _ = parse_as(guessed, &bytes, Some(&reading));
            let record = parse(format, &bytes);
            // Two seconds a megabyte, and as much for the smallest: nothing here is optimised.
            let patience = Duration::from_secs(2) * u32::try_from(1 + bytes.len() / 1_000_000).unwrap();
            assert!(
                began.elapsed() < 2 * patience,
                "{format:?}: {:?} for {} bytes",
                began.elapsed(),
                bytes.len()
            );
            match record {
                Ok(record) => {
                    read += 1;
                    if record.speeches() == 0 {
                        continue;
                    }
                    let out: Vec<Out> = record.statements.iter().cloned().map(Out::from).collect();
                    let again = parse(Format::Markdown, export::markdown("x", &out).as_bytes());
                    let again = again.unwrap_or_else(|e| panic!("{format:?}: {:?}", e.0));
                    let bodies = |r: &folkmoot_hearings::import::ParsedRecord| {
                        r.statements.iter().map(|s| s.body.clone()).collect::<Vec<_>>()
                    };
                    assert_eq!(bodies(&record), bodies(&again), "{format:?}");
                }
                Err(errors) => {
                    refused += 1;
                    assert!(!errors.0.is_empty(), "{format:?}: a refusal has a reason");
                }
            }
        }
    }
    eprintln!("{read} read, {refused} refused");
    assert!(read > rounds && refused > rounds / 4, "both happen: {read} and {refused}");
    assert!(peak_mib().is_none_or(|peak| peak < 512), "{:?} MiB", peak_mib());
}

#[test]
fn much_of_anything_is_soon_done() {
    // A quarter of one, and no compiler has made it fast.
    let much_of = |piece: &str| piece.repeat(250_000 / piece.len());
    let xml =
        |inside: &str| format!("<akomaNtoso><debate><debateBody>{inside}</debateBody></debate></akomaNtoso>");
    let pieces = [
        "[",
        "(",
        "**a",
        "{",
        "{.question",
        "### ",
        "### 甲：\n",
        "> \n",
        "\\",
        "&amp;",
        "甲：乙\n",
        "[00:00:01] ",
        "好",
        "00:00:01.000 --> 00:00:02.000\n",
        "1\n00:00:01,000 --> 00:00:02,000\n甲\n\n",
        "<v 甲>",
        "<",
        "a,b\n",
        "\"",
        "{\"",
        "[[",
    ];
    for piece in pieces {
        for format in [Format::Markdown, Format::Text, Format::SubRip, Format::Sheet, Format::Json] {
            let began = Instant::now();
            let _ = parse(format, much_of(piece).as_bytes());
            assert!(began.elapsed() < Duration::from_secs(10), "{format:?} {piece:?}: {:?}", began.elapsed());
        }
        let began = Instant::now();
        let _ = parse(Format::WebVtt, format!("WEBVTT\n\n{}", much_of(piece)).as_bytes());
        let _ = parse(
            Format::AkomaNtoso,
            xml(&format!("<speech by=\"#a\"><p>{}</p></speech>", much_of(piece).replace(['<', '&'], "")))
                .as_bytes(),
        );
        assert!(began.elapsed() < Duration::from_secs(10), "{piece:?}: {:?}", began.elapsed());
    }
}
