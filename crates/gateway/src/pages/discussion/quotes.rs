//! Links in a comment to another comment or to a statement of a hearing, which are shown as quotes.

use folkmoot_foundation::{StatementId, VoiceId};

/// How many quotes a comment shows; further links stay links.
const MOST: usize = 3;

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Linked {
    /// A comment or reply.
    Voice(VoiceId),
    /// A statement of a hearing.
    Statement(StatementId),
}

/// The first links of a text into this platform's discussions and records, each once; `home` is the platform's address.
pub(crate) fn linked(text: &str, home: &str) -> Vec<Linked> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('/') {
        let rest = &text[at..];
        let (kind, id) = match (rest.strip_prefix("/voices/"), rest.strip_prefix("/statements/")) {
            (Some(id), _) => ("voice", id),
            (_, Some(id)) => ("statement", id),
            _ => continue,
        };
        let before = &text[..at];
        // Of this platform: its own address in front, or none at all.
        let own =
            before.ends_with(home) || !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
        let Some(link) = id.get(..36).filter(|_| own).and_then(|id| match kind {
            "voice" => id.parse().ok().map(Linked::Voice),
            _ => id.parse().ok().map(Linked::Statement),
        }) else {
            continue;
        };
        if !found.contains(&link) {
            found.push(link);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_into_this_platform_are_found() {
        let id = "018f0000-0000-7000-8000-000000000001";
        let voice = Linked::Voice(id.parse().unwrap());
        let statement = Linked::Statement(id.parse().unwrap());
        let home = "https://folkmoot.example";
        for (text, expected) in [
            (format!("見 https://folkmoot.example/voices/{id}，同意"), vec![voice]),
            (format!("[這則](/voices/{id})"), vec![voice]),
            (format!("/statements/{id} 與 /voices/{id} 與 /voices/{id}"), vec![statement, voice]),
            (format!("https://elsewhere.example/voices/{id}"), vec![]),
            ("/voices/".to_owned(), vec![]),
            ("/voices/留言留言留言留言留言留言留言留言留言".to_owned(), vec![]),
        ] {
            assert_eq!(linked(&text, home), expected, "{text}");
        }
    }
}
