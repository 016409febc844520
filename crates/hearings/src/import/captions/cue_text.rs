//! The text of a cue: voices, and plain words without the tags.

/// What one voice says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Who, if a voice tag says so.
    pub voice: Option<String>,
    /// The words, with the line ends of the cue.
    pub text: String,
}

/// The longest thing between `<` and `>` that is taken for a tag.
const LONGEST_TAG: usize = 300;

/// The words of a cue by voice.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part { voice: None, text: String::new() }];
    let mut in_reading = false;
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{', '&']) {
        let (before, from) = rest.split_at(at);
        push(&mut parts, before, in_reading);
        let (tag, after) = if from.starts_with('&') { reference(from) } else { tag(from) };
        match tag {
            Token::Text(text) => push(&mut parts, &text, in_reading),
            Token::Voice(name) => parts.push(Part { voice: name, text: String::new() }),
            // The reading of a character, as small print above it: not words that were said twice.
            Token::Reading(begins) => in_reading = begins,
            Token::Other => {}
        }
        rest = after;
    }
    push(&mut parts, rest, in_reading);
    parts.retain(|part| !part.text.trim().is_empty());
    parts
}

/// All words of a cue.
pub(super) fn plain(text: &str) -> String {
    parts(text).into_iter().map(|part| part.text).collect()
}

/// Whether a cue tells the time of single words, as captions made by a machine do.
pub(super) fn has_times(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
            && text[at + 1..].bytes().take(14).any(|b| b == b'>')
            && text[at + 1..].bytes().take(14).any(|b| b == b':')
    })
}

fn push(parts: &mut [Part], text: &str, in_reading: bool) {
    if let Some(last) = parts.last_mut()
        && !in_reading
    {
        last.text.push_str(text);
    }
}

enum Token {
    Text(String),
    Voice(Option<String>),
    Reading(bool),
    Other,
}

fn tag(from: &str) -> (Token, &str) {
    let close = if from.starts_with('{') { '}' } else { '>' };
    let end = from.char_indices().take(LONGEST_TAG).find(|(_, c)| *c == close).map(|(at, _)| at);
    let inner = end.and_then(|end| from.get(1..end));
    let literal = || (Token::Text(from.chars().take(1).collect()), from.get(1..).unwrap_or_default());
    let Some((inner, end)) = inner.zip(end) else { return literal() };
    // Braces are a tag of positions ({\an8}) and else what somebody said.
    let begins_as_tag = inner.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    if (close == '}' && !inner.starts_with('\\')) || (close == '>' && !begins_as_tag) {
        return literal();
    }
    let after = from.get(end + 1..).unwrap_or_default();
    let name = inner.split([' ', '\t', '\n', '.']).next().unwrap_or_default();
    let token = match name {
        "v" => {
            let said = inner.split_once([' ', '\t', '\n']).map(|(_, said)| plain_words(said));
            Token::Voice(said.filter(|said| !said.is_empty()))
        }
        "/v" => Token::Voice(None),
        "rt" => Token::Reading(true),
        "/rt" | "/ruby" => Token::Reading(false),
        _ => Token::Other,
    };
    (token, after)
}

fn plain_words(text: &str) -> String {
    let text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn reference(from: &str) -> (Token, &str) {
    const NAMED: [(&str, &str); 8] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&lrm;", ""),
        ("&rlm;", ""),
    ];
    for (name, meant) in NAMED {
        if let Some(after) = from.strip_prefix(name) {
            return (Token::Text(meant.to_owned()), after);
        }
    }
    if let Some((number, after)) = from.strip_prefix("&#").and_then(|rest| rest.split_once(';'))
        && number.len() <= 8
    {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        if let Some(c) = code.and_then(char::from_u32).filter(|c| !c.is_control()) {
            return (Token::Text(c.to_string()), after);
        }
    }
    (Token::Text("&".to_owned()), from.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_dropped_and_words_stay() {
        for (text, words) in [
            ("<b>重點</b>：<c.red>甲</c>", "重點：甲"),
            ("<ruby>漢<rt>ㄏㄢˋ</rt></ruby>字", "漢字"),
            ("{\\an8}上面", "上面"),
            ("{他說}", "{他說}"),
            ("2 < 3 &amp; 4 > 1 &#20013; &#x6587; &unknown;", "2 < 3 & 4 > 1 中 文 &unknown;"),
            ("<沒有結束", "<沒有結束"),
            ("<00:00:01.000>好", "好"),
        ] {
            assert_eq!(plain(text), words, "{text}");
        }
        assert_eq!(
            parts("<v Mary &amp; Bob>hi").first().and_then(|p| p.voice.clone()).as_deref(),
            Some("Mary & Bob")
        );
    }
}
