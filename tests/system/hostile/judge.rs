//! Whether what the platform gives out is harmless, whatever people wrote into it.

use std::collections::BTreeSet;

use folkmoot_tests::Answer;
use scraper::Html;

/// What pages and mails are made of. An element that isn't here came from somebody's words.
const ELEMENTS: &str = "a abbr article aside blockquote body br button caption circle code col colgroup datalist dd del desc \
     details div dl dt em fieldset figcaption figure footer form g h1 h2 h3 h4 h5 head header hr html \
     iframe img input ins kbd label legend li line link main mark meta meter nav noscript ol optgroup \
     option output p path polygon polyline pre progress rect s script search section select small span \
     strong sub summary sup svg table tbody td template text textarea tfoot th thead time title tr tspan \
     ul use var wbr";

/// And their attributes, beside `aria-…` and `data-…` (but `data-harm`).
const ATTRIBUTES: &str = "accept accept-charset action alt autocapitalize autocomplete charset checked class cols colspan \
     content cx cy d datetime dir disabled download dx dy enctype enterkeyhint fill focusable font-family font-size \
     font-weight for formaction formenctype formmethod formnovalidate headers height hidden href hreflang id inputmode \
     label lang list loading max maxlength media method min minlength multiple name novalidate open \
     pattern placeholder points property r readonly referrerpolicy rel required reversed role rows rowspan \
     rx ry sandbox scope selected shape-rendering size spellcheck src start step stroke stroke-dasharray \
     stroke-linecap stroke-linejoin stroke-width tabindex target text-anchor title transform translate \
     type value viewbox width wrap x x1 x2 xmlns y y1 y2 dominant-baseline preserveaspectratio \
     vector-effect opacity fill-opacity form crossorigin";

/// Judges by what kind of answer it is; says everything that is wrong. `house` are the addresses of the platform itself.
pub fn judge(answer: &Answer, house: &[&str]) -> Vec<String> {
    let header =
        |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wrong = Vec::new();
    if header("x-content-type-options") != "nosniff" {
        wrong.push("a browser may guess what it is".to_owned());
    }
    let policy = header("content-security-policy");
    if !policy.contains("default-src 'none'") || policy.contains("unsafe") || policy.contains('*') {
        wrong.push(format!("the policy allows too much: {policy}"));
    }
    let body = answer.body.trim_start_matches('\u{FEFF}');
    let kind = header("content-type").split(';').next().unwrap_or_default().to_owned();
    wrong.extend(match kind.as_str() {
        "text/html" => page(body, house),
        "text/csv" => table(body),
        "text/calendar" => calendar(body),
        "application/json" | "application/problem+json" => json(body),
        "application/jsonl" | "application/x-ndjson" => body.lines().flat_map(json).collect(),
        kind if kind.ends_with("xml") => xml(body),
        _ => Vec::new(),
    });
    wrong
}

/// A page, or a mail.
pub fn page(body: &str, house: &[&str]) -> Vec<String> {
    let document = Html::parse_document(body);
    let mut wrong = BTreeSet::new();
    for node in document.tree.nodes() {
        let Some(element) = node.value().as_element() else { continue };
        let name = element.name().to_ascii_lowercase();
        if !is_among(ELEMENTS, &name) {
            wrong.insert(format!("an element <{name}>"));
        }
        for (attribute, value) in element.attrs() {
            let attribute = attribute.to_ascii_lowercase();
            let known = is_among(ATTRIBUTES, &attribute)
                || attribute.starts_with("aria-")
                || (attribute.starts_with("data-") && attribute != "data-harm");
            if !known || attribute.starts_with("on") || attribute == "style" || attribute == "srcdoc" {
                wrong.insert(format!("<{name} {attribute}>"));
            }
            match attribute.as_str() {
                "href" if name == "a" && !is_local(value, house) => {
                    wrong.extend(outside(value, element.attr("rel").unwrap_or_default()));
                }
                "href" | "src" | "action" | "formaction" if name != "a" => {
                    let drawn = name == "img" && value.starts_with("data:image/");
                    if !is_local(value, house) && !drawn {
                        wrong.insert(format!("<{name} {attribute}=\"{value}\">"));
                    }
                }
                _ => {}
            }
        }
        let inside = node.children().any(|child| child.value().is_text());
        if matches!(name.as_str(), "script" | "style") && (inside || element.attr("src").is_none()) {
            wrong.insert(format!("<{name}> with words in it"));
        }
        if name == "meta" && element.attr("http-equiv").is_some() {
            wrong.insert("<meta http-equiv>".to_owned());
        }
    }
    wrong.into_iter().collect()
}

fn is_among(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|known| known == name)
}

/// Whether an address stays in the house.
fn is_local(value: &str, house: &[&str]) -> bool {
    let inside = house.iter().find_map(|house| value.strip_prefix(house)).unwrap_or(value);
    inside.is_empty()
        || inside.starts_with(['#', '?'])
        || (inside.starts_with('/') && !inside.starts_with("//") && !inside.contains(['\\', '\t', '\n']))
}

/// A link that leads away: to the web alone, and without weight.
fn outside(value: &str, rel: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if ["mailto:", "tel:"].iter().any(|start| value.starts_with(start)) {
        return wrong;
    }
    if !value.starts_with("https://") && !value.starts_with("http://") {
        wrong.push(format!("a link to {value}"));
    }
    let rel: BTreeSet<&str> = rel.split_whitespace().collect();
    for needed in ["nofollow", "ugc", "noopener"] {
        if !rel.contains(needed) && !value.starts_with("https://data.gov.tw/license") {
            wrong.push(format!("a link to {value} without {needed}"));
        }
    }
    wrong
}

/// A table: rows of one length, and no cell that a spreadsheet would run.
fn table(body: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body.as_bytes());
    for row in reader.records() {
        match row {
            Ok(row) => wrong
                .extend(row.iter().filter(|cell| is_formula(cell)).map(|cell| format!("a cell {cell:?}"))),
            Err(error) => wrong.push(format!("no table: {error}")),
        }
    }
    wrong
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
}

/// A calendar: each line is a property of iCalendar, and each event ends.
fn calendar(body: &str) -> Vec<String> {
    let whole = body.replace("\r\n ", "").replace("\r\n\t", "");
    let mut wrong = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for line in whole.split("\r\n").filter(|line| !line.is_empty()) {
        let name = line.split([':', ';']).next().unwrap_or_default();
        let known = !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '-');
        if !known || name == "X-HARM" || line.contains(['\n', '\r']) {
            wrong.push(format!("a line {line:?}"));
        }
        match line.split_once(':') {
            Some(("BEGIN", what)) if !["VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD"].contains(&what) => {
                wrong.push(format!("a {what}"));
            }
            Some(("BEGIN", what)) => open.push(what),
            Some(("END", what)) if open.pop() != Some(what) => {
                wrong.push(format!("{what} ends before it began"))
            }
            _ => {}
        }
    }
    if !open.is_empty() {
        wrong.push(format!("{open:?} never end"));
    }
    wrong
}

fn json(body: &str) -> Vec<String> {
    serde_json::from_str::<serde_json::Value>(body)
        .err()
        .map(|error| format!("no JSON: {error}"))
        .into_iter()
        .collect()
}

/// A feed, a picture or a document: well formed, without anything that runs.
fn xml(body: &str) -> Vec<String> {
    let document = match roxmltree::Document::parse(body) {
        Ok(document) => document,
        Err(error) => return vec![format!("no XML: {error}")],
    };
    let mut wrong = Vec::new();
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name();
        if ["script", "foreignObject", "x-harm", "iframe", "style"].contains(&name) {
            wrong.push(format!("an element <{name}>"));
        }
        for attribute in element.attributes() {
            let (key, value) = (attribute.name(), attribute.value().trim().to_ascii_lowercase());
            let leads = matches!(key, "href" | "src") && value.starts_with("javascript:");
            if key.starts_with("on") || leads || key == "data-harm" {
                wrong.push(format!("<{name} {key}=\"{value}\">"));
            }
        }
    }
    wrong
}

#[test]
fn the_judge_sees_what_is_wrong() {
    for bad in [
        "<x-harm>",
        "<p onclick=x>",
        "<a href='javascript:x'>",
        "<a href='https://x.example' rel='nofollow noopener'>",
        "<a href='//x.example' rel='nofollow ugc noopener'>",
        "<img src='https://x.example/a.png'>",
        "<script>x</script>",
        "<form action='https://x.example'>",
        "<p style='x'>",
        "<p data-harm>",
        "<meta http-equiv=refresh>",
    ] {
        assert!(!page(bad, &["http://h"]).is_empty(), "{bad}");
    }
    let good = "<a href='/a'>x</a><a href='https://x.example' rel='nofollow ugc noopener'>y</a><img src='/assets/a.svg'>";
    assert_eq!(page(good, &["http://h"]), Vec::<String>::new());
    assert_eq!(table("a,b\r\n'=1,-2\r\n"), Vec::<String>::new());
    assert!(!table("a,b\r\n=1,x\r\n").is_empty() && !table("a,b\r\nx\r\n").is_empty());
    assert!(!calendar("BEGIN:VCALENDAR\r\nX-HARM:1\r\nEND:VCALENDAR\r\n").is_empty());
    assert!(!calendar("BEGIN:VCALENDAR\r\nSUMMARY:a\nb\r\nEND:VCALENDAR\r\n").is_empty());
    assert_eq!(calendar("BEGIN:VCALENDAR\r\nSUMMARY:a\r\n b\r\nEND:VCALENDAR\r\n"), Vec::<String>::new());
    assert!(!xml("<a onload='x'/>").is_empty() && !xml("<a>\u{1}</a>").is_empty());
}
