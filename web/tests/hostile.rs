//! What people write becomes nothing but words, emphasis, lists, quotes and links without weight, string by string.

#![allow(clippy::unwrap_used, clippy::panic)]

#[allow(dead_code)]
#[path = "../../tests/system/hostile/strings.rs"]
mod strings;

use folkmoot_web::components::markdown::markdown;
use folkmoot_web::components::prose::prose;
use scraper::Html;

const OF_MARKDOWN: &[&str] =
    &["div", "p", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "br", "hr", "a"];
const OF_PROSE: &[&str] = &["p", "a"];

/// Fails unless markup is made of these elements alone, with links that lead to the web or stay in the house.
fn harmless(typed: &str, markup: &str, elements: &[&str]) {
    let fragment = Html::parse_fragment(markup);
    for element in fragment.tree.nodes().filter_map(|node| node.value().as_element()) {
        let name = element.name();
        assert!(
            ["html", "body"].contains(&name) || elements.contains(&name),
            "{typed:?} made <{name}>: {markup}"
        );
        for (attribute, value) in element.attrs() {
            let fine = match attribute {
                "class" => ["prose", "said-in-markdown"].contains(&value),
                "start" => name == "ol" && value.parse::<u64>().is_ok(),
                "rel" => name == "a" && value == "nofollow ugc noopener",
                "href" => {
                    let away = value.starts_with("https://") || value.starts_with("http://");
                    let stays = value.starts_with('/') && !value.starts_with("//") && !value.contains('\\');
                    name == "a" && element.attr("rel").is_some() && (away || stays)
                }
                _ => false,
            };
            assert!(fine, "{typed:?} made <{name} {attribute}={value:?}>: {markup}");
        }
    }
}

#[test]
fn every_string_stays_words() {
    let all = strings::all();
    for typed in &all {
        for typed in
            [typed.clone(), format!("> - {typed}"), format!("[{typed}]({typed})"), format!("<{typed}>")]
        {
            harmless(&typed, &markdown(&typed).into_string(), OF_MARKDOWN);
            harmless(&typed, &prose(&typed).into_string(), OF_PROSE);
        }
    }
    let together = all.join("\n\n");
    harmless("all of them", &markdown(&together).into_string(), OF_MARKDOWN);
    harmless("all of them", &prose(&together).into_string(), OF_PROSE);
}
