//! From the words that somebody pasted to numbered articles with their paragraphs; what can't be read is told by its line.
//!
//! A line is a paragraph (項). An article begins with a line such as 「第三條」, "Article 3" or, where no line is written so,
//! with a Markdown heading or a number. Lines such as 「一、」 or "(1)" belong to the paragraph above them.

use std::collections::BTreeMap;

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{FieldError, FieldErrors};

use super::article::{Article, MOST_ARTICLES, MOST_PARAGRAPHS};

/// How many characters a text has at most.
pub const LONGEST: usize = 100_000;

/// How many characters a paragraph has at most.
const LONGEST_PARAGRAPH: usize = 5_000;

/// How many characters the title of an article has at most; what is longer is its first paragraph.
const LONGEST_TITLE: usize = 40;

/// How many mistakes are told at once.
const TOLD: usize = 20;

/// What a line begins.
enum Begins {
    Chapter(String),
    Article { label: String, number: (u64, u64), rest: String },
    Item,
    Reason(String),
    Paragraph,
}

/// By what lines articles are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// 「第三條」, "Article 3", "§ 3".
    Names,
    /// "## Purpose".
    Headings,
    /// "3. Purpose", 「三、目的」.
    Numbers,
}

/// The articles of a text. Every mistake is an error of the field `body` with its line.
///
/// # Errors
/// `required`, `too_long`, and by line `text_*`.
pub fn parse(raw: &str) -> Result<Vec<Article>, FieldErrors> {
    if raw.trim().is_empty() {
        return Err(FieldErrors::one("body", "required"));
    }
    let count = raw.chars().count();
    if count > LONGEST {
        let mut errors = FieldErrors::new();
        let params = [("max", LONGEST.to_string()), ("actual", count.to_string())];
        errors.add_with("body", "too_long", params);
        return Err(errors);
    }
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = unified.lines().collect();
    Reading::of(&lines).articles()
}

/// What stands before the first chapter or article, and what begins with it; how many articles begin.
pub fn parted(raw: &str) -> (&str, &str, usize) {
    let lines: Vec<&str> = raw.lines().collect();
    let by = Reading::of(&lines).by;
    let is_article = |line: &str| matches!(begins(line, by), Begins::Article { .. });
    let count = lines.iter().filter(|line| is_article(line)).count();
    let first = raw.split_inclusive('\n').scan(0, |end, line| {
        let from = *end;
        *end += line.len();
        Some((from, line))
    });
    let mut first =
        first.filter(|(_, line)| is_article(line) || matches!(begins(line, by), Begins::Chapter(_)));
    match first.next().filter(|_| count > 0) {
        Some((at, _)) => (&raw[..at], &raw[at..], count),
        None => ("", raw, 0),
    }
}

/// Whether a line begins an article by its name: 「第三條」, "Article 3", "§ 3".
pub fn names_article(line: &str) -> bool {
    named(line.trim()).is_some()
}

struct Reading<'a> {
    lines: &'a [&'a str],
    by: By,
    articles: Vec<Article>,
    /// The line on which each article begins, and its number.
    begun: Vec<(usize, (u64, u64))>,
    chapter: Option<String>,
    /// Whether lines go on with the reason of the article.
    in_reason: bool,
    errors: FieldErrors,
}

impl<'a> Reading<'a> {
    fn of(lines: &'a [&'a str]) -> Self {
        let any = |by: By| lines.iter().any(|line| matches!(begins(line, by), Begins::Article { .. }));
        let by = [By::Names, By::Headings, By::Numbers].into_iter().find(|by| any(*by)).unwrap_or(By::Names);
        Self {
            lines,
            by,
            articles: Vec::new(),
            begun: Vec::new(),
            chapter: None,
            in_reason: false,
            errors: FieldErrors::new(),
        }
    }

    fn mistake<const N: usize>(
        &mut self,
        line: usize,
        code: &'static str,
        more: [(&'static str, String); N],
    ) {
        if self.errors.0.len() >= TOLD {
            return;
        }
        let mut params = BTreeMap::from([("line", line.to_string())]);
        params.extend(more);
        self.errors.0.push(FieldError { field: "body".to_owned(), code, params });
    }

    fn articles(mut self) -> Result<Vec<Article>, FieldErrors> {
        let mut outside = false;
        for (line, number) in self.lines.iter().zip(1..) {
            let Ok(words) = text::block("body", line, ANY) else {
                self.mistake(number, "text_signs", []);
                continue;
            };
            if words.is_empty() {
                continue;
            }
            match begins(&words, self.by) {
                Begins::Chapter(chapter) => (self.chapter, self.in_reason) = (Some(chapter), false),
                Begins::Article { label, number: of, rest } => self.begin(number, label, of, &rest),
                _ if self.articles.is_empty() => {
                    // One mistake for all that stands before the first article.
                    if !outside {
                        self.mistake(number, "text_before_articles", []);
                    }
                    outside = true;
                }
                Begins::Reason(words) => self.reason(number, &words, true),
                Begins::Item if !self.in_reason => self.item(number, &words),
                _ if self.in_reason => self.reason(number, &words, false),
                _ => self.paragraph(number, &words),
            }
        }
        self.check();
        if self.articles.is_empty() {
            return Err(FieldErrors::one("body", "text_no_article"));
        }
        if self.errors.is_empty() { Ok(self.articles) } else { Err(self.errors) }
    }

    fn begin(&mut self, line: usize, label: String, number: (u64, u64), rest: &str) {
        self.in_reason = false;
        if self.articles.len() == MOST_ARTICLES {
            self.mistake(line, "text_too_many_articles", [("max", MOST_ARTICLES.to_string())]);
        }
        if let Some((first, _)) = self.begun.iter().find(|(_, one)| *one == number).copied() {
            self.mistake(line, "text_twice", [("label", label.clone()), ("first", first.to_string())]);
        } else if let Some((_, last)) =
            self.begun.last().copied().filter(|(_, last)| is_before(*last, number))
        {
            let before = self.begun.iter().position(|(_, one)| *one == last);
            let before = before.and_then(|at| self.articles.get(at)).map(|one| one.label.clone());
            let more = [("label", label.clone()), ("before", before.unwrap_or_default())];
            self.mistake(line, "text_order", more);
        }
        let (title, first) = titled(rest, self.followed(line));
        self.begun.push((line, number));
        let chapter = self.chapter.take();
        self.articles.push(Article { label, title, chapter, ..Article::default() });
        if !first.is_empty() {
            self.paragraph(line, &first);
        }
    }

    /// Whether words of the article stand below its first line.
    fn followed(&self, line: usize) -> bool {
        let next = self.lines.iter().skip(line).find(|line| !line.trim().is_empty());
        next.is_some_and(|next| matches!(begins(next, self.by), Begins::Paragraph | Begins::Item))
    }

    fn paragraph(&mut self, line: usize, words: &str) {
        if words.chars().count() > LONGEST_PARAGRAPH {
            self.mistake(line, "text_long_paragraph", [("max", LONGEST_PARAGRAPH.to_string())]);
        }
        let Some(article) = self.articles.last_mut() else { return };
        article.paragraphs.push(words.to_owned());
        if article.paragraphs.len() == MOST_PARAGRAPHS + 1 {
            self.mistake(line, "text_too_many_paragraphs", [("max", MOST_PARAGRAPHS.to_string())]);
        }
    }

    fn item(&mut self, line: usize, words: &str) {
        let above = self.articles.last_mut().and_then(|article| article.paragraphs.last_mut());
        match above {
            Some(above) if above.chars().count() + words.chars().count() <= LONGEST_PARAGRAPH => {
                above.push('\n');
                above.push_str(words);
            }
            Some(_) => self.mistake(line, "text_long_paragraph", [("max", LONGEST_PARAGRAPH.to_string())]),
            None => self.paragraph(line, words),
        }
    }

    fn reason(&mut self, line: usize, words: &str, begins: bool) {
        self.in_reason = true;
        let Some(article) = self.articles.last_mut() else { return };
        if begins && !article.reason.is_empty() {
            self.mistake(line, "text_two_reasons", []);
            return;
        }
        if !article.reason.is_empty() && !words.is_empty() {
            article.reason.push('\n');
        }
        article.reason.push_str(words);
    }

    /// What only shows once all lines are read.
    fn check(&mut self) {
        let empty: Vec<(usize, String)> = self
            .articles
            .iter()
            .zip(&self.begun)
            .filter(|(article, _)| article.paragraphs.is_empty())
            .map(|(article, (line, _))| (*line, article.label.clone()))
            .collect();
        for (line, label) in empty {
            self.mistake(line, "text_empty_article", [("label", label)]);
        }
        self.errors
            .0
            .sort_by_key(|error| error.params.get("line").and_then(|line| line.parse::<usize>().ok()));
    }
}

const ANY: Length = Length { min: 0, max: usize::MAX };

/// The number of a heading that has none.
const UNNUMBERED: u64 = u64::MAX;

/// Whether a number should have come before the last one.
fn is_before(last: (u64, u64), number: (u64, u64)) -> bool {
    last > number && last.0 != UNNUMBERED && number.0 != UNNUMBERED
}

/// The title that stands beside the number of an article, and the paragraph that does.
fn titled(rest: &str, followed: bool) -> (String, String) {
    let rest = rest.trim();
    for (open, close) in [('（', '）'), ('(', ')'), ('【', '】'), ('〔', '〕')] {
        if let Some(inner) = rest.strip_prefix(open)
            && let Some((title, after)) = inner.split_once(close)
            && title.chars().count() <= LONGEST_TITLE
        {
            return (title.trim().to_owned(), after.trim().to_owned());
        }
    }
    let sentence = rest.ends_with(['。', '：', '；', '.', ':', ';', '，', ',', '!', '?', '！', '？']);
    if followed && !sentence && rest.chars().count() <= LONGEST_TITLE {
        (rest.to_owned(), String::new())
    } else {
        (String::new(), rest.to_owned())
    }
}

fn begins(line: &str, by: By) -> Begins {
    let trimmed = line.trim();
    let heading = trimmed.trim_start_matches('#');
    let is_heading = heading.len() < trimmed.len() && (heading.starts_with(' ') || heading.starts_with('第'));
    let words = if is_heading { heading.trim() } else { trimmed };
    if let Some(chapter) = chapter(words) {
        return Begins::Chapter(chapter);
    }
    if let Some((label, number, rest)) = named(words) {
        return Begins::Article { label, number, rest };
    }
    for sign in ["說明：", "說明:", "理由：", "理由:", "立法理由：", "Reason:", "Reasons:", "Explanation:"]
    {
        if let Some(rest) = words.strip_prefix(sign) {
            return Begins::Reason(rest.trim().to_owned());
        }
    }
    match by {
        By::Headings if is_heading => {
            let (number, rest) = numbered(words).unwrap_or((0, words));
            let number = if number == 0 { None } else { Some(number) };
            return Begins::Article {
                label: number.map_or_else(|| words.to_owned(), |number| number.to_string()),
                number: (number.unwrap_or(UNNUMBERED), line_mark(words)),
                rest: if number.is_some() { rest.to_owned() } else { String::new() },
            };
        }
        By::Numbers => {
            if let Some((number, rest)) = numbered(words) {
                return Begins::Article {
                    label: number.to_string(),
                    number: (number, 0),
                    rest: rest.to_owned(),
                };
            }
        }
        _ => {}
    }
    if is_item(words) { Begins::Item } else { Begins::Paragraph }
}

/// Tells unnumbered headings from each other, so that two of the same words are found as such.
fn line_mark(words: &str) -> u64 {
    let hash = sha256(words.as_bytes());
    hash.iter().take(8).fold(0, |mark, byte| (mark << 8) | u64::from(*byte))
}

/// 「第一章　總則」, "Chapter 1 General".
fn chapter(words: &str) -> Option<String> {
    if let Some(rest) = words.strip_prefix('第') {
        let (_, rest) = number(rest.trim_start())?;
        let rest = rest.trim_start();
        let after = ["編", "章", "節"].iter().find_map(|sign| rest.strip_prefix(sign))?;
        let ends = after.is_empty() || after.starts_with(char::is_whitespace);
        return ends.then(|| words.to_owned());
    }
    let lower = words.to_ascii_lowercase();
    let rest = ["chapter ", "part "].iter().find_map(|word| lower.strip_prefix(word))?;
    let numbered = rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'i' | 'v' | 'x'));
    (numbered && words.chars().count() <= 80).then(|| words.to_owned())
}

/// 「第三條之一　…」, "Article 3-1. …", "§ 3 …": label, number and what follows.
fn named(words: &str) -> Option<(String, (u64, u64), String)> {
    if let Some(rest) = words.strip_prefix('第') {
        let (main, rest) = number(rest.trim_start())?;
        let rest = rest.trim_start().strip_prefix('條')?;
        let (sub, rest) = match rest.strip_prefix('之').and_then(|rest| number(rest.trim_start())) {
            Some((sub, rest)) => (sub, rest),
            None => (0, rest),
        };
        let ends =
            rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || "：:（(【〔".contains(c));
        if !ends {
            return None;
        }
        let label: String =
            words[..words.len() - rest.len()].chars().filter(|c| !c.is_whitespace()).collect();
        let rest = rest.trim_start().trim_start_matches(['：', ':']);
        return Some((label, (main, sub), rest.trim().to_owned()));
    }
    let lower = words.to_ascii_lowercase();
    let word =
        ["article ", "art. ", "section ", "sec. ", "§"].into_iter().find(|word| lower.starts_with(word))?;
    let after = words.get(word.len()..)?.trim_start();
    let (main, rest) = digits(after)?;
    let (sub, rest) = match rest.strip_prefix('-').and_then(digits) {
        Some((sub, rest)) => (sub, rest),
        None => (0, rest),
    };
    let follows = rest.trim_start();
    let ends = rest.is_empty()
        || rest.starts_with(['.', ':', '：', '–', '—', '('])
        || (rest.starts_with(char::is_whitespace) && follows.starts_with(|c: char| !c.is_lowercase()));
    if !ends {
        return None;
    }
    let label = words[..words.len() - rest.len()].split_whitespace().collect::<Vec<_>>().join(" ");
    let rest = follows.trim_start_matches(['.', ':', '：', '–', '—']);
    Some((label, (main, sub), rest.trim().to_owned()))
}

/// "3. …", 「三、…」.
fn numbered(words: &str) -> Option<(u64, &str)> {
    let (value, rest) = number(words)?;
    let rest = rest.strip_prefix(['.', '、', '．', ')'])?;
    Some((value, rest.trim()))
}

/// What belongs to the paragraph above: 「一、」, 「（一）」, "(1)", "1.", "a)", "- ".
fn is_item(words: &str) -> bool {
    if words.starts_with("- ") || words.starts_with("* ") || words.starts_with("• ") {
        return true;
    }
    if let Some((_, rest)) = number(words) {
        return rest.starts_with(['、', '．', ')', '）'])
            || (rest.starts_with('.') && !rest[1..].starts_with(|c: char| c.is_ascii_digit()));
    }
    let bracketed = words.strip_prefix('(').or_else(|| words.strip_prefix('（'));
    if let Some(inner) = bracketed {
        let inner = inner.trim_start();
        let rest = number(inner).map(|(_, rest)| rest).or_else(|| {
            let mut signs = inner.chars();
            signs.next().filter(char::is_ascii_lowercase).map(|_| signs.as_str())
        });
        return rest.is_some_and(|rest| rest.starts_with([')', '）']));
    }
    let mut signs = words.chars();
    signs.next().is_some_and(|c| c.is_ascii_lowercase()) && signs.as_str().starts_with(')')
}

/// A number at the beginning, in digits of either width or in Chinese, and what follows it.
fn number(words: &str) -> Option<(u64, &str)> {
    digits(words).or_else(|| chinese(words))
}

fn digits(words: &str) -> Option<(u64, &str)> {
    let mut value: u64 = 0;
    let mut end = 0;
    for (at, c) in words.char_indices() {
        let digit = match c {
            '0'..='9' => u64::from(c) - u64::from('0'),
            '０'..='９' => u64::from(c) - u64::from('０'),
            _ => break,
        };
        value = value.checked_mul(10)?.checked_add(digit)?;
        end = at + c.len_utf8();
    }
    (end > 0).then(|| (value, &words[end..]))
}

fn chinese(words: &str) -> Option<(u64, &str)> {
    let (mut value, mut digit, mut end) = (0_u64, None::<u64>, 0);
    for (at, c) in words.char_indices() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                let Some(found) =
                    "〇一二三四五六七八九".chars().position(|one| one == c).or((c == '零').then_some(0))
                else {
                    break;
                };
                let found = found as u64;
                // 「一〇五」 is read sign by sign.
                digit = Some(digit.unwrap_or(0).checked_mul(10)?.checked_add(found)?);
                end = at + c.len_utf8();
                continue;
            }
        };
        value = value.checked_add(digit.take().unwrap_or(1).checked_mul(unit)?)?;
        end = at + c.len_utf8();
    }
    (end > 0).then(|| (value + digit.unwrap_or(0), &words[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(raw: &str) -> Vec<String> {
        parse(raw).unwrap().into_iter().map(|article| article.label).collect()
    }

    fn mistakes(raw: &str) -> Vec<(&'static str, String)> {
        let errors = parse(raw).unwrap_err();
        errors.0.into_iter().map(|e| (e.code, e.params.get("line").cloned().unwrap_or_default())).collect()
    }

    #[test]
    fn articles_of_a_regulation_are_found() {
        let raw = "第一章　總則\n第一條　為管理公共自行車，特訂定本辦法。\n\n第 二 條（用詞）\n本辦法用詞定義如下：\n一、車輛：指公共自行車。\n（一）電動者亦同。\n二、站點：指租借處。\n第三條所稱之機關，由市府公告。\n說明：參照現行規定。\n並配合實務。\n第二條之一\n使用者應守規則。\n";
        let articles = parse(raw).unwrap();
        assert_eq!(
            articles.iter().map(|a| a.label.as_str()).collect::<Vec<_>>(),
            ["第一條", "第二條", "第二條之一"]
        );
        assert_eq!(articles[0].chapter.as_deref(), Some("第一章　總則"));
        assert_eq!(articles[0].paragraphs, ["為管理公共自行車，特訂定本辦法。"]);
        assert_eq!(articles[1].title, "用詞");
        assert_eq!(articles[1].paragraphs.len(), 2, "{:?}", articles[1].paragraphs);
        assert!(articles[1].paragraphs[0].ends_with("二、站點：指租借處。"));
        assert!(articles[1].paragraphs[1].starts_with("第三條所稱"));
        assert_eq!(articles[1].reason, "參照現行規定。\n並配合實務。");
    }

    #[test]
    fn articles_in_english_and_numbered_headings_are_found() {
        let raw = "Article 1. Purpose\nThis regulation governs bicycles.\nArticle 3 of the Act applies.\nArticle 2-1 Users shall wear helmets.";
        let articles = parse(raw).unwrap();
        assert_eq!(
            articles.iter().map(|a| a.label.as_str()).collect::<Vec<_>>(),
            ["Article 1", "Article 2-1"]
        );
        assert_eq!(articles[0].title, "Purpose");
        assert_eq!(articles[0].paragraphs.len(), 2);
        assert_eq!(articles[1].paragraphs, ["Users shall wear helmets."]);
        assert_eq!(labels("# 目的\n內容。\n# 範圍\n內容二。"), ["目的", "範圍"]);
        assert_eq!(labels("## 1. Aim\nWords.\n## 2. Scope\nWords."), ["1", "2"]);
        assert_eq!(labels("1. Aim\nWords.\n2. Scope\nWords."), ["1", "2"]);
        assert_eq!(labels("一、目的\n內容。\n二、範圍\n內容。"), ["1", "2"]);
    }

    #[test]
    fn mistakes_are_told_by_their_lines() {
        assert_eq!(mistakes("草案總說明\n第一條　甲。"), [("text_before_articles", "1".into())]);
        assert_eq!(mistakes("第一條　甲。\n\n第三條　乙。\n第二條　丙。"), [("text_order", "4".into())]);
        assert_eq!(
            mistakes("第一條　甲。\n第一條　乙。\n第二條\n"),
            [("text_twice", "2".into()), ("text_empty_article", "3".into())]
        );
        assert_eq!(mistakes("第一條　甲。\n乙\u{202E}。"), [("text_signs", "2".into())]);
        assert_eq!(mistakes("只有一段話"), [("text_no_article", String::new())]);
        assert_eq!(mistakes(" \n "), [("required", String::new())]);
        assert_eq!(mistakes(&"甲".repeat(LONGEST + 1)), [("too_long", String::new())]);
        let many: String = (1..=MOST_ARTICLES + 1).map(|n| format!("第{n}條　甲。\n")).collect();
        assert_eq!(mistakes(&many), [("text_too_many_articles", (MOST_ARTICLES + 1).to_string())]);
        let long = format!("第一條　{}", "甲".repeat(LONGEST_PARAGRAPH + 1));
        assert_eq!(mistakes(&long), [("text_long_paragraph", "1".into())]);
    }

    #[test]
    fn numbers_are_read_in_every_script() {
        for (words, value) in [
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零五", 105),
            ("一〇五", 105),
            ("１２", 12),
            ("3", 3),
        ] {
            assert_eq!(number(words), Some((value, "")), "{words}");
        }
        assert_eq!(number("條"), None);
        assert_eq!(number("99999999999999999999999"), None);
    }
}
