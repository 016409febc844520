//! Whether a text says something, or only where something is said.

/// Words of which "see case A" is made, the longer ones first.
const REFERRING: [&str; 44] = [
    "請參閱",
    "請參考",
    "請參見",
    "請詳見",
    "請逕",
    "請見",
    "詳如",
    "詳見",
    "參見",
    "參閱",
    "參考",
    "參照",
    "比照",
    "如同",
    "併案",
    "另案",
    "前案",
    "本案",
    "該案",
    "相同",
    "一併",
    "回應",
    "答覆",
    "回復",
    "回覆",
    "處理",
    "辦理",
    "說明",
    "內容",
    "意見",
    "結果",
    "提議",
    "案件",
    "機關",
    "正式",
    "提案",
    "please",
    "response",
    "answer",
    "proposal",
    "refer",
    "case",
    "same",
    "see",
];
/// Single signs and short words that join them.
const JOINING: [&str; 32] = [
    "參", "見", "同", "如", "依", "案", "號", "第", "之", "的", "與", "和", "及", "已", "於", "在", "本",
    "該", "請", "並", "也", "為", "number", "our", "the", "for", "to", "of", "as", "no", "in", "is",
];
/// One of these is there if a text refers to another.
const MARKS: [&str; 14] = [
    "見", "參閱", "參考", "參照", "參", "比照", "同", "併", "如", "see", "refer", "same", "case", "proposal",
];
/// So many characters beside the reference say something.
const ENOUGH: usize = 6;

/// Whether a text only points to the answer of another case.
pub(crate) fn only_refers(text: &str) -> bool {
    let mut rest = without_quotes(&text.to_lowercase());
    if !MARKS.iter().any(|mark| rest.contains(mark)) {
        return false;
    }
    for word in REFERRING.iter().chain(&JOINING) {
        rest = rest.replace(word, " ");
    }
    rest.split_whitespace()
        .filter(|word| !word.contains("://"))
        .flat_map(str::chars)
        .filter(|c| c.is_alphabetic())
        .count()
        < ENOUGH
}

/// What stands outside quotation marks: titles say nothing by themselves.
fn without_quotes(text: &str) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for c in text.chars() {
        match c {
            '「' | '『' | '《' | '“' => inside = true,
            '」' | '』' | '》' | '”' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mere_reference_is_no_answer() {
        for text in [
            "請參見第 3 號提議之回應。",
            "詳見「延長育兒津貼申請期限」案的回應",
            "同第12號案",
            "比照併案之答覆辦理。",
            "請見 https://example.org/proposals/1/response",
            "See case A.",
            "Please see the response to proposal no. 12",
            "Same as case 3",
        ] {
            assert!(only_refers(text), "{text}");
        }
    }

    #[test]
    fn whatever_says_something_is_one() {
        for text in [
            "財源不足。",
            "確有延長必要。",
            "申請期限延長為六個月，理由請見第 3 號提議的回應。",
            "與第 3 號提議相同之處，本部同意自明年起放寬資格。",
            "本案不予採納，因地方政府財源不足，參考審計報告。",
            "The deadline is extended to six months; for the costs see case 3.",
            "理由",
            "摘要",
        ] {
            assert!(!only_refers(text), "{text}");
        }
    }
}
