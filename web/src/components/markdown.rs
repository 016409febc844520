//! Comments: a small part of Markdown. Emphasis, links, lists, quotes and code; headings and pictures become words, and
//! what looks like markup is shown as it was typed. The parser only builds a tree: every element is made here, so that
//! nothing a person writes can become one that isn't in this file.

use comrak::nodes::{ListType, Node, NodeValue};
use comrak::{Arena, Options, parse_document};
use maud::{Markup, html};

use super::prose::pieces;

/// How deep quotes and lists may stand in each other; what is deeper is shown as plain words.
const DEEPEST: usize = 8;

/// A comment.
pub fn markdown(text: &str) -> Markup {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    // 「**重點**」 and **「重點」**是 are emphasis: Chinese has no blanks around it.
    options.extension.cjk_friendly_emphasis = true;
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    html! { div.said-in-markdown { (blocks(root, 0)) } }
}

fn blocks<'a>(node: Node<'a>, depth: usize) -> Markup {
    if depth > DEEPEST {
        return html! { p.prose { (plain(node)) } };
    }
    html! { @for child in node.children() { (block(child, depth + 1)) } }
}

fn block<'a>(node: Node<'a>, depth: usize) -> Markup {
    let value = node.data().value.clone();
    match value {
        NodeValue::BlockQuote => html! { blockquote { (blocks(node, depth)) } },
        NodeValue::List(list) if list.list_type == ListType::Ordered => {
            html! { ol start=(list.start) { @for item in node.children() { li { (blocks(item, depth)) } } } }
        }
        NodeValue::List(_) => html! { ul { @for item in node.children() { li { (blocks(item, depth)) } } } },
        NodeValue::Heading(_) => html! { p.prose { strong { (inlines(node, depth)) } } },
        NodeValue::CodeBlock(code) => html! { pre { code { (code.literal) } } },
        // Nothing of it is markup: it is what was typed.
        NodeValue::HtmlBlock(block) => html! { p.prose { (block.literal.trim_end()) } },
        NodeValue::ThematicBreak => html! { hr; },
        _ => html! { p.prose { (inlines(node, depth)) } },
    }
}

fn inlines<'a>(node: Node<'a>, depth: usize) -> Markup {
    if depth > 2 * DEEPEST {
        return html! { (plain(node)) };
    }
    // The parser cuts texts where markup might have begun; an address goes on over such cuts.
    let mut parts: Vec<Markup> = Vec::new();
    let mut text = String::new();
    for child in node.children() {
        match &child.data().value {
            NodeValue::Text(more) => text.push_str(more),
            NodeValue::HtmlInline(typed) => text.push_str(typed),
            other => {
                parts.extend(pieces(&std::mem::take(&mut text)));
                parts.push(inline(child, other, depth + 1));
            }
        }
    }
    parts.extend(pieces(&text));
    html! { @for part in parts { (part) } }
}

fn inline<'a>(node: Node<'a>, value: &NodeValue, depth: usize) -> Markup {
    match value {
        NodeValue::SoftBreak | NodeValue::LineBreak => html! { br; },
        NodeValue::Code(code) => html! { code { (code.literal) } },
        NodeValue::Emph => html! { em { (inlines(node, depth)) } },
        NodeValue::Strong => html! { strong { (inlines(node, depth)) } },
        NodeValue::Strikethrough => html! { s { (inlines(node, depth)) } },
        // A picture from elsewhere would tell its server who reads: it is a link.
        NodeValue::Link(link) | NodeValue::Image(link) => {
            let said = plain(node);
            let said = if said.trim().is_empty() { link.url.clone() } else { said };
            match leads_somewhere(&link.url) {
                true => html! { a href=(link.url) rel="nofollow ugc noopener" { (said) } },
                false => html! { (said) "（" (link.url) "）" },
            }
        }
        _ => html! { (inlines(node, depth)) },
    }
}

/// Whether a link may be followed: to another site, or to a page of this one.
fn leads_somewhere(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let outside = lower.starts_with("https://") || lower.starts_with("http://");
    let inside = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
    (outside || inside) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The words without any markup.
fn plain<'a>(node: Node<'a>) -> String {
    let mut out = String::new();
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::HtmlInline(typed) => out.push_str(typed),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::CodeBlock(code) => out.push_str(&code.literal),
            NodeValue::HtmlBlock(block) => out.push_str(&block.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak | NodeValue::Paragraph => out.push(' '),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let html = markdown(text).into_string();
        html.trim_start_matches("<div class=\"said-in-markdown\">").trim_end_matches("</div>").to_owned()
    }

    #[test]
    fn emphasis_stands_beside_chinese_punctuation() {
        for (typed, expected) in [
            ("這是**「重點」**嗎", "<strong>「重點」</strong>"),
            ("**重點：**請看", "<strong>重點：</strong>"),
            ("他說**（其實不是）**的話", "<strong>（其實不是）</strong>"),
            ("先*看看，*再說", "<em>看看，</em>"),
            ("**Join！**平臺", "<strong>Join！</strong>"),
            ("~~舊的，~~新的", "<s>舊的，</s>"),
        ] {
            assert!(shown(typed).contains(expected), "{typed}: {}", shown(typed));
        }
    }

    #[test]
    fn lists_quotes_links_and_lines_are_kept() {
        assert_eq!(
            shown("- 一\n- 二"),
            "<ul><li><p class=\"prose\">一</p></li><li><p class=\"prose\">二</p></li></ul>"
        );
        assert!(shown("3. 三\n4. 四").contains("<ol start=\"3\">"));
        assert_eq!(shown("> 引用"), "<blockquote><p class=\"prose\">引用</p></blockquote>");
        assert_eq!(shown("一\n二"), "<p class=\"prose\">一<br>二</p>");
        let link = shown("[資料](https://example.tw/a_b?c=1&d=2)");
        assert!(link.contains(
            "<a href=\"https://example.tw/a_b?c=1&amp;d=2\" rel=\"nofollow ugc noopener\">資料</a>"
        ));
        let bare = shown("見 https://example.tw/a_b_c?x=*1，謝謝");
        assert!(bare.contains("href=\"https://example.tw/a_b_c?x=*1\""), "{bare}");
        assert!(shown("[這則](/voices/018f)").contains("<a href=\"/voices/018f\""));
    }

    #[test]
    fn nothing_typed_becomes_markup_of_its_own() {
        for typed in [
            "<script>alert(1)</script>",
            "x <img src=x onerror=alert(1)> y",
            "![圖](https://evil.example/a.png)",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "[x](//evil.example)",
            "<javascript:alert(1)>",
            "[a]: javascript:alert(1)\n\n[a]",
            "<a href=\"https://x.tw\" onclick=\"x\">a</a>",
            "`<b>`",
            "# 標題 <i>",
            "<!-- \n -->",
        ] {
            let html = shown(typed);
            for bad in [
                "<script",
                "<img",
                "<i>",
                "<b>",
                "<h1",
                "<!--",
                "href=\"javascript",
                "href=\"data",
                "href=\"//",
            ] {
                assert!(!html.contains(bad), "{typed}: {html}");
            }
        }
        assert!(shown("<script>alert(1)</script>").contains("&lt;script&gt;"));
        let picture = shown("![圖](https://evil.example/a.png)");
        assert!(picture.contains("<a href=\"https://evil.example/a.png\""), "{picture}");
    }

    #[test]
    fn no_text_is_too_deep_or_too_long() {
        for typed in [
            ">".repeat(2000),
            "- ".repeat(1000),
            "*a ".repeat(700),
            "[".repeat(2000),
            "**".repeat(1000),
            "長".repeat(100_000),
            "`".repeat(2000),
            format!("{}x{}", "*".repeat(999), "*".repeat(999)),
        ] {
            let html = shown(&typed);
            assert!(html.len() < typed.len() * 12 + 2000, "{}", html.len());
        }
        assert!(shown(&"長".repeat(100_000)).contains(&"長".repeat(100_000)));
    }
}
