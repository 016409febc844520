//! Texts that people wrote: paragraphs, line breaks, and addresses made into links. Nothing else is read as markup.

use maud::{Markup, html};

/// A text as paragraphs.
pub fn prose(text: &str) -> Markup {
    html! {
        @for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
            p.prose { @for piece in pieces(paragraph) { (piece) } }
        }
    }
}

pub(super) fn pieces(text: &str) -> Vec<Markup> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("https://").into_iter().chain(rest.find("http://")).min() {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !is_address(c)).unwrap_or(from.len());
        let (address, after) = from.split_at(end);
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', ')', '?', '!']);
        out.push(html! { (before) a href=(trimmed) rel="nofollow ugc noopener" { (trimmed) } (address[trimmed.len()..]) });
        rest = after;
    }
    out.push(html! { (rest) });
    out
}

fn is_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_become_markup() {
        let shown =
            prose("見 https://example.tw/a?b=1，謝謝。\n<script>alert(1)</script>\n\n第二段").into_string();
        assert!(shown.contains(r#"<a href="https://example.tw/a?b=1""#));
        assert!(shown.contains("&lt;script&gt;"));
        assert_eq!(shown.matches("<p").count(), 2);
        assert!(!prose("javascript:alert(1)").into_string().contains("<a"));
        assert!(prose("https://x\"onclick=").into_string().contains("&quot;onclick"));
    }
}
