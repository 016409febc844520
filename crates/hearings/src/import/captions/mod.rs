//! Captions of a recording: WebVTT and SubRip. Cues are joined to sentences, and each statement keeps its time.

mod cue_text;
mod subrip;
pub mod webvtt;

use std::collections::HashMap;

use super::inline::clean_line;
use super::minutes::names;
use super::problem::{ImportErrors, Problem, Problems};
use super::reading::{Found, Reading};
use super::{ParsedStatement, StatementKind};
use cue_text::Part;

/// A pause of so many milliseconds ends a statement, also where no full stop does: captions made by a machine have none.
const PAUSE_MS: i64 = 2_000;
/// A statement that has grown to so many characters ends with the cue, full stop or not.
const LONG: usize = 400;
/// What ends a sentence, before closing quotation marks and brackets.
const ENDS: [char; 9] = ['。', '！', '？', '!', '?', '.', '…', '‥', '｡'];
/// What may follow the end of a sentence and still belongs to it.
const CLOSES: [char; 12] = ['」', '』', '）', ')', '"', '\'', '”', '’', '】', '》', ']', '〉'];

/// A caption of either format.
#[derive(Debug)]
struct Caption {
    start_ms: i64,
    end_ms: i64,
    text: String,
    line: u32,
}

/// What one voice says in one caption.
#[derive(Debug)]
struct Piece {
    start_ms: i64,
    end_ms: i64,
    line: u32,
    voice: Option<String>,
    /// Whether somebody else begins here, by the mark that captions for the deaf use.
    turns: bool,
    text: String,
}

/// The statements of a WebVTT file.
pub(super) fn read_webvtt(
    text: &str,
    reading: Option<&Reading>,
    problems: &mut Problems,
) -> Result<(Vec<ParsedStatement>, Found), ImportErrors> {
    let Some(found) = webvtt::parse(text) else { return Err(super::xml::one(1, Problem::NotWebVtt)) };
    for line in found.unreadable {
        problems.note(line, Problem::CaptionTiming);
    }
    let captions = found.cues.into_iter().map(|cue| Caption {
        start_ms: cue.start_ms,
        end_ms: cue.end_ms,
        text: cue.text,
        line: cue.line,
    });
    Ok(statements(captions.collect(), reading, problems))
}

/// The statements of a SubRip file.
pub(super) fn read_subrip(
    text: &str,
    reading: Option<&Reading>,
    problems: &mut Problems,
) -> (Vec<ParsedStatement>, Found) {
    let captions = subrip::read(text, problems);
    statements(captions, reading, problems)
}

fn statements(
    mut captions: Vec<Caption>,
    reading: Option<&Reading>,
    problems: &mut Problems,
) -> (Vec<ParsedStatement>, Found) {
    for caption in captions.iter().filter(|caption| caption.end_ms < caption.start_ms) {
        problems.note(caption.line, Problem::CaptionEndsBefore);
    }
    // The sort is stable: what begins at once stays in the order of the file.
    captions.sort_by_key(|caption| caption.start_ms);
    unroll(&mut captions);
    let pieces: Vec<Piece> = captions.into_iter().flat_map(pieces).collect();
    let (pieces, found) = named(pieces, reading);
    (sentences(pieces), found)
}

/// Captions that a machine wrote word by word repeat, in each cue, the line before; what is repeated is dropped.
fn unroll(captions: &mut [Caption]) {
    if !captions.iter().any(|caption| cue_text::has_times(&caption.text)) {
        return;
    }
    let mut last: Option<String> = None;
    for caption in captions {
        let lines: Vec<String> = caption.text.lines().map(|l| clean_line(&cue_text::plain(l))).collect();
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        let repeated = lines.first().is_some_and(|first| last.as_ref() == Some(first));
        last = lines.last().cloned().or(last);
        caption.text = lines.into_iter().skip(usize::from(repeated)).collect::<Vec<_>>().join("\n");
        caption.text = caption.text.replace('&', "&amp;").replace('<', "&lt;");
    }
}

fn pieces(caption: Caption) -> Vec<Piece> {
    let end_ms = caption.end_ms.max(caption.start_ms);
    let mut pieces = Vec::new();
    for Part { voice, text } in cue_text::parts(&caption.text) {
        let mut present: Vec<String> = Vec::new();
        let mut turns = false;
        let mut put = |lines: &mut Vec<String>, turns: bool| {
            let text = join_all(std::mem::take(lines));
            if !text.is_empty() {
                let voice = voice.clone();
                let (start_ms, line) = (caption.start_ms, caption.line);
                pieces.push(Piece { start_ms, end_ms, line, voice, turns, text });
            }
        };
        for line in text.lines().map(clean_line).filter(|line| !line.is_empty()) {
            // Two people in one caption, or a change of speakers.
            let marked = ["- ", "– ", ">> ", ">>", "＞＞"].iter().find_map(|mark| line.strip_prefix(mark));
            if let Some(rest) = marked.filter(|_| voice.is_none()) {
                put(&mut present, turns);
                turns = true;
                present.push(rest.trim().to_owned());
            } else {
                present.push(line);
            }
        }
        put(&mut present, turns);
    }
    pieces
}

/// Gives pieces that begin with `name：` their speaker, who goes on until somebody else begins.
fn named(pieces: Vec<Piece>, reading: Option<&Reading>) -> (Vec<Piece>, Found) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut order = Vec::new();
    let unnamed = pieces.iter().filter(|p| p.voice.is_none());
    for name in unnamed.filter_map(|p| names::colon(&p.text)).map(|named| named.name) {
        let count = seen.entry(name.clone()).or_default();
        if *count == 0 {
            order.push(name);
        }
        *count += 1;
    }
    let candidates = order.into_iter().map(|name| {
        let count = seen.get(&name).copied().unwrap_or_default();
        let likely = count > 1 || names::is_title(&name);
        names::Candidate { name, count, likely }
    });
    let found = Found::of_names(candidates.collect(), reading);
    let mut speaker: Option<String> = None;
    let mut out = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        if piece.voice.is_none() {
            let named =
                names::colon(&piece.text).filter(|named| found.colon.used && found.accepts(&named.name));
            match named.map(|named| (named.name, named.rest.to_owned())) {
                Some((name, rest)) => {
                    piece.text = rest;
                    speaker = Some(name);
                }
                None if piece.turns => speaker = None,
                None => {}
            }
            piece.voice.clone_from(&speaker);
        }
        out.push(piece);
    }
    (out, found)
}

fn sentences(pieces: Vec<Piece>) -> Vec<ParsedStatement> {
    let mut done: Vec<ParsedStatement> = Vec::new();
    let mut open: Option<ParsedStatement> = None;
    for piece in pieces {
        let goes_on = open.as_ref().is_some_and(|open| {
            !piece.turns
                && open.speaker == piece.voice
                && piece.start_ms - open.ended_ms.unwrap_or_default() < PAUSE_MS
                && !is_complete(&open.body)
        });
        if !goes_on {
            done.extend(open.take());
        }
        match &mut open {
            Some(open) => {
                join(&mut open.body, &piece.text);
                open.ended_ms = open.ended_ms.max(Some(piece.end_ms));
            }
            None => {
                open = Some(ParsedStatement {
                    kind: StatementKind::Speech,
                    speaker: piece.voice,
                    section: None,
                    body: piece.text,
                    started_ms: Some(piece.start_ms),
                    ended_ms: Some(piece.end_ms),
                    line: piece.line,
                    on: None,
                });
            }
        }
    }
    done.extend(open);
    done.retain(|statement| !statement.body.is_empty());
    done
}

/// Whether a text ends as a sentence does, or is long enough.
fn is_complete(text: &str) -> bool {
    text.trim_end_matches(CLOSES).ends_with(ENDS) || text.chars().nth(LONG).is_some()
}

fn join_all(lines: Vec<String>) -> String {
    let mut text = String::new();
    for line in lines {
        join(&mut text, &line);
    }
    text
}

/// Appends a text to one: with a space between Latin words and none where Chinese, Japanese or full-width signs meet.
fn join(text: &mut String, more: &str) {
    let close = |c: char| matches!(u32::from(c), 0x2E80..=0xA4CF | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF);
    let (last, first) = (text.chars().next_back(), more.chars().next());
    if let (Some(last), Some(first)) = (last, first)
        && !close(last)
        && !close(first)
        && !last.is_whitespace()
    {
        text.push(' ');
    }
    text.push_str(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = (Option<String>, String, Option<i64>, Option<i64>);

    fn told(statements: Vec<ParsedStatement>) -> Vec<Told> {
        statements.into_iter().map(|s| (s.speaker, s.body, s.started_ms, s.ended_ms)).collect()
    }

    fn vtt(text: &str) -> Vec<Told> {
        told(read_webvtt(text, None, &mut Problems::default()).unwrap().0)
    }

    fn said(speaker: Option<&str>, body: &str, from: i64, to: i64) -> Told {
        (speaker.map(str::to_owned), body.to_owned(), Some(from), Some(to))
    }

    #[test]
    fn cues_are_joined_to_sentences() {
        let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n我們認為費率\n\n00:02.000 --> 00:03.500\n應該由政府核定。\n\n00:03.500 --> 00:05.000\nWe think the fee\n\n00:05.000 --> 00:06.000\nis too high. (Applause.)\n\n00:06.000 --> 00:07.000\n沒有句點\n\n00:09.500 --> 00:10.000\n停頓以後\n";
        assert_eq!(
            vtt(text),
            [
                said(None, "我們認為費率應該由政府核定。", 1000, 3500),
                said(None, "We think the fee is too high. (Applause.)", 3500, 6000),
                said(None, "沒有句點", 6000, 7000),
                said(None, "停頓以後", 9500, 10_000),
            ]
        );
    }

    #[test]
    fn voices_are_speakers() {
        let text = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v.loud 主席>請 &lt;坐&gt;\n<i>大家</i>好</v>\n\n00:02.000 --> 00:03.000 line:0\n<v 李 攤商>我反對</v><v 主席>請說</v>\n\n00:03.000 --> 00:04.000\n<v 主席>明原因。\n";
        assert_eq!(
            vtt(text),
            [
                said(Some("主席"), "請 <坐>大家好", 1000, 2000),
                said(Some("李 攤商"), "我反對", 2000, 3000),
                said(Some("主席"), "請說明原因。", 2000, 4000),
            ]
        );
    }

    #[test]
    fn names_before_a_colon_are_speakers_where_they_come_again() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\n主席：開會。\n\n2\n00:00:02,000 --> 00:00:03,5\n>> 王小明：我有\n兩點意見：\n\n3\n00:00:03,500 --> 00:00:04,000 X1:40 X2:600\n第一點。\n\n4\n00:00:04,000 --> 00:00:05,000\n王小明：第二點。\n";
        let mut problems = Problems::default();
        let (statements, found) = read_subrip(text, None, &mut problems);
        assert_eq!(
            told(statements),
            [
                said(Some("主席"), "開會。", 1000, 2000),
                said(Some("王小明"), "我有兩點意見：第一點。", 2000, 4000),
                said(Some("王小明"), "第二點。", 4000, 5000),
            ]
        );
        assert!(problems.is_clean());
        assert_eq!(
            found.names.iter().map(|n| (n.name.as_str(), n.count)).collect::<Vec<_>>(),
            [("主席", 1), ("王小明", 2)]
        );
        // The facilitator says that nobody of that name spoke.
        let reading = Reading { names: Some(vec!["主席".to_owned()]), ..Reading::default() };
        let (statements, _) = read_subrip(text, Some(&reading), &mut Problems::default());
        assert_eq!(statements[1].body, "王小明：我有兩點意見：第一點。");
        assert_eq!(statements[1].speaker, None);
    }

    #[test]
    fn a_rolling_caption_says_everything_once() {
        let text = "WEBVTT\n\n00:00.000 --> 00:02.000\n \nso<00:00:00.500><c> good</c><00:00:01.000><c> morning</c>\n\n00:02.000 --> 00:02.010\nso good morning\n \n\n00:02.010 --> 00:04.000\nso good morning\nand<00:00:02.500><c> welcome.</c>\n";
        assert_eq!(vtt(text), [said(None, "so good morning and welcome.", 0, 4000)]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let lines = |text: &str| {
            let mut problems = Problems::default();
            let _ = read_subrip(text, None, &mut problems);
            problems.notes().err().map(|e| e.0.iter().map(|e| e.line).collect::<Vec<_>>())
        };
        assert_eq!(lines("這不是字幕\n\n1\n00:00:01,000 --> 00:61:00,000\n甲\n"), Some(vec![1, 4, 5]));
        assert!(read_webvtt("WEBVTTX\n", None, &mut Problems::default()).is_err());
        let mut problems = Problems::default();
        let text = "WEBVTT\n\n00:00.000 --> 00:01.00\n甲\n\n00:02.000 --> 00:01.000\n乙\n";
        read_webvtt(text, None, &mut problems).unwrap();
        let notes: Vec<_> = problems.notes().unwrap().iter().map(|n| (n.line, n.problem.code())).collect();
        assert_eq!(notes, [(3, "caption_timing"), (6, "caption_ends_before")]);
    }

    proptest::proptest! {
        #[test]
        fn any_captions_are_read(text in "(WEBVTT\n\n)?([0-9:.,<>/v&; \n甲-]{0,30}(-->)?){0,20}") {
            let _ = read_webvtt(&text, None, &mut Problems::default());
            let _ = read_subrip(&text, None, &mut Problems::default());
        }
    }
}
