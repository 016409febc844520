//! Plain text out of marked-up lines, the same from both formats.

use unicode_normalization::UnicodeNormalization;

/// Plain text of a Markdown line: escapes undone, links as `text (address)`, emphasis marks dropped. What is no Markdown
/// stays as it was written.
pub(super) fn plain(markdown: &str) -> String {
    let chars: Vec<char> = markdown.chars().collect();
    let mut out = String::with_capacity(markdown.len());
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
            '!' if next == Some('[') && link_at(&chars, at + 1).is_some() => at += 1,
            '[' => match link_at(&chars, at) {
                Some(link) => {
                    let text: String = plain(&chars[at + 1..link.text_end].iter().collect::<String>());
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
                match emphasis_end(&chars, at, run) {
                    Some(end) => {
                        out.push_str(&plain(&chars[at + run..end].iter().collect::<String>()));
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

/// The link that begins with the `[` at `at`, if one does. Brackets in its text and address must pair.
fn link_at(chars: &[char], at: usize) -> Option<Link> {
    let text_end = closing(chars, at, '[', ']')?;
    if chars.get(text_end + 1) != Some(&'(') {
        return None;
    }
    let end = closing(chars, text_end + 1, '(', ')')?;
    Some(Link { text_end, end })
}

fn closing(chars: &[char], from: usize, open: char, close: char) -> Option<usize> {
    let mut depth = 0usize;
    let mut escaped = false;
    // A link longer than this is no link; the bound keeps hostile lines of brackets from taking quadratic time.
    for (at, &c) in chars.iter().enumerate().skip(from).take(2_000) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
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

/// Normalised text of paragraphs: NFC, without marks that turn the direction of what follows, trimmed line by line.
pub(super) fn clean(text: &str) -> String {
    let text: String = text.nfc().filter(|c| !is_invisible_mark(*c)).collect();
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    lines.join("\n").trim().to_owned()
}

/// Normalised text on one line.
pub(super) fn clean_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_invisible_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
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
        fn any_line_is_read(line in "\\PC{0,200}") {
            let _ = plain(&line);
        }
    }
}
