//! Plain text out of marked-up lines, the same from both formats.

use unicode_normalization::UnicodeNormalization;

/// Plain text of a Markdown line: escapes undone, links as `text (address)`, emphasis marks dropped. What is no Markdown
/// stays as it was written.
pub(super) fn plain(markdown: &str) -> String {
    read(&markdown.chars().collect::<Vec<char>>(), true)
}

/// Reads a line; in the text of a link there are no links.
fn read(chars: &[char], may_link: bool) -> String {
    let may_link = may_link && chars.windows(2).any(|two| two == [']', '(']);
    let brackets = if may_link { Brackets::of(chars) } else { Brackets::default() };
    let mut out = String::with_capacity(chars.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        match c {
            '\\' if next.is_some_and(|n| n.is_ascii_punctuation()) => {
                out.extend(next);
                at += 2;
            }
            '&' => match ENTITIES.iter().find(|(name, _)| chars[at..].starts_with_text(name)) {
                Some((name, meant)) => {
                    out.push(*meant);
                    at += name.len();
                }
                None => {
                    out.push('&');
                    at += 1;
                }
            },
            '!' if next == Some('[') && brackets.link_at(chars, at + 1).is_some() => at += 1,
            '[' => match brackets.link_at(chars, at) {
                Some(link) => {
                    let text = read(&chars[at + 1..link.text_end], false);
                    let target: String = chars[link.text_end + 2..link.end].iter().collect();
                    out.push_str(&with_address(&text, target.split_whitespace().next().unwrap_or_default()));
                    at = link.end + 1;
                }
                None => {
                    out.push(c);
                    at += 1;
                }
            },
            '*' => {
                let run = chars[at..].iter().take_while(|c| **c == '*').count().min(3);
                match emphasis_end(chars, at, run) {
                    Some(end) => {
                        out.push_str(&read(&chars[at + run..end], may_link));
                        at = end + run;
                    }
                    None => {
                        out.extend(std::iter::repeat_n('*', run));
                        at += run;
                    }
                }
            }
            _ => {
                out.push(c);
                at += 1;
            }
        }
    }
    out
}

const ENTITIES: [(&str, char); 5] =
    [("&quot;", '"'), ("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&#39;", '\'')];

trait StartsWithText {
    fn starts_with_text(&self, text: &str) -> bool;
}

impl StartsWithText for [char] {
    fn starts_with_text(&self, text: &str) -> bool {
        self.iter().take(text.len()).copied().eq(text.chars())
    }
}

struct Link {
    /// Where the `]` stands.
    text_end: usize,
    /// Where the `)` stands.
    end: usize,
}

/// A link longer than this is no link.
const LONGEST_LINK: usize = 2_000;

/// Where the bracket that closes each opening one stands; found once for a line, so that hostile lines of brackets don't
/// take quadratic time.
#[derive(Default)]
struct Brackets {
    square: Vec<Option<usize>>,
    round: Vec<Option<usize>>,
}

impl Brackets {
    fn of(chars: &[char]) -> Self {
        let mut found = Self { square: vec![None; chars.len()], round: vec![None; chars.len()] };
        let (mut square, mut round) = (Vec::new(), Vec::new());
        let mut escaped = false;
        for (at, &c) in chars.iter().enumerate() {
            if escaped {
                escaped = false;
                continue;
            }
            match c {
                '\\' => escaped = true,
                '[' => square.push(at),
                '(' => round.push(at),
                ']' => {
                    if let Some(open) = square.pop() {
                        found.square[open] = Some(at);
                    }
                }
                ')' => {
                    if let Some(open) = round.pop() {
                        found.round[open] = Some(at);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The link that begins with the `[` at `at`, if one does. Brackets in its text and address must pair.
    fn link_at(&self, chars: &[char], at: usize) -> Option<Link> {
        let text_end = self.square.get(at).copied().flatten()?;
        if chars.get(text_end + 1) != Some(&'(') {
            return None;
        }
        let end = self.round.get(text_end + 1).copied().flatten()?;
        (end - at <= LONGEST_LINK).then_some(Link { text_end, end })
    }
}

/// Where the run of stars that closes the one at `at` begins.
fn emphasis_end(chars: &[char], at: usize, run: usize) -> Option<usize> {
    let first = chars.get(at + run)?;
    if first.is_whitespace() || *first == '*' {
        return None;
    }
    let end = (at + run + 1..chars.len().min(at + 2_000))
        .find(|&i| chars[i..].iter().take(run).filter(|c| **c == '*').count() == run)?;
    (!chars[end - 1].is_whitespace() && chars[end - 1] != '\\').then_some(end)
}

/// A link's text with its address, if that says more. Only web addresses are kept.
pub(super) fn with_address(text: &str, address: &str) -> String {
    let web = address.starts_with("https://") || address.starts_with("http://");
    if !web || text.trim() == address {
        return text.to_owned();
    }
    if text.trim().is_empty() {
        return address.to_owned();
    }
    format!("{text} ({address})")
}

/// Normalised text of paragraphs: NFC, without marks that turn the direction of what follows and without control
/// characters, each line trimmed, one space where there are several, at most one empty line. What is clean stays as it is.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text: String =
        text.chars().filter(|c| *c == '\n' || c.is_whitespace() || !is_left_out(*c)).nfc().collect();
    let mut empty = 0;
    for line in text.split('\n') {
        let line = spaced(line);
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(&line);
    }
    out
}

/// A line, trimmed, with one space where there are several; the wide space of Chinese stays.
fn spaced(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.trim().chars() {
        let c = if c.is_whitespace() && c != '\u{3000}' { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

/// Normalised text on one line.
pub(crate) fn clean_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks of direction, signs that are none, and control characters.
fn is_left_out(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
        || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_dropped_and_text_stays() {
        for (markdown, text) in [
            ("Bill\\_Tsai", "Bill_Tsai"),
            ("1\\. 政策", "1. 政策"),
            ("[現場錄影](https://example.tw/a)", "現場錄影 (https://example.tw/a)"),
            ("（[https://example.tw](https://example.tw)）", "（https://example.tw）"),
            ("[危險](javascript:alert(1))", "危險"),
            ("*（開場簡報）*", "（開場簡報）"),
            ("**重點。**後文", "重點。後文"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("a[0] = b", "a[0] = b"),
            ("AT&T &quot;甲&quot;", "AT&T \"甲\""),
            ("**沒有結束", "**沒有結束"),
            ("![圖](https://example.tw/i.png)", "圖 (https://example.tw/i.png)"),
        ] {
            assert_eq!(plain(markdown), text, "{markdown}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_clean_stays(text in ".{0,60}(\n.{0,20}){0,4}") {
            let once = clean(&text);
            proptest::prop_assert_eq!(clean(&once), once.clone());
            let line = clean_line(&text);
            proptest::prop_assert_eq!(clean_line(&line), line.clone());
        }

        #[test]
        fn any_line_is_read(line in "\\PC{0,200}") {
            let _ = plain(&line);
        }
    }
}
